import { lastName, readColumn, readNamed, type ColumnCall, type ColumnFact } from '../../python/column-expressions';
import type { PythonFacts } from '../../python/facts';
import { columnFilters, tableBehind, type ColumnFilter } from '../../python/frame-columns';
import { defineRule } from '../../rule';
import type { SqlFacts } from '../../sql/facts';
import { halfOpenRange } from '../../sql/ranges';
import { aliasOf, cteOf, lastPart } from '../../sql/names';
import type { CallExpr, ColumnExpr, Expr, TableRelation } from '../../sql/nodes';
import { callName, conjuncts, isComparison, unwrap } from '../../sql/predicates';
import { dateName } from '../../sql/slices';
import { isUnderstood, relationsOf, selectsOf, statementsOf, type SelectUse } from '../../sql/walk';
import type { TableCatalog } from '../../catalog/catalog';
import type { Problem } from '../../types';

// Measured on Delta: a filter by one of these reads every file, although the column has statistics. `DATE(ts) = …`,
// `to_date(ts) = …` and CAST to DATE are not among them: Spark turns those into a range by itself.
const dateFunctions = /^(year|date_trunc|trunc|date_format)$/;
const functions =
  /^(year|month|day|dayofmonth|date_trunc|trunc|date_format|date_add|date_sub|upper|ucase|lower|lcase|trim|ltrim|rtrim|substr|substring|left|coalesce|nvl|ifnull)$/;

interface Filter {
  readonly call: CallExpr;
  readonly column: ColumnExpr;
  readonly operator: string;
  readonly value: Expr;
}

/** `year(d) = 2024`: a function of one column, compared with something that does not depend on the row. */
function filterOf(part: Expr): Filter | undefined {
  if (part.kind !== 'binary' || !isComparison(part.operator) || /^(<>|!=)$/.test(part.operator)) return undefined;
  const call = unwrap(part.left);
  const value = unwrap(part.right);
  if (call.kind !== 'call' || call.over || call.name.parts.length !== 1 || !functions.test(callName(call)))
    return undefined;
  if (value.kind !== 'literal' && value.kind !== 'parameter') return undefined;
  const columns = call.args.map(unwrap).filter((arg) => arg.kind === 'column');
  const [column] = columns;
  return column && columns.length === 1 ? { call, column, operator: part.operator, value } : undefined;
}

/** The stored table that a column belongs to, when that can be told. */
function tableOf(column: ColumnExpr, { select, ctes }: SelectUse): TableRelation | undefined {
  const relations = [...relationsOf(select.sources)];
  const qualifier = column.parts.length > 1 ? column.parts[column.parts.length - 2]!.name.toLowerCase() : undefined;
  const [found, other] = qualifier === undefined ? relations : relations.filter((r) => aliasOf(r) === qualifier);
  return !other && found?.kind === 'table' && !cteOf(found, ctes) && found.name.known ? found : undefined;
}

/** What is to be said of a function of a column of a table; `undefined` where the filter may be right. */
function verdictOn(
  fn: string,
  column: string,
  table: string,
  catalog: TableCatalog,
): Pick<Problem, 'severity' | 'message'> | undefined {
  const known = catalog.find(table);
  const has = (list: readonly string[] | undefined) => list?.some((c) => c.toLowerCase() === column) ?? false;
  // A function over a partition column still prunes: each folder has one value, and Delta computes the function of it.
  if (has(known?.partitionedBy)) return undefined;
  const clustered = has(known?.clusteredBy);
  // Without a known layout the column may be a partition column: then the filter is right, so this is a hint only.
  // Where the table is known to be laid out by other columns, its files would be read anyway.
  if (!clustered && ((known?.clusteredBy?.length ?? 0) > 0 || (known?.partitionedBy?.length ?? 0) > 0))
    return undefined;
  if (!clustered && !(dateFunctions.test(fn) && dateName.test(column))) return undefined;
  const written = `${fn.toUpperCase()}(${column})`;
  const cure = dateFunctions.test(fn) ? 'compare the column with a range' : 'compare the column itself';
  return {
    severity: clustered ? 'warning' : 'info',
    message: clustered
      ? `The table is clustered by \`${column}\`, but a filter on \`${written}\` skips no file: ${cure}.`
      : `A filter on \`${written}\` cannot skip files by their statistics: ${cure}.`,
  };
}

