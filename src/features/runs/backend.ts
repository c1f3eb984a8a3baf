/**
 * The door to `src/runs`. It is imported when a connection is first wanted, never at activation, so that starting the
 * editor does not pay for the client library.
 */
import * as vscode from 'vscode';
import type { TokenStore } from '../../platform/secrets';
import { connect, RunsError, startDemoWorkspace, tokenConnection, type Connection } from '../../runs';
import { needsTrust, type Choice } from './choice';

export {
  createJobsClient,
  createTablesClient,
  errorValue,
  listProfiles,
  PACE,
  readHost,
  readTables,
  RunsStore,
} from '../../runs';

/** A connection that can be closed again: the demo workspace ends with it. */
export interface Opened {
  readonly connection: Connection;
  close(): Promise<void>;
}

/** Opens the connection of a choice. Throws `RunsError`. */
export async function openConnection(choice: Choice, tokens: TokenStore): Promise<Opened> {
  if (needsTrust(choice) && !vscode.workspace.isTrusted) {
    throw new RunsError(
      'not-configured',
      'This folder is not trusted, so no connection is taken from its files.',
      'Trust the folder, or choose a profile.',
    );
  }
  if (choice.kind === 'demo') return openDemo();
  return { connection: await connectionOf(choice, tokens), close: () => Promise.resolve() };
}

/** The demo workspace that came with the window, else one of our own in this process. */
async function openDemo(): Promise<Opened> {
  const { LAKELINT_DEMO_URL: url, LAKELINT_DEMO_TOKEN: token } = process.env;
  if (url && token) {
    return { connection: tokenConnection(url, token, 'demo workspace'), close: () => Promise.resolve() };
  }
  const demo = await startDemoWorkspace();
  return { connection: tokenConnection(demo.url, demo.token, 'demo workspace'), close: () => demo.stop() };
}

async function connectionOf(choice: Exclude<Choice, { kind: 'demo' }>, tokens: TokenStore): Promise<Connection> {
  switch (choice.kind) {
    case 'profile':
      return connect({ profile: choice.profile });
    case 'environment':
      return connect();
    case 'bundle':
      // Without DATABRICKS_*: what the user picked is the file, not what happens to be set.
      return connect({ bundle: await textOf(vscode.Uri.parse(choice.file)), env: withoutDatabricks(process.env) });
    case 'token': {
      const token = await tokens.get(choice.host);
      if (token) return tokenConnection(choice.host, token, 'access token');
      throw new RunsError(
        'not-signed-in',
        `No access token is kept for ${choice.host}.`,
        'Connect again and enter one.',
      );
    }
  }
}

async function textOf(file: vscode.Uri): Promise<string> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  } catch {
    const name = vscode.workspace.asRelativePath(file);
    throw new RunsError('not-configured', `${name} cannot be read.`, 'Choose another connection.');
  }
}

function withoutDatabricks(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const keep = new Set(['DATABRICKS_CONFIG_FILE', 'DATABRICKS_CLI_PATH']);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('DATABRICKS_') || keep.has(name)));
}
