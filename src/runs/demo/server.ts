import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseJson, writeJson } from '../json';
import { handlerOf } from './api';
import type { Wire } from './wire';
import { DemoRefusal, DemoWorkspace } from './workspace';

/** How to start the demo workspace. */
export interface DemoOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Milliseconds since 1970; the real time by default. */
  readonly clock?: () => number;
  readonly seed?: string;
}

/** A demo workspace that runs. */
export interface Demo {
  readonly url: string;
  readonly token: string;
  stop(): Promise<void>;
}

const BODY_CAP = 1_000_000;

async function readBody(request: IncomingMessage): Promise<Wire> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_CAP) throw new DemoRefusal(413, 'REQUEST_TOO_LARGE', 'The request is too large.');
    chunks.push(chunk);
  }
  if (size === 0) return {};
  try {
    const body = parseJson(Buffer.concat(chunks).toString('utf8'));
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Wire;
  } catch {
    // Falls through: what is not an object is refused in the same words.
  }
  throw new DemoRefusal(400, 'MALFORMED_REQUEST', 'Could not parse request object.');
}

function send(response: ServerResponse, status: number, body: Wire): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'x-databricks-org-id': '855120394417623',
  });
  response.end(writeJson(body));
}

const PAGE =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>Lakelint demo workspace</title>' +
  '<p>This is the demo workspace of Lakelint. It answers the Jobs API, knows a few tables, and has no pages of its own.</p></html>';

/**
 * Starts a small made-up workspace that speaks the Jobs API 2.2 and tells about the tables of demo/. It listens on the loopback address only, wants its random token, and
 * refuses requests under another host name, so that a web page cannot reach it.
 */
export async function startDemoWorkspace(options: DemoOptions = {}): Promise<Demo> {
  const clock = options.clock ?? Date.now;
  const workspace = new DemoWorkspace(clock(), options.seed);
  const token = `demo-${randomBytes(24).toString('hex')}`;
  const expected = Buffer.from(`Bearer ${token}`);
  let url = '';

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const target = new URL(request.url ?? '/', url);
    if (`http://${request.headers.host ?? ''}` !== url)
      throw new DemoRefusal(421, 'BAD_REQUEST', 'This address is not served here.');
    if (target.pathname === '/' && request.method === 'GET') {
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'",
      });
      response.end(PAGE);
      return;
    }
    const given = Buffer.from(request.headers.authorization ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      throw new DemoRefusal(
        401,
        'UNAUTHENTICATED',
        'Credential was not sent or was of an unsupported type for this API.',
      );
    }
    const handler = handlerOf(request.method ?? '', target.pathname);
    if (!handler)
      throw new DemoRefusal(404, 'ENDPOINT_NOT_FOUND', `No API found for '${request.method ?? ''} ${target.pathname}'`);
    const body = request.method === 'POST' ? await readBody(request) : {};
    send(response, 200, handler(workspace, { query: target.searchParams, body, view: { now: clock(), url } }));
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((cause: unknown) => {
      const known = cause instanceof DemoRefusal;
      const [status, code, message] = known
        ? [cause.status, cause.code, cause.message]
        : [500, 'INTERNAL_ERROR', 'The demo workspace failed.'];
      if (response.headersSent) response.destroy();
      else send(response, status, { error_code: code, message });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  return {
    url,
    token,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
