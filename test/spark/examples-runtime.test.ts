import assert from 'node:assert/strict';
import { applyEdits, defaultSettings, lint } from '../../src/engine';
import { exampleSources, local } from './rule-examples';
import { useSpark } from './session';

/** The examples of `removed-api`; `fixed0` is `bad0` after its fix, safe or not. */
function withFixes(): Record<string, string> {
  const sources = exampleSources('removed-api');
  for (const [name, text] of Object.entries(sources)) {
    if (!name.startsWith('bad')) continue;
    const { findings } = lint({ path: 'example.py', text }, defaultSettings);
    const edits = findings.flatMap(({ rule, fix }) => (rule === 'removed-api' && fix ? fix.edits : []));
    if (edits.length > 0) sources[name.replace('bad', 'fixed')] = local(applyEdits(text, edits).text);
  }
  return sources;
}

const orders = `CREATE TEMP VIEW sales_orders AS SELECT * FROM VALUES (1, 7, DATE'2999-01-01'), (2, 8, DATE'2024-01-01')
  AS o(order_id, customer_id, order_date)`;

describe('what is claimed of runtimes, streams and settings, on real Spark + Delta', function () {
  this.timeout(300_000);
  const spark = useSpark();
  const mismatch = 'INVALID_CONF_VALUE.TYPE_MISMATCH';

  it('removed-api: the new names give the same rows and schema', async () => {
    const result = await spark().prove<unknown>({
      sources: withFixes(),
      setup: [orders, 'CREATE TEMP VIEW sales_orders_2023 AS SELECT * FROM sales_orders'],
      code: `
python("bad0"); old = rows("SELECT * FROM orders")
python("fixed0"); result = [old == rows("SELECT * FROM orders")]
python("bad1"); bad = customers
python("fixed1"); result += [str(bad.schema) == str(customers.schema), rows(bad) == rows(customers)]
`,
    });
    assert.deepEqual(result, [true, true, true]);
  });

  it('unbounded-state: without a watermark the groups of all days stay in the state', async () => {
    const result = await spark().prove<unknown>({
      code: `
import os
os.makedirs(work + "/in")
for day in range(1, 6):
    with open(f"{work}/in/{day}.json", "w") as f:
        f.write(f'{{"ts": "2024-01-0{day}T00:00:00Z", "id": {day}}}')
    os.utime(f"{work}/in/{day}.json", (day * 1000, day * 1000))

def kept(name, change):
    stream = spark.readStream.schema("ts TIMESTAMP, id INT").option("maxFilesPerTrigger", 1).json(work + "/in")
    query = (change(stream).writeStream.format("noop").outputMode("update")
             .option("checkpointLocation", work + "/" + name).trigger(availableNow=True).start())
    query.awaitTermination()
    return query.lastProgress["stateOperators"][0]["numRowsTotal"]

marked = lambda s: s.withWatermark("ts", "1 hour")
result = [
    kept("a", lambda s: s.groupBy(F.window("ts", "1 hour")).count()),
    kept("b", lambda s: marked(s).groupBy(F.window("ts", "1 hour")).count()) < 5,
    kept("c", lambda s: s.dropDuplicates(["id"])),
    kept("d", lambda s: marked(s).dropDuplicatesWithinWatermark(["id"])) < 5,
]
`,
    });
    assert.deepEqual(result, [5, true, 5, true]);
  });

  it('disabled-optimizer: the plan loses adaptive execution and the broadcast join', async () => {
    const result = await spark().prove<unknown>({
      code: `
def plan(query):
    return query._jdf.queryExecution().toString()

spark.range(9).selectExpr("id", "id % 3 AS part").write.parquet(work + "/t")
join = lambda: spark.read.parquet(work + "/t").alias("a").join(spark.read.parquet(work + "/t").alias("b"), "part")
on = ["AdaptiveSparkPlan" in plan(join()), "BroadcastHashJoin" in plan(join())]
spark.conf.set("spark.sql.adaptive.enabled", "false")
spark.conf.set("spark.sql.autoBroadcastJoinThreshold", -1)
off = ["AdaptiveSparkPlan" in plan(join()), "BroadcastHashJoin" in plan(join())]
result = [on, off]
`,
    });
    assert.deepEqual(result, [
      [true, true],
      [false, false],
    ]);
  });

  it('settings: what a running session refuses, and what it takes without a word', async () => {
    const result = await spark().prove<unknown>({
      code: `
set_to = lambda key, value: attempt(lambda: spark.conf.set(key, value))
in_sql = lambda text: attempt(lambda: spark.sql(text))
result = {
    "static": [set_to("spark.sql.warehouse.dir", "/x"), in_sql("SET spark.sql.warehouse.dir = /x")],
    "core": [set_to("spark.executor.memory", "1g"), in_sql("SET spark.executor.memory = 1g")],
    "exempt": set_to("spark.default.parallelism", "4"),
    "boolean": [set_to("spark.sql.adaptive.enabled", "yes"), in_sql("SET spark.sql.adaptive.enabled = off")],
    "number": [set_to("spark.sql.shuffle.partitions", "many"), set_to("spark.sql.shuffle.partitions", "2.5")],
    "choice": set_to("spark.sql.sources.partitionOverwriteMode", "sometimes"),
    "any case": set_to("spark.sql.sources.partitionOverwriteMode", "DYNAMIC"),
    "spaces": in_sql("SET spark.sql.adaptive.enabled =  TRUE "),
    "quotes": in_sql("SET spark.sql.adaptive.enabled = 'true'"),
    "bytes": [set_to("spark.sql.autoBroadcastJoinThreshold", "10MB"), set_to("spark.sql.autoBroadcastJoinThreshold", "big")],
    "removed": [set_to("spark.sql.fromJsonForceNullableSchema", v) is None for v in ("false", "true")],
    "unknown": set_to("spark.sql.adaptive.enable", "false"),
}
`,
    });
    assert.deepEqual(result, {
      static: ['CANNOT_MODIFY_STATIC_CONFIG', 'CANNOT_MODIFY_STATIC_CONFIG'],
      core: ['CANNOT_MODIFY_CONFIG', 'CANNOT_MODIFY_CONFIG'],
      exempt: null,
      boolean: [mismatch, mismatch],
      number: [mismatch, mismatch],
      choice: 'INVALID_CONF_VALUE.OUT_OF_RANGE_OF_OPTIONS',
      'any case': null,
      spaces: null,
      quotes: mismatch,
      bytes: [null, mismatch],
      removed: [false, true],
      unknown: null,
    });
  });
});
