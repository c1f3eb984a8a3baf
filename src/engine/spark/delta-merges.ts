import { unwrap, type Call, type Expr } from '../python/ast';
import { lastName, partsOf, readColumn, walkColumn, type ColumnFact } from '../python/column-expressions';
import { deltaChain } from '../python/delta-tables';
import type { PythonFacts } from '../python/facts';
import { columnsOf } from '../python/frame-columns';
import { argument, constantText } from '../python/strings-of';
import { uniqueRows } from '../python/unique-rows';
import { stepsOf, type DataFrameValue, type Step } from '../python/values';
import type { Expr as SqlExpr } from '../sql/nodes';
import { columnsOf as columnsOfSql, conjuncts, hasUnknown, isEquality, unwrap as unwrapSql } from '../sql/predicates';
import { readSql } from '../sql/reader/read';
import { dateName, sliceOf } from '../sql/slices';

/** `DeltaTable….merge(source, condition)` with its clauses, written in one chain. */
export interface DeltaMerge {
  readonly merge: Call;
  /** `whenMatchedUpdateAll()` and the like, first one first. */
  readonly clauses: readonly Step[];
  readonly source: DataFrameValue;
  readonly sourceExpr: Expr;
  readonly condition?: Expr;
  readonly targetAlias?: string;
  readonly sourceAlias?: string;
}

/** Every MERGE of a file that is run and whose source is a known frame. */
export function* deltaMerges(facts: PythonFacts): Generator<DeltaMerge> {
  for (const { call: end } of facts.callsNamed('execute')) {
    const chain = mergeChain(end);
    if (!chain || facts.valueOf(chain.target).kind !== 'delta-table') continue;
    const found = mergeOf(chain, facts);
    if (found) yield found;
  }
}

/** A MERGE as it is written: `target.merge(…)` and the calls behind it up to `execute`, in their order. */
export interface MergeChain {
  readonly target: Expr;
  readonly merge: Call;
  readonly clauses: readonly Step[];
}

/** The chain that `execute` ends; `undefined` when a part of it stands in a variable. */
export function mergeChain(execute: Call): MergeChain | undefined {
  const clauses: Step[] = [];
  for (let at: Expr = execute; at.type === 'Call';) {
    const func: Expr = unwrap(at.func);
    if (func.type !== 'Attribute') return undefined;
    if (func.name === 'merge') return { target: func.object, merge: at, clauses: clauses.reverse() };
    if (at !== execute) clauses.push({ method: func.name, call: at });
    at = unwrap(func.object);
  }
  return undefined;
}

function mergeOf({ merge, clauses, target }: MergeChain, facts: PythonFacts): DeltaMerge | undefined {
  const sourceExpr = argument(merge, 0, 'source');
  const source = sourceExpr && facts.valueOf(sourceExpr);
  if (!sourceExpr || source?.kind !== 'dataframe') return undefined;
  const made = unwrap(target);
  const steps =
    made.type === 'Call' ? (deltaChain(made, facts)?.steps ?? [{ method: methodOf(made), call: made }]) : [];
  const condition = argument(merge, 1, 'condition');
  const targetAlias = aliasIn(steps, facts);
  return {
    merge,
    clauses,
    source,
    sourceExpr,
    condition,
    targetAlias,
    sourceAlias: aliasIn([...stepsOf(source)].reverse(), facts),
  };
}

function methodOf({ func }: Call): string {
  const f = unwrap(func);
  return f.type === 'Attribute' ? f.name : '';
}

function aliasIn(steps: readonly Step[], facts: PythonFacts): string | undefined {
  const last = steps.findLast(({ method }) => method === 'alias');
  return last && facts.constantOf(last.call.args[0]?.value)?.toLowerCase();
}

/** The columns of the source that the condition sets equal to the target, in lower case; `undefined` when it says more, or cannot be read. */
export function sourceKeys(merge: DeltaMerge, facts: PythonFacts): string[] | undefined {
  const { condition } = merge;
  if (!condition) return undefined;
  const text = facts.valueOf(condition);
  const pairs =
    text.kind === 'string' ? pairsOfSql(text.known ? text.text.text : '') : pairsOfColumns(condition, facts);
  const keys: string[] = [];
  for (const pair of pairs ?? []) {
    const own = pair.find((name) => qualifierOf(name) === merge.sourceAlias);
    const other = pair.find((name) => qualifierOf(name) === merge.targetAlias);
    if (!own || !other || own === other || merge.sourceAlias === undefined) return undefined;
    keys.push(lastName(own));
  }
  return keys.length > 0 ? keys : undefined;
}

function qualifierOf(name: string): string | undefined {
  const parts = name.split('.');
  return parts.length === 2 ? parts[0] : undefined;
}

