import type { Target } from '../engine';

/** One task, pipeline or other run of a bundle: the files it runs, and on what. */
export interface BundleTask {
  /** As written: relative to the file that declares the task, to the bundle (`${workspace.file_path}/…`), or absolute. */
  readonly files: readonly string[];
  readonly target: Target;
}

type Tree = Readonly<Record<string, unknown>>;

function tree(value: unknown): Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Tree) : {};
}

function trees(value: unknown): Tree[] {
  return Array.isArray(value) ? value.map(tree) : [];
}

/** Values of `${var.name}`: only those that are the same in every target of the bundle. */
export class BundleVariables {
  private readonly values = new Map<string, unknown>();

  constructor(roots: readonly unknown[]) {
    const ambiguous = new Set<string>();
    const add = (name: string, value: unknown) => {
      if (this.values.has(name) && JSON.stringify(this.values.get(name)) !== JSON.stringify(value)) ambiguous.add(name);
      this.values.set(name, value);
    };
    for (const root of roots.map(tree)) {
      for (const [name, spec] of Object.entries(tree(root.variables))) {
        if (Object.hasOwn(tree(spec), 'default')) add(name, tree(spec).default);
      }
      for (const target of Object.values(tree(root.targets))) {
        for (const [name, value] of Object.entries(tree(tree(target).variables))) {
          add(name, Object.hasOwn(tree(value), 'default') ? tree(value).default : value);
        }
      }
    }
    for (const name of ambiguous) this.values.delete(name);
  }

  /** The value itself, what its variable stands for, or `undefined` when that is not known. */
  resolve(value: unknown, depth = 0): unknown {
    const name = typeof value === 'string' ? /^\$\{var\.([\w-]+)\}$/.exec(value.trim())?.[1] : undefined;
    if (name === undefined) return value;
    return depth > 8 ? undefined : this.resolve(this.values.get(name), depth + 1);
  }
}

function computeOf(mode: unknown): Target['compute'] {
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

function clusterTarget(cluster: unknown, variables: BundleVariables): Target {
  const spec = tree(variables.resolve(cluster));
  const version = variables.resolve(spec.spark_version);
  const runtime = typeof version === 'string' ? /^(\d+\.\d+)\.x-/.exec(version)?.[1] : undefined;
  const compute = computeOf(variables.resolve(spec.data_security_mode));
  return { ...(runtime !== undefined && { runtime }), ...(compute && { compute }) };
}

function taskOf(
  task: Tree,
  clusters: ReadonlyMap<unknown, Target>,
  variables: BundleVariables,
): BundleTask | undefined {
  const inner = tree(task.for_each_task).task;
  if (inner !== undefined) return taskOf(tree(inner), clusters, variables);
  const file = tree(task.notebook_task).notebook_path ?? tree(task.spark_python_task).python_file;
  const files = typeof file === 'string' ? [file] : [];
  if (tree(task.sql_task).file !== undefined) {
    // SQL tasks run on a warehouse: neither a runtime nor one of the computes that are told apart here.
    const path = tree(tree(task.sql_task).file).path;
    return { files: typeof path === 'string' ? [path] : [], target: {} };
  }
  if (files.length === 0 && task.python_wheel_task === undefined) return undefined;
  if (task.new_cluster !== undefined) return { files, target: clusterTarget(task.new_cluster, variables) };
  if (task.job_cluster_key !== undefined) return { files, target: clusters.get(task.job_cluster_key) ?? {} };
  if (task.existing_cluster_id !== undefined || tree(task.notebook_task).warehouse_id !== undefined)
    return { files, target: {} };
  // Neither a cluster nor a warehouse: a notebook, script or wheel then runs on serverless compute.
  return { files, target: { compute: 'serverless' } };
}

function pipelineOf(pipeline: Tree): BundleTask {
  const files = trees(pipeline.libraries)
    .map((library) => tree(library.notebook).path ?? tree(library.file).path ?? tree(library.glob).include)
    .filter((path) => typeof path === 'string');
  return { files, target: pipeline.serverless === true ? { compute: 'serverless' } : {} };
}

/** The tasks that one file of a bundle declares, for every target. */
export function tasksOf(root: unknown, variables: BundleVariables): BundleTask[] {
  const tasks: BundleTask[] = [];
  const base = tree(tree(root).resources);
  const targets = Object.values(tree(tree(root).targets)).map((target) => tree(tree(target).resources));
  for (const resources of [base, ...targets]) {
    for (const [name, job] of Object.entries(tree(resources.jobs)).map(([key, value]) => [key, tree(value)] as const)) {
      const clusters = new Map<unknown, Target>();
      // What a target changes about a cluster is laid over what the job says about it.
      for (const one of [tree(tree(base.jobs)[name]), job]) {
        for (const cluster of trees(one.job_clusters)) {
          const before = clusters.get(cluster.job_cluster_key);
          clusters.set(cluster.job_cluster_key, { ...before, ...clusterTarget(cluster.new_cluster, variables) });
        }
      }
      const declared = job.tasks === undefined ? tree(tree(base.jobs)[name]).tasks : job.tasks;
      for (const task of trees(declared)) {
        const found = taskOf(task, clusters, variables);
        if (found) tasks.push(found);
      }
    }
    for (const pipeline of Object.values(tree(resources.pipelines))) tasks.push(pipelineOf(tree(pipeline)));
  }
  return tasks;
}

/** What all targets say alike. Nothing for an empty list. */
export function agreed(targets: readonly Target[]): Target {
  const [first, ...rest] = targets;
  if (!first) return {};
  const runtime = rest.every((t) => t.runtime === first.runtime) ? first.runtime : undefined;
  const compute = rest.every((t) => t.compute === first.compute) ? first.compute : undefined;
  return { ...(runtime !== undefined && { runtime }), ...(compute && { compute }) };
}
