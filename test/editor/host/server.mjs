// Starts one VS Code server on 127.0.0.1 and stops everything it started.
import { spawn } from 'node:child_process';
import {
  cpSync,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureServer, serverEntry, serverNode } from './setup.mjs';

/** Settings that keep the window quiet; a caller's own ones win. */
export const quietSettings = {
  'workbench.startupEditor': 'none',
  'files.autoSave': 'off', // the web's default is afterDelay: a test would write what it types
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
};

/**
 * @param {object} options
 * @param {string[]} [options.extensions] folders of built extensions
 * @param {object} [options.settings] user settings on top of `quietSettings`
 * @param {Record<string, string>} [options.env] added to the environment; the extension host inherits it
 * @param {boolean} [options.testDriver] honour `extensionTestsPath` in the page's address. It also hides notifications.
 * @param {string} [options.dir] folder for state that outlives the server; without it a throw-away one is used
 * @param {number} [options.port] 0: any free one
 */
export async function startServer({
  extensions = [],
  settings = {},
  env = {},
  testDriver = false,
  dir,
  port = 0,
} = {}) {
  ensureServer();
  const kept = dir !== undefined;
  const root = kept ? path.resolve(dir) : mkdtempSync(path.join(os.tmpdir(), 'lakelint-editor-'));
  const at = (...parts) => path.join(root, ...parts);
  rmSync(at('ext'), { recursive: true, force: true }); // of an earlier start
  for (const folder of ['user/User', 'ext', 'xdg', 't']) mkdirSync(at(folder), { recursive: true });
  writeFileSync(
    at('user/User/settings.json'),
    JSON.stringify({ ...quietSettings, ...settings, ...keptSettings(at('user/User/settings.json')) }, null, 2),
  );
  writeFileSync(at('config.yaml'), 'auth: none\n');
  for (const extension of extensions) symlinkSync(path.resolve(extension), at('ext', path.basename(extension)), 'dir');

  const child = spawn(
    serverNode(),
    [
      serverEntry,
      ...['--config', at('config.yaml'), '--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
      ...[
        '--disable-telemetry',
        '--disable-update-check',
        '--disable-workspace-trust',
        '--disable-getting-started-override',
      ],
      ...['--user-data-dir', at('user'), '--extensions-dir', at('ext')],
      ...(testDriver ? ['--vscode-option', 'enable-smoke-test-driver'] : []), // a built workbench ignores test paths without it
    ],
    { env: serverEnvironment(at, env), detached: true, stdio: ['ignore', 'pipe', 'pipe'] }, // its own process group: see stop()
  );
  const logFile = at('server.log');
  const stop = stopper(
    child,
    () => kept || rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  );
  let url;
  try {
    url = await listening(child, createWriteStream(logFile));
  } catch (error) {
    await stop();
    throw error;
  }

  /** Copies a folder into the throw-away one, because editors and tests write. */
  const workspace = (folder) => {
    const to = at('ws', path.basename(path.resolve(folder)));
    cpSync(folder, to, { recursive: true });
    return to;
  };
  return {
    url,
    host: url.replace('http://', ''),
    dir: root,
    pid: child.pid,
    log: () => readFileSync(logFile, 'utf8'),
    workspace,
    stop,
  };
}

/** A user of `npm start` may have changed settings; they stay. */
function keptSettings(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

function serverEnvironment(at, extra) {
  const env = {
    ...process.env,
    XDG_CONFIG_HOME: at('xdg'),
    XDG_DATA_HOME: at('xdg'),
    TMPDIR: at('t'), // its sockets would stay behind
    EXTENSIONS_GALLERY: '{"serviceUrl":""}', // no marketplace: nothing is looked up
  };
  // Started from a VS Code terminal these would redirect the server to that window.
  for (const key of Object.keys(env)) {
    if (/^(VSCODE_|ELECTRON_|npm_|PORT$|PASSWORD$|HASHED_PASSWORD$|CODE_SERVER_)/i.test(key)) delete env[key];
  }
  return { ...env, ...extra };
}

/** The server's address, once it takes connections. */
function listening(child, log) {
  let text = '';
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the VS Code server did not start:\n${text}`)), 30_000);
    const read = (chunk) => {
      text = (text + chunk).slice(-20_000);
      log.write(chunk);
      const address = /HTTP server listening on (http:\/\/[\d.]+:\d+)/.exec(text);
      if (!address) return;
      clearTimeout(timer);
      resolve(address[1]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`the VS Code server ended with ${code}:\n${text}`));
    });
  });
}

/** Ends the whole process group: watchers and helpers would linger for a minute. Safe to call twice. */
function stopper(child, clean) {
  let stopping;
  const signal = (name) => {
    try {
      process.kill(-child.pid, name);
    } catch {
      // Gone already.
    }
  };
  process.once('exit', () => signal('SIGKILL')); // a program that ends early leaves nothing behind
  return () =>
    (stopping ??= (async () => {
      const gone = new Promise((resolve) =>
        child.exitCode === null && child.signalCode === null ? child.on('exit', resolve) : resolve(),
      );
      signal('SIGTERM');
      await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 3000))]);
      signal('SIGKILL');
      clean();
    })());
}
