import { constantOf } from '../../python/strings-of';
import { stepsOf } from '../../python/values';
import { defineRule } from '../../rule';
import { aliasOf, cteOf } from '../../sql/names';
import type { SqlFacts } from '../../sql/facts';
import type { Cte, Query, QueryBody, Relation, Select, SelectItem, StarExpr } from '../../sql/nodes';
import type { Statement } from '../../sql/tree';
import { relationsOf, selectsOf, statementsOf, type SelectUse } from '../../sql/walk';
import type { Fix, Level } from '../../types';

const plainName = /^[A-Za-z_][A-Za-z0-9_]*$/;
const deepest = 20;

/** True when the columns of a relation are written down where it stands, so that a star over it hides nothing. */
function hasListedColumns(relation: Relation, ctes: readonly Cte[], depth: number): boolean {
  if (relation.columnAliases && relation.columnAliases.length > 0) return true;
  if (relation.modifiers.some(({ kind }) => kind === 'pivot' || kind === 'unpivot')) return true;
  if (relation.kind === 'subquery') return listsColumns(relation.query, ctes, depth + 1);
  if (relation.kind === 'table') {
    const cte = cteOf(relation, ctes);
    if (cte) return cte.columns !== undefined || listsColumns(cte.query, ctes, depth + 1);
    return relation.stream || isFile(relation);
  }
  // A table function gives the columns that it is made for; bronze tables read files with all that is in them.
  return relation.kind !== 'group';
}

/** ``json.`/path` ``: reading files is ingestion, which takes what is there. */
function isFile(relation: Relation): boolean {
  return relation.kind === 'table' && relation.name.text.includes('/');
}

function listsColumns(query: Query, ctes: readonly Cte[], depth: number): boolean {
  if (depth > deepest) return true;
  const inner = [...ctes, ...query.ctes];
  const lists = (body: QueryBody): boolean => {
    if (body.kind === 'set') return lists(body.operands[0]!);
    if (body.kind === 'query') return listsColumns(body, inner, depth + 1);
    if (body.kind !== 'select') return body.kind === 'values' || body.kind === 'opaque';
    return body.items.every(({ expr }) => expr.kind !== 'star' || isHarmless(expr, body, inner, depth));
  };
  return lists(query.body);
}

/** The relations that a star stands for. */
function coveredBy(star: StarExpr, select: Select): Relation[] {
  const all = [...relationsOf(select.sources)];
  if (star.qualifier.length === 0) return all;
  const name = star.qualifier[star.qualifier.length - 1]!.name.toLowerCase();
  return all.filter((relation) => aliasOf(relation) === name);
}

function isHarmless(star: StarExpr, select: Select, ctes: readonly Cte[], depth: number): boolean {
  if (star.except || star.replace) return true;
  const relations = coveredBy(star, select);
  // No relation of that name: `payload.*` opens a struct.
  return relations.every((relation) => hasListedColumns(relation, ctes, depth));
}

/** How loud a star is where it stands, or `undefined` where it does no harm. */
function levelOf({ role, query, statement }: SelectUse): Level | undefined {
  switch (role) {
    case 'table':
      return statement.kind === 'create' && statement.object === 'streaming table' ? undefined : 'warning';
    case 'view':
      return 'warning';
    case 'insert':
      return statement.kind === 'insert' && statement.byName ? 'info' : 'warning';
    case 'merge':
      return copiesAll(statement) ? 'warning' : undefined;
    case 'temporary view':
      return 'info';
    case 'result':
      return query.limit ? undefined : 'info';
    default:
      return undefined;
  }
}

function copiesAll(statement: Statement): boolean {
  return statement.kind === 'merge' && statement.clauses.some(({ action }) => action.endsWith('*'));
}

/** The columns in place of the star, when the catalog knows them all. */
function fixOf(star: StarExpr, select: Select, ctes: readonly Cte[], facts: SqlFacts): Fix | undefined {
  if (
    select.sources.some(
      ({ join }) => join && (join.natural || join.using || join.kind === 'semi' || join.kind === 'anti'),
    )
  )
    return undefined;
  const columns: string[] = [];
  const relations = coveredBy(star, select);
  for (const relation of relations) {
    if (relation.kind !== 'table' || relation.modifiers.length > 0 || cteOf(relation, ctes) || !relation.name.known)
      return undefined;
    const known = facts.catalog.find(relation.name.text)?.columns;
    const alias = relation.alias?.name ?? aliasOf(relation);
    if (!known || known.length === 0 || !alias) return undefined;
    const prefix = select.sources.length > 1 || star.qualifier.length > 0 ? `${quoted(alias)}.` : '';
    for (const { name } of known) columns.push(prefix + quoted(name));
  }
  if (columns.length === 0) return undefined;
  return {
    title: 'List the columns',
    safety: 'safe',
    edits: [{ from: star.from, to: star.to, insert: columns.join(', ') }],
  };
}

function quoted(name: string): string {
  return plainName.test(name) ? name : `\`${name}\``;
}

function messageOf(level: Level): string {
  if (level === 'info') return '`SELECT *` reads every column: list those that you need.';
  return '`SELECT *` is stored: a column that is added or renamed in the source changes this table. List the columns.';
}

/** `selectExpr("*")` alone; with more items beside it, it is how columns are added. */
function loneStar(items: readonly SelectItem[]): StarExpr | undefined {
  const [first] = items;
  return items.length === 1 && first!.expr.kind === 'star' && first!.expr.qualifier.length === 0
    ? first!.expr
    : undefined;
}

