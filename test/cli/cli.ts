import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(__dirname, '..', '..');
const folder = join(root, 'out', 'test-cli');
const bundle = join(folder, 'cli.js');

/** What one call of the command line gave. */
export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

let built: Promise<void> | undefined;

/** Builds the command line as it ships, once for all tests, with the facts about settings beside it. */
export function buildCli(): Promise<void> {
  built ??= (async () => {
    mkdirSync(folder, { recursive: true });
    await build({
      absWorkingDir: root,
      entryPoints: ['src/cli.ts'],
      outfile: bundle,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      mainFields: ['module', 'main'],
      logLevel: 'error',
    });
    const confs = join(folder, 'confs.json');
    if (!existsSync(confs))
      execFileSync(process.execPath, ['--import', 'tsx', 'src/tools/build-confs.ts', confs], {
        cwd: root,
        stdio: 'ignore',
      });
  })();
  return built;
}

/** Starts the built command line. */
export function start(args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) {
  // Tests leave nothing in the cache of who runs them.
  const XDG_CACHE_HOME = join(folder, 'cache');
  return spawn(process.execPath, [bundle, ...args], { cwd, env: { ...process.env, XDG_CACHE_HOME, ...env } });
}

/** Runs the built command line to its end. */
export function lakelint(
  args: readonly string[],
  cwd: string,
  { stdin = '', env = {} }: { stdin?: string | Uint8Array; env?: NodeJS.ProcessEnv } = {},
): Promise<Outcome> {
  return new Promise((done, fail) => {
    const child = start(args, cwd, env);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', fail);
    child.on('close', (code) => done({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }));
    // It may end before it has read everything, for example because of wrong use.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
  });
}
