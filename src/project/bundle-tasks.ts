import {
  at,
  itemsOf,
  readBundleJobs,
  textOf,
  type JobTree,
  type Target,
  type Task,
  type Value,
  type Variables,
} from '../engine';

/** One task, pipeline or other run of a bundle: the files it runs, and on what. */
export interface BundleTask {
  /** As written: relative to the file that declares the task, to the bundle (`${workspace.file_path}/…`), or absolute. */
  readonly files: readonly { readonly written: string; readonly from: string }[];
  readonly target: Target;
}

function computeOf(mode: string | undefined): Target['compute'] {
  switch (mode) {
    case 'USER_ISOLATION':
    case 'DATA_SECURITY_MODE_STANDARD':
      return 'standard';
    case 'SINGLE_USER':
    case 'DATA_SECURITY_MODE_DEDICATED':
      return 'dedicated';
    case 'NONE':
    case 'LEGACY_TABLE_ACL':
    case 'LEGACY_PASSTHROUGH':
    case 'LEGACY_SINGLE_USER':
    case 'LEGACY_SINGLE_USER_STANDARD':
      return 'classic';
    default:
      // Without a mode, or with an automatic one, the workspace decides.
      return undefined;
  }
}

function clusterTarget(cluster: Value, variables: Variables): Target {
  const version = textOf(variables.resolve(at(cluster, 'spark_version')));
  const runtime = version === undefined ? undefined : /^(\d+\.\d+)\.x-/.exec(version)?.[1];
  const compute = computeOf(textOf(variables.resolve(at(cluster, 'data_security_mode'))));
  return { ...(runtime !== undefined && { runtime }), ...(compute && { compute }) };
}

function filesAt(...values: readonly (Value | undefined)[]): BundleTask['files'] {
  return values.flatMap((value) => {
    const isText = value?.kind === 'scalar' && typeof value.value === 'string';
    return isText ? [{ written: value.text, from: value.file.path }] : [];
  });
}

/** The file that a task runs. */
export function filesOfTask({ inner }: Task): BundleTask['files'] {
  if (at(inner, 'sql_task', 'file')) return filesAt(at(inner, 'sql_task', 'file', 'path'));
  return filesAt(at(inner, 'notebook_task', 'notebook_path') ?? at(inner, 'spark_python_task', 'python_file'));
}

/** What a task runs on, as far as it is known. */
export function targetOfTask({ inner, compute }: Task, variables: Variables): Target {
  // SQL tasks run on a warehouse: neither a runtime nor one of the computes that are told apart here.
  if (at(inner, 'sql_task', 'file')) return {};
  if (compute.kind === 'new') return clusterTarget(compute.cluster, variables);
  return compute.kind === 'serverless' ? { compute: 'serverless' } : {};
}

function taskOf(task: Task, variables: Variables): BundleTask | undefined {
  const files = filesOfTask(task);
  if (files.length === 0 && task.kind !== 'python_wheel_task' && !at(task.inner, 'sql_task', 'file')) return undefined;
  return { files, target: targetOfTask(task, variables) };
}

/** The files that a pipeline runs, patterns among them. */
export function filesOfPipeline(pipeline: Value): BundleTask['files'] {
  const libraries = itemsOf(at(pipeline, 'libraries'));
  const paths = libraries.map(
    (library) => at(library, 'notebook', 'path') ?? at(library, 'file', 'path') ?? at(library, 'glob', 'include'),
  );
  return filesAt(...paths);
}

function pipelineOf(pipeline: Value): BundleTask {
  const isServerless = textOf(at(pipeline, 'serverless')) === 'true';
  return { files: filesOfPipeline(pipeline), target: isServerless ? { compute: 'serverless' } : {} };
}

/** The tasks that the files of a bundle declare, for every target. */
export function tasksOf(trees: readonly JobTree[]): BundleTask[] {
  const { jobs, pipelines, variables } = readBundleJobs(trees, true);
  const tasks = jobs.flatMap(({ views }) => views.flatMap((job) => job.tasks));
  const found = tasks.flatMap((task) => taskOf(task, variables) ?? []);
  return [...found, ...pipelines.map(({ value }) => pipelineOf(value))];
}

/** What all targets say alike. Nothing for an empty list. */
export function agreed(targets: readonly Target[]): Target {
  const [first, ...rest] = targets;
  if (!first) return {};
  const runtime = rest.every((t) => t.runtime === first.runtime) ? first.runtime : undefined;
  const compute = rest.every((t) => t.compute === first.compute) ? first.compute : undefined;
  return { ...(runtime !== undefined && { runtime }), ...(compute && { compute }) };
}
