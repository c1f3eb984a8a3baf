import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { webviewHtml } from '../../../src/platform/webview-html';

/** Serves the built view on the loopback address, on the page and under the policy that the editor gives it. */
export interface ViewServer {
  readonly origin: string;
  /** Size of the script in bytes. */
  readonly scriptBytes: number;
  close(): Promise<void>;
}

/** Builds the view and serves it. */
export async function serveView(): Promise<ViewServer> {
  const { outputFiles } = await build({
    entryPoints: ['webview/runs/main.ts'],
    outfile: 'runs.js',
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    legalComments: 'none',
    write: false,
    logLevel: 'silent',
  });
  const textOf = (ending: string): string => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  const files: Record<string, readonly [type: string, text: string]> = {
    '/runs.js': ['text/javascript', textOf('.js')],
    '/runs.css': ['text/css', textOf('.css')],
  };
  const server = createServer((request, response) => {
    const origin = `http://${request.headers.host}`;
    if (request.url === '/') {
      const html = webviewHtml({ title: 'Job runs', script: '/runs.js', style: '/runs.css', cspSource: origin });
      // As a header too: there the policy also holds for what the parser does before it meets the element.
      const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': policy.replaceAll('&#34;', '"'),
      });
      response.end(html);
      return;
    }
    const [type, text] = files[request.url ?? ''] ?? [];
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': `${type ?? 'text/plain'}; charset=utf-8` });
    response.end(text ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    scriptBytes: Buffer.byteLength(textOf('.js')),
    close: () => closeServer(server),
  };
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
