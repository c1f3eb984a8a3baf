/** What says on which compute a file runs. `task`: the tasks of a bundle that run it; `bundle`: what all its tasks have in common. */
export interface TargetOrigin {
  readonly field: 'runtime' | 'compute';
  readonly kind: 'editor' | 'settings' | 'task' | 'bundle';
  /** The settings file or the main file of the bundle. */
  readonly file?: string;
}

/** Something wrong in a file of the project that is not code. Lines and columns begin at 1. */
export interface PlacedComplaint {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
  /** `error`: a settings file is broken. `warning`: a fact about the project could not be read. */
  readonly severity: 'error' | 'warning';
}
