// `npm run bench [-- FOLDER]`: how fast Lakelint is here, as tables. Nothing is asserted: machines differ, ratios do not.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import type { LintCache } from '../../src/engine';
import { TestClient } from '../language/client';
import { confTables, type BuiltConfs } from './confs';
import { notebook, samplesIn, writeCorpus } from './corpus';
import { memoryOfServer } from './memory';
import { kb, median, ms, quantile, table, timed } from './measure';
import { otherLinters } from './other-linters';
import { sqlTables, type Built } from './sql';
import { applyTo, keystrokes } from './typing';

type Engine = Built['engine'];

const root = resolve(__dirname, '../..');
const temporary = mkdtempSync(join(tmpdir(), 'lakelint-bench-'));
const dist = join(temporary, 'dist');
const given = process.argv[2];
const big = notebook(5000);

/** Where `load` puts the bundle of an entry. */
function bundleOf(entry: string): string {
  return join(temporary, `${entry.replace(/\W/g, '_')}.cjs`);
}

/** A part of the product as it ships: what tsx makes of it runs slower. */
function load<T>(entry: string): T {
  const outfile = bundleOf(entry);
  buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
  });
  return require(outfile) as T;
}

async function main(): Promise<void> {
  execFileSync(process.execPath, ['esbuild.js', '--production'], { cwd: root, stdio: 'ignore' });
  cpSync(join(root, 'dist'), dist, { recursive: true }); // a build meanwhile must not disturb
  const folder = given ? resolve(given) : join(temporary, 'corpus');
  if (!given) writeCorpus(folder, join(root, 'demo'));
  console.log(
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown CPU'}, load ${loadavg()[0]!.toFixed(1)}`,
  );
  console.log(`Folder: ${given ?? 'demo/ and generated notebooks'}`);
  const engine = load<Engine>('src/engine/index.ts');
  sqlTables({ engine, reader: load<Built['reader']>('src/engine/sql/reader/read.ts') });
  const confs = 'src/confs/index.ts';
  confTables(load<BuiltConfs>(confs), bundleOf(confs), join(dist, 'confs.json'));
  otherLinters(join(root, '.cache/bench'), temporary, join(dist, 'cli.js'), folder);
  throughput(engine, folder);
  commandLine(folder);
  typing(engine);
  await typingInServer();
  await memoryOfServer(join(dist, 'server.js'), join(temporary, 'workspace'));
  doubling(engine);
  activation();
  sizes();
}

function throughput({ lint, defaultSettings }: Engine, folder: string): void {
  const samples = samplesIn(folder);
  const bytes = samples.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  let findings = 0;
  const once = (): void => {
    findings = samples.reduce((sum, sample) => sum + lint(sample, defaultSettings).findings.length, 0);
  };
  const row = (name: string, time: number): string[] => [
    name,
    ms(time),
    ((samples.length / time) * 1000).toFixed(0),
    (bytes / 1000 / time).toFixed(2),
  ];
  const cold = row('first pass', timed(once));
  const warm = row('later passes, median of 5', median(Array.from({ length: 5 }, () => timed(once))));
  const heading = `lint() over ${samples.length} files, ${kb(bytes)}, ${findings} findings`;
  table(heading, [['', 'time', 'files/s', 'MB/s'], cold, warm]);
}

function commandLine(folder: string): void {
  let files = 0;
  const times = Array.from({ length: 3 }, () =>
    timed(() => {
      const args = [join(dist, 'cli.js'), 'check', folder, '--format', 'json', '--no-cache'];
      const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 30 });
      if (status !== 0 && status !== 1) throw new Error(`lakelint check ended with ${status}: ${stderr}`);
      files = (JSON.parse(stdout) as { files: number }).files;
    }),
  );
  table('lakelint check, the whole process', [
    ['', 'median of 3', 'files/s'],
    [`${files} files`, ms(median(times)), ((files / median(times)) * 1000).toFixed(0)],
  ]);
}

/** One row for each kind of cell. */
function typingTable(heading: string, times: ReadonlyMap<string, readonly number[]>): void {
  const rows = [...times].map(([kind, all]) => [
    kind,
    String(all.length),
    ms(quantile(all, 0.5)),
    ms(quantile(all, 0.95)),
  ]);
  table(heading, [['', 'keystrokes', 'p50', 'p95'], ...rows]);
}

