import { defineRule } from '../../rule';
import { meaningOf, referencesOf } from '../../sql/references';
import type { Scope } from '../../sql/scopes';
import { isUnderstood } from '../../sql/walk';

/** How many sources a plain name could mean: what a generator adds has names of its own. */
function tablesIn(scope: Scope): number {
  return scope.sources.filter(({ relation }) => relation.kind !== 'function' && relation.kind !== 'opaque').length;
}

/** Names that the sources share by intent: they belong to no table. */
function joinKeys(scope: Scope): Set<string> {
  return new Set((scope.select?.sources ?? []).flatMap(({ join }) => (join?.using ?? []).map((key) => key.name.toLowerCase()))); // prettier-ignore
}

export default defineRule({
  id: 'unqualified-column',
  family: 'correctness',
  severity: 'off',
  summary: 'Column without its table in a query over several tables',
  why:
    'A reader cannot tell which table the column comes from, and the day another table of the query gets a column of that name, the query fails as ambiguous. ' +
    'Write the alias in front.',
  docs: [
    {
      title: 'AMBIGUOUS_REFERENCE error class (Databricks)',
      url: 'https://docs.databricks.com/error-messages/ambiguous-reference-error-class.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT o.order_id, name FROM main.sales.orders o JOIN main.sales.customers c ON o.customer_id = c.customer_id;\n',
      good: 'SELECT o.order_id, c.name FROM main.sales.orders o JOIN main.sales.customers c ON o.customer_id = c.customer_id;\n',
    },
  ],
  nearMisses: [
    { why: 'one table', code: 'SELECT id, name FROM main.s.t WHERE id > 3;\n' },
    { why: 'the key that USING merges', code: 'SELECT id, a.x FROM main.s.t a JOIN main.s.u b USING (id);\n' },
    {
      why: 'an alias of the list',
      code: 'SELECT a.x + b.y AS n FROM main.s.t a JOIN main.s.u b ON a.id = b.id ORDER BY n;\n',
    },
    {
      why: 'a parameter of a lambda',
      code: 'SELECT transform(a.xs, x -> x + 1) FROM main.s.t a JOIN main.s.u b ON a.id = b.id;\n',
    },
    {
      why: 'a value that the query generates',
      code: 'SELECT item FROM main.s.t LATERAL VIEW explode(items) AS item;\n',
    },
    {
      why: 'a column of the exploded value',
      code: 'SELECT a.id, item FROM main.s.t a JOIN main.s.u b ON a.id = b.id LATERAL VIEW explode(b.items) x AS item;\n',
    },
    {
      why: 'a unit and a function',
      code: 'SELECT datediff(DAY, a.d, current_date) FROM main.s.t a JOIN main.s.u b ON a.id = b.id;\n',
    },
  ],

  scope: 'statement',
  words: ['JOIN', 'FROM ,'],

  *sql(facts) {
    const keys = new Map<Scope, Set<string>>();
    for (const reference of referencesOf(facts).columns) {
      const { column, scope, statement, clause } = reference;
      if (column.parts.length > 1 || clause === 'target' || tablesIn(scope) < 2) continue;
      if (!isUnderstood(statement) || !facts.source.isKnown(column)) continue;
      if (scope.select?.sources.some(({ join }) => join?.natural)) continue;
      const shared = keys.get(scope) ?? joinKeys(scope);
      keys.set(scope, shared);
      const name = column.parts[0]!.name;
      if (shared.has(name.toLowerCase())) continue;
      const meaning = meaningOf(reference);
      if (meaning.kind === 'alias') continue;
      // A name that only the generator or a query around this one has is not in doubt.
      if (meaning.kind === 'column' && (meaning.scope !== scope || meaning.source.relation.kind === 'function'))
        continue;
      yield { span: column, message: `\`${name}\` could be a column of any table here: write its alias in front.` };
    }
  },
});
