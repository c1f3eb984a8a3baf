import assert from 'node:assert/strict';
import { findingsOf, marked } from './harness';

const id = 'unqualified-table';
const marks = (code: string, around = {}) => marked(id, code, { kind: 'python', ...around });

describe('tables that Python names without their catalog', () => {
  it('each way to read or write one is known', () => {
    const code =
      'from delta.tables import DeltaTable\na = spark.read.table("raw.a")\nb = spark.readStream.table(tableName="raw.b")\nc = DeltaTable.forName(spark, "raw.c")\n' +
      'a.write.insertInto("raw.d")\na.writeTo("raw.e").append()\nb.writeStream.option("checkpointLocation", p).toTable("f")\na.write.saveAsTable(name="g")\n';
    const names = ['raw.a', 'raw.b', 'raw.c', 'raw.d', 'raw.e', 'f', 'g'];
    assert.deepEqual(marks(code), names.map((name) => `"${name}"`)); // prettier-ignore
  });

  it('a single name is read from a table only where the project has one, and no view may hide it', () => {
    const tables = { 'main.s.orders': {} };
    const read = 'df = spark.table("orders")\n';
    assert.deepEqual(marks(read), []);
    assert.deepEqual(marks(read, { tables }), ['"orders"']);
    assert.deepEqual(marks(`${read}df.createOrReplaceTempView(name)\n`, { tables }), []);
    assert.deepEqual(marks(`spark.sql("CREATE TEMP VIEW v AS SELECT 1")\n${read}`, { tables }), []);
    assert.deepEqual(marks(`# Databricks notebook source\n${read}`, { tables, kind: 'python-notebook' }), []);
  });

  it('a file that chooses its catalog, a test and a pipeline are left alone', () => {
    const code = 'df = spark.table("raw.orders")\n';
    assert.deepEqual(marks(code), ['"raw.orders"']);
    for (const choice of [
      'spark.catalog.setCurrentCatalog("main")',
      'spark.sql("SET CATALOG main")',
      'spark.sql("USE main.raw")',
      'spark.sql(f"USE {where}")',
    ])
      assert.deepEqual(marks(`${choice}\n${code}`), [], choice);
    assert.deepEqual(marks(code, { path: 'tests/test_orders.py' }), []);
    assert.deepEqual(marks(`import dlt\n${code}`), []);
    assert.deepEqual(marks(`spark.sql("USE sales")\n${code}`), ['"raw.orders"']);
  });

  it('the message says what is missing', () => {
    const [two, one] = findingsOf(id, 'spark.table("raw.a").write.saveAsTable("b")\n', { kind: 'python' });
    assert.match(two!.message, /^Which catalog this is/);
    assert.match(one!.message, /^Which catalog and schema this is/);
  });
});
