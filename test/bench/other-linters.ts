import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { median, ms, table, timed } from './measure';
import { writeSqlFolder } from './sql-corpus';

const files = 120;

/** Linters of SQL in the bench's own cache, from PyPI; `undefined` where they cannot be had. */
function install(cache: string): string | undefined {
  const home = join(cache, 'python');
  const bin = join(home, process.platform === 'win32' ? 'Scripts' : 'bin');
  if (existsSync(join(bin, 'sqlfluff')) && existsSync(join(bin, 'sqruff'))) return bin;
  mkdirSync(cache, { recursive: true });
  const run = (command: string, ...args: string[]): boolean =>
    spawnSync(command, args, { stdio: 'ignore' }).status === 0;
  const made = existsSync(bin) || run('python3', '-m', 'venv', home);
  return made && run(join(bin, 'python'), '-m', 'pip', 'install', 'sqlfluff', 'sqruff') ? bin : undefined;
}

/** One process from start to end over the folder. A linter that finds something ends with 1. */
function whole(command: string, args: readonly string[], cwd: string): number {
  return timed(() => {
    const { status, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 30 });
    if (error ?? (status !== 0 && status !== 1)) throw new Error(`${command} ended with ${status}: ${stderr}`);
  });
}

/** The command line against sqlfluff and sqruff, in turns, each as a whole process over the same folder. */
export function otherLinters(cache: string, temporary: string, cli: string): void {
  const bin = install(cache);
  if (!bin) {
    console.log(
      '\nNOT MEASURED: sqlfluff and sqruff could not be installed from PyPI (python3 with venv and pip is needed).',
    );
    return;
  }
  const folder = join(temporary, 'sql');
  writeSqlFolder(folder, files);
  const ours = (): number => whole(process.execPath, [cli, 'check', folder, '--format', 'json'], temporary);
  const others: [string, number, () => number][] = [
    ['sqruff', 10, () => whole(join(bin, 'sqruff'), ['lint', '--dialect', 'sparksql', folder], temporary)],
    [
      'sqlfluff',
      60,
      () => whole(join(bin, 'sqlfluff'), ['lint', '--dialect', 'databricks', '--processes', '0', folder], temporary),
    ],
  ];
  ours();
  const rows = others.map(([name, goal, run]) => {
    const rounds = Array.from({ length: name === 'sqlfluff' ? 1 : 3 }, () => ({ own: ours(), other: run() }));
    const ratio = median(rounds.map(({ own, other }) => other / own));
    return [
      name,
      ms(median(rounds.map(({ other }) => other))),
      ms(median(rounds.map(({ own }) => own))),
      `${ratio.toFixed(1)} x`,
      `${goal} x${ratio < goal ? '  TOO LITTLE' : ''}`,
    ];
  });
  table(`The whole process over ${files} SQL files`, [['', 'its time', 'lakelint check', 'ratio', 'goal'], ...rows]);
}
