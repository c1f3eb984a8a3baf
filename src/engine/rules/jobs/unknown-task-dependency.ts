import { textOf } from '../../jobs/values';
import { didYouMean } from '../../nearest';
import { defineRule } from '../../rule';

export default defineRule({
  id: 'unknown-task-dependency',
  family: 'jobs',
  severity: 'error',

  summary: 'A task waits for a task that the job does not have',
  why:
    'The Jobs API refuses the whole job when `depends_on` names a task that is not in it, so that nothing of the deployment arrives. Mostly a task was renamed, or taken out. ' +
    'The rule knows the tasks that targets add, and is silent where programs make some of them.',
  docs: [
    {
      title: 'Control the flow of tasks within Lakeflow Jobs',
      url: 'https://docs.databricks.com/en/jobs/control-flow.html',
      checked: '2026-11-21',
    },
    {
      title: 'Override job tasks settings in bundles',
      url: 'https://docs.databricks.com/dev-tools/bundles/job-task-override.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: `resources:
  jobs:
    orders:
      tasks:
        - task_key: load_orders
          notebook_task: { notebook_path: /Workspace/shop/load_orders }
        - task_key: report
          depends_on:
            - task_key: load_order
          notebook_task: { notebook_path: /Workspace/shop/report }
`,
      good: `resources:
  jobs:
    orders:
      tasks:
        - task_key: load_orders
          notebook_task: { notebook_path: /Workspace/shop/load_orders }
        - task_key: report
          depends_on:
            - task_key: load_orders
          notebook_task: { notebook_path: /Workspace/shop/report }
`,
    },
    {
      kind: 'job',
      bad: '{\n  "tasks": [\n    { "task_key": "a" },\n    { "task_key": "b", "depends_on": [{ "task_key": "c" }] }\n  ]\n}\n',
      good: '{\n  "tasks": [\n    { "task_key": "a" },\n    { "task_key": "b", "depends_on": [{ "task_key": "a" }] }\n  ]\n}\n',
    },
  ],
  nearMisses: [
    {
      why: 'a target adds the task',
      code: 'resources:\n  jobs:\n    load:\n      tasks:\n        - task_key: b\n          depends_on: [{ task_key: a }]\ntargets:\n  prod:\n    resources:\n      jobs:\n        load:\n          tasks:\n            - task_key: a\n',
    },
    {
      why: 'the name is put together',
      code: 'resources:\n  jobs:\n    load:\n      tasks:\n        - task_key: b\n          depends_on: [{ task_key: "${var.first}" }]\n',
    },
    {
      why: 'the names of the tasks are put together',
      code: 'resources:\n  jobs:\n    load:\n      tasks:\n        - task_key: load_${bundle.target}\n        - task_key: b\n          depends_on: [{ task_key: load_prod }]\n',
    },
    {
      why: 'the tasks come from another file',
      code: 'include: [resources/*.yml]\ntargets:\n  prod:\n    resources:\n      jobs:\n        load:\n          tasks:\n            - task_key: b\n              depends_on: [{ task_key: a }]\n',
    },
    {
      why: 'programs change the jobs',
      code: 'python:\n  mutators: ["mutators:add_tasks"]\nresources:\n  jobs:\n    load:\n      tasks:\n        - task_key: b\n          depends_on: [{ task_key: a }]\n',
    },
    {
      why: 'an anchor holds the dependency',
      code: 'resources:\n  jobs:\n    load:\n      tasks:\n        - task_key: a\n        - task_key: b\n          depends_on: &after_a [{ task_key: a }]\n        - task_key: c\n          depends_on: *after_a\n',
    },
  ],

  *job({ jobs, isHere }) {
    for (const { views, isPartial } of jobs) {
      const tasks = views.flatMap((job) => job.tasks);
      const keys = new Set(tasks.map(({ key }) => key));
      if (isPartial || keys.has(undefined)) continue;
      const known = [...keys].filter((key) => key !== undefined);
      for (const value of tasks.flatMap((task) => task.dependsOn)) {
        const name = textOf(value);
        if (name === undefined || keys.has(name) || !isHere(value)) continue;
        yield { span: value.span, message: `This job has no task \`${name}\`${didYouMean(name, known) || '.'}` };
      }
    }
  },
});
