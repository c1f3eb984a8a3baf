import type { Span } from '../types';
import { FUNCTIONS } from './api';
import type { Argument, Call, Expr } from './ast';
import { unwrap } from './ast';
import type { PythonFacts } from './facts';
import { constantText } from './strings-of';
import type { DataFrameValue, Value } from './values';

/** A column by its name: `F.col("o.status")`, `df.status`, `df["status"]`, and `"status"` where a name is asked for. */
export interface ColumnReference {
  readonly kind: 'column';
  readonly node: Expr;
  /** As it is written, a qualifier or the fields of a struct included. */
  readonly name: string;
  /** The frame that it was asked of: `df` in `df.status`. */
  readonly frame?: DataFrameValue;
}

/** A value of Python, or `F.lit(…)` around one. */
export interface ColumnLiteral {
  readonly kind: 'literal';
  readonly node: Expr;
  readonly value: Expr;
}

/** `a == b`, `a & b`, `a + b`. */
export interface ColumnOperator {
  readonly kind: 'operator';
  readonly node: Expr;
  readonly operator: string;
  readonly operatorSpan: Span;
  readonly left: Expr;
  readonly right: Expr;
}

/** `~a`. */
export interface ColumnNot {
  readonly kind: 'not';
  readonly node: Expr;
  readonly operand: Expr;
}

/** `F.year("day")`, or, with `on`, `column.cast("date")`. */
export interface ColumnCall {
  readonly kind: 'call';
  readonly node: Expr;
  readonly call: Call;
  readonly name: string;
  readonly nameSpan: Span;
  /** The Column that a method is called on; absent for a function. */
  readonly on?: Expr;
  readonly args: readonly Argument[];
}

/** Something that nobody can tell from the text: a parameter, an element of a loop, SQL in a string. */
export interface UnknownColumn {
  readonly kind: 'unknown';
  readonly node: Expr;
}

/** One level of a Column expression; what it is made of can be read in turn. */
export type ColumnFact = ColumnReference | ColumnLiteral | ColumnOperator | ColumnNot | ColumnCall | UnknownColumn;

/** What a Column expression says, also where it has been bound to a name before. A string is a value. */
export function readColumn(expr: Expr, facts: PythonFacts): ColumnFact {
  const value = facts.valueOf(expr);
  const node = value.kind === 'column' && value.expr ? unwrap(value.expr) : unwrap(expr);
  const unknown: UnknownColumn = { kind: 'unknown', node };
  switch (node.type) {
    case 'Str':
    case 'Num':
    case 'Constant':
      return { kind: 'literal', node, value: node };
    case 'Name':
      return isValue(value) ? { kind: 'literal', node, value: node } : unknown;
    case 'Unary':
      if (node.op === '-' && unwrap(node.operand).type === 'Num') return { kind: 'literal', node, value: node };
      return node.op === '~' && value.kind === 'column' ? { kind: 'not', node, operand: node.operand } : unknown;
    case 'Binary':
    case 'Compare': {
      if (value.kind !== 'column') return isValue(value) ? { kind: 'literal', node, value: node } : unknown;
      const { op: operator, opSpan: operatorSpan, left, right } = node;
      return { kind: 'operator', node, operator, operatorSpan, left, right };
    }
    case 'Attribute':
    case 'Subscript':
      return value.kind === 'column' ? (reference(node, facts) ?? unknown) : unknown;
    case 'Call':
      return value.kind === 'column' ? readCall(node, facts) : unknown;
    default:
      return unknown;
  }
}

/** The same where a string is the name of a column: in `select`, `groupBy`, `orderBy` and most functions. */
export function readNamed(expr: Expr, facts: PythonFacts): ColumnFact {
  const name = constantText(facts.valueOf(expr));
  return name === undefined ? readColumn(expr, facts) : { kind: 'column', node: unwrap(expr), name };
}

/** Columns given one by one or in lists; `undefined` when nobody can tell which. */
export function readColumns(args: readonly Argument[], facts: PythonFacts): ColumnFact[] | undefined {
  const found: ColumnFact[] = [];
  for (const { value: expr, keyword, star } of args) {
    if (keyword !== undefined || star === '**') return undefined;
    const e = unwrap(expr);
    const value = facts.valueOf(e);
    if (e.type === 'List' || e.type === 'Tuple') {
      const inner = readColumns(
        e.items.map((item) => (item.type === 'Starred' ? { value: item.value, star: '*' } : { value: item })),
        facts,
      );
      if (!inner) return undefined;
      found.push(...inner);
    } else if (value.kind === 'list') {
      if (e.type !== 'Name' || value.items.length === 0 || isChanged(e.id, facts)) return undefined;
      for (const item of value.items) found.push(elementOf(item, e, facts));
    } else if (star) return undefined;
    else found.push(readNamed(e, facts));
  }
  return found.every(({ kind }) => kind !== 'unknown') ? found : undefined;
}

function elementOf(item: Value, node: Expr, facts: PythonFacts): ColumnFact {
  if (item.kind === 'column' && item.expr) return readColumn(item.expr, facts);
  const name = constantText(item);
  return name === undefined ? { kind: 'unknown', node } : { kind: 'column', node, name };
}

