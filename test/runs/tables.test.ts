import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readDocument, tablesOf } from '../../src/engine';
import {
  createTablesClient,
  readTables,
  RunsError,
  startDemoWorkspace,
  tokenConnection,
  type TablesClient,
} from '../../src/runs';
import { DEMO_TABLES } from '../../src/runs/demo/tables';
import { Limiter, realClock } from '../../src/runs/limiter';
import { readCatalogTables } from '../../src/shared/tables';
import { connectionTo, json, startServer, TOKEN, type Answer, type TestServer } from './server';

const limiter = (): Limiter => new Limiter(realClock, 8, 100_000);
const NOW = Date.UTC(2026, 10, 21, 12);
const clock = { ...realClock, now: () => NOW };

const orders = {
  name: 'Orders',
  full_name: 'main.shop.Orders',
  table_type: 'MANAGED',
  data_source_format: 'DELTA',
  comment: 'All orders',
  columns: [
    { name: 'amount', type_text: 'decimal(12,2)', nullable: true, position: 1 },
    {
      name: 'order_id',
      type_text: 'bigint',
      type_name: 'LONG',
      nullable: false,
      position: 0,
      comment: 'from the till',
    },
    { name: 'address', type_text: 'struct<City: string>', position: 2 },
    { name: 'country', type_text: 'string', nullable: true, position: 3, partition_index: 1 },
    { name: 'order_date', type_text: 'date', nullable: true, position: 4, partition_index: 0 },
  ],
  properties: { 'delta.minReaderVersion': '3' },
  table_constraints: [
    { foreign_key_constraint: { name: 'fk', child_columns: ['country'], parent_table: 'main.shop.countries' } },
    { primary_key_constraint: { name: 'pk', child_columns: ['order_id'] } },
  ],
};

