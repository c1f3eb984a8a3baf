import assert from 'node:assert/strict';
import { after, afterEach, before } from 'mocha';
import type { Browser } from 'playwright-core';
import type { RunsSnapshot } from '../../../src/shared/runs-protocol';
import { launchChromium } from './chromium';
import { sampleDetail, sampleSnapshot } from './sample';
import { openView, type ViewPage } from './view-page';
import { serveView, type ViewServer } from './view-server';

type Options = Parameters<typeof openView>[3];

/** The states of the view that the tests start from. */
export const list = sampleSnapshot(40);
export const failed = list.rows[3] ?? assert.fail();
export const opened: RunsSnapshot = {
  ...list,
  selection: { runId: failed.id, loading: false, detail: sampleDetail(failed) },
};
export const fresh: RunsSnapshot = { ...list, connection: undefined, rows: [], looked: { runs: 0, more: false } };
export const refused: RunsSnapshot = {
  ...list,
  rows: [],
  trouble: {
    message: 'The token was refused (401).',
    advice: 'Make a new one and connect again.',
    steps: ['connect', 'retry'],
  },
};

/** Answers like the host: shows the run that was asked for. */
export const host: NonNullable<Options>['onWish'] = (method, [id], shown) => {
  if (method !== 'selectRun') return;
  const row = list.rows.find((each) => each.id === id);
  shown.show(row ? { ...list, selection: { runId: row.id, loading: false, detail: sampleDetail(row) } } : list);
};

/**
 * Starts the browser and serves the view for the tests of the surrounding `describe`. Hands back what opens the view.
 * Every test fails when the policy refused something or the page threw.
 */
export function useView(): { open(first: RunsSnapshot, options?: Options): Promise<ViewPage>; scriptBytes(): number } {
  let browser: Browser | undefined;
  let server: ViewServer | undefined;
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

  return {
    open: async (first, options = {}) =>
      (view = await openView(browser ?? assert.fail(), server?.origin ?? assert.fail(), first, options)),
    scriptBytes: () => server?.scriptBytes ?? assert.fail(),
  };
}
