import assert from 'node:assert/strict';
import { applyEdits } from '../../src/engine';
import { findingsOf, marked } from './harness';

describe('rules about streams: what the examples do not show', () => {
  it('trigger-once: the fix changes one word, and nothing where more is written', () => {
    const text = '(df.writeStream  # orders\n  .trigger( once = True )  # for now\n  .toTable("a.b.c"))\n';
    const [finding] = findingsOf('trigger-once', text);
    assert.equal(finding?.fix?.safety, 'unsafe');
    assert.equal(applyEdits(text, finding!.fix!.edits).text, text.replace('once', 'availableNow'));
    const commented = 'df.writeStream.trigger(\n  once=True,  # for now\n).toTable("a.b.c")\n';
    assert.deepEqual(
      findingsOf('trigger-once', commented).map((f) => f.fix),
      [undefined],
    );
  });

  it('marks the call that starts the query, or the argument that is wrong', () => {
    const text = 'df.writeStream.option("checkpointLocation", c).toTable("a.b.c")\n';
    assert.deepEqual(marked('missing-trigger', text), ['toTable']);
    const serverless = { target: { compute: 'serverless' } } as const;
    assert.deepEqual(marked('unsupported-trigger', text, serverless), ['toTable']);
    const timed = text.replace('.toTable', '.trigger(continuous="1 second").toTable');
    assert.deepEqual(marked('unsupported-trigger', timed, serverless), ['(continuous="1 second")']);
  });

  it('volatile-checkpoint: marks the folder where it is written, once, and says what it is', () => {
    const text =
      'root = "dbfs:/checkpoints"\ndf.writeStream.option("checkpointLocation", root).toTable("a.b.c")\n' +
      'df.writeStream.toTable("a.b.d", checkpointLocation=root)\ndf.writeStream.option("checkpointLocation", "/mnt/x").toTable("a.b.e")\n';
    const found = findingsOf('volatile-checkpoint', text);
    assert.deepEqual(
      found.map(({ span }) => text.slice(span.from, span.to)),
      ['dbfs:/checkpoints', '/mnt/x'],
    );
    assert.match(found[0]!.message, /lies in DBFS/);
    assert.match(found[1]!.message, /a DBFS mount/);
  });

  it('shared-checkpoint: marks the second query, whatever way the checkpoint is given', () => {
    const text =
      'c = "/Volumes/a/b/c/x"\ndf.writeStream.toTable("a.b.c", checkpointLocation=c)\n' +
      'df.writeStream.option("checkpointLocation", "/Volumes/a/b/c/x/").foreachBatch(save).start()\n';
    assert.deepEqual(marked('shared-checkpoint', text), ['"/Volumes/a/b/c/x/"']);
  });

  it('stream-without-schema: names the format and marks the last call', () => {
    const text = 'spark.readStream.format("CSV").option("header", True).load(p)\nspark.readStream.parquet(p)\n';
    const found = findingsOf('stream-without-schema', text);
    assert.deepEqual(marked('stream-without-schema', text), ['load', 'parquet']);
    assert.match(found[0]!.message, /csv files/);
  });

  it('a schema or options in the last call are seen', () => {
    const text = 'spark.readStream.load(p, "json", schema)\nspark.readStream.json(p, **more)\n';
    assert.deepEqual(marked('stream-without-schema', text), []);
    const merged = 'df.writeStream.options(**{**common, "path": p}).start()\n';
    assert.deepEqual(marked('missing-checkpoint', merged), []);
  });

  it('foreach-batch-append: sees a stream that nobody knows, and leaves the finding to no other rule', () => {
    const text =
      'def save(batch, i):\n    batch.write.mode("append").saveAsTable("main.sales.orders")\n\nload().writeStream.foreachBatch(save).start()\n';
    assert.deepEqual(marked('foreach-batch-append', text), ['saveAsTable']);
    assert.deepEqual(marked('append-without-guard', text), []);
    assert.deepEqual(marked('foreach-batch-append', text.replace('main.sales.orders', 'main.sales.audit')), []);
  });

  it('ignored-data-loss: marks name and value, or the setting', () => {
    const text =
      'spark.readStream.format("kafka").option("failOnDataLoss", "FALSE").load()\nspark.conf.set("spark.sql.files.ignoreCorruptFiles", True)\n';
    assert.deepEqual(marked('ignored-data-loss', text), [
      '"failOnDataLoss", "FALSE"',
      'spark.conf.set("spark.sql.files.ignoreCorruptFiles", True)',
    ]);
  });

  it('pipeline-side-effect: each action, write and statement once, in order', () => {
    const text =
      'from pyspark import pipelines as dp\n\n@dp.temporary_view()\ndef v():\n    df = spark.read.table("a.b.c")\n    df.collect()\n' +
      '    spark.sql("CREATE OR REPLACE TABLE a.b.d AS SELECT 1 AS id")\n    df.writeStream.toTable("a.b.e")\n    return df\n';
    const found = findingsOf('pipeline-side-effect', text);
    assert.deepEqual(marked('pipeline-side-effect', text), ['collect', 'sql', 'toTable']);
    assert.match(found[1]!.message, /^CREATE OR REPLACE TABLE in/);
  });

  it('complete-mode-to-table: sees the mode in the last call', () => {
    assert.deepEqual(marked('complete-mode-to-table', 'df.writeStream.toTable("a.b.c", outputMode="complete")\n'), [
      'toTable',
    ]);
  });
});
