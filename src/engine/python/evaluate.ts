import type { Document } from '../documents/document';
import type { Call, Comprehension, Expr, FunctionDef, Lambda, Param, Str, Stmt } from './ast';
import { dottedName, unwrap } from './ast';
import { FRAME_ONLY, GLOBALS, canonicalName } from './api';
import { callFunction, callMethod, attributeOf } from './calls';
import type { AssignFact, CallFact, PythonFacts, SqlString, StringFact, WriteFact } from './facts';
import { Scope, type Loop, type Place } from './scope';
import { joinStrings, stringOf } from './strings-of';
import { UNKNOWN, joinValues, type DataFrameValue, type Value } from './values';
import { sqlStringsOf } from './sql-strings';
import { writeFact } from './writes';

/** What the walk over a file collects. */
export interface Collected {
  readonly calls: CallFact[];
  readonly assignments: AssignFact[];
  readonly comparisons: PythonFacts['comparisons'][number][];
  readonly writes: WriteFact[];
  readonly strings: StringFact[];
  readonly sqlStrings: SqlString[];
  readonly functions: FunctionDef[];
  readonly imports: PythonFacts['imports'][number][];
}

/**
 * Walks the statements of all cells in order and says of every expression what it stands for.
 * One pass; function bodies come after the code that defines them, so that they see the notebook's names.
 */
export class Evaluator {
  readonly collected: Collected = {
    calls: [], assignments: [], comparisons: [], writes: [], strings: [], sqlStrings: [], functions: [], imports: [],
  }; // prettier-ignore

  private readonly values = new Map<Expr, Value>();
  private readonly returns = new Map<FunctionDef | Lambda, Value>();
  private readonly firstParam = new Map<FunctionDef | Lambda, Value>();
  private readonly analysed = new Set<FunctionDef | Lambda>();
  private readonly bodies: { node: FunctionDef; scope: Scope; cell: number }[] = [];
  private readonly scopeOf = new Map<FunctionDef | Lambda, { scope: Scope; cell: number }>();
  private readonly root = new Scope('module');

  constructor(readonly document: Document) {
    for (const [name, kind] of Object.entries(GLOBALS)) {
      this.root.set(name, { value: { kind }, carried: false });
    }
  }

  run(cells: PythonFacts['statements']): void {
    for (const { cell, body } of cells) this.block(body, this.root, { cell });
    for (let next = this.bodies.shift(); next; next = this.bodies.shift()) this.functionResult(next.node);
  }

  valueOf(expr: Expr): Value {
    return this.values.get(unwrap(expr)) ?? UNKNOWN;
  }

  // --- statements

  private block(body: readonly Stmt[], scope: Scope, place: Place): void {
    for (const stmt of body) this.statement(stmt, scope, place);
  }

