import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version } from '../../package.json';
import { buildCli, lakelint, start } from './cli';

const call = (...args: string[]) => lakelint(args, tmpdir());

describe('lakelint: the other commands', function () {
  this.timeout(60_000);
  before(buildCli);

  it('--version, --help, and nothing at all', async () => {
    assert.deepEqual(await call('--version'), { code: 0, out: `lakelint ${version}\n`, err: '' });
    const help = await call('--help');
    assert.equal(help.code, 0);
    for (const name of ['check', 'rule', 'conf', 'demo', 'server']) {
      assert.match(help.out, new RegExp(`^  ${name} `, 'm'));
      const one = await call(name, '--help');
      assert.equal(one.code, 0);
      assert.ok(one.out.startsWith(`lakelint ${name}`), name);
    }
    assert.equal((await call()).code, 2);
  });

  it('an unknown command or option is wrong use', async () => {
    const wrong = async (message: RegExp, ...args: string[]) => {
      const { code, out, err } = await call(...args);
      assert.deepEqual([code, out], [2, '']);
      assert.match(err, message);
      assert.match(err, /^[^\n]+\n$/);
    };
    await wrong(/Unknown command `chek`; did you mean `check`\?/, 'chek');
    await wrong(/Unknown command `constructor`; `lakelint --help`/, 'constructor');
    await wrong(/Unknown option `--fix`/, '--fix');
    await wrong(/Unknown rule `colect-on-driver`; did you mean `collect-on-driver`\?/, 'rule', 'colect-on-driver');
    await wrong(/Unexpected argument `b`/, 'rule', 'a', 'b');
    await wrong(/`xml` is not a value of `--format`/, 'conf', '--format', 'xml');
    await wrong(/give `--stdio`/, 'server');
    await wrong(/give a number from 0/, 'demo', '--port', 'x');
  });

  it('rule lists every rule, in text and in JSON', async () => {
    const { code, out } = await call('rule', '--format', 'json');
    assert.equal(code, 0);
    const list = JSON.parse(out) as Record<string, unknown>[];
    assert.ok(list.length > 5);
    for (const entry of list) {
      assert.deepEqual(Object.keys(entry), ['id', 'severity', 'family', 'language', 'fix', 'summary']);
      assert.ok(['error', 'warning', 'info', 'off'].includes(String(entry.severity)));
    }
    const text = (await call('rule')).out;
    for (const { id } of list) assert.match(text, new RegExp(`^${String(id)} `, 'm'));
  });

  it('rule ID says what the rule says', async () => {
    const { code, out } = await call('rule', 'collect-on-driver');
    assert.equal(code, 0);
    assert.match(out, /^collect-on-driver: /);
    for (const part of ['Reported:', 'Better:', 'Documentation:', 'ignore[collect-on-driver]'])
      assert.ok(out.includes(part), part);
    const [one] = JSON.parse((await call('rule', 'collect-on-driver', '--format', 'json')).out) as {
      id: string;
      why: string;
    }[];
    assert.equal(one?.id, 'collect-on-driver');
    assert.ok(one?.why);
  });

  it('conf finds a key, an option, words, and guesses', async () => {
    const key = await call('conf', 'spark.sql.shuffle.partitions');
    assert.equal(key.code, 0);
    assert.match(key.out, /^spark\.sql\.shuffle\.partitions: int = 200\n/);
    const [fact] = JSON.parse((await call('conf', 'spark.sql.shuffle.partitions', '--format', 'json')).out) as {
      key: string;
      default: string;
    }[];
    assert.deepEqual([fact?.key, fact?.default], ['spark.sql.shuffle.partitions', '200']);
    assert.match((await call('conf', 'mergeSchema')).out, /mergeSchema \(\w+ option\)/);
    assert.match((await call('conf', 'shuffle partitions')).out, /^spark\.sql\.shuffle\.partitions/m);
    assert.match((await call('conf', 'spark.sql.adaptive.skew')).out, /^spark\.sql\.adaptive\.skewJoin\.enabled/m);
    const nearly = await call('conf', 'spark.sql.adaptive.skewedJoin.enabled');
    assert.equal(nearly.code, 2);
    assert.match(nearly.err, /did you mean `spark\.sql\.adaptive\.skewJoin\.enabled`/);
    const wrong = await call('conf', 'spark.sql.shufle.partitons');
    assert.equal(wrong.code, 2);
    assert.match(wrong.err, /did you mean `spark\.sql\.shuffle\.partitions`\?/);
  });

  it('conf takes several words, and names other settings beside an option', async () => {
    assert.match((await call('conf', 'shuffle', 'partitions')).out, /^spark\.sql\.shuffle\.partitions/);
    assert.match((await call('conf', 'shufle')).out, /^spark\.sql\.shuffle\.partitions/);
    const zone = (await call('conf', 'timezone')).out;
    assert.match(zone, /^timeZone \(csv option\)[^]*Also with this word:\n[^]*^spark\.sql\.session\.timeZone/m);
  });

  it('conf shows what is set for a task', async () => {
    const bundle = join(process.cwd(), 'demo', 'databricks.yml');
    const { out, code } = await call('conf', '--task', 'orders_daily/clean_orders', '--bundle', bundle);
    assert.equal(code, 0);
    assert.match(out, /^Settings of orders_daily \/ clean_orders$/m);
    assert.match(out, /^- spark\.sql\.shuffle\.partitions = 400 from silver\/clean_orders\.py:\d+, default 200$/m);
    assert.doesNotMatch(out, /`|^#/m);
    const { out: asJson } = await call(
      'conf',
      '--task',
      'orders_daily / clean_orders',
      '--bundle',
      bundle,
      '--format',
      'json',
    );
    assert.equal((JSON.parse(asJson) as { sources: unknown[] }).sources.length, 2);
    const misspelt = await call('conf', '--task', 'orders_daily/clean_order', '--bundle', bundle);
    assert.equal(misspelt.code, 2);
    assert.match(misspelt.err, /no task `orders_daily\/clean_order`; did you mean/);
  });

  it('conf lists everything, and a reader that stops early is no failure', async () => {
    const { code, out } = await call('conf');
    assert.equal(code, 0);
    assert.ok(out.split('\n').length > 1000);
    const child = start(['conf', '--format', 'json'], tmpdir());
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.stdout.once('data', () => child.stdout.destroy());
    const ended = await new Promise((done) => child.on('close', done));
    assert.deepEqual([ended, err], [0, '']);
  });

  it('demo prints address and token first, answers, and ends when it is stopped', async () => {
    const child = start(['demo'], tmpdir());
    let out = '';
    await new Promise<void>((done, fail) => {
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString();
        if (out.split('\n').length > 2) done();
      });
      child.on('exit', () => fail(new Error(`ended early: ${out}`)));
    });
    const [url, token] = out.split('\n');
    assert.match(url ?? '', /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.match(token ?? '', /^token \S{16,}$/);
    const headers = { authorization: `Bearer ${(token ?? '').slice(6)}` };
    const answer = await fetch(`${url}/api/2.2/jobs/list`, { headers });
    assert.equal(answer.status, 200);
    assert.ok(((await answer.json()) as { jobs: unknown[] }).jobs.length > 0);
    assert.equal((await fetch(`${url}/api/2.2/jobs/list`)).ok, false, 'not without the token');
    const ended = new Promise((done) => child.removeAllListeners('exit').on('exit', done));
    child.kill('SIGTERM');
    assert.equal(await ended, 0);
  });

  it('server answers the first request of a client', async () => {
    const child = start(['server', '--stdio'], tmpdir());
    const request = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { processId: null, rootUri: null, capabilities: {} },
    });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(request)}\r\n\r\n${request}`);
    let out = '';
    await new Promise<void>((done, fail) => {
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString();
        if (out.includes('"capabilities"')) done();
      });
      child.on('exit', () => fail(new Error(`ended early: ${out}`)));
    });
    child.removeAllListeners('exit');
    child.kill();
    assert.match(out, /"id":1/);
  });
});
