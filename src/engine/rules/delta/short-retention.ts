import { argument } from '../../python/strings-of';
import { defineRule } from '../../rule';
import { isUnderstood, statementsOf } from '../../sql/walk';

const check = 'spark.databricks.delta.retentiondurationcheck.enabled';
const uncheckedMessage = 'Switches off the check that keeps VACUUM from deleting files which are still in use.';

function keepsTooLittle(kept: number, least: number): string {
  return `Asks to keep only ${kept} hours of files: running readers and writers may need more. Keep at least ${least}.`;
}

export default defineRule({
  id: 'short-retention',
  family: 'delta',
  severity: 'error',

  summary: 'VACUUM that keeps less than seven days',
  why:
    'VACUUM deletes the files that the table no longer uses. Files younger than the longest running job may still be read or written: deleting them breaks ' +
    'those jobs or corrupts the table, and time travel and RESTORE end at the same moment. Delta before 4 refuses less than 168 hours unless its check is switched off; ' +
    'newer ones refuse only 0 and otherwise go by the table property `delta.deletedFileRetentionDuration`, whatever RETAIN says.',
  docs: [
    {
      title: 'VACUUM (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/delta-vacuum.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    { bad: 'VACUUM main.sales.orders RETAIN 24 HOURS;\n', good: 'VACUUM main.sales.orders RETAIN 168 HOURS;\n' },
    {
      bad: 'SET spark.databricks.delta.retentionDurationCheck.enabled = false;\nVACUUM main.sales.orders;\n',
      good: 'VACUUM main.sales.orders;\n',
    },
    {
      kind: 'python',
      bad: 'from delta.tables import DeltaTable\nDeltaTable.forName(spark, "main.sales.orders").vacuum(24)\n',
      good: 'from delta.tables import DeltaTable\nDeltaTable.forName(spark, "main.sales.orders").vacuum()\n',
    },
    {
      kind: 'python',
      bad: 'spark.conf.set("spark.databricks.delta.retentionDurationCheck.enabled", "false")\n',
      good: 'spark.conf.set("spark.databricks.delta.retentionDurationCheck.enabled", "true")\n',
    },
  ],
  nearMisses: [
    {
      why: 'seven days',
      code: 'VACUUM main.s.t RETAIN 168 HOURS;\nVACUUM main.s.t RETAIN 720 HOURS;\nVACUUM main.s.t;\n',
    },
    { why: 'nothing is deleted', code: 'VACUUM main.s.t RETAIN 0 HOURS DRY RUN;\n' },
    {
      why: 'not known before it runs',
      code: 'VACUUM main.s.t RETAIN :hours HOURS;\nVACUUM main.s.t RETAIN ${hours} HOURS;\n',
    },
    { why: 'the check is switched on', code: 'SET spark.databricks.delta.retentionDurationCheck.enabled = true;\n' },
    { why: 'only asked', code: 'SET spark.databricks.delta.retentionDurationCheck.enabled;\n' },
    {
      why: 'another object that vacuums',
      kind: 'python',
      code: 'database.vacuum(1)\nDeltaTable.forName(spark, "t").vacuum(hours)\n',
    },
    {
      why: 'the check is switched on again, or set from outside',
      kind: 'python',
      code: 'spark.conf.set("spark.databricks.delta.retentionDurationCheck.enabled", True)\nspark.conf.set("spark.databricks.delta.retentionDurationCheck.enabled", old)\n',
    },
  ],

  options: {
    hours: { default: 168, description: 'The shortest retention that is allowed, in hours.' },
  },

  pythonScope: 'cell',
  *python(facts, { hours }) {
    for (const { call, receiver, nameSpan } of facts.callsNamed('vacuum')) {
      const kept = Number.parseFloat(facts.constantOf(argument(call, 0, 'retentionHours')) ?? '');
      if (receiver?.kind !== 'delta-table' || !(kept < hours)) continue;
      yield { span: { from: nameSpan.from, to: call.to }, message: keepsTooLittle(kept, hours) };
    }
    for (const { call } of facts.callsNamed('set', 'config')) {
      if (facts.constantOf(argument(call, 0, 'key'))?.toLowerCase() !== check) continue;
      if (facts.constantOf(argument(call, 1, 'value'))?.toLowerCase() !== 'false') continue;
      yield { span: call.argsSpan, message: uncheckedMessage };
    }
  },

  scope: 'statement',
  words: ['VACUUM', 'SET'],

  *sql(facts, { hours }) {
    for (const statement of statementsOf(facts.tree)) {
      if (!isUnderstood(statement) || !facts.source.isKnown(statement)) continue;
      if (statement.kind === 'vacuum' && statement.retain?.hours !== undefined && !statement.dryRun) {
        if (statement.retain.hours >= hours) continue;
        yield { span: statement.retain.span, message: keepsTooLittle(statement.retain.hours, hours) };
      }
      if (statement.kind !== 'set' || statement.reset || statement.key?.text.toLowerCase() !== check) continue;
      if (statement.value && /^["']?false["']?$/i.test(statement.value.text)) {
        yield { span: statement, message: uncheckedMessage };
      }
    }
  },
});
