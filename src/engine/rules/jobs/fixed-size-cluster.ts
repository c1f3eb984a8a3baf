import { isContinuous } from '../../jobs/queries';
import { at, everyValue, numberOf } from '../../jobs/values';
import { defineRule } from '../../rule';

/** What only a whole description of a cluster has; what a target changes about one may leave the rest to the job. */
const PARTS = ['spark_version', 'node_type_id', 'instance_pool_id'];

export default defineRule({
  id: 'fixed-size-cluster',
  family: 'jobs',
  severity: 'off',

  summary: 'A cluster whose size is fixed',
  why:
    'A fixed number of workers is paid for while one task reads a small file, and is too few on the day with the large one. `autoscale` with a lower and an upper bound follows the load. Off, because a size that was measured for one job is fine, ' +
    'and because streams do better without: continuous jobs and pipelines are left alone.',
  docs: [
    {
      title: 'ResizeClusterRequest: num_workers and autoscale',
      url: 'https://databricks.github.io/sdk-js/api/interfaces/_databricks_sdk-clusters.v2.ResizeClusterRequest.html',
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
            spark_version: 17.3.x-scala2.13
            node_type_id: i3.xlarge
            num_workers: 8
`,
      good: `resources:
  jobs:
    load_orders:
      job_clusters:
        - job_cluster_key: main
          new_cluster:
            spark_version: 17.3.x-scala2.13
            node_type_id: i3.xlarge
            autoscale:
              min_workers: 1
              max_workers: 8
`,
    },
  ],
  nearMisses: [
    {
      why: 'one machine alone',
      code: 'resources:\n  clusters:\n    dev:\n      spark_version: 17.3.x-scala2.13\n      num_workers: 0\n',
    },
    {
      why: 'one worker',
      code: 'resources:\n  clusters:\n    dev:\n      spark_version: 17.3.x-scala2.13\n      num_workers: 1\n',
    },
    {
      why: 'a variable says how many',
      code: 'resources:\n  clusters:\n    dev:\n      spark_version: 17.3.x-scala2.13\n      num_workers: ${var.workers}\n',
    },
    {
      why: 'a stream',
      code: 'resources:\n  jobs:\n    stream:\n      continuous: { pause_status: UNPAUSED }\n      job_clusters:\n        - job_cluster_key: main\n          new_cluster: { spark_version: 17.3.x-scala2.13, num_workers: 4 }\n',
    },
    {
      why: 'a target changes the number only',
      code: 'resources: { jobs: {} }\ntargets:\n  prod:\n    resources:\n      jobs:\n        load:\n          job_clusters:\n            - job_cluster_key: main\n              new_cluster: { num_workers: 8 }\n',
    },
  ],

  *job({ tree, jobs, pipelines, isHere }) {
    // Streams do better on a fixed size: nothing is taken away while state is moved.
    const continuous = jobs.flatMap(({ views }) => views).filter(isContinuous);
    const streams = new Set([...pipelines, ...continuous].flatMap(({ value }) => everyValue(value)));
    for (const cluster of everyValue(tree.root)) {
      const workers = at(cluster, 'num_workers');
      if (!workers || !isHere(workers) || (numberOf(workers) ?? 0) < 2 || streams.has(cluster)) continue;
      if (at(cluster, 'autoscale') || !PARTS.some((part) => at(cluster, part))) continue;
      yield {
        span: workers.span,
        message: `${numberOf(workers)} workers, whatever there is to do: \`autoscale\` follows the load.`,
      };
    }
  },
});
