import { pathsOf } from '../../python/paths';
import { defineRule } from '../../rule';
import { isCloudUrl } from '../../spark/paths';
import { pathsIn } from '../../sql/paths';

const message =
  'An address of cloud storage in the code: use a table, or a volume (`/Volumes/…`), and the code need not know where the data lies.';

export default defineRule({
  id: 'cloud-path',
  family: 'compute',
  severity: 'info',
  summary: 'Cloud storage is read or written by its address',
  why:
    'A table or a volume says who may read it, keeps its lineage, and can move to another bucket or account without a change of the code. ' +
    'With `s3://…` or `abfss://…` in it, the code depends on one storage account, and every environment needs a version of its own. ' +
    'Where an external location is declared, the address has its place.',
  docs: [
    {
      title: 'Volumes (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-volumes.html',
      checked: '2026-11-21',
    },
    { title: 'Work with files on Databricks', url: 'https://docs.databricks.com/aws/files', checked: '2026-11-21' },
  ],

  examples: [
    {
      kind: 'python',
      bad: 'orders = spark.read.json("s3://shop-landing/orders/")\n',
      good: 'orders = spark.read.json("/Volumes/main/landing/orders/")\n',
    },
    {
      kind: 'python',
      bad: 'root = "abfss://raw@shop.dfs.core.windows.net"\nspark.table("main.sales.orders").write.format("delta").save(f"{root}/orders")\n',
      good: 'spark.table("main.sales.orders").write.saveAsTable("main.raw.orders")\n',
    },
    {
      kind: 'sql',
      bad: "SELECT order_id FROM read_files('gs://shop-landing/orders/', format => 'json');\n",
      good: "SELECT order_id FROM read_files('/Volumes/main/landing/orders/', format => 'json');\n",
    },
    {
      kind: 'sql',
      bad: "COPY INTO main.raw.orders FROM 's3://shop-landing/orders' FILEFORMAT = JSON;\n",
      good: "COPY INTO main.raw.orders FROM '/Volumes/main/landing/orders' FILEFORMAT = JSON;\n",
    },
  ],
  nearMisses: [
    {
      why: 'where it is declared that an address belongs to the catalog',
      kind: 'sql',
      code:
        "CREATE EXTERNAL LOCATION landing URL 's3://shop-landing' WITH (STORAGE CREDENTIAL c);\nCREATE EXTERNAL VOLUME main.raw.files LOCATION 's3://shop-landing/files';\n" +
        "CREATE SCHEMA main.raw MANAGED LOCATION 'abfss://raw@shop.dfs.core.windows.net/';\nCREATE TABLE main.raw.t (id INT) LOCATION 'gs://shop/t';\n",
    },
    { why: 'a volume', kind: 'python', code: 'spark.read.csv("/Volumes/main/raw/files/a.csv")\n' },
    {
      why: 'a text',
      kind: 'python',
      code: 'print("copy it to s3://shop-landing/orders")\nbucket = "s3://shop-landing"\n',
    },
    { why: 'a rule of its own speaks of mounts', kind: 'python', code: 'dbutils.fs.mount(source="s3a://shop-landing", mount_point="/mnt/raw")\n' }, // prettier-ignore
    { why: 'another kind of address', kind: 'python', code: 'spark.read.format("jdbc").option("url", "jdbc:postgresql://h/d").load()\nopen("https://a/b")\n' }, // prettier-ignore
    {
      why: 'the address is filled in',
      kind: 'python',
      code: 'spark.read.json(f"{landing}/orders")\nspark.read.json(path)\n',
    },
    {
      why: 'an address in a comparison',
      kind: 'sql',
      code: "SELECT id FROM a.b.files WHERE path LIKE 's3://shop/%';\n",
    },
    { why: 'an address in a value', kind: 'sql', code: "INSERT INTO a.b.files VALUES ('s3://shop/a');\n" },
  ],

  scope: 'statement',
  words: ['string', 'quoted'],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest) return;
    for (const { known, span } of pathsOf(facts)) if (isCloudUrl(known)) yield { span, message };
  },

  *sql(facts) {
    for (const { text, span, use } of pathsIn(facts.tree)) {
      if (use !== 'data' || !isCloudUrl(text)) continue;
      const scheme = { from: span.from, to: span.from + text.indexOf('//') + 3 };
      if (facts.source.isKnown(scheme)) yield { span, message };
    }
  },
});
