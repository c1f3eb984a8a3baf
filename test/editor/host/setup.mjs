// Brings VS Code's server onto this machine: `npm ci` in this folder, then what code-server's own postinstall would do, without
// a compiler and without a download from anywhere but the package registry. Runs again only when something changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const nodeModules = path.join(here, 'node_modules');
const codeServer = path.join(nodeModules, 'code-server');
const vscodeServer = path.join(codeServer, 'lib', 'vscode');
const nodePackage = path.join(nodeModules, `node-${process.platform}-${process.arch}`);

/** Start file of code-server. */
export const serverEntry = path.join(codeServer, 'out', 'node', 'entry.js');

/** The Node that code-server asks for: this one where it fits, else the one that was installed for it. */
export function serverNode() {
  const wanted = JSON.parse(readFileSync(path.join(codeServer, 'package.json'), 'utf8')).engines.node;
  if (process.versions.node.split('.')[0] === wanted) return process.execPath;
  const packaged = path.join(nodePackage, 'bin', 'node');
  if (existsSync(packaged)) return packaged;
  throw new Error(
    `the web VS Code needs Node ${wanted} on ${process.platform}-${process.arch}; this is ${process.version}`,
  );
}

/** Why the web VS Code cannot run here at all; `undefined` when it can. */
export function whyNoServer() {
  if (process.platform === 'win32') return 'the web VS Code does not run on Windows; install the desktop VS Code';
  const packaged = ['linux-x64', 'linux-arm64'].includes(`${process.platform}-${process.arch}`);
  if (packaged || process.versions.node.startsWith('24.')) return undefined;
  return `the web VS Code needs Node 24 on ${process.platform}-${process.arch}; this is ${process.version}`;
}

/** Installs what is missing. Throws with the tail of npm's output when that fails. */
export function ensureServer(log = console.log) {
  const why = whyNoServer();
  if (why) throw new Error(why);
  const lock = path.join(here, 'package-lock.json');
  const installed = path.join(nodeModules, '.package-lock.json');
  if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
    const since = Date.now();
    log('Installing the web VS Code (about 300 MB, once) ...');
    npm(process.execPath, ['ci', '--no-audit', '--no-fund'], here);
    writeFileSync(installed, readFileSync(installed)); // an unchanged tree keeps its old date: this is the check of the next start
    log(`Installed in ${seconds(since)} s.`);
  }
  finish(log);
}

function finish(log) {
  const recipe = createHash('sha256');
  for (const file of ['setup.mjs', 'shims/spdlog.js', 'shims/native-watchdog.js'])
    recipe.update(readFileSync(path.join(here, file)));
  const { version } = JSON.parse(readFileSync(path.join(codeServer, 'package.json'), 'utf8'));
  const wanted = `${version} ${recipe.digest('hex')}`;
  const stamp = path.join(vscodeServer, 'node_modules', '.lakelint-setup');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;

  const since = Date.now();
  rmSync(path.join(vscodeServer, 'node_modules'), { recursive: true, force: true }); // half done, or of another version
  // `npm ci` refuses the lockfile that code-server ships; `install --no-save` follows it all the same. The second one is
  // TypeScript for the built-in extensions.
  const install = ['install', '--no-save', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  npm(serverNode(), install, vscodeServer);
  npm(serverNode(), install, path.join(vscodeServer, 'extensions'));
  // These two come without a binary. VS Code writes every log and output channel through spdlog, so it needs a stand-in.
  for (const name of ['spdlog', 'native-watchdog']) {
    copyFileSync(
      path.join(here, 'shims', `${name}.js`),
      path.join(vscodeServer, 'node_modules', '@vscode', name, 'index.js'),
    );
  }
  for (const unused of ['node_modules/@github', 'node_modules/@microsoft/mxc-sdk', 'extensions/copilot']) {
    rmSync(path.join(vscodeServer, unused), { recursive: true, force: true });
  }
  const ripgrep = path.join(vscodeServer, 'node_modules/@vscode/ripgrep-universal/bin');
  for (const platform of existsSync(ripgrep) ? readdirSync(ripgrep) : []) {
    if (platform !== `${process.platform}-${process.arch}`)
      rmSync(path.join(ripgrep, platform), { recursive: true, force: true });
  }
  writeFileSync(stamp, wanted);
  log(`Web VS Code ready after ${seconds(since)} s.`);
}

/** Runs npm on the Node of our choice; `npm` itself would take the one on the PATH. */
function npm(node, args, cwd) {
  const env = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}` };
  // What an outer `npm ci` or `npm run` exports must not steer this one. Registry, proxy, certificates and cache stay.
  const inherited =
    /^(npm_(package|lifecycle|command|node)|npm_config_(ignore_scripts|local_prefix|prefix|global|omit|include|only|workspaces?|nodedir)$)/i;
  for (const key of Object.keys(env)) if (inherited.test(key)) delete env[key];
  const result = spawnSync(node, [npmCli(), ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  if (result.status === 0) return;
  const tail = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-20).join('\n');
  throw new Error(`npm ${args[0]} failed in ${path.relative(process.cwd(), cwd) || '.'}:\n${tail}`);
}

/** npm's own script, as an outer npm names it or beside the `npm` on the PATH. */
function npmCli() {
  const outer = process.env.npm_execpath;
  if (outer?.endsWith('npm-cli.js') && existsSync(outer)) return outer;
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const npmBin = path.join(folder, 'npm');
    if (!existsSync(npmBin)) continue;
    const real = realpathSync(npmBin);
    for (const candidate of [
      real,
      path.join(folder, '../lib/node_modules/npm/bin/npm-cli.js'),
      path.join(path.dirname(real), 'npm-cli.js'),
    ]) {
      if (candidate.endsWith('npm-cli.js') && existsSync(candidate)) return candidate;
    }
  }
  throw new Error('npm was not found');
}

const seconds = (since) => ((Date.now() - since) / 1000).toFixed(1);

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) ensureServer();
