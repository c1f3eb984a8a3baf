import type { ErrorKind, ErrorValue } from '../../runs';
import type { NextStep, Trouble } from '../../shared/runs-protocol';

/** Waiting or trying again does not help here: another connection may. */
const NEEDS_ANOTHER: ReadonlySet<ErrorKind> = new Set(['not-configured', 'not-signed-in', 'no-permission', 'expired']);

/** An error as the view and the tree show it: the sentence, the advice, and the buttons that fit. */
export function troubleOf({ kind, message, next }: ErrorValue): Trouble {
  const steps: readonly NextStep[] = NEEDS_ANOTHER.has(kind) ? ['connect', 'retry', 'demo'] : ['retry', 'connect'];
  return { message, advice: next, steps };
}
