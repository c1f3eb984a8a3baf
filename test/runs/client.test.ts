import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createJobsClient, gather, RunsError, type JobsClient } from '../../src/runs';
import { parseJson, writeJson } from '../../src/runs/json';
import { readRun } from '../../src/runs/read';
import { Limiter, realClock } from '../../src/runs/limiter';
import { connectionTo, json, startServer, type TestServer } from './server';

const BIG = '9223372036854775807';

describe('JSON with int64', () => {
  it('keeps ids exact and everything else as JSON.parse does', () => {
    assert.deepEqual(parseJson('{"id":9007199254740993,"small":9007199254740991,"neg":-9007199254740993,"f":1.5e3}'), {
      id: '9007199254740993',
      small: 9007199254740991,
      neg: '-9007199254740993',
      f: 1500,
    });
    for (const text of [
      '{"a":[1,2,{"b":"\\u00e9\\n\\"9007199254740993\\""}],"c":null,"d":true}',
      '[]',
      '"x"',
      '{"a":1,"a":2}',
    ]) {
      assert.deepEqual(parseJson(text), JSON.parse(text));
    }
  });

  it('leaves numbers in strings, fractions and exponents alone', () => {
    const same = [
      '{"9007199254740993":"9007199254740993"}',
      '[0.12345678901234567,1e0,-1.9007199254740993e2,12345678901234567.5,12345678901234567e1]',
    ];
    for (const text of same)
      assert.deepEqual(parseJson(`[9007199254740993,${text}]`), ['9007199254740993', JSON.parse(text)]);
    assert.deepEqual(parseJson('{"a\\\\":9007199254740993,"b\\"":-9007199254740993,"c":"\\\\\\":9007199254740993"}'), {
      'a\\': '9007199254740993',
      'b"': '-9007199254740993',
      c: '\\":9007199254740993',
    });
    for (const broken of [
      '{"a":9007199254740993',
      '["9007199254740993',
      '9007199254740993 9007199254740993',
      '{"a":9007199254740993"}',
    ]) {
      assert.throws(() => parseJson(broken), SyntaxError, broken);
    }
  });

  it('agrees with JSON.parse on anything without long integers', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        fc.pre(!/\d{16}/.test(text));
        assert.deepEqual((parseJson(`[9007199254740993,${text}]`) as unknown[])[1], JSON.parse(text));
      }),
    );
  });

  it('writes bigint as bare numbers and nothing else', () => {
    const value = { id: 9223372036854775807n, list: [-5n, 'x', '"1n'], text: '9223372036854775807' };
    assert.equal(writeJson(value), '{"id":9223372036854775807,"list":[-5,"x","\\"1n"],"text":"9223372036854775807"}');
    fc.assert(
      fc.property(fc.bigInt(), fc.string(), (id, text) => {
        assert.deepEqual(parseJson(writeJson({ id, text })), {
          id: id >= -(2n ** 53n) && id <= 2n ** 53n && Number.isSafeInteger(Number(id)) ? Number(id) : String(id),
          text,
        });
      }),
    );
  });

  it('a key cannot reach the prototype', () => {
    const value = parseJson('{"__proto__":{"polluted":1}}') as Record<string, unknown>;
    assert.equal(value['polluted'], undefined);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });
});

