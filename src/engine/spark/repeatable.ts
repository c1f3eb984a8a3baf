import type { Expr } from '../python/ast';
import { unwrap } from '../python/ast';
import type { PythonFacts } from '../python/facts';
import { argument } from '../python/strings-of';
import { ancestors, type DataFrameValue, type Source, type Step } from '../python/values';
import { walkNodes } from '../python/walk';
import { holdsTemplate } from '../sql/marks';
import { oncePer } from '../once';
import { readSql } from '../sql/reader/read';
import { isUnderstood } from '../sql/walk';
import type { Span } from '../types';
import { asksClock as statementAsksClock, hasDoubts, isNamesOnly } from './statement-doubts';

/** Words that read the clock, in Python and in SQL. Only ever a reason for silence. */
const CLOCK =
  /\b(now|today|utcnow|time|localtime|curdate|getdate|localtimestamp|current_(date|time|timestamp)|unix_timestamp)\b/i;
const LOT = /\b(ai_\w+|rand|randn|random|uuid|uuid[14]|shuffle|monotonically_increasing_id|token_hex)\b/i;

/** Steps that keep rows by lot, or in ways that nobody sees from here. */
const OPAQUE = /^(sample|sampleBy|randomSplit|limit|tail|offset|transform|mapInPandas|mapInArrow|applyInPandas)$/;
const CONDITIONAL = /^(filter|where|join|crossJoin|subtract|exceptAll|intersect)$/;

/** Names whose values come from such words, directly or through other names. */
function namesFrom(words: RegExp): (facts: PythonFacts) => ReadonlySet<string> {
  return oncePer(({ assignments, document }: PythonFacts) => {
    const names = new Set<string>();
    for (const { name, stmt } of assignments) {
      const value = stmt.value && document.text.slice(stmt.value.from, stmt.value.to);
      if (value !== undefined && (words.test(value) || mentions(value, names))) names.add(name);
    }
    return names;
  });
}

function mentions(text: string, names: ReadonlySet<string>): boolean {
  return names.size > 0 && [...text.matchAll(/(?:self\.)?\b[A-Za-z_]\w*/g)].some(([name]) => names.has(name));
}

const clockNames = namesFrom(CLOCK);
const lotNames = namesFrom(LOT);

function textOf(span: Span, facts: PythonFacts): string {
  return facts.document.text.slice(span.from, span.to);
}

/** True when the clock may decide on the value of some code, itself or through a variable. */
export function asksClock(span: Span, facts: PythonFacts): boolean {
  const text = textOf(span, facts);
  return CLOCK.test(text) || mentions(text, clockNames(facts.file));
}

/** True when some code may give another value in each run, whatever the clock says. */
export function drawsLots(span: Span, facts: PythonFacts): boolean {
  const text = textOf(span, facts);
  return LOT.test(text) || mentions(text, lotNames(facts.file));
}

/** True when the clock may have a say in which rows a frame has. That it is written into them is left aside. */
export function frameAsksClock(frame: DataFrameValue, facts: PythonFacts): boolean {
  for (const { step, source } of ancestors(frame)) {
    if (step && CONDITIONAL.test(step.method) && asksClock(step.call.argsSpan, facts)) return true;
    if (!source || source.kind === 'parameter') continue;
    if (source.kind === 'sql' && source.sql ? queryAsksClock(source.sql.text) : asksClock(source.expr, facts))
      return true;
  }
  return false;
}

function queryAsksClock(text: string): boolean {
  return readSql(text).statements.some(statementAsksClock);
}

/** True when a frame is known to have the same rows again for as long as its sources stay the same and the clock stands still. */
export function isRepeatable(frame: DataFrameValue, facts: PythonFacts): boolean {
  let hasSource = false;
  for (const { source, step, streaming } of ancestors(frame)) {
    if (streaming || (step && !isPlainStep(step, facts)) || (source && !isPlainSource(source, facts))) return false;
    hasSource ||= source !== undefined;
  }
  return hasSource;
}

