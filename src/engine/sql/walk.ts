import type { Span } from '../types';
import type { Cte, Expr, Pipe, Query, QueryBody, Relation, Select, Source, WindowSpec } from './nodes';
import { oncePer } from '../once';
import { expressionsOf, present, sourcesOf } from './statement-parts';
import type { InsertStatement, SqlTree, Statement } from './tree';

const none: readonly Expr[] = [];

/** What becomes of the rows of a query. */
export type Role =
  /** The statement is the query: rows are shown or returned. */
  | 'result'
  /** CREATE TABLE … AS, materialized views and streaming tables. */
  | 'table'
  | 'view'
  | 'temporary view'
  | 'insert'
  /** Behind USING of a MERGE. */
  | 'merge'
  | 'cte'
  /** A subquery in FROM. */
  | 'from'
  | 'exists'
  | 'in'
  /** A subquery that gives one value. */
  | 'scalar'
  | 'other';

/** A query with the place where it stands. */
export interface QueryUse {
  readonly query: Query;
  readonly role: Role;
  readonly statement: Statement;
  readonly parent?: QueryUse;
  /** CTEs that a name in the query may mean; the nearest come last. */
  readonly ctes: readonly Cte[];
}

/** One SELECT of a query: the query's own, or an operand of its set operators. */
export interface SelectUse extends QueryUse {
  readonly select: Select;
}

/** So that a stack gives the items back in their order; a spread call would overflow on long lists. */
function pushReversed<T>(stack: T[], items: readonly T[]): void {
  for (let i = items.length - 1; i >= 0; i--) stack.push(items[i]!);
}

/** Every statement, those inside scripts and multi-inserts included. */
export const statementsOf = oncePer((tree: SqlTree): readonly Statement[] => {
  const list: Statement[] = [];
  const pending: Statement[] = [...tree.statements].reverse();
  for (let next = pending.pop(); next; next = pending.pop()) {
    list.push(next);
    if (next.kind === 'script') pushReversed(pending, next.statements);
    if (next.kind === 'multi-insert') pushReversed(pending, next.inserts);
  }
  return list;
});

/** Every query of a statement: outer ones first, all nesting included. */
export const queriesOf = oncePer((statement: Statement): readonly QueryUse[] => {
  const list: QueryUse[] = [];
  const add = (query: Query | undefined, role: Role, parent?: QueryUse) => {
    if (!query) return;
    // Hundreds of CTEs see the same list: they share it.
    const outer = parent?.ctes ?? [];
    list.push({ query, role, statement, parent, ctes: query.ctes.length > 0 ? [...outer, ...query.ctes] : outer });
  };
  for (const [query, role] of topQueries(statement)) add(query, role);
  for (const expr of expressionsOf(statement)) for (const [query, role] of queriesIn(expr)) add(query, role);
  for (const source of sourcesOf(statement)) for (const [query, role] of queriesInSource(source)) add(query, role);
  // The list grows by what is found in its items.
  for (const use of list) {
    for (const cte of use.query.ctes) add(cte.query, 'cte', use);
    for (const [query, role] of childQueries(use.query)) add(query, role === 'same' ? use.role : role, use);
  }
  return list;
});

/** Every SELECT of a statement, all nesting included. */
export const selectsOf = oncePer((statement: Statement): readonly SelectUse[] =>
  queriesOf(statement).flatMap(({ query, role, statement, parent, ctes }) => {
    const use = (select: Select): SelectUse => ({ query, role, statement, parent, ctes, select });
    return ownSelects(query.body).map(use);
  }),
);

/** The SELECTs whose rows a body gives: one, or one for each operand. Queries in brackets are queries of their own. */
function ownSelects(body: QueryBody): Select[] {
  if (body.kind === 'select') return [body];
  return body.kind === 'set' ? body.operands.filter((operand) => operand.kind === 'select') : [];
}

function topQueries(statement: Statement): [Query | undefined, Role][] {
  switch (statement.kind) {
    case 'query':
      return [[statement.query, 'result']];
    case 'insert':
      return [[statement.query, 'insert']];
    case 'merge':
      return (statement.ctes ?? []).map((cte) => [cte.query, 'cte']);
    case 'alter':
      return [[statement.query, 'view']];
    case 'copy':
      return [[statement.query, 'other']];
    case 'create':
      if (statement.object === 'function' || statement.object === 'flow') return [[statement.query, 'other']];
      if (statement.object !== 'view') return [[statement.query, 'table']];
      return [[statement.query, statement.temporary ? 'temporary view' : 'view']];
    case 'other':
      return [[statement.query, 'other']];
    default:
      return [];
  }
}

function* queriesInSource(source: Source): Generator<[Query, Role]> {
  for (const relation of relationsOf([source])) {
    if (relation.kind === 'subquery') yield [relation.query, 'merge'];
  }
}

/** The relations of a FROM list, those in brackets included. */
export function relationsOf(sources: readonly Source[]): Relation[] {
  const list: Relation[] = [];
  addRelations(list, sources);
  return list;
}

function addRelations(list: Relation[], sources: readonly Source[]): void {
  for (const { relation } of sources) {
    if (relation.kind === 'group') addRelations(list, relation.sources);
    else list.push(relation);
  }
}

function addJoinConditions(list: Expr[], sources: readonly Source[]): void {
  for (const { relation, join } of sources) {
    if (join?.on) list.push(join.on);
    if (relation.kind === 'group') addJoinConditions(list, relation.sources);
    if (relation.kind === 'function') for (const arg of relation.args) list.push(arg);
    if (relation.kind === 'values') for (const row of relation.values.rows) list.push(row);
  }
}

