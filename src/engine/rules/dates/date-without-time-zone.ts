import { lastName, readColumn, readNamed, type ColumnFact } from '../../python/column-expressions';
import type { Expr as PyExpr } from '../../python/ast';
import type { CallFact, PythonFacts } from '../../python/facts';
import { columnType } from '../../python/frame-columns';
import { isStored } from '../../python/stored-frames';
import { frameAround, type FrameUse } from '../../python/uses';
import { defineRule } from '../../rule';
import type { SqlFacts } from '../../sql/facts';
import type { ColumnExpr, Expr } from '../../sql/nodes';
import { callName, unwrap } from '../../sql/predicates';
import { shown } from '../../sql/shown';
import { typeOf } from '../../sql/types';
import { isUnderstood, selectsOf, statementsOf, walkExpr, type SelectUse } from '../../sql/walk';

const units = /^['"]?(day|dd|week|month|mon|mm|quarter|year|yyyy|yy)['"]?$/i;

/** The moment whose day is asked for, when an expression turns one into a day, week, month or year. */
function momentOf(expr: Expr, text: string): { readonly column: ColumnExpr; readonly parses: boolean } | undefined {
  const column = (arg: Expr | undefined) => {
    const inner = arg && unwrap(arg);
    return inner?.kind === 'column' ? inner : undefined;
  };
  let found: ColumnExpr | undefined;
  const name = callName(expr);
  if (expr.kind === 'cast') found = expr.type === 'date' ? column(expr.expr) : undefined;
  else if (expr.kind !== 'call') return undefined;
  else if (name === 'date' || name === 'to_date') found = expr.args.length === 1 ? column(expr.args[0]) : undefined;
  else if (name === 'date_trunc' && expr.args.length === 2) {
    const [unit] = expr.args;
    found = units.test(text.slice(unit!.from, unit!.to)) ? column(expr.args[1]) : undefined;
  }
  return found && { column: found, parses: name === 'to_date' };
}

const momentName = /(^|_)(ts|timestamp|datetime)$|_at$|timestamp$/i;

/** Roles in which the days are stored, or looked at again and again. */
const kept = new Set(['table', 'view', 'insert', 'merge']);

function isKept(use: SelectUse): boolean {
  let top: Pick<SelectUse, 'role' | 'parent'> = use;
  while (top.parent) top = top.parent;
  return kept.has(top.role);
}

/** True when the column is known to hold moments; without a catalog its name has to say so, and the days have to be stored. */
function holdsMoments(column: ColumnExpr, parses: boolean, use: SelectUse, facts: SqlFacts): boolean {
  const type = typeOf(column, { sources: use.select.sources, ctes: use.ctes, catalog: facts.catalog });
  if (type !== undefined) return type.kind === 'timestamp' && type.name !== 'timestamp_ntz';
  // A text is parsed, and its day is the one that stands in it.
  return !parses && isKept(use) && momentName.test(column.parts[column.parts.length - 1]!.name);
}

/** Whatever in a file speaks of time zones: somebody has thought of them. */
const zoneInSight = /time[\s_]*zone|_utc_timestamp|timestamp_ntz|current_timezone/i;

/** The moment whose day a call asks for: `F.to_date("ts")`, `F.date_trunc("day", "ts")`, `F.col("ts").cast("date")`. */
function momentIn(
  fact: CallFact,
  facts: PythonFacts,
): { readonly column: ColumnFact; readonly parses: boolean } | undefined {
  const read = readColumn(fact.call, facts);
  if (read.kind !== 'call' || read.node !== fact.call) return undefined;
  const [first, second, more] = read.args.map(({ value }) => value);
  if (read.on) {
    const isDate = first && /^(date|DateType\(\))$/.test(facts.constantOf(first) ?? typeText(first, facts));
    return /^(cast|astype)$/.test(read.name) && isDate
      ? { column: readColumn(read.on, facts), parses: false }
      : undefined;
  }
  if (read.name === 'to_date' && first && !second) return { column: readNamed(first, facts), parses: true };
  if (read.name !== 'date_trunc' || !first || !second || more) return undefined;
  return units.test(facts.constantOf(first) ?? '') ? { column: readNamed(second, facts), parses: false } : undefined;
}

function typeText(expr: PyExpr, { document: { text } }: PythonFacts): string {
  return text.slice(expr.from, expr.to).replace(/^.*\./, '');
}

/** The step that makes a column of it whose rows are stored. */
function storedUse(fact: CallFact, facts: PythonFacts): FrameUse | undefined {
  const use = frameAround(fact.call, facts);
  if (!use || !/^(select|withColumn|groupBy|groupby)$/.test(use.method)) return undefined;
  const made = facts.valueOf(use.call);
  const frame = made.kind === 'dataframe' ? made : made.kind === 'grouped' ? made.frame : undefined;
  return frame && isStored(frame, facts) ? use : undefined;
}

/** True when the column is known to hold moments; without a catalog its name has to say so. */
function holdsMomentsIn(name: string, parses: boolean, { frame }: FrameUse, facts: PythonFacts): boolean {
  const type = columnType(frame, name, facts);
  return type === undefined ? !parses && momentName.test(name) : type === 'timestamp' || type === 'timestamp_ltz';
}

function messageFor(written: string): string {
  return `The day that \`${written}\` gives depends on the time zone of the session, and nothing in this file sets one.`;
}

export default defineRule({
  id: 'date-without-time-zone',
  family: 'dates',
  severity: 'info',
  summary: 'The day of a timestamp, in whatever time zone the session has',
  why:
    'A TIMESTAMP is a moment; which day it belongs to depends on the time zone of the session. Two clusters with different settings, or a notebook and a SQL warehouse, ' +
    'put the same order into different days and months. Set the time zone where the job can be read (`SET TIME ZONE`, `spark.conf.set("spark.sql.session.timeZone", …)`), or convert to the zone that is meant.',
  docs: [
    {
      title: 'SET TIME ZONE',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-aux-conf-mgmt-set-timezone.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'CREATE OR REPLACE TABLE main.sales.daily AS SELECT DATE(order_ts) AS day, count(*) AS orders FROM main.sales.orders GROUP BY DATE(order_ts);\n',
      good:
        "SET TIME ZONE 'Europe/Zurich';\n" +
        'CREATE OR REPLACE TABLE main.sales.daily AS SELECT DATE(order_ts) AS day, count(*) AS orders FROM main.sales.orders GROUP BY DATE(order_ts);\n',
    },
    {
      tables: { 'main.sales.orders': { columns: [{ name: 'ordered', type: 'timestamp' }] } },
      bad: 'SELECT CAST(ordered AS DATE) AS day FROM main.sales.orders;\n',
      good: "SELECT CAST(from_utc_timestamp(ordered, 'Europe/Zurich') AS DATE) AS day FROM main.sales.orders;\n",
    },
    {
      kind: 'python',
      bad:
        'from pyspark.sql import functions as F\n\ndaily = spark.table("main.sales.orders").withColumn("day", F.col("order_ts").cast("date")).groupBy("day").count()\n' +
        'daily.write.mode("overwrite").saveAsTable("main.sales.daily")\n',
      good:
        'from pyspark.sql import functions as F\n\nspark.conf.set("spark.sql.session.timeZone", "Europe/Zurich")\n' +
        'daily = spark.table("main.sales.orders").withColumn("day", F.col("order_ts").cast("date")).groupBy("day").count()\n' +
        'daily.write.mode("overwrite").saveAsTable("main.sales.daily")\n',
    },
  ],
  nearMisses: [
    {
      why: 'the column has no time zone',
      tables: { 'main.s.u': { columns: [{ name: 'order_ts', type: 'timestamp_ntz' }] } },
      code: 'CREATE TABLE main.s.t AS SELECT DATE(order_ts) AS day FROM main.s.u;\n',
    },
    {
      why: 'the column is a date already',
      tables: { 'main.s.u': { columns: [{ name: 'created_at', type: 'date' }] } },
      code: 'CREATE TABLE main.s.t AS SELECT CAST(created_at AS DATE) AS day FROM main.s.u;\n',
    },
    {
      why: 'the column is a text',
      tables: { 'main.s.u': { columns: [{ name: 'created_at', type: 'string' }] } },
      code: 'CREATE TABLE main.s.t AS SELECT DATE(created_at) AS day FROM main.s.u;\n',
    },
    {
      why: 'to_date may parse a text',
      code: 'CREATE TABLE main.s.t AS SELECT to_date(created_at) AS day FROM main.s.u;\n',
    },
    { why: 'a look, nothing stored', code: 'SELECT DATE(created_at) AS day, count(*) FROM main.s.u GROUP BY ALL;\n' },
    {
      why: 'the name says nothing of a moment',
      code: 'CREATE TABLE main.s.t AS SELECT DATE(order_date) AS day, CAST(x AS DATE) AS y FROM main.s.u;\n',
    },
    {
      why: 'hours are the same in every zone of whole hours',
      code: "CREATE TABLE main.s.t AS SELECT date_trunc('HOUR', order_ts) AS hour FROM main.s.u;\n",
    },
    {
      why: 'another cell sets the time zone',
      kind: 'python-notebook',
      code: '# Databricks notebook source\nspark.conf.set("spark.sql.session.timeZone", "UTC")\n\n# COMMAND ----------\n\n# MAGIC %sql\n# MAGIC CREATE TABLE main.s.t AS SELECT DATE(order_ts) AS day FROM main.s.u\n',
    },
    {
      why: 'serverless sessions are in UTC',
      target: { compute: 'serverless' },
      code: 'CREATE TABLE main.s.t AS SELECT DATE(order_ts) AS day FROM main.s.u;\n',
    },
    {
      why: 'the column has no time zone, or is a date already, in Python',
      kind: 'python',
      tables: {
        'a.b.t': {
          columns: [
            { name: 'order_ts', type: 'timestamp_ntz' },
            { name: 'created_at', type: 'date' },
          ],
        },
      },
      code: 'from pyspark.sql import functions as F\nspark.table("a.b.t").withColumn("day", F.to_date("order_ts")).withColumn("d", F.col("created_at").cast("date")).write.mode("append").saveAsTable("a.b.u")\n',
    },
    {
      why: 'a text may be parsed, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\nspark.table("a.b.t").withColumn("day", F.to_date("created_at")).withColumn("d", F.to_date("order_ts", "dd.MM.yyyy")).write.mode("append").saveAsTable("a.b.u")\n',
    },
    {
      why: 'a look, nothing stored, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\nspark.table("a.b.t").groupBy(F.date_trunc("day", "created_at")).count().show()\n',
    },
    {
      why: 'hours, and a name that says nothing of a moment',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\nspark.table("a.b.t").withColumn("h", F.date_trunc("hour", "order_ts")).withColumn("d", F.col("order_date").cast("date")).write.mode("append").saveAsTable("a.b.u")\n',
    },
    {
      why: 'the moment is converted to the zone that is meant, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\nspark.table("a.b.t").withColumn("day", F.to_date(F.from_utc_timestamp("order_ts", "Europe/Zurich"))).write.mode("append").saveAsTable("a.b.u")\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    const { text } = facts.document;
    if (facts.target.compute === 'serverless' || facts.isTest) return;
    for (const fact of facts.callsNamed('to_date', 'date_trunc', 'cast', 'astype')) {
      const moment = momentIn(fact, facts);
      if (moment?.column.kind !== 'column') continue;
      const use = storedUse(fact, facts);
      if (!use || !holdsMomentsIn(lastName(moment.column.name), moment.parses, use, facts)) continue;
      if (zoneInSight.test(facts.file.document.text)) return;
      yield { span: fact.call, message: messageFor(shown(text.slice(fact.call.from, fact.call.to))) };
    }
  },

  scope: 'statement',
  words: ['DATE', 'to_date()', 'date_trunc()'],

  *sql(facts) {
    if (facts.target.compute === 'serverless') return;
    const { text } = facts.tree;
    let isZoneInSight: boolean | undefined;
    for (const statement of statementsOf(facts.tree)) {
      const said = new Set<string>();
      for (const use of selectsOf(statement)) {
        // What stands in a filter is the concern of the rule about filters.
        for (const root of [...use.select.items.map(({ expr }) => expr), ...(use.select.groupBy?.items ?? [])]) {
          for (const expr of walkExpr(root)) {
            const moment = momentOf(expr, text);
            if (!moment || !holdsMoments(moment.column, moment.parses, use, facts)) continue;
            const written = shown(text.slice(expr.from, expr.to));
            if (said.has(written.toLowerCase()) || !isUnderstood(statement, expr)) continue;
            if ((isZoneInSight ??= facts.ask(({ matches }) => matches(zoneInSight)))) return;
            said.add(written.toLowerCase());
            yield { span: expr, message: messageFor(written) };
          }
        }
      }
    }
  },
});
