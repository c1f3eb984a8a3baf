import { defineRule } from '../../rule';
import { holdsTemplate } from '../../sql/marks';
import type { Cte, Query } from '../../sql/nodes';
import { Kind } from '../../sql/reader/tokens';
import type { SqlTree, Statement } from '../../sql/tree';
import { isUnderstood, queriesOf } from '../../sql/walk';
import type { Edit, Fix } from '../../types';

/** The CTEs whose name stands nowhere else in the statement, not even as a column: a script may build SQL from it. */
function unread(
  uses: readonly (readonly [Cte, Query])[],
  statement: Statement,
  tree: SqlTree,
): (readonly [Cte, Query])[] {
  const open = new Map<string, Set<readonly [Cte, Query]>>();
  for (const use of uses) {
    const name = use[0].name.name.toLowerCase();
    open.set(name, (open.get(name) ?? new Set()).add(use));
  }
  const { tokens } = tree;
  for (let i = tokens.at(statement.from); i < tokens.count && tokens.from(i) < statement.to; i++) {
    const kind = tokens.kinds[i];
    if (kind !== Kind.word && kind !== Kind.quoted) continue;
    const text = tokens.textOf(i).toLowerCase();
    const same = open.get(kind === Kind.quoted ? text.slice(1, -1) : text);
    for (const use of same ?? []) if (tokens.from(i) < use[0].from || tokens.to(i) > use[0].to) same!.delete(use);
  }
  return uses.filter((use) => open.get(use[0].name.name.toLowerCase())!.has(use));
}

/** Takes a CTE away, the word WITH too when it was the only one. */
function removal(cte: Cte, { ctes }: Query, tree: SqlTree): Edit | undefined {
  const at = ctes.indexOf(cte);
  if (ctes.length > 1) {
    const [next, last] = [ctes[at + 1], ctes[at - 1]];
    return next ? { from: cte.from, to: next.from, insert: '' } : { from: last!.to, to: cte.to, insert: '' };
  }
  const head = /\bwith\s+(recursive\s+)?$/i.exec(tree.text.slice(Math.max(0, cte.from - 200), cte.from));
  const space = /^\s*/.exec(tree.text.slice(cte.to, cte.to + 200))![0].length;
  return head ? { from: cte.from - head[0].length, to: cte.to + space, insert: '' } : undefined;
}

function fixOf(cte: Cte, query: Query, tree: SqlTree): Fix | undefined {
  const edit = removal(cte, query, tree);
  return edit && { title: `Remove ${cte.name.name}`, safety: 'unsafe', edits: [edit] };
}

export default defineRule({
  id: 'unused-cte',
  family: 'performance',
  severity: 'warning',
  fix: 'unsafe',

  summary: 'A CTE that nobody reads',
  why:
    'Spark never runs a CTE that is not read, but it is parsed and resolved: a table that is dropped breaks the query for nothing. And the reader looks for its use, or takes it for ' +
    'part of the result; often a later step reads the wrong table.',
  docs: [
    {
      title: 'Common table expression (Databricks SQL)',
      url: 'https://learn.microsoft.com/en-gb/azure/databricks/sql/language-manual/sql-ref-syntax-qry-select-cte',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'WITH paid AS (SELECT order_id FROM main.sales.orders WHERE paid), late AS (SELECT order_id FROM main.sales.orders WHERE late)\nSELECT order_id FROM late;\n',
      good: 'WITH late AS (SELECT order_id FROM main.sales.orders WHERE late)\nSELECT order_id FROM late;\n',
    },
    {
      bad: 'WITH paid AS (SELECT order_id FROM main.sales.orders WHERE paid)\nSELECT order_id FROM main.sales.orders;\n',
      good: 'SELECT order_id FROM main.sales.orders;\n',
    },
  ],
  nearMisses: [
    { why: 'another CTE reads it', code: 'WITH a AS (SELECT 1 AS x), b AS (SELECT x FROM a) SELECT x FROM b;\n' },
    { why: 'a subquery reads it', code: 'WITH a AS (SELECT 1 AS x) SELECT 2 WHERE 2 IN (SELECT x FROM A);\n' },
    { why: 'backticks', code: 'WITH `my a` AS (SELECT 1 AS x) SELECT x FROM `my a`;\n' },
    { why: 'it is inserted', code: 'INSERT INTO a.b.t WITH s AS (SELECT 1 AS x) SELECT x FROM s;\n' },
    { why: 'a hole may read it', code: 'WITH a AS (SELECT 1 AS x) SELECT x FROM ${source};\n' },
    { why: 'Jinja may read it', code: 'WITH a AS (SELECT 1 AS x) {{ final_select }}\n' },
    { why: 'a name at run time', code: 'WITH a AS (SELECT 1 AS x) SELECT x FROM IDENTIFIER(:source);\n' },
    { why: 'a pipe reads it', code: 'WITH a AS (SELECT 1 AS x) FROM a |> WHERE x = 1;\n' },
    { why: 'TABLE reads it', code: 'WITH a AS (SELECT 1 AS x) TABLE a;\n' },
  ],

  scope: 'statement',
  words: ['WITH'],

  *sql({ tree }) {
    for (const statement of tree.statements) {
      if (!isUnderstood(statement) || holdsTemplate(tree, statement)) continue;
      const uses: (readonly [Cte, Query])[] = [];
      for (const { query } of queriesOf(statement)) for (const cte of query.ctes) uses.push([cte, query]);
      if (uses.length === 0) continue;
      if (/\bidentifier\s*\(/i.test(tree.text.slice(statement.from, statement.to))) continue;
      for (const [cte, query] of unread(uses, statement, tree)) {
        const message = `Nobody reads \`${cte.name.name}\`: remove it, or read it where another table stands.`;
        yield { span: cte.name, message, fix: fixOf(cte, query, tree) };
      }
    }
  },
});
