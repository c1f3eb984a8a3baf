import { addTo } from '../lists';
import type { Edit } from '../types';
import { holdsComment, holdsTemplate } from './marks';
import { cteOf } from './names';
import type { Cte, Expr, Query, Select } from './nodes';
import { callName, hasUnknown } from './predicates';
import { isAggregate } from './sizes';
import { Kind } from './reader/tokens';
import type { SqlTree, Statement } from './tree';
import { relationsOf, selectExpressions, selectsOf, walkExpr, type QueryUse, type SelectUse } from './walk';

/** What becomes of an order that is written in a query: `undefined` where it may be seen or used. */
export type OrderFate = 'lost' | 'stored' | 'view' | undefined;

/** Functions whose result depends on the order of the rows, as far as Spark keeps one. */
const ordered =
  /^(collect_\w+|array_agg|first|last|(first|last|any|nth)_value|listagg|string_agg|row_number|monotonically_increasing_id|rand\w*|uuid|shuffle|mode|max_by|min_by|approx_\w+|percentile\w*)$/;
const deepest = 20;

/** Follows the rows of the queries of one statement upwards, to see who could still notice their order. */
export class OrderFates {
  private readers: Map<Cte, SelectUse[]> | undefined;

  constructor(
    private readonly statement: Statement,
    private readonly tree: SqlTree,
  ) {}

  of(use: QueryUse, depth = 0): OrderFate {
    if (depth > deepest) return undefined;
    const { parent } = use;
    if (parent && isOwnBody(use.query, parent.query)) return this.ofBody(use, parent, depth);
    switch (use.role) {
      case 'in':
      case 'exists':
      case 'merge':
        return 'lost';
      case 'from':
        return parent ? this.below(selectAround(use.query, parent), parent, depth) : undefined;
      case 'cte':
        return this.ofCte(use, depth);
      case 'insert':
      case 'table':
        return 'stored';
      case 'view':
        return 'view';
      default:
        return undefined;
    }
  }

  /** `(SELECT … ORDER BY a) ORDER BY b`: an operand of UNION ALL may keep its order. */
  private ofBody(use: QueryUse, parent: QueryUse, depth: number): OrderFate {
    if (parent.query.body !== use.query || isCut(parent.query)) return undefined;
    return parent.query.orderBy.length > 0 ? 'lost' : this.of(parent, depth + 1);
  }

  /** The order of something that a SELECT reads. */
  private below(select: Select | undefined, around: QueryUse, depth: number): OrderFate {
    if (!select || holdsOrdered(select)) return undefined;
    if (select.groupBy || select.distinct || isAggregate(select) || joins(select)) return 'lost';
    if (around.query.body !== select || around.query.pipes.length > 0) return undefined;
    if (around.query.orderBy.length > 0) return 'lost';
    return isCut(around.query) ? undefined : this.of(around, depth + 1);
  }

  private ofCte(use: QueryUse, depth: number): OrderFate {
    const cte = use.parent?.query.ctes.find(({ query }) => query === use.query);
    if (!cte || holdsTemplate(this.tree, this.statement)) return undefined;
    const fates = new Set((this.readersOf(cte) ?? []).map((reader) => this.below(reader.select, reader, depth + 1)));
    return fates.size === 1 ? [...fates][0] : undefined;
  }

  private readersOf(cte: Cte): SelectUse[] | undefined {
    if (!this.readers) {
      this.readers = new Map();
      for (const use of selectsOf(this.statement)) {
        for (const relation of relationsOf(use.select.sources)) {
          const read = relation.kind === 'table' && cteOf(relation, use.ctes);
          if (!read) continue;
          addTo(this.readers, read, use);
        }
      }
    }
    return this.readers.get(cte);
  }
}

function isOwnBody(query: Query, outer: Query): boolean {
  return outer.body === query || (outer.body.kind === 'set' && outer.body.operands.includes(query));
}

/** The operand of a query that reads the subquery. */
function selectAround(inner: Query, { query }: QueryUse): Select | undefined {
  const bodies = query.body.kind === 'set' ? query.body.operands : [query.body];
  const around = bodies.find((body) => body.from <= inner.from && inner.to <= body.to);
  return around?.kind === 'select' ? around : undefined;
}

function isCut({ limit, offset, pipes }: Query): boolean {
  return limit !== undefined || offset !== undefined || pipes.length > 0;
}

/** A join of two relations; a generator beside a table only adds to its rows. */
function joins({ sources }: Select): boolean {
  return sources.filter(({ relation, join }) => relation.kind !== 'function' && !join?.lateral).length > 1;
}

/** True when a function in a SELECT may look at the order, be it one that nobody knows here. */
function holdsOrdered(select: Select): boolean {
  for (const expr of selectExpressions(select)) if (hasUnknown(expr) || looksAtOrder(expr)) return true;
  return [...relationsOf(select.sources)].some(({ modifiers }) => modifiers.length > 0);
}

function looksAtOrder(expr: Expr): boolean {
  for (const node of walkExpr(expr)) {
    if (node.kind === 'call' && (node.over || node.name.parts.length > 1 || ordered.test(callName(node)))) return true;
  }
  return false;
}

/** True for SORT BY, which orders the rows of each file and makes no claim on the whole. */
export function sortsWithin(query: Query, tree: SqlTree): boolean {
  return wordsOfClause(query, tree)?.word !== 'ORDER';
}

/** Takes ORDER BY out of a query; `undefined` where a comment would be lost. */
export function withoutOrder(query: Query, tree: SqlTree): Edit | undefined {
  const from = wordsOfClause(query, tree)?.from;
  const last = query.orderBy[query.orderBy.length - 1];
  if (from === undefined || !last || holdsComment(tree, { from, to: last.to })) return undefined;
  // The space in front goes too, unless it ends a comment there.
  const { tokens } = tree;
  let before = tokens.at(from) - 1;
  while (before >= 0 && tokens.kinds[before] === Kind.space) before--;
  const start = before >= 0 && tokens.kinds[before] !== Kind.comment ? tokens.to(before) : from;
  return { from: start, to: last.to, insert: '' };
}

/** The word in front of BY, and where it stands. */
function wordsOfClause({ orderBy }: Query, { tokens }: SqlTree): { word: string; from: number } | undefined {
  const first = orderBy[0];
  if (!first) return undefined;
  let words = 0;
  for (let i = tokens.at(first.from) - 1; i >= 0; i--) {
    if (tokens.kinds[i]! <= Kind.block) continue;
    if (++words === 2) return { word: tokens.textOf(i).toUpperCase(), from: tokens.from(i) };
  }
  return undefined;
}