  private statement(stmt: Stmt, scope: Scope, place: Place): void {
    switch (stmt.type) {
      case 'ExprStmt':
        this.evaluate(stmt.value, scope, place);
        return;
      case 'Assign': {
        if (stmt.annotation) this.evaluate(stmt.annotation, scope, place);
        const value = stmt.value ? this.evaluate(stmt.value, scope, place) : UNKNOWN;
        const annotated = stmt.annotation && this.fromAnnotation(stmt.annotation, scope, stmt.annotation);
        for (const target of stmt.targets) this.bind(target, annotated ?? value, scope, place, stmt);
        return;
      }
      case 'AugAssign': {
        const before = this.evaluate(stmt.target, scope, place);
        const added = this.evaluate(stmt.value, scope, place);
        const value = stmt.op === '+=' ? (joinStrings(before, added) ?? UNKNOWN) : UNKNOWN;
        this.bind(stmt.target, value, scope, place, stmt);
        return;
      }
      case 'FunctionDef': {
        for (const d of stmt.decorators) this.evaluate(d, scope, place);
        for (const p of stmt.params) if (p.default) this.evaluate(p.default, scope, place);
        this.collected.functions.push(stmt);
        this.scopeOf.set(stmt, { scope, cell: place.cell });
        this.bodies.push({ node: stmt, scope, cell: place.cell });
        scope.set(stmt.name, { value: { kind: 'function', node: stmt }, carried: false, loop: place.loop });
        return;
      }
      case 'ClassDef': {
        for (const d of [...stmt.decorators, ...stmt.bases.map((b) => b.value)]) this.evaluate(d, scope, place);
        this.block(stmt.body, new Scope('class', scope), place);
        scope.set(stmt.name, { value: UNKNOWN, carried: false });
        return;
      }
      case 'For': {
        const iterable = this.evaluate(stmt.iterable, scope, place);
        const inner: Place = { ...place, loop: { node: stmt, outer: place.loop } };
        const body = scope.branch();
        this.bind(stmt.target, this.elementOf(iterable), body, inner);
        this.block(stmt.body, body, inner);
        scope.merge([body], false);
        this.block(stmt.orelse, scope, place);
        return;
      }
      case 'While': {
        const inner: Place = { ...place, loop: { node: stmt, outer: place.loop } };
        const body = scope.branch();
        this.evaluate(stmt.test, body, inner);
        this.block(stmt.body, body, inner);
        scope.merge([body], false);
        this.block(stmt.orelse, scope, place);
        return;
      }
      case 'If': {
        const branches: Scope[] = [];
        for (const { test, body } of stmt.branches) {
          if (test) this.evaluate(test, scope, place);
          const branch = scope.branch();
          this.block(body, branch, place);
          if (!endsFlow(body)) branches.push(branch);
        }
        const last = stmt.branches[stmt.branches.length - 1];
        scope.merge(branches, last !== undefined && last.test === undefined);
        return;
      }
      case 'With':
        for (const { value, target } of stmt.items) {
          const v = this.evaluate(value, scope, place);
          if (target) this.bind(target, v, scope, place);
        }
        this.block(stmt.body, scope, place);
        return;
      case 'Try': {
        for (const block of stmt.blocks) {
          const branch = scope.branch();
          this.block(block, branch, place);
          scope.merge([branch], block === stmt.blocks[0]);
        }
        return;
      }
      case 'Return': {
        const value = stmt.value ? this.evaluate(stmt.value, scope, place) : UNKNOWN;
        if (place.func && stmt.value) {
          const before = this.returns.get(place.func);
          this.returns.set(place.func, before ? joinValues(before, value) : value);
        }
        return;
      }
      case 'Import':
        this.collected.imports.push(stmt);
        for (const { module, name, alias } of stmt.names) {
          if (name === '*') continue;
          const full = name === undefined ? module : `${module}.${name}`;
          const bound = alias ?? name ?? module.split('.')[0]!;
          const value: Value = { kind: 'imported', name: canonicalName(alias || name ? full : bound) };
          const isGlobal = (name === 'spark' || name === 'dbutils') && GLOBALS[bound];
          scope.set(bound, { value: isGlobal ? { kind: isGlobal } : value, carried: false });
        }
        return;
      case 'Simple':
        for (const value of stmt.values) this.evaluate(value, scope, place);
    }
  }

  private bind(target: Expr, value: Value, scope: Scope, place: Place, stmt?: AssignFact['stmt']): void {
    const t = unwrap(target);
    if (t.type === 'Tuple' || t.type === 'List') {
      const items = value.kind === 'list' && value.items.length === t.items.length ? value.items : undefined;
      t.items.forEach((item, i) => this.bind(item, items?.[i] ?? UNKNOWN, scope, place, stmt));
      return;
    }
    if (t.type === 'Starred') return this.bind(t.value, UNKNOWN, scope, place);
    const name = dottedName(t);
    if (name === undefined || (t.type === 'Attribute' && !name.startsWith('self.'))) {
      if (t.type === 'Subscript' || t.type === 'Attribute') this.evaluate(t.object, scope, place);
      return;
    }
    const carried = stmt !== undefined && place.loop !== undefined && this.isCarried(name, stmt.value, scope, place.loop);
    scope.set(name, { value, loop: place.loop, carried });
    if (stmt) this.collected.assignments.push({ name, stmt, value, carried, place });
  }

  /** `df = df.withColumn(…)` in a loop, where `df` comes from before the loop or from its last turn. */
  private isCarried(name: string, value: Expr | undefined, scope: Scope, loop: Loop): boolean {
    if (!value || chainBase(value) !== name) return false;
    const before = scope.get(name);
    if (!before) return false;
    return before.loop === loop ? before.carried : true;
  }

