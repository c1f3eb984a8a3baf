import { defineRule } from '../../rule';
import type { SqlFacts } from '../../sql/facts';
import { statementsBefore } from '../../sql/history';
import { nameWords } from '../../sql/names';
import type { Expr, Name, Query, QueryBody, Select } from '../../sql/nodes';
import { callName, conjuncts, isEquality, unwrap } from '../../sql/predicates';
import type { Statement } from '../../sql/tree';
import { isUnderstood, statementsOf } from '../../sql/walk';
import type { Span } from '../../types';

const dateName = /(^|_)(date|dt|day|ds|ts|timestamp|datetime|month|week)($|_)|_(at|on)$|(date|timestamp|time)$/i;
const today = /^(current_date|current_timestamp|now|date_sub|date_add|to_date|date|date_trunc|trunc|getdate|curdate)$/;
const dateText = /^['"]\d{4}-?\d{2}/;

interface Write {
  readonly target: Name;
  readonly query: Query;
  readonly span: Span;
}

/** INSERT OVERWRITE of a whole table, and CREATE OR REPLACE TABLE … AS. */
function fullOverwrite(statement: Statement): Write | undefined {
  if (statement.kind === 'insert') {
    const { target, query } = statement;
    if (!statement.overwrite || statement.partition || statement.replace || !target || !query) return undefined;
    return { target, query, span: { from: statement.head.from, to: target.to } };
  }
  if (statement.kind !== 'create' || statement.object !== 'table' || !statement.orReplace) return undefined;
  const { name, query } = statement;
  return name && query ? { target: name, query, span: { from: statement.head.from, to: name.to } } : undefined;
}

/** The SELECT that gives the rows, when there is only one. */
function onlySelect(body: QueryBody): Select | undefined {
  if (body.kind === 'query') return onlySelect(body.body);
  return body.kind === 'select' ? body : undefined;
}

function isDateColumn(expr: Expr): boolean {
  const inner = unwrap(expr);
  if (inner.kind === 'cast') return isDateColumn(inner.expr);
  if (inner.kind === 'call' && /^(date|to_date)$/.test(callName(inner))) return inner.args.length > 0 && isDateColumn(inner.args[0]!);
  return inner.kind === 'column' && dateName.test(inner.parts[inner.parts.length - 1]!.name);
}

/** A value that says which day is loaded: a date, today, a parameter. */
function isDay(expr: Expr, text: string): boolean {
  const inner = unwrap(expr);
  if (inner.kind === 'parameter' || inner.kind === 'hole') return true;
  if (inner.kind === 'cast') return isDay(inner.expr, text);
  if (inner.kind === 'binary' && /^[+-]$/.test(inner.operator)) return isDay(inner.left, text);
  if (inner.kind === 'call') return today.test(callName(inner));
  if (inner.kind === 'column') return inner.parts.length === 1 && today.test(inner.parts[0]!.name.toLowerCase());
  if (inner.kind !== 'literal') return false;
  const raw = text.slice(inner.from, inner.to).replace(/^(date|timestamp\w*)\s*/i, '');
  // An end of time is no day.
  return dateText.test(raw) && !/^['"](9999|2999|1900|1970)/.test(raw);
}

/**
 * The condition that cuts one slice of days out of the source: `day = x`, `day BETWEEN x AND y`, or a lower and an
 * upper bound. An open range (`day >= x`) is left alone: a table of the last ninety days is made on purpose.
 */
function sliceOf(where: Expr, text: string): Expr | undefined {
  const bounds = new Map<string, Set<string>>();
  for (const part of conjuncts(where)) {
    if (part.kind === 'between' && !part.not && isDateColumn(part.expr) && isDay(part.low, text) && isDay(part.high, text)) return part;
    if (part.kind !== 'binary') continue;
    const [column, value] = isDateColumn(part.left) ? [part.left, part.right] : [part.right, part.left];
    if (!isDateColumn(column) || !isDay(value, text)) continue;
    if (isEquality(part.operator)) return part;
    if (!/^[<>]=?$/.test(part.operator)) continue;
    const key = text.slice(column.from, column.to).toLowerCase();
    const upper = part.operator.startsWith('<') === (column === part.left);
    const seen = bounds.get(key) ?? new Set<string>();
    bounds.set(key, seen.add(upper ? 'upper' : 'lower'));
    if (seen.size === 2) return part;
  }
  return undefined;
}

/** True when only the partitions in the new rows are overwritten. */
function isDynamic(facts: SqlFacts, statement: Statement): boolean {
  return (statementsBefore(facts, statement) ?? [...statementsOf(facts.tree)]).some(
    (s) => s.kind === 'set' && /partitionoverwritemode$/i.test(s.key?.text ?? '') && /dynamic/i.test(s.value?.text ?? ''),
  );
}

export default defineRule({
  id: 'overwrite-without-predicate',
  family: 'idempotency',
  severity: 'warning',

  summary: 'A whole table overwritten with one slice of days',
  why:
    'The source is cut down to some days, but the overwrite replaces the whole table: every other day is gone. Say which rows are replaced: ' +
    '`INSERT INTO t REPLACE WHERE day = …` in SQL, `replaceWhere` in PySpark.',
  docs: [
    { title: 'Selectively overwrite data with Delta Lake', url: 'https://docs.databricks.com/delta/selective-overwrite.html', checked: '2026-11-21' },
  ],

  examples: [
    {
      bad: 'INSERT OVERWRITE main.sales.orders BY NAME SELECT id, day FROM main.raw.orders WHERE day = current_date();\n',
      good: 'INSERT INTO main.sales.orders REPLACE WHERE day = current_date() SELECT id, day FROM main.raw.orders WHERE day = current_date();\n',
    },
    {
      bad: "CREATE OR REPLACE TABLE main.sales.orders AS SELECT id, order_date FROM main.raw.orders WHERE order_date BETWEEN '2024-01-01' AND '2024-01-31';\n",
      good: 'CREATE OR REPLACE TABLE main.sales.orders AS SELECT id, order_date FROM main.raw.orders;\n',
    },
  ],
  nearMisses: [
    { why: 'a rolling window', code: 'INSERT OVERWRITE main.s.recent BY NAME SELECT id, day FROM main.s.u WHERE day >= current_date() - INTERVAL 90 DAYS;\n' },
    { why: 'a full refresh', code: "INSERT OVERWRITE main.s.t BY NAME SELECT id FROM main.s.u WHERE status = 'open';\n" },
    { why: 'one partition', code: "INSERT OVERWRITE main.s.t PARTITION (day = '2024-01-01') SELECT id FROM main.s.u WHERE day = '2024-01-01';\n" },
    { why: 'a snapshot by name', code: 'CREATE OR REPLACE TABLE main.s.orders_today AS SELECT id FROM main.s.u WHERE day = current_date();\n' },
    { why: 'the current version of each row', code: "INSERT OVERWRITE main.s.t BY NAME SELECT id FROM main.s.u WHERE valid_to_date = '9999-12-31';\n" },
    { why: 'only the partitions that are written', code: 'SET spark.sql.sources.partitionOverwriteMode = dynamic;\nINSERT OVERWRITE main.s.t SELECT id, day FROM main.s.u WHERE day = :day;\n' },
    { why: 'one table for each day', code: "CREATE OR REPLACE TABLE main.s.orders_20240101 AS SELECT id FROM main.s.u WHERE day = '2024-01-01';\n" },
    { why: 'a filter inside a subquery', code: 'INSERT OVERWRITE main.s.t BY NAME SELECT id FROM main.s.u WHERE id IN (SELECT id FROM main.s.v WHERE day = current_date());\n' },
  ],

  options: {
    slices: {
      default: ['today', 'current', 'latest', 'last', 'recent', 'rolling', 'snapshot', 'daily', 'stg', 'staging', 'tmp', 'temp', 'test', 'sample', 'demo'],
      description: 'Words in a table name that mark a table which holds one slice on purpose.',
    },
  },

  *sql(facts, { slices }) {
    for (const statement of statementsOf(facts.tree)) {
      const write = fullOverwrite(statement);
      if (!write?.target.known || !isUnderstood(statement)) continue;
      const words = nameWords(write.target);
      if (words.some((word) => slices.includes(word) || /\d{4}/.test(word))) continue;
      const where = onlySelect(write.query.body)?.where;
      const slice = where && sliceOf(where, facts.tree.text);
      if (!slice || isDynamic(facts, statement)) continue;
      const condition = facts.source.isKnown(slice) ? facts.tree.text.slice(slice.from, slice.to).replace(/\s+/g, ' ') : '…';
      const shown = condition.length > 60 ? '…' : condition;
      yield { span: write.span, message: `Only \`${shown}\` is read, but the whole table is replaced: use INSERT INTO … REPLACE WHERE.` };
    }
  },
});
