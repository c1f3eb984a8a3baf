import { defineRule } from '../../rule';
import { clockFilterOf, isPartialWrite } from '../../spark/load-filters';
import { isPartialLoad } from '../../spark/second-run-sql';
import { clockCut } from '../../spark/statement-doubts';
import type { Bound } from '../../sql/bounds';
import { allNameWords, isSystemTable, sameTable, wordsOf } from '../../sql/names';
import { namesIn } from '../../sql/names-in';
import type { Name } from '../../sql/nodes';
import { shown } from '../../sql/shown';
import type { InsertStatement, MergeStatement } from '../../sql/tree';
import { isUnderstood, relationsOf, selectsOf, statementsOf } from '../../sql/walk';

type Write = InsertStatement | MergeStatement;

function targetOf(write: Write): Name | undefined {
  if (write.kind === 'insert') return write.target;
  return write.target.relation.kind === 'table' ? write.target.relation.name : undefined;
}

/** True when a run that comes late, or twice, changes rows that are there and adds no second ones. */
function isRepeatable(write: Write, target: Name): boolean {
  if (write.kind === 'merge' || write.replace || write.partition) return true;
  for (const { name, role } of namesIn(write)) if (role === 'read' && sameTable(name.text, target.text)) return true;
  return false;
}

function readsSystemTables(write: Write): boolean {
  for (const { select } of selectsOf(write))
    for (const relation of relationsOf(select.sources))
      if (relation.kind === 'table' && isSystemTable(relation)) return true;
  return false;
}

function messageOf(condition: string, kind: Bound['kind']): string {
  return kind === 'equal'
    ? `\`${shown(condition)}\` follows the clock: a late re-run loads another day. Compare with a job parameter.`
    : `\`${shown(condition)}\` follows the clock: a late re-run starts later and misses rows. Take the start from a job parameter.`;
}

