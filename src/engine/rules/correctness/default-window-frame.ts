import { defineRule } from '../../rule';
import { holdsTemplate } from '../../sql/marks';
import type { CallExpr, Select } from '../../sql/nodes';
import type { SqlTree } from '../../sql/tree';
import { isUnderstood, selectsOf, statementsOf } from '../../sql/walk';
import { hasNoTies, nullsOption, ordersNothing, resolvedWindow, uniqueKeys, windowCalls } from '../../sql/windows';
import type { Fix } from '../../types';

/** Functions whose result depends on where the frame ends. Ranks, `lag` and `lead` know no frame. */
const running =
  /^(sum|avg|mean|min|max|count|count_if|nth_value|collect_list|collect_set|array_agg|stddev\w*|std|var\w*|median|percentile\w*|approx_count_distinct|max_by|min_by|bool_and|bool_or|every|some)$/;
const byDefault = 'RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW';
const wholePartition = 'ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING';

/** How a function suffers from the frame that nobody wrote; `undefined` when it does not. */
function kindOf(call: CallExpr, tree: SqlTree): 'last' | 'running' | undefined {
  const name = call.name.text;
  const nulls = nullsOption(call, tree);
  // The last known value up to now: a forward fill wants this very frame.
  if (name === 'last' || name === 'last_value') return nulls === undefined || nulls === 'respect' ? 'last' : undefined;
  // The first row is the same in every frame that begins at the beginning; the first value that is not NULL may come later.
  if (name === 'first' || name === 'first_value') return nulls === 'ignore' ? 'running' : undefined;
  return running.test(name) ? 'running' : undefined;
}

/** The frame behind the order of the call's own window. A named window may serve functions that allow no frame. */
function fixOf(call: CallExpr, kind: 'last' | 'running'): Fix | undefined {
  const { orderBy, name } = call.over!;
  const last = orderBy[orderBy.length - 1];
  if (!last || name) return undefined;
  const frame = kind === 'last' ? wholePartition : byDefault;
  const edits = [{ from: last.to, to: last.to, insert: ` ${frame}` }];
  return kind === 'last'
    ? { title: 'Let the window reach to the last row of the partition', safety: 'unsafe', edits }
    : { title: 'Write the frame that Spark takes', safety: 'safe', edits };
}

function messageOf(call: CallExpr, kind: 'last' | 'running'): string {
  const name = call.name.text;
  return kind === 'last'
    ? `Without a frame the window ends at the current row: \`${name}\` gives its own value, or that of a row that ties with it.`
    : `Without a frame \`${name}\` runs up to the current row and all rows that tie with it: write the frame that is meant.`;
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
    'With ORDER BY and no frame, Spark takes RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW. A sum becomes a running total that jumps where several rows tie, and `last_value` ' +
    'gives the value of the current row instead of the last one. Write the frame: ROWS … CURRENT ROW for a total row by row, … UNBOUNDED FOLLOWING for the whole partition.',
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
  ],

  scope: 'statement',
  words: ['OVER'],

  *sql({ tree, catalog, source }) {
    for (const statement of statementsOf(tree)) {
      if (statement.damage) continue;
      for (const { select, ctes } of selectsOf(statement)) {
        let unique: ReturnType<typeof uniqueKeys> | 'not asked' = 'not asked';
        for (const call of windowCalls(select)) {
          const kind = kindOf(call, tree);
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
            message: messageOf(call, kind),
            fix: fixOf(call, kind),
          };
        }
      }
    }
  },
});
