import { failureAlert, hasEverywhere, startsByItself } from '../../jobs/queries';
import { defineRule } from '../../rule';

export default defineRule({
  id: 'job-without-alert',
  family: 'jobs',
  severity: 'off',

  summary: 'A scheduled job that fails without telling anybody',
  why:
    'A job that starts by itself also fails by itself. Without `on_failure` under `email_notifications` or `webhook_notifications`, of the job or of each of its tasks, the first who notices is a reader of the table. ' +
    'Off, because many teams watch their jobs from outside, over system tables or the API.',
  docs: [
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
      schedule:
        quartz_cron_expression: "0 0 4 * * ?"
        timezone_id: UTC
      tasks:
        - task_key: load
          notebook_task:
            notebook_path: /Workspace/shop/load_orders
`,
      good: `resources:
  jobs:
    load_orders:
      schedule:
        quartz_cron_expression: "0 0 4 * * ?"
        timezone_id: UTC
      email_notifications:
        on_failure: [data-team@shop.example]
      tasks:
        - task_key: load
          notebook_task:
            notebook_path: /Workspace/shop/load_orders
`,
    },
  ],
  nearMisses: [
    {
      why: 'who starts a job by hand looks at it',
      code: 'resources:\n  jobs:\n    load:\n      tasks:\n        - task_key: a\n          notebook_task: { notebook_path: /a }\n',
    },
    {
      why: 'a webhook is called',
      code: 'resources:\n  jobs:\n    load:\n      trigger: { periodic: { interval: 1, unit: DAYS } }\n      webhook_notifications:\n        on_failure: [{ id: abc }]\n      tasks:\n        - task_key: a\n',
    },
    {
      why: 'each task tells somebody',
      code: 'resources:\n  jobs:\n    load:\n      trigger: { periodic: { interval: 1, unit: DAYS } }\n      tasks:\n        - task_key: a\n          email_notifications: { on_failure: [a@shop.example] }\n',
    },
    {
      why: 'a variable says whom',
      code: 'resources:\n  jobs:\n    load:\n      trigger: { periodic: { interval: 1, unit: DAYS } }\n      email_notifications: { on_failure: "${var.oncall}" }\n      tasks:\n        - task_key: a\n',
    },
    {
      why: 'the production target says it',
      code: 'resources:\n  jobs:\n    load:\n      trigger: { periodic: { interval: 1, unit: DAYS } }\n      tasks:\n        - task_key: a\ntargets:\n  prod:\n    resources:\n      jobs:\n        load:\n          email_notifications: { on_failure: [a@shop.example] }\n',
    },
  ],

  *job({ jobs, isHere }) {
    for (const definition of jobs) {
      const { place, views, isPartial } = definition;
      if (isPartial || !isHere(place) || !views.some(startsByItself)) continue;
      if (hasEverywhere(definition, failureAlert)) continue;
      yield {
        span: place.span,
        message: 'This job starts by itself and tells nobody when it fails: add `on_failure`.',
      };
    }
  },
});
