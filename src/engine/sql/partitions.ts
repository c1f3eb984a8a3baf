import type { SqlFacts } from './facts';
import { holdsTemplate } from './marks';
import { columnName } from './merges';
import type { Expr } from './nodes';
import type { CreateStatement, Statement } from './tree';
import { isUnderstood } from './walk';

/** Names of values that hardly ever come twice. Ids of few things (`country_id`, `store_id`) are not among them. */
const unique =
  /^(id|uuid|guid|pk|e_?mail|ssn|ip|ip_address|phone|url)$|_(uuid|guid|e_?mail|email_address)$|^(user|customer|client|member|person|patient|visitor|subscriber|account|order|invoice|payment|transaction|trip|ride|booking|event|message|session|request|trace|device|document|row|record)_?(id|key|uuid)$/;
/** Names of moments, unless the type says that it is a day. */
const moment = /^(ts|timestamp|datetime|date_?time)$|_(ts|timestamp|datetime|at)$|timestamp$/;
/** Parts of a date count as one: year, month and day together have no more values than the day. */
const datePart = /(^|_)(year|month|day|hour|week|quarter|date|dt|yyyy|mm|dd|hh)$/;

/** A CREATE of a Delta table that names its partition columns, all of them written down. */
export interface PartitionedCreate extends CreateStatement {
  readonly partitionedBy: readonly [Expr, ...Expr[]];
}

/** True for a table, streaming table or materialized view that is stored as Delta and partitioned by known columns. */
export function isPartitionedDelta(statement: Statement, { source, tree }: SqlFacts): statement is PartitionedCreate {
  if (statement.kind !== 'create' || !statement.partitionedBy?.length || !isUnderstood(statement)) return false;
  if (!/^(table|streaming table|materialized view)$/.test(statement.object)) return false;
  if (statement.format !== undefined && statement.format !== 'delta') return false;
  return statement.partitionedBy.every((expr) => source.isKnown(expr) && !holdsTemplate(tree, expr));
}

/** Why a partition column has too many values; `undefined` where it may be right. */
export function manyValues(column: Expr, create: CreateStatement): string | undefined {
  const name = columnName(column);
  if (name === undefined) return undefined;
  const type = create.columns?.find((definition) => definition.name.name.toLowerCase() === name)?.type;
  return manyValuesOf(name, type);
}

/** The same for a column by its name and type, both in lower case. */
export function manyValuesOf(name: string, type?: string): string | undefined {
  if (type === undefined ? moment.test(name) : /^timestamp/.test(type)) return 'a moment in time';
  if (type !== undefined && /^(date|boolean|tinyint|byte)$/.test(type)) return undefined;
  return unique.test(name) ? 'different in nearly every row' : undefined;
}

/** How many partition columns there are; the parts of a date are one. */
export function partitionCount(columns: readonly Expr[]): number {
  return partitionCountOf(columns.map((column) => columnName(column) ?? ''));
}

/** The same for names in lower case. */
export function partitionCountOf(names: readonly string[]): number {
  const parts = names.filter((name) => datePart.test(name)).length;
  return names.length - Math.max(0, parts - 1);
}
