import type { Document } from '../documents/document';
import { annotatedValue, parameterValue, usedAsFrame } from './annotations';
import type { Expr, FunctionDef, Lambda, Stmt } from './ast';
import { dottedName, unwrap } from './ast';
import { FUNCTIONS, GLOBALS, canonicalName } from './api';
import { ExpressionEvaluator } from './evaluate-expressions';
import type { AssignFact, PythonFacts } from './facts';
import { Scope, type Loop, type Place } from './scope';
import { joinStrings } from './strings-of';
import { UNKNOWN, joinValues, type Value } from './values';

/**
 * Walks the statements of all cells in order and says of every expression what it stands for.
 * One pass; function bodies come after the code that defines them, so that they see the notebook's names.
 */
export class Evaluator extends ExpressionEvaluator {
  private readonly returns = new Map<FunctionDef | Lambda, Value>();
  private readonly firstParam = new Map<FunctionDef | Lambda, Value>();
  private readonly analysed = new Set<FunctionDef | Lambda>();
  private readonly bodies: { node: FunctionDef; scope: Scope; cell: number }[] = [];
  private readonly scopeOf = new Map<FunctionDef | Lambda, { scope: Scope; cell: number }>();
  private readonly root = new Scope('module');

  constructor(readonly document: Document) {
    super();
    for (const [name, kind] of Object.entries(GLOBALS)) {
      this.root.set(name, { value: { kind }, carried: false });
    }
  }

  run(cells: PythonFacts['statements']): void {
    for (const { cell, body } of cells) this.block(body, this.root, { cell });
    for (let next = this.bodies.shift(); next; next = this.bodies.shift()) this.functionResult(next.node);
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
        const annotated = stmt.annotation && annotatedValue(stmt.annotation, scope);
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
        const bound = { value: { kind: 'function', node: stmt } as const, carried: false, loop: place.loop };
        scope.set(stmt.name, bound);
        if (scope.kind === 'class') scope.set(`self.${stmt.name}`, bound);
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
          if (name === '*') {
            if (`${canonicalName(module)}.` === FUNCTIONS) this.starFunctions = true;
            continue;
          }
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

  protected override bind(target: Expr, value: Value, scope: Scope, place: Place, stmt?: AssignFact['stmt']): void {
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
    const carried =
      stmt !== undefined && place.loop !== undefined && this.isCarried(name, stmt.value, scope, place.loop);
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

  // --- functions

  /** What a function gives back. Its body is read once, at the first call or after everything else. */
  override functionResult(node: FunctionDef | Lambda, first?: Value): Value {
    if (first && !this.firstParam.has(node)) this.firstParam.set(node, first);
    const home = this.scopeOf.get(node);
    if (!home || this.analysed.has(node)) return this.returns.get(node) ?? UNKNOWN;
    this.analysed.add(node);
    const scope = new Scope('function', home.scope);
    const isMethod = home.scope.kind === 'class' && !(node.type === 'FunctionDef' && isStatic(node));
    const params = isMethod ? node.params.slice(1) : node.params;
    const used = node.type === 'FunctionDef' ? usedAsFrame(node, this.document.text) : new Set<string>();
    params.forEach((param, i) => {
      const given = i === 0 ? this.firstParam.get(node) : undefined;
      scope.set(param.name, { value: given ?? parameterValue(param, used, scope), carried: false });
    });
    const place: Place = { cell: home.cell, func: node };
    if (node.type === 'Lambda') this.returns.set(node, this.evaluate(node.body, scope, place));
    else {
      if (node.returns) this.evaluate(node.returns, scope, place);
      this.block(node.body, scope, place);
      const annotated = node.returns && annotatedValue(node.returns, scope);
      if (annotated && this.returns.get(node)?.kind !== 'dataframe') this.returns.set(node, annotated);
    }
    return this.returns.get(node) ?? UNKNOWN;
  }

  protected override lambda(node: Lambda, scope: Scope, place: Place): void {
    this.scopeOf.set(node, { scope, cell: place.cell });
    for (const p of node.params) if (p.default) this.evaluate(p.default, scope, place);
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

function isStatic(node: FunctionDef): boolean {
  return node.decorators.some((d) => d.type === 'Name' && d.id === 'staticmethod');
}
