import { join } from 'node:path';
import type { LanguageClient } from 'vscode-languageclient/node';
import { statusNotification, type DocumentStatus } from '../../shared/language';
import type { App } from '../../platform/app';
import { colorMiddleware } from './colors';
import { documentSelector } from './documents';

/** Whether the server answers. `failed` stays until it is restarted. */
export type ServerState = 'starting' | 'running' | 'failed';

/** The server process: started, restarted and stopped here. */
export class Server {
  private client: LanguageClient | undefined;
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly app: App,
    private readonly onState: (state: ServerState) => void,
    private readonly onStatus: (status: DocumentStatus) => void,
  ) {}

  /** Starts the server, or starts it anew when it runs. Never rejects: what goes wrong is logged. */
  restart(): Promise<void> {
    return this.enqueue(async () => {
      await this.end();
      this.onState('starting');
      this.client = await this.create();
      await this.client.start();
      this.onState('running');
    });
  }

  /** Stops the server. */
  stop(): Promise<void> {
    return this.enqueue(() => this.end());
  }

  /** Asks the server, once it runs. */
  async request<T>(method: string, params: unknown): Promise<T> {
    return (await this.running()).sendRequest<T>(method, params);
  }

  /** Tells the server, once it runs. */
  async notify(method: string, params: unknown): Promise<void> {
    await (await this.running()).sendNotification(method, params);
  }

  private async running(): Promise<LanguageClient> {
    // Behind the start that was put off until after activation: a command may be what activates the extension.
    await new Promise((resolve) => setImmediate(resolve));
    await this.queue;
    if (!this.client) throw new Error('The language server does not run.');
    return this.client;
  }

  /** One after the other: a restart may be asked for while the last one is under way. */
  private enqueue(work: () => Promise<void>): Promise<void> {
    this.queue = this.queue.then(work).catch((error: unknown) => {
      this.app.log.error(
        'The language server could not be started or stopped.',
        error instanceof Error ? error : String(error),
      );
      this.onState('failed');
    });
    return this.queue;
  }

  private async end(): Promise<void> {
    const { client } = this;
    this.client = undefined;
    await client?.dispose();
  }

  private async create(): Promise<LanguageClient> {
    // The library is the greater part of the extension: it is evaluated after activation, not during it.
    const { LanguageClient, State, TransportKind } = await import('vscode-languageclient/node');
    const startOptions = (): object => ({ status: true, ...this.app.ports.serverStartsWith?.() });
    const module = join(this.app.context.extensionPath, 'dist', 'server.js');
    const client = new LanguageClient(
      'lakelint',
      'Lakelint',
      {
        run: { module, transport: TransportKind.ipc },
        debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6011'] } },
      },
      {
        documentSelector,
        outputChannel: this.app.log,
        initializationOptions: startOptions,
        middleware: colorMiddleware,
      },
    );
    client.onDidChangeState(({ newState }) => {
      // The client restarts a server that ended by itself, and gives up after a few times.
      if (client === this.client)
        this.onState(newState === State.Running ? 'running' : newState === State.Starting ? 'starting' : 'failed');
    });
    client.onNotification(statusNotification, (status: DocumentStatus) => this.onStatus(status));
    return client;
  }
}
