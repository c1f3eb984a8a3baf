import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import {
  at,
  confsInCode,
  entriesOf,
  isDynamic,
  itemsOf,
  LineIndex,
  readBundleJobs,
  textOf,
  type CodeConf,
  type Job,
  type JobTree,
  type Target,
  type Task,
  type Value,
  type Variables,
} from '../engine';
import { NOTEBOOK_ENDINGS, readTrees, resolveFile } from './bundle';
import { filesOfPipeline, filesOfTask, targetOfTask, type BundleTask } from './bundle-tasks';

/** A line that sets a setting, or gives it back its value. */
export interface ConfLine extends Omit<CodeConf, 'offset' | 'when'> {
  readonly line: number;
  readonly by: 'compute' | 'builder' | 'session';
}

/** What sets something for a task, or for a pipeline by itself. */
export interface TaskConfs {
  /** `orders_daily / clean_orders`; with the target behind it where that says something of its own. */
  readonly name: string;
  readonly compute: string;
  readonly target: Target;
  /** In the order in which they take effect. Files are relative to the bundle. */
  readonly sources: readonly { readonly title: string; readonly file: string; readonly lines: readonly ConfLine[] }[];
  readonly notes: readonly string[];
}

/** A task before its code is read. */
interface Plan {
  readonly name: string;
  readonly compute: string;
  readonly target: Target;
  readonly holders: readonly { readonly title: string; readonly value: Value | undefined }[];
  readonly files: BundleTask['files'];
  readonly notes: readonly string[];
}

/** The names of the tasks and pipelines of the bundle whose main file this is. */
export function taskNames(bundle: string): string[] {
  return plansOf(readTrees(bundle).trees).map(({ name }) => name);
}

/**
 * What sets something for one of them; nothing for a name that the bundle does not have.
 * @param textOf the text of a file as an editor has it; without it the one on disk.
 */
export function taskConfs(
  bundle: string,
  name: string,
  openText: (path: string) => string | undefined = () => undefined,
): TaskConfs | undefined {
  const { trees } = readTrees(bundle);
  const plan = plansOf(trees).find((one) => one.name === name);
  if (!plan) return undefined;
  const folder = dirname(bundle);
  const shown = (path: string): string => relative(folder, path).split(sep).join('/');
  const notes = [...plan.notes];
  const sources: TaskConfs['sources'][number][] = [];
  for (const { title, value } of plan.holders) {
    // What a target lays over a cluster may stand in another file.
    for (const { path, text } of trees) {
      const lines = linesOf(value, path, new LineIndex(text));
      if (lines.length > 0) sources.push({ title, file: shown(path), lines });
    }
  }
  for (const { written, from } of plan.files) {
    const path = fileAt(resolveFile(written, dirname(from), folder));
    const text = path === undefined ? undefined : (openText(path) ?? read(path));
    if (path === undefined || text === undefined) {
      notes.push(
        `\`${written}\` is not read: ${written.includes('*') ? 'a pattern stands for several files.' : 'there is no such file here.'}`,
      );
      continue;
    }
    const lines = new LineIndex(text);
    const found = confsInCode({ path, text }).map(({ key, value, offset, when, reset, isCertain }): ConfLine => {
      return {
        key,
        value,
        line: lines.position(offset).line,
        by: when === 'start' ? 'builder' : 'session',
        reset,
        isCertain,
      };
    });
    sources.push({ title: 'Code', file: shown(path), lines: found });
  }
  if (sources.some(({ title }) => title === 'Code'))
    notes.push('Modules that the code imports and notebooks that it runs are not read.');
  const { compute, target } = plan;
  return { name, compute, target, sources, notes };
}

function plansOf(trees: readonly JobTree[]): Plan[] {
  const { jobs, variables } = readBundleJobs(trees, true);
  const pipelines = new Map(
    trees.flatMap(({ root }) => entriesOf(at(root, 'resources', 'pipelines')).map(({ key, value }) => [key, value])),
  );
  const tasks = jobs.flatMap(({ place, views }) => {
    const text = trees.find(({ path }) => path === place.file.path)?.text ?? '';
    const job = text.slice(place.span.from, place.span.to);
    return views.flatMap((view) => view.tasks.map((task, i) => planOf(job, view, task, i, variables, pipelines)));
  });
  return [...tasks, ...[...pipelines].map(([key, value]) => planOfPipeline(`${key} (pipeline)`, value))];
}

