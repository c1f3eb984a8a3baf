import { isOlder } from '../../../confs/runtimes';
import { argument } from '../../python/strings-of';
import { defineRule } from '../../rule';
import { FUNCTION_SINCE, METHOD_SINCE, OPTION_SINCE, SYNTAX_SINCE, type Since } from '../../spark/since';
import type { SqlFacts } from '../../sql/facts';
import { calledFunctions, featuresOf } from '../../sql/features';
import { isUnderstood, statementsOf } from '../../sql/walk';
import { treesAround } from '../../sql/history';

function tooOld({ what, runtime }: Since, target: string): string {
  return `${what} needs Databricks Runtime ${runtime}; the target is ${target}.`;
}

/** True when the file makes a function of that name itself. */
function isDefined(name: string, facts: SqlFacts): boolean {
  return treesAround(facts).some((tree) =>
    tree.statements.some((statement) => {
      if (statement.kind !== 'create' || statement.object !== 'function') return false;
      return statement.name?.parts.at(-1)?.name.toLowerCase() === name;
    }),
  );
}

export default defineRule({
  id: 'requires-newer-runtime',
  family: 'compute',
  severity: 'error',
  summary: 'Syntax, function or option that the runtime of the target does not have yet',
  why:
    'An older Databricks Runtime stops at such a statement with a syntax error or an unknown function, or passes over an option without a word. ' +
    'The rule speaks only where the runtime is known: from `target.runtime` in the settings, from `databricks.yml`, or from `--target`.',
  docs: [
    {
      title: 'MERGE INTO (Databricks SQL): WITH SCHEMA EVOLUTION',
      url: 'https://docs.databricks.com/sql/language-manual/delta-merge-into.html',
      checked: '2026-11-21',
    },
    {
      title: 'Selectively overwrite data with Delta Lake',
      url: 'https://docs.databricks.com/aws/en/delta/selective-overwrite',
      checked: '2026-11-21',
    },
    {
      title: 'Common table expression (Databricks SQL): RECURSIVE',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-select-cte.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      target: { runtime: '15.4' },
      bad: 'INSERT INTO main.sales.orders REPLACE USING (order_date)\nSELECT id, order_date, amount FROM main.raw.orders WHERE order_date = :day;\n',
      good: 'INSERT INTO main.sales.orders REPLACE WHERE order_date = :day\nSELECT id, order_date, amount FROM main.raw.orders WHERE order_date = :day;\n',
    },
    {
      target: { runtime: '15.4' },
      bad: "SELECT customer_id, listagg(product, ', ') AS products FROM main.sales.orders GROUP BY customer_id;\n",
      good: "SELECT customer_id, array_join(collect_list(product), ', ') AS products FROM main.sales.orders GROUP BY customer_id;\n",
    },
    {
      kind: 'python',
      target: { runtime: '17.3' },
      bad: 'df.write.mode("overwrite").option("replaceUsing", "order_date").saveAsTable("main.sales.orders")\n',
      good: 'df.write.mode("overwrite").option("replaceWhere", f"order_date = \'{day}\'").saveAsTable("main.sales.orders")\n',
    },
  ],
  nearMisses: [
    {
      why: 'the runtime has it',
      target: { runtime: '17.3' },
      code: 'WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT n FROM t;\nSELECT listagg(a) FROM s.t;\n',
    },
    { why: 'nobody said which runtime', code: 'SELECT listagg(a) FROM s.t;\nFROM s.t |> LIMIT 5;\n' },
    {
      why: 'serverless compute has the newest runtime',
      target: { compute: 'serverless' },
      code: 'EXECUTE IMMEDIATE :query;\n',
    },
    {
      why: 'the function is our own',
      target: { runtime: '15.4' },
      code:
        "CREATE TEMPORARY FUNCTION listagg(a ARRAY<STRING>) RETURNS STRING RETURN array_join(a, ',');\n" +
        'SELECT listagg(a) AS l, main.tools.string_agg(a) AS s FROM main.s.t;\n',
    },
    {
      why: 'the words are names',
      target: { runtime: '12.2' },
      code:
        'SELECT recursive, collate, identifier, t.variant FROM main.s.t;\n' +
        'WITH recursive AS (SELECT 1 AS variant) SELECT variant FROM recursive;\n',
    },
    {
      why: 'the words stand in a comment, in a string, or in a hole',
      kind: 'python',
      target: { runtime: '14.3' },
      code: 'spark.sql(f"SELECT \'COLLATE UNICODE\' AS a, {aggregate}(b) AS b /* |> */ FROM main.s.t")\n',
    },
    {
      why: 'another object that can do the same',
      kind: 'python',
      target: { runtime: '14.3' },
      code: 'table = reader.toArrow()\nsettings.option("replaceUsing", "a")\n',
    },
  ],

  scope: 'statement',

  pythonScope: 'cell',
  *python(facts) {
    const { runtime } = facts.target;
    if (runtime === undefined) return;
    const missing = (since: Since | undefined) => since !== undefined && isOlder(runtime, since.runtime);
    for (const { method, nameSpan, receiver } of facts.callsNamed(...METHOD_SINCE.keys())) {
      const since = METHOD_SINCE.get(method);
      const isSpark = receiver?.kind === 'dataframe' || receiver?.kind === 'grouped';
      if (since && isSpark && missing(since)) yield { span: nameSpan, message: tooOld(since, runtime) };
    }
    for (const { call, receiver } of facts.callsNamed('option')) {
      if (receiver?.kind !== 'reader' && receiver?.kind !== 'writer') continue;
      const since = OPTION_SINCE.get(facts.constantOf(argument(call, 0, 'key'))?.toLowerCase() ?? '');
      if (since && missing(since)) yield { span: call.argsSpan, message: tooOld(since, runtime) };
    }
  },

  *sql(facts) {
    const { runtime } = facts.target;
    if (runtime === undefined) return;
    for (const { feature, statement, from, to } of featuresOf(facts.tree)) {
      const since = SYNTAX_SINCE[feature];
      const span = { from, to };
      if (!isOlder(runtime, since.runtime) || !isUnderstood(statement, span)) continue;
      if (facts.source.isKnown(span)) yield { span, message: tooOld(since, runtime) };
    }
    const wanted = new Map([...FUNCTION_SINCE].filter(([, since]) => isOlder(runtime, since.runtime)));
    if (wanted.size === 0) return;
    for (const statement of statementsOf(facts.tree)) {
      for (const name of calledFunctions(statement)) {
        const since = name.parts.length === 1 ? wanted.get(name.text) : undefined;
        if (since && !isDefined(name.text, facts)) yield { span: name, message: tooOld(since, runtime) };
      }
    }
  },
});
