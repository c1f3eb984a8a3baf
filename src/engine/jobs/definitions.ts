import type { Span } from '../types';
import { overlay } from './overlay';
import { at, entriesOf, entryOf, isDynamic, itemsOf, textOf, type JobFile, type JobTree, type Value } from './values';
import { Variables } from './variables';

/** A stretch of one of the files. */
export interface Place {
  readonly span: Span;
  readonly file: JobFile;
}

/** What a task runs on. `unknown`: it is said by something that is only known when the bundle is deployed. */
export type TaskCompute =
  | { readonly kind: 'existing'; readonly id: Value }
  | { readonly kind: 'new'; readonly cluster: Value }
  | { readonly kind: 'serverless' | 'warehouse' | 'unknown' };

/** One task of a job, as it stands in one target. */
export interface Task {
  readonly value: Value;
  /** Absent where it is only known when the bundle is deployed. */
  readonly key?: string;
  /** Where the task is named. */
  readonly place: Place;
  /** The field that says what it does, such as `notebook_task`. Of a `for_each_task`: what it does for each. */
  readonly kind?: string;
  /** The map with that field: the task itself, or the task inside of a `for_each_task`. */
  readonly inner: Value;
  /** The `task_key` of each entry of `depends_on`. */
  readonly dependsOn: readonly Value[];
  readonly compute: TaskCompute;
}

/** A job as it stands in one target, or in those that say nothing of their own about it. */
export interface Job {
  readonly value: Value;
  /** The target is for development: schedules are paused there. */
  readonly isDevelopment: boolean;
  /** The target, where it says something of its own about the job. */
  readonly target?: string;
  readonly tasks: readonly Task[];
}

/** A job with what each target makes of it. */
export interface JobDefinition {
  /** Where the job is named: the key of the resource, or the name in a JSON file. */
  readonly place: Place;
  readonly views: readonly Job[];
  /** The job begins in a file or a program that nobody has read. */
  readonly isPartial: boolean;
}

/** A pipeline as it stands in one target. */
export interface Pipeline {
  readonly value: Value;
}

/** All that some files say about jobs. */
export interface Definitions {
  readonly jobs: readonly JobDefinition[];
  readonly pipelines: readonly Pipeline[];
  readonly variables: Variables;
}

const KIND = /^(?!for_each)\w+_task$/;
const RUNS_CODE = new Set(['notebook_task', 'spark_python_task', 'python_wheel_task', 'dbt_task', 'spark_jar_task']);

/** Reads what the files of one bundle say about jobs. @param isComplete whether these are all of its files. */
export function readBundleJobs(trees: readonly JobTree[], isComplete: boolean): Definitions {
  const roots = trees.map((tree) => tree.root);
  const variables = new Variables(roots);
  // Programs may add resources, and change those that stand in files.
  const programs = roots.flatMap((root) => at(root, 'python') ?? at(root, 'experimental', 'python') ?? []);
  const isChanged = programs.some((program) => at(program, 'mutators'));
  const isAll = isComplete && programs.length === 0;
  const targets = isComplete ? targetsOf(roots) : [];
  const jobs = resourcesOf(roots, 'jobs').map((resource): JobDefinition => {
    const views = viewsOf(resource, targets).map((view) => {
      return { ...readJob(view.value, view.isDevelopment, variables), ...(view.target && { target: view.target }) };
    });
    return { place: resource.place, views, isPartial: isChanged || (!isAll && !resource.base) };
  });
  const pipelines = resourcesOf(roots, 'pipelines').flatMap((resource) => viewsOf(resource, targets));
  return { jobs, pipelines, variables };
}

/** Reads a job as the Jobs API takes it: the settings themselves, or the call that brings them along. */
export function readApiJob(root: Value): Definitions {
  const variables = new Variables([]);
  const value = at(root, 'new_settings') ?? at(root, 'settings') ?? root;
  const name = entryOf(value, 'name') ?? entryOf(value, 'run_name');
  const { from } = value.span;
  const place = name ? { span: name.keySpan, file: value.file } : { span: { from, to: from + 1 }, file: value.file };
  return { jobs: [{ place, views: [readJob(value, false, variables)], isPartial: false }], pipelines: [], variables };
}

/** True for JSON that has the shape of a job of the Jobs API. */
export function isApiJob(root: Value | undefined): root is Value {
  const value = at(root, 'new_settings') ?? at(root, 'settings') ?? root;
  // What became of a job looks like one.
  if (value?.kind !== 'map' || at(value, 'run_id') || at(value, 'state')) return false;
  const tasks = itemsOf(at(value, 'tasks'));
  if (tasks.length > 0) return tasks.every((task) => at(task, 'task_key') !== undefined);
  const hasCluster = at(value, 'new_cluster') ?? at(value, 'existing_cluster_id') ?? at(value, 'job_clusters');
  return hasCluster !== undefined && value.entries.some(({ key }) => KIND.test(key));
}