function push(times: Map<string, number[]>, kind: string, time: number): void {
  const list = times.get(kind) ?? [];
  times.set(kind, list);
  list.push(time);
}

function typing({ lint, defaultSettings }: Engine): void {
  const cache: LintCache = {};
  const times = new Map<string, number[]>();
  let text = big;
  const opening = timed(() => void lint({ path: 'big.py', text }, defaultSettings, { cache }));
  for (const key of keystrokes(text, 6)) {
    text = applyTo(text, key);
    push(
      times,
      key.kind,
      timed(() => void lint({ path: 'big.py', text }, defaultSettings, { cache })),
    );
  }
  typingTable(
    `A keystroke in a notebook of ${big.split('\n').length} lines, lint() with its cache (opening: ${ms(opening)})`,
    times,
  );
}

/** From the change that the editor sends to the diagnostics that it gets, the server's pause for typing included. */
async function typingInServer(): Promise<void> {
  const { client } = await TestClient.start(join(dist, 'server.js'), { root: temporary });
  const uri = `file://${join(temporary, 'big.py')}`;
  const times = new Map<string, number[]>();
  let text = big;
  let version = 1;
  const since = performance.now();
  client.open(uri, text, 'python', version);
  await client.diagnostics(uri);
  const opening = performance.now() - since;
  for (const key of keystrokes(text, 1)) {
    const before = text.slice(0, key.at).split('\n');
    const position = { line: before.length - 1, character: before[before.length - 1]!.length };
    const current = ++version;
    text = applyTo(text, key);
    const sent = performance.now();
    client.change(uri, current, [{ range: { start: position, end: position }, text: key.insert }]);
    await client.diagnostics(uri, (published) => published.version === current);
    push(times, key.kind, performance.now() - sent);
  }
  await client.stop();
  typingTable(`The same through the language server, didChange to publishDiagnostics (opening: ${ms(opening)})`, times);
}

function doubling({ lint, defaultSettings }: Engine): void {
  const sizesInLines = [2500, 5000, 10_000, 20_000];
  const best = sizesInLines.map(() => Infinity);
  const texts = sizesInLines.map((lines) => notebook(lines));
  // In turns, so that a slow moment of the machine does not hit one size alone.
  for (let round = 0; round < 5; round++) {
    texts.forEach((text, i) => {
      best[i] = Math.min(
        best[i]!,
        timed(() => void lint({ path: 'n.py', text }, defaultSettings)),
      );
    });
  }
  const rows = sizesInLines.map((lines, i) => {
    const ratio = i === 0 ? undefined : best[i]! / best[i - 1]! / (texts[i]!.length / texts[i - 1]!.length / 2);
    return [`${lines} lines`, ms(best[i]!), ratio ? `${ratio.toFixed(2)} x${ratio > 2.6 ? '  TOO MUCH' : ''}` : ''];
  });
  table('Twice the text, without a cache (goal: at most 2.6 x the time)', [['', 'best of 5', 'ratio'], ...rows]);
}

function activation(): void {
  const runs = Array.from({ length: 11 }, () => {
    const out = execFileSync(process.execPath, [join(__dirname, 'activate.cjs'), join(dist, 'extension.js')], {
      encoding: 'utf8',
    });
    return JSON.parse(out) as { load: number; activate: number };
  });
  const row = (name: string, values: readonly number[]): string[] => [
    name,
    ms(median(values)),
    ms(Math.min(...values)),
    ms(Math.max(...values)),
  ];
  table('Activation, 11 fresh processes, VS Code replaced by a stand-in', [
    ['', 'median', 'least', 'most'],
    row(
      'load of dist/extension.js',
      runs.map((r) => r.load),
    ),
    row(
      'activate()',
      runs.map((r) => r.activate),
    ),
  ]);
}

function sizes(): void {
  const rows = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => {
      const bytes = readFileSync(file);
      return [file.slice(temporary.length + 1), kb(bytes.length), kb(gzipSync(bytes).length)];
    });
  table('What ships', [['', 'raw', 'gzip'], ...rows]);
}

void main()
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  })
  .finally(() => rmSync(temporary, { recursive: true, force: true }));
