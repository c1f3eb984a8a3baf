import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const here = resolve(__dirname);
const cache = resolve(here, '../../.cache');
const venv = join(cache, 'spark');
const jars = join(cache, 'spark-jars');

/** Where the Spark of the tests was put. */
export interface SparkInstall {
  readonly python: string;
  readonly jars: string;
  readonly worker: string;
}

/** Spark cannot be had on this machine; the message says what is missing and what to do. */
export class SparkUnavailable extends Error {}

interface Run {
  readonly ok: boolean;
  readonly output: string;
}

function run(command: string, args: readonly string[], minutes = 1): Run {
  const done = spawnSync(command, args, { encoding: 'utf8', timeout: minutes * 60_000, maxBuffer: 64 << 20 });
  const output = `${done.stdout ?? ''}${done.stderr ?? ''}`.trim();
  return { ok: done.status === 0, output: done.error ? done.error.message : output };
}

function lastLines(text: string): string {
  return text.split('\n').slice(-5).join('\n');
}

function mustRun(what: string, command: string, args: readonly string[], minutes: number): void {
  const done = run(command, args, minutes);
  if (!done.ok) throw new SparkUnavailable(`${what} failed:\n${lastLines(done.output)}`);
}

/** Spark 4.2 runs on Java 17 and later. */
function checkJava(): void {
  const java = process.env['JAVA_HOME'] ? join(process.env['JAVA_HOME'], 'bin', 'java') : 'java';
  const found = run(java, ['-version']);
  const major = Number(/version "(\d+)/.exec(found.output)?.[1] ?? 0);
  if (!found.ok || major < 17)
    throw new SparkUnavailable('Java 17 or later is needed: install a JDK or set JAVA_HOME.');
}

function findPython(): { command: string; version: string } {
  for (const command of ['python3', 'python']) {
    const found = run(command, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']);
    const [major = 0, minor = 0] = found.output.split('.').map(Number);
    if (found.ok && major === 3 && minor >= 10) return { command, version: found.output };
  }
  throw new SparkUnavailable('Python 3.10 or later is needed (with its venv module).');
}

/** Does `make` unless the recipe is the one that made what is there. The stamp comes last: a broken-off run starts anew. */
function once(folder: string, recipe: readonly string[], make: () => void): void {
  const stamp = join(folder, '.recipe');
  const hash = createHash('sha256').update(recipe.join('\0')).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  make();
  writeFileSync(stamp, hash);
}

function installPackages(python: string): void {
  console.log('      installing PySpark into .cache/spark (about 850 MB, once) …');
  mustRun('python -m venv', python, ['-m', 'venv', venv], 5);
  mustRun(
    'pip install',
    join(venv, 'bin', 'python'),
    ['-m', 'pip', 'install', '-q', '-r', join(here, 'requirements.txt')],
    15,
  );
}

function installJars(): void {
  if (!run('mvn', ['-v']).ok) throw new SparkUnavailable('Maven (mvn) is needed to fetch the Delta Lake jars.');
  console.log('      fetching the Delta Lake jars into .cache/spark-jars (13 MB, once) …');
  const args = ['-B', '-q', '-f', join(here, 'pom.xml'), 'dependency:copy-dependencies'];
  mustRun('mvn', 'mvn', [...args, '-DincludeGroupIds=io.delta,io.unitycatalog', `-DoutputDirectory=${jars}`], 10);
  const count = readdirSync(jars).filter((name) => name.endsWith('.jar')).length;
  if (count !== 7) throw new SparkUnavailable(`Maven brought ${count} Delta Lake jars, not 7.`);
}

/** Installs PySpark and the Delta Lake jars under `.cache`, once for each recipe. Throws `SparkUnavailable`. */
export function installSpark(): SparkInstall {
  checkJava();
  const python = findPython();
  const recipe = (name: string) => readFileSync(join(here, name), 'utf8');
  once(venv, [recipe('requirements.txt'), python.version], () => installPackages(python.command));
  once(jars, [recipe('pom.xml')], installJars);
  return { python: join(venv, 'bin', 'python'), jars, worker: join(here, 'worker.py') };
}
