import type { MappedText } from './documents/mapped-text';
import type { Edit, Fix, Problem } from './types';

/** The same problem in the text that the other one was taken out of. */
export function toHost(problem: Problem, source: MappedText): Problem {
  const { message, severity, fix } = problem;
  return { span: source.spanToHost(problem.span), message, severity, fix: fix && fixToHost(fix, source) };
}

/** A fix that cannot be written in the host whole is not offered. */
export function fixToHost(fix: Fix | undefined, source: MappedText): Fix | undefined {
  if (!fix) return undefined;
  const edits: Edit[] = [];
  for (const edit of fix.edits) {
    const host = source.editToHost(edit);
    if (!host) return undefined;
    edits.push(host);
  }
  return { ...fix, edits };
}