/** True when elements are added to a list or taken from it somewhere. */
function isChanged(list: string, facts: PythonFacts): boolean {
  const changes = facts.file.callsNamed('append', 'extend', 'insert', 'remove', 'pop', 'clear');
  return changes.some(({ call: { func } }) => func.type === 'Attribute' && isName(func.object, list));
}

function isName(expr: Expr, id: string): boolean {
  const e = unwrap(expr);
  return e.type === 'Name' && e.id === id;
}

/** True for what is no Column and is known to be none. */
function isValue(value: Value): boolean {
  return value.kind === 'string' || value.kind === 'number' || value.kind === 'literal';
}

/** `df.a`, `df["a"]`, `df.a.b`, `F.col("a").b`. */
function reference(node: Expr, facts: PythonFacts): ColumnReference | undefined {
  if (node.type !== 'Attribute' && node.type !== 'Subscript') return undefined;
  const own = node.type === 'Attribute' ? node.name : constantText(facts.valueOf(node.items[0] ?? node));
  if (own === undefined || own === '' || (node.type === 'Subscript' && node.items.length !== 1)) return undefined;
  const object = facts.valueOf(node.object);
  if (object.kind === 'dataframe') return { kind: 'column', node, name: own, frame: object };
  const outer = object.kind === 'column' ? readColumn(node.object, facts) : undefined;
  return outer?.kind === 'column' ? { ...outer, node, name: `${outer.name}.${own}` } : undefined;
}

function readCall(call: Call, facts: PythonFacts): ColumnFact {
  const unknown: UnknownColumn = { kind: 'unknown', node: call };
  const func = unwrap(call.func);
  const value = facts.valueOf(func);
  const { args } = call;
  if (value.kind === 'imported' && value.name.startsWith(FUNCTIONS)) {
    const name = value.name.slice(FUNCTIONS.length);
    const [first] = args;
    if (name === 'expr') return unknown;
    if (name === 'col' || name === 'column') {
      const text = first && constantText(facts.valueOf(first.value));
      return text === undefined ? unknown : { kind: 'column', node: call, name: text };
    }
    if (name === 'lit' && first) {
      const inner = readColumn(first.value, facts);
      return inner.kind === 'literal' ? { ...inner, node: call } : unknown;
    }
    const nameSpan = func.type === 'Attribute' ? func.nameSpan : { from: func.from, to: func.to };
    return { kind: 'call', node: call, call, name, nameSpan, args };
  }
  if (func.type !== 'Attribute') return unknown;
  return { kind: 'call', node: call, call, name: func.name, nameSpan: func.nameSpan, on: func.object, args };
}

/** The name that a Column has in the result: its alias, or the last part of its own; `undefined` where Spark makes one up. */
export function outputName(fact: ColumnFact, facts: PythonFacts): string | undefined {
  if (fact.kind === 'column') return lastName(fact.name);
  if (fact.kind !== 'call' || !fact.on || !/^(alias|name)$/.test(fact.name) || fact.args.length !== 1) return undefined;
  return facts.constantOf(fact.args[0]!.value);
}

/** `status` in `o.status`; a name in backquotes is taken as it is. */
export function lastName(name: string): string {
  return /`([^`]*)`$/.exec(name)?.[1] ?? name.slice(name.lastIndexOf('.') + 1);
}

/** The parts that `&` or `|` joins at the top of a condition, in their order, also through names. */
export function* partsOf(expr: Expr, operator: '&' | '|', facts: PythonFacts): Generator<ColumnFact> {
  const pending: Expr[] = [expr];
  const seen = new Set<Expr>();
  for (let next = pending.pop(); next; next = pending.pop()) {
    const fact = readColumn(next, facts);
    if (seen.has(fact.node)) continue;
    seen.add(fact.node);
    if (fact.kind === 'operator' && fact.operator === operator) pending.push(fact.right, fact.left);
    else yield fact;
  }
}

/** A Column expression and everything that it is made of, from the outside in, also through names. */
export function* walkColumn(expr: Expr, facts: PythonFacts): Generator<ColumnFact> {
  const pending: Expr[] = [expr];
  const seen = new Set<Expr>();
  for (let next = pending.pop(); next; next = pending.pop()) {
    const fact = readColumn(next, facts);
    if (seen.has(fact.node)) continue;
    seen.add(fact.node);
    yield fact;
    if (fact.kind === 'operator') pending.push(fact.right, fact.left);
    else if (fact.kind === 'not') pending.push(fact.operand);
    else if (fact.kind === 'call') {
      for (let i = fact.args.length - 1; i >= 0; i--) pending.push(fact.args[i]!.value);
      if (fact.on) pending.push(fact.on);
    }
  }
}

/** A column by its name, everything else as it is written, in lower case: what is compared to tell whether two are the same. */
export function columnText(fact: ColumnFact, facts: PythonFacts): string {
  if (fact.kind === 'column') return fact.name.toLowerCase();
  const { from, to } = fact.node;
  return facts.document.text.slice(from, to).replace(/\s+/g, '').toLowerCase();
}

/** True for two ways to write one thing; columns that are asked of two frames are two columns. */
export function isSameColumn(a: ColumnFact, b: ColumnFact, facts: PythonFacts): boolean {
  if (a.kind !== b.kind || columnText(a, facts) !== columnText(b, facts)) return false;
  return a.kind !== 'column' || b.kind !== 'column' || !a.frame || !b.frame || a.frame === b.frame;
}
