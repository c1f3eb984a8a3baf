import { oncePer } from '../../once';
import type { PythonFacts } from '../../python/facts';
import { defineRule } from '../../rule';
import { isPipelineStatement } from '../../spark/pipelines';
import { nameWords, wordsOf } from '../../sql/names';
import { treesAround } from '../../sql/history';
import { wordRuns } from '../../sql/phrases';
import { statementsOf } from '../../sql/walk';

/** Names of tables that keep what an expectation drops. */
const KEEPS = /^(quarantine\w*|invalid\w*|reject\w*|bad|error|errors|dropped|failed|dead|dlq)$/;

const message =
  'Rows that fail are dropped, and nobody keeps them: store them in a quarantine table, or let the update fail.';

/** True when something in the file is named for what was dropped. */
const keepsDropped = oncePer(({ functions, strings }: PythonFacts): boolean => {
  const names = [...functions.map(({ name }) => name), ...strings.map(({ str }) => str.parts[0]?.raw ?? '')];
  return names.some((name) => name.length < 100 && wordsOf(name).some((word) => KEEPS.test(word)));
});

export default defineRule({
  id: 'silent-expectation',
  family: 'streaming',
  severity: 'off',

  summary: 'An expectation that drops rows nobody keeps',
  why:
    'Rows that break the expectation leave no trace but a number in the event log: when a source changes its format, a table can lose most of its rows while the ' +
    'pipeline stays green. Keep the rows in a quarantine table, warn only, or let the update fail. The rule is silent in files that write such a table.',
  docs: [
    {
      title: 'Manage data quality with pipeline expectations',
      url: 'https://docs.databricks.com/aws/en/ldp/expectations',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'CREATE OR REFRESH STREAMING TABLE orders (\n  CONSTRAINT has_id EXPECT (order_id IS NOT NULL) ON VIOLATION DROP ROW\n) AS SELECT order_id, amount FROM STREAM(orders_raw);\n',
      good: 'CREATE OR REFRESH STREAMING TABLE orders (\n  CONSTRAINT has_id EXPECT (order_id IS NOT NULL) ON VIOLATION FAIL UPDATE\n) AS SELECT order_id, amount FROM STREAM(orders_raw);\n',
    },
    {
      kind: 'python',
      bad: 'from pyspark import pipelines as dp\n\n@dp.table\n@dp.expect_or_drop("has id", "order_id IS NOT NULL")\ndef orders():\n    return spark.readStream.table("orders_raw")\n',
      good: 'from pyspark import pipelines as dp\n\n@dp.table\n@dp.expect("has id", "order_id IS NOT NULL")\ndef orders():\n    return spark.readStream.table("orders_raw")\n',
    },
  ],
  nearMisses: [
    {
      why: 'rows that fail stay, and are counted',
      code: 'CREATE OR REFRESH STREAMING TABLE t (CONSTRAINT c EXPECT (a > 0)) AS SELECT a FROM STREAM(u);\n',
    },
    {
      why: 'the rows are kept in a quarantine table',
      code:
        'CREATE STREAMING TABLE t (CONSTRAINT c EXPECT (a > 0) ON VIOLATION DROP ROW) AS SELECT a FROM STREAM(u);\n' +
        'CREATE STREAMING TABLE t_quarantine AS SELECT a FROM STREAM(u) WHERE NOT (a > 0);\n',
    },
    { why: 'rows are deleted on purpose', code: 'DELETE FROM main.s.t WHERE a IS NULL;\n' },
    {
      why: 'the words are a comment',
      code: 'CREATE STREAMING TABLE t AS SELECT a FROM STREAM(u); -- ON VIOLATION DROP ROW\n',
    },
    {
      why: 'a function keeps the rows in Python',
      kind: 'python',
      code:
        'import dlt\n\n@dlt.table\n@dlt.expect_all_or_drop(rules)\ndef orders():\n    return dlt.read("raw")\n\n' +
        '@dlt.table(name="orders_quarantine")\n@dlt.expect_all_or_drop(inverse)\ndef rejected():\n    return dlt.read("raw")\n',
    },
    {
      why: 'another object',
      kind: 'python',
      code: 'suite.expect_or_drop("a", "b")\nvalidator.expect_all_or_drop({})\n',
    },
  ],

  scope: 'statement',
  words: ['EXPECT'],

  pythonScope: 'cell',
  *python(facts) {
    for (const { nameSpan, qualified } of facts.callsNamed('expect_or_drop', 'expect_all_or_drop')) {
      if (!/^(dlt|pyspark\.pipelines)\.expect/.test(qualified ?? '')) continue;
      if (keepsDropped(facts.file)) return;
      yield { span: nameSpan, message };
    }
  },

  *sql(facts) {
    const keeps = (tree: typeof facts.tree) =>
      tree.statements.some((s) => s.kind === 'create' && s.name && nameWords(s.name).some((word) => KEEPS.test(word)));
    for (const statement of statementsOf(facts.tree)) {
      if (!isPipelineStatement(statement)) continue;
      for (const span of wordRuns(facts.tree, statement, 'ON', 'VIOLATION', 'DROP', 'ROW')) {
        if (treesAround(facts).some(keeps)) return;
        yield { span, message };
      }
    }
  },
});