/** True when a step of a frame keeps rows by lot. */
export function hasLots(frame: DataFrameValue, facts: PythonFacts): boolean {
  for (const { step } of ancestors(frame))
    if (step && (/^(sample|sampleBy|randomSplit|limit)$/.test(step.method) || drawsLots(step.call.argsSpan, facts)))
      return true;
  return false;
}

/** Many writes share the steps of one frame. */
const knownSteps = oncePer((_: PythonFacts) => new Map<Step['call'], boolean>());

function isPlainStep(step: Step, facts: PythonFacts): boolean {
  const known = knownSteps(facts);
  const found = known.get(step.call) ?? isPlain(step, facts);
  known.set(step.call, found);
  return found;
}

function isPlain({ method, call }: Step, facts: PythonFacts): boolean {
  if (OPAQUE.test(method)) return false;
  if (drawsLots(call.argsSpan, facts) || call.args.some(({ value }) => asksOthers(value, facts))) return false;
  return !/^(filter|where)$/.test(method) || isVisible(call.args[0]?.value, facts);
}

const BUILT_IN =
  /^(len|list|str|int|float|bool|range|dict|zip|tuple|set|sorted|min|max|sum|abs|round|map|filter|enumerate)$/;

/** True when functions are called of which nobody knows whether they answer the same again: UDFs, models. */
function asksOthers(expr: Expr, facts: PythonFacts): boolean {
  for (const node of walkNodes([expr])) {
    const func = node.type === 'Call' ? unwrap(node.func) : undefined;
    if (node.type !== 'Call' || func?.type !== 'Name' || BUILT_IN.test(func.id)) continue;
    const value = facts.valueOf(func);
    const isSpark = value.kind === 'imported' && value.name.startsWith('pyspark.sql.');
    // After `from pyspark.sql.functions import *` only what a call gives tells its function.
    if (!isSpark && (value.kind !== 'unknown' || facts.valueOf(node).kind !== 'column')) return true;
  }
  return false;
}

/** True for a condition that stands where it is used: one in a variable may be a slice of days. */
function isVisible(condition: Expr | undefined, facts: PythonFacts): boolean {
  if (!condition) return false;
  const value = facts.valueOf(condition);
  return value.kind === 'string' ? value.known : !/^(Name|Attribute|Subscript|Unknown)$/.test(unwrap(condition).type);
}

function isPlainSource(source: Source, facts: PythonFacts): boolean {
  const { kind, tableText, sql, expr } = source;
  if (kind === 'range') return true;
  if (drawsLots(expr, facts)) return false;
  if (kind === 'local') return isWritten(source, facts);
  if (kind === 'files') return true;
  if (kind === 'table') return tableText !== undefined && (tableText.includes('.') || !makesTempViews(facts.file));
  if (kind !== 'sql' || !sql) return false;
  const tree = readSql(sql.text);
  const [statement, second] = tree.statements;
  if (statement?.kind !== 'query' || second || !isUnderstood(statement)) return false;
  if (holdsTemplate(tree, statement) && !isNamesOnly(statement, sql.holes)) return false;
  return !hasDoubts(statement, tree.text, !makesTempViews(facts.file));
}

/** `createDataFrame([(1, "a")])`: the rows stand in the code. */
function isWritten({ expr }: Source, facts: PythonFacts): boolean {
  const data = expr.type === 'Call' ? argument(expr, 0, 'data') : undefined;
  const value = data && facts.valueOf(data);
  return value?.kind === 'list' && value.items.every(({ kind }) => kind !== 'unknown' && kind !== 'rows');
}

/** A plain name may mean a view of the session, and nobody looks here for what that holds. */
const makesTempViews = oncePer((facts: PythonFacts): boolean => {
  if (facts.calls.some(({ method }) => /TempView$/.test(method))) return true;
  const inSql = /\btemp(orary)?\s+view\b/i;
  if (facts.sqlStrings.some(({ text }) => inSql.test(text.text))) return true;
  return facts.document.cells.some(({ language, source }) => language === 'sql' && inSql.test(source.text));
});
