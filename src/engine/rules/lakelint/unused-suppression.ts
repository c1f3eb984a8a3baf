import { defineRule } from '../../rule';

/** Raised by the runner itself, which knows what each comment hid. */
export default defineRule({
  id: 'unused-suppression',
  family: 'lakelint',
  severity: 'info',
  fix: 'safe',

  summary: 'An ignore comment hides nothing any more',
  why: 'The mistake is gone, the comment stayed. Left in place it would hide the next one.',
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
      bad: 'rows = spark.table("a.b.c").limit(9).collect()  # lakelint: ignore[collect-on-driver] -- 9 rows\n',
      good: 'rows = spark.table("a.b.c").limit(9).collect()\n',
    },
  ],
  nearMisses: [{ why: 'text inside a string is no comment', kind: 'python', code: 'text = "# lakelint: ignore"\n' }],
});
