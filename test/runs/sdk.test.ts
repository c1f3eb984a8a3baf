import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { startDemoWorkspace } from '../../src/runs';

interface SdkRun {
  readonly run_id: number;
  readonly run_name: string;
}

interface Sdk {
  readonly WorkspaceClient: new (config: object) => {
    readonly currentUser: { me(): Promise<{ userName?: string }> };
    readonly jobs: {
      list(request: object): AsyncIterable<{ settings?: { name?: string } }>;
      listRuns(request: object): AsyncIterable<SdkRun>;
    };
  };
}

describe('demo workspace through the official SDK', () => {
  it('is a workspace to a client that nobody wrote for it', async function () {
    this.timeout(20_000);
    const { WorkspaceClient } = createRequire(__filename)('@databricks/sdk-experimental') as Sdk;
    const demo = await startDemoWorkspace();
    try {
      const workspace = new WorkspaceClient({ host: demo.url, token: demo.token, authType: 'pat', env: {} });
      assert.equal((await workspace.currentUser.me()).userName, 'you@example.com');
      const names: string[] = [];
      for await (const job of workspace.jobs.list({ limit: 3 })) names.push(job.settings?.name ?? '');
      assert.equal(names.length, 8);
      let runs = 0;
      for await (const run of workspace.jobs.listRuns({ limit: 25, completed_only: true }))
        if (run.run_name !== '') runs++;
      assert.ok(runs > 150, String(runs));
    } finally {
      await demo.stop();
    }
  });
});
