import { longTermRuntime, supportOf, SUPPORT_CHECKED, SUPPORT_PAGE } from '../../../confs/runtimes';
import { at, everyValue, textOf } from '../../jobs/values';
import { defineRule } from '../../rule';
import { runtimeOf } from '../../spark/job-confs';

export default defineRule({
  id: 'unsupported-runtime',
  family: 'jobs',
  severity: 'warning',

  summary: 'A Databricks Runtime past its end of support',
  why:
    'A runtime without support gets no security fixes and no help, and Databricks may take it away without notice; then the cluster does not start. Versions with long-term support have three years. ' +
    'The rule compares with the day on which it runs, so that it begins to speak by itself when a date has passed. Images of your own and names such as `auto:latest-lts` are left alone.',
  docs: [
    {
      title: 'Databricks Runtime release notes versions and compatibility',
      url: SUPPORT_PAGE,
      checked: SUPPORT_CHECKED,
    },
    {
      title: 'Databricks support lifecycles',
      url: 'https://docs.databricks.com/release-notes/runtime/databricks-runtime-ver.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: `resources:
  jobs:
    load_orders:
      job_clusters:
        - job_cluster_key: main
          new_cluster:
            spark_version: 12.2.x-scala2.12
            node_type_id: i3.xlarge
            num_workers: 1
`,
      good: `resources:
  jobs:
    load_orders:
      job_clusters:
        - job_cluster_key: main
          new_cluster:
            spark_version: 17.3.x-scala2.13
            node_type_id: i3.xlarge
            num_workers: 1
`,
    },
    {
      kind: 'job',
      bad: '{\n  "name": "load",\n  "new_cluster": { "spark_version": "10.4.x-cpu-ml-scala2.12", "num_workers": 1 },\n  "notebook_task": { "notebook_path": "/shop/load" }\n}\n',
      good: '{\n  "name": "load",\n  "new_cluster": { "spark_version": "16.4.x-cpu-ml-scala2.12", "num_workers": 1 },\n  "notebook_task": { "notebook_path": "/shop/load" }\n}\n',
    },
  ],
  nearMisses: [
    {
      why: 'a variable says which',
      code: 'resources:\n  clusters:\n    dev:\n      spark_version: ${var.runtime}\n      num_workers: 1\n',
    },
    {
      why: 'the newest one is asked for',
      code: 'resources:\n  clusters:\n    dev:\n      spark_version: auto:latest-lts\n      num_workers: 1\n',
    },
    {
      why: 'an image of our own',
      code: 'resources:\n  clusters:\n    dev:\n      spark_version: custom:custom-local__13.x-snapshot-scala2.12\n      num_workers: 1\n',
    },
    {
      why: 'newer than the list',
      code: 'resources:\n  clusters:\n    dev:\n      spark_version: 19.1.x-scala2.13\n      num_workers: 1\n',
    },
    {
      why: 'two targets give the variable two values',
      code: 'variables:\n  runtime: { default: 12.2.x-scala2.12 }\ntargets:\n  prod:\n    variables: { runtime: 17.3.x-scala2.13 }\nresources:\n  clusters:\n    dev:\n      spark_version: ${var.runtime}\n',
    },
  ],

  *job({ tree, variables, today, isHere }) {
    for (const cluster of everyValue(tree.root)) {
      const written = at(cluster, 'spark_version');
      const runtime = runtimeOf(textOf(variables.resolve(written)));
      if (!written || runtime === undefined || !isHere(written)) continue;
      const support = supportOf(runtime, today);
      if (!support?.isOver) continue;
      const when =
        support.until === undefined ? 'is no longer supported' : `has not been supported since ${support.until}`;
      const newer = longTermRuntime(today);
      const instead =
        newer === undefined ? 'move to one with long-term support' : `move to ${newer}, which has long-term support`;
      yield { span: written.span, message: `Databricks Runtime ${runtime} ${when}: ${instead}.` };
    }
  },
});
