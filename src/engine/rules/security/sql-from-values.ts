import type { Name } from '../../python/ast';
import type { PythonFacts, SqlString } from '../../python/facts';
import { enclosing, nodesOf } from '../../python/walk';
import { defineRule } from '../../rule';
import type { Fix, Span, Target } from '../../types';

/** Statements whose values can be parameters everywhere. */
const TAKES_PARAMETERS = /^\s*(?:--[^\n]*\n\s*)*(select|with|insert|delete|update|merge)\b/i;
/** What stands before a value, and not before a name. */
const BEFORE_VALUE = /(?:[=<>]|\b(?:like|between|in\s*\(|values\s*\())\s*$/i;

/** Parameters by name came with Databricks Runtime 12.1. */
function hasParameters({ runtime }: Target): boolean {
  const [major, minor] = (runtime ?? '99.0').split('.').map(Number);
  return major! > 12 || (major === 12 && minor! >= 1);
}

/** The holes of a text that fill a whole literal: `'{day}'`. The spans take the quotes along. */
function* literals({ text: { text, holes } }: SqlString): Generator<Span> {
  for (const { from, to } of holes) {
    const quote = text[from - 1];
    if ((quote !== "'" && quote !== '"') || text[to] !== quote) continue;
    if (BEFORE_VALUE.test(text.slice(Math.max(0, from - 40), from - 1))) yield { from: from - 1, to: to + 1 };
  }
}

/** True for a value that the file itself writes down: nobody else can put anything into the text. */
function isWrittenDown(name: Name, facts: PythonFacts): boolean {
  const value = facts.valueOf(name);
  if ((value.kind === 'string' && value.known) || /^_*[A-Z][A-Z0-9_]*$/.test(name.id)) return true;
  for (const at of enclosing(name)) {
    const iterables =
      at.type === 'For' ? [at.iterable] : at.type === 'Comprehension' ? at.clauses.map((c) => c.iterable) : [];
    if (iterables.some((i) => facts.valueOf(i).kind === 'list' || i.type === 'List' || i.type === 'Tuple')) return true;
  }
  return false;
}

/** The name in a stretch of the text, which may stand in another cell than the query is run in. */
function nameIn(span: Span, id: string, facts: PythonFacts): Name | undefined {
  const isHere = facts.statements.some(({ body }) => body.some(({ from, to }) => from <= span.from && span.to <= to));
  return nodesOf(isHere ? facts : facts.file, 'Name').find(
    (name) => name.id === id && name.from > span.from && name.to < span.to,
  );
}

/** `'{day}'` becomes `:day`, and the call gets `args={"day": day}`. */
function fixOf(name: string, span: Span, { call: { call } }: SqlString, text: string): Fix | undefined {
  const end = call.argsSpan.to - 1;
  if (call.args.length !== 1 || /,\s*$/.test(text.slice(call.argsSpan.from, end))) return undefined;
  const edits = [
    { ...span, insert: `:${name}` },
    { from: end, to: end, insert: `, args={"${name}": ${name}}` },
  ];
  return { title: `Hand over ${name} as a parameter`, safety: 'unsafe', edits };
}

export default defineRule({
  id: 'sql-from-values',
  family: 'security',
  severity: 'warning',
  fix: 'unsafe',
  summary: 'A value is put into the text of a query',
  why:
    'Whatever the value holds becomes part of the query: a quote in a name breaks it, and a crafted text makes it another query. A parameter stays a value, with its type. ' +
    'Write `:day` in the query and hand the value over: `spark.sql(query, args={"day": day})`.',
  docs: [
    {
      title: 'Parameter markers (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-parameter-marker.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'day = dbutils.widgets.get("day")\norders = spark.sql(f"SELECT order_id FROM main.sales.orders WHERE day = \'{day}\'")\n',
      good: 'day = dbutils.widgets.get("day")\norders = spark.sql("SELECT order_id FROM main.sales.orders WHERE day = :day", args={"day": day})\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\ncustomer = dbutils.widgets.get("customer")\n\n# COMMAND ----------\n\nspark.sql(f"""\n  DELETE FROM main.sales.orders\n' +
        '  WHERE customer = \'{customer}\'\n""")\n',
      good:
        '# Databricks notebook source\ncustomer = dbutils.widgets.get("customer")\n\n# COMMAND ----------\n\nspark.sql("""\n  DELETE FROM main.sales.orders\n' +
        '  WHERE customer = :customer\n""", args={"customer": customer})\n',
    },
  ],
  nearMisses: [
    {
      why: 'a name is filled in',
      code: 'spark.sql(f"SELECT order_id FROM {catalog}.sales.orders WHERE day = :day", args={"day": day})\n',
    },
    {
      why: 'parameters cannot stand there',
      code: "spark.sql(f\"CREATE TABLE {t} (id INT) COMMENT '{comment}' TBLPROPERTIES ('owner' = '{owner}')\")\n",
    },
    {
      why: 'the value is written down in the file',
      code: 'day = "2026-11-20"\nspark.sql(f"SELECT order_id FROM main.sales.orders WHERE day = \'{day}\'")\n',
    },
    {
      why: 'the values are written down in a list',
      code: 'for state in ["new", "paid"]:\n    spark.sql(f"SELECT order_id FROM main.sales.orders WHERE state = \'{state}\'").show()\n',
    },
    { why: 'a part of a path', code: 'spark.sql(f"SELECT id FROM read_files(\'/Volumes/main/raw/{day}\')")\n' },
    {
      why: 'the runtime has no parameters yet',
      target: { runtime: '11.3' },
      code: 'spark.sql(f"SELECT id FROM a.b.c WHERE day = \'{day}\'")\n',
    },
    { why: 'a message', code: 'print(f"SELECT id FROM a.b.c WHERE day = \'{day}\'")\n' },
    {
      why: 'a constant of the project',
      code: 'from shop import FIRST_DAY\nspark.sql(f"SELECT id FROM a.b.c WHERE day > \'{FIRST_DAY}\'")\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest || !hasParameters(facts.target)) return;
    const { text } = facts.document;
    for (const sql of facts.sqlStrings) {
      if (sql.form !== 'statements' || !TAKES_PARAMETERS.test(sql.text.text)) continue;
      const { from, to } = sql.call.call;
      const found = [...literals(sql)].map((literal) => sql.text.spanToHost(literal));
      for (const span of found) {
        const name = /^['"]\{(\w+)\}['"]$/.exec(text.slice(span.from, span.to))?.[1];
        const node = name === undefined ? undefined : nameIn(span, name, facts);
        if (name === undefined || !node || isWrittenDown(node, facts)) continue;
        const isInCall = span.from > from && span.to < to;
        yield {
          span,
          message: `\`${name}\` becomes part of the query text: write \`:${name}\` and hand it over with \`args\`.`,
          fix: isInCall && found.length === 1 ? fixOf(name, span, sql, text) : undefined,
        };
      }
    }
  },
});
