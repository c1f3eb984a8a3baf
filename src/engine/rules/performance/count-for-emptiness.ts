import type { Call, Expr, PyNode } from '../../python/ast';
import { sizeOf } from '../../python/bounded';
import { emptinessAsked, type EmptinessTest } from '../../python/emptiness';
import { defineRule } from '../../rule';
import type { Edit, Fix, Span } from '../../types';

export default defineRule({
  id: 'count-for-emptiness',
  family: 'performance',
  severity: 'warning',
  fix: 'safe',

  summary: 'All rows are counted to find out whether there is one',
  why:
    '`count()` reads every row of every partition. To know whether a DataFrame has any, one row is enough: `isEmpty()` stops at the first ' +
    'one it meets. It exists since Spark 3.3 (Databricks Runtime 11).',
  docs: [
    {
      title: 'DataFrame.isEmpty (Apache Spark)',
      url: 'https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.isEmpty.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'orders = spark.table("main.sales.orders").where("day = current_date()")\nif orders.count() == 0:\n    raise ValueError("no orders today")\n',
      good: 'orders = spark.table("main.sales.orders").where("day = current_date()")\nif orders.isEmpty():\n    raise ValueError("no orders today")\n',
    },
    {
      bad: 'rejected = spark.table("main.sales.rejected")\nif rejected.count() > 0 and alert:\n    notify(rejected)\n',
      good: 'rejected = spark.table("main.sales.rejected")\nif not rejected.isEmpty() and alert:\n    notify(rejected)\n',
    },
  ],
  nearMisses: [
    { why: 'the number is wanted', code: 'n = spark.table("a.b.c").count()\nif n > 1000:\n    print(n)\n' },
    { why: 'compared with another number', code: 'if spark.table("a.b.c").count() == 1:\n    pass\n' },
    {
      why: 'a list and a string count too',
      code: 'if [1, 2].count(1) == 0 or "abc".count("a") > 0 or thing.count() == 0:\n    pass\n',
    },
    {
      why: 'a list of tables is no data',
      code: 'exists = spark.sql("SHOW TABLES IN a.b").where("isTemporary").count() > 0\n',
    },
    { why: 'groups are counted, not rows', code: 'counts = spark.table("a.b.c").groupBy("x").count()\n' },
  ],

  pythonScope: 'cell',
  *python(facts) {
    const old = facts.target.runtime !== undefined && Number.parseFloat(facts.target.runtime) < 11;
    if (old) return;
    for (const fact of facts.dataFrameCalls('count')) {
      if (fact.call.args.length > 0 || fact.receiver.streaming || sizeOf(fact.receiver) === 'few') continue;
      const use = emptinessAsked(fact.call);
      if (!use) continue;
      yield {
        span: use.span,
        message: 'This counts every row to find out whether there is one: `isEmpty()` stops at the first.',
        fix: fixFor(fact.call, fact.nameSpan, use, facts.document.text),
      };
    }
  },
});

function fixFor(call: Call, name: Span, use: EmptinessTest, text: string): Fix | undefined {
  const edits: Edit[] = [{ from: name.from, to: call.to, insert: 'isEmpty()' }];
  const outer = use.compare ?? use.negation ?? call;
  const [before, after] = [text.slice(outer.from, call.from), text.slice(call.to, outer.to)];
  const simple =
    /^(not\s+|[01]\s*(==|!=|<|>|<=|>=)\s*)?$/.test(before) && /^(\s*(==|!=|<|>|<=|>=)\s*[01])?$/.test(after);
  if (!simple || text.slice(name.to, call.to).replace(/\s/g, '') !== '()') return undefined;
  const negate = use.asksEmpty ? '' : 'not ';
  const wrap = negate !== '' && needsParentheses(use.around, outer);
  if (before !== '' || negate) edits.push({ from: outer.from, to: call.from, insert: (wrap ? '(' : '') + negate });
  if (after !== '' || wrap) edits.push({ from: call.to, to: outer.to, insert: wrap ? ')' : '' });
  const title = use.asksEmpty ? 'Use isEmpty()' : 'Use not isEmpty()';
  return { title, safety: 'safe', edits: edits.sort((a, b) => a.from - b.from) };
}

/** `not` binds more weakly than comparisons and arithmetic. */
function needsParentheses(around: PyNode | undefined, inner: Expr): boolean {
  if (inner.parent?.type === 'Paren') return false;
  return around !== undefined && /^(Compare|Binary|Unary|Attribute|Subscript|Await|Starred)$/.test(around.type);
}
