import assert from 'node:assert/strict';
import { defaultSettings, lint, ruleById, rules } from '../../src/engine';
import { findingsOf, marked, type Around } from './harness';

const schedule = '      schedule: { quartz_cron_expression: 0 0 4 * * ?, timezone_id: UTC }\n';
const bundle: Around = { kind: 'bundle' };

describe('rules about job definitions', () => {
  it('every one of them says so', () => {
    const family = rules.filter((rule) => rule.family === 'jobs');
    assert.equal(family.length, 9);
    assert.ok(family.every((rule) => rule.job));
  });

  it('job-on-all-purpose-cluster marks the id, of a task in a loop as well', () => {
    const text = `resources:\n  jobs:\n    j:\n${schedule}      tasks:\n        - task_key: a\n          for_each_task:\n            inputs: "[1]"\n            task: { task_key: b, existing_cluster_id: "0101-abc", notebook_task: { notebook_path: /a } }\n`;
    assert.deepEqual(marked('job-on-all-purpose-cluster', text, bundle), ['0101-abc']);
  });

  it('job-on-all-purpose-cluster sees the schedule that one target adds, in another file', () => {
    const job = 'resources:\n  jobs:\n    j:\n      tasks:\n        - { task_key: a, existing_cluster_id: x1 }\n';
    const target = (mode: string) => ({
      'databricks.yml': `targets:\n  t:\n    mode: ${mode}\n    resources:\n      jobs:\n        j:\n          trigger: { file_arrival: { url: /Volumes/a/b/c } }\n`,
    });
    const around = (mode: string): Around => ({ path: 'resources/j.yml', others: target(mode) });
    assert.deepEqual(marked('job-on-all-purpose-cluster', `bundle:\n${job}`, around('production')), ['x1']);
    assert.deepEqual(marked('job-on-all-purpose-cluster', `bundle:\n${job}`, around('development')), []);
  });

  it('job-without-retries speaks once for each job', () => {
    const task = (key: string) =>
      `        - { task_key: ${key}, existing_cluster_id: x, notebook_task: { notebook_path: /a } }\n`;
    const text = `resources:\n  jobs:\n    j:\n      tasks:\n${task('a')}${task('b')}${task('c')}`;
    const [finding, ...others] = findingsOf('job-without-retries', text, bundle);
    assert.deepEqual(others, []);
    assert.match(finding!.message, /The same holds for 2 other tasks\.$/);
    assert.equal(text.slice(finding!.span.from, finding!.span.to), 'task_key');
  });

  it('what stands in another file of the bundle is known, and reported there', () => {
    const job =
      'resources:\n  jobs:\n    j:\n      tasks:\n        - { task_key: a, notebook_task: { notebook_path: /a } }\n';
    const prod = 'targets:\n  prod:\n    resources:\n      jobs:\n        j:\n          timeout_seconds: 60\n';
    const silent = { path: 'resources/j.yml', others: { 'databricks.yml': prod } };
    assert.deepEqual(marked('job-without-timeout', job, { path: 'resources/j.yml' }), ['j']);
    assert.deepEqual(marked('job-without-timeout', job, silent), []);
    assert.deepEqual(
      marked('job-without-timeout', 'bundle: { name: b }\n', { ...bundle, others: { 'j.yml': job } }),
      [],
    );
  });

  it('unsupported-runtime goes by the day', () => {
    const text = 'resources:\n  clusters:\n    c:\n      spark_version: 14.3.x-photon-scala2.12\n';
    assert.deepEqual(findingsOf('unsupported-runtime', text, { ...bundle, today: '2027-02-01' }), []);
    const [finding] = findingsOf('unsupported-runtime', text, { ...bundle, today: '2027-02-02' });
    assert.equal(
      finding!.message,
      'Databricks Runtime 14.3 has not been supported since 2027-02-01: move to 17.3, which has long-term support.',
    );
    assert.match(
      findingsOf('unsupported-runtime', text.replace('14.3', '14.2'), bundle)[0]!.message,
      /14\.2 is no longer supported/,
    );
  });

  it('unsupported-runtime follows a variable to its value, and marks where it is used', () => {
    const text =
      'variables: { v: { default: 11.3.x-scala2.12 } }\nresources: { clusters: { c: { spark_version: "${var.v}" } } }\n';
    assert.deepEqual(marked('unsupported-runtime', text, bundle), ['${var.v}']);
  });

  it('jobs in YAML are whole where programs only add others', () => {
    const text = (python: string) =>
      `python: ${python}\nresources: { jobs: { j: { tasks: [{ task_key: a, notebook_task: { notebook_path: /a } }] } } }\n`;
    assert.deepEqual(marked('job-without-timeout', text('{ resources: ["r:load"] }'), bundle), ['j']);
    assert.deepEqual(marked('job-without-timeout', text('{ mutators: ["m:change"] }'), bundle), []);
  });

  it('unknown-task-dependency offers what was meant', () => {
    const text =
      'resources:\n  jobs:\n    j:\n      tasks:\n        - task_key: load_orders\n        - task_key: b\n          depends_on: [{ task_key: "load_order" }]\n';
    const [finding] = findingsOf('unknown-task-dependency', text, bundle);
    assert.equal(finding!.message, 'This job has no task `load_order`; did you mean `load_orders`?');
    assert.equal(finding!.severity, 'error');
    assert.equal(text.slice(finding!.span.from, finding!.span.to), 'load_order');
  });

  it('task-dependency-cycle names the circle, once for each, whatever leads into it', () => {
    const task = (key: string, ...waits: string[]) =>
      `        - { task_key: ${key}, depends_on: [${waits.map((one) => `{ task_key: ${one} }`).join(', ')}] }\n`;
    const text = `resources:\n  jobs:\n    j:\n      tasks:\n${task('x', 'a')}${task('a', 'b')}${task('b', 'c')}${task('c', 'a')}${task('s', 's')}`;
    assert.deepEqual(
      findingsOf('task-dependency-cycle', text, bundle).map(({ message }) => message),
      [
        'Tasks wait for each other: `a` waits for `b` waits for `c` waits for `a`. None of them can start.',
        '`s` waits for itself. None of them can start.',
      ],
    );
  });

  it('task-dependency-cycle finds the circle that a target closes, and marks it there', () => {
    const text =
      'resources: { jobs: { j: { tasks: [{ task_key: a }, { task_key: b, depends_on: [{ task_key: a }] }] } } }\n' +
      'targets: { prod: { resources: { jobs: { j: { tasks: [{ task_key: a, depends_on: [{ task_key: b }] }] } } } } }\n';
    assert.equal(findingsOf('task-dependency-cycle', text, bundle).length, 1);
  });

  it('task-dependency-cycle takes a thousand tasks in a row without trouble', () => {
    const tasks = Array.from(
      { length: 1000 },
      (_, i) => `{"task_key":"t${i}","depends_on":[{"task_key":"t${(i + 1) % 1000}"}]}`,
    );
    assert.equal(findingsOf('task-dependency-cycle', `{"tasks":[${tasks.join(',')}]}`, { kind: 'job' }).length, 1);
  });

  it('missing-task-source names the file that was meant', () => {
    const text =
      'resources: { jobs: { j: { tasks: [{ task_key: a, notebook_task: { notebook_path: ./src/a } }] } } }\n';
    assert.match(
      findingsOf('missing-task-source', text, { ...bundle, files: ['src/a.py'] })[0]!.message,
      /There is no file `\.\/src\/a` in this bundle\. A notebook is named with its ending here: `src\/a\.py`\./,
    );
  });

  it('missing-task-source looks for the files of pipelines, and only for paths that some target has', () => {
    const pipeline = 'resources: { pipelines: { p: { libraries: [{ file: { path: ./none.sql } }] } } }\n';
    assert.deepEqual(marked('missing-task-source', pipeline, { ...bundle, files: [] }), ['./none.sql']);
    const job = (path: string) =>
      `{ jobs: { j: { tasks: [{ task_key: a, spark_python_task: { python_file: ${path} } }] } } }`;
    const text = `resources: ${job('set by targets')}\ntargets: { prod: { resources: ${job('./a.py')} } }\n`;
    assert.deepEqual(marked('missing-task-source', text, { ...bundle, files: ['a.py'] }), []);
  });

  it('hard-coded-secret looks at parameters and variables of the environment, and does not repeat what it found', () => {
    const token = `dapi${'0123456789abcdef'.repeat(2)}`;
    const text = `resources:\n  jobs:\n    j:\n      tasks:\n        - task_key: a\n          spark_python_task: { python_file: /a.py, parameters: ["--token", "${token}"] }\n`;
    const [finding] = findingsOf('hard-coded-secret', text, bundle);
    assert.equal(text.slice(finding!.span.from, finding!.span.to), token);
    assert.match(finding!.message, /a Databricks token.*\{\{secrets\/scope\/key\}\}/);
    assert.ok(!finding!.message.includes(token));
    assert.deepEqual(
      marked(
        'hard-coded-secret',
        'resources: { clusters: { c: { spark_env_vars: { DB_PASSWORD: "Tr0ub4dor&3" } } } }\n',
        bundle,
      ),
      ['Tr0ub4dor&3'],
    );
  });

  it('removed-conf goes by the runtime of its own cluster', () => {
    const conf = (version: string) =>
      `resources: { clusters: { c: { spark_version: ${version}, spark_conf: { spark.sql.hive.verifyPartitionPath: true } } } }\n`;
    assert.deepEqual(marked('removed-conf', conf('15.4.x-scala2.12'), bundle), []);
    assert.deepEqual(marked('removed-conf', conf('17.3.x-scala2.13'), bundle), ['spark.sql.hive.verifyPartitionPath']);
  });

  it('settings of two clusters are not two values of one setting', () => {
    const cluster = (value: string) => `{ spark_conf: { spark.sql.adaptive.enabled: ${value} } }`;
    const text = `resources: { clusters: { a: ${cluster('false')}, b: ${cluster('true')} } }\n`;
    assert.deepEqual(marked('disabled-optimizer', text, bundle), ['spark.sql.adaptive.enabled: false']);
  });
});

