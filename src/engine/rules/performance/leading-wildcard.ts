import { lastName, readColumn, type ColumnFact } from '../../python/column-expressions';
import type { PythonFacts } from '../../python/facts';
import { columnFilters, tableBehind } from '../../python/frame-columns';
import type { Span } from '../../types';
import { defineRule } from '../../rule';
import { isSystemTable, tablesOfSelect } from '../../sql/names';
import { conjuncts, rowFilters } from '../../sql/predicates';
import { isUnderstood, selectsOf, statementsOf, type SelectUse } from '../../sql/walk';

/** Reads at least one stored table; lists of tables and columns are small. */
function readsTables({ select, ctes }: SelectUse): boolean {
  return tablesOfSelect(select, ctes).some((table) => !isSystemTable(table));
}

/** The pattern with a wildcard in front that a column of a table is compared with. */
function patternIn(part: ColumnFact, facts: PythonFacts): { readonly span: Span; readonly column: string } | undefined {
  if (part.kind !== 'call' || !part.on || !/^i?like$/.test(part.name)) return undefined;
  const pattern = part.args[0]?.value;
  const column = readColumn(part.on, facts);
  if (!pattern || column.kind !== 'column' || lastName(column.name) !== column.name) return undefined;
  return /^[%_]+[^%_]/.test(facts.constantOf(pattern) ?? '') ? { span: pattern, column: column.name } : undefined;
}

const message = 'A wildcard in front: no file can be skipped by its values.';

export default defineRule({
  id: 'leading-wildcard',
  family: 'performance',
  severity: 'info',

  summary: 'LIKE with a wildcard in front',
  why:
    "Files are skipped by the smallest and the largest value in them. `LIKE 'x%'` is a range of values and skips files; `LIKE '%x'` can be true for any value, so every " +
    'file is read. Store the searched part as a column of its own, or filter on another column as well.',
  docs: [
    {
      title: 'like operator (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/functions/like.html',
      checked: '2026-11-21',
    },
    {
      title: 'Data skipping (Databricks)',
      url: 'https://docs.databricks.com/delta/data-skipping.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: "SELECT order_id FROM main.sales.orders WHERE email LIKE '%@example.com';\n",
      good: "SELECT order_id FROM main.sales.orders WHERE email_domain = 'example.com';\n",
    },
    {
      bad: "SELECT order_id FROM main.sales.orders WHERE code ILIKE '%ab%' AND amount > 5;\n",
      good: "SELECT order_id FROM main.sales.orders WHERE code LIKE 'ab%' AND amount > 5;\n",
    },
    {
      kind: 'python',
      bad: 'from pyspark.sql import functions as F\n\norders = spark.table("main.sales.orders").where(F.col("email").like("%@example.com"))\n',
      good: 'from pyspark.sql import functions as F\n\norders = spark.table("main.sales.orders").where(F.col("email_domain") == "example.com")\n',
    },
  ],
  nearMisses: [
    { why: 'the beginning is known', code: "SELECT id FROM main.s.t WHERE name LIKE 'ab%c';\n" },
    { why: 'the percent sign is meant as it is', code: "SELECT id FROM main.s.t WHERE name LIKE '\\\\%ab';\n" },
    {
      why: 'no rows are filtered by it',
      code: "SELECT CASE WHEN name LIKE '%ab' THEN 1 ELSE 0 END AS hit FROM main.s.t;\n",
    },
    {
      why: 'what is left out cannot be skipped anyway',
      code: "SELECT id FROM main.s.t WHERE name NOT LIKE '%test%';\n",
    },
    { why: 'another condition is there for OR', code: "SELECT id FROM main.s.t WHERE id = 3 OR name LIKE '%ab';\n" },
    {
      why: 'the rows are in a CTE',
      code: "WITH c AS (SELECT id, name FROM main.s.t WHERE day = current_date()) SELECT id FROM c WHERE name LIKE '%ab';\n",
    },
    {
      why: 'a list of tables',
      code: "SELECT table_name FROM system.information_schema.tables WHERE table_name LIKE '%_tmp';\n",
    },
    {
      why: 'the pattern is not known',
      code: "SELECT id FROM main.s.t WHERE name LIKE :pattern OR name LIKE '${p}';\n",
    },
    { why: 'SHOW has a pattern too', code: "SHOW TABLES LIKE '*orders';\n" },
    {
      why: 'the beginning is known, or the pattern is not, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndef f(p):\n    return spark.table("a.b.t").where(F.col("name").like("ab%c") & F.col("name").like(p))\n',
    },
    {
      why: 'nothing is filtered, or what is left out, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.t").withColumn("hit", F.col("name").like("%ab")).where(~F.col("name").like("%test%"))\n',
    },
    {
      why: 'the rows are no longer those of a table',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.t").groupBy("k").agg(F.max("name").alias("name")).where(F.col("name").like("%ab"))\ndf = spark.createDataFrame(rows).where(F.col("name").like("%ab"))\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    for (const { frame, parts } of columnFilters(facts)) {
      for (const part of frame ? parts : []) {
        const found = patternIn(part, facts);
        if (found && tableBehind(frame!, found.column, facts)) yield { span: found.span, message };
      }
    }
  },

  scope: 'statement',
  words: ['LIKE', 'ILIKE'],

  *sql(facts) {
    for (const statement of statementsOf(facts.tree)) {
      if (statement.damage) continue;
      for (const use of selectsOf(statement)) {
        const { select } = use;
        const likes = rowFilters(select)
          .flatMap(conjuncts)
          .filter((part) => part.kind === 'like');
        if (likes.length === 0 || !readsTables(use)) continue;
        for (const like of likes) {
          const { pattern } = like;
          if (like.not || like.operator === 'RLIKE' || pattern.kind !== 'literal' || pattern.type !== 'string')
            continue;
          if (like.expr.kind !== 'column' || !isUnderstood(statement, like) || !facts.source.isKnown(like)) continue;
          // Only wildcards: the condition says "not NULL" or asks for a length.
          if (!/^r?["'][%_]+[^%_"']/i.test(facts.tree.text.slice(pattern.from, pattern.to))) continue;
          yield { span: pattern, message };
        }
      }
    }
  },
});
