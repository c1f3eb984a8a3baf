import { ColumnReader } from './columns';
import type { SqlFacts } from './facts';
import type { ColumnExpr, Cte, Expr, Ident, Name, Query, QueryBody, Relation, Select } from './nodes';
import { oncePer } from '../once';
import { callName, columnsOf } from './predicates';
import { Scope, scopeOf, scopeSources, type Meaning } from './scopes';
import type { MergeStatement, Statement } from './tree';
import { relationsOf, walkExpr } from './walk';

/** Where in its SELECT or statement a name stands. */
export type Clause = 'select' | 'from' | 'where' | 'group by' | 'having' | 'qualify' | 'order by' | 'target' | 'other';

/** A column, as it is named in an expression, with the names that it can choose from. */
export interface Reference {
  readonly column: ColumnExpr;
  readonly clause: Clause;
  readonly scope: Scope;
  readonly statement: Statement;
}

/** A star with a qualifier: `o.*`. */
export interface StarReference {
  readonly qualifier: readonly Ident[];
  readonly scope: Scope;
  readonly statement: Statement;
}

/** Everything in a SQL text that names columns. */
export interface References {
  readonly columns: readonly Reference[];
  readonly stars: readonly StarReference[];
  /** Scopes of all queries, the outer ones first. */
  readonly scopes: readonly { readonly scope: Scope; readonly statement: Statement; readonly query?: Query }[];
}

/** What the columns of a text are looked up with. */
export type SqlNames = Pick<SqlFacts, 'tree' | 'catalog'>;

/**
 * The columns that a SQL text names. Bodies of functions and scripts are left out: names in them can be parameters and
 * variables.
 */
export const referencesOf = oncePer(({ tree, catalog }: SqlNames): References => {
  const collector = new Collector(new ColumnReader(catalog));
  for (const statement of tree.statements) collector.read(statement);
  return collector;
});

/** What the name of a reference means. */
export function meaningOf({ column, scope, clause }: Reference): Meaning {
  return scope.resolve(column, clause !== 'from' && clause !== 'where');
}

/** Functions whose first argument is a unit of time, or in other dialects a type, written like a column. */
const unitFunctions = new Set(
  'extract date_add dateadd date_diff datediff timestampadd timestampdiff timediff convert'.split(' '),
);
/** Functions that are called without brackets, and the words behind ORDER BY and GROUP BY that are no columns. */
const bareWords = new Set(
  'current_date current_timestamp current_time current_user session_user user localtimestamp current_catalog current_schema current_database all default nan null true false'.split(
    ' ',
  ),
);

class Collector implements References {
  readonly columns: Reference[] = [];
  readonly stars: StarReference[] = [];
  readonly scopes: { scope: Scope; statement: Statement; query?: Query }[] = [];
  private statement!: Statement;

  constructor(private readonly reader: ColumnReader) {}

  read(statement: Statement): void {
    this.statement = statement;
    switch (statement.kind) {
      case 'query':
      case 'insert':
      case 'other':
        if (statement.query) this.query(statement.query, [], undefined);
        if (statement.kind === 'insert' && statement.replace?.kind === 'where' && statement.target)
          this.expression(statement.replace.expr, 'target', this.tableScope([tableRelation(statement.target)]), []);
        break;
      case 'create':
        if (statement.query && /table|view/.test(statement.object)) this.query(statement.query, [], undefined);
        break;
      case 'merge':
        this.merge(statement);
        break;
      case 'update':
      case 'delete': {
        const scope = this.tableScope([statement.target.relation]);
        for (const { target, value } of statement.kind === 'update' ? statement.assignments : []) {
          this.expression(target, 'target', scope, []);
          this.expression(value, 'other', scope, []);
        }
        if (statement.where) this.expression(statement.where, 'where', scope, []);
        break;
      }
      case 'optimize':
        if (statement.where && statement.target)
          this.expression(statement.where, 'where', this.tableScope([tableRelation(statement.target)]), []);
        break;
      default:
        break;
    }
  }

  private tableScope(relations: readonly Relation[], outer?: Scope): Scope {
    const scope = new Scope(scopeSources(relations, [], this.reader), outer);
    this.scopes.push({ scope, statement: this.statement });
    return scope;
  }

