import assert from 'node:assert/strict';
import { applyEdits } from '../../src/engine';
import { findingsOf, marked } from './harness';

/** The text after every fix of the rule, safe or not. */
function fixed(id: string, text: string, kind: 'python' | 'sql' = 'sql'): string {
  const edits = findingsOf(id, text, { kind }).flatMap((f) => f.fix?.edits ?? []);
  return applyEdits(text, edits).text;
}

describe('settings that switch off the optimiser, and fixed numbers of partitions', () => {
  it('changes the value and nothing else, in the spelling that stands there', () => {
    const set = (key: string, value: string) => `spark.conf.set("${key}", ${value})\n`;
    const on = (key: string, value: string) => fixed('disabled-optimizer', set(key, value), 'python');
    assert.equal(on('spark.sql.adaptive.enabled', 'False'), set('spark.sql.adaptive.enabled', 'True'));
    assert.equal(on('spark.sql.adaptive.enabled', "'false'"), set('spark.sql.adaptive.enabled', "'true'"));
    assert.equal(
      on('spark.sql.autoBroadcastJoinThreshold', '-1'),
      set('spark.sql.autoBroadcastJoinThreshold', '10485760'),
    );
    assert.equal(
      fixed('disabled-optimizer', "SET spark.sql.cbo.enabled = 'FALSE';\nSELECT 1"),
      "SET spark.sql.cbo.enabled = 'true';\nSELECT 1",
    );
    assert.equal(
      fixed('hard-coded-shuffle-partitions', 'SET spark.sql.shuffle.partitions=64'),
      'SET spark.sql.shuffle.partitions=auto',
    );
  });

  it('marks the statement, the call, or the step of a builder', () => {
    const python =
      'off = "false"\nspark.conf.set("spark.sql.adaptive.enabled", off)\n' +
      'spark = (SparkSession.builder\n  .appName("a").config("spark.sql.autoBroadcastJoinThreshold", "-1").getOrCreate())\n' +
      'spark.sql("SET spark.sql.parquet.filterPushdown = false")\n';
    assert.deepEqual(marked('disabled-optimizer', python, { kind: 'python' }), [
      'spark.conf.set("spark.sql.adaptive.enabled", off)',
      'config("spark.sql.autoBroadcastJoinThreshold", "-1")',
      'SET spark.sql.parquet.filterPushdown = false',
    ]);
    // The value stands elsewhere: nothing to write here.
    assert.equal(findingsOf('disabled-optimizer', python, { kind: 'python' })[0]!.fix, undefined);
  });

  it('is silent in tests, and where a hole decides', () => {
    const text = 'spark.conf.set("spark.sql.adaptive.enabled", "false")\n';
    assert.deepEqual(marked('disabled-optimizer', text, { path: 'tests/conftest.py' }), []);
    const hole = 'spark.sql(f"SET spark.sql.adaptive.enabled = {flag}")\nspark.sql(f"SET {key} = false")\n';
    assert.deepEqual(marked('disabled-optimizer', hole, { kind: 'python' }), []);
  });
});
