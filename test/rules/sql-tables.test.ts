import assert from 'node:assert/strict';
import { applyEdits } from '../../src/engine/index';
import { findingsOf, marked } from './harness';

const merge = 'MERGE INTO main.s.t t USING';

describe('rules about tables and their layout: what is marked, how loud, and what the fix writes', () => {
  it('function-on-filter-column warns of a clustering column, hints at a date of unknown layout, and writes the range', () => {
    const fixed = (text: string, clusteredBy?: string[]) => {
      const tables = clusteredBy && { 'main.s.t': { partitionedBy: [], clusteredBy } };
      return findingsOf('function-on-filter-column', text, { tables }).map((f) => {
        return [f.severity, f.fix && applyEdits(text, f.fix.edits).text.split('WHERE ')[1]];
      });
    };
    const query = (where: string) => `SELECT id FROM main.s.t WHERE ${where}`;
    const year = "order_date >= DATE'2024-01-01' AND order_date < DATE'2025-01-01'";
    const december = "order_date >= DATE'2024-12-01' AND order_date < DATE'2025-01-01'";
    assert.deepEqual(fixed(query('year(order_date) = 2024'), ['order_date']), [['warning', year]]);
    assert.deepEqual(fixed(query('year(order_date) = 2024')), [['info', year]]);
    assert.deepEqual(fixed(query("trunc(order_date, 'MM') = '2024-12-01'")), [['info', december]]);
    assert.deepEqual(fixed(query("date_trunc('YEAR', order_date) = '2024-01-01'")), [['info', year]]);
    // A month that begins on its second day never comes: there is no range to write.
    assert.deepEqual(fixed(query("trunc(order_date, 'MM') = '2024-12-02'")), [['info', undefined]]);
    assert.deepEqual(fixed(query('year(order_date) >= 2024')), [['info', undefined]]);
    assert.deepEqual(fixed(query('year(order_date) = :year')), [['info', undefined]]);
    assert.deepEqual(fixed(query("lower(name) = 'x'"), ['name']), [['warning', undefined]]);
  });

  it('merge-deletes-unmatched marks the clause and names the part that the source holds', () => {
    const report = (source: string, on = 't.id = s.id') => {
      const text = `${merge} ${source} s ON ${on} WHEN NOT MATCHED BY SOURCE THEN DELETE`;
      assert.deepEqual(
        marked('merge-deletes-unmatched', text).filter((m) => m !== 'WHEN NOT MATCHED BY SOURCE THEN DELETE'),
        [],
      );
      return findingsOf('merge-deletes-unmatched', text).map((f) => f.message);
    };
    assert.match(report('(SELECT id FROM main.s.u WHERE day = :day)')[0]!, /`day = :day`/);
    assert.match(report('(SELECT id FROM main.s.u WHERE updated_at > :since)')[0]!, /`updated_at > :since`/);
    assert.match(report("(SELECT id FROM table_changes('main.s.u', 3))")[0]!, /change feed/);
    assert.match(report('main.s.order_updates')[0]!, /hold updates only/);
    assert.match(report('main.s.u', 't.id = s.id AND t.day = :day')[0]!, /ON asks for `t.day = :day`/i);
    assert.deepEqual(report('main.s.u', 't.id = s.id AND t.day = s.day'), []);
  });

  it('merge-duplicate-source looks through a temporary view, and at the key that the catalog knows', () => {
    const end = 's ON t.id = s.id WHEN MATCHED THEN UPDATE SET a = s.a;';
    const view = `CREATE OR REPLACE TEMP VIEW latest AS SELECT DISTINCT id, a FROM main.s.u;\n${merge} latest ${end}`;
    assert.deepEqual(marked('merge-duplicate-source', view), ['latest s']);
    const tables = { 'main.s.u': { primaryKey: ['id', 'day'] } };
    const [found] = findingsOf('merge-duplicate-source', `${merge} main.s.u ${end}`, { tables });
    assert.match(found!.message, /more than once, with different `day`/);
    const feed = `${merge} (SELECT * FROM table_changes('main.s.u', 3)) ${end}`;
    assert.match(findingsOf('merge-duplicate-source', feed)[0]!.message, /one row for each change/);
  });

  it('counts the parts of a date as one partition column, and goes by the type before the name', () => {
    const create = (columns: string, by: string) => `CREATE TABLE main.s.t (${columns}) PARTITIONED BY (${by})`;
    const found = (columns: string, by: string) => marked('high-cardinality-partition', create(columns, by));
    assert.deepEqual(found('a INT, event TIMESTAMP', 'event'), ['event']);
    assert.deepEqual(found('a INT, country STRING, year INT, month INT', 'country, year, month'), []);
    assert.deepEqual(found('a INT, x INT, y INT, year INT, month INT', 'x, y, year, month'), ['x, y, year, month']);
    assert.deepEqual(found('user_uuid STRING, country STRING', 'country, user_uuid'), ['user_uuid']);
  });

  it('finds the same in a string of Python, on the right characters, and nothing where a hole decides', () => {
    const python = (sql: string) => `spark.sql(f"${sql}")\n`;
    const around = { kind: 'python' } as const;
    const update = python("UPDATE {catalog}.sales.orders SET status = 'x'");
    assert.deepEqual(marked('unfiltered-update', update, around), ['UPDATE {catalog}.sales.orders']);
    assert.deepEqual(marked('unfiltered-update', python("UPDATE main.s.t SET status = 'x' {where}"), around), []);
    assert.deepEqual(marked('zorder-conflict', python('OPTIMIZE main.s.t ZORDER BY ({columns})'), around), []);
    assert.deepEqual(
      marked('broad-grant', python('GRANT SELECT ON TABLE main.s.t TO `{user}@example.com`'), around),
      [],
    );
    assert.deepEqual(marked('hive-metastore-table', python('SELECT id FROM hive_metastore.{schema}.t'), around), [
      'hive_metastore.{schema}.t',
    ]);
  });
});