  private merge(merge: MergeStatement): void {
    const source = merge.source ? [...relationsOf([merge.source])] : [];
    for (const relation of source) if (relation.kind === 'subquery') this.query(relation.query, [], undefined);
    const target = this.tableScope([merge.target.relation]);
    const scope = this.tableScope([merge.target.relation, ...source]);
    if (merge.on) this.expression(merge.on, 'other', scope, []);
    for (const clause of merge.clauses) {
      if (clause.condition) this.expression(clause.condition, 'other', scope, []);
      for (const { target: column, value } of clause.assignments) {
        this.expression(column, 'target', target, []);
        this.expression(value, 'other', scope, []);
      }
      for (const value of clause.values ?? []) this.expression(value, 'other', scope, []);
    }
  }

  private query(query: Query, around: readonly Cte[], outer: Scope | undefined): void {
    const ctes = [...around, ...query.ctes];
    for (const cte of query.ctes) this.query(cte.query, ctes, outer);
    const scope = this.body(query.body, ctes, outer, query);
    // The steps of a pipe give the columns other names.
    if (!scope || query.pipes.length > 0) return;
    for (const { expr } of query.orderBy) this.expression(expr, 'order by', scope, ctes);
  }

  private body(body: QueryBody, ctes: readonly Cte[], outer: Scope | undefined, query?: Query): Scope | undefined {
    if (body.kind === 'select') return this.select(body, ctes, outer, query);
    if (body.kind === 'query') this.query(body, ctes, outer);
    if (body.kind === 'set') for (const operand of body.operands) this.body(operand, ctes, outer, query);
    return undefined;
  }

  private select(select: Select, ctes: readonly Cte[], outer: Scope | undefined, query?: Query): Scope {
    const scope = scopeOf(select, ctes, outer, this.reader);
    this.scopes.push({ scope, statement: this.statement, query });
    for (const source of select.sources) {
      const inner = source.join?.lateral ? scope : outer;
      for (const relation of relationsOf([source])) this.relation(relation, ctes, scope, inner);
      if (source.join?.on) this.expression(source.join.on, 'from', scope, ctes);
    }
    for (const { expr } of select.items) {
      if (expr.kind === 'star') {
        const { qualifier } = expr;
        if (qualifier.length > 0) this.stars.push({ qualifier, scope, statement: this.statement });
      } else this.expression(expr, 'select', scope, ctes);
    }
    if (select.where) this.expression(select.where, 'where', scope, ctes);
    for (const expr of select.groupBy?.items ?? []) this.expression(expr, 'group by', scope, ctes);
    if (select.having) this.expression(select.having, 'having', scope, ctes);
    if (select.qualify) this.expression(select.qualify, 'qualify', scope, ctes);
    for (const { spec } of select.windows) {
      for (const expr of spec.partitionBy) this.expression(expr, 'select', scope, ctes);
      for (const { expr } of spec.orderBy) this.expression(expr, 'select', scope, ctes);
    }
    return scope;
  }

  private relation(relation: Relation, ctes: readonly Cte[], scope: Scope, inner: Scope | undefined): void {
    if (relation.kind === 'subquery') this.query(relation.query, ctes, inner);
    if (relation.kind === 'function') for (const arg of relation.args) this.expression(arg, 'from', scope, ctes);
  }

  private expression(root: Expr, clause: Clause, scope: Scope, ctes: readonly Cte[]): void {
    if (root.kind === 'literal') return;
    let units: Set<Expr> | undefined;
    for (const node of walkExpr(root)) {
      if (node.kind === 'call' && unitFunctions.has(callName(node)) && node.args[0])
        (units ??= new Set()).add(node.args[0]);
      if (node.kind === 'exists' || node.kind === 'subquery' || (node.kind === 'in' && node.query))
        this.query(node.query!, ctes, scope);
    }
    for (const column of columnsOf(root)) {
      const isWord = column.parts.length === 1 && (units?.has(column) || bareWords.has(nameOf(column)));
      if (!isWord) this.columns.push({ column, clause, scope, statement: this.statement });
    }
  }
}

function nameOf(column: ColumnExpr): string {
  return column.parts[0]!.name.toLowerCase();
}

function tableRelation(name: Name): Relation {
  return { kind: 'table', name, stream: false, modifiers: [], from: name.from, to: name.to };
}
