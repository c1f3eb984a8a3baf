import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';

const root = join(__dirname, '..', '..');

describe('the start of the command line', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'lakelint-start-'));
  const env = { ...process.env, XDG_CACHE_HOME: folder, LOCALAPPDATA: folder, HOME: folder };
  const entry = join(folder, 'cli.js');
  const program = join(folder, 'lakelint.js');
  const code = 'DELETE FROM main.sales.orders;\n';

  const check = (): string => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [entry, 'check', 'job.sql'], { cwd: folder, env, encoding: 'utf8' }); // prettier-ignore
    assert.equal(status, 1, stderr);
    return stdout;
  };
  const compiled = (): string => {
    const file = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) => name.includes('compiled-'));
    assert.ok(file, 'nothing was kept');
    return join(folder, file);
  };

  before(async () => {
    const common: BuildOptions = { absWorkingDir: root, bundle: true, platform: 'node', target: 'node20', format: 'cjs', mainFields: ['module', 'main'], logLevel: 'error' }; // prettier-ignore
    await build({ ...common, entryPoints: ['src/start.ts'], outfile: entry });
    await build({ ...common, entryPoints: ['src/cli.ts'], outfile: program });
    writeFileSync(join(folder, 'job.sql'), code);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps the compiled program behind a check, and says the same with it', () => {
    execFileSync(process.execPath, [entry, '--version'], { env });
    assert.equal(readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) => name.includes('compiled-')), false); // prettier-ignore
    const first = check();
    assert.match(first, /unfiltered-delete/);
    const kept = readFileSync(compiled());
    assert.equal(check(), first);
    assert.deepEqual(readFileSync(compiled()), kept);
  });

  it('compiles again where the file is damaged, or belongs to another program', () => {
    const first = check();
    const kept = readFileSync(compiled());
    const damaged = Buffer.from(kept);
    damaged[kept.length >> 1]! ^= 0xff;
    for (const bytes of [damaged, kept.subarray(0, 30), Buffer.of()]) {
      writeFileSync(compiled(), bytes);
      assert.equal(check(), first);
      assert.notDeepEqual(readFileSync(compiled()), bytes);
    }
    // A program of the same length: V8 alone would take the old one for it.
    const source = readFileSync(program, 'utf8');
    writeFileSync(program, source.replace(/unfiltered-delete/g, 'unfiltered_delete'));
    assert.match(check(), /unfiltered_delete/);
  });

  it('does without where it cannot or must not write', () => {
    const without = { ...env, NODE_DISABLE_COMPILE_CACHE: '1' };
    rmSync(compiled());
    const { status } = spawnSync(process.execPath, [entry, 'check', 'job.sql'], { cwd: folder, env: without });
    assert.equal(status, 1);
    assert.throws(compiled);
    const nowhere = { ...env, XDG_CACHE_HOME: entry, LOCALAPPDATA: entry, HOME: entry };
    const blocked = spawnSync(process.execPath, [entry, 'check', 'job.sql'], { cwd: folder, env: nowhere, encoding: 'utf8' }); // prettier-ignore
    assert.deepEqual([blocked.status, blocked.stderr], [1, '']);
  });
});
