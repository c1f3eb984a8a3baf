import assert from 'node:assert/strict';
import { defaultSettings, lint, type SecondRun } from '../../src/engine/index';
import { useSpark } from './session';

/** A write at the bar, and what its table holds before the first run: nothing (there is no table), no rows, or those of another day. */
interface Case {
  readonly code: string;
  readonly language: 'python' | 'sql';
  readonly before?: 'empty' | 'another day';
  /** Delta only where Delta is the point: files of Parquet cost a tenth. */
  readonly format: 'parquet' | 'delta';
}

const sql = (code: string, before?: Case['before'], format: Case['format'] = 'parquet'): Case => ({ code, language: 'sql', before, format }); // prettier-ignore
const py = (code: string, before?: Case['before'], format: Case['format'] = 'parquet'): Case => ({ code, language: 'python', before, format }); // prettier-ignore

const raw = 'spark.table("raw_orders").write';
const stream =
  'spark.readStream.schema("id INT, day STRING, n INT").parquet("@work/in").writeStream.trigger(availableNow=True)';
const into = '|MERGE INTO sales_orders t USING raw_orders s ON t.id = s.id';

/** What Spark and Delta do in two runs, as far as the words of the analysis tell them apart. */
const cases: Readonly<Record<string, readonly Case[]>> = {
  'doubled append': [
    py(`${raw}.mode("append").|saveAsTable("sales_orders")\n`),
    py(`${raw}.|insertInto("sales_orders")\n`, 'empty'),
    sql('|INSERT INTO sales_orders SELECT id, day, n FROM raw_orders;\n', 'another day'),
  ],
  'doubled own rows': [sql("|INSERT INTO sales_orders VALUES (1, '2024-01-01', 10);\n", 'empty')],
  'doubled adds up': [
    sql(`${into} WHEN MATCHED THEN UPDATE SET n = t.n + s.n WHEN NOT MATCHED THEN INSERT *;\n`, 'empty', 'delta'),
    sql('|UPDATE sales_orders SET n = n * 2;\n', 'another day', 'delta'),
  ],
  'doubled no checkpoint': [
    py(`def save(batch, n):\n    batch.write.mode("append").saveAsTable("sales_orders")\n\n${stream}.foreachBatch(save).|start().awaitTermination()\n`), // prettier-ignore
  ],

  'same overwrite': [
    py(`${raw}.mode("overwrite").|saveAsTable("sales_orders")\n`),
    py(`${raw}.|insertInto("sales_orders", True)\n`, 'empty'),
    sql('|INSERT OVERWRITE sales_orders SELECT id, day, n FROM raw_orders;\n', 'empty'),
    sql('|CREATE OR REPLACE TABLE sales_orders AS SELECT id, day, n FROM raw_orders;\n', undefined, 'delta'),
  ],
  'same part': [
    py('spark.table("raw_orders").where("day = \'2024-01-01\'").write.mode("overwrite").option("replaceWhere", "day = \'2024-01-01\'").|saveAsTable("sales_orders")\n', 'another day', 'delta'), // prettier-ignore
  ],
  'same dynamic': [
    py('spark.table("raw_orders").select("id", "n", "day").write.mode("overwrite").option("partitionOverwriteMode", "dynamic").|insertInto("sales_orders")\n', 'another day'), // prettier-ignore
  ],
  'same numbered': [
    py(`${raw}.mode("append").option("txnAppId", "load").option("txnVersion", 1).|saveAsTable("sales_orders")\n`, undefined, 'delta'), // prettier-ignore
  ],
  'same new rows': [
    py('new = spark.table("raw_orders").join(spark.table("sales_orders"), "id", "left_anti")\nnew.write.mode("append").|saveAsTable("sales_orders")\n', 'empty'), // prettier-ignore
    sql('|INSERT INTO sales_orders SELECT id, day, n FROM raw_orders r WHERE NOT EXISTS (SELECT 1 FROM sales_orders t WHERE t.id = r.id);\n', 'another day'), // prettier-ignore
    sql('|INSERT INTO sales_orders SELECT id, day, n FROM raw_orders WHERE day > (SELECT max(day) FROM sales_orders);\n', 'another day'), // prettier-ignore
  ],
  'same emptied': [
    sql('TRUNCATE TABLE sales_orders;\n|INSERT INTO sales_orders SELECT id, day, n FROM raw_orders;\n', 'empty'),
    sql('DROP TABLE IF EXISTS sales_orders;\n|CREATE TABLE sales_orders AS SELECT id, day, n FROM raw_orders;\n'),
  ],
  'same keys': [
    sql(`${into} WHEN MATCHED AND s.n = 10 THEN DELETE WHEN NOT MATCHED AND s.n <> 10 THEN INSERT *;\n`, 'another day', 'delta'), // prettier-ignore
    py('from delta.tables import DeltaTable\nDeltaTable.forName(spark, "sales_orders").alias("t").merge(\n    spark.table("raw_orders").alias("s"), "t.id = s.id"\n).whenMatchedUpdateAll().whenNotMatchedInsertAll().|execute()\n', 'another day', 'delta'), // prettier-ignore
    sql('|DELETE FROM sales_orders WHERE id = 9;\n', 'another day', 'delta'),
  ],
  'same checkpoint': [
    py(`${stream}.option("checkpointLocation", "@work/checkpoint").|toTable("sales_orders").awaitTermination()\n`),
  ],

  'kept first rows': [sql('|CREATE TABLE IF NOT EXISTS sales_orders AS SELECT id, day, n FROM raw_orders;\n')],
  'kept asked': [py(`${raw}.mode("ignore").|saveAsTable("sales_orders")\n`)],

  'days lost slice': [
    py('spark.table("raw_orders").where("day = \'2024-01-01\'").write.mode("overwrite").|saveAsTable("sales_orders")\n', 'another day'), // prettier-ignore
    sql("|INSERT OVERWRITE sales_orders SELECT id, day, n FROM raw_orders WHERE day = '2024-01-01';\n", 'another day'),
  ],

  'fails no mode': [py(`${raw}.|saveAsTable("sales_orders")\n`)],
  'fails asked': [py(`${raw}.mode("errorifexists").|saveAsTable("sales_orders")\n`)],
  'fails exists': [sql('|CREATE TABLE sales_orders AS SELECT id, day, n FROM raw_orders;\n')],
  'fails no checkpoint': [py(`${stream}.|toTable("sales_orders")\n`)],
  'fails duplicate keys': [
    sql('|MERGE INTO sales_orders t USING (SELECT DISTINCT id, n FROM raw_twice) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET n = s.n WHEN NOT MATCHED THEN INSERT (id, n) VALUES (s.id, s.n);\n', 'empty', 'delta'), // prettier-ignore
  ],
};