describe('ignore comments in job definitions', () => {
  const only = (text: string, path = 'databricks.yml') =>
    lint(
      { path, text },
      { ...defaultSettings, rules: new Map([['job-without-retries', { severity: 'off', options: {} }]]) },
    ).findings.map(({ rule }) => rule);
  const job = (before: string, behind: string) =>
    `resources:\n  jobs:\n${before}    j:${behind}\n      tasks:\n        - task_key: a\n          notebook_task: { notebook_path: /a }\n`;

  it('behind something: for its line; alone: for what begins below; for the file', () => {
    assert.deepEqual(only(job('', '')), ['job-without-timeout']);
    assert.deepEqual(only(job('', ' # lakelint: ignore[job-without-timeout] -- short')), []);
    assert.deepEqual(only(job('    # lakelint: ignore[job-without-timeout]\n', '')), []);
    assert.deepEqual(only(`# lakelint: ignore-file[job-without-timeout]\n${job('', '')}`), []);
  });

  it('a comment above an item of a list covers all of it, and no other one', () => {
    const tasks =
      'resources: # first\n  jobs:\n    j:\n      timeout_seconds: 1\n      tasks:\n        # lakelint: ignore[unknown-task-dependency]\n        - task_key: a\n          depends_on:\n            - task_key: x\n' +
      '        - task_key: b\n          depends_on:\n            - task_key: y\n';
    assert.deepEqual(only(tasks), ['unknown-task-dependency']);
  });

  it('that hide nothing, or name no rule, are reported', () => {
    assert.deepEqual(only('bundle: # lakelint: ignore[job-without-alert, job-without-timeut]\n  name: x\n'), [
      'unknown-suppression',
    ]);
    assert.deepEqual(only('bundle: # lakelint: ignore[unsupported-runtime]\n  name: x\n'), ['unused-suppression']);
    assert.deepEqual(only('bundle:\n  name: "# lakelint: ignore[unsupported-runtime]"\n'), []);
  });

  it('in JSON with comments', () => {
    const text = (comment: string) =>
      `{\n  "name": "j", ${comment}\n  "tasks": [{ "task_key": "a", "notebook_task": { "notebook_path": "/a" } }]\n}\n`;
    assert.deepEqual(only(text(''), 'job.json'), ['job-without-timeout']);
    assert.deepEqual(only(text('// lakelint: ignore[job-without-timeout] -- short'), 'job.json'), []);
  });
});

