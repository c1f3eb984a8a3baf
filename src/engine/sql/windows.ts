import type { TableCatalog } from '../catalog/catalog';
import { oncePer } from '../once';
import { ordinal } from './keys';
import { cteOf } from './names';
import type { CallExpr, Cte, Expr, Select, WindowSpec } from './nodes';
import { outputName } from './outputs';
import { unwrap } from './predicates';
import { isAggregate } from './sizes';
import { Kind } from './reader/tokens';
import type { SqlTree } from './tree';
import { uniqueBy } from './unique';
import { walkExpr } from './walk';

/** Nobody groups by more; each of them is looked for among the columns. */
const mostKeys = 50;

/** The window with what a named one gives to it; `undefined` where the name leads nowhere. */
export function resolvedWindow(spec: WindowSpec, select: Select): WindowSpec | undefined {
  if (!spec.name) return spec;
  const named = select.windows.find(({ name }) => name.name.toLowerCase() === spec.name!.name.toLowerCase())?.spec;
  if (!named || named.name) return undefined;
  const orderBy = spec.orderBy.length > 0 ? spec.orderBy : named.orderBy;
  return { ...named, orderBy, frame: spec.frame ?? named.frame };
}

/** The calls with OVER among the columns of a SELECT and in its QUALIFY. */
export const windowCalls = oncePer((select: Select): readonly CallExpr[] => {
  const roots: Expr[] = select.items.map(({ expr }) => expr);
  if (select.qualify) roots.push(select.qualify);
  const list: CallExpr[] = [];
  for (const root of roots) for (const node of walkExpr(root)) if (node.kind === 'call' && node.over) list.push(node);
  return list;
});

/** What a call says about NULL: IGNORE NULLS, RESPECT NULLS, or the second argument of `first(x, true)`. */
export function nullsOption(call: CallExpr, tree: SqlTree): 'ignore' | 'respect' | 'unknown' | undefined {
  const { tokens } = tree;
  const last = call.args[call.args.length - 1];
  const end = call.over?.from ?? call.to;
  for (let i = tokens.at(last?.to ?? call.name.to); i < tokens.count && tokens.from(i) < end; i++) {
    if (tokens.kinds[i] !== Kind.word) continue;
    const word = tokens.textOf(i).toUpperCase();
    if (word === 'IGNORE' || word === 'RESPECT') return word === 'IGNORE' ? 'ignore' : 'respect';
  }
  const second = call.args[1] && unwrap(call.args[1]);
  if (!second || !/^(first|last|any)(_value)?$/.test(call.name.text)) return undefined;
  if (second.kind !== 'literal') return 'unknown';
  return tree.text.slice(second.from, second.to).toLowerCase() === 'true' ? 'ignore' : 'respect';
}

/** True when no two rows of one partition are equal in the window's order, because its keys hold what makes a row unique. */
export function hasNoTies(spec: WindowSpec, unique: readonly (readonly string[])[] | undefined, text: string): boolean {
  if (!unique) return false;
  const keys = new Set([...spec.partitionBy, ...spec.orderBy.map(({ expr }) => expr)].map((key) => written(key, text)));
  return unique.every((names) => names.some((name) => keys.has(name)));
}

/** True when the keys of the order are the same for all rows of a partition. */
export function ordersNothing({ partitionBy, orderBy }: WindowSpec, text: string): boolean {
  const keys = new Set(partitionBy.map((key) => written(key, text)));
  return orderBy.every(({ expr }) => {
    const key = unwrap(expr);
    return key.kind === 'literal' ? key.type !== 'null' : key.kind === 'column' && keys.has(written(key, text));
  });
}

/** What makes the rows unique that the windows of a SELECT run over: for each key, the ways to write it. `undefined`: nobody knows. */
export function uniqueKeys(
  select: Select,
  ctes: readonly Cte[],
  catalog: TableCatalog,
  text: string,
): string[][] | undefined {
  if (select.groupBy) return groupKeys(select, text);
  if (isAggregate(select)) return [];
  const [source, second] = select.sources;
  if (!source || second || source.relation.columnAliases || source.relation.modifiers.length > 0) return undefined;
  const { relation } = source;
  if (relation.kind === 'subquery') return uniqueBy(relation.query)?.map((name) => [name]);
  if (relation.kind !== 'table') return undefined;
  const cte = cteOf(relation, ctes);
  if (cte) return cte.columns ? undefined : uniqueBy(cte.query)?.map((name) => [name]);
  const key = relation.name.known ? catalog.find(relation.name.text)?.primaryKey : undefined;
  return key && key.length > 0 ? key.map((name) => [name.toLowerCase()]) : undefined;
}

function groupKeys({ groupBy, items }: Select, text: string): string[][] | undefined {
  if (!groupBy || groupBy.all || groupBy.items.length === 0 || groupBy.items.length > mostKeys) return undefined;
  if (/\b(rollup|cube|grouping)\b/i.test(text.slice(groupBy.from, groupBy.to))) return undefined;
  return groupBy.items.map((key) => {
    const position = ordinal(unwrap(key), text);
    const own = written(key, text);
    const same = (item: (typeof items)[number]) =>
      outputName(item)?.toLowerCase() === own || written(item.expr, text) === own;
    const item = position === undefined ? items.find(same) : items[position - 1];
    return item ? [own, written(item.expr, text), outputName(item)?.toLowerCase() ?? own] : [own];
  });
}

/** A column by its own name, everything else as it is written, in lower case. */
export function written(expr: Expr, text: string): string {
  const inner = unwrap(expr);
  if (inner.kind === 'column') return inner.parts[inner.parts.length - 1]!.name.toLowerCase();
  return text.slice(inner.from, inner.to).replace(/\s+/g, ' ').toLowerCase();
}
