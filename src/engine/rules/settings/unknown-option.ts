import { defineRule } from '../../rule';
import { optionsInPython, optionsInSql, type FormatOption } from '../../spark/options';
import type { ConfLookup, Problem } from '../../types';

/** How the formats are called in a message. */
const NAMES: Readonly<Record<string, string>> = {
  avro: 'Avro',
  cloudfiles: 'Auto Loader',
  'copy into': '`COPY INTO`',
  csv: 'CSV',
  delta: 'Delta',
  jdbc: 'JDBC',
  json: 'JSON',
  kafka: 'Kafka',
  orc: 'ORC',
  parquet: 'Parquet',
  read_files: '`read_files`',
  xml: 'XML',
};

/** Settings of a Kafka client, which are read with `kafka.` in front. */
const OF_CLIENT =
  /^(?:bootstrap\.servers|security\.protocol|group\.id|auto\.offset\.reset|enable\.auto\.commit|max\.poll\.\w+(?:\.\w+)*|(?:session|request)\.timeout\.ms|(?:sasl|ssl)\.[\w.]+)$/i;

/** What becomes of the option; Auto Loader alone looks at the names of its own. */
function effectOf({ name, format }: FormatOption, elsewhere: boolean): string {
  if (format === 'cloudfiles' && /^cloudFiles\./i.test(name)) return ' and refuses the stream.';
  return `${elsewhere ? ', other formats have' : ''}: nothing reads it here.`;
}

