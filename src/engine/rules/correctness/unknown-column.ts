import { didYouMean } from '../../nearest';
import { defineRule } from '../../rule';
import { missingColumns } from '../../spark/frame-references';
import { tableOf } from '../../sql/columns';
import type { SqlFacts } from '../../sql/facts';
import { holdsTemplate } from '../../sql/marks';
import type { Ident, Name } from '../../sql/nodes';
import { meaningOf, referencesOf, type Reference } from '../../sql/references';
import type { Scope } from '../../sql/scopes';
import type { SqlTree, Statement } from '../../sql/tree';
import { isUnderstood, statementsOf } from '../../sql/walk';
import type { Problem } from '../../types';
import { treesAround } from '../../sql/history';

/** True when a plain name may be a variable that the session has declared. */
function mayBeVariable(facts: SqlFacts): boolean {
  const declares = (tree: SqlTree) =>
    statementsOf(tree).some((statement) => statement.kind === 'other' && statement.words[0] === 'DECLARE');
  return treesAround(facts).some(declares);
}

function namesIn(scope: Scope): string[] {
  const names: string[] = [];
  for (let one: Scope | undefined = scope; one; one = one.outer)
    for (const { columns } of one.sources) for (const { name } of columns ?? []) names.push(name);
  return names;
}

/** How a message speaks of a source. */
function titleOf(names: readonly string[]): string {
  return names[0] ? `\`${names[0]}\`` : 'The subquery';
}

function problemOf(reference: Reference): Problem | undefined {
  const { column, scope, clause } = reference;
  const meaning = meaningOf(reference);
  if (meaning.kind === 'missing column') {
    const { source, name } = meaning;
    const at = column.parts.findIndex((part) => part.name.toLowerCase() === name);
    const hint = didYouMean(name, source.columns?.map((known) => known.name) ?? []);
    const part = column.parts[at]!;
    return { span: part, message: `${titleOf(source.names)} has no column \`${part.name}\`${hint || '.'}` };
  }
  if (meaning.kind !== 'missing everywhere' || scope.sources.length === 0) return undefined;
  const [part] = column.parts;
  if (scope.resolve(column, true).kind === 'alias') {
    const message = `\`${part!.name}\` is made by the SELECT list: ${clause === 'where' ? 'WHERE' : 'FROM'} does not see it yet.`;
    return { span: part!, message };
  }
  const of = scope.sources.length === 1 && !scope.outer ? titleOf(scope.sources[0]!.names) : 'No table of this query';
  const verb = of.startsWith('No') ? 'has a' : 'has no';
  return {
    span: part!,
    message: `${of} ${verb} column \`${part!.name}\`${didYouMean(part!.name, namesIn(scope)) || '.'}`,
  };
}

/** The columns that a statement names of the table it writes, outside of expressions. */
function* writtenColumns(statement: Statement): Generator<[table: Name, columns: readonly Ident[]]> {
  if (statement.kind === 'insert' && statement.target && statement.columns) yield [statement.target, statement.columns];
  if (statement.kind === 'merge' && statement.target.relation.kind === 'table')
    for (const { columns } of statement.clauses) if (columns) yield [statement.target.relation.name, columns];
}

function* unknownTargets(statement: Statement, facts: SqlFacts): Generator<Problem> {
  for (const [table, columns] of writtenColumns(statement)) {
    const known = tableOf(table, facts.catalog);
    if (!known?.columns || known.isOpen) continue;
    const names = new Map(known.columns.map(({ name }) => [name.toLowerCase(), name]));
    for (const column of columns) {
      if (names.has(column.name.toLowerCase())) continue;
      const title = table.parts[table.parts.length - 1]!.name;
      const hint = didYouMean(column.name, names.values());
      yield { span: column, message: `\`${title}\` has no column \`${column.name}\`${hint || '.'}` };
    }
  }
}

