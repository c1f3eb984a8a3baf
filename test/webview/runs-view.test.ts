import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Browser } from 'playwright-core';
import type { RunsSnapshot } from '../../src/shared/runs-protocol';
import { launchChromium } from './support/chromium';
import { sampleDetail, sampleRows, sampleSnapshot } from './support/sample';
import { openView, type ViewPage } from './support/view-page';
import { serveView, type ViewServer } from './support/view-server';

const list = sampleSnapshot(40);
const failed = list.rows[3] ?? assert.fail();
const opened: RunsSnapshot = { ...list, selection: { runId: failed.id, loading: false, detail: sampleDetail(failed) } };
const fresh: RunsSnapshot = { ...list, connection: undefined, rows: [], looked: { runs: 0, more: false } };
const refused: RunsSnapshot = {
  ...list,
  rows: [],
  trouble: { message: 'The token was refused (401).', advice: 'Make a new one and connect again.', steps: ['connect', 'retry'] },
};
const SCRIPT = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';

describe('runs view in a browser', function () {
  this.timeout(60_000);
  let browser: Browser | undefined;
  let server: ViewServer;
  let view: ViewPage | undefined;

  before(async function () {
    browser = await launchChromium();
    if (!browser) this.skip();
    server = await serveView();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });
  afterEach(async () => {
    const complaints = view?.complaints ?? [];
    await view?.close();
    view = undefined;
    assert.deepEqual(complaints, [], 'the policy refused something, or the page failed');
  });

  async function open(first: RunsSnapshot, options: Parameters<typeof openView>[3] = {}): Promise<ViewPage> {
    return (view = await openView(browser ?? assert.fail(), server.origin, first, options));
  }

  /** Answers like the host: shows the run that was asked for. */
  const host: NonNullable<Parameters<typeof openView>[3]>['onWish'] = (method, [id], shown) => {
    if (method !== 'selectRun') return;
    const row = list.rows.find((each) => each.id === id);
    shown.show(row ? { ...list, selection: { runId: row.id, loading: false, detail: sampleDetail(row) } } : list);
  };

  for (const theme of ['dark', 'light', 'high-contrast'] as const) {
    for (const [state, snapshot] of Object.entries({ list, opened, fresh, refused })) {
      it(`breaks no accessibility rule: ${state}, ${theme}`, async () => {
        const { page, axe } = await open(snapshot, { theme, width: 1200 });
        for (const trace of await page.locator('summary').all()) await trace.click();
        assert.deepEqual(await axe(), []);
      });
    }
  }

  it('names its controls', async () => {
    const { page } = await open(opened, { width: 1200 });
    await page.getByRole('combobox', { name: 'State', exact: true }).waitFor();
    await page.getByRole('textbox', { name: 'Job', exact: true }).waitFor();
    for (const name of ['Refresh', 'Load older runs', 'Change connection', 'Close details', 'Open in browser', 'Copy run id']) {
      await page.getByRole('button', { name, exact: true }).waitFor();
    }
    await page.getByRole('table', { name: 'Job runs, newest first' }).waitFor();
    await page.getByRole('table', { name: 'Tasks' }).waitFor();
    await page.getByRole('heading', { name: 'vacuum-weekly', level: 2 }).waitFor();
    await page.getByRole('group', { name: 'Error of merge_orders' }).waitFor();
    const row = page.getByRole('row', { name: /Queued silver-orders-merge/ });
    assert.equal(await row.getByRole('rowheader').textContent(), 'silver-orders-merge');
  });

  it('sends the wish of every button', async () => {
    const { page, wishes } = await open(opened, { width: 1200 });
    for (const name of ['Refresh', 'Load older runs', 'Change connection', 'Open in browser', 'Copy run id', '/Workspace/lake/bronze/orders']) {
      await page.getByRole('button', { name, exact: true }).click();
    }
    await page.waitForTimeout(50);
    assert.deepEqual(wishes.slice(1).map(({ method, args }) => [method, ...args]), [
      ['refresh'],
      ['loadMore'],
      ['chooseConnection'],
      ['openInBrowser', failed.id],
      ['copyId', failed.id],
      ['openSource', 'load_orders'],
    ]);
  });

  it('leads a new user to the demo workspace with one click', async () => {
    const { page, wishes } = await open(fresh);
    await page.getByRole('button', { name: 'Use the demo workspace' }).click();
    await page.getByRole('button', { name: 'Choose a connection' }).click();
    await page.waitForTimeout(50);
    assert.deepEqual(wishes.map(({ method }) => method), ['ready', 'useDemo', 'chooseConnection']);
    assert.equal(await page.getByRole('table').count(), 0);
  });

  it('says what went wrong and what to do', async () => {
    const { page } = await open(refused);
    await page.getByText('The token was refused (401).').first().waitFor();
    await page.getByText('Make a new one and connect again.').first().waitFor();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
  });

  it('is walked with the keyboard alone', async () => {
    const { page, wishes } = await open(list, { onWish: host });
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '');
    for (let i = 0; i < 10 && (await focused()) !== 'bronze-orders-ingest'; i++) await page.keyboard.press('Tab');
    assert.equal(await focused(), 'bronze-orders-ingest', 'Tab reaches the first run');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused(), 'gold-daily-revenue');
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
    assert.equal(await focused(), 'bronze-orders-ingest');
    assert.equal(await page.locator('button.run[tabindex="0"]').count(), 1, 'one Tab stop');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'silver-orders-merge', level: 2 }).waitFor();
    await page.waitForFunction(() => document.activeElement?.id === 'detail-title');
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { level: 2 }).waitFor({ state: 'hidden' });
    assert.equal(await focused(), 'silver-orders-merge', 'Escape comes back to the row');
    await page.waitForTimeout(50);
    assert.deepEqual(wishes.slice(1).map(({ method, args }) => [method, args[0] ?? null]), [
      ['selectRun', list.rows[1]?.id],
      ['selectRun', null],
    ]);
  });

  it('opens a run with a click anywhere on its row', async () => {
    const { page } = await open(list, { onWish: host });
    await page.getByRole('row', { name: /Timed out vacuum-weekly/ }).first().getByRole('cell').last().click();
    await page.getByRole('heading', { name: 'vacuum-weekly', level: 2 }).waitFor();
    assert.match(await page.locator('section.detail').innerText(), /DELTA_SCHEMA_MISMATCH/);
  });

  it('filters by state with the keyboard, and by name after a pause', async () => {
    const { page, wishes, kept } = await open(list);
    await page.getByRole('combobox', { name: 'State' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.waitForTimeout(300);
    await page.getByRole('textbox', { name: 'Job' }).pressSequentially('orders');
    await page.waitForTimeout(300);
    assert.deepEqual(wishes.slice(1), [
      { method: 'setFilter', args: [{ state: 'waiting', job: '' }] },
      { method: 'setFilter', args: [{ state: 'waiting', job: 'orders' }] },
    ]);
    assert.deepEqual(await kept(), { filter: { state: 'waiting', job: 'orders' }, runId: undefined });
  });

  it('comes back with the filter and the run that were kept', async () => {
    const kept = { filter: { state: 'failed', job: 'orders' }, runId: '12' };
    const { page, wishes } = await open(list, { kept });
    assert.deepEqual(wishes[0], { method: 'ready', args: [kept] });
    assert.equal(await page.getByRole('textbox', { name: 'Job' }).inputValue(), 'orders');
    assert.equal(await page.getByRole('combobox', { name: 'State' }).textContent().then((text) => text?.includes('Failed')), true);
  });

  it('offers all runs when the filter hides every one', async () => {
    const filter = { state: 'failed', job: 'zzz' } as const;
    const { page, wishes } = await open({ ...list, rows: [], filter }, { kept: { filter } });
    await page.getByRole('button', { name: 'Show all runs' }).click();
    await page.waitForTimeout(50);
    assert.deepEqual(wishes.at(-1), { method: 'setFilter', args: [{ state: 'all', job: '' }] });
  });

  it('shows markup in names, messages and traces as text', async () => {
    const row = { ...failed, job: SCRIPT, state: { ...failed.state, word: SCRIPT }, trigger: SCRIPT };
    const detail = sampleDetail(row);
    const evil = {
      ...detail,
      message: SCRIPT,
      creator: SCRIPT,
      note: SCRIPT,
      timings: [{ label: SCRIPT, ms: 1 }],
      tasks: detail.tasks.map((task) => ({ ...task, key: SCRIPT + task.key, kind: SCRIPT, error: SCRIPT, source: SCRIPT })),
      errors: [{ taskKey: SCRIPT, message: SCRIPT, trace: SCRIPT }],
    };
    const { page } = await open({
      ...list,
      connection: { name: SCRIPT, host: SCRIPT, demo: false },
      rows: [row],
      trouble: { message: SCRIPT, advice: SCRIPT, steps: [] },
      selection: { runId: row.id, loading: false, detail: evil },
    });
    assert.equal(await page.locator('img, #root script').count(), 0);
    assert.equal(await page.evaluate('window.hacked'), undefined);
    assert.ok((await page.locator('h2').textContent())?.includes(SCRIPT));
  });

  it('stays fluent with 1,000 runs', async () => {
    const rows = sampleRows(1000);
    const big: RunsSnapshot = { ...list, rows, looked: { runs: 1000, more: true } };
    const { page, show } = await open(big);
    assert.equal(await page.locator('.runs tbody tr').count(), 1000);
    const changed = rows.map((row, i) => (i % 50 === 0 ? { ...row, job: `renamed-${i}` } : row));
    // The page itself measures: from the message to the frame after it.
    const spent = page.evaluate(
      () =>
        new Promise<number>((resolve) =>
          window.addEventListener(
            'message',
            () => {
              const from = performance.now();
              requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - from)));
            },
            { once: true, capture: true },
          ),
        ),
    );
    await page.waitForTimeout(20);
    show({ ...big, rows: changed });
    const ms = await spent;
    await page.getByText('renamed-950').waitFor({ state: 'attached' });
    assert.ok(ms < 500, `an update of 1,000 rows took ${Math.round(ms)} ms`);
  });

  it('keeps focus and row elements while runs come, go and change', async () => {
    const { page, show } = await open(list);
    const button = page.getByRole('button', { name: 'gold-daily-revenue' }).first();
    await button.focus();
    const [first, second, third, ...rest] = list.rows;
    const news = { ...(first ?? assert.fail()), id: '1', job: 'brand-new' };
    const ended = { ...(third ?? assert.fail()), state: { kind: 'failed', word: 'Failed' } as const };
    show({ ...list, rows: [news, second ?? assert.fail(), ended, ...rest] });
    await page.getByText('brand-new').waitFor();
    assert.equal(await button.evaluate((element) => element === document.activeElement), true);
    const status = page.getByRole('status');
    assert.equal(await status.textContent(), 'gold-daily-revenue: Failed.');
  });

  it('counts on the duration of an active run and of no other', async () => {
    const { page } = await open(list);
    const duration = (row: number): Promise<string | null> => page.locator('.runs .duration').nth(row).textContent();
    const before = [await duration(0), await duration(2)];
    await page.waitForTimeout(1600);
    assert.notEqual(await duration(0), before[0]);
    assert.equal(await duration(2), before[1]);
  });

  it('follows a change of the theme', async () => {
    const { page } = await open(list);
    const before = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.evaluate(() => document.documentElement.style.setProperty('--vscode-editor-background', '#ffffff'));
    const now = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.notEqual(now, before);
  });

  it('is not moved when less motion is asked for', async () => {
    const { page } = await open(list);
    const name = await page.locator('.state[data-kind="running"] .glyph').evaluate((e) => getComputedStyle(e).animationName);
    assert.equal(name, 'none');
  });

  it('stays under its size', () => {
    assert.ok(server.scriptBytes < 140_000, `the script has ${server.scriptBytes} bytes; is tree shaking still on?`);
  });
});
