import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readArrangement } from '../../src/shared/runs-protocol';
import { formatDuration, isTime } from '../../webview/runs/format';

describe('what the page kept', () => {
  it('comes back as it was', () => {
    const kept = { filter: { state: 'failed', job: 'orders' }, runId: '969479553499872' } as const;
    assert.deepEqual(readArrangement(kept), kept);
  });

  for (const damaged of [
    undefined,
    null,
    7,
    'x',
    [],
    {},
    { filter: null },
    { filter: { state: 'green', job: 3 }, runId: 5 },
  ]) {
    it(`starts fresh from ${JSON.stringify(damaged)}`, () => {
      assert.deepEqual(readArrangement(damaged), { filter: { state: 'all', job: '' }, runId: undefined });
    });
  }
});

describe('durations and times', () => {
  const cases: readonly [number, string][] = [
    [-5, '0 ms'],
    [0, '0 ms'],
    [850, '850 ms'],
    [1000, '1 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [185_400, '3 min 5 s'],
    [7_800_000, '2 h 10 min'],
    [86_400_000, '1 d'],
    [100_800_000, '1 d 4 h'],
  ];
  for (const [ms, text] of cases) it(`${ms} ms is "${text}"`, () => assert.equal(formatDuration(ms), text));

  it('takes no date for a time that is none', () => {
    assert.deepEqual([undefined, NaN, Infinity, 9e15, -9e15, 0, Date.now()].map(isTime), [
      false,
      false,
      false,
      false,
      false,
      true,
      true,
    ]);
  });
});