/** What the analysis says of the write at the bar. */
function analysed({ code, language }: Case): SecondRun {
  const at = code.indexOf('|');
  const path = language === 'sql' ? 'a.sql' : 'a.py';
  const result = lint({ path, text: code.replace('|', '') }, { ...defaultSettings, rules: new Map() });
  return result.secondRunAt(at)?.run ?? { verdict: 'unknown' };
}

/** Runs every case twice, those that are kept once more with other rows in their source, and says what became of the table. */
const judge = `
if any("checkpoint" in name for name in plan):
    spark.range(1).selectExpr("1 AS id", "'2024-01-01' AS day", "10 AS n").write.parquet(work + "/in")
spark.sql("CREATE TEMP VIEW raw_twice AS SELECT * FROM VALUES (1, 10), (1, 20) AS o(id, n)")

def raw(more=""):
    values = "(1, '2024-01-01', 10), (2, '2024-01-02', 20)" + more
    spark.sql("CREATE OR REPLACE TEMP VIEW raw_orders AS SELECT * FROM VALUES " + values + " AS o(id, day, n)")

def outcome(name, language, before, format):
    run = lambda: python(name) if language == "python" else sql(name)
    def table():
        spark.catalog.refreshTable("sales_orders")  # a query writes from a session of its own
        return rows("SELECT id, day, n FROM sales_orders")
    spark.conf.set("spark.sql.sources.default", format)
    spark.sql("DROP TABLE IF EXISTS sales_orders")
    raw()
    layout = " PARTITIONED BY (day)" if name.startswith("same dynamic") else ""
    if before:
        spark.sql("CREATE TABLE sales_orders USING " + format + layout + " AS SELECT 9 AS id, '2023-12-31' AS day, 90 AS n WHERE " + str(before == "another day"))
    if attempt(run):
        return "fails at once"
    first = table()
    if attempt(run):
        return "fails"
    second = table()
    if second != first:
        grown = len(second) > len(first) and all(row in second for row in first)
        return "more rows" if grown else "other values"
    if name.startswith("days lost"):
        return "days kept" if [9, "2023-12-31", 90] in first else "days lost"
    if name.startswith("kept"):
        raw(", (3, '2024-01-03', 30)")
        run()
        return "stays for good" if table() == second else "follows its source"
    return "the same"

result = {name: outcome(name, *how) for name, how in plan.items()}
`;

