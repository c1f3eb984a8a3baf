import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultSettings, lint, readBundleJobs, readTree, rules, selectRules } from '../../../src/engine';
import { at, itemsOf, textOf, type Value } from '../../../src/engine/jobs/values';

const yaml = (text: string) => readTree('databricks.yml', text);
const under = (text: string, value: Value | undefined) => value && text.slice(value.span.from, value.span.to);

describe('job definitions: reading YAML and JSON', () => {
  it('gives every value its place, without quotes', () => {
    const text = 'a:\n  "b c": \'x\'\n  n: 0x10\n  list: [1, "two"]\n  text: |\n    one\n    two\n';
    const { root } = yaml(text);
    assert.equal(under(text, at(root, 'a', 'b c')), 'x');
    assert.equal(under(text, at(root, 'a', 'n')), '0x10');
    assert.deepEqual(
      itemsOf(at(root, 'a', 'list')).map((item) => under(text, item)),
      ['1', 'two'],
    );
    assert.equal(textOf(at(root, 'a', 'text')), 'one\ntwo\n');
    const json = '{ "a": { "b": "x", "n": 16 } }';
    const tree = readTree('job.json', json);
    assert.equal(under(json, at(tree.root, 'a', 'b')), 'x');
    assert.equal(under(json, at(tree.root, 'a', 'n')), '16');
  });

  it('follows aliases and merge keys; what the map says itself wins, and places stay where it is written', () => {
    const text = 'base: &base\n  retries: 1\n  key: a\ntask:\n  <<: *base\n  key: b\nother: *base\n';
    const { root } = yaml(text);
    assert.equal(textOf(at(root, 'task', 'key')), 'b');
    assert.equal(textOf(at(root, 'task', 'retries')), '1');
    assert.equal(at(root, 'task', 'retries')?.span.from, text.indexOf('1'));
    assert.equal(at(root, 'other'), at(root, 'base'), 'shared, not copied');
  });

  it('reads the first of several documents', () => {
    const tree = yaml('a: 1\n---\nb: 2\n');
    assert.deepEqual(tree.errors, []);
    assert.equal(textOf(at(tree.root, 'a')), '1');
  });

  it('takes the last of two entries of one name, as the Databricks CLI does', () => {
    const { root } = yaml('a: 1\nb: x\na: 2\n');
    assert.equal(textOf(at(root, 'a')), '2');
  });

  it('takes null for nothing, and text with a variable for unknown', () => {
    const { root } = yaml('a:\nb: ~\nc: ${var.x}\nd: "{{job.id}}"\ne: plain\n');
    assert.deepEqual(
      ['a', 'b', 'c', 'd', 'e'].map((key) => textOf(at(root, key))),
      [undefined, undefined, undefined, undefined, 'plain'],
    );
    assert.equal(at(root, 'a'), undefined);
    assert.notEqual(at(root, 'c'), undefined);
  });

  it('says where YAML and JSON are broken, and reads nothing then', () => {
    const [first] = yaml('a: [1\nb: 2\n').errors;
    assert.ok(first && first.span.from >= 5);
    assert.equal(yaml('a: [1\nb: 2\n').root, undefined);
    assert.match(yaml('x: &x {}\na:\n  <<: *x\n  <<: *x\n').errors[0]!.message, /unique/i);
    const json = readTree('job.json', '{ "tasks": [ { "task_key" "a" } ] }');
    assert.equal(json.errors[0]!.message, 'colon expected');
    assert.equal(json.errors[0]!.span.from, 26);
  });

  it('is not slowed down by aliases of aliases, and survives circles and depth', () => {
    const laughs = [
      'a0: &a0 [x, x]',
      ...Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`),
    ];
    const started = performance.now();
    const bomb = `bundle: {name: x}\n${laughs.join('\n')}\nvariables: {v: {default: *a30}}\ntargets: {dev: {variables: {v: *a29}}}\n`;
    assert.deepEqual(lint({ path: 'databricks.yml', text: bomb }, defaultSettings).failures, []);
    assert.ok(performance.now() - started < 5000);
    assert.deepEqual(lint({ path: 'databricks.yml', text: 'bundle: &b\n  me: *b\n' }, defaultSettings).failures, []);
    for (const [path, text] of [
      ['databricks.yml', `a: ${'['.repeat(5000)}`],
      ['databricks.yml', `bundle:\n  ${'- '.repeat(20_000)}a`],
      ['databricks.yml', Array.from({ length: 300 }, (_, i) => `${' '.repeat(i)}bundle:`).join('\n')],
      ['job.json', '{"tasks":'.repeat(50_000)],
    ] as const) {
      const { failures, findings } = lint({ path, text }, defaultSettings);
      assert.deepEqual(failures, []);
      assert.equal(findings.length, 1, text.slice(0, 30));
    }
  });
});

describe('job definitions: bundles', () => {
  const jobs = (...texts: string[]) =>
    readBundleJobs(
      texts.map((text, i) => readTree(`${i}.yml`, text)),
      true,
    );

  it('lays what a target says over the job, task by task and cluster by cluster, across files', () => {
    const base =
      'resources:\n  jobs:\n    load:\n      tasks:\n        - {task_key: a, max_retries: 1, job_cluster_key: c, notebook_task: {notebook_path: /a}}\n' +
      '        - {task_key: b}\n      job_clusters:\n        - {job_cluster_key: c, new_cluster: {spark_version: v1, num_workers: 1}}\n';
    const target =
      'targets:\n  dev:\n  prod:\n    resources:\n      jobs:\n        load:\n          tasks:\n            - {task_key: a, max_retries: 3}\n            - {task_key: c}\n' +
      '          job_clusters:\n            - {job_cluster_key: c, new_cluster: {spark_version: v2}}\n';
    const [job] = jobs(target, base).jobs;
    const [plain, prod] = job!.views;
    assert.deepEqual(
      plain!.tasks.map(({ key }) => key),
      ['a', 'b'],
    );
    assert.deepEqual(
      prod!.tasks.map(({ key }) => key),
      ['a', 'b', 'c'],
    );
    const { compute, value } = prod!.tasks[0]!;
    assert.equal(textOf(at(value, 'max_retries')), '3');
    assert.ok(compute.kind === 'new');
    assert.equal(textOf(at(compute.cluster, 'spark_version')), 'v2');
    assert.equal(textOf(at(compute.cluster, 'num_workers')), '1');
    assert.equal(job!.place.file.path, '1.yml', 'named where it begins');
    assert.equal(job!.isPartial, false);
  });

  it('a job as it stands counts only for targets that do not change it', () => {
    const count = (targets: string) =>
      jobs(`resources: { jobs: { j: { tasks: [{ task_key: a }] } } }\ntargets: ${targets}\n`).jobs[0]!.views.map(
        ({ isDevelopment }) => isDevelopment,
      );
    const change = '{ resources: { jobs: { j: { timeout_seconds: 1 } } } }';
    assert.deepEqual(count('{}'), [false]);
    assert.deepEqual(count(`{ prod: ${change} }`), [false]);
    assert.deepEqual(count(`{ dev: { mode: development }, prod: ${change} }`), [true, false]);
    assert.deepEqual(count(`{ dev: { mode: development }, test: {}, prod: ${change} }`), [false, false]);
  });

  it('knows the variables that are the same everywhere', () => {
    const { variables } = jobs(
      'variables:\n  same: {default: 1}\n  other: {default: 1}\n  looked: {lookup: {cluster: x}}\n  none: {description: x}\n' +
        'targets:\n  a: {variables: {same: 1, other: 2}}\n  b: {variables: {looked: {lookup: {cluster: y}}, none: z}}\n',
    );
    const of = (name: string) => {
      const { root } = readTree('x.yml', `a: \${var.${name}}`);
      return textOf(variables.resolve(at(root, 'a')));
    };
    assert.deepEqual(['same', 'other', 'looked', 'none', 'missing'].map(of), [
      '1',
      undefined,
      undefined,
      'z',
      undefined,
    ]);
  });

  it('tells what a task runs on', () => {
    const kinds = jobs(
      'resources:\n  jobs:\n    j:\n      tasks:\n        - {task_key: a, notebook_task: {notebook_path: /a}}\n        - {task_key: b, existing_cluster_id: x, notebook_task: {notebook_path: /a}}\n' +
        '        - {task_key: c, job_cluster_key: none, notebook_task: {notebook_path: /a}}\n        - {task_key: d, notebook_task: {notebook_path: /a, warehouse_id: w}}\n' +
        '        - {task_key: e, new_cluster: "${var.cluster}"}\n        - {task_key: f, pipeline_task: {pipeline_id: x}}\n        - {task_key: g, new_cluster: {num_workers: 1}}\n',
    ).jobs[0]!.views[0]!.tasks.map(({ compute }) => compute.kind);
    assert.deepEqual(kinds, ['serverless', 'existing', 'unknown', 'warehouse', 'unknown', 'unknown', 'new']);
  });
});

describe('job definitions: any text', () => {
  const all = selectRules(defaultSettings, { select: ['ALL'] }, rules);
  const words = fc.constantFrom(
    ...'resources jobs targets tasks task_key depends_on job_clusters new_cluster spark_conf include variables default * & << : - { } [ ] " \n # | > ? ! % @ ${var.a}'.split(
      ' ',
    ),
    '\n  ',
    '\n    ',
    '\n',
    ' ',
    'a',
  );

  it('cut and shuffled, it is linted without a failure, every span inside of it', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), fc.constantFrom('databricks.yml', 'job.json'), (parts, path) => {
        const text = parts.join('');
        const { findings, failures } = lint({ path, text }, all);
        assert.deepEqual(failures, []);
        for (const { span } of findings) assert.ok(span.from >= 0 && span.from <= span.to && span.to <= text.length);
      }),
      { numRuns: 400 },
    );
  });
});
