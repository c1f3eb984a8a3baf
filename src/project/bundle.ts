import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import picomatch from 'picomatch';
import {
  at,
  itemsOf,
  LineIndex,
  readTree,
  textOf,
  type BundleAround,
  type JobTree,
  type SourceFile,
  type Span,
  type Target,
} from '../engine';
import { agreed, tasksOf } from './bundle-tasks';
import { matchesGlob } from './globs';
import { whyUnreadable } from './read';
import { placed } from './settings-file';
import type { PlacedComplaint } from './types';

const BUNDLE_NAMES = ['databricks.yml', 'databricks.yaml', 'bundle.yml', 'bundle.yaml'];

/** What a notebook may be called on disk, where it is named without its ending. */
export const NOTEBOOK_ENDINGS = ['.py', '.ipynb', '.sql', '.scala', '.r', '.R'];

/** What a bundle says about the compute that its files run on. */
export interface Bundle {
  /** Target of the tasks that run a file; for a file that no task names, what all tasks have in common. */
  targetFor(path: string): Target;
  /** Whether a task names the file. */
  runs(path: string): boolean;
  /** The files that were read for it. */
  readonly files: readonly string[];
  readonly complaints: readonly PlacedComplaint[];
  /** What lies around one of its files; nothing for other files. */
  around(file: string): BundleAround | undefined;
}

/** The nearest bundle file, from a folder up to the root of its repository or of the file system. */
export function findBundle(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const name = BUNDLE_NAMES.find((one) => existsSync(join(at, one)));
    if (name !== undefined) return join(at, name);
    if (existsSync(join(at, '.git')) || dirname(at) === at) return undefined;
  }
}

/** The files that the `include` globs of a bundle name. */
function included(main: JobTree, folder: string): string[] {
  return itemsOf(at(main.root, 'include'))
    .flatMap((item) => textOf(item) ?? [])
    .flatMap((glob) => {
      const clean = glob.replace(/^\.\//, '');
      // Only below the part without wildcards: a bundle may lie beside a virtual environment of 50,000 files.
      const { base, isGlob } = picomatch.scan(clean);
      if (!isGlob) return existsSync(join(folder, clean)) ? [join(folder, clean)] : [];
      const matches = picomatch(clean);
      return list(join(folder, base), clean.includes('**')).filter((path) => {
        return matches(relative(folder, path).split(sep).join('/'));
      });
    })
    .sort();
}

function list(folder: string, deep: boolean): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory())
        return deep && entry.name !== 'node_modules' && !entry.name.startsWith('.') ? list(path, deep) : [];
      return /\.(?:ya?ml|json)$/.test(entry.name) ? [path] : [];
    });
  } catch {
    return [];
  }
}

function read(path: string, complaints: PlacedComplaint[]): JobTree {
  const complain = (text: string, span: Span, message: string): void =>
    void complaints.push(placed(path, new LineIndex(text), span, message, 'warning'));
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const message = `The bundle file cannot be read (${whyUnreadable(error)}), so its compute is not known.`;
    complain('', { from: 0, to: 0 }, message);
    return readTree(path, '');
  }
  const tree = readTree(path, text);
  for (const { span, message } of tree.errors) {
    const what = `not valid ${tree.format.toUpperCase()} (${message})`;
    complain(text, span, `This is ${what}, so the compute of this bundle is not known. Correct the syntax here.`);
  }
  return tree;
}

/** The main file of a bundle and those that it includes. What cannot be read is a complaint. */
export function readTrees(path: string): { trees: readonly JobTree[]; complaints: PlacedComplaint[] } {
  const complaints: PlacedComplaint[] = [];
  const main = read(path, complaints);
  const others = included(main, dirname(path)).filter((other) => other !== path);
  return { trees: [main, ...[...new Set(others)].map((other) => read(other, complaints))], complaints };
}

/** Reads a bundle and the files it includes. Never throws: what cannot be read is a complaint. */
export function readBundle(path: string): Bundle {
  const folder = dirname(path);
  const { trees, complaints } = readTrees(path);
  const files = trees.map((tree) => tree.path);
  // Asked for by code; who has only job definitions open does without.
  let found: readonly Task[] | undefined;
  const tasks = (): readonly Task[] => {
    return (found ??= tasksOf(trees).map(({ files, target }) => {
      return { files: files.map((file) => resolveFile(file.written, dirname(file.from), folder)), target };
    }));
  };
  const running = (file: string): readonly Task[] =>
    tasks().filter((task) => task.files.some((written) => names(written, file)));
  return {
    files,
    complaints,
    runs: (file) => running(file).length > 0,
    targetFor: (file) => {
      const own = running(file);
      if (own.length > 0) return agreed(own.map((task) => task.target));
      // Half a bundle does not tell what all its tasks have in common.
      return complaints.length > 0 ? {} : agreed(tasks().map((task) => task.target));
    },
    around: (file) => {
      if (!files.includes(file)) return undefined;
      return {
        others: trees.filter((tree) => tree.path !== file),
        isComplete: trees.every((tree) => tree.path === file || tree.errors.length === 0),
        findSource: (written, from) => findSource(written, from, { file, folder, trees }),
      };
    },
  };
}

interface Task {
  readonly files: readonly string[];
  readonly target: Target;
}

/**
 * Looks for what a task names. Older versions of the Databricks CLI took paths from other files of the bundle as well, so that
 * every folder with such a file counts.
 */
function findSource(
  written: string,
  from: 'file' | 'root',
  { file, folder, trees }: { file: string; folder: string; trees: readonly JobTree[] },
): SourceFile | undefined {
  // Who says which folders are copied may copy some from outside of the bundle.
  if (from === 'root' && at(trees[0]!.root, 'sync', 'paths')) return undefined;
  const folders = from === 'root' ? [folder] : [...new Set([file, ...trees.map((tree) => tree.path)].map(dirname))];
  if (folders.some((one) => existsSync(join(one, written)))) return { isThere: true };
  const ending = NOTEBOOK_ENDINGS.find((one) => folders.some((at) => existsSync(join(at, written + one))));
  return { isThere: false, near: ending && written + ending };
}

/** The path that a task writes, as a path of this machine. */
export function resolveFile(written: string, from: string, bundle: string): string {
  const inWorkspace = /^\$\{workspace\.(?:file_path|root_path)\}\/(?:files\/)?(.*)$/.exec(written)?.[1];
  return inWorkspace === undefined ? resolve(from, written) : resolve(bundle, inWorkspace);
}

/** Whether a path of a task means a file. Notebooks are named without their extension in some places. */
function names(written: string, file: string): boolean {
  if (written === file || written === file.replace(/\.(?:py|sql|ipynb)$/, '')) return true;
  return (
    written.includes('*') && matchesGlob(written.split(sep).join('/'), file.split(sep).join('/').replace(/^\//, ''))
  );
}
