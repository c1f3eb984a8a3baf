import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PLACES = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const QUIET = [
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
];

/** Starts the Chromium of this machine. Without one: a failure on CI, a loud skip (undefined) elsewhere. */
export async function launchChromium(): Promise<Browser | undefined> {
  const executablePath = PLACES.find((path) => path !== undefined && existsSync(path));
  if (executablePath) return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', ...QUIET] });
  const message =
    'No Chromium was found, so the runs view was NOT tested in a browser. Install one (apt-get install chromium) or set CHROMIUM.';
  if (process.env['CI'] === 'true') throw new Error(message);
  console.warn(`\n  !!! ${message}\n`);
  return undefined;
}
