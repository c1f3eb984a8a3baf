/** `npm run new-rule -- <family> <id> <pyspark|sql|jobs> "Summary"`: the rule file, its test and everything that is derived from it. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './files';
import { rulesDir } from './rule-files';

const [family, id, language, summary] = process.argv.slice(2);

function fail(message: string): never {
  console.error(`${message}\nUsage: npm run new-rule -- <family> <id> <pyspark|sql|jobs> "Summary"`);
  process.exit(2);
}

if (!family || !id || !language || !summary) fail('Four arguments are needed.');
if (!/^[a-z]+$/.test(family)) fail('A family is one lower-case word.');
if (!/^[a-z]+(-[a-z]+)*$/.test(id))
  fail('An id is lower-case words with hyphens; it names the problem, never the cure.');
if (!['pyspark', 'sql', 'jobs'].includes(language)) fail('The language is `pyspark`, `sql` or `jobs`.');

const file = path.join(rulesDir, family, `${id}.ts`);
if (existsSync(file)) fail(`${path.relative(root, file)} exists already.`);

const jobs = `  *job({ jobs, isHere }) {
    for (const { place } of jobs) {
      if (isHere(place)) yield { span: place.span, message: 'Say what happens, and what to write instead.' };
    }
  },`;

const check =
  language === 'jobs'
    ? jobs
    : language === 'sql'
      ? `  *sql(facts) {
    for (const statement of facts.tree.statements) {
      if (statement.kind !== 'delete') continue;
      yield { span: statement.head, message: 'Say what happens, and what to write instead.' };
    }
  },`
      : `  *python(facts) {
    for (const fact of facts.dataFrameCalls('someMethod')) {
      yield { span: fact.nameSpan, message: 'Say what happens, and what to write instead.' };
    }
  },`;

mkdirSync(path.dirname(file), { recursive: true });
writeFileSync(
  file,
  `import { defineRule } from '../../rule';

export default defineRule({
  id: '${id}',
  family: '${family}',
  severity: 'off',

  summary: ${JSON.stringify(summary)},
  why: 'What goes wrong, when, and what to do about it.',
  docs: [{ title: 'Page', url: 'https://docs.databricks.com/', checked: '${new Date().toISOString().slice(0, 10)}' }],

  examples: [{ bad: '', good: '' }],
  nearMisses: [],

${check}
});
`,
);
writeFileSync(
  path.join(root, 'test/rules', `${id}.test.ts`),
  `import { findingsOf } from './harness';
import assert from 'node:assert/strict';

// Examples and near misses of the rule run in examples.test.ts. Here: spans, messages, fixes and what is special.
describe('${id}', () => {
  it('marks the place', () => {
    assert.deepEqual(findingsOf('${id}', ''), []);
  });
});
`,
);
execFileSync('npx', ['tsx', path.join(root, 'src/tools/generate.ts')], { cwd: root, stdio: 'inherit' });
console.log(`Now write ${path.relative(root, file)} and test/rules/${id}.test.ts.`);
