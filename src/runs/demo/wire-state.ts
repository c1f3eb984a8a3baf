import type { RunResult } from './run';

/** JSON of the Jobs API 2.2. Ids are bigint and are written as bare numbers. */
export type Wire = Record<string, unknown>;

/** How something ended, in all the words that the API has for it. */
export interface Ending {
  readonly result: RunResult;
  readonly code: string;
  readonly type: string;
  readonly message: string;
}

/** `state` (deprecated) and `status` (new): real answers carry both. */
export function stateFields(phase: string, ending: Ending | undefined, message = ''): Wire {
  if (phase !== 'TERMINATED' || !ending) {
    const waiting = phase === 'WAITING_FOR_RETRY';
    const limit = 'The run is queued because the job already has as many active runs as it may have.';
    return {
      state: {
        life_cycle_state: phase,
        state_message: message,
        user_cancelled_or_timedout: false,
        ...(phase === 'QUEUED' && { queue_reason: limit }),
      },
      status: {
        state: waiting ? 'WAITING' : phase,
        ...(phase === 'QUEUED' && { queue_details: { code: 'MAX_CONCURRENT_RUNS_REACHED', message: limit } }),
      },
    };
  }
  const skipped = ending.result === 'MAXIMUM_CONCURRENT_RUNS_REACHED';
  return {
    state: {
      life_cycle_state: skipped ? 'SKIPPED' : 'TERMINATED',
      result_state: ending.result,
      state_message: ending.message,
      user_cancelled_or_timedout: ending.result === 'CANCELED' || ending.result === 'TIMEDOUT',
    },
    status: {
      state: 'TERMINATED',
      termination_details: { code: ending.code, type: ending.type, message: ending.message },
    },
  };
}
