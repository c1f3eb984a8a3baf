import type { Argument, Call, Expr, FunctionDef, If, Lambda, Stmt } from '../python/ast';
import type { CallFact, PythonFacts, WriteFact } from '../python/facts';
import { argument } from '../python/strings-of';
import { ancestors, type DataFrameValue } from '../python/values';
import { bodiesOf } from '../python/walk';
import type { Span } from '../types';

/** Sinks that nobody reads after the query has ended. */
const PASSING = /^(memory|console|noop)$/;

/** A streaming query that is started. */
export interface StreamStart {
  readonly write: WriteFact;
  /** Where the checkpoint goes: from `.option(…)` or from the call that starts the query. */
  readonly checkpoint?: Expr;
  readonly trigger?: Call;
  readonly outputMode?: string;
  /** Output for the eye: `console`, `memory`, `noop`. */
  readonly isPassing: boolean;
  /** Options that nobody can see may say something else. */
  readonly hasUnknownOptions: boolean;
}

/** Every streaming query that the Python code of a file starts. */
export function streamStarts(facts: PythonFacts): StreamStart[] {
  return facts.writes.flatMap((write) => streamStart(write, facts) ?? []);
}

/** The streaming query that a write starts; `undefined` when it starts none. */
export function streamStart(write: WriteFact, facts: PythonFacts): StreamStart | undefined {
  const { writer, end, format } = write;
  if (!writer.streaming || !/^(start|toTable)$/.test(end.method)) return undefined;
  const { args } = end.call;
  const mode = argument(end.call, 2, 'outputMode');
  return {
    write,
    checkpoint:
      args.find((a) => a.keyword === 'checkpointLocation')?.value ?? writer.options.get('checkpointlocation')?.expr,
    trigger: writer.trigger,
    outputMode: mode ? facts.constantOf(mode)?.toLowerCase() : writer.outputMode,
    isPassing: format !== undefined && PASSING.test(format),
    hasUnknownOptions: writer.hasUnknownOptions || args.some((a) => a.star !== undefined),
  };
}

/** An option that code gives a reader or a writer, and where it says so. */
export interface OptionUse {
  /** In lower case. */
  readonly name: string;
  readonly value?: string;
  readonly span: Span;
}

/** The options with constant names in `.option(name, value)` and `.options(name=value)`. */
export function* optionsIn(facts: PythonFacts): Generator<OptionUse> {
  for (const { call, method } of facts.callsNamed('option', 'options')) {
    if (method === 'options') {
      for (const arg of call.args) if (arg.keyword !== undefined) yield optionOf(arg, arg.keyword, facts);
      continue;
    }
    const name = argument(call, 0, 'key');
    const value = argument(call, 1, 'value');
    const text = facts.constantOf(name);
    if (!name || !value || text === undefined) continue;
    const span = { from: Math.min(name.from, value.from), to: Math.max(name.to, value.to) };
    yield { name: text.toLowerCase(), value: facts.constantOf(value)?.toLowerCase(), span };
  }
}

function optionOf({ value }: Argument, name: string, facts: PythonFacts): OptionUse {
  const { from, to } = value;
  return { name: name.toLowerCase(), value: facts.constantOf(value)?.toLowerCase(), span: { from, to } };
}

/** True when the file names a setting of Spark anywhere, in Python or in a cell of SQL: it may be set there. */
export function namesConf(facts: PythonFacts, key: string): boolean {
  if (facts.file.strings.some(({ str }) => str.parts.some((part) => part.raw.includes(key)))) return true;
  return facts.file.document.cells.some((cell) => cell.language === 'sql' && cell.source.text.includes(key));
}

/** A callback of `foreachBatch` whose code stands in the file, and the query that calls it. */
export interface BatchCallback {
  readonly node: FunctionDef | Lambda;
  readonly call: CallFact;
}

/** The callbacks of `foreachBatch`, each once. */
export function batchCallbacks(facts: PythonFacts): BatchCallback[] {
  const found = new Map<FunctionDef | Lambda, BatchCallback>();
  for (const call of facts.callsNamed('foreachBatch')) {
    if (call.receiver?.kind !== 'writer') continue;
    const callback = argument(call.call, 0, 'func');
    const value = callback && facts.valueOf(callback);
    if (value?.kind === 'function' && !found.has(value.node)) found.set(value.node, { node: value.node, call });
  }
  return [...found.values()];
}

/** True when the rows of a frame come from a micro-batch. */
export function isOfBatch(frame: DataFrameValue): boolean {
  for (const f of ancestors(frame)) if (f.streaming) return true;
  return false;
}

/** True when two places stand in different branches of the same `if`: only one of them runs. */
export function areExclusive(a: Span, b: Span, facts: PythonFacts): boolean {
  const taken = new Map<If, number>();
  for (const { node, branch } of branchesAround(a, facts)) taken.set(node, branch);
  for (const { node, branch } of branchesAround(b, facts)) {
    const other = taken.get(node);
    if (other !== undefined && other !== branch) return true;
  }
  return false;
}

function* branchesAround(place: Span, facts: PythonFacts): Generator<{ node: If; branch: number }> {
  const holds = (stmt: Span) => stmt.from <= place.from && place.to <= stmt.to;
  let bodies: readonly (readonly Stmt[])[] = facts.statements.map(({ body }) => body);
  while (bodies.length > 0) {
    const stmt = bodies.flatMap((body) => body.filter(holds))[0];
    if (!stmt) return;
    bodies = bodiesOf(stmt);
    if (stmt.type !== 'If') continue;
    const branch = stmt.branches.findIndex(({ body }) => body.some(holds));
    if (branch >= 0) yield { node: stmt, branch };
  }
}
