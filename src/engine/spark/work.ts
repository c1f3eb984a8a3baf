import type { Call, Expr, PyNode } from '../python/ast';
import { unwrap } from '../python/ast';
import { speaksOf } from '../python/loops';
import type { CallFact, PythonFacts, SqlString } from '../python/facts';
import type { Place } from '../python/place';
import { sourcesOf, type DataFrameValue, type Source } from '../python/values';
import type { MappedText } from '../documents/mapped-text';
import { isSystemTable } from '../sql/names';
import { readSql } from '../sql/reader/read';
import { isAggregate } from '../sql/sizes';
import { isUnderstood, relationsOf, rootExpressions, statementsOf } from '../sql/walk';
import type { Span } from '../types';

/** A call that makes Spark run a job at once. */
export interface SparkWork {
  readonly call: CallFact;
  readonly place: Place;
  /**
   * True when the tables and files that it reads and writes are the same whatever these names stand for, and only values in it
   * differ. False where nobody can see that.
   * @param within where the names have their meaning
   */
  hasFixedTables(names: ReadonlySet<string>, within: PyNode): boolean;
}

const ACTIONS = [
  'count', 'collect', 'toPandas', 'first', 'head', 'take', 'tail', 'isEmpty', 'show', 'foreach', 'foreachPartition', 'toLocalIterator',
] as const; // prettier-ignore

/** Statements that change rows; the others either change no rows or run only when their result is asked for. */
const CHANGES_ROWS = /^(insert|update|delete|merge)$/;

/** Everything in the Python code of a file that runs a job of Spark, in the order of the text. */
export function sparkWork(facts: PythonFacts): SparkWork[] {
  const work: SparkWork[] = [];
  for (const fact of facts.dataFrameCalls(...ACTIONS)) {
    const { place, receiver } = fact;
    if (receiver.streaming) continue;
    work.push({ call: fact, place, hasFixedTables: (names, within) => readsFixed(receiver, names, within, facts) });
  }
  for (const { writer, frame, end, place } of facts.writes) {
    if (writer.streaming) continue;
    const hasFixedTables = (names: ReadonlySet<string>, within: PyNode) =>
      readsFixed(frame, names, within, facts) && !hasTurningTarget(end.call, writer.table, names);
    work.push({ call: end, place, hasFixedTables });
  }
  for (const string of facts.sqlStrings) {
    if (string.form !== 'statements' || !changesRows(string)) continue;
    const { call, place, text } = string;
    work.push({ call, place, hasFixedTables: (names) => namesFixedTables(text, names, facts) });
  }
  for (const call of facts.callsNamed('delete', 'update', 'execute')) {
    const kind = call.method === 'execute' ? 'merge' : 'delta-table';
    if (call.receiver?.kind !== kind) continue;
    work.push({ call, place: call.place, hasFixedTables: (names) => !speaksOf(baseOf(call.call), names) });
  }
  return work.sort((a, b) => a.call.call.to - b.call.call.to);
}

function changesRows({ text }: SqlString): boolean {
  // Most texts are told apart by their words alone.
  if (!/\b(insert|update|delete|merge)\b/i.test(text.text)) return false;
  return statementsOf(readSql(text.text)).some(({ kind }) => CHANGES_ROWS.test(kind));
}

/** True when every row of a frame comes from tables and files that do not depend on the names. */
function readsFixed(frame: DataFrameValue, names: ReadonlySet<string>, within: PyNode, facts: PythonFacts): boolean {
  const sources = sourcesOf(frame);
  return sources.length > 0 && sources.every((source) => isFixed(source, names, within, facts));
}

function isFixed({ kind, expr, sql }: Source, names: ReadonlySet<string>, within: PyNode, facts: PythonFacts): boolean {
  // Each call of a function may hand it another frame.
  if (kind === 'parameter' && within.type === 'FunctionDef') return false;
  if (expr.from < within.from || expr.to > within.to) return true;
  if (kind === 'sql') return sql !== undefined && namesFixedTables(sql, names, facts);
  if (kind === 'local') return true;
  return kind !== 'unknown' && kind !== 'parameter' && !speaksOf(expr, names);
}

/** `saveAsTable(…)`, `save(…)`, `insertInto(…)`, `writeTo(…)`: where the rows go changes with the names. */
function hasTurningTarget(end: Call, table: Expr | undefined, names: ReadonlySet<string>): boolean {
  return end.args.some(({ value }) => speaksOf(value, names)) || (table !== undefined && speaksOf(table, names));
}

/** What a chain of calls begins with: a name, or the call that makes the object. */
function baseOf(call: Call): Expr {
  let at: Expr = call;
  for (;;) {
    const func = at.type === 'Call' ? unwrap(at.func) : undefined;
    if (func?.type !== 'Attribute') return at;
    const object = unwrap(func.object);
    // `DeltaTable.forName(spark, name)`: the arguments belong to what the chain begins with.
    if (object.type !== 'Call') return object.type === 'Name' && /^[A-Z]/.test(object.id) ? at : object;
    at = object;
  }
}

/** True when a text is understood and what the names fill in stands in expressions of it only, never in the name of a table. */
function namesFixedTables(text: MappedText, names: ReadonlySet<string>, facts: PythonFacts): boolean {
  const turning = text.holes.filter((hole) => mayFillIn(hole, text, names, facts));
  const statements = statementsOf(readSql(text.text));
  if (statements.length === 0 || statements.some((statement) => !isUnderstood(statement))) return false;
  const expressions = statements.flatMap(rootExpressions);
  return turning.every((hole) => expressions.some((e) => e.from <= hole.from && hole.to <= e.to));
}

/**
 * An aggregate over all rows of the same tables that a loop asks for again and again, where each turn fills in other values or columns.
 * `known` is false where the names of the tables are filled in by something else.
 */
export function aggregateOfTurn(
  text: MappedText,
  names: ReadonlySet<string>,
  facts: PythonFacts,
): { readonly known: boolean } | undefined {
  const [statement, ...more] = statementsOf(readSql(text.text));
  if (statement?.kind !== 'query' || more.length > 0 || !namesFixedTables(text, names, facts)) return undefined;
  const { body } = statement.query;
  if (body.kind !== 'select' || !isAggregate(body) || body.groupBy || body.sources.length === 0) return undefined;
  const turns = text.holes.some((hole) => wordsAt(hole, text, facts).some((word) => names.has(word)));
  const tables = [...relationsOf(body.sources)];
  if (!turns || tables.some((table) => table.kind !== 'table' || isSystemTable(table))) return undefined;
  return { known: tables.every((table) => text.isKnown(table)) };
}

/** False only for a field of an f-string that is seen to speak of other names. */
function mayFillIn(hole: Span, text: MappedText, names: ReadonlySet<string>, facts: PythonFacts): boolean {
  const words = wordsAt(hole, text, facts);
  return words.length === 0 || words.some((word) => names.has(word));
}

function wordsAt(hole: Span, text: MappedText, facts: PythonFacts): string[] {
  const { from, to } = text.spanToHost(hole);
  return facts.document.text.slice(from, to).match(/[A-Za-z_]\w*/g) ?? [];
}
