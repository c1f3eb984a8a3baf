import { defineRule } from '../../rule';
import { targetName } from '../../spark/appends';
import { dateSliceOf } from '../../spark/date-slices';
import type { SqlFacts } from '../../sql/facts';
import { statementsBefore } from '../../sql/history';
import { nameWords, wordsOf } from '../../sql/names';
import type { Name, Query, QueryBody, Select } from '../../sql/nodes';
import { sliceOf } from '../../sql/slices';
import type { Statement } from '../../sql/tree';
import { isUnderstood, statementsOf } from '../../sql/walk';
import type { Span } from '../../types';

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

/** True when only the partitions in the new rows are overwritten. */
function isDynamic(facts: SqlFacts, statement: Statement): boolean {
  return (statementsBefore(facts, statement) ?? [...statementsOf(facts.tree)]).some(
    (s) =>
      s.kind === 'set' && /partitionoverwritemode$/i.test(s.key?.text ?? '') && /dynamic/i.test(s.value?.text ?? ''),
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
    {
      title: 'Selectively overwrite data with Delta Lake',
      url: 'https://docs.databricks.com/delta/selective-overwrite.html',
      checked: '2026-11-21',
    },
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
    {
      kind: 'python',
      bad:
        'daily = spark.table("main.raw.orders").where("order_date = current_date()")\n' +
        'daily.write.mode("overwrite").saveAsTable("main.sales.orders")\n',
      good:
        'daily = spark.table("main.raw.orders").where("order_date = current_date()")\n' +
        'daily.write.mode("overwrite").option("replaceWhere", "order_date = current_date()").saveAsTable("main.sales.orders")\n',
    },
  ],
  nearMisses: [
    {
      why: 'a rolling window',
      code: 'INSERT OVERWRITE main.s.recent BY NAME SELECT id, day FROM main.s.u WHERE day >= current_date() - INTERVAL 90 DAYS;\n',
    },
    {
      why: 'a full refresh',
      code: "INSERT OVERWRITE main.s.t BY NAME SELECT id FROM main.s.u WHERE status = 'open';\n",
    },
    {
      why: 'one partition',
      code: "INSERT OVERWRITE main.s.t PARTITION (day = '2024-01-01') SELECT id FROM main.s.u WHERE day = '2024-01-01';\n",
    },
    {
      why: 'a snapshot by name',
      code: 'CREATE OR REPLACE TABLE main.s.orders_today AS SELECT id FROM main.s.u WHERE day = current_date();\n',
    },
    {
      why: 'the current version of each row',
      code: "INSERT OVERWRITE main.s.t BY NAME SELECT id FROM main.s.u WHERE valid_to_date = '9999-12-31';\n",
    },
    {
      why: 'only the partitions that are written',
      code: 'SET spark.sql.sources.partitionOverwriteMode = dynamic;\nINSERT OVERWRITE main.s.t SELECT id, day FROM main.s.u WHERE day = :day;\n',
    },
    {
      why: 'one table for each day',
      code: "CREATE OR REPLACE TABLE main.s.orders_20240101 AS SELECT id FROM main.s.u WHERE day = '2024-01-01';\n",
    },
    {
      why: 'a filter inside a subquery',
      code: 'INSERT OVERWRITE main.s.t BY NAME SELECT id FROM main.s.u WHERE id IN (SELECT id FROM main.s.v WHERE day = current_date());\n',
    },
    {
      why: 'a rolling window in PySpark',
      kind: 'python',
      code: 'spark.table("a.b.c").where("day >= current_date() - 90").write.mode("overwrite").saveAsTable("a.b.t")\n',
    },
    {
      why: 'dynamic partitions',
      kind: 'python',
      code: 'spark.table("a.b.c").where(F.col("day") == day).write.mode("overwrite").option("partitionOverwriteMode", "dynamic").saveAsTable("a.b.t")\n',
    },
    {
      why: 'the day is part of the path',
      kind: 'python',
      code: 'spark.table("a.b.c").where(F.col("day") == day).write.mode("overwrite").parquet(f"/Volumes/a/b/c/day={day}")\n',
    },
    {
      why: 'a full refresh in PySpark',
      kind: 'python',
      code: 'spark.table("a.b.c").where("status = 1").write.mode("overwrite").saveAsTable("a.b.t")\n',
    },
  ],

  options: {
    slices: {
      default: [
        'today',
        'current',
        'latest',
        'last',
        'recent',
        'rolling',
        'snapshot',
        'daily',
        'stg',
        'staging',
        'tmp',
        'temp',
        'test',
        'sample',
        'demo',
      ],
      description: 'Words in a table name that mark a table which holds one slice on purpose.',
    },
  },

  *python(facts, { slices }) {
    if (facts.isTest || facts.strings.some(({ str }) => str.parts.some((p) => /partitionOverwriteMode$/.test(p.raw))))
      return;
    for (const write of facts.writes) {
      const { writer, end, mode, target, frame } = write;
      if (mode !== 'overwrite' || writer.streaming || writer.hasUnknownOptions || writer.options.has('replacewhere'))
        continue;
      if (
        end.method === 'overwritePartitions' ||
        !target ||
        !targetName(write) ||
        end.call.args.some((a) => a.keyword === 'replaceWhere')
      )
        continue;
      if (wordsOf(target.text.text).some((word) => slices.includes(word) || /\d{4}/.test(word))) continue;
      const slice = dateSliceOf(frame, facts);
      if (slice)
        yield {
          span: end.nameSpan,
          message: `Only \`${slice}\` is read, but the whole table is replaced: add the option \`replaceWhere\`.`,
        };
    }
  },

  scope: 'statement',
  words: ['OVERWRITE', 'CREATE REPLACE'],

  *sql(facts, { slices }) {
    for (const statement of statementsOf(facts.tree)) {
      const write = fullOverwrite(statement);
      if (!write?.target.known || !isUnderstood(statement)) continue;
      const words = nameWords(write.target);
      if (words.some((word) => slices.includes(word) || /\d{4}/.test(word))) continue;
      const where = onlySelect(write.query.body)?.where;
      const slice = where && sliceOf(where, facts.tree.text);
      if (!slice || isDynamic(facts, statement)) continue;
      const condition = facts.source.isKnown(slice)
        ? facts.tree.text.slice(slice.from, slice.to).replace(/\s+/g, ' ')
        : '…';
      const shown = condition.length > 60 ? '…' : condition;
      yield {
        span: write.span,
        message: `Only \`${shown}\` is read, but the whole table is replaced: use INSERT INTO … REPLACE WHERE.`,
      };
    }
  },
});
