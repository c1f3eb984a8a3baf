import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';

/** Runs a command through the palette, as a user would. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  await pick(page, `>${title}`, title);
}

/** Opens a file of the folder through quick open. */
export async function openFile(page: Page, file: string): Promise<void> {
  await page.keyboard.press('Control+P');
  await pick(page, file, path.basename(file));
  await page.locator(`.tab.active[data-resource-name="${path.basename(file)}"]`).waitFor();
}

async function pick(page: Page, words: string, row: string): Promise<void> {
  const input = page.locator('.quick-input-widget input');
  await input.waitFor();
  await input.fill(words);
  const found = page.locator('.quick-input-list .monaco-list-row').filter({ hasText: row }).first();
  await found.waitFor({ timeout: 15_000 });
  await found.click();
  // Not the whole widget: a command may ask something of its own in it at once.
  await found.waitFor({ state: 'hidden' });
}

/** Puts the cursor on a text of the open file, which must be as it is on disk. */
export async function goTo(page: Page, folder: string, file: string, text: string, into = 1): Promise<void> {
  const content = readFileSync(path.join(folder, file), 'utf8');
  const at = content.indexOf(text);
  if (at < 0) throw new Error(`${file} has no ${JSON.stringify(text)}`);
  const before = content.slice(0, at + into).split('\n');
  await page.keyboard.press('Control+G');
  const input = page.locator('.quick-input-widget input');
  await input.waitFor();
  await input.fill(`:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`);
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

/** Shows the hover for the place of the cursor and gives its text. */
export async function hoverAtCursor(page: Page, part: string): Promise<string> {
  await runCommand(page, 'Show or Focus Hover');
  const hover = page.locator('.monaco-hover .hover-row').filter({ hasText: part });
  await hover.first().waitFor({ timeout: 15_000 });
  return (await page.locator('.monaco-hover').allInnerTexts()).join('\n');
}

/** The document that the extension put into its nth webview: two nested frames. */
export function webview(page: Page, nth = 0): FrameLocator {
  return page.locator('iframe.webview.ready').nth(nth).contentFrame().locator('iframe#active-frame').contentFrame();
}
