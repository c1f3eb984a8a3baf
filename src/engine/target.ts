import { didYouMean } from './nearest';
import type { Target } from './types';

/** The kinds of compute, as settings name them. */
export const computes: readonly NonNullable<Target['compute']>[] = ['serverless', 'standard', 'dedicated', 'classic'];

/** `16.4`: a Databricks Runtime version as settings name it. */
export function isRuntime(text: string): boolean {
  return /^\d{1,2}\.\d{1,2}$/.test(text);
}

/** Reads `16.4`, `serverless` or `16.4,serverless`, as the command line takes it. */
export function parseTarget(spec: string): { target: Target } | { complaint: string } {
  const target: { runtime?: string; compute?: Target['compute'] } = {};
  for (const part of spec.split(',').map((word) => word.trim())) {
    const compute = computes.find((word) => word === part);
    if (isRuntime(part) && target.runtime === undefined) target.runtime = part;
    else if (compute && target.compute === undefined) target.compute = compute;
    else {
      const choice = `; give a runtime such as \`16.4\`, a compute (${computes.join(', ')}), or both.`;
      return { complaint: `\`${part}\` is not a target${didYouMean(part, computes) || choice}` };
    }
  }
  return { target };
}
