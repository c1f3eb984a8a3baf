import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { serveWorkspaces } from './served';

const BUNDLE = `bundle:
  name: shop
include:
  - resources/*.yml
targets:
  dev:
    mode: development
  prod:
    resources:
      jobs:
        nightly:
          job_clusters:
            - job_cluster_key: main
              new_cluster:
                spark_conf:
                  spark.sql.shuffle.partitions: "64"
`;
const JOBS = `resources:
  jobs:
    nightly:
      job_clusters:
        - job_cluster_key: main
          new_cluster:
            spark_version: 15.4.x-scala2.12
            policy_id: abc
            spark_conf:
              spark.sql.shuffle.partitions: 8
              spark.sql.session.timeZone: UTC
              spark.executor.memory: 8g
              spark.my.own: \${var.x}
              spark.hadoop.fs.s3a.secret.key: hunter2
      tasks:
        - task_key: load
          job_cluster_key: main
          notebook_task:
            notebook_path: ../src/load
        - task_key: report
          job_cluster_key: main
          notebook_task:
            notebook_path: ../src/report.sql
        - task_key: light
          spark_python_task:
            python_file: ../src/light.py
        - task_key: gone
          existing_cluster_id: 0123
          notebook_task:
            notebook_path: ../src/gone
        - task_key: refresh
          pipeline_task:
            pipeline_id: \${resources.pipelines.bronze.id}
  pipelines:
    bronze:
      serverless: true
      configuration:
        pipelines.trigger.interval: 5 minutes
      libraries:
        - file:
            path: ../src/light.py
`;
const LOAD = `# Databricks notebook source
spark = SparkSession.builder.config("spark.driver.memory", "2g").config("spark.sql.ansi.enabled", "true").getOrCreate()
spark.conf.set("spark.sql.shuffle.partitions", 400)
spark.conf.set("spark.executor.memory", "4g")
if big:
    spark.conf.set("spark.sql.adaptive.enabled", False)
spark.conf.set("spark.sql.session.timeZone", "CET")
spark.conf.unset("spark.sql.session.timeZone")
spark.sql("SET spark.sql.autoBroadcastJoinThreshold = -1")

# COMMAND ----------

# MAGIC %sql
# MAGIC SET spark.sql.shuffle.partitions = 500
`;

