import assert from 'node:assert/strict';
import { confs } from '../confs/data';
import { useSpark } from './session';

/** One setting as Spark declares it. */
interface Declared {
  readonly key: string;
  readonly value: string;
  readonly meaning: string;
  readonly since: string;
}

/** What Spark or a format says of itself. */
interface Told {
  readonly version: string;
  readonly settings: readonly Declared[];
  readonly options: Readonly<Record<string, readonly string[]>>;
  readonly properties: readonly string[];
  /** Rows of the same file with a misspelt option, and with the option. */
  readonly rows: readonly [number, number];
  /** What Delta says to a property that it does not have, and how it keeps one in another case. */
  readonly refused: string;
  readonly kept: string;
}

/** Defaults that are computed from the machine, or that the documentation says better than the declaration. */
const COMPUTED: Readonly<Record<string, string>> = {
  'spark.sql.session.timeZone': '<JVM local time zone>',
  'spark.sql.warehouse.dir': 'spark-warehouse (resolved to an absolute URI)',
  'spark.sql.files.minPartitionNum': 'Default Parallelism',
};

/** `-1000ms` and `-1s` are the same time. */
function plain(value: string): string {
  const [, count, unit] = /^(-?\d+)(ms|s)$/.exec(value) ?? [];
  return count === undefined ? value : `${Number(count) * (unit === 's' ? 1000 : 1)}ms`;
}

/** What we say where Spark says what it takes when nothing is set. */
function ours(key: string): string | undefined {
  const conf = confs.find(key);
  if (conf?.key !== key) return undefined;
  if (conf.fallback !== undefined) return `<value of ${conf.fallback}>`;
  return conf.default === null || conf.default === undefined ? '<undefined>' : plain(conf.default);
}

describe('what we know of settings and options, compared with Spark and Delta themselves', function () {
  this.timeout(300_000);
  const spark = useSpark();
  let told: Told;

  before(async () => {
    told = await spark().prove<Told>({
      code: `
loader = spark._jvm.java.lang.Thread.currentThread().getContextClassLoader()

def each(items):
    iterator = items.iterator()
    while iterator.hasNext():
        yield iterator.next()

def texts(items):
    return [str(item) for item in each(items)]

def module(name):
    return loader.loadClass(name + "$").getField("MODULE$").get(None)

entries = {e.key(): e for e in each(module("org.apache.spark.sql.internal.SQLConf").getConfigEntries())}
settings = [
    {"key": row.key, "value": entries[row.key].defaultValueString(), "meaning": row.meaning, "since": row["Since version"]}
    for row in spark.sql("SET -v").collect() if row.key in entries
]

catalyst, sources = "org.apache.spark.sql.catalyst.", "org.apache.spark.sql.execution.datasources."
classes = {
    "csv": catalyst + "csv.CSVOptions", "json": catalyst + "json.JSONOptions", "xml": catalyst + "xml.XmlOptions",
    "parquet": sources + "parquet.ParquetOptions", "orc": sources + "orc.OrcOptions", "text": sources + "text.TextOptions",
    "avro": "org.apache.spark.sql.avro.AvroOptions",
}
options = {name: texts(module(of).getAllOptions()) for name, of in classes.items()}
options["delta"] = texts(module("org.apache.spark.sql.delta.DeltaOptions").validOptionKeys())
jdbc = module(sources + "jdbc.JDBCOptions")
names = jdbc.getClass().getDeclaredField((sources + "jdbc.JDBCOptions").replace(".", "$") + "$$jdbcOptionNames")
names.setAccessible(True)
options["jdbc"] = texts(names.get(jdbc))

with open(work + "/a.csv", "w") as f:
    f.write("id\\n1\\n")
spark.sql("CREATE TABLE kept (a INT) USING delta TBLPROPERTIES ('delta.APPENDonly' = 'true')")
made = "CREATE TABLE refused (a INT) USING delta TBLPROPERTIES ('delta.logRetentionDurations' = 'interval 60 days')"
read = lambda name: spark.read.option(name, True).csv(work + "/a.csv").count()
result = {
    "version": spark.version,
    "settings": settings,
    "options": options,
    "properties": texts(module("org.apache.spark.sql.delta.DeltaConfigs").getAllConfigs().keys()),
    "rows": [read("headers"), read("header")],
    "refused": str(attempt(lambda: spark.sql(made))),
    "kept": str([row.key for row in spark.sql("SHOW TBLPROPERTIES kept").collect()]),
}
`,
    });
  });

  it('every public SQL setting is known, with its default, its version and a meaning', () => {
    assert.ok(told.settings.length > 300, `${told.settings.length} settings`);
    const wrong = told.settings.flatMap(({ key, value, meaning, since }) => {
      const conf = confs.find(key);
      const expected = COMPUTED[key] ?? plain(value);
      if (ours(key) !== expected) return [`${key}: ${value}, not ${ours(key) ?? 'known'}`];
      if (since && conf?.since !== since) return [`${key}: since ${since}, not ${conf?.since}`];
      return meaning || conf?.what ? [] : [`${key}: nobody says what it does`];
    });
    assert.deepEqual(wrong, []);
  });

  it('every option that a format declares is known', () => {
    const unknown = Object.entries(told.options).flatMap(([format, names]) => {
      assert.ok(names.length >= 3, format);
      // What begins so is said by Spark to itself.
      return names
        .filter((name) => !name.startsWith('__') && confs.optionsOf(format)?.isUnknown(name) !== false)
        .map((name) => `${format} ${name}`);
    });
    assert.deepEqual(unknown, []);
  });

  it('every table property of Delta is known', () => {
    assert.ok(told.properties.length > 40);
    assert.deepEqual(
      told.properties.filter(
        (key) => confs.find(key.startsWith('delta.') ? key : `delta.${key}`)?.kind !== 'table property',
      ),
      [],
    );
  });

  it('a table property that Delta does not have is refused, and one in another case is kept as it should be', () => {
    assert.match(told.refused, /DELTA_UNKNOWN_CONFIGURATION/);
    assert.match(told.kept, /'delta\.appendOnly'/);
  });

  it('an unknown option is ignored', () => {
    assert.deepEqual(told.rows, [2, 1]);
  });
});
