import type { PythonFacts, WriteFact } from '../python/facts';
import type { Place } from '../python/place';
import { ancestors, sourcesOf, type DataFrameValue } from '../python/values';

/** The part of a name behind its last run-time part: `silver.orders` of `f"{catalog}.silver.orders"`. */
export function fixedTail(name: string): string {
  return name.replace(/^[\s\S]*__hole_\d+__[^./]*[./]?/, '').replace(/[`\s]/g, '');
}

/** The name by which a write can be told from others, or `undefined` when too little of it is constant. */
export function targetName(write: WriteFact): string | undefined {
  if (!write.target) return undefined;
  const tail = write.target.known ? write.target.text.text : fixedTail(write.target.text.text);
  return /[A-Za-z]{3}/.test(tail) ? tail : undefined;
}

/** True when two names or paths mean the same table: one may leave out the catalog or the schema. */
export function isSame(a: string, b: string): boolean {
  const [x, y] = [a, b].map((name) => fixedTail(name).replace(/\/+$/, '').toLowerCase());
  return x === y || x === '' || y === '' || x!.endsWith(`.${y}`) || y!.endsWith(`.${x}`);
}

/** SQL that takes rows out of a table, makes it new or matches them by key. */
const CLEARING =
  /\b(delete\s+from|truncate\s+table|drop\s+table|create\s+or\s+replace\s+table|insert\s+overwrite|merge\s+into|replace\s+where)\b/i;

/** Formats that are no tables: nothing there could tell a second run from the first. */
const NO_TABLE = /^(kafka|noop|console|memory)$/;

/** What keeps a second run of an append harmless, or may do so. */
export type Guard =
  /** `txnAppId` or `txnVersion`. */
  | 'numbered'
  | 'unknown options'
  | 'no table'
  | 'unknown target'
  /** A join or subtraction leaves rows out, perhaps those that the target has. */
  | 'rows left out'
  | 'target read'
  /** The target is cleared, overwritten or looked for. */
  | 'cleared';

/**
 * What keeps a second run of an append harmless; `undefined` when nothing in the file does. Of the callback of `foreachBatch`: what does
 * when it gets a batch again. Whatever cannot be seen counts as a guard: the finding must be right when it is made.
 */
export function guardOf(write: WriteFact, facts: PythonFacts): Guard | undefined {
  const { writer, format } = write;
  if (writer.options.has('txnappid') || writer.options.has('txnversion')) return 'numbered';
  if (writer.hasUnknownOptions) return 'unknown options';
  if (format && NO_TABLE.test(format)) return 'no table';
  const name = targetName(write);
  return name === undefined ? 'unknown target' : guardAround(write, facts, name);
}

/** True when the driver held all rows of a write itself: nothing is read again. */
export function isOfOwnRows({ frame }: WriteFact): boolean {
  return sourcesOf(frame).every((s) => s.kind === 'local' || s.kind === 'range');
}

/** Rows that the target has are left out, or the target is looked at or cleared first. */
function guardAround(write: WriteFact, facts: PythonFacts, name: string): Guard | undefined {
  if (antiJoinsOf(write, facts).length > 0) return 'rows left out';
  const readsTarget = facts.calls.some(
    (c) =>
      c.result.kind === 'dataframe' &&
      mayRunBefore(c.call, c.place, write) &&
      c.result.source?.tableText !== undefined &&
      isSame(c.result.source.tableText, name),
  );
  if (readsTarget) return 'target read';
  return clearsInSql(facts, write, name) || clearsInPython(facts, write, name) ? 'cleared' : undefined;
}

/** The steps that leave rows out: `left_anti`, `exceptAll`, `subtract`. */
function antiJoinsOf({ frame }: WriteFact, facts: PythonFacts): DataFrameValue[] {
  return [...ancestors(frame)].filter(
    ({ step }) => step && isAntiJoin(step.method, facts.document.text.slice(step.call.from, step.call.to)),
  );
}

/** True when a step of the frame leaves out the rows that the target has. */
export function leavesOutTarget(write: WriteFact, facts: PythonFacts): boolean {
  const name = targetName(write);
  const own = antiJoinsOf(write, facts).flatMap(({ others }) => others.flatMap(sourcesOf));
  return own.some(({ tableText }) => name !== undefined && tableText !== undefined && isSame(tableText, name));
}

/** On the top level code runs in the order of the text; what stands in a function may run at any time. */
function mayRunBefore(node: { readonly from: number }, place: Place, write: WriteFact): boolean {
  return place.func !== undefined || write.place.func !== undefined || node.from < write.end.call.from;
}

function isAntiJoin(method: string, text: string): boolean {
  return /^(exceptAll|subtract)$/.test(method) || (method === 'join' && /["'](left_?anti|anti)["']/i.test(text));
}

/** True when something in the file may empty, drop or look for the target before the write; with an unknown target, any target. */
export function mayBeCleared(write: WriteFact, facts: PythonFacts): boolean {
  const name = targetName(write);
  if (name !== undefined) return clearsInSql(facts, write, name) || clearsInPython(facts, write, name);
  return (
    facts.sqlStrings.some(({ text }) => CLEARING.test(text.text)) ||
    facts.calls.some(({ method }) => /^(rm|rmtree|tableExists|dropTable|isDeltaTable)$/.test(method))
  );
}

/** A statement that clears or reads the same table; one whose table is filled in at run time may be it too. */
function clearsInSql(facts: PythonFacts, write: WriteFact, name: string): boolean {
  return facts.sqlStrings.some(({ text: { text, holes }, call, place }) => {
    if (!mayRunBefore(call.call, place, write)) return false;
    if (CLEARING.test(text) && holes.length > 0) return true;
    const named = text.matchAll(/\b(?:from|join|table|into|overwrite)\s+([\w.`]+)/gi);
    return [...named].some((m) => isSame(m[1]!, name) && (CLEARING.test(text) || /\b(from|join)\s/i.test(m[0])));
  });
}

/** `DeltaTable.delete`, `fs.rm`, a check that the table exists, or a full overwrite of the same target. */
function clearsInPython(facts: PythonFacts, write: WriteFact, name: string): boolean {
  const overwritten = facts.writes.some(
    (w) =>
      w !== write &&
      mayRunBefore(w.end.call, w.place, write) &&
      w.mode === 'overwrite' &&
      w.target !== undefined &&
      isSame(w.target.text.text, name),
  );
  if (overwritten) return true;
  return facts.calls.some(({ method, receiver, call, place }) => {
    if (!mayRunBefore(call, place, write)) return false;
    if (method === 'delete' || method === 'merge') return receiver?.kind === 'delta-table';
    if (method === 'rm') return receiver?.kind === 'dbutils';
    if (!/^(tableExists|dropTable|isDeltaTable|table_exists)$/.test(method)) return false;
    const said = facts.document.text.slice(call.argsSpan.from, call.argsSpan.to).toLowerCase();
    return said.includes(name.toLowerCase()) || !/["']/.test(said);
  });
}

/** True when the rows are known to be read from tables or files, and not handed in by a caller. */
export function readsStoredRows({ frame }: WriteFact): boolean {
  return sourcesOf(frame).some((s) => s.kind === 'table' || s.kind === 'files' || s.kind === 'sql');
}