export default defineRule({
  id: 'select-star',
  family: 'correctness',
  severity: 'warning',
  fix: 'safe',

  summary: 'SELECT * where the columns matter',
  why:
    'A star takes whatever the source has on the day it runs. Stored in a table or a view, it lets a change of the source through to everything behind it, ' +
    'and it reads columns that nobody asked for. List the columns; `* EXCEPT (…)` at least says what is left out.',
  docs: [
    {
      title: '* (star) clause (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-star.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'CREATE OR REPLACE TABLE main.gold.orders AS SELECT * FROM main.silver.orders;\n',
      good: 'CREATE OR REPLACE TABLE main.gold.orders AS SELECT order_id, amount FROM main.silver.orders;\n',
      tables: { 'main.silver.orders': { columns: [{ name: 'order_id' }, { name: 'amount' }] } },
    },
    {
      bad: 'CREATE VIEW main.gold.v AS SELECT o.*, c.name FROM main.s.orders o JOIN main.s.customers c ON o.customer_id = c.id;\n',
      good: 'CREATE VIEW main.gold.v AS SELECT o.order_id, c.name FROM main.s.orders o JOIN main.s.customers c ON o.customer_id = c.id;\n',
    },
    { bad: 'SELECT * FROM main.sales.orders;\n', good: 'SELECT order_id, amount FROM main.sales.orders;\n' },
    {
      kind: 'python',
      bad: 'from pyspark.sql import functions as F\npaid = spark.table("main.sales.orders").select("*").where("paid")\npaid.write.mode("overwrite").saveAsTable("main.sales.paid")\n',
      good: 'paid = spark.table("main.sales.orders").select("order_id", "amount").where("paid")\npaid.write.mode("overwrite").saveAsTable("main.sales.paid")\n',
    },
  ],
  nearMisses: [
    {
      why: 'existence needs no columns',
      code: 'SELECT id FROM main.s.a WHERE EXISTS (SELECT * FROM main.s.b WHERE b.id = a.id);\n',
    },
    { why: 'rows are counted', code: 'CREATE VIEW main.s.v AS SELECT count(*) AS n FROM main.s.a;\n' },
    { why: 'says what is left out', code: 'CREATE TABLE main.s.t AS SELECT * EXCEPT (_rescued_data) FROM main.s.a;\n' },
    {
      why: 'the columns are listed one step before',
      code: 'CREATE TABLE main.s.t AS WITH x AS (SELECT id, name FROM main.s.a), y AS (SELECT * FROM x) SELECT * FROM y;\n',
    },
    {
      why: 'ingestion takes what is there',
      code: "CREATE TABLE main.bronze.t AS SELECT * FROM read_files('/Volumes/a/b/c');\n",
    },
    { why: 'a streaming table', code: 'CREATE OR REFRESH STREAMING TABLE t AS SELECT * FROM STREAM(main.raw.t);\n' },
    { why: 'a look at the data', code: 'SELECT * FROM main.s.a LIMIT 10;\n' },
    { why: 'a struct is opened', code: 'CREATE TABLE main.s.t AS SELECT id, payload.* FROM main.s.a;\n' },
    {
      why: 'pivoted columns have no other name',
      code: "CREATE TABLE main.s.t AS SELECT * FROM main.s.a PIVOT (sum(x) FOR k IN ('a', 'b'));\n",
    },
    { why: 'values', code: "CREATE TABLE main.s.t AS SELECT * FROM VALUES (1, 'a') AS t(id, name);\n" },
    { why: 'text', code: "SELECT 'SELECT * FROM t' AS example;\n" },
    { why: 'multiplication', code: 'CREATE VIEW main.s.v AS SELECT price * amount AS total FROM main.s.a;\n' },
    {
      why: 'columns are added to all that are there',
      kind: 'python',
      code: 'spark.table("a.b.c").select("*", F.lit(1).alias("one"))\n',
    },
    { why: 'no DataFrame', kind: 'python', code: 'query = session.select("*")\n' },
  ],

  *python(facts) {
    if (facts.isTest) return;
    const written = new Set(facts.writes.flatMap((w) => [...stepsOf(w.frame)].map((step) => step.call)));
    for (const { call } of facts.dataFrameCalls('select')) {
      const [only, ...more] = call.args;
      if (!only || more.length > 0 || constantOf(only.value, (e) => facts.valueOf(e)) !== '*') continue;
      const message = '`select("*")` lets every change of the source through: name the columns.';
      yield { span: only.value, message, severity: written.has(call) ? undefined : 'info' };
    }
  },

  *sql(facts) {
    for (const statement of statementsOf(facts.tree)) {
      if (statement.damage) continue;
      if (statement.kind === 'expressions') {
        const star = loneStar(statement.items);
        if (star && !star.except && !star.replace)
          yield { span: star, severity: 'info', message: 'A lone `*` selects what was there before.' };
        continue;
      }
      for (const use of selectsOf(statement)) {
        const level = levelOf(use);
        if (!level) continue;
        for (const { expr } of use.select.items) {
          if (expr.kind !== 'star' || use.select.sources.length === 0 || isHarmless(expr, use.select, use.ctes, 0))
            continue;
          yield {
            span: expr,
            severity: level,
            message: messageOf(level),
            fix: fixOf(expr, use.select, use.ctes, facts),
          };
        }
      }
    }
  },
});
