import { defineRule } from '../../rule';
import { groupsByItems, passesOn, withoutDistinct } from '../../sql/keys';
import { holdsTemplate } from '../../sql/marks';
import type { Select } from '../../sql/nodes';
import type { SqlTree } from '../../sql/tree';
import { isUnderstood, selectsOf, statementsOf, type SelectUse } from '../../sql/walk';

/** Why the rows are unique without this DISTINCT; `undefined` when they are not. */
function reasonOf({ select, query }: SelectUse, tree: SqlTree): string | undefined {
  if (groupsByItems(select, tree)) return 'GROUP BY gives each row once already';
  const { body } = query;
  if (body.kind === 'set' && !body.operators.some(({ all }) => all)) {
    const word = body.operators[Math.max(0, body.operands.indexOf(select) - 1)]!.operator;
    return `${word} removes duplicates already`;
  }
  const inner = innerSelect(select);
  if (inner?.distinct && !holdsTemplate(tree, select) && passesOn(select, inner)) {
    return 'the subquery has removed the duplicates already';
  }
  return undefined;
}

function innerSelect({ sources }: Select): Select | undefined {
  const relation = sources[0]?.relation;
  if (relation?.kind !== 'subquery' || relation.columnAliases || relation.modifiers.length > 0) return undefined;
  const { body, pipes } = relation.query;
  return body.kind === 'select' && pipes.length === 0 ? body : undefined;
}

export default defineRule({
  id: 'redundant-distinct',
  family: 'correctness',
  severity: 'info',
  fix: 'safe',

  summary: 'DISTINCT over rows that are unique already',
  why:
    'Where GROUP BY, a set operator or the subquery below has made the rows unique, DISTINCT changes nothing; it tells the reader that duplicates were feared, and may ' +
    'cost a shuffle.',
  docs: [
    {
      title: 'SELECT clause (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-select-column-list.html',
      checked: '2026-11-21',
    },
    {
      title: 'Set operators (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-select-setops.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT DISTINCT store_id, sum(amount) AS total FROM main.sales.orders GROUP BY store_id;\n',
      good: 'SELECT store_id, sum(amount) AS total FROM main.sales.orders GROUP BY store_id;\n',
    },
    {
      bad: 'SELECT DISTINCT store_id FROM main.sales.orders UNION SELECT DISTINCT store_id FROM main.sales.returns;\n',
      good: 'SELECT store_id FROM main.sales.orders UNION DISTINCT SELECT store_id FROM main.sales.returns;\n',
    },
    {
      bad: 'SELECT DISTINCT store_id, city FROM (SELECT DISTINCT city, store_id FROM main.sales.orders) WHERE city IS NOT NULL;\n',
      good: 'SELECT store_id, city FROM (SELECT DISTINCT city, store_id FROM main.sales.orders) WHERE city IS NOT NULL;\n',
    },
  ],
  nearMisses: [
    { why: 'a key is not shown', code: 'SELECT DISTINCT a FROM a.b.t GROUP BY a, b;\n' },
    { why: 'ROLLUP gives NULL keys of its own', code: 'SELECT DISTINCT a, b FROM a.b.t GROUP BY ROLLUP (a, b);\n' },
    { why: 'the same with its older words', code: 'SELECT DISTINCT a, b FROM a.b.t GROUP BY a, b WITH CUBE;\n' },
    { why: 'an alias hides the key', code: 'SELECT DISTINCT upper(a) AS a FROM a.b.t GROUP BY a;\n' },
    {
      why: 'a generator multiplies the rows',
      code: 'SELECT DISTINCT a, explode(array(1, 1)) AS x FROM a.b.t GROUP BY a;\n',
    },
    {
      why: 'UNION ALL keeps duplicates',
      code: 'SELECT DISTINCT a FROM a.b.t UNION ALL SELECT DISTINCT a FROM a.b.u;\n',
    },
    { why: 'fewer columns than the subquery', code: 'SELECT DISTINCT a FROM (SELECT DISTINCT a, b FROM a.b.t);\n' },
    {
      why: 'an expression may make two rows equal',
      code: 'SELECT DISTINCT upper(a) FROM (SELECT DISTINCT a FROM a.b.t);\n',
    },
    {
      why: 'a join multiplies the rows',
      code: 'SELECT DISTINCT s.a FROM (SELECT DISTINCT a FROM a.b.t) s JOIN a.b.u USING (a);\n',
    },
    { why: 'DISTINCT of an aggregate', code: 'SELECT a, count(DISTINCT b) AS n FROM a.b.t GROUP BY a;\n' },
    { why: 'columns are filled in', code: 'SELECT DISTINCT ${columns} FROM a.b.t GROUP BY ALL;\n' },
  ],

  scope: 'statement',
  words: ['DISTINCT'],

  *sql({ tree }) {
    for (const statement of statementsOf(tree)) {
      for (const use of selectsOf(statement)) {
        const { select } = use;
        if (!select.distinct || !isUnderstood(statement, select)) continue;
        const reason = reasonOf(use, tree);
        const edit = reason && withoutDistinct(select, tree);
        if (!edit) continue;
        const span = { from: edit.from, to: edit.from + 'DISTINCT'.length };
        const fix = { title: 'Leave DISTINCT out', safety: 'safe' as const, edits: [edit] };
        yield { span, message: `DISTINCT changes nothing: ${reason}.`, fix };
      }
    }
  },
});
