import assert from 'node:assert/strict';
import { useSpark } from './session';
import { fill } from './snippets';

const orders = 'order_id INT, customer_id STRING, amount DECIMAL(10, 2), updated_at TIMESTAMP';
const count = (table: string) => `rows("SELECT count(*) FROM ${table}")[0][0]`;

describe('stream snippets on real Spark + Delta', function () {
  this.timeout(300_000);
  const spark = useSpark();

  it('stream-delta: copies each row once, goes on from the checkpoint', async () => {
    const result = await spark().prove<unknown>({
      setup: [
        'CREATE TABLE raw (id INT) USING delta',
        'INSERT INTO raw VALUES (1), (2)',
        'CREATE TABLE copy (id INT) USING delta',
      ],
      sources: { stream: fill('python', 'stream-delta', { 1: 'raw', 2: 'copy', 3: '@work/checkpoint' }) },
      code: `
read = lambda: [r[0] for r in rows("SELECT id FROM copy")]
python("stream")
first = read()
python("stream")
second = read()
spark.sql("INSERT INTO raw VALUES (3)")
python("stream")
result = [first, second, read()]
`,
    });
    assert.deepEqual(result, [
      [1, 2],
      [1, 2],
      [1, 2, 3],
    ]);
  });

  it('stream-foreach-batch: a batch that comes twice changes neither table; a plain append doubles', async () => {
    const values = { 1: 'raw', 2: 'orders', 3: 'history', 8: '@work/checkpoint' };
    const result = await spark().prove<unknown>({
      setup: [
        ...['raw', 'orders', 'history', 'doubled'].map((table) => `CREATE TABLE ${table} (${orders}) USING delta`),
        `INSERT INTO raw VALUES (1, 'a', 1, TIMESTAMP'2024-01-01'), (1, 'a', 2, TIMESTAMP'2024-01-02'), (2, 'b', 5, TIMESTAMP'2024-01-01')`,
      ],
      sources: { stream: fill('python', 'stream-foreach-batch', values) },
      code: `
import os
read = lambda: {"orders": rows("SELECT order_id, CAST(amount AS INT) FROM orders"), "history": ${count('history')}, "doubled": ${count('doubled')}}
def replay():
    # As after a failure between the writes and the end of the batch: the offsets are there, the commit is not.
    commits = work + "/checkpoint/commits/"
    last = max((f for f in os.listdir(commits) if f.isdigit()), key=int)
    os.remove(commits + last)
    os.remove(commits + "." + last + ".crc")
    python("stream")
python("stream")
first = read()
replay()
second = read()
upsert_orders(spark.table("raw"), 0)  # the callback itself, called twice with one batch
third = read()
for _ in range(2):
    spark.table("raw").write.mode("append").saveAsTable("doubled")
spark.sql("INSERT INTO raw VALUES (2, 'b', 6, TIMESTAMP'2024-01-03'), (3, 'c', 7, TIMESTAMP'2024-01-03')")
python("stream")
result = [first, second, third, read()]
`,
    });
    const before = { orders: [[1, 2], [2, 5]], history: 3, doubled: 0 }; // prettier-ignore
    const after = { orders: [[1, 2], [2, 6], [3, 7]], history: 5, doubled: 6 }; // prettier-ignore
    assert.deepEqual(result, [before, before, before, after]);
  });

  it('stream-dedupe: one row for each event within the delay, in one batch and across runs; bounded state', async () => {
    const result = await spark().prove<unknown>({
      setup: [
        'CREATE TABLE raw (event_id STRING, event_time TIMESTAMP) USING delta',
        `INSERT INTO raw VALUES ('a', TIMESTAMP'2024-01-01 10:00:00'), ('a', TIMESTAMP'2024-01-01 10:00:00'), ('b', TIMESTAMP'2024-01-01 10:05:00')`,
        'CREATE TABLE events (event_id STRING, event_time TIMESTAMP) USING delta',
      ],
      sources: { stream: fill('python', 'stream-dedupe', { 1: 'raw', 2: 'events', 6: '@work/checkpoint' }) },
      code: `
read = lambda: [r[0] for r in rows("SELECT event_id FROM events")]
python("stream")
first = read()
python("stream")
again = read()
# a: sent again within the hour. c: moves the watermark on to 12:00.
spark.sql("INSERT INTO raw VALUES ('a', TIMESTAMP'2024-01-01 10:00:00'), ('c', TIMESTAMP'2024-01-01 13:00:00')")
python("stream")
within = read()
# b: older than the watermark, dropped. a: its key is forgotten by now, and the event counts as a new one.
spark.sql("INSERT INTO raw VALUES ('b', TIMESTAMP'2024-01-01 10:05:00'), ('a', TIMESTAMP'2024-01-01 13:05:00')")
python("stream")
result = [first, again, within, read()]
`,
    });
    assert.deepEqual(result, [
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b', 'c'],
      ['a', 'a', 'b', 'c'],
    ]);
  });

  it('stream-watermark-window: writes a window once, after the watermark; late rows change nothing', async () => {
    const values = { 1: 'raw', 2: 'hours', 8: '@work/checkpoint' };
    const result = await spark().prove<unknown>({
      setup: [
        'CREATE TABLE raw (event_type STRING, event_time TIMESTAMP) USING delta',
        `INSERT INTO raw VALUES ('buy', TIMESTAMP'2024-01-01 10:05:00'), ('buy', TIMESTAMP'2024-01-01 10:50:00'), ('buy', TIMESTAMP'2024-01-01 12:30:00')`,
        'CREATE TABLE hours (window_start TIMESTAMP, event_type STRING, events BIGINT) USING delta',
      ],
      sources: { stream: fill('python', 'stream-watermark-window', values) },
      code: `
read = lambda: rows("SELECT date_format(window_start, 'HH:mm'), event_type, events FROM hours")
python("stream")
first = read()
# The window of 10:00 is closed: a late row is dropped. The one of 12:00 closes now.
spark.sql("INSERT INTO raw VALUES ('buy', TIMESTAMP'2024-01-01 10:10:00'), ('buy', TIMESTAMP'2024-01-01 14:00:00')")
python("stream")
result = [first, read()]
`,
    });
    const ten = ['10:00', 'buy', 2];
    assert.deepEqual(result, [[ten], [ten, ['12:00', 'buy', 1]]]);
  });
});