interface Target {
  readonly name: string;
  /** Schedules are paused in it. */
  readonly isDevelopment: boolean;
}

/** What a target says about a resource. */
interface Top {
  readonly target: Target;
  readonly value: Value;
}

interface Resource {
  readonly place: Place;
  readonly base?: Value;
  readonly tops: readonly Top[];
}

function targetsOf(roots: readonly (Value | undefined)[]): Target[] {
  return roots.flatMap((root) => entriesOf(at(root, 'targets')).map(({ key, value }) => readTarget(key, value)));
}

function readTarget(name: string, value: Value): Target {
  return { name, isDevelopment: textOf(at(value, 'mode')) === 'development' };
}

/** The resources of one kind by their keys, with what targets say about them. */
function resourcesOf(roots: readonly (Value | undefined)[], kind: string): Resource[] {
  const found = new Map<string, { place: Place; base?: Value; tops: Top[] }>();
  for (const root of roots) {
    for (const { key, keySpan, value } of entriesOf(at(root, 'resources', kind))) {
      if (value.kind !== 'map') continue;
      const known = found.get(key);
      const place = { span: keySpan, file: value.file };
      if (known) found.set(key, { ...known, place, base: known.base ? overlay(known.base, value) : value });
      else found.set(key, { place, base: value, tops: [] });
    }
  }
  for (const root of roots) {
    for (const target of entriesOf(at(root, 'targets'))) {
      for (const { key, keySpan, value } of entriesOf(at(target.value, 'resources', kind))) {
        if (value.kind !== 'map') continue;
        const known = found.get(key) ?? { place: { span: keySpan, file: value.file }, tops: [] };
        known.tops.push({ target: readTarget(target.key, target.value), value });
        found.set(key, known);
      }
    }
  }
  return [...found.values()];
}

/** A resource as each target has it. What all targets change is nowhere as it stands in the resources. */
function viewsOf(
  { base, tops }: Resource,
  targets: readonly Target[],
): { value: Value; isDevelopment: boolean; target?: string }[] {
  const own = tops.map(({ target, value }) => {
    return { value: base ? overlay(base, value) : value, isDevelopment: target.isDevelopment, target: target.name };
  });
  const changed = new Set(tops.map(({ target }) => target.name));
  const others = targets.filter(({ name }) => !changed.has(name));
  if (!base || (targets.length > 0 && others.length === 0)) return own;
  const isDevelopment = others.length > 0 && others.every((target) => target.isDevelopment);
  return [{ value: base, isDevelopment }, ...own];
}

function readJob(value: Value, isDevelopment: boolean, variables: Variables): Job {
  const tasks = itemsOf(at(value, 'tasks')).filter((task) => task.kind === 'map');
  // The first version of the API: what the job does stands in the job itself.
  const isSingle = at(value, 'tasks') === undefined && entriesOf(value).some(({ key }) => KIND.test(key));
  return { value, isDevelopment, tasks: (isSingle ? [value] : tasks).map((task) => readTask(task, value, variables)) };
}

function readTask(value: Value, job: Value, variables: Variables): Task {
  const key = entryOf(value, 'task_key');
  const inner = at(value, 'for_each_task', 'task') ?? value;
  const kind = entriesOf(inner).find((entry) => KIND.test(entry.key))?.key;
  const start = value.span.from;
  return {
    value,
    key: textOf(variables.resolve(key?.value)),
    place: key ? { span: key.keySpan, file: value.file } : { span: { from: start, to: start + 1 }, file: value.file },
    kind,
    inner,
    dependsOn: itemsOf(at(value, 'depends_on')).flatMap((item) => at(item, 'task_key') ?? []),
    compute: computeOf(inner, kind, job, variables),
  };
}

function computeOf(task: Value, kind: string | undefined, job: Value, variables: Variables): TaskCompute {
  const own = at(task, 'new_cluster');
  if (own) return clusterOf(own, variables);
  const key = at(task, 'job_cluster_key');
  if (key) {
    const name = textOf(variables.resolve(key));
    const shared = itemsOf(at(job, 'job_clusters')).find((one) => textOf(at(one, 'job_cluster_key')) === name);
    const cluster = name === undefined ? undefined : at(shared, 'new_cluster');
    return cluster ? clusterOf(cluster, variables) : { kind: 'unknown' };
  }
  const id = at(task, 'existing_cluster_id');
  if (id) return { kind: 'existing', id };
  if (kind === 'sql_task' || at(task, 'notebook_task', 'warehouse_id')) return { kind: 'warehouse' };
  // Neither a cluster nor a warehouse: a notebook, script or wheel then runs on serverless compute.
  return { kind: kind !== undefined && RUNS_CODE.has(kind) ? 'serverless' : 'unknown' };
}

function clusterOf(written: Value, variables: Variables): TaskCompute {
  const cluster = variables.resolve(written);
  return cluster && !isDynamic(cluster) ? { kind: 'new', cluster } : { kind: 'unknown' };
}
