import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import ts from 'typescript';

const root = path.resolve(__dirname, '../..');

/** The table of ARCHITECTURE.md: what a room may import. Rooms are longest prefixes of a file's path. */
const TABLE: Readonly<Record<string, readonly string[]>> = {
  'src/shared': [],
  'src/engine/types': [],
  'src/engine/once': [],
  'src/engine/lists': [],
  'src/engine/documents': ['src/engine/types', 'jsonc-parser'],
  'src/engine/catalog': ['src/engine/types'],
  'src/engine/python': [
    'src/engine/types',
    'src/engine/once',
    'src/engine/lists',
    'src/engine/documents',
    'src/engine/catalog',
    '@lezer/python',
    '@lezer/common',
  ],
  'src/engine/sql': [
    'src/engine/types',
    'src/engine/once',
    'src/engine/lists',
    'src/engine/documents',
    'src/engine/catalog',
  ],
  'src/engine/jobs': ['src/engine/types', 'src/engine/once', 'src/engine/documents', 'yaml', 'jsonc-parser'],
  'src/engine/spark': [
    'src/engine/types',
    'src/engine/once',
    'src/engine/lists',
    'src/engine/documents',
    'src/engine/catalog',
    'src/engine/python',
    'src/engine/sql',
    'src/engine/jobs',
  ],
  'src/engine/rule': [
    'src/engine/types',
    'src/engine/documents',
    'src/engine/python',
    'src/engine/sql',
    'src/engine/jobs',
  ],
  'src/engine/rules': [
    'src/engine/rule',
    'src/engine/types',
    'src/engine/once',
    'src/engine/nearest',
    'src/engine/documents',
    'src/engine/catalog',
    'src/engine/python',
    'src/engine/sql',
    'src/engine/spark',
    'src/engine/jobs',
    'src/confs',
  ],
  'src/engine': ['src/engine/*'],
  'src/format': ['src/engine/index', 'src/engine/sql', 'sql-formatter'],
  'src/confs': ['src/shared'],
  'src/project': ['src/engine/index', 'node', 'ignore', 'picomatch', 'jsonc-parser', 'smol-toml'],
  'src/runs': ['src/shared', 'node', 'yaml', 'ini', '@databricks/sdk-experimental'],
  'src/language': [
    'src/engine/index',
    'src/format',
    'src/confs',
    'src/project',
    'src/shared',
    'node',
    'vscode-languageserver',
    'vscode-languageserver-textdocument',
    'vscode-uri',
  ],
  'src/commands': [
    'src/engine/index',
    'src/format',
    'src/confs',
    'src/project',
    'src/runs',
    'src/server',
    'node',
    'diff',
    'env-paths',
  ],
  'src/platform': ['vscode', 'node'],
  'src/features': ['src/runs', 'src/confs', 'src/shared', 'src/platform', 'vscode', 'vscode-languageclient', 'node'],
  'src/extension': ['src/features', 'src/platform', 'vscode'],
  'src/server': [
    'src/language',
    'src/engine/index',
    'src/confs',
    'src/project',
    'vscode-languageserver',
    'vscode-languageserver-textdocument',
    'node',
  ],
  'src/cli': ['src/commands', 'node'],
  'src/start': ['node', 'env-paths'],
  'src/tools': ['src/engine/*', 'src/confs', 'node'],
  webview: ['src/shared', '@vscode/webview-ui-toolkit'],
};

const rooms = Object.keys(TABLE).sort((a, b) => b.length - a.length);

/** The room that a file (without ending) or a folder belongs to. */
function roomOf(file: string): string {
  const room = rooms.find((r) => file === r || file.startsWith(`${r}/`));
  assert.ok(room, `${file} belongs to no room of the table`);
  return room;
}

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isPackage: boolean;
}

function files(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ts$/.test(name) && !/\.d\.ts$/.test(name))
    .map((name) => path.posix.join(folder, name.split(path.sep).join('/')));
}

const all = [...files('src'), ...files('webview')];
const known = new Set(all.map((f) => f.replace(/\.ts$/, '')));

