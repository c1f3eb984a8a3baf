// Chromium on a VS Code server: pages, and what a user does in the workbench.
import { chromium } from 'playwright-core';

const flags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/** @param {string} executablePath */
export function launch(executablePath) {
  const args = process.getuid?.() === 0 ? [...flags, '--no-sandbox'] : flags; // Chromium refuses its sandbox to root
  return chromium.launch({ executablePath, headless: process.env.E2E_HEADED !== '1', args });
}

/** A page whose every request off this machine is refused at once. */
export async function newPage(browser, viewport = { width: 1280, height: 800 }) {
  const context = await browser.newContext({ viewport, permissions: ['clipboard-read', 'clipboard-write'] });
  await context.route(
    (url) => !/^(127\.0\.0\.1|localhost)$/.test(url.hostname),
    (route) => route.abort(),
  );
  return context.newPage();
}

/** Opens a folder in the workbench and waits until it is painted. */
export async function openWorkbench(page, server, folder, payload = []) {
  const url = new URL(`${server.url}/`);
  url.searchParams.set('folder', folder);
  if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload));
  await page.goto(url.href);
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
}