function planOf(
  job: string,
  { target }: Job,
  task: Task,
  index: number,
  variables: Variables,
  pipelines: ReadonlyMap<string, Value>,
): Plan {
  const name = `${job} / ${task.key ?? `task ${index + 1}`}${target === undefined ? '' : ` (target ${target})`}`;
  const id = at(task.inner, 'pipeline_task', 'pipeline_id');
  if (id) {
    const key = id.kind === 'scalar' ? /^\$\{resources\.pipelines\.([\w-]+)\.id\}$/.exec(id.text)?.[1] : undefined;
    const pipeline = key === undefined ? undefined : pipelines.get(key);
    if (pipeline) return planOfPipeline(name, pipeline);
    return {
      name,
      compute: 'Runs a pipeline that this bundle does not define.',
      target: {},
      holders: [],
      files: [],
      notes: ['What the pipeline sets.'],
    };
  }
  const { compute } = task;
  const cluster = compute.kind === 'new' ? compute.cluster : undefined;
  const confs = variables.resolve(at(cluster, 'spark_conf'));
  const notes = at(cluster, 'policy_id') ? ['The cluster policy may set or fix more.'] : [];
  if (compute.kind === 'existing') notes.push('What the existing cluster sets.');
  if (compute.kind === 'unknown') notes.push('What it runs on: that is decided when the bundle is deployed.');
  return {
    name,
    compute: wordsFor(compute.kind, textOf(variables.resolve(at(cluster, 'spark_version')))),
    target: targetOfTask(task, variables),
    holders: confs ? [{ title: 'Cluster', value: confs }] : [],
    files: filesOfTask(task),
    notes,
  };
}

function wordsFor(kind: Task['compute']['kind'], version: string | undefined): string {
  switch (kind) {
    case 'new':
      return `Runs on a job cluster${version === undefined ? '' : ` with \`${version}\``}. Its settings come first, then the code in its order; the last one holds.`;
    case 'existing':
      return 'Runs on an existing cluster; the code comes behind what that sets.';
    case 'serverless':
      return 'Runs on serverless compute, which lets few settings be set.';
    case 'warehouse':
      return 'Runs on a SQL warehouse, which lets few settings be set.';
    case 'unknown':
      return 'What it runs on is decided elsewhere.';
  }
}

function planOfPipeline(name: string, pipeline: Value): Plan {
  const isServerless = textOf(at(pipeline, 'serverless')) === 'true';
  const clusters = itemsOf(at(pipeline, 'clusters')).map((cluster) => {
    return {
      title: `Cluster \`${textOf(at(cluster, 'label')) ?? 'default'}\` of the pipeline`,
      value: at(cluster, 'spark_conf'),
    };
  });
  return {
    name,
    compute: `Runs as a pipeline${isServerless ? ' on serverless compute' : ''}.`,
    target: isServerless ? { compute: 'serverless' } : {},
    holders: [...clusters, { title: 'Configuration of the pipeline', value: at(pipeline, 'configuration') }],
    files: filesOfPipeline(pipeline),
    notes: [
      '`spark_conf` of single tables is not read.',
      ...(clusters.some(({ value }) => value)
        ? ['Which holds where a cluster and the configuration of the pipeline set the same.']
        : []),
      ...(itemsOf(at(pipeline, 'libraries')).length > 1 ? ['In which order the files of the pipeline run.'] : []),
    ],
  };
}

function linesOf(confs: Value | undefined, path: string, lines: LineIndex): ConfLine[] {
  const here = entriesOf(confs).filter(({ value }) => value.file.path === path);
  return here.map(({ key, keySpan, value }) => {
    const isKnown = value.kind === 'scalar' && value.value !== null && !isDynamic(value) && !value.text.includes('{{');
    const { line } = lines.position(keySpan.from);
    return { key, ...(isKnown && { value: value.text }), line, by: 'compute', isCertain: true };
  });
}

/** A file, also one that is named without its ending. */
function fileAt(path: string): string | undefined {
  return ['', ...NOTEBOOK_ENDINGS]
    .map((ending) => path + ending)
    .find((one) => /\.(?:py|sql|ipynb)$/.test(one) && existsSync(one));
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
