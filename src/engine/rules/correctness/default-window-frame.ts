import type { PythonFacts } from '../../python/facts';
import { uniqueRows } from '../../python/unique-rows';
import {
  nullsOption as nullsOptionOf,
  ordersNothing as ordersNothingIn,
  windowCalls as windowCallsIn,
  type WindowCall,
} from '../../python/windows';
import { columnText } from '../../python/column-expressions';
import { defineRule } from '../../rule';
import { holdsTemplate } from '../../sql/marks';
import type { CallExpr, Select } from '../../sql/nodes';
import type { SqlTree } from '../../sql/tree';
import { isUnderstood, selectsOf, statementsOf } from '../../sql/walk';
import { hasNoTies, nullsOption, ordersNothing, resolvedWindow, uniqueKeys, windowCalls } from '../../sql/windows';
import type { Edit, Fix } from '../../types';

/** Functions whose result depends on where the frame ends. Ranks, `lag` and `lead` know no frame. */
const running =
  /^(sum|avg|mean|min|max|count|count_if|nth_value|collect_list|collect_set|array_agg|stddev\w*|std|var\w*|median|percentile\w*|approx_count_distinct|max_by|min_by|bool_and|bool_or|every|some)$/;
const byDefault = 'RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW';
const wholePartition = 'ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING';

type Kind = 'last' | 'running';

/** How a function suffers from the frame that nobody wrote; `undefined` when it does not. */
function kindOf(name: string, nulls: ReturnType<typeof nullsOption>): Kind | undefined {
  // The last known value up to now: a forward fill wants this very frame.
  if (name === 'last' || name === 'last_value') return nulls === undefined || nulls === 'respect' ? 'last' : undefined;
  // The first row is the same in every frame that begins at the beginning; the first value that is not NULL may come later.
  if (name === 'first' || name === 'first_value') return nulls === 'ignore' ? 'running' : undefined;
  return running.test(name) ? 'running' : undefined;
}

/** The frame behind the order of the call's own window. A named window may serve functions that allow no frame. */
function fixOf(call: CallExpr, kind: Kind): Fix | undefined {
  const { orderBy, name } = call.over!;
  const last = orderBy[orderBy.length - 1];
  if (!last || name) return undefined;
  const frame = kind === 'last' ? wholePartition : byDefault;
  return fixWith([{ from: last.to, to: last.to, insert: ` ${frame}` }], kind);
}

/** `.over(w)` becomes `.over(w.rowsBetween(…))`: the window itself may serve functions that allow no frame. */
function fixInPython({ window, spec: { base } }: WindowCall, kind: Kind): Fix | undefined {
  if (!/^[\w.]+$/.test(base)) return undefined;
  const [method, end] = kind === 'last' ? ['rowsBetween', 'unboundedFollowing'] : ['rangeBetween', 'currentRow'];
  const insert = `.${method}(${base}.unboundedPreceding, ${base}.${end})`;
  return fixWith([{ from: window.to, to: window.to, insert }], kind);
}

function fixWith(edits: readonly Edit[], kind: Kind): Fix {
  return kind === 'last'
    ? { title: 'Let the window reach to the last row of the partition', safety: 'unsafe', edits }
    : { title: 'Write the frame that Spark takes', safety: 'safe', edits };
}

function messageOf(name: string, kind: Kind): string {
  return kind === 'last'
    ? `Without a frame the window ends at the current row: \`${name}\` gives its own value, or that of a row that ties with it.`
    : `Without a frame \`${name}\` runs up to the current row and all rows that tie with it: write the frame that is meant.`;
}

/** True when no two rows of one partition are equal in the window's order. */
function hasNoTiesIn({ use, spec }: WindowCall, facts: PythonFacts): boolean {
  const unique = use && uniqueRows(use.frame, facts);
  const keys = [...spec.partitionBy!, ...spec.orderBy!].map((key) => columnText(key, facts));
  return unique?.every((name) => keys.some((key) => key === name || key.endsWith(`.${name}`))) ?? false;
}

/** True when a hole could bring a frame along. */
function isFilledIn(call: CallExpr, select: Select, tree: SqlTree): boolean {
  return holdsTemplate(tree, call) || select.windows.some((window) => holdsTemplate(tree, window.spec));
}