function problemOf(option: FormatOption, confs: ConfLookup): Problem | undefined {
  const { name, span, format, inner, writing } = option;
  const options = confs.optionsOf(format, inner);
  const isOfClient = format === 'kafka' && OF_CLIENT.test(name);
  if (!options || !(isOfClient || options.isUnknown(name))) return undefined;
  const near = isOfClient ? `kafka.${name}` : options.near(name);
  // A database driver may have a property of any name.
  const elsewhere = format !== 'jdbc' && confs.findOption(name).length > 0;
  if (!options.isComplete && !near && !elsewhere) return undefined;
  const who = NAMES[format] ?? `\`${format}\``;
  // A name with dots needs quotes.
  const fits = writing === 'quoted' || (writing === 'bare' && near !== undefined && /^\w+$/.test(near));
  return {
    span,
    severity: !near && elsewhere ? 'info' : undefined,
    message: `${who} has no option \`${name}\`${near ? `: did you mean \`${near}\`?` : effectOf(option, elsewhere)}`,
    fix: near && fits ? { title: `Write ${near}`, safety: 'unsafe', edits: [{ ...span, insert: near }] } : undefined,
  };
}

function* problems(options: Iterable<FormatOption>, facts: { readonly confs?: ConfLookup }): Generator<Problem> {
  for (const option of options) {
    // Asked for only where there is an option: the data is read then.
    const problem = facts.confs && problemOf(option, facts.confs);
    if (problem) yield problem;
  }
}

export default defineRule({
  id: 'unknown-option',
  family: 'settings',
  severity: 'warning',
  fix: 'unsafe',
  summary: 'An option that the format does not have',
  why:
    'Spark hands options to the format without looking at them: a misspelt one is ignored, and files are read with the default that the line was meant to change. Auto Loader refuses the stream instead. ' +
    'The rule speaks where the format is certain and its options are known; names that go on to Hadoop or to a database driver are left alone. An option that only other formats have is advice.',
  docs: [
    {
      title: 'Generic file source options (Spark)',
      url: 'https://spark.apache.org/docs/latest/sql-data-sources-generic-options.html',
      checked: '2026-11-21',
    },
    {
      title: 'Auto Loader options',
      url: 'https://docs.databricks.com/ingestion/cloud-object-storage/auto-loader/options.html',
      checked: '2026-11-21',
    },
    {
      title: 'read_files',
      url: 'https://docs.databricks.com/sql/language-manual/functions/read_files.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: "SELECT order_id FROM read_files('/Volumes/main/raw/orders', format => 'csv', headers => true);\n",
      good: "SELECT order_id FROM read_files('/Volumes/main/raw/orders', format => 'csv', header => true);\n",
    },
    {
      bad: "COPY INTO main.raw.orders FROM '/Volumes/main/raw/orders' FILEFORMAT = CSV FORMAT_OPTIONS ('headr' = 'true');\n",
      good: "COPY INTO main.raw.orders FROM '/Volumes/main/raw/orders' FILEFORMAT = CSV FORMAT_OPTIONS ('header' = 'true');\n",
    },
    {
      kind: 'python',
      bad: 'orders = spark.read.option("headers", True).csv("/Volumes/main/raw/orders")\n',
      good: 'orders = spark.read.option("header", True).csv("/Volumes/main/raw/orders")\n',
    },
    {
      kind: 'python',
      bad: 'orders = (spark.readStream.format("cloudFiles").option("cloudFiles.format", "json")\n    .option("cloudFiles.schemaPath", schemas).load("/Volumes/main/raw/orders"))\n',
      good: 'orders = (spark.readStream.format("cloudFiles").option("cloudFiles.format", "json")\n    .option("cloudFiles.schemaLocation", schemas).load("/Volumes/main/raw/orders"))\n',
    },
  ],
  nearMisses: [
    {
      why: 'case does not matter, and some options have two names',
      kind: 'python',
      code: 'spark.read.option("MULTILINE", True).option("delimiter", ";").option("charset", "utf-8").csv(p)\n',
    },
    {
      why: 'a format of somebody else',
      kind: 'python',
      code: 'spark.read.format("snowflake").option("sfUrl", u).option("headers", 1).load()\nspark.read.format("com.crealytics.spark.excel").option("headr", 1).load(p)\n',
    },
    {
      why: 'the format is not known',
      kind: 'python',
      code: 'spark.read.format(kind).option("headers", True).load(p)\nspark.read.option("headers", True).load(p)\ndf.write.option("headers", True).save(p)\n',
    },
    {
      why: 'Hadoop and the file format read these',
      kind: 'python',
      code: 'df.write.option("parquet.block.size", 1).option("fs.s3a.fast.upload", True).option("mapreduce.fileoutputcommitter.algorithm.version", 2).parquet(p)\n',
    },
    {
      why: 'a driver has properties of its own',
      kind: 'python',
      code: 'spark.read.format("jdbc").option("url", u).option("dbtable", "t").option("trustServerCertificate", "true").option("encoding", "utf-8").load()\n',
    },
    {
      why: 'settings of the Kafka client and of the platform, and properties of the table',
      kind: 'python',
      code:
        'spark.readStream.format("kafka").option("kafka.sasl.mechanism", "PLAIN").option("databricks.serviceCredential", c).option("subscribe", t).load()\n' +
        'df.write.format("delta").option("delta.columnMapping.mode", "name").option("someDayInDatabricks", 1).saveAsTable("main.s.t")\n',
    },
    {
      why: 'Auto Loader takes the options of the files, too',
      kind: 'python',
      code:
        'spark.readStream.format("cloudFiles").option("cloudFiles.format", "csv").option("header", True).option("rescuedDataColumn", "_r").option("pathGlobFilter", "*.csv").load(p)\n' +
        'spark.readStream.format("cloudFiles").option("cloudFiles.format", kind).option("rowTag", "order").option("cloudFiles.resourceTag.team", "x").load(p)\n',
    },
    {
      why: 'arguments that are no options',
      kind: 'python',
      code: 'spark.read.load(path=p, format="csv", schema=s, header=True)\ndf.write.parquet(path=p, mode="overwrite", partitionBy="day", compression="zstd")\n',
    },
    {
      why: 'the name is put together',
      kind: 'python',
      code: 'spark.read.option(f"header{n}", True).csv(p)\nspark.read.options(**settings).csv(p)\n',
    },
    {
      why: 'options of read_files without their prefix, and with it for streams',
      code: "SELECT a FROM STREAM read_files('/Volumes/a/b/c', format => 'json', schemaHints => 'a INT', inferColumnTypes => true, includeExistingFiles => false, multiLine => true);\n",
    },
    {
      why: 'a format that is filled in, and a function of our own',
      code: "SELECT a FROM read_files('/Volumes/a/b/c', format => :kind, headers => true);\nSELECT a FROM main.s.load_files('/Volumes/a/b/c', headers => true);\n",
    },
    {
      why: 'options of COPY INTO',
      code: "COPY INTO main.s.t FROM '/Volumes/a/b/c' FILEFORMAT = JSON FORMAT_OPTIONS ('mergeSchema' = 'true', 'multiLine' = 'true') COPY_OPTIONS ('force' = 'true', 'mergeSchema' = 'true');\n",
    },
    {
      why: 'a table of files, and properties that are free',
      code: "CREATE TABLE main.s.t (a INT) USING CSV OPTIONS (header = true, 'sep' = ';', path '/Volumes/a/b/c') TBLPROPERTIES ('headers' = 'x');\n",
    },
  ],

  scope: 'statement',
  words: ['read_files()', 'COPY', 'CREATE OPTIONS'],

  *python(facts) {
    yield* problems(optionsInPython(facts), facts);
  },

  *sql(facts) {
    yield* problems(optionsInSql(facts), facts);
  },
});
