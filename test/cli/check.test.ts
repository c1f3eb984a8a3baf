import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { temp, type Temp } from '../project/temp';
import { buildCli, lakelint, type Outcome } from './cli';

const FOUND = 'df = spark.table("main.a.b")\nrows = df.collect()\n';
const FIXABLE = 'df = spark.table("main.a.b")\nif df.count() == 0:\n    print("none")\n';
const CLEAN = 'x = 1\n';

let folder: Temp;
const make = (files: Record<string, string | Uint8Array>) => (folder = temp({ '.git/': '', ...files }));
const check = (...args: string[]): Promise<Outcome> => lakelint(['check', ...args], folder.path);
const oneLine = (text: string) => assert.match(text, /^[^\n]+\n$/, 'exactly one line on stderr');

describe('lakelint check', function () {
  this.timeout(60_000);
  before(buildCli);
  afterEach(() => folder?.remove());

  describe('exit codes and the text report', () => {
    it('0 when nothing is found', async () => {
      make({ 'a.py': CLEAN, 'b.sql': 'SELECT 1;\n' });
      assert.deepEqual(await check(), { code: 0, out: 'Nothing found in 2 files.\n', err: '' });
    });

    it('1 and one line for each finding', async () => {
      make({ 'src/a.py': FOUND, 'b.py': CLEAN });
      const { code, out, err } = await check();
      assert.equal(code, 1);
      assert.equal(err, '');
      const lines = out.split('\n');
      assert.match(lines[0] ?? '', /^src\/a\.py:2:\d+ warning collect-on-driver \S/);
      assert.equal(lines[1], '1 finding (1 warning) in 1 of 2 files.');
    });

    it('a file that is named twice, and again by its folder, is checked once', async () => {
      make({ 'src/a.py': FOUND });
      const { out } = await check('src/a.py', 'src', './src/a.py', '--format', 'json');
      const report = JSON.parse(out) as { files: number; findings: { file: string }[] };
      assert.equal(report.files, 1);
      assert.deepEqual(
        report.findings.map((finding) => finding.file),
        ['src/a.py'],
        'as it was given first',
      );
    });

    it('says so when there is nothing to check', async () => {
      make({ 'README.md': '' });
      assert.deepEqual(await check(), { code: 0, out: 'No .py, .sql or .ipynb files to check.\n', err: '' });
    });

    it('uses no colours in a pipe', async () => {
      make({ 'a.py': FOUND });
      assert.ok(!(await check()).out.includes('\u001b'));
    });
  });

  describe('wrong use is 2, with one line that names the cure', () => {
    const cases: [args: string[], message: RegExp][] = [
      [['nope.py'], /nope\.py: .*no such file.*Check the path/],
      [['--formt', 'json'], /Unknown option `--formt`; did you mean `--format`\?/],
      [['--zzz'], /Unknown option `--zzz`; `lakelint check --help`/],
      [['--format'], /`--format` needs a value/],
      [['--fix=yes'], /`--fix` takes no value/],
      [['--format', 'sarif'], /sarif` does not exist yet/],
      [['--format', 'jsno'], /`jsno` is not a value of `--format`; did you mean `json`\?/],
      [
        ['--select', 'colect-on-driver'],
        /--select: unknown rule `colect-on-driver`; did you mean `collect-on-driver`\?/,
      ],
      [['--ignore', 'ALL'], /--ignore: unknown rule `ALL`/],
      [['--select', ','], /`--select` needs rule ids/],
      [['--target', '16'], /--target: `16` is not a target; give a runtime/],
      [['--target', 'servrless'], /did you mean `serverless`/],
      [['--unsafe-fixes'], /`--unsafe-fixes` widens `--fix` or `--diff`/],
      [['--diff', '--format', 'json'], /leave out `--format`/],
      [['-'], /needs `--stdin-filename NAME`/],
      [['--stdin-filename', 'a.py'], /give `-` as the path/],
      [['-', 'a.py', '--stdin-filename', 'a.py'], /name no other paths/],
      [['-', '--stdin-filename', 'a.txt'], /must end in \.py, \.sql or \.ipynb/],
      [['notes.md'], /notes\.md: Lakelint reads \.py, \.sql and \.ipynb files, and jobs in \.yml and \.json/],
    ];
    for (const [args, message] of cases) {
      it(args.join(' '), async () => {
        make({ 'a.py': FOUND, 'notes.md': '' });
        const { code, out, err } = await check(...args);
        assert.equal(code, 2);
        assert.equal(out, '');
        oneLine(err);
        assert.match(err, message);
      });
    }
  });

  describe('settings', () => {
    it('broken ones are 2 with file, place and cure', async () => {
      make({ 'a.py': FOUND, 'lakelint.json': '{\n  "rules": { "collect-on-drivr": "off" }\n}\n' });
      const { code, out, err } = await check('--format', 'json');
      assert.equal(code, 2);
      assert.equal(out, '');
      assert.equal(err, 'lakelint.json:2:14: Unknown rule `collect-on-drivr`; did you mean `collect-on-driver`?\n');
    });

    it('broken ones deep in the tree, and in a file that was named, as well', async () => {
      make({ 'a.py': CLEAN, 'sub/a.py': CLEAN, 'sub/pyproject.toml': '[tool.lakelint]\nexclude = [\n' });
      const { code, err } = await check();
      assert.equal(code, 2);
      assert.match(err, /^sub\/pyproject\.toml:\d+:\d+: This is not valid TOML/);
      oneLine(err);
      const named = await check('a.py', '--config', 'missing.json');
      assert.equal(named.code, 2);
      assert.match(named.err, /^missing\.json:1:1: The settings file cannot be read: there is no such file/);
    });

    it('a broken databricks.yml is said and does not stop the check', async () => {
      make({ 'a.py': FOUND, 'databricks.yml': 'a: [\n' });
      const { code, err } = await check();
      assert.equal(code, 1);
      oneLine(err);
      assert.match(err, /^databricks\.yml:\d+:\d+: This is not valid YAML/);
    });

    it('jobs of a bundle and jobs as JSON are checked, other YAML and JSON is not', async () => {
      const job = (key: string) =>
        `resources:\n  jobs:\n    ${key}:\n      tasks:\n        - task_key: a\n          notebook_task: { notebook_path: ./a.py }\n`;
      make({
        'databricks.yml': 'bundle: { name: b }\ninclude: [resources/*.yml]\n',
        'resources/one.yml': job('one'),
        'other/two.yml': job('two'),
        'resources/a.py': '',
        'jobs/three.json':
          '{ "name": "three", "tasks": [{ "task_key": "a", "spark_python_task": { "python_file": "/a.py" } }] }',
        'package.json': '{ "tasks": [] }',
        'docker-compose.yml': 'services: {}\n',
      });
      const { code, out } = await check('--select', 'job-without-timeout,missing-task-source');
      assert.equal(code, 1);
      assert.deepEqual(
        out
          .split('\n')
          .slice(0, -1)
          .map((line) => line.split(' ')[0]),
        ['jobs/three.json:1:4', 'resources/one.yml:3:5', '2'],
      );
      assert.match(out, /in 2 of 4 files/);
      const named = await check('other/two.yml', 'package.json', 'databricks.yml');
      assert.equal(named.code, 0);
      assert.match(named.err, /other\/two\.yml: not checked: no databricks\.yml includes it/);
      assert.match(named.err, /package\.json: not checked: it is no job definition/);
    });

    it('switch rules off, for all files or some; --select and --ignore win', async () => {
      make({
        'a.py': FOUND,
        'old/a.py': FOUND,
        'lakelint.json': '{ "overrides": [{ "files": ["old/**"], "rules": { "collect-on-driver": "off" } }] }',
      });
      assert.match((await check()).out, /in 1 of 2 files/);
      assert.match((await check('--select', 'collect-on-driver')).out, /in 2 of 2 files/);
      assert.equal((await check('--ignore', 'collect-on-driver')).code, 0);
      assert.equal((await check('--select', 'count-for-emptiness,bare-magic')).code, 0);
    });

    it('exclude holds for folders, and for a file that is named', async () => {
      make({ 'gen/a.py': FOUND, 'lakelint.json': '{ "exclude": ["gen/**"] }' });
      assert.equal((await check()).code, 0);
      assert.deepEqual(await check('gen/a.py'), {
        code: 0,
        out: 'Nothing found in 0 files. 1 file or folder not checked.\n',
        err: 'gen/a.py: not checked: the settings exclude it\n',
      });
    });
  });

  describe('--format', () => {
    it('json has exactly the shape that is promised', async () => {
      make({ 'a.py': FIXABLE, 'bad.py': Uint8Array.from([0x61, 0]) });
      const { code, out } = await check('--format', 'json', '--select', 'count-for-emptiness');
      assert.equal(code, 1);
      const report = JSON.parse(out) as { files: number; findings: Record<string, unknown>[]; skipped: unknown[] };
      assert.deepEqual(Object.keys(report), ['files', 'findings', 'skipped']);
      assert.equal(report.files, 1);
      const [finding] = report.findings;
      assert.ok(finding);
      assert.deepEqual(Object.keys(finding), [
        'file',
        'line',
        'column',
        'endLine',
        'endColumn',
        'rule',
        'severity',
        'message',
        'fix',
      ]);
      assert.equal(finding.file, 'a.py');
      assert.equal(finding.line, 2);
      assert.equal(finding.rule, 'count-for-emptiness');
      const fix = finding.fix as { safety: string; title: string; edits: Record<string, unknown>[] };
      assert.deepEqual(Object.keys(fix), ['safety', 'title', 'edits']);
      assert.equal(fix.safety, 'safe');
      assert.deepEqual(Object.keys(fix.edits[0] ?? {}), ['line', 'column', 'endLine', 'endColumn', 'insert']);
      assert.deepEqual(report.skipped, [
        { file: 'bad.py', line: 1, reason: 'the file is binary (it holds a NUL byte)' },
      ]);
    });

    it('columns count UTF-16 units, and no byte order mark', async () => {
      make({ 'a.py': '\uFEFFrows = spark.table("😀").collect()\n', 'b.py': 'rows = spark.table("😀").collect()\n' });
      const { out } = await check('--format', 'json', '--select', 'collect-on-driver');
      const { findings } = JSON.parse(out) as { findings: { line: number; column: number; endColumn: number }[] };
      const places = findings.map(({ line, column, endColumn }) => [line, column, endColumn]);
      // `collect` stands behind an emoji, which counts two.
      assert.deepEqual(places, [
        [1, 26, 33],
        [1, 26, 33],
      ]);
    });

    it('github prints annotations, with names and messages escaped', async () => {
      make({ 'a,b%.py': FOUND });
      const { code, out } = await check('--format', 'github');
      assert.equal(code, 1);
      assert.match(
        out,
        /^::warning file=a%2Cb%25\.py,line=2,endLine=2,col=\d+,endColumn=\d+,title=collect-on-driver::\S/,
      );
    });
  });

  describe('files that cannot be checked', () => {
    it('in a folder: said, and the exit code stays', async () => {
      make({
        'a.py': CLEAN,
        'binary.py': Uint8Array.from([1, 0, 2]),
        'latin.sql': Uint8Array.from([0x2d, 0x2d, 0xe4]),
        'big.py': new Uint8Array(21e6).fill(0x20),
      });
      const { code, out, err } = await check();
      assert.equal(code, 0);
      assert.equal(out, 'Nothing found in 1 file. 3 files or folders not checked.\n');
      assert.deepEqual(err.trim().split('\n').sort(), [
        'big.py: not checked: the file has 20.0 MB; the limit is 20 MB',
        'binary.py: not checked: the file is binary (it holds a NUL byte)',
        'latin.sql: not checked: the file is not valid UTF-8; save it as UTF-8',
      ]);
    });

    it('named: 2', async () => {
      make({ 'binary.py': Uint8Array.from([1, 0, 2]) });
      assert.equal((await check('binary.py')).code, 2);
    });

    it('without permission: 2, also in a folder', async function () {
      make({ 'a.py': FOUND, 'locked.py': CLEAN });
      chmodSync(folder.at('locked.py'), 0);
      // The superuser reads everything: nothing to see then.
      if (process.getuid?.() === 0) this.skip();
      const { code, out, err } = await check();
      assert.equal(code, 2);
      assert.match(out, /collect-on-driver/, 'the others are still reported');
      assert.equal(err, 'locked.py: not checked: permission denied\n');
    });

    it('a notebook that is broken', async () => {
      make({ 'n.ipynb': '{\n "cells": [' });
      const found = await check();
      assert.equal(found.code, 0);
      assert.match(found.err, /^n\.ipynb:\d+: not checked: \S[^\n]*\n$/);
      assert.match(found.out, /^Nothing found in 0 files\. 1 file or folder not checked\.\n$/);
      const named = await check('n.ipynb', '--format', 'json');
      assert.equal(named.code, 2);
      const { files, skipped } = JSON.parse(named.out) as { files: number; skipped: { file: string; line: number }[] };
      assert.deepEqual([files, skipped.map(({ file, line }) => [file, line])], [0, [['n.ipynb', 2]]]);
    });

    it('a link into nothing and a folder that ends in .py', async () => {
      make({ 'dir.py/a.py': FOUND });
      symlinkSync('nowhere', folder.at('dangling.py'));
      assert.equal((await check()).code, 1);
      const { code, err } = await check('dangling.py');
      assert.equal(code, 2);
      assert.match(err, /dangling\.py: .*no such file/);
    });
  });

  describe('--fix', () => {
    const fixed = (text: string) => {
      assert.doesNotMatch(text, /count\(\)/);
      return text;
    };

    it('writes the file, keeps its mode, and leaves nothing beside it', async () => {
      make({ 'a.py': FIXABLE });
      chmodSync(folder.at('a.py'), 0o755);
      const { code, out } = await check('--fix');
      assert.deepEqual([code, out], [0, '1 finding fixed. Nothing more found in 1 file.\n']);
      fixed(readFileSync(folder.at('a.py'), 'utf8'));
      assert.equal(statSync(folder.at('a.py')).mode & 0o777, 0o755);
      assert.deepEqual(readdirSync(folder.path).sort(), ['.git', 'a.py']);
      assert.deepEqual((await check()).code, 0);
    });

    it('keeps byte order mark, line ends, emoji and the rest of the file, byte by byte', async () => {
      const before = `\uFEFF# 😀 über\r\n${FIXABLE.replace(/\n/g, '\r\n')}\tx = "\u2028"\r\n# mixed\n# no end`;
      make({ 'a.py': before.replace('\tx', 'x') });
      const old = readFileSync(folder.at('a.py'), 'utf8');
      assert.equal((await check('--fix', '--select', 'count-for-emptiness')).code, 0);
      const now = readFileSync(folder.at('a.py'), 'utf8');
      const [line, ...others] = old.split('\r\n').filter((l, i) => l !== now.split('\r\n')[i]);
      assert.deepEqual([line, others], ['if df.count() == 0:', []], 'one line differs, and only that one');
      assert.equal(now.split('\r\n').length, old.split('\r\n').length);
      fixed(now);
    });

    it('a second time changes nothing', async () => {
      make({ 'a.py': FIXABLE });
      await check('--fix');
      const { mtimeMs } = statSync(folder.at('a.py'));
      const once = readFileSync(folder.at('a.py'), 'utf8');
      await check('--fix');
      assert.equal(readFileSync(folder.at('a.py'), 'utf8'), once);
      assert.equal(statSync(folder.at('a.py')).mtimeMs, mtimeMs, 'it is not written again');
    });

    it('reports what it cannot fix, and writes through a link', async () => {
      make({ 'real.txt': FIXABLE + FOUND });
      symlinkSync('real.txt', folder.at('a.py'));
      const { code, out } = await check('--fix', 'a.py');
      assert.equal(code, 1);
      assert.match(out, /collect-on-driver/);
      assert.match(out, /1 finding fixed\. 1 finding \(1 warning\)/);
      fixed(readFileSync(folder.at('real.txt'), 'utf8'));
      assert.ok(
        readdirSync(folder.path, { withFileTypes: true })
          .find((entry) => entry.name === 'a.py')
          ?.isSymbolicLink(),
      );
    });

    it('--diff prints what would change and writes nothing', async () => {
      make({ 'src/a.py': FIXABLE });
      const { code, out } = await check('--diff', '--fix');
      assert.equal(code, 1);
      assert.match(out, /^--- a\/src\/a\.py\n\+\+\+ b\/src\/a\.py\n@@ -1,3 \+1,3 @@\n/);
      assert.match(out, /^-if df\.count\(\) == 0:\n\+if /m);
      assert.equal(readFileSync(folder.at('src/a.py'), 'utf8'), FIXABLE);
    });
  });

  describe('stdin', () => {
    const pipe = (stdin: string | Uint8Array, ...args: string[]) =>
      lakelint(['check', '-', '--stdin-filename', 'sub/a.py', ...args], folder.path, { stdin });

    it('is checked under its name, with the settings of its folder', async () => {
      make({ 'sub/lakelint.json': '{ "rules": { "collect-on-driver": "error" } }' });
      const { code, out } = await pipe(FOUND);
      assert.equal(code, 1);
      assert.match(out, /^sub\/a\.py:2:\d+ error collect-on-driver/);
    });

    it('with --fix the text goes to stdout, the report to stderr', async () => {
      make({});
      const { code, out, err } = await pipe(`${FIXABLE}df.collect()\n`, '--fix');
      assert.equal(code, 1);
      assert.match(out, /^df = spark\.table/);
      assert.doesNotMatch(out, /count\(\)/);
      assert.ok(out.endsWith('df.collect()\n'));
      assert.match(err, /collect-on-driver/);
      const clean = await pipe(CLEAN, '--fix');
      assert.deepEqual([clean.code, clean.out], [0, CLEAN], 'a text without findings comes back as it was');
    });

    it('with --diff, and with what cannot be read', async () => {
      make({});
      assert.match((await pipe(FIXABLE, '--diff')).out, /^--- a\/sub\/a\.py\n/);
      const binary = await pipe(Uint8Array.from([0x61, 0]));
      assert.equal(binary.code, 2);
      oneLine(binary.err);
    });
  });
});
