import type { Config as SdkConfig } from '@databricks/sdk-experimental/dist/config/Config.js';

/**
 * The one module that knows the Databricks SDK. It is used for what it does well, reading profiles and finding credentials; requests go
 * through `transport.ts`. It is loaded on first use, because it costs tens of milliseconds. No logger is ever given to it: it would
 * write tokens there.
 */

/** What to sign in with; the names are those of the SDK. */
export interface SignInOptions {
  readonly host?: string;
  readonly profile?: string;
  readonly configFile?: string;
  readonly authType?: 'databricks-cli';
  /** The environment that the SDK may read: always given, so that nothing comes from `process.env` by chance. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Gives the headers with the credentials; signs in when it must. */
export type Signer = () => Promise<Record<string, string>>;

/** Prepares a sign-in. Nothing is asked of anybody before the first call of the signer. */
export async function createSigner(options: SignInOptions): Promise<Signer> {
  const { Config } = await import('@databricks/sdk-experimental/dist/config/Config.js');
  const config: SdkConfig = new Config({ ...options, env: options.env as Record<string, string> });
  return async () => {
    const headers = new Headers();
    await config.authenticate(headers);
    return Object.fromEntries(headers);
  };
}

/** The sections of a `.databrickscfg`, read as the SDK reads them. Throws when the file cannot be read. */
export async function readConfigFile(path: string): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const { loadConfigFile } = await import('@databricks/sdk-experimental/dist/config/KnownConfigLoader.js');
  const { iniFile } = await loadConfigFile(path);
  const sections = Object.entries(iniFile).map(([name, section]): [string, Map<string, string>] => [
    name,
    new Map(Object.entries(section as object).map(([key, value]) => [key, String(value)])),
  ]);
  return new Map(sections);
}
