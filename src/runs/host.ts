import { RunsError } from './errors';

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/;

/** A workspace address, cut down to what requests need. */
export interface HostName {
  /** `https://name[:port]`. */
  readonly host: string;
  /** From `?o=` or `?w=`: on a host that serves several workspaces it says which one. */
  readonly workspaceId?: string;
}

/** Is it this machine, where a demo or a test server may speak plain http? */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

/** Reads a host as people write it: with or without scheme, path and query. Plain http is for this machine only. */
export function readHost(text: string): HostName {
  const written = /^[a-z][a-z0-9+.-]*:\/\//i.test(text.trim()) ? text.trim() : `https://${text.trim()}`;
  if (!URL.canParse(written)) {
    throw new RunsError(
      'not-configured',
      'The host name of the workspace cannot be read.',
      'Write it like https://adb-123.4.azuredatabricks.net.',
    );
  }
  const url = new URL(written);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    throw new RunsError(
      'not-configured',
      `${url.hostname} is given without https, so no token is sent to it.`,
      'Write the host with https://.',
    );
  }
  if (url.hostname.startsWith('accounts.')) {
    throw new RunsError(
      'not-configured',
      `${url.hostname} is the account console, which has no jobs.`,
      'Choose a profile of a workspace.',
    );
  }
  const workspaceId = url.searchParams.get('o') ?? url.searchParams.get('w');
  return {
    host: `${url.protocol}//${url.host}`,
    ...(workspaceId !== null && /^\d+$/.test(workspaceId) && { workspaceId }),
  };
}
