import { defineRule } from '../../rule';
import { didYouMean } from '../../nearest';
import type { SqlFacts } from '../../sql/facts';
import { holdsTemplate } from '../../sql/marks';
import type { Ident } from '../../sql/nodes';
import { referencesOf, type References } from '../../sql/references';
import type { Scope } from '../../sql/scopes';
import { isUnderstood } from '../../sql/walk';
import type { Statement } from '../../sql/tree';

/** An alias as people choose it for a table; nobody calls a struct column so. */
const short = /^[a-z]\d?$/;

interface Use {
  readonly parts: readonly Ident[];
  readonly scope: Scope;
  readonly statement: Statement;
}

function* chain(scope: Scope): Generator<Scope> {
  for (let one: Scope | undefined = scope; one; one = one.outer) yield one;
}

/** True when a template in FROM may bring tables along that nobody sees here. */
function isUncertain(scope: Scope, facts: SqlFacts): boolean {
  for (const { sources } of chain(scope)) {
    const [first, last] = [sources[0]?.relation, sources[sources.length - 1]?.relation];
    if (!first || !last) continue;
    const span = { from: first.from, to: last.to };
    if (sources.some(({ relation }) => relation.kind === 'opaque')) return true;
    if (holdsTemplate(facts.tree, span) || !facts.source.isKnown(span)) return true;
  }
  return false;
}

/** The alias that hides the table's own name: `FROM orders AS o WHERE orders.id = 1`. */
function hidingAlias(parts: readonly Ident[], scope: Scope): string | undefined {
  const names = parts.map((_, i) => parts.slice(0, i + 1).map(({ name }) => name.toLowerCase()).join('.')); // prettier-ignore
  for (const { sources } of chain(scope)) {
    for (const { relation } of sources) {
      if (relation.kind !== 'table' || !relation.alias || !relation.name.known) continue;
      if (names.some((name) => relation.name.text === name || relation.name.text.endsWith(`.${name}`)))
        return relation.alias.name;
    }
  }
  return undefined;
}

/** What is wrong with a qualifier, or `undefined` where it may be a column with fields. */
function complaint({ parts, scope }: Use, references: References): string | undefined {
  const qualifier = parts[0]!.name;
  const lower = qualifier.toLowerCase();
  for (const one of chain(scope))
    for (let i = 1; i < parts.length; i++)
      if (one.source(parts.slice(0, i).map(({ name }) => name.toLowerCase()).join('.'))) return undefined; // prettier-ignore
  const alias = hidingAlias(parts.slice(0, -1), scope);
  if (alias) return `\`${qualifier}\` is called \`${alias}\` in this query; its own name is not known any more.`;
  const names = [...chain(scope)].flatMap(({ sources }) => sources.map((source) => source.names[0] ?? ''));
  // One letter is near to every other.
  const hint = lower.length > 2 ? didYouMean(qualifier, names.filter(Boolean)) : '';
  const message = `Nothing in FROM is called \`${qualifier}\`${hint || '.'}`;
  const meaning = scope.resolve({ kind: 'column', parts, from: 0, to: 0 }, true);
  if (meaning.kind === 'missing qualifier') return message;
  if (meaning.kind !== 'unknown' || !short.test(lower) || !names.some((name) => short.test(name))) return undefined;
  return isColumnAlias(lower, references) ? undefined : message;
}

/** True when the text itself gives a column that name somewhere. */
function isColumnAlias(name: string, { scopes }: References): boolean {
  return scopes.some(({ scope }) => {
    return (
      scope.select?.items.some(({ alias }) => alias?.name.toLowerCase() === name) ||
      scope.sources.some(({ columns, relation }) =>
        [...(columns ?? []), ...(relation.columnAliases ?? [])].some((column) => column.name.toLowerCase() === name),
      )
    );
  });
}

