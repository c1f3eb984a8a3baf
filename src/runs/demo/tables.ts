import type { Wire } from './wire';
import { DemoRefusal } from './workspace';

/** A table in few words. `columns`: name and type, with `!` behind the type where NULL is refused. */
interface DemoTable {
  readonly columns: string;
  readonly kind?: 'VIEW';
  readonly comment?: string;
  readonly partitions?: readonly string[];
  readonly clustering?: readonly string[];
  readonly key?: readonly string[];
}

/** What the files of demo/ read and write, as `demo/ddl/tables.sql` makes it, and some that others made. */
const TABLES: Readonly<Record<string, DemoTable>> = {
  'main.bronze.orders': {
    columns:
      'order_id bigint!, customer_id bigint, status string, amount string, currency string, ordered_at timestamp, source_file string, ingested_at timestamp',
    comment: 'Orders as they were delivered, one row per delivered line',
  },
  'main.bronze.customer_changes': {
    columns:
      'change_id bigint!, operation string, customer_id bigint!, email string, country string, segment string, updated_at timestamp',
    comment: "Changes of the shop's database, one row per change",
    clustering: ['updated_at'],
  },
  'main.bronze.orders_live': {
    columns: 'order_id bigint, customer_id bigint, amount double, currency string, ordered_at timestamp',
  },
  'main.silver.orders': {
    columns:
      'order_id bigint!, customer_id bigint, status string, amount decimal(18,2), currency string, ordered_at timestamp, order_date date',
    comment: 'One row per order',
    partitions: ['order_date'],
    key: ['order_id'],
  },
  'main.silver.customers': {
    columns: 'customer_id bigint!, email string, country string, segment string, updated_at timestamp',
    comment: 'One row per customer, the latest state',
    clustering: ['customer_id'],
    key: ['customer_id'],
  },
  'main.silver.exchange_rates': { columns: 'currency string!, rate_date date!, rate decimal(18,8)' },
  'main.gold.daily_revenue': {
    columns: 'order_date date, country string, orders bigint, revenue_eur decimal(18,2)',
    partitions: ['order_date'],
  },
  'main.gold.orders_by_hour': { columns: 'order_date date, hour int, orders bigint' },
  'main.gold.top_customers': {
    columns: 'report_date date, customer_id bigint, country string, revenue_eur decimal(18,2)',
  },
  'main.gold.revenue_by_segment': {
    columns: 'segment string, currency string, amount decimal(28,2)',
    kind: 'VIEW',
  },
};

/** The web team lets nobody else in: what a refusal looks like can be seen in the demo, too. */
const FORBIDDEN = /^main\.web\./;

/** The names of all tables of the demo workspace. */
export const DEMO_TABLES: readonly string[] = Object.keys(TABLES);

/** What Unity Catalog answers about a table. */
export function tableInfo(given: string, now: number): Wire {
  const name = given.toLowerCase();
  const [catalog, schema, table] = name.split('.');
  if (FORBIDDEN.test(name)) {
    const message = `User does not have USE SCHEMA on Schema '${catalog ?? ''}.${schema ?? ''}'.`;
    throw new DemoRefusal(403, 'PERMISSION_DENIED', message);
  }
  const found = Object.hasOwn(TABLES, name) ? TABLES[name] : undefined;
  if (!found) throw new DemoRefusal(404, 'TABLE_DOES_NOT_EXIST', `Table '${name}' does not exist.`);
  const { kind = 'MANAGED', comment, partitions = [], clustering, key } = found;
  return {
    name: table,
    catalog_name: catalog,
    schema_name: schema,
    full_name: name,
    table_type: kind,
    ...(kind !== 'VIEW' && { data_source_format: 'DELTA' }),
    columns: found.columns.split(/,\s+/).map((text, position) => columnInfo(text, position, partitions)),
    ...(comment && { comment }),
    properties: clustering ? { clusteringColumns: JSON.stringify(clustering.map((column) => [column])) } : {},
    ...(key && {
      table_constraints: [{ primary_key_constraint: { name: `${table ?? ''}_pk`, child_columns: key } }],
    }),
    owner: 'data-platform@example.com',
    updated_at: now - 3_600_000,
  };
}

function columnInfo(text: string, position: number, partitions: readonly string[]): Wire {
  const [, name = '', type = '', required] = /^(\S+) ([^!]+)(!?)$/.exec(text) ?? [];
  const index = partitions.indexOf(name);
  return {
    name,
    type_text: type,
    type_name: type.replace(/\(.*/, '').replace('bigint', 'long').toUpperCase(),
    position,
    nullable: required !== '!',
    ...(index >= 0 && { partition_index: index }),
  };
}
