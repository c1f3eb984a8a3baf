import { didYouMean, languageOf, rules, type Rule } from '../engine';
import { oneOf, print, readArguments, UsageError, type Command } from './command';

/** `lakelint rule`: what rules say. */
export const command: Command = {
  help: `lakelint rule [ID] [--format text|json]

What a rule says: why, examples, options, documentation. Without ID the list of all rules.
`,
  async run(args) {
    const { values, positionals } = readArguments('rule', args, { format: { type: 'string' } }, 1);
    const format = oneOf('--format', values.format ?? 'text', ['text', 'json']);
    const id = positionals[0];
    if (id === undefined) {
      await print(format === 'json' ? json(rules.map(entry)) : list());
      return 0;
    }
    const rule = rules.find((one) => one.id === id);
    if (!rule) {
      const hint = didYouMean(
        id,
        rules.map((one) => one.id),
      );
      throw new UsageError(`Unknown rule \`${id}\`${hint || '; `lakelint rule` lists them.'}`);
    }
    await print(format === 'json' ? json([{ ...entry(rule), ...details(rule) }]) : page(rule));
    return 0;
  },
};

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function entry(rule: Rule) {
  const { id, severity, family, fix, summary } = rule;
  return { id, severity, family, language: languageOf(rule), fix: fix ?? null, summary };
}

function details({ why, docs, options, examples }: Rule) {
  return { why, docs, options: options ?? {}, examples };
}

function list(): string {
  const width = (cells: readonly string[]) => Math.max(0, ...cells.map((cell) => cell.length));
  const idWidth = width(rules.map((rule) => rule.id));
  const familyWidth = width(rules.map((rule) => rule.family));
  const lines = rules.map((rule) => {
    const fix = rule.fix ? ` (${rule.fix} fix)` : '';
    return `${rule.id.padEnd(idWidth)}  ${rule.severity.padEnd(7)}  ${rule.family.padEnd(familyWidth)}  ${rule.summary}${fix}`;
  });
  return [...lines, `${rules.length} rules. \`lakelint rule ID\` says more about one.`, ''].join('\n');
}

function indented(code: string): string {
  return code.replace(/\n+$/, '').replace(/^(?=.)/gm, '    ');
}

function page(rule: Rule): string {
  const facts = [rule.severity, rule.family, languageOf(rule), rule.fix ? `${rule.fix} fix` : 'no fix'];
  const parts = [`${rule.id}: ${rule.summary}`, facts.join(' · '), rule.why.trim()];
  for (const { bad, good } of rule.examples)
    parts.push(`Reported:\n\n${indented(bad)}`, `Better:\n\n${indented(good)}`);
  const options = Object.entries(rule.options ?? {});
  if (options.length > 0) {
    const lines = options.map(
      ([name, spec]) => `  ${name} = ${JSON.stringify(spec.default)}\n      ${spec.description}`,
    );
    parts.push(`Options:\n${lines.join('\n')}`);
  }
  parts.push(`Set it in lakelint.json: { "rules": { "${rule.id}": "off" } }`);
  const hash = languageOf(rule) === 'sql' ? '--' : '#';
  parts.push(`Ignore it in one place: ${hash} lakelint: ignore[${rule.id}] -- reason`);
  if (rule.docs.length > 0) {
    parts.push(
      `Documentation:\n${rule.docs.map((doc) => `  ${doc.title} (read ${doc.checked})\n  ${doc.url}`).join('\n')}`,
    );
  }
  return `${parts.join('\n\n')}\n`;
}