  private elementOf(iterable: Value): Value {
    if (iterable.kind === 'list' && iterable.items.length > 0) {
      const kinds = new Set(iterable.items.map((i) => i.kind));
      return kinds.size === 1 && !kinds.has('string') ? iterable.items.reduce((a, b) => joinValues(a, b)) : UNKNOWN;
    }
    return iterable.kind === 'rows' ? { kind: 'row', frame: iterable.frame } : UNKNOWN;
  }

  // --- functions

  /** What a function gives back. Its body is read once, at the first call or after everything else. */
  functionResult(node: FunctionDef | Lambda, first?: Value): Value {
    if (first && !this.firstParam.has(node)) this.firstParam.set(node, first);
    const home = this.scopeOf.get(node);
    if (!home || this.analysed.has(node)) return this.returns.get(node) ?? UNKNOWN;
    this.analysed.add(node);
    const scope = new Scope('function', home.scope);
    const isMethod = home.scope.kind === 'class';
    const params = isMethod ? node.params.slice(1) : node.params;
    const used = node.type === 'FunctionDef' ? this.usedAsFrame(node) : new Set<string>();
    params.forEach((param, i) => {
      const given = i === 0 ? this.firstParam.get(node) : undefined;
      scope.set(param.name, { value: given ?? this.parameter(param, used, scope), carried: false });
    });
    const place: Place = { cell: home.cell, func: node };
    if (node.type === 'Lambda') this.returns.set(node, this.evaluate(node.body, scope, place));
    else {
      if (node.returns) this.evaluate(node.returns, scope, place);
      this.block(node.body, scope, place);
      const annotated = node.returns && this.fromAnnotation(node.returns, scope, node.returns);
      if (annotated && this.returns.get(node)?.kind !== 'dataframe') this.returns.set(node, annotated);
    }
    return this.returns.get(node) ?? UNKNOWN;
  }

  /** The names that only a DataFrame can stand for: `df.withColumn` is called on them. */
  private usedAsFrame(node: FunctionDef): Set<string> {
    const names = new Set<string>();
    const params = new Set(node.params.filter((p) => !p.annotation).map((p) => p.name));
    if (params.size === 0) return names;
    const { text } = this.document;
    const body = text.slice(node.from, node.to);
    for (const match of body.matchAll(/(?<![.\w])([A-Za-z_]\w*)\s*\\?\s*\.\s*([A-Za-z_]\w*)/g)) {
      if (params.has(match[1]!) && FRAME_ONLY.has(match[2]!)) names.add(match[1]!);
    }
    return names;
  }

  private parameter(param: Param, used: ReadonlySet<string>, scope: Scope): Value {
    if (param.annotation) return this.fromAnnotation(param.annotation, scope, param.annotation) ?? UNKNOWN;
    if (used.has(param.name)) return this.parameterFrame(param.default);
    const global = GLOBALS[param.name];
    return global ? { kind: global } : UNKNOWN;
  }

  private parameterFrame(expr: Expr | undefined): DataFrameValue {
    const at: Expr = expr ?? { type: 'Unknown', children: [], from: 0, to: 0 };
    return { kind: 'dataframe', streaming: false, others: [], source: { kind: 'parameter', expr: at } };
  }

  private fromAnnotation(annotation: Expr, scope: Scope, at: Expr): Value | undefined {
    let a = unwrap(annotation);
    if (a.type === 'Subscript' && dottedName(a.object)?.endsWith('Optional') && a.items[0]) a = unwrap(a.items[0]);
    if (a.type === 'Binary' && a.op === '|') a = unwrap(a.left);
    const name = a.type === 'Str' ? a.parts[0]?.raw : dottedName(a);
    if (!name) return undefined;
    const [head = '', ...rest] = name.split('.');
    const bound = scope.get(head)?.value;
    const full = bound?.kind === 'imported' ? [bound.name, ...rest].join('.') : name;
    if (/^(pyspark\.sql(\.connect)?(\.dataframe)?\.)?DataFrame$/.test(full)) return this.parameterFrame(at);
    if (/^pandas\.(core\.frame\.)?DataFrame$/.test(full)) return { kind: 'pandas' };
    if (/(^|\.)SparkSession$/.test(full)) return { kind: 'session' };
    if (/^pyspark\.sql.*\.Column$/.test(full)) return { kind: 'column' };
    if (/(^|\.)DeltaTable$/.test(full)) return { kind: 'delta-table' };
    return undefined;
  }

