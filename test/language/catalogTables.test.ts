import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CatalogTable } from '../../src/shared/tables';
import { until } from '../run/until';
import type { Published } from './client';
import { serveWorkspaces } from './served';

const payments: CatalogTable = {
  name: 'main.pay.payments',
  host: 'https://dbc-1.cloud.databricks.com',
  readAt: new Date(2026, 10, 21, 9, 5).getTime(),
  columns: [
    { name: 'payment_id', type: 'bigint', nullable: false, comment: 'of the bank' },
    { name: 'paid_on', type: 'date' },
  ],
  clusteredBy: ['paid_on'],
  primaryKey: ['payment_id'],
  comment: 'One row per payment',
};

const query = 'SELECT p.payment_id, p.amount FROM main.pay.payments AS p WHERE p.paid_on = current_date();\n';

describe('tables of Unity Catalog in the language server', function () {
  this.timeout(60_000);
  const served = serveWorkspaces();
  const { start, uriOf } = served;

  const tell = (tables: unknown): void => served.client.notify('lakelint/catalogTables', { tables });
  const unknownColumns = ({ diagnostics }: Published) => diagnostics.filter(({ code }) => code === 'unknown-column');
  const at = (uri: string, character: number, line = 0) => ({ textDocument: { uri }, position: { line, character } });
  type Hover = { contents: { value: string } } | null;
  const hover = async (uri: string, character: number) =>
    (await served.client.request<Hover>('textDocument/hover', at(uri, character)))?.contents.value ?? '';
  const completions = async (uri: string, character: number) =>
    (await served.client.request<{ label: string }[]>('textDocument/completion', at(uri, character))).map(
      ({ label }) => label,
    );

  it('rules, hover and completion know a table that was told of, until it is forgotten', async () => {
    await start();
    const uri = uriOf('q.sql');
    served.client.open(uri, query, 'sql');
    assert.deepEqual(unknownColumns(await served.client.diagnostics(uri)), []);
    assert.doesNotMatch(await hover(uri, query.indexOf('pay.')), /Unity/);

    tell([payments]);
    const [finding] = unknownColumns(await served.client.diagnostics(uri, (p) => unknownColumns(p).length > 0));
    assert.match(finding!.message, /amount/);
    const table = await hover(uri, query.indexOf('payments AS') + 2);
    assert.match(table, /One row per payment/);
    assert.match(table, /clustered by `paid_on` · primary key `payment_id`/);
    assert.match(table, /_Unity Catalog of dbc-1\.cloud\.databricks\.com, read 2026-11-21 09:05_/);
    const column = await hover(uri, query.indexOf('payment_id') + 2);
    assert.match(column, /payment_id BIGINT NOT NULL/);
    assert.match(column, /primary key · Unity Catalog of .* read 2026-11-21 09:05/);
    assert.ok((await completions(uri, query.indexOf('amount'))).includes('paid_on'));

    tell([]);
    await served.client.diagnostics(uri, (p) => unknownColumns(p).length === 0);
    assert.doesNotMatch(await hover(uri, query.indexOf('payments AS') + 2), /Unity|paid_on/);
    assert.ok(!(await completions(uri, query.indexOf('amount'))).includes('paid_on'));
  });

  it('what a client knows when it starts the server counts from the first answer on', async () => {
    await start({ initializationOptions: { catalogTables: [payments] } });
    const uri = uriOf('q.sql');
    served.client.open(uri, query, 'sql');
    await served.client.diagnostics(uri, (p) => unknownColumns(p).length === 1);
  });

  it('comes after the settings and the same file, before a CREATE elsewhere', async () => {
    const settings = { tables: { 'main.pay.payments': { partitionedBy: ['region'] } } };
    writeFileSync(join(served.root, 'lakelint.json'), JSON.stringify(settings));
    writeFileSync(join(served.root, 'ddl.sql'), 'CREATE TABLE main.pay.payments (payment_id INT) USING DELTA;\n');
    await start({ initializationOptions: { catalogTables: [payments] } });
    const uri = uriOf('q.sql');
    served.client.open(uri, query, 'sql');
    await served.client.diagnostics(uri, (p) => unknownColumns(p).length === 1);
    const text = await hover(uri, query.indexOf('payments AS') + 2);
    assert.match(text, /partitioned by `region`/);
    assert.match(text, /paid_on DATE/);

    const own = uriOf('own.sql');
    served.client.open(own, `CREATE TABLE main.pay.payments (amount INT) USING DELTA;\n${query}`, 'sql');
    const found = unknownColumns(await served.client.diagnostics(own, (p) => unknownColumns(p).length > 0));
    assert.deepEqual(found.map(({ message }) => /paid_on|payment_id|amount/.exec(message)?.[0]).sort(), ['paid_on', 'payment_id']); // prettier-ignore
  });

  it('a table whose columns the project may change stays open', async () => {
    writeFileSync(join(served.root, 'lakelint.json'), '{}');
    writeFileSync(join(served.root, 'ddl.sql'), 'ALTER TABLE pay.payments ADD COLUMN amount INT;\n');
    await start({ initializationOptions: { catalogTables: [payments] } });
    const uri = uriOf('q.sql');
    served.client.open(uri, query, 'sql');
    await until('the table', async () => (await hover(uri, query.indexOf('payments AS') + 2)).includes('paid_on'));
    assert.match(await hover(uri, query.indexOf('payments AS') + 2), /may have more columns/);
    assert.deepEqual(unknownColumns(await served.client.diagnostics(uri)), []);
  });

  it('names the tables that a file, or everything open, reads and writes, where their names are known', async () => {
    await start();
    const job = `from delta.tables import DeltaTable
a = spark.table("main.shop.orders")
b = spark.read.table(f"{catalog}.shop.returns")
spark.sql(f"INSERT INTO main.gold.\`Report\` SELECT * FROM {schema}.t JOIN shop.c JOIN hive_metastore.old.t2")
a.write.mode("append").saveAsTable("main.gold.daily")
DeltaTable.forName(spark, "main.silver.customers")
print("main.not.a_table")
`;
    served.client.open(uriOf('job.py'), job);
    const sql = `WITH c AS (SELECT * FROM main.shop.lines) SELECT * FROM c;
CREATE TABLE main.gold.made AS SELECT 1 AS one;
DROP TABLE main.gold.gone;
CREATE FUNCTION main.lib.f(x INT) RETURNS INT RETURN x;
SELECT FROM WHERE main.broken.t (;
`;
    served.client.open(uriOf('q.sql'), sql, 'sql');
    const names = (params: object) => served.client.request<string[]>('lakelint/tableNames', params);
    const inJob = ['main.gold.daily', 'main.gold.report', 'main.shop.orders', 'main.silver.customers'];
    assert.deepEqual(await names({ uri: uriOf('job.py') }), inJob);
    const inSql = ['main.gold.made', 'main.shop.lines'];
    assert.deepEqual(await names({ uri: uriOf('q.sql') }), inSql);
    assert.deepEqual(await names({}), [...inJob, ...inSql].sort());
    assert.deepEqual(await names({ uri: uriOf('nowhere.sql') }), []);
  });

  it('survives whatever it is told', async () => {
    await start({ initializationOptions: { catalogTables: 'none' } });
    for (const sent of [undefined, 'x', [null, 5, { name: 'a.b.c' }, { ...payments, columns: 'all' }]]) tell(sent);
    served.client.notify('lakelint/catalogTables', undefined);
    const uri = uriOf('q.sql');
    served.client.open(uri, query, 'sql');
    assert.deepEqual(unknownColumns(await served.client.diagnostics(uri)), []);
  });
});
