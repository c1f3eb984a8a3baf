import type { Browser, Page } from 'playwright-core';

export function launch(executablePath: string): Promise<Browser>;
export function newPage(browser: Browser, viewport?: { width: number; height: number }): Promise<Page>;
export function openWorkbench(
  page: Page,
  server: { url: string },
  folder: string,
  payload?: [string, string][],
): Promise<void>;