describe('jobs client', () => {
  let server: TestServer;
  let client: JobsClient;
  beforeEach(async () => {
    server = await startServer(json(200, '{}'));
    client = createJobsClient({
      connection: connectionTo(server.url),
      random: () => 0,
      userAgent: 'lakelint/test',
      limiter: new Limiter(realClock, 8, 1000),
    });
  });
  afterEach(() => server.close());

  /** Answers by page token, in the order given. */
  function pages(...bodies: string[]): void {
    server.answer = (request, response, count) => {
      const token = new URL(request.url ?? '/', server.url).searchParams.get('page_token');
      json(200, bodies[token === null ? 0 : Number(token)] ?? '{}')(request, response, count);
    };
  }

  it('asks for runs with limit 25 and the filters that the server knows', async () => {
    server.answer = json(
      200,
      `{"runs":[{"run_id":${BIG},"job_id":9007199254740993,"run_name":"a"}],"next_page_token":"t"}`,
    );
    const page = await client.listRuns(
      { jobId: '9007199254740993', state: 'completed', startedFrom: 5, startedTo: 9 },
      'p',
    );
    assert.equal(page.items[0]?.id, BIG);
    assert.equal(page.items[0]?.jobId, '9007199254740993');
    assert.equal(page.nextPageToken, 't');
    const asked = server.requests[0];
    assert.equal(asked?.url.pathname, '/api/2.2/jobs/runs/list');
    assert.deepEqual(Object.fromEntries(asked?.url.searchParams ?? []), {
      limit: '25',
      job_id: '9007199254740993',
      completed_only: 'true',
      start_time_from: '5',
      start_time_to: '9',
      page_token: 'p',
    });
    assert.equal(asked?.headers['user-agent'], 'lakelint/test');
  });

  it('merges the pages of a run with more than 100 tasks', async () => {
    const tasks = (from: number, to: number): string =>
      Array.from(
        { length: to - from },
        (_, index) =>
          `{"run_id":${String(1000 + from + index)},"task_key":"t${String(from + index)}","notebook_task":{"notebook_path":"/a"}}`,
      ).join(',');
    pages(
      `{"run_id":${BIG},"run_name":"big","tasks":[${tasks(0, 100)}],"repair_history":[{"type":"ORIGINAL"}],"next_page_token":"1"}`,
      `{"tasks":[${tasks(100, 200)}],"next_page_token":"2"}`,
      `{"tasks":[${tasks(200, 231)}],"repair_history":[{"type":"REPAIR","id":${BIG}}]}`,
    );
    const run = await client.getRun(BIG);
    assert.deepEqual([run.id, run.name, run.tasks.length, run.partial], [BIG, 'big', 231, false]);
    assert.equal(run.tasks[230]?.key, 't230');
    assert.deepEqual(
      run.repairs.map((one) => [one.original, one.id]),
      [
        [true, undefined],
        [false, BIG],
      ],
    );
    assert.equal(
      server.requests.every((one) => one.url.searchParams.get('run_id') === BIG),
      true,
    );
  });

  it('adds up the iterations of a for-each run, whose pages repeat the one task', async () => {
    const task =
      '{"run_id":5,"task_key":"each","for_each_task":{"inputs":"[]","task":{"task_key":"inner","sql_task":{"file":{"path":"/q.sql"}}},"stats":{"task_run_stats":{"total_iterations":3,"failed_iterations":1}}}}';
    pages(
      `{"run_id":5,"tasks":[${task}],"iterations":[{"run_id":6,"task_key":"inner"},{"run_id":7,"task_key":"inner"}],"next_page_token":"1"}`,
      `{"tasks":[${task}],"iterations":[{"run_id":8,"task_key":"inner"}]}`,
    );
    const run = await client.getRun('5');
    assert.equal(run.tasks.length, 1);
    assert.equal(run.tasks[0]?.attempts.length, 1);
    assert.deepEqual(
      run.iterations.map((one) => one.id),
      ['6', '7', '8'],
    );
    const each = run.tasks[0]?.latest;
    assert.deepEqual(
      [each?.kind, each?.repeats?.path, each?.iterations?.total, each?.iterations?.failed],
      ['for_each', '/q.sql', 3, 1],
    );
  });

  it('groups the attempts of retries and repairs by task', async () => {
    server.answer = json(
      200,
      `{"run_id":1,"tasks":[
        {"run_id":13,"task_key":"a","attempt_number":2,"state":{"life_cycle_state":"TERMINATED","result_state":"SUCCESS"}},
        {"run_id":11,"task_key":"a","attempt_number":0,"state":{"life_cycle_state":"TERMINATED","result_state":"FAILED"}},
        {"run_id":12,"task_key":"a","attempt_number":1},
        {"run_id":14,"task_key":"__proto__","depends_on":[{"task_key":"a","outcome":"true"}],"run_if":"ALL_DONE"}]}`,
    );
    const { tasks } = await client.getRun('1');
    assert.deepEqual(
      tasks.map((task) => [task.key, task.attempts.map((one) => one.id), task.latest.id]),
      [
        ['a', ['11', '12', '13'], '13'],
        ['__proto__', ['14'], '14'],
      ],
    );
    assert.equal(tasks[0]?.latest.state.kind, 'succeeded');
    assert.deepEqual(tasks[1]?.latest.dependsOn, [{ taskKey: 'a', outcome: 'true' }]);
  });

  it('names task kinds and paths, those of tomorrow too', async () => {
    const kinds: readonly (readonly [string, string, string | undefined])[] = [
      ['"spark_python_task":{"python_file":"/a.py"}', 'spark_python', '/a.py'],
      ['"python_wheel_task":{"package_name":"p","entry_point":"main"}', 'python_wheel', 'p.main'],
      ['"condition_task":{"left":"1","op":"EQUAL_TO","right":"2"}', 'condition', '1 EQUAL_TO 2'],
      ['"run_job_task":{"job_id":9007199254740993}', 'run_job', '9007199254740993'],
      ['"agentic_task":{"x":1}', 'agentic', undefined],
      ['"x":1', 'unknown', undefined],
    ];
    server.answer = json(
      200,
      `{"run_id":1,"tasks":[${kinds.map(([text], index) => `{"run_id":${String(index + 1)},"task_key":"t${String(index)}",${text}}`).join(',')}]}`,
    );
    const { tasks } = await client.getRun('1');
    assert.deepEqual(
      tasks.map((task) => [task.latest.kind, task.latest.path]),
      kinds.map(([, kind, path]) => [kind, path]),
    );
  });

  it('gives a page address only when it is safe to open', () => {
    const there = 'https://a.example.com/?o=1#job/2/run/3';
    for (const [text, expected] of [
      [there, there],
      ['https://evil.example.com/#job/2', undefined],
      ['javascript:alert(1)', undefined],
      ['http://a.example.com/', undefined],
      ['not an address', undefined],
    ] as const) {
      assert.equal(readRun({ run_id: '1', run_page_url: text }, 'https://a.example.com').pageUrl, expected);
    }
    const demo = 'http://127.0.0.1:4711';
    assert.equal(readRun({ run_id: '1', run_page_url: `${demo}/#job/2` }, demo).pageUrl, undefined, 'it has no pages');
  });

  it('an empty page with a token is not the end', async () => {
    pages(
      '{"jobs":[{"job_id":1,"settings":{"name":"a"}}],"next_page_token":"1"}',
      '{"next_page_token":"2"}',
      '{"jobs":[{"job_id":2,"settings":{"name":"b"}}]}',
    );
    const { items, partial } = await gather((pageToken) => client.listJobs({ pageToken }), 50);
    assert.deepEqual([items.map((job) => job.name), partial], [['a', 'b'], false]);
    assert.equal(server.requests[0]?.url.searchParams.get('limit'), '100');
  });

  it('a server that sends the same token for ever is left after the second time', async () => {
    server.answer = json(200, '{"run_id":1,"tasks":[{"run_id":2,"task_key":"a"}],"next_page_token":"same"}');
    const run = await client.getRun('1');
    assert.equal(run.partial, true);
    assert.equal(run.tasks.length, 1);
    assert.equal(server.requests.length, 2);
  });

  it('a server that always has another page is left at the cap', async () => {
    let asked = 0;
    const { items, partial } = await gather(
      () => Promise.resolve({ items: [asked], nextPageToken: String(asked++) }),
      7,
    );
    assert.deepEqual([items.length, partial, asked], [7, true, 7]);
  });

  it('reads the output of a task run', async () => {
    server.answer = json(
      200,
      '{"error":"E","error_trace":"T","notebook_output":{"result":"42","truncated":true},"logs":"L","logs_truncated":true,"run_job_output":{"run_id":9007199254740993}}',
    );
    assert.deepEqual(await client.getOutput('5'), {
      taskRunId: '5',
      error: 'E',
      errorTrace: 'T',
      logs: 'L',
      logsTruncated: true,
      result: '42',
      resultTruncated: true,
      childRunId: '9007199254740993',
    });
  });

  it('reads five megabytes of logs', async function () {
    this.timeout(8000);
    const logs = 'é9007199254740993\n'.repeat(300_000);
    server.answer = json(200, JSON.stringify({ logs }));
    assert.equal((await client.getOutput('5')).logs, logs);
  });

  it('starts a run with exact ids and an idempotency token', async () => {
    server.answer = json(200, `{"run_id":${BIG}}`);
    assert.equal(await client.runNow({ jobId: '9007199254740993', parameters: { day: '1' }, only: ['a', 'a'] }), BIG);
    const body = server.requests[0]?.body ?? '';
    assert.match(body, /"job_id":9007199254740993[,}]/);
    const sent = JSON.parse(body) as { idempotency_token: string };
    assert.ok(sent.idempotency_token.length > 20 && sent.idempotency_token.length <= 64);
    assert.deepEqual(
      { ...sent, job_id: 0, idempotency_token: '' },
      { job_id: 0, idempotency_token: '', job_parameters: { day: '1' }, only: ['a'] },
    );
    await client.runNow({ jobId: '1', idempotencyToken: 'mine' });
    assert.match(server.requests[1]?.body ?? '', /"idempotency_token":"mine"/);
  });

  it('cancels by exact id', async () => {
    await client.cancelRun(BIG);
    assert.deepEqual(
      [server.requests[0]?.method, server.requests[0]?.url.pathname, server.requests[0]?.body],
      ['POST', '/api/2.2/jobs/runs/cancel', `{"run_id":${BIG}}`],
    );
  });

  it('looks up the latest repair before it asks for another one', async () => {
    server.answer = (request, response, count) => {
      const history = `{"run_id":1,"repair_history":[{"type":"ORIGINAL","start_time":1},{"type":"REPAIR","id":${BIG},"start_time":9},{"type":"REPAIR","id":9007199254740993,"start_time":5}]}`;
      json(200, request.method === 'GET' ? history : '{"repair_id":77}')(request, response, count);
    };
    assert.equal(await client.repairRun({ runId: '1', tasks: ['a', 'a', 'b'], dependents: true }), '77');
    assert.equal(
      server.requests[1]?.body,
      `{"run_id":1,"latest_repair_id":${BIG},"rerun_tasks":["a","b"],"rerun_dependent_tasks":true}`,
    );
    await client.repairRun({ runId: '1', latestRepairId: '5' });
    assert.equal(server.requests[2]?.body, '{"run_id":1,"latest_repair_id":5,"rerun_all_failed_tasks":true}');
  });

  it('refuses what is not an id, before it asks', async () => {
    for (const wrong of ['', 'abc', '1 or 1', '-1', '1.5', '123456789012345678901']) {
      await assert.rejects(client.getRun(wrong), (cause) => cause instanceof RunsError && cause.kind === 'not-found');
    }
    assert.equal(server.requests.length, 0);
  });

  it('survives answers of any shape', async () => {
    for (const text of [
      '[]',
      '5',
      '"x"',
      '{"runs":5}',
      '{"runs":[null,5,"x",[]]}',
      '{"runs":[{"run_id":"x","state":5,"status":[],"tasks":{}}]}',
    ]) {
      server.answer = json(200, text);
      const { items } = await client.listRuns();
      assert.ok(items.every((run) => run.id === '' && !run.state.terminal));
      await client.getRun('1');
      await client.getJob('1');
      await client.getOutput('1');
    }
  });
});
