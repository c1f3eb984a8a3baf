// The stages of `npm test`, in order: what is quick to say no comes first.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

/** @typedef {{ passed: number, failed: number, skipped: number, isPartial?: boolean }} Counts */

export const stages = [
  script('typecheck', 'TypeScript, the pure folders without Node and VS Code once more'),
  script('lint', 'ESLint and Prettier'),
  script('generate', 'what is generated is up to date', ['--check']),
  script('build', 'the bundles'),
  mocha('architecture', 'who imports whom'),
  mocha('engine', 'the linter'),
  mocha('rules', 'every rule'),
  mocha('confs', 'what is known of settings'),
  mocha('runs', 'job runs and the demo workspace'),
  mocha('format', 'SQL laid out'),
  mocha('project', 'settings files, tables and compute of a project'),
  mocha('language', 'the language server over stdio'),
  mocha('cli', 'the command line as a process'),
  mocha('webview', 'the runs view in a browser'),
  mocha('package', 'what is published', 5),
  mocha('demo', 'what demo/ shows'),
  { name: 'editor', what: 'Lakelint in a real VS Code', run: editor },
  mocha('spark', 'snippets and examples on real Spark and Delta Lake', 30),
];

/** A script of package.json, which counts as one test. */
function script(name, what, args = []) {
  const run = async ({ exec }) => {
    const code = await exec('npm', ['run', '--silent', name, ...(args.length > 0 ? ['--', ...args] : [])], 5);
    return code === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
  };
  return { name, what, run };
}

/** The mocha tests of one folder. Only the report counts: a process that ends well may have run nothing. */
function mocha(name, what, minutes = 5) {
  const run = async ({ root, exec }) => {
    const report = reportFile(root, `${name}.json`);
    const bin = path.join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
    // Files are named one by one: mocha takes a folder without tests for a mistake in its arguments.
    const files = testFiles(path.join(root, 'test', name)).map((file) => path.relative(root, file));
    if (files.length === 0) return { passed: 0, failed: 0, skipped: 0 };
    const args = [bin, '--reporter', 'json', '--reporter-option', `output=${report}`, ...files];
    const code = await exec(process.execPath, args, minutes);
    if (!existsSync(report)) return noReport(code);
    const { stats, failures, pending } = JSON.parse(readFileSync(report, 'utf8'));
    for (const { fullTitle, err } of failures)
      console.log(`\n  FAILED  ${fullTitle}\n${indent(err.stack ?? err.message ?? '')}`);
    for (const { fullTitle } of pending) console.log(`  skipped ${fullTitle}`);
    // A hook that failed is a failure without being a test; an error outside of all tests shows in the exit code alone.
    const failed = code === 0 ? failures.length : Math.max(1, failures.length);
    return { passed: stats.passes, failed, skipped: pending.length };
  };
  return { name, what, run };
}

/** The real VS Code: two suites, each leaves a report. */
async function editor({ root, exec }) {
  const files = ['inside.json', 'workbench.json'].map((name) => path.join(root, '.cache', 'editor', name));
  for (const file of files) rmSync(file, { force: true });
  const code = await exec(process.execPath, [path.join(root, 'test', 'editor', 'run.mjs')], 20);
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const file of files) {
    if (existsSync(file)) add(counts, JSON.parse(readFileSync(file, 'utf8')));
    else if (code === 0) Object.assign(counts, { skipped: counts.skipped + 1, isPartial: true });
  }
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  return counts;
}

function add(counts, { tests, failures }) {
  const of = (state) => tests.filter((test) => test.state === state).length;
  counts.passed += of('passed');
  counts.skipped += of('pending');
  counts.failed += Math.max(failures, of('failed'));
  for (const { title, state, error } of tests)
    if (state === 'failed') console.log(`\n  FAILED  ${title}\n${indent(error ?? '')}`);
}

function noReport(code) {
  console.log(`  mocha ended with ${code} and left no report.`);
  return { passed: 0, failed: 1, skipped: 0 };
}

function reportFile(root, name) {
  const folder = path.join(root, '.cache', 'test-reports');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  rmSync(file, { force: true });
  return file;
}

function testFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

function indent(text) {
  return text.replace(/^/gm, '    ');
}