export default defineRule({
  id: 'wall-clock-filter',
  family: 'dates',
  severity: 'warning',
  summary: 'A load whose rows depend on the time at which it runs',
  why:
    'A job that failed on Monday is repeated on Tuesday. When its filter asks the clock, the repetition loads Tuesday and Monday stays missing. ' +
    'With the day as a job parameter (`{{job.start_time.iso_date}}` or one that you set) every run, repair and backfill loads the day it was made for.',
  docs: [
    {
      title: 'Dynamic value references in jobs',
      url: 'https://docs.databricks.com/jobs/dynamic-value-references.html',
      checked: '2026-11-21',
    },
    {
      title: 'current_date function',
      url: 'https://docs.databricks.com/sql/language-manual/functions/current_date.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'INSERT INTO main.sales.orders BY NAME SELECT order_id, day FROM main.raw.orders WHERE day = current_date() - 1;\n',
      good: 'INSERT INTO main.sales.orders BY NAME SELECT order_id, day FROM main.raw.orders WHERE day = :day;\n',
    },
    {
      bad:
        'INSERT INTO main.sales.orders REPLACE WHERE day = current_date()\n' +
        'SELECT order_id, day FROM main.raw.orders WHERE day = current_date();\n',
      good: 'INSERT INTO main.sales.orders REPLACE WHERE day = :day\nSELECT order_id, day FROM main.raw.orders WHERE day = :day;\n',
    },
    {
      kind: 'python',
      bad:
        'import pyspark.sql.functions as F\n' +
        'new = spark.table("main.raw.orders").where(F.col("day") == F.current_date())\n' +
        'new.write.mode("append").saveAsTable("main.sales.orders")\n',
      good:
        'import pyspark.sql.functions as F\n' +
        'new = spark.table("main.raw.orders").where(F.col("day") == F.lit(dbutils.widgets.get("day")))\n' +
        'new.write.mode("append").saveAsTable("main.sales.orders")\n',
    },
  ],
  nearMisses: [
    {
      why: 'the time of the load is only written down',
      code: 'INSERT INTO main.s.t BY NAME SELECT id, current_timestamp() AS loaded_at FROM main.s.u WHERE day = :day;\n',
    },
    {
      why: 'a rolling window is made anew as a whole',
      code: 'CREATE OR REPLACE TABLE main.s.recent AS SELECT id FROM main.s.u WHERE day >= current_date() - INTERVAL 90 DAYS;\n',
    },
    {
      why: 'the parameter comes first',
      code: 'INSERT INTO main.s.t BY NAME SELECT id FROM main.s.u WHERE day = coalesce(:day, current_date());\n',
    },
    {
      why: 'a view shows how fresh the data is',
      code: 'CREATE VIEW main.s.late AS SELECT max(ts) AS last FROM main.s.u WHERE day >= current_date() - 1;\n',
    },
    { why: 'a question, no load', code: 'SELECT count(*) FROM main.s.u WHERE day = current_date();\n' },
    {
      why: 'rows that hold now',
      code: 'INSERT INTO main.s.t BY NAME SELECT id FROM main.s.u WHERE valid_from <= current_date() AND valid_to > current_date();\n',
    },
    {
      why: 'rows from the future are left out',
      code: 'INSERT INTO main.s.t BY NAME SELECT id FROM main.s.u WHERE event_ts <= current_timestamp() AND day = :day;\n',
    },
    {
      why: 'a check that is logged',
      code: 'INSERT INTO main.s.freshness_checks BY NAME SELECT count(*) AS n FROM main.s.u WHERE day = current_date();\n',
    },
    {
      why: 'retention',
      code: 'DELETE FROM main.s.t WHERE day < current_date() - INTERVAL 400 DAYS;\n',
    },
    {
      why: 'only what is newer than the target',
      code: 'INSERT INTO main.s.t BY NAME SELECT id FROM main.s.u WHERE ts > (SELECT max(ts) FROM main.s.t);\n',
    },
    {
      why: 'ages, not days of the load',
      code: 'INSERT INTO main.s.t BY NAME SELECT id FROM main.s.u WHERE datediff(current_date(), birthday) > 6570;\n',
    },
    {
      why: 'the clock stands in a string and a comment',
      code: "INSERT INTO main.s.t BY NAME SELECT id FROM main.s.u WHERE note = 'current_date()' -- day = current_date()\n",
    },
    {
      why: 'a column of another query',
      code: 'INSERT INTO main.s.t BY NAME SELECT id FROM main.s.u WHERE id NOT IN (SELECT id FROM main.s.v WHERE day = current_date());\n',
    },
    {
      why: 'the frame is only shown',
      kind: 'python',
      code: 'import pyspark.sql.functions as F\ndisplay(spark.table("a.b.c").where(F.col("day") == F.current_date()))\n',
    },
    {
      why: 'the whole table is written anew',
      kind: 'python',
      code: 'spark.table("a.b.c").where("day >= current_date() - 90").write.mode("overwrite").saveAsTable("a.b.t")\n',
    },
    {
      why: 'a column of its own name',
      kind: 'python',
      code: 'spark.table("a.b.c").where("day = current_day").write.mode("append").saveAsTable("a.b.t")\n',
    },
  ],

  options: {
    monitoring: {
      default: ['log', 'logs', 'audit', 'check', 'checks', 'freshness', 'monitor', 'monitoring', 'alert', 'alerts', 'metrics', 'quality', 'dashboard', 'tmp', 'temp', 'test', 'tests', 'sandbox'], // prettier-ignore
      description: 'Words in the name of a target that holds what is true at this moment.',
    },
  },

  scope: 'statement',

  pythonScope: 'cell',
  *python(facts, { monitoring }) {
    if (facts.isTest) return;
    for (const write of facts.writes) {
      const found = isPartialWrite(write) ? clockFilterOf(write.frame, facts) : undefined;
      if (!found || wordsOf(write.target?.text.text ?? '').some((word) => monitoring.includes(word))) continue;
      const text = facts.document.text.slice(found.span.from, found.span.to);
      const severity = found.kind === 'lower' && write.mode === 'overwrite' ? 'info' : undefined;
      yield { span: found.span, severity, message: messageOf(text, found.kind) };
    }
  },

  *sql(facts, { monitoring }) {
    const { text } = facts.tree;
    for (const statement of statementsOf(facts.tree)) {
      if ((statement.kind !== 'merge' && statement.kind !== 'insert') || !isPartialLoad(statement)) continue;
      const target = isUnderstood(statement) ? targetOf(statement) : undefined;
      if (!target || allNameWords(target).some((word) => monitoring.includes(word))) continue;
      const bound = clockCut(statement);
      if (!bound || readsSystemTables(statement)) continue;
      const { kind, part } = bound;
      const severity = kind === 'lower' && isRepeatable(statement, target) ? 'info' : undefined;
      yield { span: part, severity, message: messageOf(text.slice(part.from, part.to), kind) };
    }
  },
});
