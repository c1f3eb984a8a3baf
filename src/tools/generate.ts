/**
 * Writes everything that is derived from the rules: the rule list, the rule pages, the settings block of package.json,
 * the schema of `lakelint.json` and the table in the README. With `--check` it writes nothing and fails when something is stale.
 */
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { languageOf, type Rule } from '../engine/rule';
import { GeneratedFiles, root } from './files';
import { rulesIndex } from './rule-files';
import { rulePage } from './rule-page';
import { ruleSettingsSchema, settingsSchema } from './settings-schema';

const check = process.argv.includes('--check');

function readmeTable(rules: readonly Rule[]): string {
  const rows = rules.map((r) => {
    const fix = r.fix ?? '–';
    return `| [\`${r.id}\`](docs/rules/${r.id}.md) | ${languageOf(r)} | ${r.severity} | ${fix} | ${r.summary} |`;
  });
  return ['| Rule | Language | Level | Fix | What it says |', '|---|---|---|---|---|', ...rows].join('\n');
}

function between(text: string, name: string, content: string): string {
  const [open, close] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const from = text.indexOf(open);
  const to = text.indexOf(close);
  if (from < 0 || to < from) throw new Error(`The README has no ${open} … ${close}.`);
  return `${text.slice(0, from + open.length)}\n\n${content}\n\n${text.slice(to)}`;
}

function packageJson(rules: readonly Rule[]): string {
  const text = readFileSync(path.join(root, 'package.json'), 'utf8');
  const parsed = JSON.parse(text) as { contributes?: { configuration?: { properties?: Record<string, unknown> } } };
  const properties = parsed.contributes?.configuration?.properties;
  if (!properties) throw new Error('package.json has no contributes.configuration.properties.');
  properties['lakelint.rules'] = ruleSettingsSchema(rules);
  return JSON.stringify(parsed, null, 2) + '\n';
}

async function main(): Promise<void> {
  const files = new GeneratedFiles(check);
  files.write('src/engine/rules/index.ts', rulesIndex());
  const { rules } = await import('../engine/rules');
  for (const rule of rules) files.write(`docs/rules/${rule.id}.md`, rulePage(rule));
  const ids = new Set(rules.map((r) => `${r.id}.md`));
  for (const name of readdirSync(path.join(root, 'docs/rules'))) {
    if (ids.has(name)) continue;
    files.stale.push(`docs/rules/${name}`);
    if (!check) rmSync(path.join(root, 'docs/rules', name));
  }
  files.write('schema/lakelint.schema.json', JSON.stringify(settingsSchema(rules), null, 2) + '\n');
  files.write('package.json', packageJson(rules));
  files.write('README.md', between(readFileSync(path.join(root, 'README.md'), 'utf8'), 'rules', readmeTable(rules)));
  const verb = check ? 'stale' : 'written';
  for (const name of files.stale) console.log(`${verb}: ${name}`);
  console.log(`${rules.length} rules, ${files.stale.length} files ${verb}.`);
  if (check && files.stale.length > 0) {
    console.error('Generated files are stale: run `npm run generate`.');
    process.exitCode = 1;
  }
}

void main();
