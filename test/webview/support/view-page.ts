import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { openChannel, type Handlers } from '../../../src/shared/rpc';
import type { RunsHost, RunsSnapshot, RunsView } from '../../../src/shared/runs-protocol';
import { THEMES } from './themes';

/** The view in a browser, and the host's end of its channel, which plays the extension. */
export interface ViewPage {
  readonly page: Page;
  /** Every wish of the view, in order. */
  readonly wishes: { readonly method: string; readonly args: readonly unknown[] }[];
  /** What the page kept for its next life. */
  kept(): Promise<unknown>;
  show(snapshot: RunsSnapshot): void;
  /** Ids of the accessibility rules that are broken, with the elements that break them. */
  axe(): Promise<string[]>;
  /** What the policy refused, and what went wrong in the page. */
  readonly complaints: string[];
  close(): Promise<void>;
}

interface Options {
  readonly theme?: keyof typeof THEMES;
  readonly kept?: unknown;
  readonly width?: number;
  readonly onWish?: (method: keyof RunsHost['methods'], args: readonly unknown[], view: ViewPage) => void;
}

/** Opens the view; `first` answers its first word. */
export async function openView(
  browser: Browser,
  origin: string,
  first: RunsSnapshot,
  options: Options = {},
): Promise<ViewPage> {
  const theme = THEMES[options.theme ?? 'dark'];
  const context = await browser.newContext({
    viewport: { width: options.width ?? 800, height: 720 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const wishes: ViewPage['wishes'] = [];
  const complaints: string[] = [];
  let receive: (message: unknown) => void = () => undefined;

  await page.exposeFunction('toHost', (message: unknown) => receive(message));
  await page.exposeFunction('complain', (text: string) => complaints.push(text));
  page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
  });
  // tsx wraps named functions in a call of this helper, which the page does not have.
  await page.addInitScript('globalThis.__name = (f) => f');
  await page.addInitScript(actAsEditor, { theme, kept: options.kept });

  const view: ViewPage = {
    page,
    wishes,
    complaints,
    kept: () => page.evaluate('window.keptState'),
    show: (snapshot) => channel.emit('snapshot', snapshot),
    axe: () => runAxe(page),
    close: async () => {
      channel.dispose();
      await context.close();
    },
  };
  const heard =
    (method: keyof RunsHost['methods']) =>
    (...args: readonly unknown[]): void => {
      wishes.push({ method, args });
      options.onWish?.(method, args, view);
    };
  const handlers: Handlers<RunsHost> = {
    ready: (arrangement) => {
      wishes.push({ method: 'ready', args: [arrangement] });
      return first;
    },
    selectRun: heard('selectRun'),
    setFilter: heard('setFilter'),
    loadMore: heard('loadMore'),
    refresh: heard('refresh'),
    openInBrowser: heard('openInBrowser'),
    useDemo: heard('useDemo'),
    chooseConnection: heard('chooseConnection'),
    openSource: heard('openSource'),
    copyId: heard('copyId'),
  };
  const channel = openChannel<RunsHost, RunsView>(
    {
      post: (message) => void page.evaluate((data) => window.postMessage(data), message).catch(() => undefined),
      listen(hear) {
        receive = hear;
        return () => undefined;
      },
    },
    handlers,
  );
  await page.goto(origin);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return view;
}

/** Runs in the page, before anything else: the few things that the editor puts there. */
function actAsEditor({ theme, kept }: { theme: (typeof THEMES)['dark']; kept: unknown }): void {
  const page = window as unknown as Record<string, unknown> & { toHost(m: unknown): void; complain(t: string): void };
  page['keptState'] = kept;
  page['acquireVsCodeApi'] = () => ({
    postMessage: (message: unknown) => page.toHost(message),
    getState: () => page['keptState'],
    setState: (state: unknown) => (page['keptState'] = state),
  });
  document.addEventListener('securitypolicyviolation', (event) =>
    page.complain(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile ?? ''}`),
  );
  new MutationObserver((_, observer) => {
    if (!document.body) return;
    observer.disconnect();
    for (const [name, value] of Object.entries(theme.variables))
      document.documentElement.style.setProperty(`--vscode-${name}`, value);
    document.body.classList.add(theme.bodyClass);
    document.body.dataset['vscodeThemeKind'] = theme.kind;
  }).observe(document, { childList: true, subtree: true });
}

const axeSource = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

async function runAxe(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const results = (await page.evaluate('axe.run(document)')) as AxeResults;
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${html} ${any[0]?.message ?? ''}`),
  );
}
