import type { PythonFacts } from '../python/facts';
import type { Level, Target } from '../types';

/** How loud a rule is about something that shared compute does not have, and the sentence that says where it fails. */
export interface Refusal {
  readonly severity: Level;
  readonly where: string;
}

/** An error where the target is known to refuse it; `otherwise` where it runs, or where nobody knows. */
export function refusalOf({ compute }: Target, otherwise: Level): Refusal {
  if (compute === 'serverless') return { severity: 'error', where: 'serverless compute does not have it' };
  if (compute === 'standard') return { severity: 'error', where: 'compute in standard access mode does not have it' };
  return { severity: otherwise, where: 'serverless compute and standard access mode do not have it' };
}

/** True for code that is known to run on Databricks: source notebooks, files with a target, and whoever uses `dbutils`. */
export function runsOnDatabricks(facts: PythonFacts): boolean {
  const { document, target } = facts;
  if (document.kind === 'python-notebook' || target.compute !== undefined || target.runtime !== undefined) return true;
  return facts.file.calls.some(({ receiver }) => receiver?.kind === 'dbutils');
}