export default defineRule({
  id: 'unresolved-alias',
  family: 'correctness',
  severity: 'error',
  summary: 'Qualifier that no table of the query has',
  why:
    'A column can only be qualified with the alias or the name of a table in FROM, and a table that has an alias loses its name. Spark refuses the statement ' +
    '(`UNRESOLVED_COLUMN`), in a job after everything before it has run.',
  docs: [
    {
      title: 'Column, field, parameter, and variable resolution (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-name-resolution.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT o.order_id, c.name FROM main.sales.orders o JOIN main.sales.customers k ON o.customer_id = k.customer_id;\n',
      good: 'SELECT o.order_id, k.name FROM main.sales.orders o JOIN main.sales.customers k ON o.customer_id = k.customer_id;\n',
    },
    {
      bad: "SELECT order_id FROM main.sales.orders o WHERE orders.status = 'open';\n",
      good: "SELECT order_id FROM main.sales.orders o WHERE o.status = 'open';\n",
    },
    {
      bad: 'WITH latest AS (SELECT order_id, amount FROM main.sales.orders) SELECT lates.order_id FROM latest;\n',
      good: 'WITH latest AS (SELECT order_id, amount FROM main.sales.orders) SELECT latest.order_id FROM latest;\n',
    },
  ],
  nearMisses: [
    { why: 'a field of a struct column', code: 'SELECT address.city, item.price.net FROM main.s.t;\n' },
    { why: 'a parameter of a lambda', code: 'SELECT transform(items, x -> x.price) FROM main.s.t a;\n' },
    {
      why: 'a field of an exploded value',
      code: 'SELECT e.sku FROM main.s.t a LATERAL VIEW explode(a.items) x AS e;\n',
    },
    { why: 'the alias of a generator', code: 'SELECT e.sku FROM (SELECT explode(items) AS e FROM main.s.t a) b;\n' },
    {
      why: 'the query around it has the table',
      code: 'SELECT a.id FROM main.s.t a WHERE EXISTS (SELECT 1 FROM main.s.u b WHERE b.id = a.id);\n',
    },
    { why: 'the full name', code: 'SELECT main.s.t.id, s.t.id, t.id FROM main.s.t;\n' },
    { why: 'a lateral join', code: 'SELECT a.id FROM main.s.t a, LATERAL (SELECT a.id + 1 AS n) b;\n' },
    {
      why: 'both sides of a MERGE',
      code: 'MERGE INTO main.s.t a USING main.s.u b ON a.id = b.id WHEN MATCHED AND b.x > a.x THEN UPDATE SET a.x = b.x;\n',
    },
    { why: 'a template may bring the table', code: 'SELECT a.id, b.x FROM main.s.t a ${joins} WHERE b.x = 1;\n' },
    { why: 'a variable of the session', code: 'SELECT a.id FROM main.s.t a WHERE a.day = session.d;\n' },
    { why: 'a file', code: 'SELECT a._metadata.file_path FROM json.`/Volumes/main/s/v` a;\n' },
  ],

  scope: 'statement',
  words: ['.'],

  *sql(facts) {
    const references = referencesOf(facts);
    const uses: Use[] = references.columns.map(({ column, ...rest }) => ({ parts: column.parts, ...rest }));
    for (const { qualifier, ...rest } of references.stars) {
      const star = { name: '*', from: 0, to: 0 };
      uses.push({ parts: [...qualifier, star], ...rest });
    }
    const told = new Map<Scope, Set<string>>();
    for (const use of uses) {
      const [first] = use.parts;
      if (use.parts.length < 2 || use.scope.sources.length === 0 || !first || !/^\w+$/.test(first.name)) continue;
      if (/^(session|system)$/i.test(first.name) || !isUnderstood(use.statement) || !facts.source.isKnown(first))
        continue;
      const message = complaint(use, references);
      if (!message || isUncertain(use.scope, facts)) continue;
      // One mistake, however often the qualifier is written.
      const before = told.get(use.scope) ?? new Set();
      told.set(use.scope, before);
      if (before.has(first.name.toLowerCase())) continue;
      before.add(first.name.toLowerCase());
      yield { span: first, message };
    }
  },
});
