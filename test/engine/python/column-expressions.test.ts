import assert from 'node:assert/strict';
import { TableCatalog } from '../../../src/engine/catalog/catalog';
import { readDocument } from '../../../src/engine/documents/read';
import {
  columnText,
  outputName,
  partsOf,
  readColumn,
  readColumns,
  type ColumnFact,
} from '../../../src/engine/python/column-expressions';
import { columnsOf, nullableColumn, tableBehind } from '../../../src/engine/python/frame-columns';
import type { PythonFacts } from '../../../src/engine/python/facts';
import { readPython } from '../../../src/engine/python/read';
import { uniqueRows } from '../../../src/engine/python/unique-rows';
import { windowCalls, type WindowSpec } from '../../../src/engine/python/windows';
import type { TableFacts } from '../../../src/engine/types';

const head = 'from pyspark.sql import Window, functions as F\ndf = spark.table("a.b.t")\n';

function factsOf(code: string, tables: Record<string, TableFacts> = {}): PythonFacts {
  const catalog = new TableCatalog(Object.entries(tables));
  return readPython(readDocument({ path: 'job.py', text: head + code }), { target: {}, catalog });
}

/** What the last assignment of a text binds. */
function last(facts: PythonFacts) {
  return facts.assignments[facts.assignments.length - 1]!.stmt.value!;
}

function columnIn(code: string): ColumnFact {
  const facts = factsOf(`c = ${code}\n`);
  return readColumn(last(facts), facts);
}

describe('Column expressions', () => {
  it('name columns in every way that PySpark has', () => {
    for (const code of ['F.col("x")', 'df.x', 'df["x"]', 'F.column("x")']) {
      const fact = columnIn(code);
      assert.equal(fact.kind === 'column' && fact.name, 'x', code);
    }
    const field = columnIn('F.col("s")["x"]');
    assert.equal(field.kind === 'column' && field.name, 's.x');
    const frames = ['df.x', 'F.col("x")'].map((code) => {
      const fact = columnIn(code);
      return fact.kind === 'column' && fact.frame?.kind;
    });
    assert.deepEqual(frames, ['dataframe', undefined]);
  });

  it('are told apart: operators, calls, values, and what nobody knows', () => {
    const kinds = ['F.col("x") == 1', '~df.x', 'F.year("d")', 'df.x.cast("int")', 'F.lit(1)', '"x"', '-1', 'unknown', 'F.col(name)', 'F.expr("a + b")']; // prettier-ignore
    assert.deepEqual(
      kinds.map((code) => columnIn(code).kind),
      ['operator', 'not', 'call', 'call', 'literal', 'literal', 'literal', 'unknown', 'unknown', 'unknown'],
    );
  });

  it('are followed through names, as long as one expression alone may stand there', () => {
    const followed = factsOf('big = F.col("x") > 5\nc = big\n');
    assert.equal(readColumn(last(followed), followed).kind, 'operator');
    const either = factsOf('if a:\n    big = F.col("x") > 5\nelse:\n    big = F.col("y") > 5\nc = big\n');
    assert.equal(readColumn(last(either), either).kind, 'unknown');
    const built = factsOf(
      'cond = F.col("a") == 1\ncond = cond & (F.col("b") == 2)\ncond = cond & df.c.isNull()\nc = cond\n',
    );
    assert.equal([...partsOf(last(built), '&', built)].length, 3);
  });

  it('do not grow with names that stand in them twice', () => {
    const doubled = Array.from({ length: 60 }, () => 'c = (c & F.col("a")) & (c & F.col("b"))\n').join('');
    const facts = factsOf(`c = F.col("x") == 1\n${doubled}`);
    assert.ok([...partsOf(last(facts), '&', facts)].length < 200);
  });

  it('are known behind a star import, but not names that Python or the file has', () => {
    const kinds = (code: string) => {
      const facts = factsOf(`from pyspark.sql.functions import *\n${code}\n`);
      return facts.valueOf(last(facts)).kind;
    };
    assert.equal(kinds('c = col("x")'), 'column');
    assert.equal(kinds('def lit(x):\n    return 5\nc = lit("x")'), 'number');
    assert.equal(kinds('c = max([1, 2])'), 'unknown');
    assert.equal(kinds('c = helper("x")'), 'unknown');
    const without = factsOf('c = col("x")\n');
    assert.equal(without.valueOf(last(without)).kind, 'unknown');
  });

  it('have a name in the result, unless Spark makes one up', () => {
    const names = (code: string) => {
      const facts = factsOf(`c = ${code}\n`);
      return outputName(readColumn(last(facts), facts), facts);
    };
    assert.deepEqual(['F.col("t.x")', 'F.sum("x").alias("s")', 'F.sum("x")', 'F.sum("x").alias(n)'].map(names), [
      'x',
      's',
      undefined,
      undefined,
    ]);
  });

  it('are read out of lists, unless a list is changed on its way', () => {
    const listed = (code: string) => {
      const facts = factsOf(`${code}\n`);
      const [call] = facts.callsNamed('select');
      return readColumns(call!.call.args, facts)?.map((one) => columnText(one, facts));
    };
    assert.deepEqual(listed('df.select("a", F.col("B"), df.c)'), ['a', 'b', 'c']);
    assert.deepEqual(listed('df.select(["a", *["b"]])'), ['a', 'b']);
    assert.deepEqual(listed('keys = ["a", "b"]\ndf.select(*keys)'), ['a', 'b']);
    assert.equal(listed('keys = ["a", "b"]\nkeys.append("c")\ndf.select(*keys)'), undefined);
    assert.equal(listed('df.select(*[k for k in keys])'), undefined);
    assert.equal(listed('df.select("a", name)'), undefined);
  });
});

