import assert from 'node:assert/strict';
import { applyEdits, defaultSettings, lint, ruleById, rules } from '../../src/engine';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleSources, local } from './rule-examples';
import { useSpark } from './session';

/** Rules whose claim cannot be put to Spark, and why. */
const onDatabricksOnly = 'what goes wrong does so on Databricks only';
const aboutPeople = 'what goes wrong happens to people, not to the program';
const aboutLakelint = 'about Lakelint itself';
/** Rules whose claim no open-source Spark can show, and why. */
const notProvable: Readonly<Record<string, string>> = {
  ...listed(
    'broad-grant cloud-path dbfs-mount dbfs-path global-temp-view hive-metastore-table internal-api jvm-access jvm-udf late-install legacy-pipeline-api manual-maintenance own-spark-session ' +
      'pipeline-side-effect requires-newer-runtime silent-expectation spark-context unqualified-table unresolved-run unsupported-cache unsupported-conf unsupported-trigger volatile-checkpoint',
    onDatabricksOnly,
  ),
  ...listed(
    'debug-sink functions-star-import hard-coded-environment hard-coded-secret hard-coded-value logged-pii logged-secret missing-notebook-header missing-trigger missing-type-hints sql-from-values too-many-joins unqualified-column',
    aboutPeople,
  ),
  ...listed('auto-loader-without-schema-location', 'Auto Loader is not in open-source Spark'),
  ...listed('bare-suppression unknown-suppression unused-suppression unreadable-code', aboutLakelint),
};

function listed(ids: string, reason: string): Record<string, string> {
  return Object.fromEntries(ids.split(' ').map((id) => [id, reason]));
}

describe('the Python examples of the rules, on real Spark + Delta', function () {
  this.timeout(300_000);
  const spark = useSpark();

  it('bare-magic: bad is not Python, good is', async () => {
    const { examples } = ruleById('bare-magic')!;
    const texts = examples.flatMap(({ bad, good }) => [bad, good]);
    const complaints = await spark().parse('python', texts);
    assert.deepEqual(
      complaints.map((complaint) => complaint === null),
      examples.flatMap(() => [false, true]),
    );
  });

  it('collect-on-driver: bad dies on a table that is larger than the driver may hold, good does not', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('collect-on-driver'),
      code: `
big = spark.range(300_000).select(F.sha2(F.col("id").cast("string"), 256).alias("order_id"), F.lit(1).alias("amount"))
path = work + "/big"
big.write.save(path)
spark.read.load(path).createTempView("sales_orders")
result = []
for name in ("bad0", "good0", "bad1", "good1"):
    try:
        python(name)
        result.append("ran")
    except Exception as e:
        result.append("spark.driver.maxResultSize" in str(e))
result.append(spark.table("sales_paid").count())
`,
    });
    assert.deepEqual(result, [true, 'ran', true, 'ran', 300_000]);
  });

  it('count-for-emptiness: bad, good and the fixed bad do the same with rows and without', async () => {
    const sources = exampleSources('count-for-emptiness');
    for (const [i, { bad }] of ruleById('count-for-emptiness')!.examples.entries()) {
      const { findings } = lint({ path: 'example.py', text: bad }, defaultSettings);
      const fixes = findings.filter(
        (finding) => finding.rule === 'count-for-emptiness' && finding.fix?.safety === 'safe',
      );
      assert.equal(fixes.length, 1);
      sources[`fixed${i}`] = local(applyEdits(bad, fixes[0]!.fix!.edits).text);
    }
    const result = await spark().prove<unknown>({
      sources,
      code: `
alert, told = True, []
notify = lambda frame: told.append(frame.count())
result = []
for some in (0, 2):
    spark.range(some).select(F.current_date().alias("day")).createOrReplaceTempView("sales_orders")
    spark.range(some).createOrReplaceTempView("sales_rejected")
    for kind in ("bad", "good", "fixed"):
        told.clear()
        result.append([attempt(lambda: python(kind + "0")), attempt(lambda: python(kind + "1")), list(told)])
`,
    });
    const empty = ['ValueError', null, []];
    const full = [null, null, [2]];
    assert.deepEqual(result, [empty, empty, empty, full, full, full]);
  });

  it('with-column-in-loop: bad adds a plan node for each column, good adds one; the rows are the same', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('with-column-in-loop'),
      code: `
columns = ", ".join("'  v%d ' AS C%d" % (i, i) for i in range(12))
spark.sql("SELECT " + columns).createTempView("sales_orders")
spark.sql("SELECT " + columns).createTempView("b_c")
names = ["C%d" % i for i in range(12)]
nodes = lambda frame: frame._jdf.queryExecution().analyzed().toString().count("Project [")
frames = {}
for example in ("bad0", "good0", "bad1", "good1"):
    python(example)
    frames[example] = df
same = lambda a, b: rows(a) == rows(b) and a.schema == b.schema
base = nodes(spark.table("sales_orders"))
result = {"added": {k: nodes(f) - base for k, f in frames.items()}, "same": [same(frames["bad" + n], frames["good" + n]) for n in "01"]}
`,
    });
    assert.deepEqual(result, { added: { bad0: 12, good0: 1, bad1: 12, good1: 1 }, same: [true, true] });
  });

  it('missing-checkpoint: bad is refused or starts all over, good goes on where it was', async () => {
    const result = await spark().prove<unknown>({
      sources: exampleSources('missing-checkpoint'),
      setup: [
        'CREATE TABLE sales_orders_raw AS SELECT 1 AS id',
        'CREATE TABLE sales_orders (id INT) USING delta',
        'CREATE TABLE seen (id INT) USING delta',
      ],
      code: `
checkpoint = work + "/checkpoint"
events = spark.readStream.table("sales_orders_raw")
upsert = lambda batch, batch_id: batch.write.mode("append").saveAsTable("seen")
def settle():
    for query in spark.streams.active:
        query.processAllAvailable()
        query.stop()
def twice(name, table):
    spark.sql("DELETE FROM " + table + " WHERE TRUE")
    for _ in range(2):
        failed = attempt(lambda: python(name))
        settle()
    return failed is not None or spark.table(table).count()
result = [twice("bad0", "sales_orders"), twice("good0", "sales_orders"), twice("bad1", "seen"), twice("good1", "seen")]
`,
    });
    assert.deepEqual(result, [true, 1, 2, 1]);
  });

  it('every rule is proved, or it is said why not', () => {
    const files = readdirSync(__dirname).filter((name) => name.endsWith('.test.ts'));
    const proofs = files.map((name) => readFileSync(join(__dirname, name), 'utf8')).join('\n');
    // `it('a-rule, another-rule and a-third: what is shown', …)`
    const titles = [...proofs.matchAll(/ it\(\s*['"`]([^'"`:]+): /g)].flatMap((found) => found[1]!.split(/, | and /));
    const proved = new Set(titles);
    // Job definitions run nothing on Spark.
    const ids = rules.filter((rule) => rule.family !== 'jobs').map((rule) => rule.id);
    assert.deepEqual(
      ids.filter((id) => !proved.has(id) && !notProvable[id]),
      [],
    );
    assert.deepEqual(
      Object.keys(notProvable).filter((id) => proved.has(id) || !ids.includes(id)),
      [],
    );
  });
});
