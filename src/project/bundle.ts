import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import picomatch from 'picomatch';
import { parseDocument } from 'yaml';
import { LineIndex, type Target } from '../engine';
import { agreed, BundleVariables, tasksOf } from './bundle-tasks';
import { matchesGlob } from './globs';
import { whyUnreadable } from './read';
import { placed } from './settings-file';
import type { PlacedComplaint } from './types';

const BUNDLE_NAMES = ['databricks.yml', 'databricks.yaml', 'bundle.yml', 'bundle.yaml'];

/** What a bundle says about the compute that its files run on. */
export interface Bundle {
  /** Target of the tasks that run a file; for a file that no task names, what all tasks have in common. */
  targetFor(path: string): Target;
  /** The files that were read for it. */
  readonly files: readonly string[];
  readonly complaints: readonly PlacedComplaint[];
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
function included(root: unknown, folder: string): string[] {
  const globs = (root as { include?: unknown } | null)?.include;
  if (!Array.isArray(globs)) return [];
  return globs
    .filter((glob) => typeof glob === 'string')
    .flatMap((glob) => {
      const clean = glob.replace(/^\.\//, '');
      // Only below the part without wildcards: a bundle may lie beside a virtual environment of 50,000 files.
      const { base, isGlob } = picomatch.scan(clean);
      if (!isGlob) return existsSync(join(folder, clean)) ? [join(folder, clean)] : [];
      const matches = picomatch(clean);
      return list(join(folder, base), clean.includes('**')).filter((path) => {
        return matches(
          path
            .slice(folder.length + 1)
            .split(sep)
            .join('/'),
        );
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
      return /\.ya?ml$/.test(entry.name) ? [path] : [];
    });
  } catch {
    return [];
  }
}

function read(path: string, complaints: PlacedComplaint[]): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const message = `The bundle file cannot be read (${whyUnreadable(error)}), so its compute is not known.`;
    complaints.push(placed(path, new LineIndex(''), { from: 0, to: 0 }, message, 'warning'));
    return undefined;
  }
  try {
    const document = parseDocument(text, { merge: true, logLevel: 'silent' });
    const error = document.errors[0];
    if (!error) return document.toJS({ maxAliasCount: 1000 });
    const what = error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? '';
    const message = `This is not valid YAML (${what}), so the compute of this bundle is not known. Correct the syntax here.`;
    complaints.push(placed(path, new LineIndex(text), { from: error.pos[0], to: error.pos[1] }, message, 'warning'));
  } catch (error) {
    const message = `The bundle cannot be understood (${whyUnreadable(error)}), so its compute is not known.`;
    complaints.push(placed(path, new LineIndex(text), { from: 0, to: 0 }, message, 'warning'));
  }
  return undefined;
}

/** Reads a bundle and the files it includes. Never throws: what cannot be read is a complaint. */
export function readBundle(path: string): Bundle {
  const folder = dirname(path);
  const complaints: PlacedComplaint[] = [];
  const root = read(path, complaints);
  const others = included(root, folder).filter((other) => other !== path);
  const parts = [{ path, value: root }, ...others.map((other) => ({ path: other, value: read(other, complaints) }))];
  const variables = new BundleVariables(parts.map((part) => part.value));
  const tasks = parts.flatMap((part) =>
    tasksOf(part.value, variables).map((task) => ({
      files: task.files.map((file) => resolveFile(file, dirname(part.path), folder)),
      target: task.target,
    })),
  );
  // Half a bundle does not tell what all its tasks have in common.
  const common = complaints.length > 0 ? {} : agreed(tasks.map((task) => task.target));
  return {
    files: parts.map((part) => part.path),
    complaints,
    targetFor: (file) => {
      const running = tasks.filter((task) => task.files.some((written) => names(written, file)));
      return running.length > 0 ? agreed(running.map((task) => task.target)) : common;
    },
  };
}

function resolveFile(written: string, from: string, bundle: string): string {
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
