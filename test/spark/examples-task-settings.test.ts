import assert from 'node:assert/strict';
import { useSpark } from './session';

describe('what takes a setting back, on real Spark', function () {
  this.timeout(300_000);
  const spark = useSpark();

  it('RESET goes back to what the session began with, unset to the default; a builder changes a session, but nothing that is fixed at its start', async () => {
    const result = await spark().prove<unknown>({
      code: `
from pyspark.sql import SparkSession
key, partitions = "spark.sql.broadcastTimeout", "spark.sql.shuffle.partitions"
session = SparkSession.builder.config(key, "9").config("spark.executor.memory", "3g").getOrCreate()
built = [session.conf.get(key), session.sparkContext.getConf().get("spark.executor.memory", "none")]
fixed = attempt(lambda: spark.conf.set("spark.executor.memory", "3g"))
given = spark.sparkContext.getConf().get(partitions)
taken = []
for back in (lambda: spark.sql("RESET " + partitions), lambda: spark.sql("RESET"), lambda: spark.conf.unset(partitions)):
    spark.conf.set(partitions, "77")
    back()
    taken.append(spark.conf.get(partitions))
result = [built, given, taken, fixed]
`,
    });
    const [built, given, taken, fixed] = result as [string[], string, string[], string];
    assert.deepEqual(built, ['9', 'none']);
    assert.notEqual(given, '200', 'the test needs a session that began with a value of its own');
    assert.deepEqual(taken, [given, given, '200']);
    assert.match(fixed, /CANNOT_MODIFY/);
  });
});
