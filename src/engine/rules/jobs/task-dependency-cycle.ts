import { cyclesIn } from '../../jobs/cycles';
import { defineRule } from '../../rule';

export default defineRule({
  id: 'task-dependency-cycle',
  family: 'jobs',
  severity: 'error',

  summary: 'Tasks wait for each other',
  why: 'No task of a circle could ever start, so the Jobs API refuses the whole job, and nothing of the deployment arrives. A target that adds a dependency can close a circle that the job itself does not have.',
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
        - task_key: load
          depends_on: [{ task_key: check }]
        - task_key: clean
          depends_on: [{ task_key: load }]
        - task_key: check
          depends_on: [{ task_key: clean }]
`,
      good: `resources:
  jobs:
    orders:
      tasks:
        - task_key: load
        - task_key: clean
          depends_on: [{ task_key: load }]
        - task_key: check
          depends_on: [{ task_key: clean }]
`,
    },
    {
      kind: 'job',
      bad: '{\n  "tasks": [{ "task_key": "load", "depends_on": [{ "task_key": "load" }] }]\n}\n',
      good: '{\n  "tasks": [{ "task_key": "load" }]\n}\n',
    },
  ],
  nearMisses: [
    {
      why: 'two ways lead to one task',
      code: 'resources:\n  jobs:\n    load:\n      tasks:\n        - task_key: a\n        - task_key: b\n          depends_on: [{ task_key: a }]\n        - task_key: c\n          depends_on: [{ task_key: a }]\n        - task_key: d\n          depends_on: [{ task_key: b }, { task_key: c }]\n',
    },
    {
      why: 'two jobs have tasks of the same names',
      code: 'resources:\n  jobs:\n    one:\n      tasks:\n        - task_key: a\n          depends_on: [{ task_key: b }]\n        - task_key: b\n    two:\n      tasks:\n        - task_key: a\n        - task_key: b\n          depends_on: [{ task_key: a }]\n',
    },
    {
      why: 'the names are put together',
      code: 'resources:\n  jobs:\n    load:\n      tasks:\n        - task_key: a\n          depends_on: [{ task_key: "${var.before}" }]\n        - task_key: ${var.before}\n          depends_on: [{ task_key: a }]\n',
    },
    {
      why: 'two targets order the tasks in two ways',
      code: 'resources: { jobs: { load: { tasks: [{ task_key: a }, { task_key: b }] } } }\ntargets:\n  dev:\n    resources: { jobs: { load: { tasks: [{ task_key: a, depends_on: [{ task_key: b }] }] } } }\n  prod:\n    resources: { jobs: { load: { tasks: [{ task_key: b, depends_on: [{ task_key: a }] }] } } }\n',
    },
    {
      why: 'a task waits for one that is not there',
      code: 'resources: { jobs: { load: { tasks: [{ task_key: a, depends_on: [{ task_key: b }] }] } } }\n',
    },
  ],

  *job({ jobs, isHere }) {
    for (const { views, isPartial } of jobs) {
      if (isPartial) continue;
      for (const { path, edges } of views.flatMap((job) => cyclesIn(job.tasks))) {
        const place = edges.find(isHere);
        if (!place) continue;
        const names = path.map((key) => `\`${key}\``);
        const circle =
          names.length === 1
            ? `${names[0]} waits for itself`
            : `Tasks wait for each other: ${[...names, names[0]].join(' waits for ')}`;
        yield { span: place.span, message: `${circle}. None of them can start.` };
      }
    }
  },
});