describe('tables of Unity Catalog', () => {
  let server: TestServer;
  let client: TablesClient;
  beforeEach(async () => {
    server = await startServer(json(200, JSON.stringify(orders)));
    client = createTablesClient({ connection: connectionTo(server.url), limiter: limiter(), clock });
  });
  afterEach(() => server.close());

  /** What is made of an answer. */
  async function reading(info: object): Promise<object> {
    server.answer = json(200, JSON.stringify(info));
    const { name: _name, host: _host, readAt: _readAt, ...facts } = await client.getTable('a.b.c');
    return facts;
  }

  it('asks for one table by its full name and keeps what rules can use', async () => {
    assert.deepEqual(await client.getTable('main.shop.orders'), {
      name: 'main.shop.orders',
      host: server.url,
      readAt: NOW,
      comment: 'All orders',
      columns: [
        { name: 'order_id', type: 'bigint', nullable: false, comment: 'from the till' },
        { name: 'amount', type: 'decimal(12,2)', nullable: true },
        { name: 'address', type: 'struct<city:string>' },
        { name: 'country', type: 'string', nullable: true },
        { name: 'order_date', type: 'date', nullable: true },
      ],
      partitionedBy: ['order_date', 'country'],
      primaryKey: ['order_id'],
    });
    const [asked] = server.requests;
    assert.equal(`${asked!.method} ${asked!.url.pathname}`, 'GET /api/2.1/unity-catalog/tables/main.shop.orders');
    assert.equal(asked!.headers.authorization, `Bearer ${TOKEN}`);
    assert.equal(asked!.body, '');
  });

  it('a name cannot lead to another address', async () => {
    await client.getTable('a.b.c/../../clusters?x=1#y');
    assert.equal(
      server.requests[0]!.url.pathname,
      '/api/2.1/unity-catalog/tables/a.b.c%2F..%2F..%2Fclusters%3Fx%3D1%23y',
    );
    assert.equal(server.requests[0]!.url.search, '');
  });

  it('reads clustering columns, nested ones too, and says nothing where Databricks chooses them', async () => {
    const by = (properties: object) => reading({ properties });
    assert.deepEqual(await by({ clusteringColumns: '[["id"],["address","city"]]' }), {
      clusteredBy: ['id', 'address.city'],
    });
    assert.deepEqual(await by({ clusteringColumns: '[["id"]]', clusterByAuto: 'true' }), {});
    for (const broken of ['id,day', '{"id":1}', '[["id"],[]]', '[[1]]', '["id"]', ''])
      assert.deepEqual(await by({ clusteringColumns: broken }), {}, broken);
  });

  it('a view has columns, but its NOT NULL is no promise; a streaming table may get more columns', async () => {
    const columns = [{ name: 'id', type_text: 'INT', nullable: false }];
    assert.deepEqual(await reading({ table_type: 'VIEW', columns }), { columns: [{ name: 'id', type: 'int' }] });
    const streaming = await reading({ table_type: 'STREAMING_TABLE', columns });
    assert.deepEqual(streaming, { columns: [{ name: 'id', type: 'int', nullable: false }], isOpen: true });
  });

  it('claims no columns where none, or not all, are shown; makes nothing up out of nonsense', async () => {
    assert.deepEqual(await reading({ columns: [] }), {});
    assert.deepEqual(await reading({ columns: [{ name: 'id' }], browse_only: true }), {});
    const nonsense = { columns: [null, { name: 7 }], properties: [], table_constraints: 'pk', comment: 5 };
    assert.deepEqual(await reading(nonsense), {});
  });

  it('an error says what helps with tables', async () => {
    const refused = async (status: number, code: string): Promise<RunsError> => {
      server.answer = json(status, JSON.stringify({ error_code: code, message: 'User does not have it.' }));
      const thrown: unknown = await client.getTable('a.b.c').catch((cause: unknown) => cause);
      assert.ok(thrown instanceof RunsError);
      return thrown;
    };
    const denied = await refused(403, 'PERMISSION_DENIED');
    assert.equal(denied.kind, 'no-permission');
    assert.match(denied.next, /SELECT on the table/);
    const missing = await refused(404, 'TABLE_DOES_NOT_EXIST');
    assert.equal(missing.kind, 'not-found');
    assert.doesNotMatch(missing.next, /runs/);
    assert.equal((await refused(401, '')).kind, 'not-signed-in');
  });

  const byName =
    (answers: Record<string, Answer>): Answer =>
    (request, response, count) =>
      (answers[request.url!.split('/').at(-1)!] ?? json(200, '{}'))(request, response, count);

  it('reads many: what is refused is named, the others come all the same', async () => {
    server.answer = byName({ 'a.b.secret': json(403, '{"message":"No."}'), 'a.b.gone': json(404, '{}') });
    const read: string[] = [];
    const names = ['a.b.one', 'a.b.secret', 'a.b.two', 'a.b.gone'];
    const { found, missed, stopped } = await readTables(client, names, { onRead: (name) => read.push(name) });
    assert.deepEqual(found.map(({ name }) => name).sort(), ['a.b.one', 'a.b.two']);
    assert.deepEqual(read.sort(), ['a.b.one', 'a.b.two']);
    const kinds = Object.fromEntries(missed.map(({ name, error }) => [name, error.kind]));
    assert.deepEqual(kinds, { 'a.b.secret': 'no-permission', 'a.b.gone': 'not-found' });
    assert.equal(stopped, undefined);
  });

  it('asks for few at once, and for no more after an error that would meet them all', async () => {
    let open = 0;
    let most = 0;
    server.answer = (_, response) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        response.writeHead(401, { 'content-type': 'application/json' }).end('{}');
      }, 20);
    };
    const names = Array.from({ length: 40 }, (_, i) => `a.b.t${i}`);
    const { found, missed, stopped } = await readTables(client, names);
    assert.deepEqual([found, missed, stopped?.kind], [[], [], 'not-signed-in']);
    assert.ok(most <= 4 && server.requests.length <= 4, String(server.requests.length));
  });

  it('keeps what it had when it is cancelled', async () => {
    const cancel = new AbortController();
    server.answer = byName({ 'a.b.slow': () => undefined });
    const names = ['a.b.one', 'a.b.slow'];
    const onRead = (): void => cancel.abort();
    const { found, stopped } = await readTables(client, names, { signal: cancel.signal, onRead });
    assert.deepEqual([found.map(({ name }) => name), stopped?.kind], [['a.b.one'], 'cancelled']);
  });

  it('what was kept is read again, and what another version left behind does no harm', async () => {
    const table = await client.getTable('main.shop.orders');
    const broken = [null, 'x', {}, { ...table, host: undefined }, { ...table, columns: [1, { name: 'a', type: 5 }] }];
    const again = readCatalogTables(JSON.parse(JSON.stringify([table, ...broken])));
    assert.deepEqual(again, [table, { ...table, columns: [{ name: 'a' }] }]);
    assert.deepEqual(readCatalogTables({ tables: [table] }), []);
  });
});

describe('tables of the demo workspace', () => {
  it('are those that demo/ makes, and say why one cannot be read', async () => {
    const demo = await startDemoWorkspace();
    try {
      const connection = tokenConnection(demo.url, demo.token, 'demo');
      const client = createTablesClient({ connection, limiter: limiter() });
      const names = [...DEMO_TABLES, 'main.web.page_views', 'main.gold.no_such_table'];
      const { found, missed } = await readTables(client, names);
      assert.deepEqual(found.map(({ name }) => name).sort(), [...DEMO_TABLES].sort());
      assert.deepEqual(Object.fromEntries(missed.map(({ name, error }) => [name, error.kind])), {
        'main.web.page_views': 'no-permission',
        'main.gold.no_such_table': 'not-found',
      });
      const path = 'demo/ddl/tables.sql';
      const made = tablesOf(readDocument({ path, text: readFileSync(path, 'utf8') }));
      assert.equal(made.length, 7);
      for (const [name, facts] of made) {
        const { columns, partitionedBy = [], clusteredBy = [], primaryKey } = found.find((one) => one.name === name)!;
        assert.deepEqual({ columns, partitionedBy, clusteredBy, primaryKey }, { ...facts }, name);
      }
    } finally {
      await demo.stop();
    }
  });
});
