// Desktop VS Code through @vscode/test-electron, where it can be had.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { downloadAndUnzipVSCode, runTests, SilentReporter } from '@vscode/test-electron';

const noNetwork =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|timed? ?out|CERT|socket hang up|Failed to (get|download)/i;

/** Path of a desktop VS Code, or `undefined` when none can be downloaded. Whatever else goes wrong is thrown. */
export async function findDesktop(cachePath) {
  if (process.env.VSCODE_EXECUTABLE) return process.env.VSCODE_EXECUTABLE;
  const version = process.env.VSCODE_TEST_VERSION ?? 'stable';
  try {
    return await downloadAndUnzipVSCode({ version, cachePath, timeout: 30_000, reporter: new SilentReporter() });
  } catch (error) {
    if (!noNetwork.test(`${error?.code ?? ''} ${error}`)) throw error;
    return undefined;
  }
}

/** Runs the bundled tests in its extension host; gives the exit code. */
export async function runInDesktop({ executable, extension, tests, workspace, env, settings }) {
  const temporary = mkdtempSync(path.join(os.tmpdir(), 'lakelint-desktop-'));
  const folder = path.join(temporary, path.basename(workspace)); // tests write
  cpSync(workspace, folder, { recursive: true });
  cpSync(settings, path.join(temporary, 'user/User/settings.json'));
  try {
    return await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: extension,
      extensionTestsPath: tests,
      extensionTestsEnv: env,
      launchArgs: [
        folder,
        ...['--user-data-dir', path.join(temporary, 'user')],
        ...[
          '--disable-extensions',
          '--disable-workspace-trust',
          '--disable-telemetry',
          '--skip-welcome',
          '--skip-release-notes',
        ],
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    });
  } catch (error) {
    console.log(String(error));
    return 1;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
