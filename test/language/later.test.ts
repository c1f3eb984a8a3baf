import assert from 'node:assert/strict';
import { later } from '../../src/language/later';

describe('what is read for those who cannot wait', () => {
  it('is read at the first question, once, and tells when it is there', async () => {
    let reads = 0;
    let ready = 0;
    const read = async () => Promise.resolve(`answer ${++reads}`);
    const ask = later(
      read,
      () => ready++,
      (error) => assert.fail(String(error)),
    );
    assert.equal(reads, 0);
    assert.deepEqual([ask(), ask()], [undefined, undefined]);
    await new Promise(setImmediate);
    assert.deepEqual([ask(), reads, ready], ['answer 1', 1, 1]);
  });

  it('stays away when it cannot be read, and says so once', async () => {
    const errors: unknown[] = [];
    const ask = later(
      async () => Promise.reject(new Error('not there')),
      () => assert.fail(),
      (error) => errors.push(error),
    );
    assert.equal(ask(), undefined);
    await new Promise(setImmediate);
    assert.equal(ask(), undefined);
    assert.equal(errors.length, 1);
  });
});
