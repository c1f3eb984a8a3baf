import assert from 'node:assert/strict';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createJobsClient, readHost, RunsError, type ErrorKind, type JobsClient } from '../../src/runs';
import { Limiter } from '../../src/runs/limiter';
import { retryAfter } from '../../src/runs/transport';
import { FakeClock } from './clock';
import { connectionTo, everythingOf, json, startServer, TOKEN, type Answer, type TestServer } from './server';
import { CERTIFICATE, KEY } from './tls';

const RUNS = '{"runs":[{"run_id":1,"run_name":"a"}]}';
const html: Answer = (_, response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>Sign in</title>${TOKEN}`);
};
const hang: Answer = () => undefined;
const hangInBody: Answer = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"runs":[');
};
const cutOff: Answer = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"runs":[');
  setTimeout(() => response.destroy(), 20);
};
const redirect =
  (location: string, status = 302): Answer =>
  (_, response) => {
    response.writeHead(status, { location }).end();
  };

describe('transport against a hostile server', () => {
  let server: TestServer;
  let client: JobsClient;

  beforeEach(async () => {
    server = await startServer(json(200, RUNS));
    client = createJobsClient({
      connection: connectionTo(server.url),
      deadlines: { list: 400, output: 400, change: 400 },
      random: () => 0,
    });
  });
  afterEach(() => server.close());

  async function fails(kind: ErrorKind, work: () => Promise<unknown> = () => client.listRuns()): Promise<RunsError> {
    const thrown = await work().then(
      (value) => assert.fail(`expected ${kind}, got ${JSON.stringify(value)}`),
      (cause: unknown) => cause,
    );
    assert.ok(thrown instanceof RunsError, String(thrown));
    assert.equal(thrown.kind, kind, thrown.message);
    assert.match(thrown.message, /^[^\n]{10,400}\.$/);
    assert.match(thrown.next, /^[^\n]{5,200}\.$/);
    assert.ok(!everythingOf(thrown).includes(TOKEN), 'the token leaked');
    return thrown;
  }

  const statuses: readonly (readonly [string, Answer, ErrorKind, number])[] = [
    ['401', json(401, `{"error_code":"UNAUTHENTICATED","message":"bad ${'x'.repeat(9)}"}`), 'not-signed-in', 1],
    ['401 with an expired token', json(401, '{"error_code":"401","message":"Access token expired"}'), 'expired', 1],
    ['401 as a page', (_, response) => response.writeHead(401).end(`<title>${TOKEN}</title>`), 'not-signed-in', 1],
    ['403', json(403, '{"error_code":"PERMISSION_DENIED","message":"no view","details":[{}]}'), 'no-permission', 1],
    ['404', json(404, '{"error_code":"ENDPOINT_NOT_FOUND","message":"No API"}'), 'not-found', 1],
    [
      '400 for a run that is not there',
      json(400, '{"error_code":"INVALID_PARAMETER_VALUE","message":"Run 5 does not exist."}'),
      'not-found',
      1,
    ],
    ['400', json(400, '{"error_code":"INVALID_PARAMETER_VALUE","message":"Limit is wrong"}'), 'refused', 1],
    ['407', json(407, ''), 'proxy', 1],
    ['500', json(500, '{"message":"Unexpected error"}'), 'server', 1],
    ['503 for ever', json(503, '{}', { 'retry-after': '0' }), 'server', 4],
    ['429 for ever', json(429, '{}', { 'retry-after': '0' }), 'throttled', 4],
    ['a sign-in page', html, 'proxy', 1],
    ['truncated JSON', json(200, '{"runs":[{"run_id":'), 'not-json', 1],
    ['JSON of 200,000 brackets', json(200, '['.repeat(200_000)), 'not-json', 1],
    ['a hang', hang, 'timeout', 1],
    ['a hang in the body', hangInBody, 'timeout', 1],
    ['a body that is cut off', cutOff, 'unreachable', 4],
    ['a redirect to the sign-in page', redirect('/login.html?next=%2Fapi'), 'proxy', 1],
    ['an absolute redirect elsewhere', redirect('https://login.example.com/'), 'proxy', 1],
    ['a redirect without a place', (_, response) => response.writeHead(307).end(), 'proxy', 1],
    ['a redirect in a circle', redirect('/api/2.2/jobs/runs/list', 308), 'proxy', 4],
  ];
  for (const [name, answer, kind, times] of statuses) {
    it(`${name} → ${kind}`, async function () {
      this.timeout(8000);
      server.answer = answer;
      await fails(kind);
      assert.equal(server.requests.length, times);
    });
  }

  it('follows a redirect within the API of the same host', async () => {
    server.answer = (request, response, count) => {
      (count === 1 ? redirect('/api/2.2/jobs/runs/list?moved=1') : json(200, RUNS))(request, response, count);
    };
    assert.equal((await client.listRuns()).items.length, 1);
    assert.equal(server.requests[1]?.headers.authorization, `Bearer ${TOKEN}`);
  });

  it('does not repeat the token, even when the server says it', async () => {
    server.answer = (_, response) =>
      response.writeHead(302, { location: `https://elsewhere.example.com/?t=${TOKEN}` }).end();
    await fails('proxy');
    assert.equal(server.requests.length, 1);
  });

  it('waits as long as Retry-After says, then succeeds', async () => {
    server.answer = (request, response, count) => {
      (count === 1 ? json(429, '{}', { 'retry-after': '1' }) : json(200, RUNS))(request, response, count);
    };
    const began = Date.now();
    assert.equal((await client.listRuns()).items.length, 1);
    assert.ok(Date.now() - began >= 990);
  });

  it('does not wait longer than half a minute, but says how long it would have been', async () => {
    server.answer = json(429, '{}', { 'retry-after': '3600' });
    const error = await fails('throttled');
    assert.equal(error.retryAfterMs, 3_600_000);
    assert.equal(server.requests.length, 1);
  });

  it('tries a broken connection again', async () => {
    server.answer = (request, response, count) => {
      if (count === 1) response.destroy();
      else json(200, RUNS)(request, response, count);
    };
    assert.equal((await client.listRuns()).items.length, 1);
  });

  it('sends a POST once, whatever happens', async () => {
    for (const answer of [
      json(429, '{}', { 'retry-after': '0' }),
      json(503, '{}'),
      ((_, response) => response.destroy()) as Answer,
    ]) {
      server.answer = answer;
      const before = server.requests.length;
      await assert.rejects(client.cancelRun('7'), RunsError);
      assert.equal(server.requests.length, before + 1);
    }
  });

  it('ends at once when the caller no longer wants the answer', async () => {
    server.answer = hang;
    const abort = new AbortController();
    setTimeout(() => {
      abort.abort();
    }, 30);
    const began = Date.now();
    await fails('cancelled', () => client.listRuns({}, undefined, { signal: abort.signal }));
    assert.ok(Date.now() - began < 5000);
    await fails('cancelled', () => client.listRuns({}, undefined, { signal: AbortSignal.abort() }));
  });

  it('ends during a pause between two attempts', async () => {
    server.answer = json(429, '{}', { 'retry-after': '20' });
    const began = Date.now();
    await fails('cancelled', () => client.listRuns({}, undefined, { signal: AbortSignal.timeout(60) }));
    assert.ok(Date.now() - began < 10_000);
  });

  it('names a host that refuses connections or does not exist', async () => {
    await server.close();
    assert.match((await fails('unreachable')).message, /ECONNREFUSED/);
    const nowhere = createJobsClient({ connection: connectionTo('https://workspace.invalid'), random: () => 0 });
    await fails('unreachable', () => nowhere.me());
  });

  it('forgets credentials that were not accepted', async () => {
    const connection = connectionTo(server.url);
    server.answer = json(401, '{}');
    await fails('not-signed-in', () => createJobsClient({ connection }).me());
    assert.equal(connection.forgotten, 1);
  });

  it('does not show a token that cannot be a header', async () => {
    const connection = {
      ...connectionTo(server.url),
      authenticate: () => Promise.resolve({ authorization: `Bearer ${TOKEN}\n` + 'x\u0000' }),
    };
    await fails('not-signed-in', () => createJobsClient({ connection }).me());
    assert.equal(server.requests.length, 0);
  });

  it('reads an answer without a body as an empty list', async () => {
    server.answer = json(200, '');
    assert.deepEqual(await client.listRuns(), { items: [] });
    server.answer = json(200, 'null');
    assert.deepEqual(await client.listRuns(), { items: [] });
  });

  it('has at most four requests in flight', async () => {
    let open = 0;
    let most = 0;
    server.answer = (_, response) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        response.end(RUNS);
      }, 40);
    };
    await Promise.all(Array.from({ length: 9 }, () => client.listRuns()));
    assert.equal(most, 4);
  });
});

