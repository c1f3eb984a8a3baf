import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { median, ms, table, timed } from './measure';
import { writeSqlFolder } from './sql-corpus';

/** Pinned: a figure says nothing without the version that it was measured with. */
const packages = 'sqlfluff==4.5.0 sqruff==0.44.0 cylint==0.1.5 sparkdoctor==0.1.8 pyspark-antipattern==0.4.1'.split(
  ' ',
);

/** A linter, how it is called, and what is wanted: so many times faster, or at most so many times its time. */
interface Peer {
  readonly name: string;
  readonly args: (folder: string) => readonly string[];
  readonly goal: { readonly faster: number } | { readonly slower: number };
  /** The slow ones run once. */
  readonly rounds?: number;
}

const ofSql: readonly Peer[] = [
  { name: 'sqruff', args: (folder) => ['lint', '--dialect', 'sparksql', folder], goal: { faster: 10 } },
  {
    name: 'sqlfluff',
    args: (folder) => ['lint', '--dialect', 'databricks', '--processes', '0', folder],
    goal: { faster: 60 },
    rounds: 1,
  },
];

const ofPython: readonly Peer[] = [
  { name: 'cy', args: (folder) => ['lint', folder], goal: { faster: 10 } },
  { name: 'sparkdoctor', args: (folder) => ['lint', folder], goal: { faster: 10 } },
  { name: 'pyspark-antipattern', args: (folder) => ['check', folder], goal: { slower: 2.5 } },
];

/** Linters in the bench's own cache, from PyPI; `undefined` where they cannot be had. */
function install(cache: string): string | undefined {
  const home = join(cache, 'python');
  const bin = join(home, process.platform === 'win32' ? 'Scripts' : 'bin');
  if ([...ofSql, ...ofPython].every(({ name }) => existsSync(join(bin, name)))) return bin;
  mkdirSync(cache, { recursive: true });
  const run = (command: string, ...args: string[]): boolean =>
    spawnSync(command, args, { stdio: 'ignore' }).status === 0;
  const made = existsSync(bin) || run('python3', '-m', 'venv', home);
  return made && run(join(bin, 'python'), '-m', 'pip', 'install', ...packages) ? bin : undefined;
}

/** One process from start to end over the folder. A linter that finds something ends with 1, or with 2 when it is grave. */
function whole(command: string, args: readonly string[], cwd: string): number {
  return timed(() => {
    const { status, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 30 });
    if (error ?? (status === null || status > 2 || stderr.includes('Traceback')))
      throw new Error(`${command} ended with ${status}: ${stderr}`);
  });
}

/**
 * The command line against other linters, in turns, each as a whole process over the same folder: when it sees the files
 * for the first time, and when nothing has changed since the last call.
 * @param pythonFolder a folder with notebooks and Python files
 */
export function otherLinters(cache: string, temporary: string, cli: string, pythonFolder: string): void {
  const bin = install(cache);
  if (!bin) {
    console.log(
      '\nNOT MEASURED: the other linters could not be installed from PyPI (python3 with venv and pip is needed).',
    );
    return;
  }
  const sqlFolder = join(temporary, 'sql');
  writeSqlFolder(sqlFolder, 120);
  const compare = (heading: string, folder: string, peers: readonly Peer[]): void => {
    const check = [cli, 'check', folder, '--format', 'json'];
    const first = (): number => whole(process.execPath, [...check, '--no-cache'], temporary);
    const again = (): number => whole(process.execPath, [...check, '--cache-dir', join(temporary, 'kept')], temporary);
    again();
    const rows = peers.map(({ name, args, goal, rounds = 3 }) => {
      const turns = Array.from({ length: rounds }, () => ({
        first: first(),
        again: again(),
        other: whole(join(bin, name), args(folder), temporary),
      }));
      const time = (which: 'first' | 'again' | 'other'): number => median(turns.map((turn) => turn[which]));
      const judged = (which: 'first' | 'again'): string => {
        const ratio = median(turns.map((turn) => turn.other / turn[which]));
        const isMet = 'faster' in goal ? ratio >= goal.faster : 1 / ratio <= goal.slower;
        const said = 'faster' in goal ? `${ratio.toFixed(1)} x as fast` : `${(1 / ratio).toFixed(1)} x its time`;
        return `${said}${isMet ? '' : '  TOO LITTLE'}`;
      };
      const wanted = 'faster' in goal ? `${goal.faster} x as fast` : `${goal.slower} x its time`;
      return [name, ms(time('other')), ms(time('first')), judged('first'), ms(time('again')), judged('again'), wanted];
    });
    table(heading, [['', 'its time', 'lakelint first', 'ratio', 'again', 'ratio', 'goal'], ...rows]);
  };
  compare('The whole process over 120 SQL files', sqlFolder, ofSql);
  compare(`The whole process over ${pythonFolder}`, pythonFolder, ofPython);
}