describe('the settings of a task through the language server', function () {
  this.timeout(60_000);
  const served = serveWorkspaces();

  beforeEach(async () => {
    const files: Record<string, string> = {
      'databricks.yml': BUNDLE,
      'resources/jobs.yml': JOBS,
      'src/load.py': LOAD,
      'src/report.sql': 'SET spark.sql.shuffle.partitions = 5;\nRESET;\nSET spark.sql.ansi.enabled = false;\n',
      'src/light.py':
        'spark.conf.set("spark.sql.adaptive.enabled", "false")\nspark.conf.set("spark.sql.session.timeZone", "UTC")\n',
    };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(served.root, name)), { recursive: true });
      writeFileSync(join(served.root, name), text);
    }
    await served.start();
  });

  const tasks = (uri?: string) =>
    served.client.request<{ bundle?: string; names: string[] }>('lakelint/tasks', uri === undefined ? {} : { uri });

  /** The page of a task, cut at its headings. */
  async function page(name: string): Promise<Record<string, string>> {
    const { bundle } = await tasks();
    const text = await served.client.request<string | null>('lakelint/taskSettings', { bundle, name });
    assert.ok(text, name);
    const [head, ...parts] = text.split(/^## /m);
    return Object.fromEntries([
      ['', head!],
      ...parts.map((part) => [part.split('\n')[0]!, part.split('\n').slice(2).join('\n').trim()]),
    ]) as Record<string, string>;
  }

  it('lists tasks and pipelines, one by one where a target says something of its own', async () => {
    const { names } = await tasks();
    assert.deepEqual(
      names.slice(0, 5).map((name) => name.replace('nightly / ', '')),
      ['load', 'report', 'light', 'gone', 'refresh'],
    );
    assert.ok(names.includes('nightly / load (target prod)'));
    assert.equal(names.at(-1), 'bronze (pipeline)');
    assert.equal((await tasks(served.uriOf('src/load.py'))).bundle, join(served.root, 'databricks.yml'));
  });

  it('say which value holds, from cluster and code in their order', async () => {
    const task = await page('nightly / load');
    assert.match(task['']!, /^# Settings of nightly \/ load\n\nRuns on a job cluster with `15\.4\.x-scala2\.12`/);
    assert.deepEqual(task['What holds']!.split('\n'), [
      '- `spark.executor.memory` = `8g` from resources/jobs.yml:12, default `1g`',
      '- `spark.hadoop.fs.s3a.secret.key` = `(not shown)` from resources/jobs.yml:14',
      '- `spark.my.own` = a value that is only known later from resources/jobs.yml:13',
      '- `spark.sql.adaptive.enabled` = the default; perhaps `false` from src/load.py:6, in a branch, loop or function, default `true`',
      '- `spark.sql.ansi.enabled` = `true` from src/load.py:2, default `false`',
      '- `spark.sql.autoBroadcastJoinThreshold` = `-1` from src/load.py:9, default `10MB`',
      '- `spark.sql.session.timeZone` = the default, taken back in src/load.py:8',
      '- `spark.sql.shuffle.partitions` = `500` from src/load.py:14, default `200`',
    ]);
    assert.deepEqual(task['What has no effect or fails']!.split('\n'), [
      '- `spark.driver.memory` (src/load.py:2): fixed when the compute starts: the session is there already, and its builder does not change it.',
      '- `spark.executor.memory` (src/load.py:4): fixed when the compute starts: `SET` and `spark.conf.set` fail.',
    ]);
    assert.match(task['1. Cluster (resources/jobs.yml)']!, /^- line 10: `spark\.sql\.shuffle\.partitions` = `8`\n/);
    assert.match(task['2. Code (src/load.py)']!, /- line 8: `spark\.sql\.session\.timeZone` = the default/);
    assert.match(task['Not known']!, /policy may set or fix more/);
  });

  it('know what a target lays over a cluster, and what RESET takes back', async () => {
    const task = await page('nightly / report (target prod)');
    assert.match(task['What holds']!, /`spark\.sql\.shuffle\.partitions` = `64` from databricks\.yml:14/);
    assert.match(task['What holds']!, /`spark\.sql\.ansi\.enabled` = `false` from src\/report\.sql:3/);
  });

  it('know what serverless compute and pipelines refuse', async () => {
    const light = await page('nightly / light');
    assert.match(
      light['What has no effect or fails']!,
      /^- `spark\.sql\.adaptive\.enabled` \(src\/light\.py:1\): not available on serverless/,
    );
    assert.match(light['What holds']!, /`spark\.sql\.session\.timeZone` = `UTC`/);
    for (const name of ['nightly / refresh', 'bronze (pipeline)']) {
      const pipeline = await page(name);
      assert.match(
        pipeline['What holds']!,
        /`pipelines\.trigger\.interval` = `5 minutes` from resources\/jobs\.yml:/,
        name,
      );
    }
  });

  it('say what could not be read', async () => {
    const gone = await page('nightly / gone');
    assert.equal(gone['What holds'], 'Nothing is set: the defaults hold.');
    assert.match(gone['Not known']!, /existing cluster[^]*`\.\.\/src\/gone` is not read: there is no such file/);
    const { bundle } = await tasks();
    assert.equal(await served.client.request('lakelint/taskSettings', { bundle, name: 'nothing' }), null);
  });

  it('see what is typed and not saved yet', async () => {
    served.client.open(served.uriOf('src/light.py'), 'spark.conf.set("spark.sql.session.timeZone", "CET")\n');
    assert.match((await page('nightly / light'))['What holds']!, /= `CET` from src\/light\.py:1/);
  });
});
