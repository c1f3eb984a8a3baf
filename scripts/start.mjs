// `npm start`: from a fresh clone to VS Code with Lakelint, on a copy of demo/ and next to a demo workspace with job runs.
// Plain Node, because it runs before anything is installed.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer } from '../test/editor/host/server.mjs';
import { ensureServer, whyNoServer } from '../test/editor/host/setup.mjs';
import { copyDemo } from './demo-copy.mjs';
import { startDemoWorkspace } from './demo-workspace.mjs';
import { builtFiles } from './built-files.mjs';
import { installPackages } from './packages.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const at = (...parts) => path.join(root, ...parts);
const usage = `npm start -- [--web] [--no-open] [--fresh]
  --web      the web VS Code, even where the desktop VS Code is installed
  --no-open  print the address, open nothing
  --fresh    copy demo/ again; edits in the copy are lost`;

const flags = new Set(process.argv.slice(2));
const unknown = [...flags].filter((flag) => !['--web', '--no-open', '--fresh', '--help'].includes(flag));
if (flags.has('--help') || unknown.length > 0) {
  console.log(unknown.length > 0 ? `Not known: ${unknown.join(' ')}\n${usage}` : usage);
  process.exit(unknown.length > 0 ? 2 : 0);
}

const started = Date.now();
const stops = [];
let stopping = false;

/** Ends everything that was started here. */
async function stopAll(code) {
  if (stopping) return;
  stopping = true;
  await Promise.allSettled(stops.map((stop) => stop()));
  process.exit(code);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stopAll(0));

try {
  await main();
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  await stopAll(1);
}

async function main() {
  if (Number(process.versions.node.split('.')[0]) < 20)
    throw new Error(`Lakelint needs Node 20 or newer; this is ${process.version}.`);
  const desktop = flags.has('--web') || flags.has('--no-open') ? undefined : findOnPath('code');
  if (!desktop && whyNoServer()) throw new Error(`No desktop VS Code (\`code\`) on the PATH, and ${whyNoServer()}.`);

  installPackages(root);
  if (!desktop) ensureServer();
  if (!isBuilt()) await run('node', [at('esbuild.js')], 'The build failed.');

  const folder = copyDemo(at('demo'), at('.cache', 'start'), { fresh: flags.has('--fresh') });
  const findings = run('node', [at('dist/cli.js'), 'check', 'demo'], '', [0, 1]); // 1: there are findings
  const demo = await startDemoWorkspace(root);
  stops.push(demo.stop);
  const env = { LAKELINT_DEMO_URL: demo.url, LAKELINT_DEMO_TOKEN: demo.token };

  if (desktop) {
    console.log(await findings);
    openDesktop(desktop, folder, env);
    console.log(
      `VS Code opens on a copy of demo/: ${path.relative(root, folder)}\nDemo workspace: ${demo.url}\nStop with Ctrl-C.`,
    );
    return;
  }
  const server = await startServer({
    extensions: [root],
    dir: at('.cache', 'start', 'vscode'),
    env,
    port: await freePort(8321),
    settings: { 'workbench.secondarySideBar.defaultVisibility': 'hidden', 'extensions.autoUpdate': false },
  });
  stops.push(server.stop);
  console.log(await findings);
  const address = `${server.url}/?folder=${encodeURI(folder)}`;
  console.log(
    [
      `Copy of demo/ to edit: ${path.relative(root, folder)} (a new one: npm start -- --fresh)`,
      `Demo workspace: ${demo.url}`,
      '',
      `  VS Code with Lakelint:  ${address}`,
      '',
      `Ready after ${((Date.now() - started) / 1000).toFixed(1)} s. Reachable from this machine only, without a password. Stop with Ctrl-C.`,
    ].join('\n'),
  );
  if (!flags.has('--no-open')) openBrowser(address);
}

/** Whether everything that is built is younger than everything that it is built from. */
function isBuilt() {
  if (!builtFiles.every((file) => existsSync(at(file)))) return false;
  const sources = [at('package.json'), at('package-lock.json'), at('esbuild.js')];
  for (const folder of ['src', 'webview']) {
    for (const entry of readdirSync(at(folder), { recursive: true, withFileTypes: true })) {
      sources.push(path.join(entry.parentPath ?? entry.path, entry.name)); // folders as well: a file may have gone
    }
  }
  const newest = Math.max(...sources.map((file) => statSync(file).mtimeMs));
  return builtFiles.every((file) => statSync(at(file)).mtimeMs > newest);
}

/** Runs a program to its end and gives what it printed. */
function run(program, args, complaint, good = [0]) {
  return new Promise((resolve, reject) => {
    const child = spawn(program === 'node' ? process.execPath : program, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    child.stdout.on('data', (chunk) => (text += chunk));
    child.stderr.on('data', (chunk) => (text += chunk));
    child.on('error', reject);
    child.on('exit', (code) => {
      if (good.includes(code)) resolve(text.trimEnd());
      else if (complaint) reject(new Error(`${complaint}\n${text}`));
      else resolve(`lakelint check demo ended with ${code}:\n${text}`);
    });
  });
}

function openDesktop(code, folder, env) {
  const args = ['--new-window', '--wait', `--extensionDevelopmentPath=${root}`];
  args.push('--user-data-dir', at('.cache', 'start', 'desktop'), '--disable-workspace-trust', folder); // its own VS Code: takes our environment
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  const child = spawn(code, args, {
    stdio: 'ignore',
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  child.on('error', (error) => void console.error(`\`code\` did not start: ${error.message}`));
  child.on('exit', () => void stopAll(0)); // the window was closed
  stops.push(() => child.kill());
}

function openBrowser(address) {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  spawn(opener, [address], { stdio: 'ignore', detached: true })
    .on('error', () => undefined) // the address was printed
    .unref();
}

function findOnPath(name) {
  const names = process.platform === 'win32' ? [`${name}.cmd`] : [name];
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    for (const candidate of names)
      if (folder && existsSync(path.join(folder, candidate))) return path.join(folder, candidate);
  }
  return undefined;
}

/** The first free port from `first` on: the same address each time keeps the window's layout. */
function freePort(first) {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once('error', () => resolve(freePort(first + 1)));
    probe.listen(first, '127.0.0.1', () => probe.close(() => resolve(first)));
  });
}
