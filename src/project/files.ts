import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitIgnore } from './gitignore';

/** Folders that hold no code of the project's own. */
const NEVER = new Set([
  '.git',
  '.hg',
  '.svn',
  'node_modules',
  '.venv',
  'venv',
  '.tox',
  '.nox',
  '__pycache__',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.ipynb_checkpoints',
  '.databricks',
  '.bundle',
  'site-packages',
]);

/** Whether Lakelint reads code from a file of this name. */
export function isCodeFile(path: string): boolean {
  return /\.(?:py|sql|ipynb)$/i.test(path);
}

/** Whether a file is the main one of a bundle. */
export function isBundleFile(path: string): boolean {
  return /(?:^|[\\/])(?:databricks|bundle)\.ya?ml$/i.test(path);
}

/** What a walk leaves out beside the folders that never hold a project's code. */
export interface WalkOptions {
  readonly gitignore: GitIgnore;
  /** Whether settings exclude a file or a folder. */
  readonly excluded: (path: string) => boolean;
  /** A folder that cannot be listed. */
  readonly onUnreadable?: (folder: string, error: NodeJS.ErrnoException) => void;
  /** Which files are wanted; without it those with code. */
  readonly accepts?: (name: string) => boolean;
  /** The walk ends when that many files were found. */
  readonly limit?: number;
}

/** The files under a folder, sorted, as full paths. Links are not followed: they may lead in circles. */
export async function walk(folder: string, options: WalkOptions): Promise<string[]> {
  const found: string[] = [];
  const waiting = [folder];
  const accepts = options.accepts ?? isCodeFile;
  const limit = options.limit ?? Infinity;
  for (let at = waiting.pop(); at !== undefined && found.length < limit; at = waiting.pop()) {
    const here = at;
    let entries;
    try {
      entries = await readdir(here, { withFileTypes: true });
    } catch (error) {
      options.onUnreadable?.(here, error as NodeJS.ErrnoException);
      continue;
    }
    for (const entry of entries) {
      const path = join(here, entry.name);
      if (entry.isDirectory()) {
        if (NEVER.has(entry.name) || options.gitignore.ignores(path, true) || options.excluded(path)) continue;
        waiting.push(path);
      } else if (entry.isFile() && accepts(entry.name)) {
        if (!options.gitignore.ignores(path, false) && !options.excluded(path)) found.push(path);
      }
    }
  }
  return found.sort(byCodeUnits);
}

/** Sorts paths in the same order on every machine. */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
