import { defineRule } from '../../rule';

/** Raised by the runner itself, which knows what each comment hid. */
export default defineRule({
  id: 'bare-suppression',
  family: 'lakelint',
  severity: 'warning',
  fix: 'safe',

  summary: 'An ignore comment names no rule',
  why: 'Without a rule in brackets the comment hides nothing. A comment that hid everything would also hide the mistakes that somebody makes there later: name the rule, and say why.',
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
      bad: 'rows = spark.table("a.b.c").collect()  # lakelint: ignore\n',
      good: 'rows = spark.table("a.b.c").collect()  # lakelint: ignore[collect-on-driver] -- 20 rows\n',
    },
  ],
  nearMisses: [{ why: 'text inside a string is no comment', kind: 'python', code: 'text = "# lakelint: ignore"\n' }],
});
