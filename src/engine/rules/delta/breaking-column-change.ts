import { defineRule } from '../../rule';
import { columnChangeOf } from '../../sql/column-changes';
import { statementsOf } from '../../sql/walk';

/** Numbers from the narrowest to the widest; a step back loses digits. */
const widths = ['tinyint', 'smallint', 'int', 'bigint', 'float', 'double'];
const sameType: Readonly<Record<string, string>> = {
  byte: 'tinyint',
  short: 'smallint',
  integer: 'int',
  long: 'bigint',
  real: 'float',
};

function widthOf(type: string): number {
  return widths.indexOf(Object.hasOwn(sameType, type) ? sameType[type]! : type);
}

/** True when values of the one type may not fit into the other. */
function narrows(from: string, to: string): boolean {
  const [a, b] = [widthOf(from), widthOf(to)];
  if (a >= 0 && b >= 0) return b < a;
  if (from === 'string') return to !== 'string' && to !== 'variant';
  return (from.startsWith('timestamp') && to === 'date') || (/^(float|double|decimal)/.test(from) && b >= 0 && b <= 3);
}

export default defineRule({
  id: 'breaking-column-change',
  family: 'delta',
  severity: 'off',
  summary: 'A column is dropped, renamed or narrowed',
  why:
    'Queries, views and dashboards that name the column fail from that moment on, and streams that read the table stop. Delta refuses DROP and RENAME unless column mapping is on, ' +
    'and refuses a narrower type. Add the new column, fill both for a while, and take the old one away when nobody reads it any more.',
  docs: [
    {
      title: 'Rename and drop columns with Delta Lake column mapping',
      url: 'https://docs.databricks.com/gcp/en/delta/column-mapping',
      checked: '2026-11-21',
    },
    {
      title: 'Update Delta Lake table schema',
      url: 'https://learn.microsoft.com/en-gb/azure/databricks/delta/update-schema',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'ALTER TABLE main.sales.orders DROP COLUMN status;\n',
      good: "COMMENT ON COLUMN main.sales.orders.status IS 'Deprecated: use state';\n",
    },
    {
      bad: 'ALTER TABLE main.sales.orders RENAME COLUMN status TO state;\n',
      good: 'ALTER TABLE main.sales.orders ADD COLUMN state STRING;\n',
    },
    {
      bad: 'CREATE TABLE main.sales.orders (order_id BIGINT);\nALTER TABLE main.sales.orders ALTER COLUMN order_id TYPE INT;\n',
      good: 'CREATE TABLE main.sales.orders (order_id BIGINT);\nALTER TABLE main.sales.orders ADD COLUMN order_number INT;\n',
    },
  ],
  nearMisses: [
    { why: 'a column more', code: 'ALTER TABLE main.s.t ADD COLUMNS (a INT, b STRING);\n' },
    { why: 'another place or comment', code: "ALTER TABLE main.s.t ALTER COLUMN a COMMENT 'x';\nALTER TABLE main.s.t ALTER COLUMN a FIRST;\n" }, // prettier-ignore
    { why: 'a constraint', code: 'ALTER TABLE main.s.t DROP CONSTRAINT c;\nALTER TABLE main.s.t ALTER COLUMN a DROP NOT NULL;\n' }, // prettier-ignore
    { why: 'the table itself', code: 'ALTER TABLE main.s.t RENAME TO main.s.u;\nALTER TABLE main.s.t DROP PARTITION (d = 1);\n' }, // prettier-ignore
    { why: 'nobody knows the type it had', code: 'ALTER TABLE main.s.t ALTER COLUMN a TYPE INT;\n' },
    {
      why: 'a wider type',
      code: 'ALTER TABLE main.s.t ALTER COLUMN a TYPE DOUBLE;\n',
      tables: { 'main.s.t': { columns: [{ name: 'a', type: 'float' }] } },
    },
    {
      why: 'a field of a column is something else',
      code: 'ALTER TABLE main.s.t ALTER COLUMN a.b TYPE INT;\n',
      tables: { 'main.s.t': { columns: [{ name: 'a', type: 'bigint' }] } },
    },
    {
      why: 'what is done is filled in',
      code: 'ALTER TABLE main.s.t ${change};\nALTER TABLE main.s.t DROP COLUMN ${c};\n',
    },
    { why: 'a view', code: 'ALTER VIEW main.s.v RENAME TO main.s.w;\nDROP TABLE main.s.t;\n' },
  ],

  scope: 'statement',
  words: ['ALTER'],

  *sql(facts) {
    for (const statement of statementsOf(facts.tree)) {
      if (statement.kind !== 'alter') continue;
      const change = columnChangeOf(statement, facts.tree);
      if (!change || !facts.source.isKnown(change.span)) continue;
      const { kind, span, column, type } = change;
      if (kind === 'drop')
        yield { span, message: 'Whoever reads a dropped column fails from now on: make sure that nobody does.' };
      if (kind === 'rename') {
        yield {
          span,
          message: `Whoever reads \`${column}\` fails from now on: add the new name, and drop the old one later.`,
        };
      }
      if (kind !== 'type' || !statement.name?.known || type === undefined) continue;
      const known = facts.catalog.find(statement.name.text)?.columns?.find(({ name }) => name.toLowerCase() === column);
      if (!known?.type || !narrows(known.type.toLowerCase(), type)) continue;
      yield {
        span,
        message: `\`${column}\` is ${known.type.toUpperCase()}: its values may not fit into ${type.toUpperCase()}, and Delta refuses it.`,
      };
    }
  },
});
