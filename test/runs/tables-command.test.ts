import assert from 'node:assert/strict';
import { TableMemory } from '../../src/features/runs/tables/memory';
import { forget, readOnRequest, type Outside } from '../../src/features/runs/tables/read';
import { createTablesClient, readTables, startDemoWorkspace, tokenConnection, type Demo } from '../../src/runs';
import type { CatalogTable } from '../../src/shared/tables';

/** What the editor keeps with a workspace. */
function memento() {
  const kept = new Map<string, unknown>();
  return {
    kept,
    get: <T>(key: string) => kept.get(key) as T,
    update: async (key: string, value: unknown) => {
      // As the editor does: what cannot be written as JSON is lost.
      kept.set(key, value === undefined ? undefined : JSON.parse(JSON.stringify(value)));
    },
  };
}

describe('the command that reads tables from Unity Catalog', () => {
  let demo: Demo;
  let store: ReturnType<typeof memento>;
  let memory: TableMemory;
  /** What happened, in its order. */
  let steps: string[];
  let named: Record<string, string[]>;

  before(async () => {
    demo = await startDemoWorkspace();
  });
  after(() => demo.stop());
  beforeEach(() => {
    store = memento();
    memory = new TableMemory(store);
    steps = [];
    named = { 'a.sql': ['main.silver.orders', 'main.web.page_views'], '': ['main.gold.none', 'main.silver.orders', 'main.web.page_views'] }; // prettier-ignore
  });

  function outside(changes: Partial<Outside> = {}): Outside {
    const client = createTablesClient({ connection: tokenConnection(demo.url, demo.token, 'demo') });
    return {
      trusted: true,
      activeUri: () => 'a.sql',
      namesIn: async (uri = '') => named[uri] ?? [],
      choose: async (scopes) => {
        steps.push(`choose ${scopes.map(({ label, names }) => `${label} (${names.length})`).join(', ')}`);
        return scopes[0];
      },
      connect: async () => client,
      confirm: async (question, detail) => {
        steps.push(`confirm ${question}`);
        assert.match(detail, /main\.silver\.orders/);
        assert.ok(detail.includes(demo.url));
        return true;
      },
      read: async (_, names) => readTables(client, names),
      publish: async () => void steps.push(`publish ${memory.all().length}`),
      say: (message, trouble) => steps.push(`${trouble ? 'warn' : 'say'} ${message}`),
      log: (line) => steps.push(`log ${line}`),
      ...changes,
    };
  }
  const host = (): string => demo.url.replace('http://', '');

  it('asks with host and number, keeps what was read, and says what was not and why', async () => {
    await readOnRequest(outside(), memory);
    assert.deepEqual(steps, [
      'choose This file (2), All open files (3)',
      `confirm Read 2 tables from Unity Catalog of ${host()}?`,
      'publish 1',
      `log main.web.page_views: No permission on ${demo.url}: User does not have USE SCHEMA on Schema 'main.web'. It takes SELECT on the table, USE SCHEMA and USE CATALOG.`,
      `warn Read 1 of 2 tables from Unity Catalog of ${host()}. No permission: main.web.page_views.`,
    ]);
    const [table] = new TableMemory(store).all();
    assert.equal(table!.name, 'main.silver.orders');
    assert.equal(table!.host, demo.url);
    assert.ok(Date.now() - table!.readAt < 60_000);
    assert.deepEqual(table!.partitionedBy, ['order_date']);
    assert.ok(!JSON.stringify([...store.kept]).includes(demo.token), 'no token is kept');
  });

  it('offers no choice where there is none', async () => {
    named = { '': ['main.silver.orders'], 'a.sql': ['main.silver.orders'] };
    await readOnRequest(outside(), memory);
    assert.deepEqual(steps, [
      `confirm Read 1 table from Unity Catalog of ${host()}?`,
      'publish 1',
      `say Read 1 table from Unity Catalog of ${host()}.`,
    ]);
  });

  it('sends nothing without trust, without names, without a connection, and without a yes', async () => {
    const read: Outside['read'] = () => assert.fail('asked');
    const connect: Outside['connect'] = () => assert.fail('connected');
    await readOnRequest(outside({ trusted: false, namesIn: () => assert.fail('looked'), connect, read }), memory);
    assert.match(steps.pop()!, /trusted/);
    named = {};
    await readOnRequest(outside({ connect, read }), memory);
    assert.match(steps.pop()!, /no open file|No open file/);
    named = { '': ['main.silver.orders'] };
    await readOnRequest(outside({ connect: async () => undefined, read }), memory);
    await readOnRequest(outside({ confirm: async () => false, read }), memory);
    await readOnRequest(outside({ choose: async () => undefined, connect, read, namesIn: async (uri) => (uri ? ['a.b.c'] : ['a.b.c', 'a.b.d']) }), memory); // prettier-ignore
    assert.deepEqual(steps, []);
    assert.deepEqual(memory.all(), []);
  });

  it('what is read anew replaces what was known, and what is gone is dropped; a stop is explained', async () => {
    const old = (name: string): CatalogTable => ({ name, host: 'https://h', readAt: 1, comment: 'old' });
    await memory.keep(['main.silver.orders', 'main.gold.none', 'main.x.other'].map(old), []);
    await readOnRequest(outside({ choose: async (scopes) => scopes[1] }), memory);
    const now = new Map(memory.all().map((table) => [table.name, table.comment]));
    assert.deepEqual([...now], [['main.x.other', 'old'], ['main.silver.orders', 'One row per order']]); // prettier-ignore
    assert.match(steps.at(-1)!, /Not found: main\.gold\.none\./);

    const stopped = { kind: 'expired', message: 'The sign-in has expired.', next: 'Sign in again.' } as const;
    await readOnRequest(outside({ read: async () => ({ found: [], missed: [], stopped }) }), memory);
    assert.match(steps.at(-1)!, /^warn Read 0 of 2 tables .* The sign-in has expired\. Sign in again\.$/);
    const cancelled = { ...stopped, kind: 'cancelled' } as const;
    await readOnRequest(outside({ read: async () => ({ found: [], missed: [], stopped: cancelled }) }), memory);
    assert.match(steps.at(-1)!, /^say Read 0 of 2 tables .* Cancelled\.$/);
  });

  it('forgets', async () => {
    await memory.keep([{ name: 'a.b.c', host: 'https://h', readAt: 1 }], []);
    await forget(outside(), memory);
    await forget(outside(), memory);
    assert.deepEqual(steps, ['publish 0', 'say Forgot 1 table of Unity Catalog.', 'publish 0', 'say No table was kept.']); // prettier-ignore
  });

  it('keeps the newest where there are too many', async () => {
    const tables = Array.from({ length: 2100 }, (_, i) => ({ name: `a.b.t${i}`, host: 'https://h', readAt: i }));
    await memory.keep(tables, []);
    assert.equal(memory.all().length, 2000);
    assert.equal(memory.all().at(-1)!.name, 'a.b.t2099');
  });
});
