import { bundleWorkspace } from './bundle';
import { cancelledError, RunsError } from './errors';
import { readHost, type HostName } from './host';
import { configFileOf, listProfiles, type Env, type Profile, type Profiles } from './profiles';
import { createSigner, type Signer, type SignInOptions } from './sdk';
import type { Connection } from './transport';

/** Where a connection may come from. What is named here wins over everything that is found. */
export interface ConnectOptions {
  readonly profile?: string;
  readonly host?: string;
  /** `process.env` by default. */
  readonly env?: Env;
  /** Text of `databricks.yml`, and the target to read there. */
  readonly bundle?: string;
  readonly target?: string;
}

const SIGN_IN_MS = 30_000;
const LOGIN = 'Run `databricks auth login`, set DATABRICKS_HOST and DATABRICKS_TOKEN, or open the demo workspace.';

/** Environment variables that carry or choose credentials. */
const CREDENTIALS =
  /^(DATABRICKS_(TOKEN|CLIENT_ID|USERNAME|AUTH_TYPE|METADATA_SERVICE_URL|GOOGLE_SERVICE_ACCOUNT)|ARM_(CLIENT_ID|USE_MSI)|GOOGLE_CREDENTIALS)$/;

const given = (value: string | undefined): string | undefined =>
  value === undefined || value.trim() === '' ? undefined : value.trim();

function hasCredentials(env: Env): boolean {
  return Object.keys(env).some((name) => CREDENTIALS.test(name) && given(env[name]) !== undefined);
}

/** A connection with a token that is already at hand: the demo workspace, or one from the editor's secret storage. */
export function tokenConnection(hostText: string, token: string, label: string): Connection {
  const { host, workspaceId } = readHost(hostText);
  const headers = { authorization: `Bearer ${token}`, ...orgHeader(workspaceId) };
  return { host, label, authenticate: () => Promise.resolve(headers), forget: () => undefined };
}

function orgHeader(workspaceId: string | undefined): Record<string, string> {
  return workspaceId === undefined ? {} : { 'x-databricks-org-id': workspaceId };
}

/** Signs in through the SDK: one sign-in at a time, with an end, and without repeating anything that a tool printed. */
function sdkConnection(where: HostName, label: string, options: SignInOptions): Connection {
  const { host, workspaceId } = where;
  let signer: Promise<Signer> | undefined;
  let running: Promise<Record<string, string>> | undefined;
  const login =
    options.profile === undefined
      ? `databricks auth login --host ${host}`
      : `databricks auth login --profile ${options.profile}`;
  const failed = (message: string): RunsError =>
    new RunsError('not-signed-in', message, `Run \`${login}\`, or check the credentials there.`);

  const signIn = async (): Promise<Record<string, string>> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(failed(`The sign-in to ${host} (${label}) did not end within ${String(SIGN_IN_MS / 1000)} s.`));
      }, SIGN_IN_MS);
    });
    try {
      signer ??= createSigner(options);
      const headers = await Promise.race([signer.then((sign) => sign()), late]);
      return { ...orgHeader(workspaceId), ...headers };
    } catch (cause) {
      signer = undefined;
      // The texts of the SDK and of the tools that it starts may quote what they were given.
      throw cause instanceof RunsError ? cause : failed(`No valid sign-in to ${host} was found (${label}).`);
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    host,
    label,
    authenticate: (signal) => {
      running ??= signIn().finally(() => (running = undefined));
      return abortable(running, signal);
    },
    forget: () => (signer = undefined),
  };
}

function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(cancelledError());
    };
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}

