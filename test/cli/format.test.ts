import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { temp, type Temp } from '../project/temp';
import { buildCli, lakelint, type Outcome } from './cli';

const ROUGH = 'select a from t;\n';
const FINE = 'SELECT\n  a\nFROM\n  t;\n';

let folder: Temp;
const make = (files: Record<string, string | Uint8Array>) => (folder = temp({ '.git/': '', ...files }));
const format = (...args: string[]): Promise<Outcome> => lakelint(['format', ...args], folder.path);
const read = (name: string) => readFileSync(folder.at(name), 'utf8');

describe('lakelint format', function () {
  this.timeout(60_000);
  before(buildCli);
  afterEach(() => folder?.remove());

  it('writes what has changed, and nothing else', async () => {
    make({ 'a.sql': ROUGH, 'b.sql': FINE, 'c.py': 'x  =  1\n', '.gitignore': 'd.sql\n', 'd.sql': ROUGH });
    const before = statSync(folder.at('b.sql')).mtimeMs;
    assert.deepEqual(await format(), { code: 0, out: '1 of 3 files formatted.\n', err: '' });
    assert.equal(read('a.sql'), FINE);
    assert.equal(read('d.sql'), ROUGH);
    assert.equal(statSync(folder.at('b.sql')).mtimeMs, before);
    assert.deepEqual(await format(), { code: 0, out: 'Nothing to format in 3 files.\n', err: '' });
  });

  it('leaves bundles and jobs as JSON alone, which `check` reads', async () => {
    make({
      'a.sql': FINE,
      'databricks.yml': 'bundle: { name: b }\n',
      'job.json': '{ "tasks": [{ "task_key": "a" }] }',
    });
    assert.deepEqual(await format(), { code: 0, out: 'Nothing to format in 1 file.\n', err: '' });
    const { code, err } = await format('databricks.yml');
    assert.deepEqual([code, err], [0, 'databricks.yml: not formatted: it holds no code\n']);
  });

  it('--check names the files, writes nothing, and gives 1 until there is nothing to do', async () => {
    make({ 'x/a.sql': ROUGH });
    assert.deepEqual(await format('--check'), { code: 1, out: 'x/a.sql\n1 of 1 file would be formatted.\n', err: '' });
    assert.equal(read('x/a.sql'), ROUGH);
    await format();
    assert.equal((await format('--check')).code, 0);
  });

  it('--diff prints a diff and writes nothing', async () => {
    make({ 'a.sql': ROUGH });
    const { code, out } = await format('--diff');
    assert.equal(code, 1);
    assert.match(out, /^--- a\/a\.sql\n\+\+\+ b\/a\.sql\n@@ .*\n-select a from t;\n\+SELECT\n/);
    assert.equal(read('a.sql'), ROUGH);
  });

  it('names what stays as it is', async () => {
    make({ 'a.sql': 'select 1;\nselect (;\n' });
    const { code, out, err } = await format();
    assert.deepEqual([code, out], [0, '1 of 1 file formatted.\n']);
    assert.equal(err, 'a.sql:2: this statement stays as it is: unclosed bracket\n');
    assert.equal(read('a.sql'), 'SELECT\n  1;\nselect (;\n');
  });

  it('follows the options', async () => {
    make({ 'a.sql': FINE });
    await format('--keyword-case', 'lower', '--indent', '4');
    assert.equal(read('a.sql'), 'select\n    a\nfrom\n    t;\n');
  });

  it('--commas leading, and commas that lead in the file', async () => {
    make({ 'a.sql': 'select a, -- one\n  b\nfrom t;\n' });
    await format('--commas', 'leading');
    const leading = 'SELECT\n  a -- one\n  , b\nFROM\n  t;\n';
    assert.equal(read('a.sql'), leading);
    assert.equal((await format('--commas', 'leading', '--check')).code, 0);
    await format();
    assert.equal(read('a.sql'), 'SELECT\n  a, -- one\n  b\nFROM\n  t;\n');
  });

  it('SQL in strings only when it is asked for', async () => {
    const source =
      '# Databricks notebook source\nspark.sql("""select 1""")\n\n# COMMAND ----------\n\n# MAGIC %sql\n# MAGIC select 2\n';
    make({ 'n.py': source });
    await format();
    assert.match(read('n.py'), /"""select 1"""[^]*# MAGIC SELECT\n# MAGIC {3}2\n$/);
    assert.equal((await format('--check')).code, 0);
    assert.equal((await format('--check', '--sql-strings')).code, 1);
    await format('--sql-strings');
    assert.match(read('n.py'), /"""\n {4}SELECT\n {6}1\n"""\)\n/);
    assert.equal((await format('--check', '--sql-strings')).code, 0);
  });

  it('reads stdin, writes stdout', async () => {
    make({});
    const args = ['format', '-', '--stdin-filename', 'a.sql'];
    assert.deepEqual(await lakelint(args, folder.path, { stdin: ROUGH }), { code: 0, out: FINE, err: '' });
    assert.equal((await lakelint([...args, '--check'], folder.path, { stdin: ROUGH })).code, 1);
  });

  it('wrong use, broken settings and unreadable files are 2', async () => {
    make({
      'a.sql': ROUGH,
      'bin.sql': Buffer.from([0x73, 0, 0xff, 0xfe]),
      'broken/lakelint.json': '{',
      'broken/a.sql': ROUGH,
    });
    for (const [args, message] of [
      [['nope.sql'], /nope\.sql: .*no such file/],
      [['--indent', 'x'], /--indent: give a whole number/],
      [['--keyword-case', 'Upper'], /--keyword-case: give one of upper, lower, preserve/],
      [['--commas', 'first'], /--commas: give one of trailing, leading/],
      [['--check', '--diff'], /exclude each other/],
      [['-'], /--stdin-filename/],
      [['--chek'], /did you mean `--check`/],
      [['bin.sql'], /bin\.sql: not formatted: /],
      [['broken'], /lakelint\.json:1/],
    ] as const) {
      const { code, err } = await format(...args);
      assert.equal(code, 2, `${args.join(' ')}: ${err}`);
      assert.match(err, message);
    }
    assert.equal(read('broken/a.sql'), ROUGH);
  });
});
