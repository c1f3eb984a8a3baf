import type { TableCatalog } from '../catalog/catalog';
import type { ColumnFacts, TableFacts } from '../types';
import { cteOf } from './names';
import type { Cte, Expr, Ident, Name, Query, QueryBody, Relation, Select, Source } from './nodes';
import { isGenerator, outputName } from './outputs';
import { callName, unwrap } from './predicates';

/** Columns in their order. A column whose name Spark makes up is there with an empty name. `undefined`: not all are known. */
export type Columns = readonly ColumnFacts[] | undefined;

/** Deeper nesting than this is nobody's SQL. */
const deepest = 50;

/**
 * What the catalog says of a name. A name without its schema can also be a temporary view that another cell or Python has
 * made; it counts only where the same SQL defines it.
 */
export function tableOf(name: Name, catalog: TableCatalog): TableFacts | undefined {
  if (!name.known) return undefined;
  return name.parts.length > 1 ? catalog.find(name.text) : catalog.findOwn(name.text);
}

/** The columns that queries and relations give. Each query is worked out once, however often it is read. */
export class ColumnReader {
  private readonly known = new Map<Query, Columns>();
  private depth = 0;

  constructor(readonly catalog: TableCatalog) {}

  /** @param ctes those that stand around the query; its own come on top. */
  ofQuery(query: Query, ctes: readonly Cte[]): Columns {
    if (this.known.has(query)) return this.known.get(query);
    if (this.depth > deepest || query.pipes.length > 0) return undefined;
    this.depth++;
    const columns = this.ofBody(query.body, [...ctes, ...query.ctes]);
    this.depth--;
    this.known.set(query, columns);
    return columns;
  }

  /** The columns of a query without its ORDER BY and what follows. */
  ofBody(body: QueryBody, ctes: readonly Cte[]): Columns {
    switch (body.kind) {
      case 'select':
        return this.ofSelect(body, ctes);
      case 'set':
        return this.ofSet(body.operands, body.operators.some(({ byName }) => byName), ctes); // prettier-ignore
      case 'query':
        return this.ofQuery(body, ctes);
      case 'values':
        return ofRow(body.rows[0]);
      case 'table':
        return this.ofTable(body.name);
      default:
        return undefined;
    }
  }

  /** The first operand names the columns. Their types are those that all operands agree on. */
  private ofSet(operands: readonly QueryBody[], byName: boolean, ctes: readonly Cte[]): Columns {
    const first = this.ofBody(operands[0]!, ctes);
    if (byName || !first) return undefined;
    const others = operands.slice(1).map((operand) => this.ofBody(operand, ctes));
    return first.map(({ name, type }, i) => {
      return { name, type: others.every((other) => other?.[i]?.type === type) ? type : undefined };
    });
  }

  private ofSelect(select: Select, ctes: readonly Cte[]): Columns {
    const columns: ColumnFacts[] = [];
    for (const item of select.items) {
      const { expr } = item;
      if (expr.kind === 'hole' || expr.kind === 'opaque') return undefined;
      if (expr.kind === 'star') {
        const listed = this.ofStar(expr.qualifier, expr.except || expr.replace, select, ctes);
        if (!listed) return undefined;
        columns.push(...listed);
        continue;
      }
      if (isGenerator(expr) && !(item.alias && /^explode/.test(callName(expr)))) return undefined;
      columns.push({ name: outputName(item) ?? '', ...this.typeOf(expr, select, ctes) });
    }
    return columns.length > 0 ? columns : undefined;
  }

  /** The columns that a star stands for. */
  ofStar(qualifier: readonly Ident[], changed: boolean, select: Select, ctes: readonly Cte[]): Columns {
    if (changed) return undefined;
    if (qualifier.length === 0) return this.ofSources(select.sources, ctes);
    const name = qualifier[qualifier.length - 1]!.name.toLowerCase();
    const source = select.sources.find(({ relation }) => namesOf(relation).includes(name));
    return source && qualifier.length === 1 ? this.ofRelation(source.relation, ctes) : undefined;
  }