function byProfile(found: Profiles, name: string, env: Env): Connection {
  const profile = found.profiles.find((one) => one.name === name);
  if (!profile) {
    throw new RunsError(
      'not-configured',
      `${found.file} has no profile ${name}.`,
      `Run \`databricks auth login --profile ${name}\`, or choose another profile.`,
    );
  }
  if (profile.hostText === undefined) {
    throw new RunsError(
      'not-configured',
      `Profile ${name} has no host.`,
      `Add \`host = https://…\` to [${name}] in ${found.file}.`,
    );
  }
  // Without the environment: a DATABRICKS_TOKEN that is set would otherwise be sent to the host of the profile.
  const where = {
    ...readHost(profile.hostText),
    ...(profile.workspaceId !== undefined && { workspaceId: profile.workspaceId }),
  };
  return sdkConnection(where, `profile ${name}`, { profile: name, configFile: configFileOf(env), env: {} });
}

function sameWorkspace(profile: Profile, where: HostName): boolean {
  return (
    profile.host === where.host &&
    !profile.account &&
    (where.workspaceId === undefined || profile.workspaceId === where.workspaceId)
  );
}

async function byHost(hostText: string, env: Env, label: string, mayUseEnv: boolean): Promise<Connection> {
  const where = readHost(hostText);
  const envHost = given(env['DATABRICKS_HOST']);
  // The token of the environment belongs to DATABRICKS_HOST. It goes elsewhere only when a person named that host and there is no other.
  const belongs = envHost === undefined ? mayUseEnv : readHost(envHost).host === where.host;
  if (belongs && hasCredentials(env)) {
    const { DATABRICKS_CONFIG_PROFILE: _profile, DATABRICKS_HOST: _host, ...rest } = env;
    return sdkConnection(where, label, { host: where.host, env: rest });
  }
  const found = await listProfiles(env);
  const fitting = found.profiles.filter((profile) => sameWorkspace(profile, where));
  const preferred =
    fitting.find((profile) => profile.name === found.defaultProfile) ?? (fitting.length === 1 ? fitting[0] : undefined);
  if (preferred) return byProfile(found, preferred.name, env);
  if (fitting.length > 1) {
    const names = fitting.map((profile) => profile.name).join(', ');
    throw new RunsError('not-configured', `Several profiles are for ${where.host}: ${names}.`, 'Name one of them.');
  }
  // Only the Databricks CLI knows for which hosts somebody signed in; other ways would hand a token to whatever host a file names.
  return sdkConnection(where, label, { host: where.host, authType: 'databricks-cli', env: {} });
}

/**
 * Finds the workspace to talk to. In this order: the profile or host that was named, the environment, `databricks.yml`, the default
 * profile, the only profile. Nothing is sent anywhere yet.
 */
export async function connect(options: ConnectOptions = {}): Promise<Connection> {
  const env = options.env ?? process.env;
  const profile = given(options.profile);
  const host = given(options.host);
  if (profile !== undefined) return byProfile(await listProfiles(env), profile, env);
  if (host !== undefined) return byHost(host, env, 'host', true);

  const envHost = given(env['DATABRICKS_HOST']);
  if (envHost !== undefined && hasCredentials(env)) return byHost(envHost, env, 'environment', true);
  const envProfile = given(env['DATABRICKS_CONFIG_PROFILE']);
  if (envProfile !== undefined) return byProfile(await listProfiles(env), envProfile, env);
  if (envHost !== undefined) return byHost(envHost, env, 'environment', true);

  const bundle = options.bundle === undefined ? {} : bundleWorkspace(options.bundle, options.target);
  if (bundle.profile !== undefined) return byProfile(await listProfiles(env), bundle.profile, env);
  if (bundle.host !== undefined) return byHost(bundle.host, env, 'databricks.yml', false);

  const found = await listProfiles(env);
  const usable = found.profiles.filter((one) => one.hostText !== undefined && !one.account);
  const chosen = found.defaultProfile ?? (usable.length === 1 ? usable[0]?.name : undefined);
  if (chosen !== undefined) return byProfile(found, chosen, env);
  if (usable.length > 1) {
    const names = usable.map((one) => one.name).join(', ');
    throw new RunsError(
      'not-configured',
      `There are several profiles (${names}) and none is the default.`,
      'Name one of them.',
    );
  }
  throw new RunsError('not-configured', 'No Databricks workspace is configured.', LOGIN);
}
