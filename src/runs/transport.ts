import { cancelledError, codeOf, networkError, proxyError, RunsError, statusError, timeoutError } from './errors';
import { parseJson, writeJson } from './json';
import { Limiter, realClock, sleep, type Clock } from './limiter';

/** Where to send requests and how to sign them. `connection.ts` makes it. */
export interface Connection {
  /** `https://host`, without path; `http` on the loopback address only. */
  readonly host: string;
  /** Where it comes from, for people: `profile dev`, `environment`, `demo workspace`. */
  readonly label: string;
  /** Headers that carry the credentials. */
  authenticate(signal?: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /** Forgets credentials that the server did not accept. */
  forget(): void;
}

/** What a caller can say about one call. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

interface Request extends CallOptions {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  readonly deadlineMs: number;
}

/** How the transport is made; all but the connection is for tests. */
export interface TransportOptions {
  readonly connection: Connection;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
  readonly userAgent?: string;
  readonly random?: () => number;
  readonly limiter?: Limiter;
}

const RETRIES = 3;
const LONGEST_WAIT = 30_000;
const BODY_CAP = 48 * 1024 * 1024;
const REDIRECTS = 3;
const RETRIED_STATUS = new Set([429, 502, 503, 504]);
/** A connection that died under way. `UND_ERR_SOCKET` is the name that `fetch` has for "the other side closed". */
const RETRIED_CODE = new Set(['ECONNRESET', 'UND_ERR_SOCKET', 'EPIPE']);

/** An error that a second try may cure. */
class Retry extends Error {
  constructor(readonly error: RunsError) {
    super('retry');
  }
}

/** `Retry-After` in milliseconds: seconds or a date. */
export function retryAfter(value: string | null, now: number): number | undefined {
  if (value === null || value.trim() === '') return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * Requests to one workspace. Certificates are always checked, every attempt has a deadline, only GET is tried again, and redirects
 * are followed within the API of the same host only: a sign-in page or a proxy must not see the token.
 */
export class Transport {
  readonly host: string;
  readonly #connection: Connection;
  readonly #fetch: typeof fetch;
  readonly #clock: Clock;
  readonly #limiter: Limiter;
  readonly #userAgent: string;
  readonly #random: () => number;

  constructor(options: TransportOptions) {
    this.#connection = options.connection;
    this.host = options.connection.host;
    // Looked up at each call: VS Code replaces the global `fetch` with one that knows its proxy and certificate settings.
    this.#fetch = options.fetch ?? ((input, init) => fetch(input, init));
    this.#clock = options.clock ?? realClock;
    this.#limiter = options.limiter ?? new Limiter(this.#clock);
    this.#userAgent = options.userAgent ?? 'lakelint';
    this.#random = options.random ?? Math.random;
  }

  /** Sends a GET; tries again on throttling, a gateway error or a broken connection. */
  async get(path: string, query: Request['query'], deadlineMs: number, options: CallOptions = {}): Promise<unknown> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#send({ method: 'GET', path, query, deadlineMs, ...options });
      } catch (cause) {
        if (!(cause instanceof Retry)) throw cause;
        const grown = 500 * 2 ** attempt * (0.5 + this.#random());
        const wait = cause.error.retryAfterMs ?? grown;
        if (attempt >= RETRIES || wait > LONGEST_WAIT) throw cause.error;
        await sleep(wait, this.#clock, options.signal);
      }
    }
  }

  /** Sends a POST, once. */
  async post(path: string, body: unknown, deadlineMs: number, options: CallOptions = {}): Promise<unknown> {
    try {
      return await this.#send({ method: 'POST', path, body, deadlineMs, ...options });
    } catch (cause) {
      throw cause instanceof Retry ? cause.error : cause;
    }
  }

  #send(request: Request): Promise<unknown> {
    return this.#limiter.run(async () => {
      const headers = await this.#headers(request);
      // Waiting in the queue and signing in are not the server's doing, so its time begins here.
      const deadline = new AbortController();
      const timer = this.#clock.setTimeout(() => {
        deadline.abort();
      }, request.deadlineMs);
      const signal = request.signal ? AbortSignal.any([request.signal, deadline.signal]) : deadline.signal;
      try {
        return await this.#exchange(request, headers, signal);
      } catch (cause) {
        if (request.signal?.aborted) throw cancelledError();
        if (deadline.signal.aborted) throw timeoutError(this.host, request.deadlineMs);
        if (cause instanceof RunsError || cause instanceof Retry) throw cause;
        const error = networkError(this.host, cause);
        throw RETRIED_CODE.has(codeOf(cause)) ? new Retry(error) : error;
      } finally {
        this.#clock.clearTimeout(timer);
      }
    }, request.signal);
  }

  async #exchange(request: Request, headers: Headers, signal: AbortSignal): Promise<unknown> {
    const response = await this.#follow(request, headers, signal);
    const text = await readCapped(response, this.host);
    if (!response.ok) throw this.#failure(response, text);
    if (text.trim() === '') return {};
    try {
      return parseJson(text);
    } catch {
      if (/^\s*</.test(text)) throw proxyError(this.host);
      throw new RunsError(
        'not-json',
        `${this.host} sent an answer that is not JSON.`,
        'Try again; if it stays, a proxy may change the answers.',
      );
    }
  }

  async #headers(request: Request): Promise<Headers> {
    if (this.host.startsWith('https:') && process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
      throw new RunsError(
        'tls',
        'Certificate checks are switched off by NODE_TLS_REJECT_UNAUTHORIZED=0, so no token is sent.',
        'Unset that variable, and use NODE_EXTRA_CA_CERTS for the certificate authority of your network.',
      );
    }
    const credentials = await this.#connection.authenticate(request.signal);
    try {
      const headers = new Headers(credentials);
      headers.set('accept', 'application/json');
      headers.set('user-agent', this.#userAgent);
      if (request.method === 'POST') headers.set('content-type', 'application/json');
      return headers;
    } catch {
      // The error of `Headers` quotes the value, which is the token.
      throw new RunsError(
        'not-signed-in',
        'The token has characters that a header cannot hold.',
        'Copy the token again, without line breaks.',
      );
    }
  }

  async #follow(request: Request, headers: Headers, signal: AbortSignal): Promise<Response> {
    let url = new URL(request.path, this.host);
    for (const [name, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const body = request.body === undefined ? undefined : writeJson(request.body);
    for (let hops = 0; ; hops++) {
      const response = await this.#fetch(url, { method: request.method, headers, body, redirect: 'manual', signal });
      if (response.type !== 'opaqueredirect' && (response.status < 300 || response.status >= 400)) return response;
      const target = redirectTarget(response.headers.get('location'), url);
      await response.body?.cancel().catch(() => undefined);
      if (!target || request.method !== 'GET' || hops >= REDIRECTS) throw proxyError(this.host);
      url = target;
    }
  }

  #failure(response: Response, text: string): RunsError | Retry {
    const { code, message } = apiError(text);
    const wait = retryAfter(response.headers.get('retry-after'), this.#clock.now());
    if (response.status === 401 || response.status === 403) this.#connection.forget();
    const error = statusError(this.host, response.status, code, message, wait);
    return RETRIED_STATUS.has(response.status) ? new Retry(error) : error;
  }
}

function redirectTarget(location: string | null, from: URL): URL | undefined {
  if (location === null || !URL.canParse(location, from.href)) return undefined;
  const target = new URL(location, from);
  return target.origin === from.origin && target.pathname.startsWith('/api/') ? target : undefined;
}

function apiError(text: string): { code: string; message: string } {
  try {
    const body = parseJson(text);
    if (typeof body === 'object' && body !== null) {
      const { error_code: code, message } = body as Record<string, unknown>;
      return { code: typeof code === 'string' ? code : '', message: typeof message === 'string' ? message : '' };
    }
  } catch {
    // A page of a proxy, for example: the status says enough.
  }
  return { code: '', message: '' };
}

async function readCapped(response: Response, host: string): Promise<string> {
  if (!response.body) return '';
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let size = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > BODY_CAP) {
      throw new RunsError(
        'server',
        `${host} sent more than ${String(BODY_CAP / 1024 / 1024)} MB.`,
        'Open the run in the browser.',
      );
    }
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  parts.push(decoder.decode());
  return parts.join('');
}