  private ofSources(sources: readonly Source[], ctes: readonly Cte[]): Columns {
    let columns: ColumnFacts[] = [];
    for (const { relation, join } of sources) {
      if (join?.natural) return undefined;
      if (join?.kind === 'semi' || join?.kind === 'anti') continue;
      const own = this.ofRelation(relation, ctes);
      if (!own) return undefined;
      if (join?.using) {
        // The keys come first, and once.
        const keys = new Set(join.using.map((key) => key.name.toLowerCase()));
        const isKey = ({ name }: ColumnFacts) => keys.has(name.toLowerCase());
        const others = (list: readonly ColumnFacts[]) => list.filter((column) => !isKey(column));
        columns = [...own.filter(isKey), ...others(columns), ...others(own)];
      } else columns.push(...own);
    }
    return columns.length > 0 ? columns : undefined;
  }

  /** The columns of one item of FROM, under the names that its alias gives them. */
  ofRelation(relation: Relation, ctes: readonly Cte[]): Columns {
    // An older version may have had other columns; PIVOT makes new ones.
    if (relation.modifiers.some(({ kind }) => kind !== 'sample' && kind !== 'watermark')) return undefined;
    const own = this.ofPlain(relation, ctes);
    return relation.columnAliases ? renamed(own, relation.columnAliases) : own;
  }

  private ofPlain(relation: Relation, ctes: readonly Cte[]): Columns {
    switch (relation.kind) {
      case 'subquery':
        return this.ofQuery(relation.query, ctes);
      case 'values':
        return ofRow(relation.values.rows[0]);
      case 'group':
        return this.ofSources(relation.sources, ctes);
      case 'table': {
        const cte = cteOf(relation, ctes);
        if (!cte) return this.ofTable(relation.name);
        const columns = this.ofQuery(cte.query, ctes.slice(0, ctes.indexOf(cte)));
        return cte.columns ? renamed(columns, cte.columns) : columns;
      }
      case 'function':
        return relation.name.text === 'range' ? [{ name: 'id', type: 'bigint' }] : undefined;
      default:
        return undefined;
    }
  }

  private ofTable(name: Name): Columns {
    const facts = tableOf(name, this.catalog);
    return facts?.isOpen ? undefined : facts?.columns;
  }

  /** Types that show: a cast, a literal, a count, a column whose type is known. */
  private typeOf(expr: Expr, select: Select, ctes: readonly Cte[]): { type?: string; nullable?: boolean } {
    const inner = unwrap(expr);
    if (inner.kind === 'cast') return { type: inner.type };
    if (inner.kind === 'call') return callName(inner) === 'count' ? { type: 'bigint', nullable: false } : {};
    if (inner.kind !== 'column' || inner.parts.length > 2) return {};
    const [qualifier] = inner.parts.length === 2 ? [inner.parts[0]!.name.toLowerCase()] : [];
    const sources = select.sources.filter(({ relation }) => !qualifier || namesOf(relation).includes(qualifier));
    if (sources.length !== 1) return {};
    const name = inner.parts[inner.parts.length - 1]!.name.toLowerCase();
    const found = this.ofRelation(sources[0]!.relation, ctes)?.find((column) => column.name.toLowerCase() === name);
    return found?.type === undefined ? {} : { type: found.type };
  }
}

function ofRow(row: Expr | undefined): Columns {
  if (!row || row.kind === 'opaque' || row.kind === 'hole') return undefined;
  const items = row.kind === 'tuple' ? row.items : [row];
  return items.map((_, i) => ({ name: `col${i + 1}` }));
}

/** `AS t(a, b)`: the list says how many there are, too. */
function renamed(columns: Columns, names: readonly Ident[]): Columns {
  return names.map(({ name }, i) => ({ ...columns?.[i], name }));
}

/**
 * The names by which the columns of a relation can be qualified, in lower case: its alias, else its own name with and
 * without the parts before it.
 */
export function namesOf(relation: Relation): string[] {
  if (relation.alias) return [relation.alias.name.toLowerCase()];
  if (relation.kind !== 'table' && relation.kind !== 'function') return [];
  const parts = relation.name.parts.map((part) => part.name.toLowerCase());
  return parts.map((_, i) => parts.slice(i).join('.')).reverse();
}