export default defineRule({
  id: 'default-window-frame',
  family: 'correctness',
  severity: 'info',
  fix: 'safe',
  summary: 'An ordered window without a frame',
  why:
    'With an order and no frame, Spark takes RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW. A sum becomes a running total that jumps where several rows tie, and `last` ' +
    'gives the value of the current row instead of the last one. Write the frame (ROWS BETWEEN …, `rowsBetween(…)`): up to the current row for a total row by row, up to the end for the whole partition.',
  docs: [
    {
      title: 'Window frame clause (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-window-functions-frame.html',
      checked: '2026-11-21',
    },
    {
      title: 'Window functions (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-window-functions.html',
      checked: '2026-11-21',
    },
    {
      title: 'Window class (PySpark on Databricks)',
      url: 'https://docs.databricks.com/aws/en/pyspark/reference/classes/window',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT order_id, last_value(status) OVER (PARTITION BY customer_id ORDER BY order_date) AS final_status FROM main.sales.orders;\n',
      good: 'SELECT order_id, last_value(status) OVER (PARTITION BY customer_id ORDER BY order_date ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS final_status FROM main.sales.orders;\n',
    },
    {
      bad: 'SELECT order_id, sum(amount) OVER (PARTITION BY store_id ORDER BY order_date) AS total FROM main.sales.orders;\n',
      good: 'SELECT order_id, sum(amount) OVER (PARTITION BY store_id ORDER BY order_date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS total FROM main.sales.orders;\n',
    },
    {
      bad: 'SELECT order_id, max(amount) OVER w AS highest FROM main.sales.orders WINDOW w AS (PARTITION BY store_id ORDER BY order_date);\n',
      good: 'SELECT order_id, max(amount) OVER w AS highest FROM main.sales.orders WINDOW w AS (PARTITION BY store_id);\n',
    },
    {
      kind: 'python',
      bad:
        'from pyspark.sql import Window, functions as F\n\nby_customer = Window.partitionBy("customer_id").orderBy("order_date")\n' +
        'orders = spark.table("main.sales.orders").withColumn("final_status", F.last("status").over(by_customer))\n',
      good:
        'from pyspark.sql import Window, functions as F\n\nby_customer = Window.partitionBy("customer_id").orderBy("order_date")\n' +
        'whole = by_customer.rowsBetween(Window.unboundedPreceding, Window.unboundedFollowing)\n' +
        'orders = spark.table("main.sales.orders").withColumn("final_status", F.last("status").over(whole))\n',
    },
    {
      kind: 'python',
      bad:
        'from pyspark.sql import Window, functions as F\n\nby_store = Window.partitionBy("store_id").orderBy("order_date")\n' +
        'orders = spark.table("main.sales.orders").withColumn("total", F.sum("amount").over(by_store))\n',
      good:
        'from pyspark.sql import Window, functions as F\n\nby_store = Window.partitionBy("store_id").orderBy("order_date").rowsBetween(Window.unboundedPreceding, Window.currentRow)\n' +
        'orders = spark.table("main.sales.orders").withColumn("total", F.sum("amount").over(by_store))\n',
    },
  ],
  nearMisses: [
    {
      why: 'ranks and neighbours know no frame',
      code: 'SELECT row_number() OVER (PARTITION BY a ORDER BY d) AS n, lag(x) OVER (PARTITION BY a ORDER BY d) AS p, rank() OVER (PARTITION BY a ORDER BY d) AS r FROM a.b.t;\n',
    },
    {
      why: 'without an order the frame is the whole partition',
      code: 'SELECT sum(x) OVER (PARTITION BY a) AS s FROM a.b.t;\n',
    },
    {
      why: 'the first row is the same in each such frame',
      code: 'SELECT first_value(x) OVER (PARTITION BY a ORDER BY d) AS f FROM a.b.t;\n',
    },
    {
      why: 'the last known value is carried on',
      code: 'SELECT last_value(x) IGNORE NULLS OVER (PARTITION BY a ORDER BY d) AS f, last(x, true) OVER (PARTITION BY a ORDER BY d) AS g FROM a.b.t;\n',
    },
    {
      why: 'the groups are unique in the order, so nothing ties',
      code: 'SELECT date(ts) AS day, sum(sum(x)) OVER (ORDER BY date(ts)) AS total FROM a.b.t GROUP BY day;\n',
    },
    {
      why: 'the subquery has one row for each day',
      code: 'SELECT day, sum(n) OVER (ORDER BY day) AS total FROM (SELECT day, count(*) AS n FROM a.b.t GROUP BY day);\n',
    },
    {
      why: 'the order ends with the primary key',
      code: 'SELECT sum(x) OVER (PARTITION BY a ORDER BY d, id) AS s FROM a.b.t;\n',
      tables: { 'a.b.t': { primaryKey: ['id'] } },
    },
    {
      why: 'all rows of the partition tie',
      code: 'SELECT last_value(x) OVER (PARTITION BY k ORDER BY k) AS l FROM a.b.t;\n',
    },
    {
      why: 'the named window has a frame',
      code: 'SELECT sum(x) OVER w AS s FROM a.b.t WINDOW w AS (PARTITION BY a ORDER BY d ROWS UNBOUNDED PRECEDING);\n',
    },
    {
      why: 'the frame is filled in',
      code: 'SELECT sum(x) OVER (PARTITION BY a ORDER BY d ${frame}) AS s FROM a.b.t;\n',
    },
    { why: 'an aggregate without a window', code: 'SELECT sum(x) AS s FROM a.b.t ORDER BY s;\n' },
    {
      why: 'ranks and neighbours know no frame, in Python as well',
      kind: 'python',
      code: 'from pyspark.sql import Window, functions as F\nw = Window.partitionBy("a").orderBy("d")\ndf = spark.table("a.b.t").select(F.row_number().over(w), F.lag("x").over(w), F.first("x").over(w))\n',
    },
    {
      why: 'the window has no order',
      kind: 'python',
      code: 'from pyspark.sql import Window, functions as F\ndf = spark.table("a.b.t").withColumn("s", F.sum("x").over(Window.partitionBy("a")))\n',
    },
    {
      why: 'a forward fill',
      kind: 'python',
      code: 'from pyspark.sql import Window, functions as F\nw = Window.partitionBy("a").orderBy("d")\ndf = spark.table("a.b.t").withColumn("x", F.last("x", ignorenulls=True).over(w)).withColumn("y", F.last("y", True).over(w))\n',
    },
    {
      why: 'the frame is added where the window is used',
      kind: 'python',
      code: 'from pyspark.sql import Window, functions as F\nw = Window.partitionBy("a").orderBy("d")\ndf = spark.table("a.b.t").withColumn("s", F.sum("x").over(w.rowsBetween(-6, 0)))\n',
    },
    {
      why: 'one row for each day',
      kind: 'python',
      code: 'from pyspark.sql import Window, functions as F\ndays = spark.table("a.b.t").groupBy("day").agg(F.count("*").alias("n"))\ndays = days.withColumn("total", F.sum("n").over(Window.orderBy("day")))\n',
    },
    {
      why: 'the window is one of two, or is handed in',
      kind: 'python',
      code: 'from pyspark.sql import Window, functions as F\ndef total(df, w):\n    if df.isStreaming:\n        v = Window.partitionBy("a").orderBy("d")\n    else:\n        v = Window.partitionBy("a")\n    return df.withColumn("s", F.sum("x").over(w)).withColumn("t", F.sum("x").over(v))\n',
    },
    {
      why: 'the order is a list that somebody hands in',
      kind: 'python',
      code: 'from pyspark.sql import Window, functions as F\ndef total(df, keys):\n    return df.withColumn("s", F.sum("x").over(Window.partitionBy("a").orderBy(*keys)))\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    for (const found of windowCallsIn(facts)) {
      const { fn, over, spec } = found;
      const kind = kindOf(fn.name, nullsOptionOf(fn, facts));
      if (!kind || !spec.partitionBy || !spec.orderBy?.length || spec.frame || ordersNothingIn(spec, facts)) continue;
      if (kind === 'running' && hasNoTiesIn(found, facts)) continue;
      yield {
        span: { from: fn.node.from, to: over.call.to },
        severity: kind === 'last' ? 'warning' : 'info',
        message: messageOf(fn.name, kind),
        fix: fixInPython(found, kind),
      };
    }
  },

  scope: 'statement',
  words: ['OVER'],

  *sql({ tree, catalog, source }) {
    for (const statement of statementsOf(tree)) {
      if (statement.damage) continue;
      for (const { select, ctes } of selectsOf(statement)) {
        let unique: ReturnType<typeof uniqueKeys> | 'not asked' = 'not asked';
        for (const call of windowCalls(select)) {
          const kind = kindOf(call.name.text, nullsOption(call, tree));
          if (!kind || !isUnderstood(statement, call) || !source.isKnown(call)) continue;
          const spec = resolvedWindow(call.over!, select);
          if (!spec || spec.orderBy.length === 0 || spec.frame || isFilledIn(call, select, tree)) continue;
          // Then all rows of the partition tie, and the frame is the whole of it.
          if (ordersNothing(spec, tree.text)) continue;
          if (unique === 'not asked') unique = uniqueKeys(select, ctes, catalog, tree.text);
          if (kind === 'running' && hasNoTies(spec, unique, tree.text)) continue;
          yield {
            span: { from: call.from, to: call.over!.to },
            severity: kind === 'last' ? 'warning' : 'info',
            message: messageOf(call.name.text, kind),
            fix: fixOf(call, kind),
          };
        }
      }
    }
  },
});
