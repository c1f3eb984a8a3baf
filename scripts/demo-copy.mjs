// A copy of demo/ to edit, so that the checkout stays as it is.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Copies `demo` to `<cache>/shop` and gives that folder. A copy that is there stays, edits and all; one without edits
 * follows when `demo` changes.
 */
export function copyDemo(demo, cache, { fresh = false } = {}) {
  const copy = path.join(cache, 'shop');
  const stamp = path.join(cache, 'shop.sha256');
  const wanted = digest(demo);
  const copied = existsSync(stamp) ? readFileSync(stamp, 'utf8') : undefined;
  if (!fresh && existsSync(copy)) {
    if (copied === wanted) return copy;
    if (digest(copy) !== copied) {
      console.log('demo/ has changed, and so has your copy of it: the copy stays. For a new one: npm start -- --fresh');
      return copy;
    }
  }
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  cpSync(demo, copy, { recursive: true });
  makeRepository(copy);
  writeFileSync(stamp, wanted);
  return copy;
}

/**
 * A repository of its own: edits show in the source control view, and the checkout's .gitignore, which leaves the cache out,
 * does not reach the copy.
 */
function makeRepository(folder) {
  const git = (...args) => spawnSync('git', ['-C', folder, ...args], { stdio: 'ignore' });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git(
    '-c',
    'user.name=Lakelint demo',
    '-c',
    'user.email=demo@localhost',
    '-c',
    'commit.gpgsign=false',
    'commit',
    '--quiet',
    '--message=The shop',
  );
  mkdirSync(path.join(folder, '.git'), { recursive: true }); // marks the root where git is not installed
}

function digest(folder) {
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = files
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)))
    .filter((name) => !name.startsWith(`.git${path.sep}`))
    .sort();
  for (const name of names)
    hash
      .update(`${name}\0`)
      .update(readFileSync(path.join(folder, name)))
      .update('\0');
  return hash.digest('hex');
}
