import type { ErrorKind, TablesAnswer } from '../../../runs';

/** So many names are listed in a message; the log has all of them. */
const MOST_NAMES = 5;

const REASONS: Readonly<Partial<Record<ErrorKind, string>>> = {
  'not-found': 'Not found',
  'no-permission': 'No permission',
  refused: 'Refused',
  'not-json': 'Answer not understood',
};

/** `1 table`, `5 tables` */
export function tablesCount(count: number): string {
  return count === 1 ? '1 table' : `${String(count)} tables`;
}

/** Names for a message; of a long list its beginning. */
export function listed(names: readonly string[]): string {
  const rest = names.length - MOST_NAMES;
  return names.slice(0, MOST_NAMES).join(', ') + (rest > 0 ? ` and ${String(rest)} more` : '');
}

/** A host as people say it. */
export function hostName(host: string): string {
  return host.replace(/^https?:\/\//, '');
}

/** What came of it, in one or two sentences: what was read, what was not, and why. */
export function summary({ found, missed, stopped }: TablesAnswer, asked: number, host: string): string {
  const of = found.length === asked ? tablesCount(asked) : `${String(found.length)} of ${tablesCount(asked)}`;
  const sentences = [`Read ${of} from Unity Catalog of ${hostName(host)}.`];
  const reasons = new Set(missed.map(({ error }) => error.kind));
  for (const kind of reasons) {
    const names = missed.filter(({ error }) => error.kind === kind).map(({ name }) => name);
    sentences.push(`${REASONS[kind] ?? 'Failed'}: ${listed(names)}.`);
  }
  if (stopped) sentences.push(stopped.kind === 'cancelled' ? 'Cancelled.' : `${stopped.message} ${stopped.next}`);
  return sentences.join(' ');
}

/** The same for the log: each table that was not read with its reason and what helps. */
export function details({ missed }: TablesAnswer): string[] {
  return missed.map(({ name, error }) => `${name}: ${error.message} ${error.next}`);
}
