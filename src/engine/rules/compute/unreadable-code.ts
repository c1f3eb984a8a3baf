import { defineRule } from '../../rule';

/** Raised by the runner itself, which knows what it had to leave out. */
export default defineRule({
  id: 'unreadable-code',
  family: 'compute',
  severity: 'info',

  summary: 'A cell or statement could not be understood and was skipped',
  why:
    'What Lakelint cannot read it cannot judge. It says so, skips that cell or statement alone, and reads on behind it: nothing else in the file is ' +
    'lost. Mostly the code is unfinished, or a cell holds another language than its magic says. A bundle or job with broken YAML or JSON is not judged at all until ' +
    'that is right, so that this is a warning.',
  docs: [
    {
      title: 'SQL language reference (Databricks)',
      url: 'https://docs.databricks.com/sql/language-manual/index.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    { kind: 'sql', bad: "SELECT 'open FROM t", good: "SELECT 'closed' FROM t" },
    {
      kind: 'bundle',
      bad: 'resources:\n  jobs:\n    load: { name: load\n    report: { name: report }\n',
      good: 'resources:\n  jobs:\n    load: { name: load }\n    report: { name: report }\n',
    },
    { kind: 'sql', bad: 'FROBNICATE TABLE t;\nSELECT a FROM t', good: 'OPTIMIZE t;\nSELECT a FROM t' },
  ],
  nearMisses: [
    { why: 'half-typed, but clear', kind: 'sql', code: 'SELECT a, FROM t WHERE' },
    { why: 'a query that is only known at run time', kind: 'python', code: 'spark.sql(f"{statement} TABLE {name}")\n' },
  ],
});
