import assert from 'node:assert/strict';
import { useSpark } from './session';
import { type SnippetLanguage, fill, snippetsOf } from './snippets';

describe('spark snippets on real Spark + Delta', function () {
  this.timeout(300_000);
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
    ['python', 'python("latest")'],
    ['sql', 'latest = sql("latest")'],
  ] as const) {
    it(`spark-keep-latest (${language}): one row for each key, the newest; ties are decided`, async () => {
      const result = await spark().prove<unknown>({
        setup: [
          `CREATE TEMP VIEW orders AS SELECT * FROM VALUES
             (1, 'a', 1, '2024-01-01', 1), (1, 'b', 2, '2024-01-02', 1), (1, 'c', 3, '2024-01-02', 2), (2, 'd', 4, NULL, 1)
             AS o(order_id, customer_id, amount, updated_at, batch_id)`,
        ],
        sources: { latest: fill(language, 'spark-keep-latest', language === 'sql' ? { 1: 'orders' } : {}) },
        code: `
orders = spark.table("orders")
${call}
result = rows(latest.select("order_id", "customer_id"))
`,
      });
      assert.deepEqual(result, [[1, 'c'], [2, 'd']]); // prettier-ignore
    });
  }

  for (const [language, call] of [
    ['python', 'python("filter")'],
    ['sql', 'open_orders = sql("filter")'],
  ] as const) {
    it(`spark-null-safe-filter (${language}): keeps the rows without a value, which != drops`, async () => {
      const result = await spark().prove<unknown>({
        setup: [
          `CREATE TEMP VIEW orders AS SELECT * FROM VALUES (1, 'open'), (2, 'closed'), (3, NULL) AS o(order_id, status)`,
        ],
        sources: { filter: fill(language, 'spark-null-safe-filter', language === 'sql' ? { 1: 'orders' } : {}) },
        code: `
orders = spark.table("orders")
${call}
result = [rows(open_orders.select("order_id")), rows("SELECT order_id FROM orders WHERE status <> 'closed'")]
`,
      });
      assert.deepEqual(result, [[[1], [3]], [[1]]]);
    });
  }
});
