import type { JobDefinition, Task } from '../../jobs/definitions';
import { isContinuous, runsCode } from '../../jobs/queries';
import { at } from '../../jobs/values';
import { defineRule } from '../../rule';

/** What says that somebody has thought about retries; `max_retries: 0` does, too. */
function saysRetries({ value, inner }: Task): boolean {
  return (at(value, 'max_retries') ?? at(inner, 'max_retries')) !== undefined;
}

/** Tasks on clusters that fail for good at the first mishap, whatever the target. */
function unretried({ views }: JobDefinition): Task[] {
  const tasks = views.filter((job) => !isContinuous(job)).flatMap((job) => job.tasks);
  const settled = new Set(tasks.filter(saysRetries).map(({ key }) => key));
  const seen = new Set<string | undefined>();
  return tasks.filter((task) => {
    const isOnCluster = task.compute.kind === 'new' || task.compute.kind === 'existing';
    if (!isOnCluster || !runsCode(task) || saysRetries(task) || settled.has(task.key)) return false;
    return !seen.has(task.key) && seen.add(task.key);
  });
}

export default defineRule({
  id: 'job-without-retries',
  family: 'jobs',
  severity: 'info',

  summary: 'A task that is not retried',
  why:
    'A lost spot machine or a service that does not answer for a minute fails the task, and with it everything that waits for it; without `max_retries` nothing is tried again. One or two retries are enough for a batch task that can run twice; ' +
    'a stream that never ends takes `-1`. Said once for each job. `max_retries: 0` is a decision. Continuous jobs and serverless tasks are left alone: the platform retries them.',
  docs: [
    {
      title: 'Control the flow of tasks within Lakeflow Jobs',
      url: 'https://docs.databricks.com/en/jobs/control-flow.html',
      checked: '2026-11-21',
    },
    {
      title: 'Run jobs continuously',
      url: 'https://docs.databricks.com/en/jobs/continuous.html',
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
          new_cluster:
            spark_version: 17.3.x-scala2.13
            num_workers: 1
          notebook_task:
            notebook_path: /Workspace/shop/load_orders
`,
      good: `resources:
  jobs:
    load_orders:
      tasks:
        - task_key: load
          max_retries: 2
          min_retry_interval_millis: 60000
          new_cluster:
            spark_version: 17.3.x-scala2.13
            num_workers: 1
          notebook_task:
            notebook_path: /Workspace/shop/load_orders
`,
    },
  ],
  nearMisses: [
    {
      why: 'somebody has decided against it',
      code: 'resources:\n  jobs:\n    pay:\n      tasks:\n        - task_key: pay\n          max_retries: 0\n          existing_cluster_id: abc\n          notebook_task: { notebook_path: /a }\n',
    },
    {
      why: 'the task runs on serverless compute',
      code: 'resources:\n  jobs:\n    load:\n      tasks:\n        - task_key: load\n          notebook_task: { notebook_path: /a }\n',
    },
    {
      why: 'a continuous job is retried by the scheduler',
      code: 'resources:\n  jobs:\n    stream:\n      continuous: { pause_status: UNPAUSED }\n      tasks:\n        - task_key: load\n          existing_cluster_id: abc\n          notebook_task: { notebook_path: /a }\n',
    },
    {
      why: 'the production target says it',
      code: 'resources:\n  jobs:\n    load:\n      tasks:\n        - task_key: load\n          existing_cluster_id: abc\n          notebook_task: { notebook_path: /a }\ntargets:\n  prod:\n    resources:\n      jobs:\n        load:\n          tasks:\n            - task_key: load\n              max_retries: 2\n',
    },
    {
      why: 'the task inside of a loop says it',
      code: 'resources:\n  jobs:\n    load:\n      tasks:\n        - task_key: loop\n          for_each_task:\n            inputs: "[1, 2]"\n            task:\n              task_key: one\n              max_retries: 1\n              existing_cluster_id: abc\n              notebook_task: { notebook_path: /a }\n',
    },
    {
      why: 'nothing of it is code',
      code: 'resources:\n  jobs:\n    all:\n      tasks:\n        - task_key: orders\n          run_job_task: { job_id: 42 }\n        - task_key: pipeline\n          pipeline_task: { pipeline_id: abc }\n',
    },
  ],

  *job({ jobs, isHere }) {
    for (const definition of jobs) {
      if (definition.isPartial) continue;
      const tasks = unretried(definition);
      const first = tasks.find(({ place }) => isHere(place));
      if (!first) continue;
      const others = tasks.length - 1;
      const more =
        others === 0
          ? ''
          : others === 1
            ? ' The same holds for another task.'
            : ` The same holds for ${others} other tasks.`;
      yield {
        span: first.place.span,
        message: `One lost machine fails this task for good: give it \`max_retries\`, if it can run twice.${more}`,
      };
    }
  },
});
