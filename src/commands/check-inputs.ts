import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { mayHoldJobs } from '../engine';
import { isCodeFile, whyUnreadable, type Project } from '../project';
import { UsageError } from './command';

/** A file to check: where it lies, and what it is called in the report. */
export interface Input {
  readonly path: string;
  readonly shown: string;
  /** Named on the command line, not found in a folder: that it cannot be read is then an error. */
  readonly named: boolean;
}

/** A file or folder that was not checked, or not to the end. */
export interface LeftOut {
  readonly file: string;
  readonly reason: string;
  /** Where reading ended, when that is known. */
  readonly line?: number;
  /** The rest of the file was checked, so it counts as a checked one. */
  readonly partly?: true;
  /** Whether the exit code has to say so: the answer would be taken for a complete one. */
  readonly fatal: boolean;
}

/** Whether a file of that name may be checked. For YAML and JSON the contents decide. */
export function isChecked(path: string): boolean {
  return isCodeFile(path) || mayHoldJobs(path);
}

/** Arguments of the command line, told apart. */
export interface Arguments {
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

/** Tells files from folders. What does not exist is wrong use. */
export function sortArguments(paths: readonly string[]): Arguments {
  const folders: string[] = [];
  const files: string[] = [];
  for (const path of paths) {
    let isFolder;
    try {
      isFolder = statSync(path).isDirectory();
    } catch (error) {
      throw new UsageError(`${path}: cannot be read: ${whyUnreadable(error)}. Check the path.`);
    }
    if (!isFolder && !isChecked(path)) {
      throw new UsageError(
        `${path}: Lakelint reads .py, .sql and .ipynb files, and jobs in .yml and .json. Name one of those, or a folder.`,
      );
    }
    (isFolder ? folders : files).push(path);
  }
  return { folders, files };
}

/** The files to check, each once, in the order of the arguments. @param wanted which of them; job definitions hold no SQL to lay out. */
export async function listInputs(
  project: Project,
  { folders, files }: Arguments,
  wanted: (path: string) => boolean = isChecked,
): Promise<{ inputs: Input[]; leftOut: LeftOut[] }> {
  const inputs = new Map<string, Input>();
  const leftOut: LeftOut[] = [];
  for (const shown of files) {
    const path = resolve(shown);
    if (inputs.has(path)) continue;
    if (!wanted(path)) leftOut.push({ file: shown, reason: 'it holds no code', fatal: false });
    else if (project.isExcluded(path)) leftOut.push({ file: shown, reason: 'the settings exclude it', fatal: false });
    else inputs.set(path, { path, shown, named: true });
  }
  for (const folder of folders) {
    const base = resolve(folder);
    const inReport = (path: string) => {
      const inside = path.slice(base.length).replace(/\\/g, '/').replace(/^\//, '');
      const prefix = folder === '.' ? '' : `${folder.replace(/[\\/]+$/, '')}/`;
      return `${prefix}${inside}` || folder;
    };
    const found = await project.filesUnder(base, (path, error) => {
      leftOut.push({ file: inReport(path), reason: `the folder cannot be read: ${whyUnreadable(error)}`, fatal: true });
    });
    for (const path of found.filter(wanted))
      if (!inputs.has(path)) inputs.set(path, { path, shown: inReport(path), named: false });
  }
  return { inputs: [...inputs.values()], leftOut };
}
