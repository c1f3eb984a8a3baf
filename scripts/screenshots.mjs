// `npm run screenshots`: the pictures of the README, taken from the running product. `-- --themes <folder>` takes them in a light and
// in a high-contrast theme too, for looking at.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from '../test/editor/host/chromium.mjs';
import { startServer } from '../test/editor/host/server.mjs';
import { launch, newPage, openWorkbench } from '../test/editor/lib/browser.mjs';
import { goTo, hoverAtCursor, openFile, runCommand, webview } from '../test/editor/lib/workbench.ts';
import { startDemoWorkspace } from './demo-workspace.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const at = process.argv.indexOf('--themes');
const extra = at > 0 ? path.resolve(process.argv[at + 1] ?? 'themes') : undefined;
const themes = [
  { name: 'Default Dark Modern', folder: path.join(root, 'docs', 'pictures') },
  ...(extra ? [{ name: 'Default Light Modern', folder: path.join(extra, 'light') }] : []),
  ...(extra ? [{ name: 'Default High Contrast', folder: path.join(extra, 'contrast') }] : []),
];

const chromium = findChromium();
if (!chromium) process.exit(1);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130)); // what was started ends with us
const demo = await startDemoWorkspace(root);
const browser = await launch(chromium);
try {
  for (const theme of themes) await takeAll(theme);
} finally {
  await browser.close();
  await demo.stop();
}
process.exit(0);

async function takeAll({ name, folder: out }) {
  mkdirSync(out, { recursive: true });
  const server = await startServer({
    extensions: [root],
    env: { LAKELINT_DEMO_URL: demo.url, LAKELINT_DEMO_TOKEN: demo.token },
    settings: {
      'workbench.colorTheme': name,
      'workbench.reduceMotion': 'on',
      'editor.minimap.enabled': false,
      'editor.lightbulb.enabled': 'off',
      'window.commandCenter': false,
      'workbench.layoutControl.enabled': false,
      'editor.fontSize': 13,
      'git.enabled': false,
    },
  });
  try {
    const folder = server.workspace(path.join(root, 'demo'));
    const page = await newPage(browser);
    const shoot = async (file) => {
      await page.waitForTimeout(400); // the last frames of an animation
      await page.screenshot({ path: path.join(out, file) });
      console.log(path.relative(root, path.join(out, file)));
    };
    await openWorkbench(page, server, folder);
    await page.getByRole('treeitem', { name: 'databricks.yml' }).waitFor();
    await openFile(page, 'silver/clean_orders.py');
    await page.locator('.squiggly-error, .squiggly-warning').first().waitFor({ timeout: 30_000 });

    await goTo(page, folder, 'silver/clean_orders.py', 'broken.collect()', 9);
    await hoverAtCursor(page, 'collect-on-driver');
    await shoot('editor.png');
    await page.keyboard.press('Escape');

    await goTo(page, folder, 'silver/clean_orders.py', 'raw.count() == 0', 5);
    await page.keyboard.press('Control+.');
    await page.locator('.action-widget .monaco-list-row').first().waitFor();
    await shoot('quick-fix.png');
    await page.keyboard.press('Escape');

    await goTo(page, folder, 'silver/clean_orders.py', 'spark.sql.shuffle.partitions', 12);
    await hoverAtCursor(page, 'spark.sql.shuffle.partitions');
    await shoot('setting.png');
    await page.keyboard.press('Escape');

    await page.locator('.activitybar').getByRole('tab', { name: 'Lakelint' }).click();
    await page
      .getByRole('treeitem', { name: /orders_daily/ })
      .first()
      .waitFor({ timeout: 30_000 });
    await runCommand(page, 'Lakelint: Show job runs');
    const frame = webview(page);
    await frame.getByRole('row').filter({ hasText: 'orders_daily' }).first().waitFor({ timeout: 30_000 });
    await shoot('runs.png');
    const failed = frame.getByRole('row').filter({ hasText: 'Failed', hasNotText: 'backfill_orders' }); // that one has 118 tasks
    // The runs of the demo follow the clock: the next one that failed may be further back.
    for (let more = 0; more < 5 && (await failed.count()) === 0; more++) {
      await frame.getByRole('button', { name: 'Load older runs' }).click();
      await failed
        .first()
        .waitFor({ timeout: 5_000 })
        .catch(() => undefined);
    }
    await failed.first().click();
    await page.waitForTimeout(1500); // until the files that its tasks ran were looked for
    await shoot('run.png');
    await page.context().close();
  } finally {
    await server.stop();
  }
}
