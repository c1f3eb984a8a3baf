import { annotatedValue, parameterValue, usedAsFrame } from './annotations';
import type { Expr, FunctionDef, Lambda, Stmt } from './ast';
import { dottedName, unwrap } from './ast';
import { FUNCTIONS, GLOBALS, canonicalName } from './api';
import { ExpressionEvaluator, STAR } from './evaluate-expressions';
import type { AssignFact } from './facts';
import { isSameBinding, newPart, type Home, type Part } from './parts';
import type { CellCode, Loop, Place } from './place';
import type { Scope } from './scope';
import { joinStrings } from './strings-of';
import { UNKNOWN, isSameValue, joinValues, type Value } from './values';
import { endsFlow } from './walk';

/**
 * Walks the statements of all cells in order and says of every expression what it stands for. Function bodies come after the code
 * that defines them, at the first call or at the end, so that they see the notebook's names.
 *
 * It lives as long as the document is edited: what it found out about a part of the code is taken over where nothing has changed
 * that this followed from (see `Part`).
 */
export class Evaluator extends ExpressionEvaluator {
  private text = '';
  private before = new Map<CellCode | FunctionDef, Part>();
  private parts = new Map<CellCode | FunctionDef, Part>();
  /** What functions give back whose bodies have been read, or are being read. */
  private readonly returns = new Map<FunctionDef | Lambda, Value | undefined>();
  private readonly homes = new Map<FunctionDef | Lambda, Home>();
  private bodies: FunctionDef[] = [];

  /**
   * @param text that the code stands in.
   * @returns what was found out: of cells, and of bodies of functions, in the order in which they were evaluated.
   */
  run(cells: readonly CellCode[], text: string): Iterable<Part> {
    this.text = text;
    this.before = this.parts;
    this.parts = new Map();
    this.returns.clear();
    this.homes.clear();
    this.bodies = [];
    this.root.restore(globals);
    for (const cell of cells) this.cell(cell);
    for (const node of this.bodies) this.functionResult(node);
    return this.parts.values();
  }

  // --- parts

  private cell(cell: CellCode): void {
    const kept = this.before.get(cell);
    if (kept && this.holds(kept)) this.takeOver(kept);
    else this.evaluatePart(cell, newPart({ cell }), () => this.block(cell.body, this.root, { cell }));
  }

  private evaluatePart(key: CellCode | FunctionDef, part: Part, work: () => void): void {
    this.parts.set(key, part);
    this.log.during(part, work);
  }

  /** Whether all that a part followed from is still the same. */
  private holds({ reads, results, returns }: Part): boolean {
    for (const [scope, names] of reads)
      for (const [name, binding] of names) if (!isSameBinding(scope.own(name), binding)) return false;
    for (const [node, result] of results) {
      if (!this.returns.has(node) || !isSameValue(this.returns.get(node), result)) return false;
      this.log.called(node, result);
    }
    for (const node of returns.keys()) if (this.returns.has(node)) return false;
    return true;
  }

  /** Repeats what a part changed. */
  private takeOver(part: Part): void {
    for (const each of [part, ...part.inner]) {
      this.parts.set(each.body ?? each.cell, each);
      for (const outer of this.log.around) outer.inner.add(each);
      for (const [scope, names] of each.classes) scope.restore(names);
    }
    for (const [scope, names] of part.writes) for (const [name, binding] of names) scope.put(name, binding);
    for (const home of part.homes) this.settle(home);
    for (const [node, result] of part.returns) this.setResult(node, result);
  }

  /** Remembers where a function was defined. */
  private settle(home: Home): void {
    this.homes.set(home.node, home);
    for (const part of this.log.around) part.homes.push(home);
    if (home.node.type === 'FunctionDef') this.bodies.push(home.node);
  }

  private setResult(node: FunctionDef | Lambda, result: Value | undefined): void {
    this.returns.set(node, result);
    for (const part of this.log.around) part.returns.set(node, result);
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
        this.settle({ node: stmt, scope, cell: place.cell });
        const bound = { value: { kind: 'function', node: stmt } as const, carried: false, loop: place.loop };
        scope.set(stmt.name, bound);
        if (scope.kind === 'class') scope.set(`self.${stmt.name}`, bound);
        return;
      }
      case 'ClassDef': {
        for (const d of [...stmt.decorators, ...stmt.bases.map((b) => b.value)]) this.evaluate(d, scope, place);
        this.block(stmt.body, scope.inner('class'), place);
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
            if (`${canonicalName(module)}.` === FUNCTIONS) this.root.put(STAR, { value: UNKNOWN, carried: false });
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
    const home = this.homes.get(node);
    if (home && !this.returns.has(node)) {
      if (node.type === 'Lambda') this.body(home, first);
      else this.functionPart(node, home, first);
    } else this.log.called(node, this.returns.get(node));
    return this.returns.get(node) ?? UNKNOWN;
  }

  private functionPart(node: FunctionDef, home: Home, first: Value | undefined): void {
    const kept = this.before.get(node);
    if (kept?.home === home && isSameValue(kept.first, first) && this.holds(kept)) this.takeOver(kept);
    else this.evaluatePart(node, newPart({ cell: home.cell, body: node, home, first }), () => this.body(home, first));
  }

  private body({ node, scope: outer, cell }: Home, first: Value | undefined): void {
    this.setResult(node, undefined);
    const scope = outer.inner('function');
    const isMethod = outer.kind === 'class' && !(node.type === 'FunctionDef' && isStatic(node));
    const params = isMethod ? node.params.slice(1) : node.params;
    const used = node.type === 'FunctionDef' ? usedAsFrame(node, this.text) : new Set<string>();
    params.forEach((param, i) => {
      const given = i === 0 ? first : undefined;
      scope.set(param.name, { value: given ?? parameterValue(param, used, scope), carried: false });
    });
    const place: Place = { cell, func: node };
    if (node.type === 'Lambda') this.returns.set(node, this.evaluate(node.body, scope, place));
    else {
      if (node.returns) this.evaluate(node.returns, scope, place);
      this.block(node.body, scope, place);
      const annotated = node.returns && annotatedValue(node.returns, scope);
      if (annotated && this.returns.get(node)?.kind !== 'dataframe') this.returns.set(node, annotated);
    }
    this.setResult(node, this.returns.get(node));
  }

  protected override lambda(node: Lambda, scope: Scope, place: Place): void {
    this.settle({ node, scope, cell: place.cell });
    for (const p of node.params) if (p.default) this.evaluate(p.default, scope, place);
  }
}

/** The names that every notebook has. */
const globals = new Map(Object.entries(GLOBALS).map(([name, kind]) => [name, { value: { kind }, carried: false }]));

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

function isStatic(node: FunctionDef): boolean {
  return node.decorators.some((d) => d.type === 'Name' && d.id === 'staticmethod');
}
