import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Schedule } from '../../src/language/schedule';

describe('Schedule', () => {
  const make = (run: (key: string) => void | Promise<void>, errors: unknown[] = []): Schedule =>
    new Schedule(run, (error) => errors.push(error));

  it('runs once for many requests, some time after the last one', async () => {
    const runs: string[] = [];
    const schedule = make((key) => void runs.push(key));
    for (let i = 0; i < 5; i++) schedule.request('a', 20);
    await sleep(5);
    assert.deepEqual(runs, []);
    await sleep(60);
    assert.deepEqual(runs, ['a']);
  });

  it('runs one job at a time, and lets messages in between', async () => {
    const order: string[] = [];
    const schedule = make(async (key) => {
      order.push(`begin ${key}`);
      await sleep(10);
      order.push(`end ${key}`);
    });
    schedule.request('a', 0);
    schedule.request('b', 0);
    setImmediate(() => order.push('message'));
    await sleep(80);
    assert.deepEqual(order, ['message', 'begin a', 'end a', 'begin b', 'end b']);
  });

  it('a later request with a delay takes the place of one that waits', async () => {
    const runs: string[] = [];
    const schedule = make((key) => void runs.push(key));
    schedule.request('a', 0);
    schedule.request('a', 40);
    await sleep(15);
    assert.deepEqual(runs, []);
    await sleep(60);
    assert.deepEqual(runs, ['a']);
  });

  it('drops what is cancelled and what is left at the end', async () => {
    const runs: string[] = [];
    const schedule = make((key) => void runs.push(key));
    schedule.request('a', 0);
    schedule.request('b', 10);
    schedule.cancel('a');
    schedule.request('c', 10);
    schedule.dispose();
    await sleep(40);
    assert.deepEqual(runs, []);
  });

  it('goes on after a job that fails', async () => {
    const errors: unknown[] = [];
    const runs: string[] = [];
    const schedule = make((key) => {
      if (key === 'bad') throw new Error('bad');
      runs.push(key);
    }, errors);
    schedule.request('bad', 0);
    schedule.request('good', 0);
    await sleep(20);
    assert.equal(errors.length, 1);
    assert.deepEqual(runs, ['good']);
  });
});
