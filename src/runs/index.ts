/** The door of job runs: connect, ask, keep. Nothing here knows an editor. */
export { connect, tokenConnection, type ConnectOptions } from './connection';
export { listProfiles, type Env, type Profile, type Profiles } from './profiles';
export { bundleWorkspace, type BundleWorkspace } from './bundle';
export { readHost, type HostName } from './host';
export {
  createJobsClient,
  type Deadlines,
  type JobsClient,
  type Repair as RepairRequest,
  type RunFilter,
  type RunNow,
} from './client';
export { createTablesClient, readTables, type MissedTable, type TablesAnswer, type TablesClient } from './tables';
export type { CallOptions, Connection, TransportOptions } from './transport';
export { gather, type Gathered } from './paging';
export type { LatestByJob } from './latest-runs';
export { RunsStore, type StoreOptions } from './store';
export type { DetailState, OutputState, Snapshot } from './snapshot';
export { PACE, type Pace } from './polling';
export { realClock, type Clock } from './limiter';
export { errorValue, RunsError, type ErrorKind, type ErrorValue } from './errors';
export { durationOf, hasBegun, isFailure, stateOf } from './state';
export { startDemoWorkspace, type Demo, type DemoOptions } from './demo';
export type * from './model';
