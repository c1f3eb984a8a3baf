/**
 * Everything that can go wrong between Lakelint and a workspace. The set is closed, so that a view can have one picture for each.
 * `expired` is a sign-in that was good once; `proxy` is an answer that did not come from the Jobs API; a run that was removed after 60
 * days is `not-found`, because the API does not tell it from one that never was.
 */
export type ErrorKind =
  | 'not-configured'
  | 'not-signed-in'
  | 'no-permission'
  | 'not-found'
  | 'expired'
  | 'refused'
  | 'throttled'
  | 'unreachable'
  | 'tls'
  | 'proxy'
  | 'not-json'
  | 'server'
  | 'timeout'
  | 'cancelled';

/** One clear sentence, the next step, and nothing else: no token, no header, no body, no cause with any of them. */
export class RunsError extends Error {
  override readonly name = 'RunsError';

  constructor(
    readonly kind: ErrorKind,
    message: string,
    /** What to do now, as a sentence. */
    readonly next: string,
    /** How long the server asked to wait. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

/** An error as a snapshot carries it. */
export interface ErrorValue {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly next: string;
}

/** Any thrown thing as a plain value. What is not ours may quote anything, so its words are dropped. */
export function errorValue(cause: unknown): ErrorValue {
  if (cause instanceof RunsError) return { kind: cause.kind, message: cause.message, next: cause.next };
  return { kind: 'server', message: 'Something unexpected went wrong.', next: 'Try again; if it stays, report it.' };
}

const TLS = /^(CERT_|ERR_TLS|ERR_SSL|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/;
const TIMEOUTS = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

/** The error code that `fetch` hides in `cause`, or in the errors of an aggregate. */
export function codeOf(cause: unknown): string {
  for (let at: unknown = cause, depth = 0; at instanceof Error && depth < 5; depth++) {
    const code = (at as { code?: unknown }).code;
    if (typeof code === 'string' && code !== '') return code;
    at = at instanceof AggregateError && at.errors.length > 0 ? (at.errors[0] as unknown) : at.cause;
  }
  return '';
}

/** `fetch` turns the 407 of a proxy into an error without code; of Node 20 it has no words either, of later ones a few. */
function isProxyRefusal(cause: unknown): boolean {
  const inner: unknown = cause instanceof TypeError ? cause.cause : undefined;
  if (!(inner instanceof Error)) return false;
  return /proxy authentication|proxy response/i.test(inner.message) || (inner.message === '' && codeOf(inner) === '');
}

/** A failure of the network, from what `fetch` threw. */
export function networkError(host: string, cause: unknown): RunsError {
  if (isProxyRefusal(cause)) return proxyError(host);
  const code = codeOf(cause);
  const why = /^[A-Z_0-9]+$/.test(code) ? ` (${code})` : '';
  if (TLS.test(code)) {
    return new RunsError(
      'tls',
      `The certificate of ${host} is not trusted${why}.`,
      'Add the certificate authority of your network to the system or to NODE_EXTRA_CA_CERTS; certificate checks cannot be switched off.',
    );
  }
  if (TIMEOUTS.has(code)) {
    return new RunsError(
      'timeout',
      `${host} did not answer in time${why}.`,
      'Check VPN and proxy settings, then try again.',
    );
  }
  return new RunsError(
    'unreachable',
    `${host} cannot be reached${why}.`,
    'Check the host name, the network, VPN and proxy settings.',
  );
}

/** At most so much of a server's sentence is repeated. */
const QUOTE = 300;

/** What a refusal says. `code` and `message` come from the API's JSON and are shortened; HTML and other bodies never get here. */
export function statusError(
  host: string,
  status: number,
  code: string,
  message: string,
  retryAfterMs?: number,
): RunsError {
  const said = message.replace(/\s+/g, ' ').trim().slice(0, QUOTE);
  const quote = said === '' ? '' : `: ${said}`;
  if ((status === 401 || status === 403) && /token.{0,40}expired|expired.{0,40}token/i.test(message)) {
    return new RunsError(
      'expired',
      `The sign-in to ${host} has expired.`,
      'Sign in again with `databricks auth login`, or renew the token.',
    );
  }
  if (status === 401) {
    return new RunsError(
      'not-signed-in',
      `${host} did not accept the sign-in.`,
      'Sign in again with `databricks auth login`, or check the token of the profile.',
    );
  }
  if (status === 403) {
    return new RunsError(
      'no-permission',
      `No permission on ${host}${quote}.`.replace(/\.\.$/, '.'),
      'Ask the owner of the job for "Can view", or choose another profile.',
    );
  }
  if (status === 404 || code === 'RESOURCE_DOES_NOT_EXIST' || (status === 400 && /does not exist/i.test(message))) {
    return new RunsError(
      'not-found',
      `Not found on ${host}${quote}.`.replace(/\.\.$/, '.'),
      'Refresh the list; a workspace removes runs after 60 days.',
    );
  }
  if (status === 407) return proxyError(host);
  if (status === 429) {
    return new RunsError(
      'throttled',
      `${host} asks for fewer requests.`,
      'Wait a moment; Lakelint slows down on its own.',
      retryAfterMs,
    );
  }
  if (status >= 500) {
    return new RunsError(
      'server',
      `${host} answered with error ${String(status)}.`,
      'Try again in a moment.',
      retryAfterMs,
    );
  }
  return new RunsError(
    'refused',
    `${host} refused the request (${String(status)})${quote}.`.replace(/\.\.$/, '.'),
    'Correct the request and try again.',
  );
}

/** A redirect, a web page or a 407 in place of the API's answer. */
export function proxyError(host: string): RunsError {
  return new RunsError(
    'proxy',
    `The answer did not come from the API of ${host}: not signed in there, or a proxy stands between.`,
    'Open the host in a browser to see what answers, then check the host name and the proxy settings.',
  );
}

/** The caller no longer wants the answer. */
export function cancelledError(): RunsError {
  return new RunsError('cancelled', 'The request was cancelled.', 'Nothing to do.');
}

/** The server took longer than a call may take. */
export function timeoutError(host: string, ms: number): RunsError {
  return new RunsError(
    'timeout',
    `${host} did not answer within ${String(Math.round(ms / 100) / 10)} s.`,
    'Try again; check VPN and proxy settings if it stays.',
  );
}