function problemOf({ column, call }: Filter, use: SelectUse, part: Expr, facts: SqlFacts): Problem | undefined {
  const table = tableOf(column, use);
  const verdict = table && verdictOn(callName(call), lastPart(column), table.name.text, facts.catalog);
  return verdict && { span: call, ...verdict, fix: halfOpenRange(part, facts.tree.text) };
}

/** `F.year("d") == 2024`, either way round. */
function comparedCall(part: ColumnFact, facts: PythonFacts): ColumnCall | undefined {
  if (part.kind !== 'operator' || !/^(==|[<>]=?)$/.test(part.operator)) return undefined;
  const sides = [readColumn(part.left, facts), readColumn(part.right, facts)];
  const call = sides.find((side) => side.kind === 'call');
  return call && !call.on && functions.test(call.name) && sides.some(({ kind }) => kind === 'literal')
    ? call
    : undefined;
}

function* inFilter({ frame, parts }: ColumnFilter, facts: PythonFacts): Generator<Problem> {
  for (const part of frame ? parts : []) {
    const call = comparedCall(part, facts);
    // `F.date_trunc("month", "d")`: the unit comes first.
    const args = call?.name === 'date_trunc' ? call.args.slice(1) : (call?.args.slice(0, 1) ?? []);
    const rest = call?.args.filter((arg) => !args.includes(arg)) ?? [];
    const [column] = args.map(({ value, star }) => (star ? undefined : readNamed(value, facts)));
    if (!call || column?.kind !== 'column' || rest.some(({ value }) => readColumn(value, facts).kind !== 'literal'))
      continue;
    const name = lastName(column.name).toLowerCase();
    const table = name === column.name.toLowerCase() ? tableBehind(frame!, name, facts) : undefined;
    const verdict = table && verdictOn(call.name, name, table, facts.catalog);
    if (verdict) yield { span: call.node, ...verdict };
  }
}

