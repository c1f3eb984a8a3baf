import { pathsOf } from '../../python/paths';
import { defineRule } from '../../rule';
import { dbfsPart, isMountPath } from '../../spark/paths';
import { pathsIn } from '../../sql/paths';

function messageOf(path: string): string {
  const what = isMountPath(path) ? 'a DBFS mount' : 'DBFS';
  return `A path in ${what}: everybody on the workspace can reach it, and Unity Catalog does not govern it. Use a table, or a volume.`;
}

export default defineRule({
  id: 'dbfs-path',
  family: 'compute',
  severity: 'warning',
  summary: 'Data in DBFS or behind a mount',
  why:
    'What lies in the DBFS root or behind `/mnt` can be read and deleted by everybody on the workspace; there are no grants, no lineage and no audit of it. ' +
    'Both are deprecated, new accounts come without them, and serverless compute reaches them only in part. Keep data in tables, and files in volumes (`/Volumes/…`).',
  docs: [
    {
      title: 'Recommendations for working with DBFS root',
      url: 'https://docs.databricks.com/gcp/dbfs/dbfs-root',
      checked: '2026-11-21',
    },
    {
      title: 'Mounting cloud object storage (Databricks)',
      url: 'https://docs.databricks.com/gcp/dbfs/mounts',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      kind: 'python',
      bad: 'orders = spark.read.format("delta").load("/mnt/raw/orders")\n',
      good: 'orders = spark.table("main.raw.orders")\n',
    },
    {
      kind: 'python',
      bad: 'with open("/dbfs/FileStore/stores.json") as file:\n    stores = file.read()\n',
      good: 'with open("/Volumes/main/raw/files/stores.json") as file:\n    stores = file.read()\n',
    },
    {
      kind: 'python',
      bad: 'root = "dbfs:/data"\nspark.table("main.sales.orders").write.parquet(f"{root}/orders")\n',
      good: 'root = "/Volumes/main/sales/export"\nspark.table("main.sales.orders").write.parquet(f"{root}/orders")\n',
    },
    {
      kind: 'sql',
      bad: "COPY INTO main.raw.orders FROM '/mnt/landing/orders' FILEFORMAT = JSON;\n",
      good: "COPY INTO main.raw.orders FROM '/Volumes/main/landing/files/orders' FILEFORMAT = JSON;\n",
    },
    {
      kind: 'sql',
      bad: 'SELECT order_id FROM delta.`dbfs:/data/orders`;\n',
      good: 'SELECT order_id FROM main.sales.orders;\n',
    },
  ],
  nearMisses: [
    {
      why: 'a volume, which may be written with `dbfs:` too',
      kind: 'python',
      code: 'spark.read.csv("dbfs:/Volumes/main/raw/files/a.csv")\ndbutils.fs.ls("dbfs:/Volumes/main/raw")\nopen("/dbfs/Volumes/main/raw/files/a.csv")\n',
    },
    {
      why: 'sample data that every workspace has',
      kind: 'python',
      code: 'spark.read.csv("/databricks-datasets/a.csv")\nspark.read.json("dbfs:/databricks-datasets/b.json")\n',
    },
    {
      why: 'a text about a path',
      kind: 'python',
      code: 'print("files used to be in dbfs:/mnt/raw")\nhelp = "/mnt/raw"\n',
    },
    { why: 'a folder of the driver itself', kind: 'python', code: 'open("/mnt/disk/a.txt")\nos.listdir("/mnt")\n' },
    {
      why: 'a mount has a rule of its own',
      kind: 'python',
      code: 'dbutils.fs.mount(source="abfss://raw@shop.dfs.core.windows.net/", mount_point="/mnt/raw")\ndbutils.fs.unmount("/mnt/raw")\n',
    },
    { why: 'nobody knows the root', kind: 'python', code: 'spark.read.csv(f"{root}/mnt/raw")\nspark.read.csv(path)\n' },
    {
      why: 'an address for checkpoints has a rule of its own',
      kind: 'python',
      code: 'df.writeStream.option("checkpointLocation", "/mnt/checkpoints/a").toTable("a.b.c")\n',
    },
    { why: 'a path in a comparison', kind: 'sql', code: "SELECT id FROM a.b.files WHERE path = '/mnt/raw/a' OR path IS DISTINCT FROM 'dbfs:/x';\n" }, // prettier-ignore
    { why: 'a path in a value', kind: 'sql', code: "INSERT INTO a.b.files VALUES ('/mnt/raw/a', 'dbfs:/x');\n" },
    {
      why: 'a path in a comment',
      kind: 'sql',
      code: '-- was csv.`/mnt/raw/a`\nSELECT id FROM csv.`/Volumes/a/b/c`;\n',
    },
    { why: 'the path is filled in', kind: 'sql', code: 'SELECT id FROM delta.`${root}/mnt/orders`;\n' },
    { why: 'a name of that kind', kind: 'sql', code: 'SELECT id FROM a.`/mnt/raw`;\n' },
  ],

  scope: 'statement',
  words: ['string', 'quoted'],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest) return;
    for (const { known, span, reader } of pathsOf(facts))
      if (dbfsPart(known, reader)) yield { span, message: messageOf(known) };
  },

  *sql(facts) {
    for (const { text, span } of pathsIn(facts.tree)) {
      const part = dbfsPart(text, 'spark');
      // Behind the quote: so much of the path says where it is.
      if (part && facts.source.isKnown({ from: span.from, to: span.from + 1 + part.length })) {
        yield { span, message: messageOf(text) };
      }
    }
  },
});
