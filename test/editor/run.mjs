// `node test/editor/run.mjs`: Lakelint in a real VS Code. First tests inside the extension host, then a walk through the window
// as a user would take it. Exit code 1 when something failed, and in CI also when there was no VS Code to test in.
//   E2E_HOST_KIND=auto|electron|code-server   LAKELINT_TEST_GREP=words   E2E_VERBOSE=1   E2E_HEADED=1   E2E_CHROMIUM=path
//   E2E_PART=inside|window   VSCODE_EXECUTABLE=path   VSCODE_TEST_VERSION=stable|1.x.y
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtFiles } from '../../scripts/built-files.mjs';
import { startDemoWorkspace } from '../../scripts/demo-workspace.mjs';
import { findChromium } from './host/chromium.mjs';
import { quietSettings } from './host/server.mjs';
import { ensureServer } from './host/setup.mjs';
import { filesEnding } from './lib/files.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
const cache = path.join(root, '.cache', 'editor');
const kind = process.env.E2E_HOST_KIND ?? 'auto';
const part = process.env.E2E_PART; // for one's own use
const skips = [];
let failed = false;
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130)); // what was started ends with us

mkdirSync(cache, { recursive: true });
requireBuild();
const bundled = await bundleTests();
const demo = await startDemoWorkspace(root);
try {
  const env = { LAKELINT_DEMO_URL: demo.url, LAKELINT_DEMO_TOKEN: demo.token };
  if (part !== 'window') await insideSuite(env);
  if (part !== 'inside') await workbenchSuite(env);
} finally {
  await demo.stop();
}
for (const skip of skips) console.log(`\n!!! SKIPPED: ${skip}`);
if (skips.length > 0 && process.env.CI) failed = true; // nobody reads the log of a green build
process.exit(failed ? 1 : 0);

/** The tests run what ships. */
function requireBuild() {
  const missing = builtFiles.filter((file) => !existsSync(path.join(root, file)));
  if (missing.length === 0) return;
  console.error(`Not built: ${missing.join(', ')}. Run \`npm run build\` first.`);
  process.exit(2);
}

async function bundleTests() {
  const out = path.join(cache, 'inside');
  rmSync(out, { recursive: true, force: true });
  const { build } = createRequire(import.meta.url)('esbuild');
  await build({
    entryPoints: [path.join(here, 'inside/index.ts'), ...filesEnding(path.join(here, 'inside'), '.spec.ts')],
    outdir: out,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return path.join(out, 'index.js');
}

async function insideSuite(env) {
  const file = path.join(cache, 'inside.json');
  rmSync(file, { force: true });
  const common = {
    extension: root,
    tests: bundled,
    workspace: path.join(root, 'demo'),
    env: { ...env, LAKELINT_RESULT_FILE: file },
  };
  if (process.env.LAKELINT_TEST_GREP) common.env.LAKELINT_TEST_GREP = process.env.LAKELINT_TEST_GREP;

  const executable = kind === 'code-server' ? undefined : await desktop();
  if (executable) {
    heading('desktop VS Code');
    const settings = path.join(cache, 'settings.json');
    writeFileSync(settings, JSON.stringify(quietSettings));
    const { runInDesktop } = await import('./lib/desktop.mjs');
    judge('extension host', await runInDesktop({ ...common, executable, settings }), file);
    return;
  }
  if (kind === 'electron')
    return void skips.push('tests in the extension host: no desktop VS Code could be downloaded');
  const chromium = webHost();
  if (!chromium) return void skips.push('tests in the extension host: no VS Code to run them in');
  heading('web VS Code, extension host');
  const { runInCodeServer } = await import('./lib/code-server.mjs');
  const screenshot = path.join(cache, 'inside-failure.png');
  judge('extension host', await runInCodeServer({ ...common, chromium, screenshot }), file);
}

/** The window is driven through Chromium, so this part runs in the web VS Code even beside a desktop one. */
async function workbenchSuite(env) {
  const chromium = webHost();
  if (!chromium) return void skips.push('walk through the window: no web VS Code or no Chromium');
  heading('web VS Code, the window');
  const file = path.join(cache, 'workbench.json');
  rmSync(file, { force: true });
  const args = ['--import=tsx', path.join(here, 'workbench/index.ts')];
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env, LAKELINT_RESULT_FILE: file, E2E_CHROMIUM: chromium },
  });
  process.once('exit', () => child.kill());
  judge('window', await new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1))), file);
}

async function desktop() {
  const { findDesktop } = await import('./lib/desktop.mjs');
  const found = await findDesktop(path.join(root, '.vscode-test'));
  if (!found) console.log('No desktop VS Code could be downloaded; the web VS Code takes its place.');
  return found;
}

/** Chromium's path when the web VS Code can run here. */
function webHost() {
  try {
    ensureServer();
    return findChromium();
  } catch (error) {
    console.log(error.message);
    return undefined;
  }
}

/** A crashed host reports success, so only the result file counts, and it must hold tests. */
function judge(name, code, file) {
  const result = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  const passed = result?.tests.filter((test) => test.state === 'passed').length ?? 0;
  const good = code === 0 && result !== undefined && result.failures === 0 && passed > 0;
  if (!result) console.log(`  ${name}: ended with ${code} and without a result file`);
  else
    console.log(
      `  ${name}: ${passed} passed, ${result.failures} failed, ${result.tests.length} in all${code === 0 ? '' : `; exit code ${code}`}`,
    );
  if (!good) failed = true;
}

function heading(text) {
  console.log(`\n== ${text}`);
}
