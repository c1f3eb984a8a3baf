// Runs the bundled tests inside the extension host of the web workbench, by VS Code's own means: paths in the page's address,
// and two functions on `window` that take the console and the exit code.
import path from 'node:path';
import { startServer } from '../host/server.mjs';
import { launch, newPage, openWorkbench } from './browser.mjs';

const noise =
  /^(Ignoring fetching additional builtin|\[AccountPolicyGate\]|\[AgentHost|Creating a socket|Updating additional builtin|No search provider registered)/;

/** Gives the exit code that the workbench reports. It is 0 for a crashed extension host too: look at the result file. */
export async function runInCodeServer({
  chromium,
  extension,
  tests,
  workspace,
  env,
  settings,
  screenshot,
  timeoutMs = 240_000,
}) {
  const server = await startServer({ testDriver: true, settings, env });
  const verbose = process.env.E2E_VERBOSE === '1';
  const kept = [];
  let begun = false;
  let browser;
  try {
    browser = await launch(chromium);
    const page = await newPage(browser);
    let end;
    const ended = new Promise((resolve) => (end = resolve));
    await page.exposeFunction('codeAutomationLog', (_type, args) => {
      const line = format(args);
      if (line.startsWith('[lakelint] tests begin')) begun = true;
      else if (verbose || (begun && !noise.test(line))) console.log(line);
      else kept.push(line);
    });
    await page.exposeFunction('codeAutomationExit', (code) => end(code));
    page.on('crash', () => end(101));
    const uri = (file) => `vscode-remote://${server.host}${path.resolve(file)}`;
    await openWorkbench(page, server, server.workspace(workspace), [
      ['extensionDevelopmentPath', uri(extension)],
      ['extensionTestsPath', uri(tests)],
      ['skipWelcome', 'true'],
    ]);
    let timer;
    const late = new Promise((resolve) => (timer = setTimeout(() => resolve(124), timeoutMs)));
    const code = await Promise.race([ended, late]);
    clearTimeout(timer);
    if (code !== 0) await page.screenshot({ path: screenshot }).catch(() => undefined);
    if (code !== 0 && !begun) console.log([...kept.slice(-25), '--- server', server.log().slice(-3000)].join('\n'));
    return code;
  } finally {
    await browser?.close();
    await server.stop();
  }
}

/** `console.log('%s passed', n)` as the workbench relays it. */
function format(args) {
  const [first, ...rest] = Array.isArray(args) ? args : [args];
  const text = (value) => (typeof value === 'string' ? value : JSON.stringify(value));
  if (typeof first !== 'string') return [first, ...rest].map(text).join(' ');
  const filled = first.replace(/%[sdifoOc]/g, (spec) => {
    if (rest.length === 0) return spec;
    const value = rest.shift();
    return spec === '%c' ? '' : text(value);
  });
  return [filled, ...rest.map(text)].join(' ');
}
