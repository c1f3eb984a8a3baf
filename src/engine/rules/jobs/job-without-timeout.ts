import { hasEverywhere, isContinuous, runsCode } from '../../jobs/queries';
import { at } from '../../jobs/values';
import { defineRule } from '../../rule';

export default defineRule({
  id: 'job-without-timeout',
  family: 'jobs',
  severity: 'info',

  summary: 'A job that may run without end',
  why:
    'A task that hangs, on a lock, a socket or one skewed key, keeps its cluster and blocks the next run until somebody looks. `timeout_seconds`, for the job or for each task, ends it; several times the usual duration is a good value. ' +
    'A health rule on the duration counts as well: it tells somebody. `timeout_seconds: 0` is a decision. Continuous jobs are left alone.',
  docs: [
    {
      title: 'databricks_job (arguments and defaults)',
      url: 'https://github.com/databricks/terraform-provider-databricks/blob/v0.3.0/docs/resources/job.md',
      checked: '2026-11-21',
    },
    {
      title: 'Add notifications on a job',
      url: 'https://docs.databricks.com/jobs/notifications.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: `resources:
  jobs:
    load_orders:
      tasks:
        - task_key: load
          notebook_task:
            notebook_path: /Workspace/shop/load_orders
`,
      good: `resources:
  jobs:
    load_orders:
      timeout_seconds: 7200
      tasks:
        - task_key: load
          notebook_task:
            notebook_path: /Workspace/shop/load_orders
`,
    },
    {
      kind: 'job',
      bad: '{\n  "name": "load",\n  "tasks": [{ "task_key": "load", "notebook_task": { "notebook_path": "/shop/load" } }]\n}\n',
      good: '{\n  "name": "load",\n  "timeout_seconds": 7200,\n  "tasks": [{ "task_key": "load", "notebook_task": { "notebook_path": "/shop/load" } }]\n}\n',
    },
  ],
  nearMisses: [
    {
      why: 'each task has its own',
      code: 'resources:\n  jobs:\n    load:\n      tasks:\n        - task_key: a\n          timeout_seconds: 600\n          notebook_task: { notebook_path: /a }\n',
    },
    {
      why: 'a rule watches the duration',
      code: 'resources:\n  jobs:\n    load:\n      health:\n        rules:\n          - { metric: RUN_DURATION_SECONDS, op: GREATER_THAN, value: 7200 }\n      tasks:\n        - task_key: a\n          notebook_task: { notebook_path: /a }\n',
    },
    {
      why: 'the job never ends on purpose',
      code: 'resources:\n  jobs:\n    stream:\n      continuous: { pause_status: UNPAUSED }\n      tasks:\n        - task_key: a\n          notebook_task: { notebook_path: /a }\n',
    },
    {
      why: 'the production target says it',
      code: 'resources:\n  jobs:\n    load:\n      tasks:\n        - task_key: a\n          notebook_task: { notebook_path: /a }\ntargets:\n  prod:\n    resources:\n      jobs:\n        load:\n          timeout_seconds: ${var.timeout}\n',
    },
    {
      why: 'only other jobs are started',
      code: 'resources:\n  jobs:\n    all:\n      tasks:\n        - task_key: a\n          run_job_task: { job_id: 42 }\n',
    },
    {
      why: 'the job is defined elsewhere, and only one target is changed here',
      code: 'include: [resources/*.yml]\ntargets:\n  prod:\n    resources:\n      jobs:\n        load:\n          tasks:\n            - task_key: a\n              notebook_task: { notebook_path: /a }\n',
    },
  ],

  *job({ jobs, isHere }) {
    for (const definition of jobs) {
      const { place, views, isPartial } = definition;
      if (isPartial || !isHere(place) || views.some(isContinuous)) continue;
      if (!views.some(({ tasks }) => tasks.some((task) => runsCode(task) || task.kind === 'sql_task'))) continue;
      if (hasEverywhere(definition, (holder) => at(holder, 'timeout_seconds') ?? at(holder, 'health', 'rules')))
        continue;
      yield {
        span: place.span,
        message: 'Nothing ends this job when it hangs: set `timeout_seconds`, or a health rule on its duration.',
      };
    }
  },
});