const outcomes: Readonly<Record<string, string>> = {
  doubled: 'more rows',
  same: 'the same',
  kept: 'stays for good',
  'days lost': 'days lost',
  fails: 'fails',
};

/** What the runs have to show for a verdict. */
function outcomeOf(group: string): string {
  if (group === 'doubled adds up') return 'other values';
  if (group === 'fails no checkpoint') return 'fails at once';
  return outcomes[/^(days lost|\w+)/.exec(group)![0]]!;
}

// COPY INTO, REPLACE WHERE in SQL and REPLACE USING cannot be had in open-source Spark and Delta: what is said of them stands on the
// documentation of Databricks.
describe('what a second run does, on real Spark + Delta', function () {
  this.timeout(300_000);
  const spark = useSpark();

  for (const [group, list] of Object.entries(cases)) {
    it(`${group}: two runs show what the analysis says`, async () => {
      const plan: Record<string, readonly [string, string, string]> = {};
      const sources: Record<string, string> = {};
      for (const [i, one] of list.entries()) {
        const run = analysed(one);
        assert.equal(run.verdict === 'unknown' ? 'unknown' : `${run.verdict} ${run.cause}`, group, one.code);
        plan[`${group} ${i}`] = [one.language, one.before ?? '', one.format];
        sources[`${group} ${i}`] = one.code.replace('|', '');
      }
      const code = `plan = ${JSON.stringify(plan)}\n${judge}`;
      const result = await spark().prove<Readonly<Record<string, string>>>({ sources, code });
      for (const name of Object.keys(plan)) assert.equal(result[name], outcomeOf(group), name);
    });
  }

  it('depends on the clock: a run some seconds later writes other rows', async () => {
    const code =
      '|INSERT OVERWRITE sales_orders SELECT id, ts FROM raw_orders WHERE ts >= current_timestamp() - INTERVAL 1 SECOND;\n';
    const run = analysed(sql(code));
    assert.ok(run.verdict === 'clock' && run.repetition.verdict === 'same');
    const result = await spark().prove<unknown>({
      sources: { load: code.replace('|', '') },
      setup: ['CREATE TABLE sales_orders (id INT, ts TIMESTAMP) USING parquet'],
      code: `
import time
now = spark.sql("SELECT string(current_timestamp() + INTERVAL 1 SECOND)").first()[0]
spark.sql(f"CREATE TEMP VIEW raw_orders AS SELECT 1 AS id, TIMESTAMP'{now}' AS ts UNION ALL SELECT 2, TIMESTAMP'2999-01-01'")
result = []
for pause in (0, 3):
    time.sleep(pause)
    sql("load")
    result.append(rows("SELECT id FROM sales_orders"))
`,
    });
    assert.deepEqual(result, [[[1], [2]], [[2]]]);
  });
});