describe('job definitions that were linted before', () => {
  it('are read again when their text has changed, and give the same findings when it has not', () => {
    const cache = {};
    const text = 'resources: { jobs: { j: { tasks: [{ task_key: a, notebook_task: { notebook_path: /a } }] } } }\n';
    const count = (now: string) =>
      lint({ path: 'databricks.yml', text: now }, defaultSettings, { cache }).findings.length;
    assert.equal(count(text), 1);
    assert.equal(count(text), 1);
    assert.equal(count(text.replace('tasks:', 'timeout_seconds: 1, tasks:')), 0);
  });
});

describe('job definitions that cannot be read', () => {
  it('are said at their place, as a warning, and nothing else is', () => {
    const text = 'resources:\n  jobs: [\n';
    const { findings, failures } = lint({ path: 'databricks.yml', text }, defaultSettings);
    assert.deepEqual(failures, []);
    assert.deepEqual(
      findings.map(({ rule, severity }) => [rule, severity]),
      [['unreadable-code', 'warning']],
    );
    assert.match(findings[0]!.message, /^This is not valid YAML \(.+\), so nothing in this file was checked/);
    assert.ok(ruleById('unreadable-code'));
  });

  it('YAML and JSON of other kinds is left alone', () => {
    for (const [path, text] of [
      ['docker-compose.yml', 'services: { db: { environment: { POSTGRES_PASSWORD: "Tr0ub4dor&3x" } } }\n'],
      ['tasks.json', '{ "version": "2.0.0", "tasks": [{ "label": "build", "dependsOn": ["x"] }] }\n'],
      ['package.json', '{ "name": "x", "scripts": {} }\n'],
      ['list.json', '[1, 2]'],
      ['run.json', '{ "run_id": 1, "tasks": [{ "task_key": "a", "notebook_task": { "notebook_path": "/a" } }] }'],
      ['empty.yml', ''],
    ] as const)
      assert.deepEqual(lint({ path, text }, defaultSettings).findings, [], path);
  });
});