function importsOf(file: string): Import[] {
  const info = ts.preProcessFile(readFileSync(path.join(root, file), 'utf8'), true, true);
  const from = file.replace(/\.ts$/, '');
  return info.importedFiles.map(({ fileName }) => {
    if (fileName.endsWith('/package.json')) return { from, to: 'node', isPackage: true };
    if (fileName.startsWith('.')) {
      const target = path.posix.join(path.posix.dirname(file), fileName).replace(/\.(ts|js)$/, '');
      return {
        from,
        to: known.has(target) || !known.has(`${target}/index`) ? target : `${target}/index`,
        isPackage: false,
      };
    }
    const name = fileName.startsWith('@') ? fileName.split('/').slice(0, 2).join('/') : fileName.split('/')[0]!;
    const isNode = name.startsWith('node:') || builtinModules.includes(name);
    return { from, to: isNode ? 'node' : name, isPackage: true };
  });
}

const imports = all.flatMap(importsOf);

function allowed({ from, to, isPackage }: Import): boolean {
  const room = roomOf(from);
  const may = TABLE[room]!;
  if (isPackage) return may.includes(to);
  const target = roomOf(to);
  if (room === 'src/engine/rules' && target === room) return from === 'src/engine/rules/index';
  if (room === 'src/features' && target === room) {
    const feature = (file: string) => file.split('/')[2]!;
    return feature(from) === feature(to);
  }
  if (target === room && room !== 'src/engine') return true;
  return may.some((m) =>
    m.endsWith('/*') ? to.startsWith(m.slice(0, -1)) : m === target || m === to || to === `${m}/index`,
  );
}

describe('who imports whom', () => {
  it('follows the table of ARCHITECTURE.md', () => {
    const wrong = imports.filter((i) => !allowed(i)).map((i) => `${i.from} -> ${i.to}`);
    assert.deepEqual(wrong, []);
  });

  it('has no cycles', () => {
    const graph = new Map<string, string[]>();
    for (const i of imports) if (!i.isPackage) graph.set(i.from, [...(graph.get(i.from) ?? []), i.to]);
    const state = new Map<string, 'open' | 'done'>();
    const visit = (node: string, trail: readonly string[]): void => {
      if (state.get(node) === 'done') return;
      assert.notEqual(state.get(node), 'open', `cycle: ${[...trail, node].join(' -> ')}`);
      state.set(node, 'open');
      for (const next of graph.get(node) ?? []) visit(next, [...trail, node]);
      state.set(node, 'done');
    };
    for (const node of graph.keys()) visit(node, []);
  });

  it('lets vscode in through few doors', () => {
    const doors = new Set(imports.filter((i) => i.to === 'vscode').map((i) => roomOf(i.from)));
    assert.deepEqual(
      [...doors].filter((d) => !['src/platform', 'src/features', 'src/extension'].includes(d)),
      [],
    );
  });
});

describe('the shape of files', () => {
  const lines = (file: string) => readFileSync(path.join(root, file), 'utf8').split('\n').length;
  const isData = (file: string) =>
    /src\/confs\/words|engine\/rules\/index|sql\/reader\/words\.ts|src\/runs\/demo\/.*(data|fixtures|content)/.test(
      file,
    );

  it('no file passes 300 lines', () => {
    const long = all.filter((f) => !isData(f) && lines(f) > 301).map((f) => `${f}: ${lines(f)}`);
    assert.deepEqual(long, []);
  });

  it('rule files stay short, their examples included', () => {
    const sizes = all
      .filter((f) => /rules\/\w+\//.test(f))
      .map(lines)
      .sort((a, b) => a - b);
    const at = (share: number) => sizes[Math.floor(sizes.length * share)]!;
    assert.ok(at(0.5) <= 130, `the median is ${at(0.5)}`);
    assert.ok(at(0.9) <= 225, `p90 is ${at(0.9)}`);
  });

  it('activate stays within 15 lines', () => {
    const text = readFileSync(path.join(root, 'src/extension.ts'), 'utf8');
    const body = /export (?:async )?function activate\([^)]*\)[^{]*\{([\s\S]*?)\n\}/.exec(text);
    assert.ok(body, 'no activate function found');
    assert.ok(body[1]!.trim().split('\n').length <= 15);
    assert.ok(!/await/.test(body[1]!), 'activate awaits');
  });
});