/** The names on both sides of each equality, in lower case. */
function pairsOfSql(text: string): string[][] | undefined {
  const condition = expressionOf(text);
  if (!condition || hasUnknown(condition)) return undefined;
  const name = (expr: SqlExpr) => {
    const inner = unwrapSql(expr);
    return inner.kind === 'column' ? inner.parts.map((part) => part.name.toLowerCase()).join('.') : undefined;
  };
  const pairs = conjuncts(condition).map((part) =>
    part.kind === 'binary' && isEquality(part.operator) ? [name(part.left), name(part.right)] : [undefined],
  );
  return pairs.every((pair): pair is string[] => pair.every((one) => one !== undefined)) ? pairs : undefined;
}

function pairsOfColumns(condition: Expr, facts: PythonFacts): string[][] | undefined {
  const pairs: string[][] = [];
  for (const part of partsOf(condition, '&', facts)) {
    if (part.kind !== 'operator' || part.operator !== '==') return undefined;
    const sides = [readColumn(part.left, facts), readColumn(part.right, facts)];
    if (!sides.every((side) => side.kind === 'column' && !side.frame)) return undefined;
    pairs.push(sides.map((side) => (side.kind === 'column' ? side.name.toLowerCase() : '')));
  }
  return pairs;
}

function expressionOf(text: string): SqlExpr | undefined {
  const [statement] = readSql(text, 'expression').statements;
  return statement?.kind === 'expressions' && !statement.damage ? statement.items[0]?.expr : undefined;
}

/** The columns, beyond the keys, that tell two rows of the source apart; `undefined` where that is not known. */
export function beyondKeys({ source }: DeltaMerge, keys: readonly string[], facts: PythonFacts): string[] | undefined {
  const isDistinct = [...stepsOf(source)].find(({ method }) => method !== 'alias')?.method === 'distinct';
  const unique = uniqueRows(source, facts) ?? (isDistinct ? columnsOf(source, facts) : undefined);
  if (!unique || !keys.every((key) => unique.includes(key))) return undefined;
  return unique.filter((name) => !keys.includes(name));
}

/** True for the change feed of a table of which nothing but rows and columns has been left out. */
export function isChangeFeed(frame: DataFrameValue): boolean {
  for (let at: DataFrameValue | undefined = frame; at; at = at.parent) {
    if (at.source) return /^(true)$/i.test(at.source.reader?.options.get('readchangefeed')?.value ?? '');
    if (!at.step || !/^(filter|where|select|drop|alias|withColumnRenamed)$/.test(at.step.method)) return false;
  }
  return false;
}

/** Why a frame holds a part of the rows only, in words; `undefined` where nothing says so. */
export function partIn(frame: DataFrameValue, facts: PythonFacts): string | undefined {
  for (let at: DataFrameValue | undefined = frame; at; at = at.parent) {
    if (at.source) return at.source.reader?.options.has('readchangefeed') ? 'the change feed' : undefined;
    if (!at.step || at.others.length > 0) return undefined;
    const { method, call } = at.step;
    if (method === 'limit') return '`limit`';
    if (method !== 'filter' && method !== 'where') continue;
    const condition = call.args[0]?.value;
    const slice = condition && sliceIn(condition, facts);
    if (slice) return `\`${slice.replace(/\s+/g, ' ')}\``;
  }
  return undefined;
}

/** The condition that takes one day, or what came after some moment. */
function sliceIn(condition: Expr, facts: PythonFacts): string | undefined {
  const text = constantText(facts.valueOf(condition));
  if (text !== undefined) {
    const where = expressionOf(text);
    const slice = where && sliceOf(where, text);
    return slice && text.slice(slice.from, slice.to);
  }
  if (facts.valueOf(condition).kind !== 'column') return undefined;
  for (const part of partsOf(condition, '&', facts))
    if (isSlice(part, facts)) return facts.document.text.slice(part.node.from, part.node.to);
  return undefined;
}

function isSlice(part: ColumnFact, facts: PythonFacts): boolean {
  if (part.kind !== 'operator' || !/^(==|>=?)$/.test(part.operator)) return false;
  const column = readColumn(part.left, facts);
  if (column.kind !== 'column' || !dateName.test(lastName(column.name))) return false;
  for (const one of walkColumn(part.right, facts)) if (one.kind === 'column') return false;
  return true;
}

/** The part of a condition, given as text, that asks for rows of the target alone. */
export function targetOnly({ condition, targetAlias }: DeltaMerge, facts: PythonFacts): string | undefined {
  const text = condition && constantText(facts.valueOf(condition));
  const on = text === undefined ? undefined : expressionOf(text);
  if (!on || text === undefined || !targetAlias || hasUnknown(on)) return undefined;
  const found = conjuncts(on).find((part) => {
    const columns = columnsOfSql(part);
    return (
      columns.length > 0 &&
      columns.every(({ parts }) => parts.length === 2 && parts[0]!.name.toLowerCase() === targetAlias)
    );
  });
  return found && `\`${text.slice(found.from, found.to).replace(/\s+/g, ' ')}\``;
}