describe('certificates', () => {
  it('a certificate that nobody vouches for ends the call before the token is sent', async () => {
    let asked = 0;
    const server = createTlsServer({ key: KEY, cert: CERTIFICATE }, (_, response) => {
      asked++;
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const host = `https://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const thrown = await createJobsClient({ connection: connectionTo(host) })
      .me()
      .catch((cause: unknown) => cause);
    server.close();
    assert.ok(thrown instanceof RunsError);
    assert.equal(thrown.kind, 'tls', thrown.message);
    assert.equal(asked, 0);
  });

  it('no token leaves the process while certificate checks are switched off', async () => {
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    let asked = 0;
    const fetch = () => Promise.resolve(new Response(String(asked++)));
    try {
      const client = createJobsClient({ connection: connectionTo('https://a.example.com'), fetch });
      await assert.rejects(client.me(), (cause) => cause instanceof RunsError && cause.kind === 'tls');
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    }
    assert.equal(asked, 0);
  });

  it('plain http is for this machine only', () => {
    assert.equal(readHost('http://127.0.0.1:8080/x').host, 'http://127.0.0.1:8080');
    assert.equal(readHost('http://localhost').host, 'http://localhost');
    for (const bad of [
      'http://example.com',
      'http://127.0.0.1.example.com',
      'ftp://127.0.0.1',
      'http://10.0.0.1',
      'https://',
      '::',
    ]) {
      assert.throws(() => readHost(bad), RunsError, bad);
    }
  });
});

describe('pace', () => {
  it('begins at most ten requests in any second', async () => {
    const clock = new FakeClock(0);
    const limiter = new Limiter(clock);
    const begun: number[] = [];
    const all = Array.from({ length: 25 }, () =>
      limiter.run(() => {
        begun.push(clock.now());
        return Promise.resolve();
      }),
    );
    await clock.advance(5000);
    await Promise.all(all);
    assert.deepEqual(begun, [
      ...Array<number>(10).fill(0),
      ...Array<number>(10).fill(1000),
      ...Array<number>(5).fill(2000),
    ]);
  });

  it('reads Retry-After as seconds or as a date', () => {
    assert.equal(retryAfter('6', 0), 6000);
    assert.equal(retryAfter('0.5', 0), 500);
    assert.equal(retryAfter('Thu, 01 Jan 1970 00:01:00 GMT', 0), 60_000);
    assert.equal(retryAfter('soon', 0), undefined);
    assert.equal(retryAfter(null, 0), undefined);
  });
});
