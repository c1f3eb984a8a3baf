import type { TablesAnswer, TablesClient } from '../../../runs';
import type { TableMemory } from './memory';
import { details, hostName, listed, summary, tablesCount } from './words';

/** Which files' tables are read: those of one file, or of everything that is open. */
export interface Scope {
  readonly label: string;
  readonly names: readonly string[];
}

/** The editor, the language server and the workspace, as far as reading tables needs them. */
export interface Outside {
  readonly trusted: boolean;
  /** The tables that a file names, or all open files together. */
  namesIn(uri?: string): Promise<readonly string[]>;
  activeUri(): string | undefined;
  choose(scopes: readonly Scope[]): Promise<Scope | undefined>;
  /** The workspace to ask, connected if the user wants that. */
  connect(): Promise<TablesClient | undefined>;
  confirm(question: string, detail: string): Promise<boolean>;
  /** Reads with progress and a way to cancel. Never rejects. */
  read(client: TablesClient, names: readonly string[]): Promise<TablesAnswer>;
  /** The language server is told what is known now. */
  publish(): Promise<void>;
  say(message: string, trouble: boolean): void;
  log(line: string): void;
}

/** Reads tables from Unity Catalog because the user asked for it, after saying what will be sent where. */
export async function readOnRequest(outside: Outside, memory: TableMemory): Promise<void> {
  if (!outside.trusted) return outside.say('Tables are read in trusted folders only.', true);
  const scope = await chooseScope(outside);
  if (!scope) return;
  const { names } = scope;
  if (names.length === 0) {
    return outside.say(
      'No open file names a table by catalog, schema and table, so there is nothing to ask for.',
      false,
    );
  }
  const client = await outside.connect();
  if (!client) return;
  const host = hostName(client.host);
  const question = `Read ${tablesCount(names.length)} from Unity Catalog of ${host}?`;
  const detail = `The names are sent to ${client.host}: ${listed(names)}. Columns, types, keys and comments are kept with this workspace until you forget them.`;
  if (!(await outside.confirm(question, detail))) return;
  const answer = await outside.read(client, names);
  const gone = answer.missed.filter(({ error }) => error.kind === 'not-found').map(({ name }) => name);
  await memory.keep(answer.found, gone);
  await outside.publish();
  for (const line of details(answer)) outside.log(line);
  const failed = answer.stopped !== undefined && answer.stopped.kind !== 'cancelled';
  outside.say(summary(answer, names.length, client.host), failed || answer.missed.length > 0);
}

/** Asks only where there is a choice: the file may name all that is named. */
async function chooseScope(outside: Outside): Promise<Scope | undefined> {
  const uri = outside.activeUri();
  const [own, all] = await Promise.all([uri === undefined ? [] : outside.namesIn(uri), outside.namesIn()]);
  const everything: Scope = { label: 'All open files', names: all };
  // The server names them in order.
  if (own.length === 0 || own.join() === all.join()) return everything;
  return outside.choose([{ label: 'This file', names: own }, everything]);
}

/** Forgets what was read. */
export async function forget(outside: Pick<Outside, 'publish' | 'say'>, memory: TableMemory): Promise<void> {
  const count = memory.all().length;
  await memory.forget();
  await outside.publish();
  outside.say(count === 0 ? 'No table was kept.' : `Forgot ${tablesCount(count)} of Unity Catalog.`, false);
}
