import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Range } from './client';
import { serveWorkspaces } from './served';

const ddl = `-- the orders of the shop
CREATE TABLE main.shop.orders (
  order_id BIGINT NOT NULL COMMENT 'given by the till',
  customer_id BIGINT,
  amount DECIMAL(12, 2),
  order_date DATE,
  CONSTRAINT pk PRIMARY KEY (order_id)
) CLUSTER BY (order_date);
CREATE VIEW main.shop.big AS SELECT order_id, amount AS total FROM main.shop.orders WHERE amount > 1000;
`;

describe('tables and columns in the language server', function () {
  this.timeout(60_000);
  const served = serveWorkspaces();
  const { start, uriOf } = served;

  /** Opens a text; the cursor stands at the bar. */
  async function at(name: string, text: string) {
    writeFileSync(join(served.root, 'lakelint.json'), '{}');
    writeFileSync(join(served.root, 'ddl.sql'), ddl);
    await start();
    const uri = uriOf(name);
    const plain = text.replace('|', '');
    served.client.open(uri, plain, name.endsWith('.py') ? 'python' : 'sql');
    // The tables of the project come after the first answer.
    await served.client.diagnostics(uri);
    const document = TextDocument.create(uri, 'sql', 1, plain);
    const params = { textDocument: { uri }, position: document.positionAt(text.indexOf('|')) };
    return {
      document,
      ask: async <T>(method: string) => served.client.request<T>(`textDocument/${method}`, params),
      async asked<T>(method: string, holds: (answer: T) => boolean): Promise<T> {
        for (let i = 0; ; i++) {
          const answer = await served.client.request<T>(`textDocument/${method}`, params);
          if (holds(answer) || i === 300) return answer;
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      },
    };
  }
  type Hover = { contents: { value: string } } | null;
  type Places = { uri: string; range: Range }[] | null;
  type Items = { label: string; detail?: string; kind: number; textEdit: { range: Range; newText: string } }[];

  it('hover says what a table is made of, and what a column is', async () => {
    const table = await at('q.sql', 'SELECT o.amount FROM main.shop.or|ders o;\n');
    const hover = await table.asked<Hover>('hover', Boolean);
    assert.match(hover!.contents.value, /\*\*main\.shop\.orders\*\*/);
    assert.match(hover!.contents.value, /clustered by `order_date` · primary key `order_id`/);
    assert.match(hover!.contents.value, /order_id BIGINT NOT NULL -- given by the till/);
  });

  it('hover on a column in a string of Python', async () => {
    const column = await at('job.py', 'df = spark.sql(f"SELECT o.order_|id FROM main.shop.orders o WHERE {x}")\n');
    const hover = await column.asked<Hover>('hover', (answer) => answer?.contents.value.includes('NOT NULL') ?? false);
    assert.match(hover!.contents.value, /order_id BIGINT NOT NULL/);
    assert.match(hover!.contents.value, /of `main\.shop\.orders` · primary key/);
    assert.match(hover!.contents.value, /given by the till/);
  });

  it('goes from a column to its line in CREATE TABLE in another file, unsaved changes included', async () => {
    const column = await at('q.sql', 'SELECT o.am|ount FROM shop.orders o;\n');
    const places = await column.asked<Places>('definition', (answer) => (answer?.length ?? 0) > 0);
    assert.deepEqual(places!.map(({ uri }) => uri), [uriOf('ddl.sql')]); // prettier-ignore
    assert.deepEqual(places![0]!.range, { start: { line: 4, character: 2 }, end: { line: 4, character: 8 } });
    served.client.open(uriOf('ddl.sql'), `\n\n${ddl}`, 'sql');
    const [moved] = (await column.ask<Places>('definition'))!;
    assert.equal(moved!.range.start.line, 6);
  });

  it('goes to aliases, CTEs and items of a SELECT list in the same text', async () => {
    const text = 'WITH c AS (SELECT amount AS total FROM main.shop.orders) SELECT k.tot|al FROM c AS k;\n';
    const { document, ask } = await at('q.sql', text);
    const [place] = (await ask<Places>('definition'))!;
    assert.equal(document.getText(place!.range), 'total');
    assert.equal(place!.range.start.character, text.indexOf('total'));
  });

  it('completes the columns of an alias while the rest of the statement is still missing', async () => {
    const { asked } = await at('q.sql', 'SELECT o.| FROM main.shop.orders o\nWHERE');
    const items = await asked<Items>('completion', (list) => list.length > 0);
    assert.deepEqual(items.map(({ label }) => label), ['order_id', 'customer_id', 'amount', 'order_date']); // prettier-ignore
    assert.match(items[2]!.detail!, /decimal\(12,2\) · o/);
  });

  it('completes tables by any part of their name, in a cell and in a string', async () => {
    const { document, asked } = await at('job.py', 'spark.sql("SELECT total FROM main.sh|")\n');
    const items = await asked<Items>('completion', (list) => list.length > 0);
    assert.deepEqual(items.map(({ label }) => label), ['main.shop.orders', 'main.shop.big']); // prettier-ignore
    const done = TextDocument.applyEdits(document, [items[1]!.textEdit]);
    assert.equal(done, 'spark.sql("SELECT total FROM main.shop.big")\n');
  });

  it('completes keywords that go on from what stands there, and nothing in strings and comments', async () => {
    const { ask } = await at('q.sql', 'SELECT order_id FROM main.shop.orders W|\n');
    const labels = (await ask<Items>('completion')).map(({ label }) => label);
    assert.ok(labels.includes('WHERE') && labels.includes('LEFT JOIN'));
    served.client.open(uriOf('c.sql'), "-- FROM \nSELECT 'FROM ' FROM main.shop.orders", 'sql');
    for (const position of [
      { line: 0, character: 8 },
      { line: 1, character: 13 },
    ]) {
      const params = { textDocument: { uri: uriOf('c.sql') }, position };
      assert.deepEqual(await served.client.request('textDocument/completion', params), []);
    }
  });
});
