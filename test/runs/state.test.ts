import assert from 'node:assert/strict';
import { durationOf, hasBegun, isFailure, stateOf, type StateKind } from '../../src/runs';
import type { RawState } from '../../src/runs/state';

const old = (life: string, result?: string): RawState => ({ state: { life_cycle_state: life, result_state: result } });
const ended = (code: string, type = 'CLIENT_ERROR'): RawState => ({
  status: { state: 'TERMINATED', termination_details: { code, type } },
});

describe('state of a run', () => {
  const active: readonly (readonly [RawState, StateKind])[] = [
    [old('QUEUED'), 'queued'],
    [old('PENDING'), 'pending'],
    [old('RUNNING'), 'running'],
    [old('TERMINATING'), 'terminating'],
    [old('BLOCKED'), 'blocked'],
    [old('WAITING_FOR_RETRY'), 'waiting for retry'],
    [{ status: { state: 'WAITING' } }, 'waiting for retry'],
    [{ status: { state: 'RUNNING' }, state: { life_cycle_state: 'RUNNING' } }, 'running'],
  ];
  const terminal: readonly (readonly [RawState, StateKind])[] = [
    [old('TERMINATED', 'SUCCESS'), 'succeeded'],
    [old('TERMINATED', 'FAILED'), 'failed'],
    [old('TERMINATED', 'TIMEDOUT'), 'timed out'],
    [old('TERMINATED', 'CANCELED'), 'cancelled'],
    [old('TERMINATED', 'EXCLUDED'), 'excluded'],
    [old('TERMINATED', 'SUCCESS_WITH_FAILURES'), 'succeeded with failures'],
    [old('TERMINATED', 'UPSTREAM_FAILED'), 'upstream failed'],
    [old('TERMINATED', 'UPSTREAM_CANCELED'), 'upstream failed'],
    [old('TERMINATED', 'DISABLED'), 'skipped'],
    [old('SKIPPED'), 'skipped'],
    [old('SKIPPED', 'MAXIMUM_CONCURRENT_RUNS_REACHED'), 'skipped'],
    [old('INTERNAL_ERROR'), 'internal error'],
    [old('INTERNAL_ERROR', 'FAILED'), 'failed'],
    [ended('SUCCESS', 'SUCCESS'), 'succeeded'],
    [ended('USER_CANCELED'), 'cancelled'],
    [ended('RUN_EXECUTION_ERROR'), 'failed'],
    [ended('DRIVER_ERROR', 'INTERNAL_ERROR'), 'internal error'],
    [ended('SOMETHING_NEW', 'CLOUD_FAILURE'), 'failed'],
    [ended('MAX_CONCURRENT_RUNS_EXCEEDED'), 'skipped'],
    // The two fields together: the finer word counts.
    [{ ...ended('CANCELED'), state: { life_cycle_state: 'TERMINATED', result_state: 'TIMEDOUT' } }, 'timed out'],
    [{ ...ended('SKIPPED'), state: { life_cycle_state: 'SKIPPED' } }, 'skipped'],
  ];
  for (const [raw, kind] of active) {
    it(`${JSON.stringify(raw)} → ${kind}, still active`, () => {
      const state = stateOf(raw);
      assert.deepEqual([state.kind, state.label, state.terminal], [kind, kind, false]);
    });
  }
  for (const [raw, kind] of terminal) {
    it(`${JSON.stringify(raw)} → ${kind}, ended`, () => {
      const state = stateOf(raw);
      assert.deepEqual([state.kind, state.label, state.terminal], [kind, kind, true]);
    });
  }

  it('drops messages that repeat the state, and keeps the others', () => {
    const messageOf = (life: string, said: string, result?: string): string | undefined =>
      stateOf({ state: { life_cycle_state: life, state_message: said, result_state: result } }).message;
    for (const [life, said, result] of [
      ['RUNNING', 'In run'],
      ['RUNNING', 'Running.'],
      ['PENDING', 'Pending'],
      ['WAITING_FOR_RETRY', 'Waiting for retry'],
      ['TERMINATED', 'UPSTREAM_FAILED', 'UPSTREAM_FAILED'],
      ['RUNNING', ' '],
    ] as const)
      assert.equal(messageOf(life, said, result), undefined, said);
    assert.equal(messageOf('PENDING', 'Waiting for cluster'), 'Waiting for cluster');
    const queued = {
      state: { life_cycle_state: 'QUEUED', state_message: 'Queued', queue_reason: 'One run is active.' },
    };
    assert.equal(stateOf(queued).message, 'One run is active.');
  });

  it('knows what never began', () => {
    const begun = (life: string, result?: string): boolean => hasBegun(stateOf(old(life, result)));
    assert.deepEqual(
      [begun('BLOCKED'), begun('TERMINATED', 'UPSTREAM_FAILED'), begun('SKIPPED')],
      [false, false, false],
    );
    assert.deepEqual(
      [begun('PENDING'), begun('TERMINATED', 'FAILED'), begun('TERMINATED', 'CANCELED')],
      [true, true, true],
    );
  });

  it('shows words that it does not know as they came', () => {
    assert.deepEqual(stateOf(old('HIBERNATING')), {
      kind: 'unknown',
      label: 'HIBERNATING',
      raw: 'HIBERNATING',
      terminal: false,
    });
    const result = stateOf(old('TERMINATED', 'HALF_DONE'));
    assert.deepEqual([result.kind, result.label, result.terminal], ['unknown', 'HALF_DONE', true]);
    const code = stateOf(ended('BREAKING_CHANGE', 'NEW_TYPE'));
    assert.deepEqual([code.kind, code.label, code.terminal], ['unknown', 'BREAKING_CHANGE', true]);
  });

  it('an unknown word with an end time has ended', () => {
    assert.equal(stateOf({ status: { state: 'ARCHIVED' }, end_time: 5 }).terminal, true);
    assert.equal(stateOf({ status: { state: 'RUNNING' }, end_time: 5 }).terminal, false);
  });

  it('never throws and never ends on rubbish', () => {
    for (const raw of [{}, { status: null }, { state: 5 }, { status: { state: {} } }, { end_time: 'x' }]) {
      const state = stateOf(raw as RawState);
      assert.deepEqual([state.kind, state.label, state.terminal], ['unknown', 'unknown', false]);
    }
  });

  it('says why a run waits or failed', () => {
    const queued = stateOf({
      status: { state: 'QUEUED', queue_details: { code: 'MAX_CONCURRENT_RUNS_REACHED', message: 'Limit' } },
    });
    assert.deepEqual([queued.code, queued.message], ['MAX_CONCURRENT_RUNS_REACHED', 'Limit']);
    assert.equal(
      stateOf({ state: { life_cycle_state: 'TERMINATED', result_state: 'FAILED', state_message: 'Why' } }).message,
      'Why',
    );
  });

  it('tells failures from what merely did not run', () => {
    assert.equal(isFailure(stateOf(old('TERMINATED', 'TIMEDOUT'))), true);
    assert.equal(isFailure(stateOf(old('TERMINATED', 'CANCELED'))), false);
    assert.equal(isFailure(stateOf(old('SKIPPED'))), false);
    assert.equal(isFailure(stateOf(old('RUNNING'))), false);
  });
});

describe('duration', () => {
  it('counts on while active', () => {
    assert.equal(durationOf({ startedAt: 1000, runMs: 1 }, 5000), 4000);
    assert.equal(durationOf({ startedAt: 9000 }, 5000), 0);
    assert.equal(durationOf({}, 5000), undefined);
  });

  it('takes the run duration of a multi-task run, the sum of the parts of a task, else end minus start', () => {
    assert.equal(
      durationOf({ startedAt: 1, endedAt: 900, setupMs: 0, executionMs: 0, cleanupMs: 0, runMs: 700 }, 9999),
      700,
    );
    assert.equal(durationOf({ startedAt: 1, endedAt: 900, setupMs: 10, executionMs: 20, cleanupMs: 3 }, 9999), 33);
    assert.equal(durationOf({ startedAt: 1, endedAt: 900, runMs: 0 }, 9999), 899);
  });
});
