import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { until } from '../run/until';
import { fresh, host, list, opened, refused, useView } from './support/suite';

/** Contrast of two opaque colours as the browser writes them, after WCAG. */
function contrast(one: string, other: string): number {
  const light = (colour: string): number => {
    const [r = 0, g = 0, b = 0] = (colour.match(/\d+/g) ?? []).map((part) => {
      const share = Number(part) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const [a, b] = [light(one), light(other)];
  return Math.max(a, b) / Math.min(a, b);
}

describe('runs view for everybody', function () {
  this.timeout(60_000);
  const { open } = useView();

  for (const theme of ['dark', 'light', 'high-contrast'] as const) {
    for (const [state, snapshot] of Object.entries({ list, opened, fresh, refused })) {
      it(`breaks no accessibility rule: ${state}, ${theme}`, async () => {
        const { page, axe } = await open(snapshot, { theme, width: 1200 });
        for (const trace of await page.locator('summary').all()) await trace.click();
        assert.deepEqual(await axe(), []);
      });
    }
  }

  for (const theme of ['dark', 'light', 'high-contrast'] as const) {
    it(`shows the glyph of every state clearly: ${theme}`, async () => {
      const { page } = await open(list, { theme });
      const colours = await page.locator('.runs .state').evaluateAll((states) =>
        states.map((state) => {
          const glyph = state.querySelector('.glyph') ?? state;
          return [(state as HTMLElement).dataset.kind ?? '', getComputedStyle(glyph).color];
        }),
      );
      const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const weak = colours.filter(([, colour = '']) => contrast(colour, ground) < 3);
      assert.deepEqual([new Set(colours.map(([kind]) => kind)).size, weak], [8, []]);
    });
  }

  it('keeps the focus in a task that moves up because it failed', async () => {
    const { page, show } = await open(opened, { width: 1200 });
    const detail = opened.selection?.detail ?? assert.fail();
    const source = page.getByRole('button', { name: '/Workspace/lake/bronze/orders' });
    await source.focus();
    const [first = assert.fail(), ...rest] = detail.tasks;
    show({
      ...opened,
      selection: { runId: detail.id, loading: false, detail: { ...detail, tasks: [...rest, first] } },
    });
    await page.waitForFunction(() => document.querySelector('.tasks .key')?.textContent === 'merge_orders');
    assert.equal(await source.evaluate((element) => element === document.activeElement), true);
    const never = page.getByRole('row', { name: /daily_revenue/ });
    assert.deepEqual((await never.getByRole('cell').allTextContents()).slice(1), ['–', '–', '–']);
  });

  it('names its controls', async () => {
    const { page } = await open(opened, { width: 1200 });
    await page.getByRole('combobox', { name: 'State', exact: true }).waitFor();
    await page.getByRole('textbox', { name: 'Job', exact: true }).waitFor();
    for (const name of [
      'Refresh',
      'Load older runs',
      'Change connection',
      'Close details',
      'Open in browser',
      'Copy run id',
    ]) {
      await page.getByRole('button', { name, exact: true }).waitFor();
    }
    await page.getByRole('table', { name: 'Job runs, newest first' }).waitFor();
    await page.getByRole('table', { name: 'Tasks' }).waitFor();
    await page.getByRole('heading', { name: 'vacuum-weekly', level: 2 }).waitFor();
    await page.getByRole('group', { name: 'Error of merge_orders' }).waitFor();
    const row = page.getByRole('row', { name: /Queued silver-orders-merge/ });
    assert.equal(await row.getByRole('rowheader').textContent(), 'silver-orders-merge');
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
    await until('two wishes', () => wishes.length > 2);
    assert.deepEqual(
      wishes.slice(1).map(({ method, args }) => [method, args[0] ?? null]),
      [
        ['selectRun', list.rows[1]?.id],
        ['selectRun', null],
      ],
    );
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

  it('is not moved when less motion is asked for', async () => {
    const { page } = await open(list);
    const name = await page
      .locator('.state[data-kind="running"] .glyph')
      .evaluate((e) => getComputedStyle(e).animationName);
    assert.equal(name, 'none');
  });
});
