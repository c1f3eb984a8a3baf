import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { RunsSnapshot } from '../../src/shared/runs-protocol';
import { until } from '../run/until';
import { sampleDetail, sampleRows } from './support/sample';
import { failed, fresh, host, list, opened, refused, useView } from './support/suite';

const SCRIPT = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';

describe('runs view in a browser', function () {
  this.timeout(60_000);
  const { open, scriptBytes } = useView();

  it('sends the wish of every button', async () => {
    const { page, wishes } = await open(opened, { width: 1200 });
    for (const name of [
      'Refresh',
      'Load older runs',
      'Change connection',
      'Open in browser',
      'Copy run id',
      '/Workspace/lake/bronze/orders',
    ]) {
      await page.getByRole('button', { name, exact: true }).click();
    }
    await until('six wishes', () => wishes.length > 6);
    assert.deepEqual(
      wishes.slice(1).map(({ method, args }) => [method, ...args]),
      [
        ['refresh'],
        ['loadMore'],
        ['chooseConnection'],
        ['openInBrowser', failed.id],
        ['copyId', failed.id],
        ['openSource', 'load_orders'],
      ],
    );
  });

  it('leads a new user to the demo workspace with one click', async () => {
    const { page, wishes } = await open(fresh);
    await page.getByRole('button', { name: 'Use the demo workspace' }).click();
    await page.getByRole('button', { name: 'Choose a connection' }).click();
    await until('three wishes', () => wishes.length > 2);
    assert.deepEqual(
      wishes.map(({ method }) => method),
      ['ready', 'useDemo', 'chooseConnection'],
    );
    assert.equal(await page.getByRole('table').count(), 0);
  });

  it('says what went wrong and what to do', async () => {
    const { page } = await open(refused);
    await page.getByText('The token was refused (401).').first().waitFor();
    await page.getByText('Make a new one and connect again.').first().waitFor();
    await page.getByRole('button', { name: 'Try again' }).waitFor();
  });

  it('opens a run with a click anywhere on its row', async () => {
    const { page } = await open(list, { onWish: host });
    await page
      .getByRole('row', { name: /Timed out vacuum-weekly/ })
      .first()
      .getByRole('cell')
      .last()
      .click();
    await page.getByRole('heading', { name: 'vacuum-weekly', level: 2 }).waitFor();
    assert.match(await page.locator('section.detail').innerText(), /DELTA_SCHEMA_MISMATCH/);
  });

  it('filters by state with the keyboard, and by name after a pause', async () => {
    const { page, wishes, kept } = await open(list);
    await page.getByRole('combobox', { name: 'State' }).focus();
    await page.keyboard.press('ArrowDown');
    await until('the state', () => wishes.length > 1);
    await page.getByRole('textbox', { name: 'Job' }).pressSequentially('orders');
    // A pause in the typing of a slow machine tells a part of the name first.
    await until('the name', () => JSON.stringify(wishes.at(-1)).includes('"orders"'));
    assert.deepEqual(
      [wishes[1], wishes.at(-1)],
      [
        { method: 'setFilter', args: [{ state: 'waiting', job: '' }] },
        { method: 'setFilter', args: [{ state: 'waiting', job: 'orders' }] },
      ],
    );
    assert.ok(wishes.length < 8, 'not one wish for each key');
    assert.deepEqual(await kept(), { filter: { state: 'waiting', job: 'orders' }, runId: undefined });
  });

  it('comes back with the filter and the run that were kept', async () => {
    const kept = { filter: { state: 'failed', job: 'orders' }, runId: '12' };
    const { page, wishes } = await open(list, { kept });
    assert.deepEqual(wishes[0], { method: 'ready', args: [kept] });
    assert.equal(await page.getByRole('textbox', { name: 'Job' }).inputValue(), 'orders');
    assert.equal(
      await page
        .getByRole('combobox', { name: 'State' })
        .textContent()
        .then((text) => text?.includes('Failed')),
      true,
    );
  });

  it('offers all runs when the filter hides every one', async () => {
    const filter = { state: 'failed', job: 'zzz' } as const;
    const { page, wishes } = await open({ ...list, rows: [], filter }, { kept: { filter } });
    await page.getByRole('button', { name: 'Show all runs' }).click();
    await until('the wish', () => wishes.length > 1);
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
      tasks: detail.tasks.map((task) => ({
        ...task,
        key: SCRIPT + task.key,
        kind: SCRIPT,
        error: SCRIPT,
        source: SCRIPT,
      })),
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
    // Elements that come or go cost the time of an update: there may be a few for each changed row, and none for others.
    await page.evaluate(() => {
      const counted = window as unknown as { touched: number };
      counted.touched = 0;
      new MutationObserver((records) => {
        for (const { addedNodes, removedNodes } of records) counted.touched += addedNodes.length + removedNodes.length;
      }).observe(document.body, { subtree: true, childList: true });
    });
    show({ ...big, rows: changed });
    await page.getByText('renamed-950').waitFor({ state: 'attached' });
    const touched = await page.evaluate(() => (window as unknown as { touched: number }).touched);
    assert.ok(touched > 0 && touched <= 100, `${touched} elements came or went for 20 changed rows of 1,000`);
  });

  it('counts on the duration of an active run and of no other', async () => {
    const { page } = await open(list);
    const duration = (row: number): Promise<string | null> => page.locator('.runs .duration').nth(row).textContent();
    const before = [await duration(0), await duration(2)];
    await until('the next second', async () => (await duration(0)) !== before[0]);
    assert.equal(await duration(2), before[1]);
  });

  it('follows a change of the theme', async () => {
    const { page } = await open(list);
    const before = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.evaluate(() => document.documentElement.style.setProperty('--vscode-editor-background', '#ffffff'));
    const now = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.notEqual(now, before);
  });

  it('stays under its size', () => {
    assert.ok(scriptBytes() < 140_000, `the script has ${scriptBytes()} bytes; is tree shaking still on?`);
  });
});
