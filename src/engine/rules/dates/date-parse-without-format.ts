import { readColumn, readNamed } from '../../python/column-expressions';
import type { CallFact, PythonFacts } from '../../python/facts';
import { columnType } from '../../python/frame-columns';
import { frameAround } from '../../python/uses';
import { FUNCTIONS } from '../../python/api';
import { defineRule } from '../../rule';
import type { SqlFacts } from '../../sql/facts';
import type { CallExpr, Expr } from '../../sql/nodes';
import { callName, unwrap } from '../../sql/predicates';
import { shown } from '../../sql/shown';
import { typeOf } from '../../sql/types';
import { isUnderstood, selectExpressions, selectsOf, statementsOf, walkExpr, type SelectUse } from '../../sql/walk';

const parsers = /^(try_)?(to_date|to_timestamp|to_timestamp_ntz|to_timestamp_ltz)$|^(to_)?unix_timestamp$/;

/** Functions that give a text whatever they are given. */
const textual =
  /^(substring|substr|left|right|concat|concat_ws|regexp_extract|regexp_replace|replace|translate|split_part|trim|ltrim|rtrim|upper|lower|get_json_object)$/;

/** A date as Spark reads it without being told how: year, month and day, and what may follow. */
const iso = /^['"][+-]?\d{4,7}(-\d{1,2}(-\d{1,2}([ T].*)?)?)?['"]$/;

const onlyIso = 'Spark only reads `2024-01-31` by itself';
const parsed = 'what other spellings give depends on settings of the session: NULL, an error or another day';

/** Why a value is known to be a text that has to be parsed, in words; `undefined` where it may be something else. */
function textOf(expr: Expr, use: SelectUse, { tree: { text }, catalog }: SqlFacts): string | undefined {
  const inner = unwrap(expr);
  if (inner.kind === 'literal') {
    const isText = inner.type === 'string' && !iso.test(text.slice(inner.from, inner.to));
    return isText ? onlyIso : undefined;
  }
  if (inner.kind === 'call' && textual.test(callName(inner))) return parsed;
  if (inner.kind === 'path' || (inner.kind === 'cast' && inner.type === 'string')) return parsed;
  if (inner.kind !== 'column') return undefined;
  const { select, ctes } = use;
  return typeOf(inner, { sources: select.sources, ctes, catalog })?.kind === 'text' ? parsed : undefined;
}

function* parsesOf(use: SelectUse): Generator<CallExpr> {
  for (const root of selectExpressions(use.select))
    for (const expr of walkExpr(root))
      if (expr.kind === 'call' && expr.args.length === 1 && parsers.test(callName(expr))) yield expr;
}

/** The same for what `F.to_date(…)` is given. */
function textIn({ call }: CallFact, facts: PythonFacts): string | undefined {
  const [arg, more] = call.args;
  if (!arg || more || arg.star || arg.keyword) return undefined;
  const fact = readNamed(arg.value, facts);
  if (fact.kind === 'literal') {
    const value = facts.constantOf(fact.value);
    return value === undefined || iso.test(`'${value}'`) || /^[\d.]+$|^(true|false|none)$/.test(value)
      ? undefined
      : onlyIso;
  }
  if (fact.kind === 'call' && !fact.on) return textual.test(fact.name) ? parsed : undefined;
  if (fact.kind === 'call' && fact.on && fact.name === 'cast')
    return facts.constantOf(fact.args[0]?.value) === 'string' ? parsed : undefined;
  if (fact.kind === 'call')
    return fact.on && fact.name === 'substr' && readColumn(fact.on, facts).kind === 'column' ? parsed : undefined;
  const use = fact.kind === 'column' ? frameAround(call, facts) : undefined;
  return use && fact.kind === 'column' && /^(string|varchar|char)\b/.test(columnType(use.frame, fact.name, facts) ?? '')
    ? parsed
    : undefined;
}

function messageFor(written: string, reason: string): string {
  return `\`${written}\` does not say how the date is written; ${reason}.`;
}

export default defineRule({
  id: 'date-parse-without-format',
  family: 'dates',
  severity: 'off',
  summary: 'A text made into a date without saying how it is written',
  why:
    'Without a format Spark expects `2024-01-31`. `31/01/2024` gives NULL or an error, as `spark.sql.ansi.enabled` says, and nobody reading the code sees which spelling the source has. ' +
    'With a format the text is read as it is meant, and `try_to_timestamp` or `try_to_date` says that bad values are expected.',
  docs: [
    {
      title: 'to_timestamp function',
      url: 'https://docs.databricks.com/sql/language-manual/functions/to_timestamp.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      tables: { 'main.raw.orders': { columns: [{ name: 'ordered', type: 'string' }] } },
      bad: 'SELECT to_date(ordered) AS day FROM main.raw.orders;\n',
      good: "SELECT to_date(ordered, 'dd/MM/yyyy') AS day FROM main.raw.orders;\n",
    },
    {
      bad: 'SELECT to_timestamp(substring(line, 1, 19)) AS at FROM main.raw.lines;\n',
      good: "SELECT to_timestamp(substring(line, 1, 19), 'dd.MM.yyyy HH:mm:ss') AS at FROM main.raw.lines;\n",
    },
    {
      kind: 'python',
      bad: 'from pyspark.sql import functions as F\ndays = spark.table("main.raw.lines").select(F.to_date(F.substring("line", 1, 10)).alias("day"))\n',
      good: 'from pyspark.sql import functions as F\ndays = spark.table("main.raw.lines").select(F.to_date(F.substring("line", 1, 10), "dd.MM.yyyy").alias("day"))\n',
    },
  ],
  nearMisses: [
    { why: 'the column may be a timestamp', code: 'SELECT to_date(ordered) FROM main.s.t;\n' },
    {
      why: 'the column is a timestamp',
      tables: { 'main.s.t': { columns: [{ name: 'ordered', type: 'timestamp' }] } },
      code: 'SELECT to_date(ordered) FROM main.s.t;\n',
    },
    { why: 'a date as Spark writes it', code: "SELECT to_date('2024-01-31'), to_timestamp('2024-01-31 10:00:00');\n" },
    { why: 'the clock', code: 'SELECT unix_timestamp(), to_date(now()), to_date(current_timestamp());\n' },
    {
      why: 'seconds since 1970',
      tables: { 'main.s.t': { columns: [{ name: 'seconds', type: 'bigint' }] } },
      code: 'SELECT to_timestamp(seconds) FROM main.s.t;\n',
    },
    { why: 'the value is filled in', code: "SELECT to_date(:day), to_date('${day}');\n" },
    {
      why: 'the column may be a timestamp, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("main.s.t").select(F.to_date("ordered"), F.to_timestamp(F.col("x")))\n',
      tables: { 'main.s.t': { columns: [{ name: 'x', type: 'timestamp' }] } },
    },
    {
      why: 'a date as Spark writes it, and the clock, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\ndf = spark.table("a.b.t").select(F.to_date(F.lit("2024-01-31")), F.to_date(F.current_timestamp()), F.unix_timestamp())\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    const { text } = facts.document;
    for (const fact of facts.callsNamed(
      'to_date',
      'to_timestamp',
      'try_to_timestamp',
      'try_to_date',
      'unix_timestamp',
    )) {
      const reason = fact.qualified?.startsWith(FUNCTIONS) ? textIn(fact, facts) : undefined;
      if (reason)
        yield { span: fact.call, message: messageFor(shown(text.slice(fact.call.from, fact.call.to)), reason) };
    }
  },

  scope: 'statement',
  words: [
    'to_date()',
    'try_to_date()',
    'to_timestamp()',
    'try_to_timestamp()',
    'to_timestamp_ntz()',
    'try_to_timestamp_ntz()',
    'to_timestamp_ltz()',
    'try_to_timestamp_ltz()',
    'unix_timestamp()',
    'to_unix_timestamp()',
  ],

  *sql(facts) {
    const { text } = facts.tree;
    for (const statement of statementsOf(facts.tree)) {
      for (const use of selectsOf(statement)) {
        for (const call of parsesOf(use)) {
          if (!facts.source.isKnown(call) || !isUnderstood(statement, call)) continue;
          const reason = textOf(call.args[0]!, use, facts);
          if (!reason || text.slice(call.from, call.to).includes('${')) continue;
          const written = shown(text.slice(call.from, call.to));
          yield { span: call, message: messageFor(written, reason) };
        }
      }
    }
  },
});
