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
});
