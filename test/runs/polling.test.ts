import assert from 'node:assert/strict';
import { RunsError } from '../../src/runs';
import { Poller, type Round } from '../../src/runs/polling';
import { FakeClock, settle } from './clock';

describe('polling', () => {
  let clock: FakeClock;
  let rounds: number[];
  let next: () => Promise<Round>;
  let poller: Poller;
  beforeEach(() => {
    clock = new FakeClock(0);
    rounds = [];
    next = () => Promise.resolve('active');
    poller = new Poller(() => {
      rounds.push(clock.now());
      return next();
    }, clock);
  });

  it('is fast while something is active, slow otherwise', async () => {
    poller.setVisible(true);
    await clock.advance(10_000);
    assert.deepEqual(rounds, [0, 5000, 10_000]);
    next = () => Promise.resolve('quiet');
    await clock.advance(120_000);
    assert.deepEqual(rounds.slice(3), [15_000, 75_000]);
  });

  it('is silent while nobody looks, and reads at once when somebody does', async () => {
    await clock.advance(60_000);
    poller.setVisible(true);
    await clock.advance(0);
    poller.setVisible(false);
    await clock.advance(3_600_000);
    assert.deepEqual(rounds, [60_000]);
    assert.equal(clock.waiting, 0);
    poller.setVisible(true);
    await settle();
    assert.equal(rounds.length, 2);
  });

  it('grows with errors up to five minutes, and is itself again afterwards', async () => {
    next = () => Promise.reject(new RunsError('server', 'x', 'y'));
    poller.setVisible(true);
    await clock.advance(1_000_000);
    assert.deepEqual(rounds.slice(0, 8), [0, 10_000, 30_000, 70_000, 150_000, 310_000, 610_000, 910_000]);
    next = () => Promise.resolve('active');
    await clock.advance(300_000);
    assert.deepEqual(
      rounds.slice(-2).map((at, _index, all) => at - (all[0] ?? 0)),
      [0, 5000],
    );
  });

  it('gives a server the time that it asks for, also when the view is hidden and shown', async () => {
    next = () => Promise.reject(new RunsError('throttled', 'x', 'y', 90_000));
    poller.setVisible(true);
    await clock.advance(89_000);
    assert.deepEqual(rounds, [0]);
    assert.equal(poller.dueAt, 90_000);
    poller.setVisible(false);
    poller.setVisible(true);
    await settle();
    assert.deepEqual(rounds, [0]);
  });

  it('never runs two rounds at once; a request during a round brings another one', async () => {
    let finish: (round: Round) => void = () => undefined;
    next = () => new Promise((resolve) => (finish = resolve));
    poller.setVisible(true);
    await settle();
    void poller.now();
    void poller.now();
    await settle();
    assert.equal(rounds.length, 1);
    finish('quiet');
    await settle();
    assert.equal(rounds.length, 2);
    finish('quiet');
    await settle();
    assert.equal(rounds.length, 2);
    assert.equal(poller.dueAt, 60_000);
  });

  it('hurries when something begins to move', async () => {
    next = () => Promise.resolve('quiet');
    poller.setVisible(true);
    await clock.advance(20_000);
    poller.hurry();
    assert.equal(poller.dueAt, 25_000);
  });

  it('stops for good', async () => {
    poller.setVisible(true);
    await settle();
    poller.stop();
    await clock.advance(600_000);
    await poller.now();
    assert.deepEqual(rounds, [0]);
    assert.equal(clock.waiting, 0);
  });
});