describe('windows in Python', () => {
  const specOf = (code: string): WindowSpec | undefined => [...windowCalls(factsOf(code))][0]?.spec;
  const size = (spec: WindowSpec | undefined) => spec && [spec.partitionBy?.length, spec.orderBy?.length, !!spec.frame];

  it('are read through names and chains, the last call of a kind counts', () => {
    assert.deepEqual(size(specOf('x = F.sum("a").over(Window.partitionBy("k", df.m).orderBy(F.desc("d")))\n')), [2, 1, false]); // prettier-ignore
    const named = 'w = Window.partitionBy("k")\nv = w.orderBy("d")\nx = F.sum("a").over(v.rowsBetween(-1, 0))\n';
    assert.deepEqual(size(specOf(named)), [1, 1, true]);
    assert.deepEqual(size(specOf('x = F.sum("a").over(Window.partitionBy("k").partitionBy("m", "n"))\n')), [2, 0, false]); // prettier-ignore
  });
  it('leave unknown what is handed in', () => {
    assert.equal(specOf('def f(w):\n    return F.sum("a").over(w)\n'), undefined);
    assert.deepEqual(size(specOf('x = F.sum("a").over(Window.partitionBy(*keys).orderBy("d"))\n')), [undefined, 1, false]); // prettier-ignore
  });
});

describe('columns of a frame', () => {
  const tables = { 'a.b.t': { columns: [{ name: 'x', nullable: true }, { name: 'y', nullable: false }], primaryKey: ['id'] } }; // prettier-ignore
  const about = <T>(code: string, ask: (frame: never, facts: PythonFacts) => T): T => {
    const facts = factsOf(`${code}\n`, tables);
    return ask(facts.valueOf(last(facts)) as never, facts);
  };

  it('may be NULL as the catalog says, until a step says otherwise', () => {
    const nullable = (code: string, name = 'x') => about(code, (frame, facts) => nullableColumn(frame, name, facts));
    assert.equal(nullable('f = df.where("a > 1").select("x", "y")'), true);
    assert.equal(nullable('f = df', 'y'), false);
    assert.equal(nullable('f = df', 'id'), false);
    assert.equal(nullable('f = df.where(F.col("x") > 1)'), false);
    assert.equal(nullable('f = df.where(F.col("x").isNull() | (df.x > 1))'), true);
    assert.equal(nullable('f = df.fillna(0)'), false);
    assert.equal(nullable('f = df.na.drop()'), false);
    assert.equal(nullable('f = df.withColumn("x", F.coalesce("x", F.lit(0)))'), false);
    assert.equal(nullable('f = df.withColumn("x", F.upper("x"))'), undefined);
    assert.equal(nullable('f = df.join(other, "id")'), undefined);
  });
  it('belong to a table for as long as they are handed on', () => {
    const behind = (code: string) => about(code, (frame, facts) => tableBehind(frame, 'x', facts));
    assert.equal(behind('f = df.where("a > 1").withColumn("z", F.lit(1)).orderBy("x")'), 'a.b.t');
    assert.equal(behind('f = df.withColumn("x", F.lit(1))'), undefined);
    assert.equal(behind('f = df.groupBy("x").count()'), undefined);
  });
  it('are known behind select, and unique behind groupBy and dropDuplicates', () => {
    assert.deepEqual(about('f = df.select("x", F.max("y").alias("m")).orderBy("x")', columnsOf), ['x', 'm']);
    assert.equal(about('f = df.select("x", F.max("y"))', columnsOf), undefined);
    const unique = (code: string) => about(code, uniqueRows);
    assert.deepEqual(unique('f = df.groupBy("x", F.to_date("t").alias("day")).count()'), ['x', 'day']);
    assert.deepEqual(unique('f = df.dropDuplicates(["x"]).where("y > 1")'), ['x']);
    assert.deepEqual(unique('f = df.where("y > 1")'), ['id']);
    assert.equal(unique('f = df.rollup("x").count()'), undefined);
    assert.equal(unique('f = df.groupBy("x").applyInPandas(g, schema)'), undefined);
    assert.equal(unique('f = df.select("x")'), undefined);
  });
});
