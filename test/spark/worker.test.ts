import assert from 'node:assert/strict';
import type { SparkError } from './client';
import { useSpark } from './session';

const withError = (check: (error: SparkError) => boolean) => (error: unknown) => check(error as SparkError);

describe('the Spark worker', function () {
  this.timeout(300_000);
  const spark = useSpark();

  it('keeps proofs apart', async () => {
    await spark().prove({ setup: ['CREATE TABLE t (a INT) USING delta'], code: 'spark.range(1).createTempView("v")' });
    const code = 'result = [attempt(lambda: rows("SELECT * FROM " + n)) for n in ("t", "v")]';
    assert.deepEqual(await spark().prove({ code }), ['TABLE_OR_VIEW_NOT_FOUND', 'TABLE_OR_VIEW_NOT_FOUND']);
  });

  it('names the error condition and the line of a source that fails', async () => {
    const proof = { sources: { 'bad.py': 'x = 1\nspark.sql("SELECT 1 / 0").collect()\n' }, code: 'python("bad.py")' };
    await assert.rejects(
      spark().prove(proof),
      withError((e) => e.errorClass === 'DIVIDE_BY_ZERO' && e.place === '<bad.py> line 2'),
    );
  });

  it('parses Python and Spark SQL without running them', async () => {
    const sql = await spark().parse('sql', ['SELECT a FROM nowhere;', 'MERGE INTO t USING s']);
    assert.deepEqual([sql[0], sql[1] === null], [null, false]);
    const python = await spark().parse('python', ['x = undefined_name', 'def (:']);
    assert.deepEqual([python[0], python[1] === null], [null, false]);
  });

  it('replaces a Spark that died, and gives up on one that hangs', async () => {
    await assert.rejects(
      spark().prove({ code: 'import os; os._exit(7)' }),
      withError((e) => e.type === 'SparkDied' && e.message.includes('exit 7')),
    );
    assert.deepEqual(await spark().prove({ code: 'result = rows("SELECT 1")' }), [[1]]);
    await assert.rejects(
      spark().prove({ code: 'while True: pass' }, 1),
      withError((e) => e.type === 'Timeout'),
    );
  });
});
