import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildServer, TestClient, type ClientOptions } from './client';

/** What the tests of a suite talk to: the server over stdio, in a workspace folder that each test gets anew. */
export interface Served {
  readonly root: string;
  readonly client: TestClient;
  /** Starts the server in the folder; gives back its capabilities. */
  start(options?: ClientOptions): Promise<Record<string, unknown>>;
  /** The URI of a file in the folder. */
  uriOf(name: string): string;
}

/** For the body of a `describe`: sets up the hooks. Each test starts the server itself, and it must end with code 0. */
export function serveWorkspaces(): Served {
  let server: Awaited<ReturnType<typeof buildServer>>;
  let root: string;
  let client: TestClient;

  before(async () => {
    server = await buildServer();
  });
  after(() => server.remove());
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'lakelint-workspace-'));
  });
  afterEach(async () => {
    assert.equal(await client.stop(), 0);
    rmSync(root, { recursive: true, force: true });
  });

  return {
    get root() {
      return root;
    },
    get client() {
      return client;
    },
    async start(options = {}) {
      const started = await TestClient.start(server.file, { root, ...options });
      client = started.client;
      assert.equal(started.initialized.serverInfo.name, 'lakelint');
      return started.initialized.capabilities;
    },
    uriOf: (name) => pathToFileURL(join(root, name)).toString(),
  };
}
