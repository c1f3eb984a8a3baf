import assert from 'node:assert/strict';
import { applyEdits } from '../../src/engine';
import { findingsOf, marked, type Around } from './harness';

const python = { kind: 'python' } as const;
const found = (text: string, around: Around = python) =>
  findingsOf('unknown-option', text, around).map((f) => [text.slice(f.span.from, f.span.to), f.severity]);
const fixed = (text: string, around: Around = python) =>
  applyEdits(
    text,
    findingsOf('unknown-option', text, around).flatMap((f) => f.fix?.edits ?? []),
  ).text;

describe('options that a format does not have', () => {
  it('are marked as they are written: string, keyword, key of a dictionary, name that holds the text', () => {
    const text =
      'name = "headr"\n' +
      'spark.read.option(name, True).options(delimeter=";", **{"nullvalu": ""}).csv(p, multilin=True)\n';
    assert.deepEqual(marked('unknown-option', text, python).sort(), ['delimeter', 'multilin', 'name', 'nullvalu']);
    assert.equal(
      fixed(text),
      'name = "headr"\n' +
        'spark.read.option(name, True).options(delimiter=";", **{"nullValue": ""}).csv(p, multiLine=True)\n',
    );
  });

  it('are those of the format that ends the chain, wherever it is named', () => {
    for (const chain of [
      'spark.read.format("csv").option("headr", 1).load(p)',
      'spark.read.option("headr", 1).load(p, format="csv")',
      'spark.readStream.schema(s).option("headr", 1).csv(p)',
      'df.write.mode("append").option("headr", 1).csv(p)',
      'df.write.option("headr", 1).save(p, format="csv")',
      'df.writeStream.format("csv").option("checkpointLocation", c).option("headr", 1).start(p)',
      'spark.table("main.s.o").writeTo("main.s.t").using("csv").option("headr", 1).create()',
    ])
      assert.deepEqual(found(`${chain}\n`), [['headr', 'warning']], chain);
  });

  it('stay apart from those of the reader that the rows came from', () => {
    const text =
      'spark.read.option("header", True).csv(p).write.format("delta").option("overwriteSchema", True).save(q)\n' +
      'spark.read.format("delta").option("versionAsOf", 3).load(p).write.option("header", True).csv(q)\n';
    assert.deepEqual(found(text), []);
  });

  it('are advice where only other formats have them', () => {
    assert.deepEqual(found('spark.read.option("header", True).json(p)\n'), [['header', 'info']]);
    assert.deepEqual(found('df.write.format("delta").option("header", True).save(p)\n'), [['header', 'info']]);
    assert.equal(fixed('spark.read.option("header", True).json(p)\n'), 'spark.read.option("header", True).json(p)\n');
  });

  it('are a slip of the pen where a format has options that nobody lists', () => {
    assert.deepEqual(found('df.write.format("delta").option("overwriteShema", True).save(p)\n'), [
      ['overwriteShema', 'warning'],
    ]);
    assert.deepEqual(found('df.write.format("jdbc").option("batchsiz", 9).option("encrypt", True).save()\n'), [
      ['batchsiz', 'warning'],
    ]);
  });

  it('get the prefix that is missing, and lose one that is too much', () => {
    const reader = 'spark.readStream.format("cloudFiles").option("cloudFiles.format", "csv")';
    assert.equal(
      fixed(
        `${reader}.option("schemaHints", h).option("cloudFiles.header", True).option("cloudFile.schemaHints", h).load(p)\n`,
      ),
      `${reader}.option("cloudFiles.schemaHints", h).option("header", True).option("cloudFiles.schemaHints", h).load(p)\n`,
    );
    assert.equal(
      fixed('spark.readStream.format("kafka").option("sasl.mechanism", "PLAIN").option("subscribe", t).load()\n'),
      'spark.readStream.format("kafka").option("kafka.sasl.mechanism", "PLAIN").option("subscribe", t).load()\n',
    );
    // No keyword can hold a dot.
    assert.equal(fixed(`${reader}.options(schemaHints=h).load(p)\n`), `${reader}.options(schemaHints=h).load(p)\n`);
  });

  it('say what becomes of them', () => {
    const said = (text: string) => findingsOf('unknown-option', text, python).map((f) => f.message);
    assert.deepEqual(said('spark.read.option("table", t).csv(p)\n'), [
      'CSV has no option `table`: nothing reads it here.',
    ]);
    assert.deepEqual(said('spark.readStream.format("cloudFiles").option("cloudFiles.shop", 1).load(p)\n'), [
      'Auto Loader has no option `cloudFiles.shop` and refuses the stream.',
    ]);
  });

  it('in SQL: read_files, COPY INTO, tables of files', () => {
    const sql =
      "SELECT * FROM read_files('/p', format => 'json', multilin => true);\n" +
      "SELECT * FROM STREAM read_files('/p', schemaHint => 'a INT');\n" +
      "COPY INTO t FROM '/p' FILEFORMAT = CSV FORMAT_OPTIONS ('delimeter' = ';') COPY_OPTIONS ('forse' = 'true');\n" +
      "CREATE TABLE t2 (a INT) USING json OPTIONS ('header' 'true', multilin = true);\n";
    assert.deepEqual(found(sql, { kind: 'sql' }), [
      ['multilin', 'warning'],
      ['schemaHint', 'warning'],
      ['delimeter', 'warning'],
      ['forse', 'warning'],
      ['header', 'info'],
      ['multilin', 'warning'],
    ]);
    assert.match(fixed(sql, { kind: 'sql' }), /multiLine => true[^]*schemaHints =>[^]*'delimiter' = ';'[^]*'force' =/);
    assert.deepEqual(marked('unknown-option', `spark.sql("${sql.split('\n')[0]!}")\n`, python), ['multilin']);
  });
});