  // --- expressions

  evaluate(expr: Expr, scope: Scope, place: Place): Value {
    const spine: Expr[] = [];
    let inner = unwrap(expr);
    for (let next = leftOf(inner); next; next = leftOf(inner)) {
      spine.push(inner);
      inner = unwrap(next);
    }
    let value = this.remember(inner, this.leaf(inner, scope, place));
    for (let i = spine.length - 1; i >= 0; i--) value = this.remember(spine[i]!, this.step(spine[i]!, value, scope, place));
    return value;
  }

  private remember(expr: Expr, value: Value): Value {
    this.values.set(expr, value);
    return value;
  }

  /** One more step along a chain whose left part is known. */
  private step(expr: Expr, left: Value, scope: Scope, place: Place): Value {
    switch (expr.type) {
      case 'Attribute': {
        const own = dottedName(expr);
        const bound = own?.startsWith('self.') ? scope.get(own)?.value : undefined;
        return bound ?? attributeOf(left, expr);
      }
      case 'Call':
        return this.call(expr, left, scope, place);
      case 'Subscript':
        for (const item of expr.items) this.evaluate(item, scope, place);
        if (left.kind === 'dataframe') return { kind: 'column', frame: left };
        if (left.kind === 'rows') return { kind: 'row', frame: left.frame };
        if (left.kind === 'list') return left.items.length > 0 ? this.elementOf(left) : UNKNOWN;
        return left.kind === 'column' ? left : UNKNOWN;
      case 'Binary': {
        const right = this.evaluate(expr.right, scope, place);
        if (left.kind === 'column' || right.kind === 'column') return { kind: 'column' };
        if (expr.op === '+') return joinStrings(left, right) ?? UNKNOWN;
        if (expr.op === '%') return stringOf(expr.left, 'percent') ?? UNKNOWN;
        return UNKNOWN;
      }
      case 'Compare': {
        const right = this.evaluate(expr.right, scope, place);
        this.collected.comparisons.push({ node: expr, place });
        return left.kind === 'column' || right.kind === 'column' ? { kind: 'column' } : UNKNOWN;
      }
      case 'Bool': {
        const right = this.evaluate(expr.right, scope, place);
        return expr.op === 'or' && left.kind === right.kind ? right : UNKNOWN;
      }
      default:
        return UNKNOWN;
    }
  }

  private call(call: Call, func: Value, scope: Scope, place: Place): Value {
    const f = unwrap(call.func);
    const method = f.type === 'Attribute' ? f.name : f.type === 'Name' ? f.id : '';
    const receiver = f.type === 'Attribute' ? this.valueOf(f.object) : undefined;
    for (const arg of call.args) {
      const a = unwrap(arg.value);
      if (a.type === 'Lambda' && receiver?.kind === 'dataframe' && method === 'transform') {
        this.lambda(a, scope, place);
        this.functionResult(a, receiver);
      } else this.evaluate(a, scope, place);
    }
    const qualified = func.kind === 'imported' ? func.name : undefined;
    const known = { call, method, receiver, qualified, place, evaluator: this };
    const result =
      receiver && receiver.kind !== 'unknown' && receiver.kind !== 'imported'
        ? callMethod(known, receiver)
        : func.kind === 'function'
          ? this.functionResult(func.node, this.firstArgument(call))
          : callFunction(known);
    const nameSpan = f.type === 'Attribute' ? f.nameSpan : { from: f.from, to: f.to };
    const fact: CallFact = { call, method, nameSpan, receiver, qualified, result, place };
    this.collected.calls.push(fact);
    this.collected.sqlStrings.push(...sqlStringsOf(fact, (e) => this.valueOf(e)));
    const write = receiver?.kind === 'writer' ? writeFact(fact, receiver, (e) => this.valueOf(e)) : undefined;
    if (write) this.collected.writes.push(write);
    return result;
  }