/** Queries directly below a query; CTEs are left to the caller. `same`: its rows are the rows of the query around it. */
function* childQueries(query: Query): Generator<[Query, Role | 'same']> {
  const bodies: QueryBody[] = [query.body];
  for (let body = bodies.pop(); body; body = bodies.pop()) {
    if (body.kind === 'set') pushReversed(bodies, body.operands);
    if (body.kind === 'query') yield [body, 'same'];
    if (body.kind === 'values') for (const row of body.rows) yield* queriesIn(row);
    if (body.kind !== 'select') continue;
    for (const relation of relationsOf(body.sources)) if (relation.kind === 'subquery') yield [relation.query, 'from'];
    for (const expr of selectExpressions(body)) yield* queriesIn(expr);
  }
  for (const item of query.orderBy) yield* queriesIn(item.expr);
  for (const pipe of query.pipes) {
    for (const expr of pipeExpressions(pipe)) yield* queriesIn(expr);
    for (const relation of relationsOf(pipe.sources)) if (relation.kind === 'subquery') yield [relation.query, 'from'];
    if (pipe.query) yield [pipe.query, 'same'];
  }
}

function pipeExpressions(pipe: Pipe): Expr[] {
  const list = [...pipe.expressions];
  addJoinConditions(list, pipe.sources);
  return list;
}

/** The expressions of a SELECT, clause by clause. */
export const selectExpressions = oncePer((select: Select): readonly Expr[] => {
  const list: Expr[] = [];
  for (const item of select.items) list.push(item.expr);
  addJoinConditions(list, select.sources);
  if (select.where) list.push(select.where);
  if (select.groupBy) for (const item of select.groupBy.items) list.push(item);
  if (select.having) list.push(select.having);
  if (select.qualify) list.push(select.qualify);
  for (const { spec } of select.windows) for (const expr of windowExpressions(spec)) list.push(expr);
  return list;
});

const noQueries: readonly [Query, Role][] = [];

function queriesIn(expr: Expr): readonly [Query, Role][] {
  let list: [Query, Role][] | undefined;
  for (const node of walkExpr(expr)) {
    if (node.kind === 'exists') (list ??= []).push([node.query, 'exists']);
    else if (node.kind === 'subquery') (list ??= []).push([node.query, 'scalar']);
    else if (node.kind === 'in' && node.query) (list ??= []).push([node.query, 'in']);
  }
  return list ?? noQueries;
}

function windowExpressions(spec: WindowSpec): Expr[] {
  return [...spec.partitionBy, ...spec.orderBy.map((item) => item.expr)];
}

/** The parts of an expression; queries inside it are not entered. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'call':
      if (!expr.filter && !expr.over) return expr.args;
      return present([...expr.args, expr.filter, ...(expr.over ? windowExpressions(expr.over) : [])]);
    case 'case':
      return present([expr.operand, ...expr.branches.flatMap((b) => [b.when, b.then]), expr.otherwise]);
    case 'between':
      return [expr.expr, expr.low, expr.high];
    case 'in':
      return [expr.expr, ...expr.list];
    case 'like':
      return [expr.expr, expr.pattern];
    case 'binary':
      return [expr.left, expr.right];
    case 'index':
      return [expr.expr, expr.index];
    case 'lambda':
      return [expr.body];
    case 'tuple':
      return expr.items;
    case 'cast':
    case 'is':
    case 'unary':
    case 'field':
    case 'path':
    case 'paren':
    case 'named':
      return [expr.expr];
    default:
      return none;
  }
}

/** An expression and everything in it, in the order of the text. Queries inside it are not entered. */
export function walkExpr(expr: Expr): readonly Expr[] {
  const list: Expr[] = [expr];
  const pending: Expr[] = [];
  pushReversed(pending, childrenOf(expr));
  for (let next = pending.pop(); next; next = pending.pop()) {
    list.push(next);
    pushReversed(pending, childrenOf(next));
  }
  return list;
}

/** Every expression of a statement that no other expression holds, inside its queries too. */
export const rootExpressions = oncePer((statement: Statement): readonly Expr[] => {
  const list = [...expressionsOf(statement)];
  for (const { query } of queriesOf(statement)) {
    const bodies: readonly QueryBody[] = query.body.kind === 'set' ? query.body.operands : [query.body];
    for (const body of bodies) {
      if (body.kind === 'select') for (const expr of selectExpressions(body)) list.push(expr);
      if (body.kind === 'values') for (const row of body.rows) list.push(row);
    }
    for (const item of query.orderBy) list.push(item.expr);
    for (const pipe of query.pipes) for (const expr of pipeExpressions(pipe)) list.push(expr);
  }
  if (statement.kind === 'multi-insert') addJoinConditions(list, statement.sources);
  return list;
});

/** Every expression of a statement with everything in it, in the same order. */
export const allExpressions = oncePer((statement: Statement): readonly Expr[] =>
  rootExpressions(statement).flatMap(walkExpr),
);

/** True when no part of the span was given up as opaque. */
export function isUnderstood(statement: Statement, span: Span = statement): boolean {
  return !statement.damage && !statement.opaque.some((part) => part.from <= span.to && part.to >= span.from);
}

/** An insert, on its own or as a part of a multi-insert. */
export function* insertsOf(tree: SqlTree): Generator<InsertStatement> {
  for (const statement of statementsOf(tree)) if (statement.kind === 'insert') yield statement;
}
