import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';

interface Level {
  readonly folder: string;
  readonly rules: Ignore | undefined;
  readonly above: Level | undefined;
}

function rulesIn(file: string): Ignore | undefined {
  try {
    return ignore({ allowRelativePaths: false }).add(readFileSync(file, 'utf8'));
  } catch {
    // No such file, or one that cannot be read: git reads on as well.
    return undefined;
  }
}

/** The `.gitignore` files that hold for the folders of a repository, each read once. */
export class GitIgnore {
  private readonly levels = new Map<string, Level | undefined>();

  /** The rules for a folder: its own and those above it, up to the root of the repository. */
  private levelOf(folder: string): Level | undefined {
    if (this.levels.has(folder)) return this.levels.get(folder);
    const isRoot = existsSync(join(folder, '.git'));
    const parent = dirname(folder);
    // Outside of a repository `.gitignore` files count as well, as they do for other tools that walk folders.
    let above = isRoot || parent === folder ? undefined : this.levelOf(parent);
    if (isRoot) above = { folder, rules: rulesIn(join(folder, '.git', 'info', 'exclude')), above: undefined };
    const rules = rulesIn(join(folder, '.gitignore'));
    const level = rules ? { folder, rules, above } : above;
    this.levels.set(folder, level);
    return level;
  }

  /** Whether a file or folder is ignored. The folders above it are taken to be not ignored. */
  ignores(path: string, isFolder: boolean): boolean {
    for (let level = this.levelOf(dirname(path)); level; level = level.above) {
      const inside = relative(level.folder, path).split(sep).join('/');
      const result = level.rules?.test(isFolder ? `${inside}/` : inside);
      // The deepest file that says something wins.
      if (result?.unignored) return false;
      if (result?.ignored) return true;
    }
    return false;
  }

  /** Whether a path, or a folder above it within its repository, is ignored. */
  ignoresDeep(path: string): boolean {
    if (this.ignores(path, false)) return true;
    for (let at = dirname(path); !existsSync(join(at, '.git')) && dirname(at) !== at; at = dirname(at)) {
      if (this.ignores(at, true)) return true;
    }
    return false;
  }

  /** Forgets what was read. */
  clear(): void {
    this.levels.clear();
  }
}
