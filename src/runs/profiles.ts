import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { codeOf, RunsError } from './errors';
import { readHost, type HostName } from './host';
import { readConfigFile } from './sdk';

/** The environment to read; `process.env` has this shape. */
export type Env = Readonly<Record<string, string | undefined>>;

/** A section of `.databrickscfg` that stands for a workspace or an account. Its secrets are left out. */
export interface Profile {
  readonly name: string;
  /** As written in the file. */
  readonly hostText?: string;
  readonly host?: string;
  readonly workspaceId?: string;
  readonly authType?: string;
  /** It is for the account console, where there are no jobs. */
  readonly account: boolean;
}

/** What `.databrickscfg` holds. */
export interface Profiles {
  readonly file: string;
  readonly profiles: readonly Profile[];
  /** `[__settings__] default_profile`, else `DEFAULT` when it has a host. */
  readonly defaultProfile?: string;
}

/** Where the profiles are: `DATABRICKS_CONFIG_FILE`, else `~/.databrickscfg`. */
export function configFileOf(env: Env): string {
  const home = env['HOME'] ?? env['USERPROFILE'] ?? homedir();
  const named = env['DATABRICKS_CONFIG_FILE'];
  return named === undefined || named === '' ? join(home, '.databrickscfg') : named.replace(/^~(?=$|[\\/])/, home);
}

const SETTINGS = '__settings__';

function readable(text: string | undefined): HostName | undefined {
  try {
    return text === undefined ? undefined : readHost(text);
  } catch {
    return undefined;
  }
}

function profileOf(name: string, section: ReadonlyMap<string, string>): Profile {
  const hostText = section.get('host')?.trim() || undefined;
  const known = readable(hostText);
  const id = section.get('workspace_id');
  const workspaceId = known?.workspaceId ?? (id !== undefined && /^\d+$/.test(id) ? id : undefined);
  const authType =
    section.get('auth_type') ?? (section.has('token') ? 'pat' : section.has('client_id') ? 'oauth-m2m' : undefined);
  return {
    name,
    account: /^(https?:\/\/)?accounts\./i.test(hostText ?? ''),
    ...(hostText !== undefined && { hostText }),
    ...(known && { host: known.host }),
    ...(workspaceId !== undefined && { workspaceId }),
    ...(authType !== undefined && { authType }),
  };
}

/** Reads the profiles, sorted by name. No file means no profiles; a file that cannot be read is an error. */
export async function listProfiles(env: Env): Promise<Profiles> {
  const file = configFileOf(env);
  let sections;
  try {
    const text = await readFile(file, 'utf8');
    // The SDK loses a first section that stands behind a byte-order mark, without a word.
    if (/^\uFEFF\s*\[/.test(text)) {
      throw new RunsError('not-configured', `${file} begins with a byte-order mark.`, 'Save it as UTF-8 without BOM.');
    }
    sections = await readConfigFile(file);
  } catch (cause) {
    if (cause instanceof RunsError) throw cause;
    if (codeOf(cause) === 'ENOENT') return { file, profiles: [] };
    throw new RunsError('not-configured', `${file} cannot be read.`, 'Check its permissions and its form.');
  }
  const profiles = [...sections]
    .filter(([name]) => name !== SETTINGS)
    .map(([name, section]) => profileOf(name, section))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const chosen = sections.get(SETTINGS)?.get('default_profile');
  const usual = profiles.find((one) => one.name === 'DEFAULT' && one.hostText !== undefined)?.name;
  const defaultProfile = chosen ?? usual;
  return { file, profiles, ...(defaultProfile !== undefined && { defaultProfile }) };
}
