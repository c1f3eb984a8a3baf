import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temp, type Temp } from '../project/temp';
import { buildCli, lakelint } from './cli';

const JOB = `# Databricks notebook source
# MAGIC %run ./setup

# COMMAND ----------

rows = spark.table("main.shop.orders").collect()
spark.sql("SELECT * FROM main.shop.orders WHERE amount = NULL").display()
`;
const TABLE = 'CREATE TABLE main.shop.orders (order_id BIGINT, amount INT) USING DELTA;\n';

interface KeptFile {
  readonly version: string;
  readonly entries: Record<string, [day: number, answer: { linted?: { findings: { message: string }[] } }]>;
}

describe('lakelint check, a second time', function () {
  this.timeout(60_000);
  before(buildCli);
  let folder: Temp;
  afterEach(() => folder?.remove());

  const make = () =>
    (folder = temp({ '.git/': '', 'job.py': JOB, 'setup.py': 'x = 1\n', 'ddl.sql': TABLE, 'q.sql': 'SELECT 1;\n' }));
  const place = () => join(folder.path, 'kept');
  const check = (...args: string[]) =>
    lakelint(['check', '.', '--format', 'json', '--cache-dir', place(), ...args], folder.path);
  const keptFile = () => join(place(), readdirSync(place())[0]!);
  const read = () => JSON.parse(readFileSync(keptFile(), 'utf8')) as KeptFile;

  /** Puts words into the kept answers that no rule says. */
  function mark(): void {
    const kept = read();
    for (const [, answer] of Object.values(kept.entries))
      for (const finding of answer.linted?.findings ?? []) finding.message = 'taken over';
    writeFileSync(keptFile(), JSON.stringify(kept));
  }

  it('takes over what it said of files that are as they were', async () => {
    make();
    const first = await check();
    assert.ok((JSON.parse(first.out) as { findings: unknown[] }).findings.length >= 2, first.out);
    assert.deepEqual(await check(), first);
    mark();
    const marked = await check();
    assert.equal(marked.code, 1);
    assert.match(marked.out, /taken over/);
    assert.doesNotMatch((await check('--no-cache')).out, /taken over/);
  });

  const changes: Record<string, { change?: () => void; args?: string[] }> = {
    'the text': { change: () => folder.write('job.py', JOB.replace('amount', 'amounts')) },
    'the name of the file': {
      change: () => {
        folder.write('tests/test_job.py', JOB);
        rmSync(join(folder.path, 'job.py'));
      },
    },
    'a table of another file': { change: () => folder.write('ddl.sql', TABLE.replace('amount', 'total')) },
    'a notebook that is run': { change: () => rmSync(join(folder.path, 'setup.py')) },
    'the settings': { change: () => folder.write('lakelint.json', '{"rules": {"collect-on-driver": "error"}}') },
    'the rules that are asked for': { args: ['--select', 'null-comparison'] },
    'the compute': { args: ['--target', 'serverless'] },
  };
  for (const [what, { change, args = [] }] of Object.entries(changes)) {
    it(`checks anew after a change of ${what}`, async () => {
      make();
      await check();
      mark();
      change?.();
      const again = await check(...args);
      assert.doesNotMatch(again.out, /taken over/);
      assert.deepEqual(again, await check('--no-cache', ...args));
    });
  }

  it('goes by a file of another version, or a damaged one, as if there were none', async () => {
    make();
    const first = await check();
    mark();
    writeFileSync(keptFile(), JSON.stringify({ ...read(), version: 'another' }));
    assert.deepEqual(await check(), first);
    for (const text of ['', '{"version":', 'null', '[]', '{"entries": 1}']) {
      writeFileSync(keptFile(), text);
      assert.deepEqual(await check(), first);
    }
  });

  it('is no worse where nothing can be written', async () => {
    make();
    folder.write('kept', 'a file where a folder is wanted');
    const { code, err } = await check();
    assert.deepEqual([code, err], [1, '']);
  });

  it('keeps answers for the user alone, and none when told so or when files are fixed', async () => {
    make();
    await check('--no-cache');
    await lakelint(['check', '.', '--diff', '--cache-dir', place()], folder.path);
    assert.equal(existsSync(place()), false);
    await check();
    if (process.platform !== 'win32') assert.equal(statSync(keptFile()).mode & 0o077, 0);
  });

  it('forgets what nobody asked for in two weeks', async () => {
    make();
    await check();
    const kept = read();
    const keys = Object.keys(kept.entries);
    kept.entries['of-old'] = [kept.entries[keys[0]!]![0] - 20, {}];
    writeFileSync(keptFile(), JSON.stringify(kept));
    folder.write('q.sql', 'SELECT 2;\n');
    await check();
    assert.ok(!('of-old' in read().entries));
    assert.ok(keys.every((key) => key in read().entries));
  });
});
