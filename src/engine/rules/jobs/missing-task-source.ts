import type { Pipeline, Task } from '../../jobs/definitions';
import { at, itemsOf, textOf, type Value } from '../../jobs/values';
import { defineRule } from '../../rule';

/** The files that a task names: notebook, script, SQL file. Those that come from a Git repository are not looked for. */
function sourcesOf({ inner }: Task, job: Value): Value[] {
  const named = [
    { holder: at(inner, 'notebook_task'), path: 'notebook_path' },
    { holder: at(inner, 'spark_python_task'), path: 'python_file' },
    { holder: at(inner, 'sql_task', 'file'), path: 'path' },
  ];
  return named.flatMap(({ holder, path }) => {
    const source = at(holder, 'source');
    const isLocal = source ? textOf(source) === 'WORKSPACE' : at(job, 'git_source') === undefined;
    const value = isLocal ? at(holder, path) : undefined;
    return value ? [value] : [];
  });
}

/** The files that make a pipeline. */
function librariesOf({ value }: Pipeline): Value[] {
  return itemsOf(at(value, 'libraries')).flatMap(
    (library) => at(library, 'notebook', 'path') ?? at(library, 'file', 'path') ?? [],
  );
}

/** A path that the bundle has to bring along, and where it begins; nothing for what lies in the workspace or in a store. */
function localPath(value: Value): { path: string; from: 'file' | 'root' } | undefined {
  if (value.kind !== 'scalar' || typeof value.value !== 'string') return undefined;
  const inBundle = /^\$\{workspace\.file_path\}\/(.+)$/.exec(value.value)?.[1];
  const path = inBundle ?? value.value;
  if (/\$\{|\{\{|[*?]/.test(path) || /^(?:[/~\\]|[a-z][a-z0-9+.-]*:)/i.test(path) || path.trim() === '')
    return undefined;
  return { path, from: inBundle === undefined ? 'file' : 'root' };
}

export default defineRule({
  id: 'missing-task-source',
  family: 'jobs',
  severity: 'warning',

  summary: 'A task or a pipeline names a file that is not in the bundle',
  why:
    'A relative path is looked for beside the YAML file that names it, and the bundle is not deployed when there is nothing. A notebook is named with its ending there, other than in the workspace. ' +
    'Paths of the workspace, of stores and of a Git source are not checked.',
  docs: [
    {
      title: 'Paths are relative to the file that uses them (maintainers of the Databricks CLI)',
      url: 'https://github.com/databricks/cli/issues/1330',
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
      files: ['src/load_orders.py'],
      bad: `resources:
  jobs:
    orders:
      tasks:
        - task_key: load
          notebook_task:
            notebook_path: ./src/load_order.py
`,
      good: `resources:
  jobs:
    orders:
      tasks:
        - task_key: load
          notebook_task:
            notebook_path: ./src/load_orders.py
`,
    },
    {
      files: ['src/load_orders.ipynb'],
      bad: 'resources:\n  jobs:\n    orders:\n      tasks:\n        - task_key: load\n          notebook_task:\n            notebook_path: ./src/load_orders\n',
      good: 'resources:\n  jobs:\n    orders:\n      tasks:\n        - task_key: load\n          notebook_task:\n            notebook_path: ./src/load_orders.ipynb\n',
    },
  ],
  nearMisses: [
    {
      why: 'the notebook lies in the workspace',
      files: [],
      code: 'resources: { jobs: { a: { tasks: [{ task_key: a, notebook_task: { notebook_path: /Workspace/shop/load } }] } } }\n',
    },
    {
      why: 'the code comes from Git',
      files: [],
      code: 'resources:\n  jobs:\n    a:\n      git_source: { git_url: "https://git.shop.example/etl", git_branch: main }\n      tasks:\n        - task_key: a\n          notebook_task: { notebook_path: jobs/load }\n',
    },
    {
      why: 'a variable is part of the path',
      files: [],
      code: 'resources: { jobs: { a: { tasks: [{ task_key: a, notebook_task: { notebook_path: "${var.folder}/load.py" } }] } } }\n',
    },
    {
      why: 'the script lies in a volume or a store',
      files: [],
      code: 'resources: { jobs: { a: { tasks: [{ task_key: a, spark_python_task: { python_file: "dbfs:/jobs/load.py" } }] } } }\n',
    },
    {
      why: 'nobody knows what lies beside the file',
      code: 'resources: { jobs: { a: { tasks: [{ task_key: a, notebook_task: { notebook_path: ./load.py } }] } } }\n',
    },
    {
      why: 'a pipeline takes a whole folder',
      files: [],
      code: 'resources: { pipelines: { p: { libraries: [{ glob: { include: ./etl/** } }, { notebook: { path: /Workspace/shop/etl } }] } } }\n',
    },
    {
      why: 'the whole bundle is copied, and the path begins there',
      files: ['src/load.py'],
      code: 'resources: { jobs: { a: { tasks: [{ task_key: a, notebook_task: { notebook_path: "${workspace.file_path}/src/load.py" } }] } } }\n',
    },
  ],

  *job({ jobs, pipelines, around, isHere }) {
    if (!around?.findSource) return;
    const named = jobs.flatMap(({ views }) =>
      views.flatMap((job) => job.tasks.flatMap((task) => sourcesOf(task, job.value))),
    );
    for (const value of [...named, ...pipelines.flatMap(librariesOf)]) {
      const local = isHere(value) ? localPath(value) : undefined;
      const found = local && around.findSource(local.path, local.from);
      // In the workspace notebooks have no ending: what is named from there is found without one.
      if (!found || found.isThere || (local.from === 'root' && found.near !== undefined)) continue;
      const near = found.near === undefined ? '' : ` A notebook is named with its ending here: \`${found.near}\`.`;
      yield { span: value.span, message: `There is no file \`${local.path}\` in this bundle.${near}` };
    }
  },
});