  /** A frame handed to a function is a frame inside of it. */
  private firstArgument(call: Call): Value | undefined {
    const first = call.args[0];
    if (!first || first.keyword || first.star) return undefined;
    const value = this.valueOf(first.value);
    return value.kind === 'dataframe' || value.kind === 'session' ? value : undefined;
  }

  private lambda(node: Lambda, scope: Scope, place: Place): void {
    this.scopeOf.set(node, { scope, cell: place.cell });
    for (const p of node.params) if (p.default) this.evaluate(p.default, scope, place);
  }

  private leaf(expr: Expr, scope: Scope, place: Place): Value {
    switch (expr.type) {
      case 'Name':
        return scope.get(expr.id)?.value ?? UNKNOWN;
      case 'Str':
        return this.string(expr, scope, place);
      case 'Num':
        return { kind: 'number' };
      case 'Constant':
        return { kind: 'literal' };
      case 'Lambda':
        this.lambda(expr, scope, place);
        this.functionResult(expr);
        return { kind: 'function', node: expr };
      case 'Unary': {
        const value = this.evaluate(expr.operand, scope, place);
        return value.kind === 'column' ? value : UNKNOWN;
      }
      case 'Conditional': {
        this.evaluate(expr.test, scope, place);
        return joinValues(this.evaluate(expr.body, scope, place), this.evaluate(expr.orelse, scope, place));
      }
      case 'Tuple':
      case 'List':
      case 'Set':
        return { kind: 'list', items: expr.items.map((item) => this.evaluate(item, scope, place)) };
      case 'Dict':
        for (const { key, value } of expr.entries) {
          if (key) this.evaluate(key, scope, place);
          this.evaluate(value, scope, place);
        }
        return UNKNOWN;
      case 'Comprehension':
        return this.comprehension(expr, scope, place);
      case 'Walrus': {
        const value = this.evaluate(expr.value, scope, place);
        this.bind(expr.target, value, scope, place);
        return value;
      }
      case 'Await':
      case 'Yield':
      case 'Starred':
        return this.evaluate(expr.value, scope, place);
      case 'Unknown':
        for (const child of expr.children) this.evaluate(child, scope, place);
        return UNKNOWN;
      default:
        return UNKNOWN;
    }
  }

  private comprehension(expr: Comprehension, scope: Scope, place: Place): Value {
    const inner = new Scope('branch', scope);
    const looped: Place = { ...place, loop: { node: expr, outer: place.loop } };
    expr.clauses.forEach((clause, i) => {
      const iterable = this.evaluate(clause.iterable, inner, i === 0 ? place : looped);
      this.bind(clause.target, this.elementOf(iterable), inner, looped);
      for (const condition of clause.conditions) this.evaluate(condition, inner, looped);
    });
    for (const result of expr.results) this.evaluate(result, inner, looped);
    return UNKNOWN;
  }

  private string(str: Str, scope: Scope, place: Place): Value {
    for (const part of str.parts) for (const r of part.replacements) if (r.expr) this.evaluate(r.expr, scope, place);
    this.collected.strings.push({ str, place });
    return stringOf(str) ?? UNKNOWN;
  }
}

function leftOf(expr: Expr): Expr | undefined {
  switch (expr.type) {
    case 'Attribute':
    case 'Subscript':
      return expr.object;
    case 'Call':
      return expr.func;
    case 'Binary':
    case 'Compare':
    case 'Bool':
      return expr.left;
    default:
      return undefined;
  }
}

/** The name that a chain of calls begins with: `df` in `df.a().b(…)`. */
function chainBase(expr: Expr): string | undefined {
  let e = unwrap(expr);
  while (e.type === 'Call' || e.type === 'Attribute' || e.type === 'Subscript') {
    const own = dottedName(e);
    if (own?.startsWith('self.') && own.split('.').length === 2) return own;
    e = unwrap(e.type === 'Call' ? e.func : e.object);
  }
  return e.type === 'Name' ? e.id : undefined;
}

function endsFlow(body: readonly Stmt[]): boolean {
  const last = body[body.length - 1];
  return last?.type === 'Return' || (last?.type === 'Simple' && /^(raise|continue|break)$/.test(last.keyword));
}
