import assert from 'node:assert/strict';
import { useSpark } from './session';
import { type SnippetLanguage, fill, snippetsOf } from './snippets';

const orders = 'order_id INT, customer_id STRING, amount DECIMAL(10, 2), updated_at TIMESTAMP';
const count = (table: string) => `rows("SELECT count(*) FROM ${table}")[0][0]`;

describe('snippets on real Spark + Delta', function () {
  this.timeout(150_000);
  const spark = useSpark();

  for (const language of ['python', 'sql'] as SnippetLanguage[]) {
    it(`parse with their defaults and with every choice (${language})`, async () => {
      const texts: string[] = [];
      for (const { text } of snippetsOf(language).values()) {
        texts.push(text.fill());
        for (const stop of text.stops)
          for (const choice of stop.choices) texts.push(text.fill({ [stop.number]: choice }));
      }
      const complaints = await spark().parse(language, texts);
      for (const [i, complaint] of complaints.entries())
        assert.equal(complaint, null, `${complaint?.message}\n${texts[i]}`);
    });
  }

  for (const [language, call] of [
    ['python', 'python("merge")'],
    ['sql', 'sql("merge")'],
  ] as const) {
    it(`delta-merge (${language}): updates, inserts, takes the newest of a key, and changes nothing the second time`, async () => {
      const result = await spark().prove<Record<string, unknown>>({
        setup: [
          `CREATE TABLE orders (${orders}) USING delta`,
          `INSERT INTO orders VALUES (1, 'a', 1, TIMESTAMP'2024-01-01'), (2, 'b', 2, TIMESTAMP'2024-01-05')`,
          `CREATE TEMP VIEW updates AS SELECT * FROM VALUES
             (1, 'a', 10.0, TIMESTAMP'2024-01-02'), (1, 'a', 11.0, TIMESTAMP'2024-01-03'),
             (2, 'b', 99.0, TIMESTAMP'2024-01-04'), (3, 'c', 30.0, TIMESTAMP'2024-01-02') AS u(order_id, customer_id, amount, updated_at)`,
        ],
        sources: { merge: fill(language, 'delta-merge', { 1: 'orders' }) },
        code: `
updates = spark.table("updates")
read = lambda: rows("SELECT order_id, CAST(amount AS INT) FROM orders")
${call}
first = read()
${call}
result = {"first": first, "second": read(),
          "unguarded": attempt(lambda: spark.sql("MERGE INTO orders t USING updates s ON t.order_id = s.order_id WHEN MATCHED THEN UPDATE SET *"))}
`,
      });
      // 2 keeps its value: the update is older than what the table has.
      const expected = [
        [1, 11],
        [2, 2],
        [3, 30],
      ];
      assert.deepEqual(result, {
        first: expected,
        second: expected,
        unguarded: 'DELTA_MULTIPLE_SOURCE_ROW_MATCHING_TARGET_ROW_IN_MERGE',
      });
    });
  }

  for (const [language, call] of [
    ['python', 'start_date, end_date = "2024-01-02", "2024-01-03"\npython("replace")'],
    ['sql', 'sql("replace", start_date="2024-01-02", end_date="2024-01-03")'],
  ] as const) {
    it(`delta-replace-where (${language}): replaces the range only, twice the same`, async () => {
      const result = await spark().prove<Record<string, unknown>>({
        setup: [
          'CREATE TABLE orders (order_id INT, amount INT, order_date DATE) USING delta',
          `INSERT INTO orders VALUES (1, 1, DATE'2024-01-01'), (2, 2, DATE'2024-01-02'), (3, 3, DATE'2024-01-03')`,
          `CREATE TEMP VIEW daily_orders AS SELECT * FROM VALUES
             (20, 20, DATE'2024-01-02'), (21, 21, DATE'2024-01-02') AS d(order_id, amount, order_date)`,
        ],
        sources: { replace: fill(language, 'delta-replace-where', { 1: 'orders' }) },
        code: `
daily_orders = spark.table("daily_orders")
read = lambda: [r[0] for r in rows("SELECT order_id FROM orders")]
${call}
first = read()
${call}
second = read()
daily_orders = spark.sql("SELECT 9 AS order_id, 9 AS amount, DATE'2024-01-09' AS order_date")
outside = attempt(lambda: python("replace")) if ${language === 'python' ? 'True' : 'False'} else None
result = {"first": first, "second": second, "outside": outside, "after": read()}
`,
      });
      const expected = [1, 20, 21, 3];
      const outside = language === 'python' ? 'DELTA_REPLACE_WHERE_MISMATCH' : null;
      assert.deepEqual(result, { first: expected, second: expected, outside, after: expected });
    });
  }

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

  it('stream-foreach-batch: a replayed batch changes neither table; a plain append doubles', async () => {
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
});