export default defineRule({
  id: 'unknown-column',
  family: 'correctness',
  severity: 'warning',
  summary: 'Column that the table does not have',
  why:
    'The columns of the table are known: from its CREATE TABLE in the project, from the settings, or from the query that makes them. None has this name, so Spark refuses the ' +
    'statement when it runs. Tables that are altered somewhere, or written with schema evolution, are left out.',
  docs: [
    {
      title: 'UNRESOLVED_COLUMN error class (Databricks)',
      url: 'https://docs.databricks.com/error-messages/unresolved-column-error-class.html',
      checked: '2026-11-21',
    },
    {
      title: 'Column, field, parameter, and variable resolution (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-name-resolution.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT order_id, custmer_id FROM main.sales.orders;\n',
      good: 'SELECT order_id, customer_id FROM main.sales.orders;\n',
      tables: { 'main.sales.orders': { columns: [{ name: 'order_id' }, { name: 'customer_id' }, { name: 'amount' }] } },
    },
    {
      bad: 'WITH totals AS (SELECT customer_id, sum(amount) AS total FROM main.sales.orders GROUP BY customer_id) SELECT t.customer_id, t.amount FROM totals t;\n',
      good: 'WITH totals AS (SELECT customer_id, sum(amount) AS total FROM main.sales.orders GROUP BY customer_id) SELECT t.customer_id, t.total FROM totals t;\n',
    },
    {
      bad: 'CREATE TABLE main.sales.refunds (order_id BIGINT, amount DECIMAL(12, 2));\nINSERT INTO main.sales.refunds (order_id, amont) VALUES (1, 9.5);\n',
      good: 'CREATE TABLE main.sales.refunds (order_id BIGINT, amount DECIMAL(12, 2));\nINSERT INTO main.sales.refunds (order_id, amount) VALUES (1, 9.5);\n',
    },
    {
      kind: 'python',
      bad:
        'from pyspark.sql import functions as F\n\norders = spark.table("main.sales.orders")\n' +
        'large = orders.where(F.col("amonut") > 100).select("order_id", "amount")\n',
      good:
        'from pyspark.sql import functions as F\n\norders = spark.table("main.sales.orders")\n' +
        'large = orders.where(F.col("amount") > 100).select("order_id", "amount")\n',
      tables: { 'main.sales.orders': { columns: [{ name: 'order_id' }, { name: 'customer_id' }, { name: 'amount' }] } },
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\nfrom pyspark.sql import functions as F\n\ntotals = spark.table("main.sales.orders").groupBy("customer_id").agg(F.sum("amount").alias("total"))\n\n' +
        '# COMMAND ----------\n\ndisplay(totals.select("customer_id", "amount"))\n',
      good:
        '# Databricks notebook source\nfrom pyspark.sql import functions as F\n\ntotals = spark.table("main.sales.orders").groupBy("customer_id").agg(F.sum("amount").alias("total"))\n\n' +
        '# COMMAND ----------\n\ndisplay(totals.select("customer_id", "total"))\n',
    },
  ],
  nearMisses: [
    { why: 'nobody knows the table', code: 'SELECT custmer_id FROM main.sales.orders;\n' },
    {
      why: 'a field of a struct column',
      code: 'CREATE TABLE main.s.t (id BIGINT, address STRUCT<city: STRING>);\nSELECT address.city, t.address.city FROM main.s.t;\n',
    },
    {
      why: 'another statement adds the column',
      code: 'CREATE TABLE main.s.t (id BIGINT);\nALTER TABLE main.s.t ADD COLUMNS (name STRING);\nSELECT name FROM main.s.t;\n',
    },
    {
      why: 'the merge may add it',
      code: 'CREATE TABLE main.s.t (id BIGINT);\nMERGE WITH SCHEMA EVOLUTION INTO main.s.t t USING main.s.u u ON t.id = u.id WHEN NOT MATCHED THEN INSERT (id, name) VALUES (u.id, u.name);\n',
    },
    {
      why: 'an older version',
      code: 'CREATE TABLE main.s.t (id BIGINT);\nSELECT name FROM main.s.t VERSION AS OF 3;\n',
    },
    {
      why: 'an alias of the same list, a unit of time, a function without brackets',
      code: 'CREATE TABLE main.s.t (id BIGINT, ts TIMESTAMP);\nSELECT id + 1 AS n, n * 2 AS m, extract(YEAR FROM ts), datediff(DAY, ts, current_date) FROM main.s.t GROUP BY ALL HAVING m > 1 ORDER BY n;\n',
    },
    {
      why: 'a column of the query around it',
      code: 'CREATE TABLE main.s.t (id BIGINT);\nSELECT kind FROM main.s.u WHERE EXISTS (SELECT 1 FROM main.s.t WHERE id = other_id);\n',
    },
    {
      why: 'a variable of the session',
      code: 'DECLARE VARIABLE since DATE;\nCREATE TABLE main.s.t (id BIGINT, day DATE);\nSELECT id FROM main.s.t WHERE day > since;\n',
    },
    {
      why: 'a parameter of a function',
      code: 'CREATE TABLE main.s.t (id BIGINT);\nCREATE FUNCTION main.s.f(x BIGINT) RETURNS TABLE (id BIGINT) RETURN SELECT id FROM main.s.t WHERE id = x;\n',
    },
    {
      why: 'a plain name may be a view of another cell',
      code: 'CREATE TABLE main.s.t (id BIGINT);\nSELECT name FROM t;\n',
    },
    {
      why: 'columns that Spark adds',
      code: 'CREATE TABLE main.s.t (id BIGINT);\nSELECT id, _metadata.file_path FROM main.s.t;\n',
    },
    {
      why: 'a column that is made on the way, in Python',
      kind: 'python',
      code:
        'from pyspark.sql import functions as F\n\norders = spark.table("a.b.t").withColumn("year", F.year("day")).withColumnRenamed("id", "key")\n' +
        'df = orders.where(F.col("year") > 2024).select("key", (F.col("year") + 1).alias("next"), F.col("next") + 1)\n',
      tables: { 'a.b.t': { columns: [{ name: 'id' }, { name: 'day' }] } },
    },
    {
      why: 'a filter and a sort find what a select has left out, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\n\ndf = spark.table("a.b.t").select("id").where(F.col("day") > "2024-01-01").orderBy("day")\n',
      tables: { 'a.b.t': { columns: [{ name: 'id' }, { name: 'day' }] } },
    },
    {
      why: 'other versions and changes of a table have other columns, in Python',
      kind: 'python',
      code:
        'old = spark.read.option("versionAsOf", 3).table("a.b.t").select("name")\n' +
        'changes = spark.readStream.option("readChangeFeed", "true").table("a.b.t").select("_change_type")\n',
      tables: { 'a.b.t': { columns: [{ name: 'id' }] } },
    },
    {
      why: 'a function that is called with more than one frame, in Python',
      kind: 'python',
      code:
        'def names(df):\n    return df.select("name")\n\ndef read(table):\n    return spark.table(table)\n\na = names(spark.table("a.b.t"))\nb = names(spark.table("a.b.u"))\n' +
        'c = read("a.b.t").select("id")\nd = read("a.b.u").select("name")\n',
      tables: { 'a.b.t': { columns: [{ name: 'id' }] }, 'a.b.u': { columns: [{ name: 'name' }] } },
    },
    {
      why: 'a loop adds columns, in Python',
      kind: 'python',
      code:
        'from pyspark.sql import functions as F\n\ndf = spark.table("a.b.t")\nfor name in names:\n    df = df.withColumn(name, F.lit(0))\ndf.select("x")\n' +
        'kept = spark.table("a.b.t")\nwhile kept.count() > 0:\n    kept.filter(F.col("turn") == 1).show()\n    kept = kept.withColumn("turn", F.lit(1))\n',
      tables: { 'a.b.t': { columns: [{ name: 'id' }] } },
    },
    {
      why: 'code that looks first whether the column is there, in Python',
      kind: 'python',
      code: 'df = spark.table("a.b.t")\nif "name" in df.columns:\n    df.select("name").show()\ntry:\n    df["name"]\nexcept Exception:\n    pass\n',
      tables: { 'a.b.t': { columns: [{ name: 'id' }] } },
    },
    {
      why: 'methods, fields of a struct, columns of either side of a join, in Python',
      kind: 'python',
      code:
        'a = spark.table("a.b.t")\nb = spark.table("a.b.u").alias("u")\nj = a.join(b, a.id == b.id, "left")\nj.select("id", "name", "address.city", "u.name", a.id, "*").show()\n' +
        'n = a.count()\nshow = a.show\nc = a.join(b, "id", "left_semi").select(a.address.city)\n',
      tables: {
        'a.b.t': { columns: [{ name: 'id' }, { name: 'address' }] },
        'a.b.u': { columns: [{ name: 'id' }, { name: 'name' }] },
      },
    },
    {
      why: 'one branch adds the column, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\n\ndf = spark.table("a.b.t")\nif is_new:\n    df = df.withColumn("name", F.lit("x"))\ndf.select("name")\n',
      tables: { 'a.b.t': { columns: [{ name: 'id' }] } },
    },
    {
      why: 'nobody knows all columns, in Python',
      kind: 'python',
      code:
        'from pyspark.sql import functions as F\n\na = spark.table("a.b.open").select("name")\nb = spark.table("t").select("name")\nc = spark.table("a.b.t").selectExpr("id AS name").select("name")\n' +
        'd = spark.table("a.b.t").select("*", F.explode("id")).select("col")\ne = spark.table("a.b.t").groupBy("id").pivot("id").count().select("7")\nf = spark.table("a.b.t").select("id", "_metadata")\n',
      tables: { 'a.b.t': { columns: [{ name: 'id' }] }, 'a.b.open': { columns: [{ name: 'id' }], isOpen: true } },
    },
    {
      why: 'two definitions that disagree',
      code: 'CREATE TABLE main.s.t (id BIGINT);\nCREATE OR REPLACE TABLE main.s.t (id BIGINT, name STRING);\nSELECT name FROM main.s.t;\n',
    },
  ],

  *python(facts) {
    if (facts.isTest) return;
    for (const { node, name, known } of missingColumns(facts))
      yield { span: node, message: `This DataFrame has no column \`${name}\`${didYouMean(name, known) || '.'}` };
  },

  scope: 'statement',

  *sql(facts) {
    const { columns } = referencesOf(facts);
    for (const reference of columns) {
      const { statement, column, scope } = reference;
      const problem = problemOf(reference);
      if (!problem || !isUnderstood(statement) || !isCertain(column, scope, facts)) continue;
      if (column.parts.length === 1 && mayBeVariable(facts)) continue;
      yield problem;
    }
    for (const statement of statementsOf(facts.tree)) {
      if (!isUnderstood(statement) || holdsTemplate(facts.tree, statement)) continue;
      yield* unknownTargets(statement, facts);
    }
  },
});

/** No template may bring a table or a column along. */
function isCertain(column: Reference['column'], scope: Scope, facts: SqlFacts): boolean {
  if (!facts.source.isKnown(column) || column.parts.some(({ name }) => /[{}$]/.test(name))) return false;
  for (let one: Scope | undefined = scope; one; one = one.outer) {
    const span = one.select ?? one.sources[0]?.relation;
    if (span && (holdsTemplate(facts.tree, span) || !facts.source.isKnown(span))) return false;
  }
  return true;
}
