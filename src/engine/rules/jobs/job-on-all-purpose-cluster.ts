import { startsByItself } from '../../jobs/queries';
import { defineRule } from '../../rule';

export default defineRule({
  id: 'job-on-all-purpose-cluster',
  family: 'jobs',
  severity: 'warning',

  summary: 'A scheduled job runs on an all-purpose cluster',
  why:
    'All-purpose compute costs more for the same work, runs on after the job has ended, and is shared: what somebody else runs or installs there decides how long the job takes and whether it succeeds. ' +
    'A job cluster is made for the run and goes away with it. Targets in development mode are left alone; their schedules are paused.',
  docs: [
    {
      title: 'Configure classic compute for jobs',
      url: 'https://learn.microsoft.com/en-au/Azure/databricks/jobs/run-classic-jobs',
      checked: '2026-11-21',
    },
    {
      title: 'Configure compute for jobs',
      url: 'https://docs.databricks.com/jobs/compute',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: `resources:
  jobs:
    load_orders:
      schedule:
        quartz_cron_expression: "0 0 4 * * ?"
        timezone_id: UTC
      tasks:
        - task_key: load
          existing_cluster_id: 1121-083000-shop42
          notebook_task:
            notebook_path: /Workspace/shop/load_orders
`,
      good: `resources:
  jobs:
    load_orders:
      schedule:
        quartz_cron_expression: "0 0 4 * * ?"
        timezone_id: UTC
      tasks:
        - task_key: load
          job_cluster_key: small
          notebook_task:
            notebook_path: /Workspace/shop/load_orders
      job_clusters:
        - job_cluster_key: small
          new_cluster:
            spark_version: 17.3.x-scala2.13
            node_type_id: i3.xlarge
            num_workers: 1
`,
    },
    {
      kind: 'job',
      bad: `{
  "name": "load orders",
  "schedule": { "quartz_cron_expression": "0 0 4 * * ?", "timezone_id": "UTC" },
  "tasks": [
    {
      "task_key": "load",
      "existing_cluster_id": "1121-083000-shop42",
      "notebook_task": { "notebook_path": "/Workspace/shop/load_orders" }
    }
  ]
}
`,
      good: `{
  "name": "load orders",
  "schedule": { "quartz_cron_expression": "0 0 4 * * ?", "timezone_id": "UTC" },
  "tasks": [
    { "task_key": "load", "notebook_task": { "notebook_path": "/Workspace/shop/load_orders" } }
  ]
}
`,
    },
  ],
  nearMisses: [
    {
      why: 'somebody starts the job by hand',
      code: 'resources:\n  jobs:\n    try_out:\n      tasks:\n        - task_key: a\n          existing_cluster_id: 1121-083000-shop42\n',
    },
    {
      why: 'the schedule is paused',
      code: 'resources:\n  jobs:\n    load:\n      schedule:\n        quartz_cron_expression: 0 0 4 * * ?\n        pause_status: PAUSED\n      tasks:\n        - task_key: a\n          existing_cluster_id: 1121-083000-shop42\n',
    },
    {
      why: 'the cluster is for development only',
      code: 'resources:\n  jobs:\n    load:\n      trigger:\n        periodic: { interval: 1, unit: DAYS }\n      tasks:\n        - task_key: a\n          job_cluster_key: small\ntargets:\n  dev:\n    mode: development\n    resources:\n      jobs:\n        load:\n          tasks:\n            - task_key: a\n              existing_cluster_id: ${var.my_cluster}\n',
    },
    {
      why: 'the id is empty',
      code: 'resources:\n  jobs:\n    load:\n      schedule: { quartz_cron_expression: 0 0 4 * * ? }\n      tasks:\n        - task_key: a\n          existing_cluster_id:\n',
    },
    {
      why: 'the work is done by a SQL warehouse',
      code: 'resources:\n  jobs:\n    load:\n      schedule: { quartz_cron_expression: 0 0 4 * * ? }\n      tasks:\n        - task_key: a\n          sql_task: { warehouse_id: abc, file: { path: ./load.sql } }\n',
    },
  ],

  *job({ jobs, isHere }) {
    for (const job of jobs.flatMap(({ views }) => views)) {
      if (!startsByItself(job)) continue;
      for (const { compute } of job.tasks) {
        if (compute.kind !== 'existing' || !isHere(compute.id)) continue;
        yield {
          span: compute.id.span,
          message:
            'A job that starts by itself runs on all-purpose compute, which costs more and is shared: give it a job cluster or serverless compute.',
        };
      }
    }
  },
});
