import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Connection } from '../../src/runs';

/** What a test server does with one request. */
export type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** A server that the test holds in its hand: it answers as told and keeps what it was asked. */
export interface TestServer {
  readonly url: string;
  readonly requests: {
    readonly method: string;
    readonly url: URL;
    readonly headers: IncomingMessage['headers'];
    readonly body: string;
  }[];
  answer: Answer;
  close(): Promise<void>;
}

export const TOKEN = 'dapi-very-secret-0123456789abcdef';

export async function startServer(answer: Answer): Promise<TestServer> {
  const requests: TestServer['requests'] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      requests.push({
        method: request.method ?? '',
        url: new URL(request.url ?? '/', held.url),
        headers: request.headers,
        body,
      });
      held.answer(request, response, requests.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const held: TestServer = {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    requests,
    answer,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
  return held;
}

export function json(status: number, text: string, headers: Record<string, string> = {}): Answer {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  };
}

export function connectionTo(host: string): Connection & { forgotten: number } {
  const connection = {
    host,
    label: 'test',
    forgotten: 0,
    authenticate: () => Promise.resolve({ authorization: `Bearer ${TOKEN}` }),
    forget: () => {
      connection.forgotten++;
    },
  };
  return connection;
}

/** Every word that a thrown thing could show: its own properties, its stack, its causes. */
export function everythingOf(thrown: unknown): string {
  const parts: string[] = [];
  for (let at: unknown = thrown, depth = 0; at !== undefined && at !== null && depth < 6; depth++) {
    parts.push(String(at));
    if (at instanceof Error) {
      parts.push(
        at.stack ?? '',
        ...Object.getOwnPropertyNames(at).map((name) => JSON.stringify((at as never)[name]) ?? ''),
      );
      at = at.cause;
    } else break;
  }
  return parts.join('\n');
}
