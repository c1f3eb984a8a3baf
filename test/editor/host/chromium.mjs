// Finds a Chromium for the tests; installs Debian's where that can be done without a question.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Path of a Chromium, or `undefined` after a sentence on what to do. */
export function findChromium(log = console.log) {
  const named = process.env.E2E_CHROMIUM;
  if (named) {
    if (existsSync(named)) return named;
    log(`E2E_CHROMIUM names ${named}, which does not exist.`);
    return undefined;
  }
  const found = places.find((place) => existsSync(place));
  if (found) return found;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    log('No Chromium found. Install Chromium or Google Chrome, or name one in E2E_CHROMIUM.');
    return undefined;
  }
  log('Installing Chromium (apt-get install chromium, about 110 MB, once) ...');
  const apt = (...args) =>
    spawnSync('apt-get', args, { encoding: 'utf8', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  apt('update');
  const result = apt('install', '-y', '--no-install-recommends', 'chromium');
  const installed = places.find((place) => existsSync(place));
  if (!installed)
    log(`Chromium could not be installed:\n${`${result.stderr}`.trim().split('\n').slice(-5).join('\n')}`);
  return installed;
}
