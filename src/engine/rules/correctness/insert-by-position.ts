import { defineRule } from '../../rule';
import { creates, treesAround } from '../../sql/history';
import type { SqlFacts } from '../../sql/facts';
import { lastIdent, quoted } from '../../sql/names';
import type { QueryBody, Values } from '../../sql/nodes';
import type { InsertStatement } from '../../sql/tree';
import { insertsOf, isUnderstood, statementsOf } from '../../sql/walk';
import type { Fix } from '../../types';

/** True when every column that the query gives has a name. */
function namesEverything(body: QueryBody): boolean {
  if (body.kind === 'set') return namesEverything(body.operands[0]!);
  if (body.kind !== 'select') return false;
  return body.items.every(({ expr, alias }) => alias !== undefined || ['column', 'star', 'field'].includes(expr.kind));
}

function width(values: Values): number {
  const first = values.rows[0];
  return first?.kind === 'tuple' ? first.items.length : 1;
}

function fixOf(insert: InsertStatement, facts: SqlFacts): Fix | undefined {
  const { query, target } = insert;
  const at = insert.partition?.to ?? target!.to;
  const edit = (text: string) => [{ from: at, to: at, insert: ` ${text}` }];
  if (query!.body.kind === 'values') {
    const columns = facts.catalog.find(target!.text)?.columns;
    if (insert.partition || !columns || columns.length !== width(query!.body)) return undefined;
    const list = columns.map(({ name }) => quoted(name)).join(', ');
    return { title: 'Name the columns', safety: 'unsafe', edits: edit(`(${list})`) };
  }
  if (!namesEverything(query!.body)) return undefined;
  return { title: 'Match the columns by name', safety: 'unsafe', edits: edit('BY NAME') };
}

export default defineRule({
  id: 'insert-by-position',
  family: 'correctness',
  severity: 'warning',
  fix: 'unsafe',

  summary: 'INSERT that matches columns by position',
  why:
    'Without a column list, the first column of the query goes into the first column of the table, whatever both are called. A column that is added or ' +
    'moved on either side shifts the values, and types that fit hide it. Write the column list, or BY NAME (Databricks Runtime 13.3 and above).',
  docs: [
    {
      title: 'INSERT (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-dml-insert-into.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'INSERT OVERWRITE main.sales.daily SELECT day, sum(amount) AS total FROM main.sales.orders GROUP BY day;\n',
      good: 'INSERT OVERWRITE main.sales.daily BY NAME SELECT day, sum(amount) AS total FROM main.sales.orders GROUP BY day;\n',
    },
    {
      bad: "INSERT INTO main.sales.audit VALUES (1, 'start');\n",
      good: "INSERT INTO main.sales.audit (run_id, event) VALUES (1, 'start');\n",
      tables: { 'main.sales.audit': { columns: [{ name: 'run_id' }, { name: 'event' }] } },
    },
    {
      kind: 'python',
      bad: 'spark.table("main.sales.staged").write.insertInto("main.sales.orders")\n',
      good: 'spark.table("main.sales.staged").write.mode("append").saveAsTable("main.sales.orders")\n',
    },
  ],
  nearMisses: [
    { why: 'columns are listed', code: 'INSERT INTO main.s.t (id, name) SELECT id, name FROM main.s.u;\n' },
    { why: 'matched by name', code: 'INSERT INTO main.s.t BY NAME SELECT name, id FROM main.s.u;\n' },
    { why: 'one value', code: "INSERT INTO main.s.seen VALUES ('2024-01-01');\n" },
    {
      why: 'rows for a table that is created right above',
      code: "CREATE OR REPLACE TABLE main.s.colours (id INT, name STRING);\nINSERT INTO main.s.colours VALUES (1, 'red'), (2, 'blue');\n",
    },
    {
      why: 'REPLACE WHERE goes without a column list in open-source Spark',
      code: "INSERT INTO main.s.t REPLACE WHERE day = '2024-01-01' SELECT id, day FROM main.s.u;\n",
    },
    {
      why: 'files, not a table',
      code: "INSERT OVERWRITE DIRECTORY '/Volumes/a/b/c' USING csv SELECT id FROM main.s.u;\n",
    },
    { why: 'half typed', code: 'INSERT INTO main.s.t\n' },
    {
      why: 'the columns are put in order first',
      kind: 'python',
      code: 'df = spark.table("a.b.staged")\ndf.select("id", "name").write.insertInto("a.b.t")\ndf.select(*spark.table("a.b.t").columns).write.insertInto("a.b.t", overwrite=True)\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    for (const { end, frame } of facts.writes) {
      if (end.method !== 'insertInto' || frame.step?.method === 'select' || frame.step?.method === 'selectExpr')
        continue;
      const message =
        '`insertInto` matches columns by position, not by name: `saveAsTable` in append mode matches names, or select the columns in the order of the table.';
      yield { span: end.nameSpan, message };
    }
  },

  scope: 'statement',
  words: ['INSERT'],

  *sql(facts) {
    for (const insert of insertsOf(facts.tree)) {
      const { target, query } = insert;
      if (!target || !query || insert.columns || insert.byName || insert.replace || !isUnderstood(insert)) continue;
      // The text between may hold the list: `INSERT INTO {table} {columns} SELECT …`.
      if (!facts.source.isKnown({ from: target.to, to: query.from })) continue;
      if (query.body.kind === 'values') {
        if (width(query.body) <= 1) continue;
        if (
          treesAround(facts)
            .flatMap(statementsOf)
            .some((s) => creates(s, target))
        )
          continue;
      }
      const message = `Columns go into \`${lastIdent(target)?.name ?? 'the table'}\` by position: name them, or write BY NAME.`;
      yield { span: { from: insert.head.from, to: target.to }, message, fix: fixOf(insert, facts) };
    }
  },
});
