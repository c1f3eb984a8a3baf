import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { entriesOf, type Entry } from './zip';

const root = resolve(__dirname, '../..');
const temporary = mkdtempSync(join(tmpdir(), 'lakelint-package-'));

interface Manifest {
  readonly version: string;
  readonly main: string;
  readonly dependencies?: object;
  readonly contributes: Readonly<Record<string, unknown>>;
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

/** Runs a package's own program, so that nothing depends on the PATH. */
function run(program: string, args: readonly string[], cwd = root): string {
  const child = spawnSync(process.execPath, [program, ...args], { cwd, encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(child.status, 0, `${program} ${args.join(' ')}\n${child.stdout}${child.stderr}`);
  return child.stdout;
}

/** npm without what the user's environment may say about it: no network is needed here. */
function npm(args: readonly string[], cwd: string): string {
  const shell = process.platform === 'win32';
  return execFileSync('npm', [...args, '--offline', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd,
    encoding: 'utf8',
    shell,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Every path that a part of the manifest names. */
function* pathsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') {
    if (/^(\.\/)?(media|snippets|schema|dist)\//.test(value)) yield value.replace(/^\.\//, '');
  } else if (typeof value === 'object' && value !== null) {
    for (const entry of Object.values(value)) yield* pathsIn(entry);
  }
}

after(() => rmSync(temporary, { recursive: true, force: true }));

describe('the extension as it is packed', function () {
  this.timeout(180_000);
  const file = join(temporary, 'lakelint.vsix');
  let entries: Entry[] = [];
  let names: string[] = [];

  before(() => {
    run(join(root, 'node_modules/@vscode/vsce/vsce'), ['package', '--no-dependencies', '--out', file]);
    entries = entriesOf(readFileSync(file));
    names = entries.map((entry) => entry.name.replace(/^extension\//, ''));
  });

  it('reads nothing but its entry to become active', () => {
    const { files } = JSON.parse(run(join(root, 'test/bench/activate.cjs'), ['dist/extension.js'])) as {
      files: string[];
    };
    assert.deepEqual(files, ['extension.js']);
    const { size } = statSync(join(root, 'dist/extension.js'));
    assert.ok(size < 60_000, `${size} bytes: something that is wanted later was bundled in`);
  });

  it('stays under 3 MB', () => {
    const { size } = statSync(file);
    console.log(`      ${(size / 1e6).toFixed(2)} MB, ${names.length} files`);
    assert.ok(size < 3_000_000, `${size} bytes`);
  });

  it('holds what it needs', () => {
    const needed = [
      'dist/extension.js',
      'dist/languageClient.js',
      'dist/runs.js',
      'dist/server.js',
      'dist/confs.json',
      'dist/webview/runs.js',
      'dist/webview/runs.css',
    ];
    const written = [
      'package.json',
      'readme.md',
      'changelog.md',
      'LICENSE.txt',
      'snippets/python.json',
      'snippets/sql.json',
    ];
    assert.deepEqual(
      [...needed, ...written].filter((name) => !names.includes(name)),
      [],
    );
  });

  it('holds every file that its manifest names', () => {
    const named = [...pathsIn(manifest.main), ...pathsIn(manifest.contributes)];
    assert.ok(named.length >= 8, named.join());
    assert.deepEqual(
      named.filter((name) => !names.includes(name)),
      [],
    );
  });

  it('holds nothing else', () => {
    const known =
      /^(extension\.vsixmanifest|\[Content_Types\]\.xml|package\.json|readme\.md|changelog\.md|LICENSE\.txt|dist\/(webview\/)?[\w-]+\.(js|css|json)|media\/[\w/-]+\.(svg|png|md)|snippets\/\w+\.json|schema\/[\w.]+\.json)$/;
    assert.deepEqual(
      names.filter((name) => !known.test(name)),
      [],
    );
  });

  it('tells nothing about the machine that packed it', () => {
    const telling = entries.filter((entry) => {
      const text = entry.read().toString('latin1');
      // The one token that may occur is made up: an example of the rule about secrets.
      return text.includes(root) || /sourceMappingURL=|_authToken|\bdapi(?!0123456789abcdef)[0-9a-f]{32}/.test(text);
    });
    assert.deepEqual(
      telling.map((entry) => entry.name),
      [],
    );
  });

  it('shows pictures that exist', () => {
    const pictures = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(
      (match) => match[1]!,
    );
    assert.deepEqual(
      pictures.filter((picture) => !existsSync(join(root, picture))),
      [],
    );
  });
});

describe('the package for npm', function () {
  this.timeout(120_000);

  it('holds the programs, and asks for no other package', () => {
    const [packed] = JSON.parse(npm(['pack', '--dry-run', '--json'], root)) as [{ files: { path: string }[] }];
    assert.deepEqual(packed.files.map(({ path }) => path).sort(), [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist/cli.js',
      'dist/confs.json',
      'dist/lakelint.js',
      'dist/server.js',
      'package.json',
      'schema/lakelint.schema.json',
    ]);
    assert.deepEqual(Object.keys(manifest.dependencies ?? {}), []);
  });

  it('works where it was installed', () => {
    npm(['pack', '--silent', '--pack-destination', temporary], root);
    const project = join(temporary, 'project');
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), '{ "private": true }');
    npm(['install', join(temporary, `lakelint-${manifest.version}.tgz`)], project);
    assert.deepEqual(
      readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.')),
      ['lakelint'],
    );
    const cli = join(project, 'node_modules/lakelint/dist/cli.js');
    assert.equal(run(cli, ['--version'], project), `lakelint ${manifest.version}\n`);
    assert.match(run(cli, ['conf', 'spark.sql.shuffle.partitions'], project), /200/);
    writeFileSync(join(project, 'job.sql'), 'DELETE FROM main.sales.orders;\n');
    const check = spawnSync(process.execPath, [cli, 'check', '--format', 'json'], { cwd: project, encoding: 'utf8' });
    assert.equal(check.status, 1, check.stderr);
    const report = JSON.parse(check.stdout) as { findings: { rule: string; file: string }[] };
    assert.deepEqual(
      report.findings.map(({ rule, file }) => [rule, file]),
      [['unfiltered-delete', 'job.sql']],
    );
  });
});
