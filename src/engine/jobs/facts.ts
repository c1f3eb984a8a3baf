import type { Document } from '../documents/document';
import type { ConfLookup } from '../types';
import {
  isApiJob,
  readApiJob,
  readBundleJobs,
  type Definitions,
  type JobDefinition,
  type Pipeline,
  type Place,
} from './definitions';
import { readJson, readJsonLoosely } from './json';
import { at, type JobTree, type Value } from './values';
import type { Variables } from './variables';
import { readYaml } from './yaml';

/** Whether a file that a task names is there. */
export interface SourceFile {
  readonly isThere: boolean;
  /** What it is called on disk, where only the ending was left out. */
  readonly near?: string;
}

/** What lies around a file of a bundle. Hosts hand it in: the engine reads no files. */
export interface BundleAround {
  /** The other files of the bundle, the main one among them. */
  readonly others: readonly JobTree[];
  /** All of them could be read. */
  readonly isComplete: boolean;
  /**
   * Looks for a file that a task names, relative to the file of the task (`file`) or to the folder of the bundle (`root`).
   * Nothing where that cannot be told.
   */
  findSource?(path: string, from: 'file' | 'root'): SourceFile | undefined;
}

/** What the rules about job definitions are asked about: one file of a bundle, or one job as JSON. */
export interface JobsFacts {
  readonly document: Document;
  readonly tree: JobTree;
  /** The jobs that this file says something about, and what other files say about them. */
  readonly jobs: readonly JobDefinition[];
  readonly pipelines: readonly Pipeline[];
  readonly variables: Variables;
  /** The day on which the file is judged, such as `2026-11-21`; absent where the host does not say. */
  readonly today?: string;
  readonly around?: BundleAround;
  /** The settings of Spark, where the host has them. */
  readonly confs?: ConfLookup;
  /** Whether something stands in the file that is judged, and not in another one of its bundle. */
  isHere(place: Place): boolean;
}

/** What is known beside the text. */
export interface JobsContext {
  readonly today?: string;
  readonly bundle?: BundleAround;
  /**
   * The settings of Spark, asked for when a rule has found one in the code. A host that has not read them yet answers with nothing,
   * reads them, and lints again.
   */
  readonly confs?: () => ConfLookup | undefined;
}

/** True for files whose language is told by their contents, not by their name. */
export function mayHoldJobs(path: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(path);
}

/** Reads a YAML or JSON file. */
export function readTree(path: string, text: string): JobTree {
  return /\.json$/i.test(path) ? readJson(path, text) : readYaml(path, text);
}

/** True for what has the shape of a bundle, or of a job as the Jobs API takes it. YAML and JSON of other kinds is not linted. */
export function holdsJobs({ root, format }: JobTree): boolean {
  return format === 'yaml' ? isBundle(root) : isApiJob(root) || isBundle(root);
}

function isBundle(root: Value | undefined): boolean {
  return ['bundle', 'resources', 'targets', 'variables'].some((field) => at(root, field) !== undefined);
}

/** One of these stands in every job of the Jobs API. Most JSON is told apart by this alone. */
const HINT = /"(?:task_key|new_cluster|existing_cluster_id|job_clusters)"\s*:/;

/** True for JSON that is a job as the Jobs API takes it, and for one that is being written. */
export function isJobJson(text: string): boolean {
  return HINT.test(text) && isApiJob(readJsonLoosely(text));
}

/** What a file says about jobs, together with the files around it. */
export function readJobs(document: Document, tree: JobTree, context: JobsContext): JobsFacts {
  const { jobs, pipelines, variables } = definitionsOf(tree, context.bundle);
  return {
    document,
    tree,
    jobs,
    pipelines,
    variables,
    today: context.today,
    around: context.bundle,
    get confs() {
      return context.confs?.();
    },
    isHere: (place) => place.file === tree,
  };
}

function definitionsOf(tree: JobTree, around: BundleAround | undefined): Definitions {
  const { root } = tree;
  if (root && tree.format === 'json' && isApiJob(root)) return readApiJob(root);
  const includesOthers = around === undefined && at(root, 'include') !== undefined;
  return readBundleJobs([tree, ...(around?.others ?? [])], !includesOthers && (around?.isComplete ?? true));
}