export default defineRule({
  id: 'function-on-filter-column',
  family: 'performance',
  severity: 'warning',
  fix: 'unsafe',

  summary: 'A filter on a function of a column, where one on the column would skip files',
  why:
    'Delta keeps the smallest and largest value of a column for each file and skips the files that cannot match. Of `year(d)` it knows nothing, so every file is read. ' +
    "Write the range instead: `d >= DATE'2024-01-01' AND d < DATE'2025-01-01'`. (Partition columns are no such case, and Spark resolves `DATE(ts) = …` by itself.)",
  docs: [
    {
      title: 'Data skipping (Databricks)',
      url: 'https://docs.databricks.com/delta/data-skipping.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT order_id FROM main.sales.orders WHERE year(order_date) = 2024;\n',
      good: "SELECT order_id FROM main.sales.orders WHERE order_date >= DATE'2024-01-01' AND order_date < DATE'2025-01-01';\n",
      tables: { 'main.sales.orders': { partitionedBy: [], clusteredBy: ['order_date'] } },
    },
    {
      bad: "SELECT order_id FROM main.sales.orders WHERE date_trunc('MONTH', order_ts) = TIMESTAMP'2024-03-01 00:00:00';\n",
      good: "SELECT order_id FROM main.sales.orders WHERE order_ts >= DATE'2024-03-01' AND order_ts < DATE'2024-04-01';\n",
    },
    {
      bad: "SELECT order_id FROM main.sales.orders WHERE upper(country) = 'DE';\n",
      good: "SELECT order_id FROM main.sales.orders WHERE country = 'DE';\n",
      tables: { 'main.sales.orders': { partitionedBy: [], clusteredBy: ['country'] } },
    },
    {
      kind: 'python',
      bad: 'from pyspark.sql import functions as F\n\norders = spark.table("main.sales.orders").where(F.year("order_date") == 2024)\n',
      good: 'from pyspark.sql import functions as F\n\norders = spark.table("main.sales.orders").where((F.col("order_date") >= "2024-01-01") & (F.col("order_date") < "2025-01-01"))\n',
      tables: { 'main.sales.orders': { partitionedBy: [], clusteredBy: ['order_date'] } },
    },
  ],
  nearMisses: [
    {
      why: 'a function of a partition column still prunes',
      code: 'SELECT id FROM main.s.t WHERE year(order_date) = 2024;\n',
      tables: { 'main.s.t': { partitionedBy: ['order_date'] } },
    },
    {
      why: 'Spark makes a range of it by itself',
      code: "SELECT id FROM main.s.t WHERE DATE(created_at) = DATE'2024-01-01' AND CAST(changed_at AS DATE) = '2024-01-01';\n",
    },
    {
      why: 'the function is on the other side',
      code: "SELECT id FROM main.s.t WHERE order_date >= date_trunc('MONTH', current_date());\n",
    },
    { why: 'nothing is known of the layout', code: "SELECT id FROM main.s.t WHERE upper(country) = 'DE';\n" },
    {
      why: 'the files are laid out by another column',
      code: 'SELECT id FROM main.s.t WHERE year(order_date) = 2024;\n',
      tables: { 'main.s.t': { clusteredBy: ['customer_id'] } },
    },
    {
      why: 'two columns are compared',
      code: 'SELECT a.id FROM main.s.t a JOIN main.s.u b ON year(a.order_date) = year(b.order_date);\n',
    },
    {
      why: 'no filter',
      code: 'SELECT year(order_date) AS y FROM main.s.t GROUP BY year(order_date) HAVING year(order_date) = 2024;\n',
    },
    {
      why: 'rows of a CTE',
      code: 'WITH c AS (SELECT max(d) AS order_date FROM main.s.t GROUP BY k) SELECT order_date FROM c WHERE year(order_date) = 2024;\n',
    },
    {
      why: 'a column that may come from either table',
      code: 'SELECT a.id FROM main.s.t a JOIN main.s.u b ON a.id = b.id WHERE year(order_date) = 2024;\n',
    },
    { why: 'the column is filled in', code: 'SELECT id FROM main.s.t WHERE year(${column}) = 2024;\n' },
    {
      why: 'a function of a partition column still prunes, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("main.s.t").where(F.year("order_date") == 2024)\n',
      tables: { 'main.s.t': { partitionedBy: ['order_date'] } },
    },
    {
      why: 'Spark makes a range of it by itself, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("main.s.t").where((F.to_date("created_at") == "2024-01-01") & (F.col("changed_at").cast("date") == "2024-01-01"))\n',
    },
    {
      why: 'the column was made before, or comes from a join',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\na = spark.table("a.b.a")\ndf = a.withColumn("order_date", F.max("d")).where(F.year("order_date") == 2024)\ndf = a.join(df, "id").where(F.year("order_date") == 2024)\n',
    },
    {
      why: 'two columns are compared, and nothing is filtered',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("main.s.t").where(F.year("order_date") == F.col("y")).withColumn("is_new", F.year("order_date") == 2024)\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    for (const filter of columnFilters(facts)) yield* inFilter(filter, facts);
  },

  scope: 'statement',
  words: ['WHERE'],

  *sql(facts) {
    for (const statement of statementsOf(facts.tree)) {
      if (statement.damage) continue;
      for (const use of selectsOf(statement)) {
        if (!use.select.where) continue;
        for (const part of conjuncts(use.select.where)) {
          const filter = filterOf(part);
          if (!filter || !isUnderstood(statement, part) || !facts.source.isKnown(part)) continue;
          const problem = problemOf(filter, use, part, facts);
          if (problem) yield problem;
        }
      }
    }
  },
});
