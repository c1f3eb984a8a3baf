import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { confData } from '../../src/tools/build-confs';

/** The server as it ships: one bundle and its data file, built once for all tests. */
export async function buildServer(): Promise<{ file: string; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'lakelint-server-'));
  const file = join(folder, 'server.js');
  await esbuild.build({
    entryPoints: ['src/server.ts'],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  writeFileSync(join(folder, 'confs.json'), JSON.stringify(confData()));
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface Position {
  line: number;
  character: number;
}

export interface Range {
  start: Position;
  end: Position;
}

export interface Diagnostic {
  range: Range;
  severity: number;
  code?: string;
  codeDescription?: { href: string };
  source: string;
  message: string;
  tags?: number[];
  data?: unknown;
}

export interface Published {
  uri: string;
  version?: number;
  diagnostics: Diagnostic[];
}

interface Message {
  id?: number | string;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { code: number; message: string };
}

export interface ClientOptions {
  readonly root?: string;
  readonly capabilities?: object;
  readonly initializationOptions?: object;
  /** The answer to `workspace/configuration`. */
  settings?: unknown;
}

/** A client that shares no code with the server or its library: it speaks the protocol byte by byte over stdio. */
export class TestClient {
  private readonly pending = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  private readonly waiting = new Set<() => void>();
  private lastId = 0;
  private input = Buffer.alloc(0);
  /** Everything the server published, oldest first. */
  readonly published: Published[] = [];
  /** Other notifications and the server's requests, oldest first. */
  readonly heard: { method: string; params: unknown }[] = [];
  stderr = '';

  get pid(): number {
    return this.process.pid ?? -1;
  }

  private constructor(
    private readonly process: ChildProcessWithoutNullStreams,
    readonly options: ClientOptions,
  ) {
    process.stdout.on('data', (chunk: Buffer) => this.receive(chunk));
    process.stderr.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
  }

  /** Starts a server and shakes hands with it. */
  static async start(
    file: string,
    options: ClientOptions = {},
  ): Promise<{ client: TestClient; initialized: InitializeResult }> {
    const client = new TestClient(spawn(process.execPath, [file, '--stdio']), options);
    const uri = options.root === undefined ? null : `file://${options.root}`;
    const initialized = await client.request<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: uri === null ? null : [{ uri, name: 'root' }],
      capabilities: options.capabilities ?? {},
      initializationOptions: options.initializationOptions,
    });
    client.notify('initialized', {});
    return { client, initialized };
  }

  request<T>(method: string, params: unknown): Promise<T> {
    const id = ++this.lastId;
    return new Promise<T>((resolve, reject) => {
      this.pending.set(id, { resolve: resolve as (value: never) => void, reject });
      this.send({ id, method, params });
    });
  }

  notify(method: string, params: unknown): void {
    this.send({ method, params });
  }

  open(uri: string, text: string, languageId = 'python', version = 1): void {
    this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version, text } });
  }

  change(uri: string, version: number, changes: readonly { range?: Range; text: string }[]): void {
    this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: changes });
  }

  /** The newest diagnostics of a text for which the test holds, waiting for them if need be. */
  async diagnostics(uri: string, holds: (published: Published) => boolean = () => true): Promise<Published> {
    return this.until(() => {
      const last = [...this.published].reverse().find((published) => published.uri === uri);
      return last && holds(last) ? last : undefined;
    }, `diagnostics of ${uri}`);
  }

  /** Waits until something is there. */
  async until<T>(look: () => T | undefined, what: string, timeoutMs = 20_000): Promise<T> {
    const end = Date.now() + timeoutMs;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      const left = end - Date.now();
      if (left <= 0) {
        const seen = JSON.stringify({ published: this.published.slice(-4), heard: this.heard.slice(-4) }, undefined, 1);
        throw new Error(`timed out waiting for ${what}\n${this.stderr}\n${seen}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, left);
        const { waiting } = this;
        function done(): void {
          clearTimeout(timer);
          waiting.delete(done);
          resolve();
        }
        waiting.add(done);
      });
    }
  }

  /** Says goodbye; hands back the exit code of the server. */
  async stop(): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.process.once('exit', resolve));
    await this.request('shutdown', null);
    this.notify('exit', undefined);
    const timer = setTimeout(() => this.process.kill(), 5000);
    const code = await ended;
    clearTimeout(timer);
    return code;
  }

  private send(message: Message): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    this.process.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    this.process.stdin.write(body);
  }

  private receive(chunk: Buffer): void {
    this.input = Buffer.concat([this.input, chunk]);
    for (;;) {
      const head = this.input.indexOf('\r\n\r\n');
      if (head < 0) break;
      const length = Number(/Content-Length: (\d+)/i.exec(this.input.subarray(0, head).toString())![1]);
      if (this.input.length < head + 4 + length) break;
      const body = this.input.subarray(head + 4, head + 4 + length).toString();
      this.input = this.input.subarray(head + 4 + length);
      this.take(JSON.parse(body) as Message);
    }
    for (const wake of [...this.waiting]) wake();
  }

  private take({ id, method, params, result, error }: Message): void {
    if (method === undefined) {
      const call = this.pending.get(id as number);
      this.pending.delete(id as number);
      if (error) call?.reject(new Error(error.message));
      else call?.resolve(result as never);
      return;
    }
    if (method === 'textDocument/publishDiagnostics') this.published.push(params as Published);
    else this.heard.push({ method, params });
    if (id === undefined) return;
    if (method === 'workspace/configuration') this.send({ id, result: [this.options.settings ?? null] });
    else if (method === 'window/showDocument') this.send({ id, result: { success: true } });
    else this.send({ id, result: null });
  }
}

interface InitializeResult {
  serverInfo: { name: string; version: string };
  capabilities: Record<string, unknown>;
}
