import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import {
  bundleWorkspace,
  connect,
  createJobsClient,
  listProfiles,
  RunsError,
  tokenConnection,
  type ConnectOptions,
  type Env,
} from '../../src/runs';
import { everythingOf, json, startServer, TOKEN } from './server';

// The shapes that are met in the wild: settings section, path and query in hosts, aligned and quoted values, names with dots.
const CONFIG = `[DEFAULT]
host  = https://default.example.com/?o=123
token = dapi-default

[__settings__]
default_profile = dev
auth_storage    = secure

[dev]
host = dev.example.com/some/path
token = "dapi-dev"
; a comment

[my.team prod]
host       = https://prod.example.com
auth_type  = databricks-cli

[nohost]
token = dapi-nohost

[account]
host = https://accounts.cloud.databricks.com
account_id = 1

[spog-a]
host = https://spog.example.com
workspace_id = 111
token = dapi-a

[spog-b]
host = https://spog.example.com
workspace_id = 222
token = dapi-b

[spn]
host = https://spn.example.com
client_id = c
client_secret = s

[insecure]
host = http://insecure.example.com
token = dapi-insecure

[two]
host = https://two.example.com
token = ${TOKEN}
client_id = c
client_secret = s
`;

describe('connection', () => {
  let home: string;
  let env: Env;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'lakelint-runs-'));
    env = { HOME: home };
    writeFileSync(join(home, '.databrickscfg'), CONFIG);
  });
  afterEach(() => {
    rmSync(home, { recursive: true });
  });

  const headersOf = async (options: ConnectOptions): Promise<Readonly<Record<string, string>>> =>
    (await connect({ env, ...options })).authenticate();
  async function refuses(options: ConnectOptions, pattern: RegExp): Promise<void> {
    const thrown = await connect({ env, ...options }).then(
      (connection) => assert.fail(`connected to ${connection.host}`),
      (cause: unknown) => cause,
    );
    assert.ok(thrown instanceof RunsError, String(thrown));
    assert.equal(thrown.kind, 'not-configured');
    assert.match(thrown.message, pattern);
  }

  it('lists the profiles of all shapes, without secrets', async () => {
    const found = await listProfiles(env);
    assert.equal(found.defaultProfile, 'dev');
    assert.deepEqual(
      found.profiles.map((one) => [one.name, one.host, one.workspaceId, one.authType, one.account]),
      [
        ['DEFAULT', 'https://default.example.com', '123', 'pat', false],
        ['account', undefined, undefined, undefined, true],
        ['dev', 'https://dev.example.com', undefined, 'pat', false],
        ['insecure', undefined, undefined, 'pat', false],
        ['my.team prod', 'https://prod.example.com', undefined, 'databricks-cli', false],
        ['nohost', undefined, undefined, 'pat', false],
        ['spn', 'https://spn.example.com', undefined, 'oauth-m2m', false],
        ['spog-a', 'https://spog.example.com', '111', 'pat', false],
        ['spog-b', 'https://spog.example.com', '222', 'pat', false],
        ['two', 'https://two.example.com', undefined, 'pat', false],
      ],
    );
    assert.ok(!JSON.stringify(found).includes('dapi-'));
  });

  it('no file means no profiles; DATABRICKS_CONFIG_FILE moves it', async () => {
    assert.deepEqual((await listProfiles({ HOME: join(home, 'nobody') })).profiles, []);
    writeFileSync(join(home, 'other.cfg'), '[x]\nhost = https://x.example.com\ntoken = dapi-x\n');
    const other = { ...env, DATABRICKS_CONFIG_FILE: '~/other.cfg' };
    assert.deepEqual(
      (await listProfiles(other)).profiles.map((one) => one.name),
      ['x'],
    );
    assert.equal((await headersOf({ env: other }))['authorization'], 'Bearer dapi-x');
  });

  it('a byte-order mark, which the SDK cannot read, is said', async () => {
    writeFileSync(join(home, '.databrickscfg'), `\uFEFF${CONFIG}`);
    await refuses({}, /byte-order mark/);
    rmSync(join(home, '.databrickscfg'));
    mkdirSync(join(home, '.databrickscfg'));
    await refuses({}, /cannot be read/);
  });

  it('uses the default profile that the settings name', async () => {
    const connection = await connect({ env });
    assert.deepEqual([connection.host, connection.label], ['https://dev.example.com', 'profile dev']);
    assert.deepEqual(await connection.authenticate(), { authorization: 'Bearer dapi-dev' });
  });

  it('never sends the token of the environment to the host of a profile', async () => {
    const options = {
      profile: 'dev',
      env: { ...env, DATABRICKS_TOKEN: 'dapi-env', DATABRICKS_HOST: 'https://env.example.com' },
    };
    assert.equal((await headersOf(options))['authorization'], 'Bearer dapi-dev');
    const named = { env: { ...env, DATABRICKS_TOKEN: 'dapi-env', DATABRICKS_CONFIG_PROFILE: 'dev' } };
    assert.equal((await headersOf(named))['authorization'], 'Bearer dapi-dev');
  });

  it('takes host and token from the environment', async () => {
    const options = { env: { ...env, DATABRICKS_TOKEN: 'dapi-env', DATABRICKS_HOST: 'env.example.com' } };
    assert.equal((await connect(options)).host, 'https://env.example.com');
    assert.equal((await headersOf(options))['authorization'], 'Bearer dapi-env');
  });

  it('a named host gets the token of the environment only when that token is for it', async () => {
    const free = { ...env, DATABRICKS_TOKEN: 'dapi-env' };
    assert.equal((await headersOf({ host: 'https://new.example.com', env: free }))['authorization'], 'Bearer dapi-env');
    const bound = { ...free, DATABRICKS_HOST: 'https://env.example.com' };
    assert.equal(
      (await headersOf({ host: 'https://env.example.com/', env: bound }))['authorization'],
      'Bearer dapi-env',
    );
    assert.equal(
      (await headersOf({ host: 'https://dev.example.com', env: bound }))['authorization'],
      'Bearer dapi-dev',
    );
  });

  it('a host in databricks.yml finds its profile, and never gets the token of the environment', async () => {
    const bundle = 'targets:\n  dev:\n    default: true\n    workspace:\n      host: https://dev.example.com\n';
    const connection = await connect({ env: { ...env, DATABRICKS_TOKEN: 'dapi-env' }, bundle });
    assert.equal((await connection.authenticate())['authorization'], 'Bearer dapi-dev');
    const strange = await connect({
      env: { ...env, DATABRICKS_TOKEN: 'dapi-env', PATH: '' },
      bundle: 'workspace:\n  host: https://evil.example.com\n',
    });
    await assert.rejects(
      strange.authenticate(),
      (cause) => cause instanceof RunsError && cause.kind === 'not-signed-in',
    );
  });

  it('one host for several workspaces: the id decides, and is sent', async () => {
    await refuses({ host: 'https://spog.example.com' }, /spog-a, spog-b/);
    const headers = await headersOf({ host: 'https://spog.example.com/?o=222' });
    assert.deepEqual(headers, { 'x-databricks-org-id': '222', authorization: 'Bearer dapi-b' });
  });

  it('says what is wrong with a profile', async () => {
    await refuses({ profile: 'missing' }, /has no profile missing/);
    await refuses({ profile: 'nohost' }, /no host/);
    await refuses({ profile: 'account' }, /account console/);
    await refuses({ profile: 'insecure' }, /without https/);
    await refuses({ profile: '__settings__' }, /has no profile/);
    await refuses({ host: 'http://example.com' }, /without https/);
    await refuses({ env: { HOME: join(home, 'nobody') } }, /No Databricks workspace/);
  });

  it('does not repeat what the SDK says about a broken profile', async () => {
    const thrown = await headersOf({ profile: 'two' }).catch((cause: unknown) => cause);
    assert.ok(thrown instanceof RunsError && thrown.kind === 'not-signed-in');
    assert.match(thrown.next, /databricks auth login --profile two/);
    assert.ok(!everythingOf(thrown).includes(TOKEN));
  });

  it('signs in through the Databricks CLI once for many calls, and again after a refusal', async function () {
    if (process.platform === 'win32') this.skip();
    this.timeout(15_000);
    const log = join(home, 'calls');
    const cli = join(home, 'databricks');
    writeFileSync(
      cli,
      `#!/bin/sh\necho "$@" >> ${log}\nif [ "$1" = version ]; then echo 0.250.0; else echo '{"access_token":"cli-token","token_type":"Bearer","expiry":"2099-01-01T00:00:00Z"}'; fi\n`,
    );
    chmodSync(cli, 0o755);
    const before = process.env['PATH'];
    process.env['PATH'] = `${home}${delimiter}${before ?? ''}`;
    try {
      const connection = await connect({ env, profile: 'my.team prod' });
      const all = await Promise.all(Array.from({ length: 5 }, () => connection.authenticate()));
      assert.ok(all.every((headers) => headers['authorization'] === 'Bearer cli-token'));
      const calls = readFileSync(log, 'utf8').trim().split('\n');
      assert.ok(calls.length <= 4, calls.join('; '));
      assert.ok(calls.includes('auth token --profile my.team prod'));
      await connection.authenticate();
      assert.equal(readFileSync(log, 'utf8').trim().split('\n').length, calls.length);
      connection.forget();
      await connection.authenticate();
      assert.ok(readFileSync(log, 'utf8').trim().split('\n').length > calls.length);

      writeFileSync(cli, `#!/bin/sh\necho "Error: ${TOKEN}" >&2\nexit 1\n`);
      connection.forget();
      const thrown = await connection.authenticate().catch((cause: unknown) => cause);
      assert.ok(thrown instanceof RunsError && thrown.kind === 'not-signed-in');
      assert.ok(!everythingOf(thrown).includes(TOKEN));
    } finally {
      process.env['PATH'] = before;
    }
  });

  it('a sign-in that hangs ends with the caller', async function () {
    if (process.platform === 'win32') this.skip();
    const cli = join(home, 'databricks');
    writeFileSync(cli, '#!/bin/sh\nexec sleep 3\n');
    chmodSync(cli, 0o755);
    const before = process.env['PATH'];
    process.env['PATH'] = `${home}${delimiter}${before ?? ''}`;
    try {
      const connection = await connect({ env, profile: 'my.team prod' });
      const client = createJobsClient({ connection });
      await assert.rejects(
        client.me({ signal: AbortSignal.timeout(80) }),
        (cause) => cause instanceof RunsError && cause.kind === 'cancelled',
      );
    } finally {
      process.env['PATH'] = before;
    }
  });

  it('the whole way: a profile, a server, a request', async () => {
    const server = await startServer(json(200, '{"userName":"ana@example.com"}'));
    writeFileSync(join(home, '.databrickscfg'), `[local]\nhost = ${server.url}/?o=7\ntoken = ${TOKEN}\n`);
    const client = createJobsClient({ connection: await connect({ env }) });
    assert.deepEqual(await client.me(), { host: server.url, userName: 'ana@example.com' });
    assert.equal(server.requests[0]?.headers.authorization, `Bearer ${TOKEN}`);
    assert.equal(server.requests[0]?.headers['x-databricks-org-id'], '7');
    await server.close();
    assert.throws(() => tokenConnection('http://example.com', TOKEN, 'x'), RunsError);
  });
});

describe('workspace of a bundle', () => {
  it('the default target wins over the general one, a named one over both', () => {
    const text = `
workspace:
  host: https://general.example.com
targets:
  dev:
    default: true
    workspace: { host: https://dev.example.com, profile: dev }
  prod:
    workspace: { host: https://prod.example.com }
  plain: {}
`;
    assert.deepEqual(bundleWorkspace(text), { host: 'https://dev.example.com', profile: 'dev' });
    assert.deepEqual(bundleWorkspace(text, 'prod'), { host: 'https://prod.example.com' });
    assert.deepEqual(bundleWorkspace(text, 'plain'), { host: 'https://general.example.com' });
    assert.deepEqual(bundleWorkspace(text, 'missing'), { host: 'https://general.example.com' });
  });

  it('variables, broken files and other shapes say nothing', () => {
    for (const text of [
      'workspace:\n  host: ${var.host}',
      'a: [',
      '',
      '- 1',
      'workspace: 5',
      'targets: 5',
      '*a',
      'targets: { a: null, b: null }',
    ]) {
      assert.deepEqual(bundleWorkspace(text), {}, text);
    }
  });
});
