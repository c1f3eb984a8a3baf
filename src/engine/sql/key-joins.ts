import { cteOf } from './names';
import type { Cte, Expr, Ident, Relation } from './nodes';
import { tableOf } from './columns';
import { columnsOf, conjuncts, hasUnknown, isEquality, unwrap } from './predicates';
import type { Scope, ScopeSource } from './scopes';
import type { TableCatalog } from '../catalog/catalog';
import { uniqueBy } from './unique';

/** Two sources of a join, of which the second has several rows for one of the first. */
export interface FanOut {
  readonly one: ScopeSource;
  readonly many: ScopeSource;
  /** What tells the rows of `many` apart. */
  readonly key: readonly string[];
}

/** Columns of which each combination comes once, in lower case; `undefined` where nobody says. */
function keyOf(relation: Relation, ctes: readonly Cte[], catalog: TableCatalog): readonly string[] | undefined {
  if (relation.columnAliases || relation.modifiers.length > 0) return undefined;
  if (relation.kind === 'subquery') return uniqueBy(relation.query);
  if (relation.kind !== 'table') return undefined;
  const cte = cteOf(relation, ctes);
  if (cte) return cte.columns ? undefined : uniqueBy(cte.query);
  return tableOf(relation.name, catalog)?.primaryKey?.map((name) => name.toLowerCase());
}

/** What the conditions of a join say about its sources. */
class Links {
  /** Columns that have one value for each row of the rest of the join. */
  private readonly fixed = new Map<ScopeSource, Set<string>>();
  /** Sources that an equality connects. */
  private readonly linked = new Map<ScopeSource, Set<ScopeSource>>();

  constructor(private readonly scope: Scope) {
    const { select } = scope;
    for (const [i, { join }] of (select?.sources ?? []).entries()) {
      if (join?.on) this.read(join.on);
      for (const key of join?.using ?? []) this.use(key, i);
    }
    if (select?.where) this.read(select.where);
  }

  private read(condition: Expr): void {
    for (const part of conjuncts(condition)) {
      if (part.kind !== 'binary' || !isEquality(part.operator)) continue;
      const [left, right] = [this.columnIn(part.left), this.columnIn(part.right)];
      if (left && right && left.source !== right.source) {
        this.fix(left.source, left.name);
        this.fix(right.source, right.name);
        this.link(left.source, right.source);
      } else if (left && isConstant(part.right)) this.fix(left.source, left.name);
      else if (right && isConstant(part.left)) this.fix(right.source, right.name);
    }
  }

  private use(key: Ident, at: number): void {
    const { sources } = this.scope;
    for (const source of sources.slice(0, at + 1)) this.fix(source, key.name.toLowerCase());
    for (const source of sources.slice(0, at)) this.link(sources[at]!, source);
  }

  private columnIn(expr: Expr): { source: ScopeSource; name: string } | undefined {
    const inner = unwrap(expr);
    if (inner.kind !== 'column') return undefined;
    const meaning = this.scope.resolve(inner, false);
    if (meaning.kind !== 'column' || meaning.scope !== this.scope) return undefined;
    return { source: meaning.source, name: inner.parts[inner.parts.length - 1]!.name.toLowerCase() };
  }

  private fix(source: ScopeSource, name: string): void {
    if (!this.fixed.has(source)) this.fixed.set(source, new Set());
    this.fixed.get(source)!.add(name);
  }

  private link(a: ScopeSource, b: ScopeSource): void {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      // prettier-ignore
      if (!this.linked.has(from)) this.linked.set(from, new Set());
      this.linked.get(from)!.add(to);
    }
  }

  areLinked(a: ScopeSource, b: ScopeSource): boolean {
    return this.linked.get(a)?.has(b) ?? false;
  }

  /** True when the join leaves one row for each combination of the other sources. */
  covers(source: ScopeSource, key: readonly string[]): boolean {
    return key.every((name) => this.fixed.get(source)?.has(name));
  }
}

function isConstant(expr: Expr): boolean {
  return columnsOf(expr).length === 0 && !hasUnknown(expr);
}

/** The joins of a SELECT that repeat the rows of a source, as far as keys are known for both sides. */
export function fanOutsOf(scope: Scope, ctes: readonly Cte[], catalog: TableCatalog): FanOut[] {
  const { select } = scope;
  // A bracket in FROM would set the positions of joins and sources apart.
  if (!select || select.sources.length < 2 || select.sources.length !== scope.sources.length) return [];
  if (select.sources.some(({ join, relation }) => join?.natural || relation.kind === 'group')) return [];
  const links = new Links(scope);
  const keys = scope.sources.map(({ relation }) => keyOf(relation, ctes, catalog));
  const found: FanOut[] = [];
  for (const [i, many] of scope.sources.entries()) {
    const { join } = select.sources[i]!;
    const key = keys[i];
    if (!key || key.length === 0 || join?.kind === 'semi' || join?.kind === 'anti' || links.covers(many, key)) continue;
    const at = scope.sources.findIndex((one, j) => {
      return j !== i && keys[j] && keys[j].length > 0 && links.areLinked(one, many) && links.covers(one, keys[j]);
    });
    if (at >= 0) found.push({ one: scope.sources[at]!, many, key });
  }
  return found;
}
