import assert from 'node:assert/strict';
import { findingsOf, marked } from './harness';

const levels = (id: string, text: string, around = {}) => findingsOf(id, text, around).map((f) => f.severity);

describe('rules about dates and hard-coding: what is marked, and how loud', () => {
  it('wall-clock-filter marks one condition of each write, and is quieter where a re-run does no harm', () => {
    const id = 'wall-clock-filter';
    const from = 'SELECT id FROM main.s.u';
    const both = `INSERT INTO main.s.t BY NAME ${from} WHERE ts >= now() - INTERVAL 1 DAY AND date(ts) = current_date`;
    assert.deepEqual(marked(id, both), ['date(ts) = current_date']);
    assert.deepEqual(levels(id, both), ['warning']);
    const since = `WHERE ts >= dateadd(DAY, -1, current_date())`;
    assert.deepEqual(levels(id, `INSERT INTO main.s.t BY NAME ${from} ${since}`), ['warning']);
    const merge = `MERGE INTO main.s.t t USING (${from} ${since}) s ON t.id = s.id WHEN NOT MATCHED THEN INSERT *`;
    assert.deepEqual(levels(id, merge), ['info']);
    assert.deepEqual(levels(id, merge.replace(since, 'WHERE day = current_date()')), ['warning']);
    const anti = `INSERT INTO main.s.t BY NAME ${from} u ${since} AND NOT EXISTS (SELECT 1 FROM main.s.t t WHERE t.id = u.id)`;
    assert.deepEqual(levels(id, anti), ['info']);
    assert.deepEqual(marked(id, `INSERT INTO main.s.t BY NAME ${from} WHERE a = 1 OR day = current_date()`), []);
    assert.deepEqual(
      marked(id, 'INSERT INTO main.s.t BY NAME SELECT usage FROM system.billing.usage WHERE day = now()'),
      [],
    );
    const cte = `INSERT INTO main.s.t WITH new AS (${from} WHERE current_date() = day) SELECT id FROM new`;
    assert.deepEqual(marked(id, cte), ['current_date() = day']);
  });

  it('wall-clock-filter reads PySpark filters, in both spellings', () => {
    const python = (filter: string, mode = 'append') =>
      'import datetime\nfrom pyspark.sql.functions import col, current_date, date_sub\n' +
      `spark.table("a.b.c").where(${filter}).write.mode("${mode}").saveAsTable("a.b.t")\n`;
    const found = (filter: string, mode?: string) =>
      marked('wall-clock-filter', python(filter, mode), { kind: 'python' });
    assert.deepEqual(found('"day = current_date() - 1"'), ['day = current_date() - 1']);
    assert.deepEqual(found('(col("day") >= date_sub(current_date(), 1)) & (col("a") == 1)'), [
      'col("day") >= date_sub(current_date(), 1)',
    ]);
    assert.deepEqual(found('col("day") == datetime.date.today()'), ['col("day") == datetime.date.today()']);
    assert.deepEqual(found('col("valid_to") > current_date()'), []);
    assert.deepEqual(found('col("day") <= current_date()'), []);
    assert.deepEqual(found('"day = current_date()"', 'overwrite'), []);
  });

  it('hard-coded-date warns of a period, hints at an open start, and knows a fixed period by its names', () => {
    const id = 'hard-coded-date';
    const insert = (where: string, target = 'main.s.t') =>
      `INSERT INTO ${target} BY NAME SELECT id FROM main.s.u WHERE ${where}`;
    const found = (text: string, path?: string) =>
      findingsOf(id, text, { path }).map((f) => `${f.severity}: ${text.slice(f.span.from, f.span.to)}`);
    assert.deepEqual(found(insert("day BETWEEN '2024-01-01' AND '2024-01-31'")), [
      "warning: day BETWEEN '2024-01-01' AND '2024-01-31'",
    ]);
    assert.deepEqual(found(insert("day >= '2024-01-01'")), ["info: day >= '2024-01-01'"]);
    assert.deepEqual(found(insert('date_key = 20240131')), ['warning: date_key = 20240131']);
    assert.deepEqual(found(insert('amount = 20240131')), []);
    assert.deepEqual(found(insert("x = to_date('2024-01-31')")), ["warning: x = to_date('2024-01-31')"]);
    assert.deepEqual(found(insert("day IN ('2024-01-01', '2024-01-02')")), [
      "warning: day IN ('2024-01-01', '2024-01-02')",
    ]);
    assert.deepEqual(found("CREATE VIEW main.s.v AS SELECT id FROM main.s.u WHERE day = '2024-01-31'"), [
      "info: day = '2024-01-31'",
    ]);
    const load = insert("day = '2024-01-31'");
    assert.deepEqual(found(load, 'jobs/backfill/orders.sql'), []);
    assert.equal(found(load, '/tmp/build/project/jobs/orders/load.sql').length, 1);
    assert.deepEqual(found(insert("day = '2024-01-31'", 'main.demo.t')), []);
  });

  it('hard-coded-date reads PySpark filters', () => {
    const python = (filter: string) =>
      'import datetime\nimport pyspark.sql.functions as F\n' +
      `spark.table("a.b.c").filter(${filter}).write.mode("append").saveAsTable("a.b.t")\n`;
    const found = (filter: string) =>
      findingsOf('hard-coded-date', python(filter), { kind: 'python' }).map((f) => {
        return `${f.severity}: ${python(filter).slice(f.span.from, f.span.to)}`;
      });
    assert.deepEqual(found('F.col("day").between("2024-01-01", "2024-01-31")'), [
      'warning: F.col("day").between("2024-01-01", "2024-01-31")',
    ]);
    assert.deepEqual(found('F.col("day") >= F.lit("2024-01-01")'), ['info: F.col("day") >= F.lit("2024-01-01")']);
    assert.deepEqual(found('F.col("day") == datetime.date(2024, 1, 1)'), [
      'warning: F.col("day") == datetime.date(2024, 1, 1)',
    ]);
    assert.deepEqual(found('F.col("version") == "2024-01-01"'), []);
    assert.deepEqual(found('F.col("valid_to_date") == "9999-12-31"'), []);
  });
});
