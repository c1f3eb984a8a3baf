import { defineRule } from '../../rule';

/** Raised by the runner itself, which knows what each comment hid. */
export default defineRule({
  id: 'unknown-suppression',
  family: 'lakelint',
  severity: 'warning',
  fix: 'safe',

  summary: 'An ignore comment names a rule that does not exist',
  why: 'The name is misspelt, or the rule has been renamed: the comment hides nothing, and the finding that it was meant for comes back.',
  docs: [
    {
      title: 'Ignoring a finding (Lakelint)',
      url: 'https://github.com/lakelint/lakelint#ignoring-a-finding',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      kind: 'python',
      bad: 'rows = spark.table("a.b.c").limit(9).collect()  # lakelint: ignore[collect-at-driver] -- 9 rows\n',
      good: 'rows = spark.table("a.b.c").collect()  # lakelint: ignore[collect-on-driver] -- 20 rows\n',
    },
  ],
  nearMisses: [{ why: 'text inside a string is no comment', kind: 'python', code: 'text = "# lakelint: ignore"\n' }],
});
