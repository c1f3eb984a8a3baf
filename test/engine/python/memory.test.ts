import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultSettings, lint, rules, type LintCache, type LintInput } from '../../../src/engine/index';
import type { Problem } from '../../../src/engine/types';
import { TableCatalog } from '../../../src/engine/catalog/catalog';
import { readDocument } from '../../../src/engine/documents/read';
import type { PythonFacts } from '../../../src/engine/python/facts';
import { perCell } from '../../../src/engine/python/per-cell';
import { newPythonCache, readPython } from '../../../src/engine/python/read';
import { PythonMemory, PythonRun } from '../../../src/engine/python-run';
import type { Rule } from '../../../src/engine/rule';

const separator = '\n\n# COMMAND ----------\n\n';
const all = {
  ...defaultSettings,
  rules: new Map(rules.map((rule) => [rule.id, { severity: 'warning' as const, options: {} }])),
};

const notebook = (cells: readonly string[]): LintInput => ({
  path: 'etl/job.py',
  text: `# Databricks notebook source\n${cells.join(separator)}\n`,
});

/** Everything that a lint says, as one text. */
function saidOf(input: LintInput, cache?: LintCache): string {
  const { findings, skipped, failures, sql } = lint(input, all, { cache });
  assert.deepEqual(failures, []);
  return JSON.stringify([findings, skipped, sql.map(({ source }) => [source.toHost(0), source.text])], undefined, 1);
}

/** The Python of the examples and near misses of all rules. */
const codes = rules.flatMap(({ examples, nearMisses = [], python }) =>
  [...examples.flatMap(({ bad, good, kind }) => [bad, good].map((code) => ({ code, kind }))), ...nearMisses]
    .filter(({ kind, code }) =>
      kind ? /^python/.test(kind) : python !== undefined && !/^\s*(SELECT|CREATE)/.test(code),
    )
    .flatMap(({ code }) => code.replace('# Databricks notebook source\n', '').split(separator)),
);

/** Cells that hang together: names, functions, classes, streams, loops, strings that become SQL. */
const linked = [
  'from pyspark.sql import functions as F, Window',
  'from pyspark.sql.functions import *',
  'day = dbutils.widgets.get("day")\ntarget = f"main.s.{day}"',
  'df = spark.table("main.s.orders")\nother = df.join(spark.table("main.s.b"), "id", "left")',
  'def clean(df):\n    kept = df.where(F.col("x") == limit)\n    return kept.distinct()',
  'limit = 5',
  'limit = spark.table("main.s.limits").collect()[0]',
  'df = clean(df)\nother = clean(other)',
  'def batch(rows, number):\n    rows.count()\n    rows.write.mode("append").saveAsTable(target)',
  'writer = spark.readStream.table("main.s.e").writeStream.foreachBatch(batch)',
  'writer.start()',
  'for name in ["a", "b"]:\n    df = df.withColumn(name, F.lit(1))\n    df.count()',
  'class Job:\n    def __init__(self):\n        self.df = spark.table(target)\n\n    def run(self):\n        self.df.collect()\n        return clean(self.df)',
  'Job().run().write.mode("overwrite").saveAsTable("main.s.out")',
  'query = f"SELECT * FROM main.s.t WHERE d = \'{day}\'"',
  'spark.sql(query).toPandas()\nspark.sql("DELETE FROM " + target)',
  'spark.sql("DROP TABLE main.s.out")',
  'ordered = df.orderBy("x")\nordered.write.mode("append").saveAsTable("main.s.out")',
  'rows = df.collect()\nfor row in rows:\n    spark.sql(f"INSERT INTO main.s.t VALUES ({row.id})")\n    print(row.email)',
  'step = lambda f: f.where(f.x > 1)\ndf = df.transform(step).cache()\nif df.count() > 0:\n    df.show()',
  '# MAGIC %sql\n# MAGIC CREATE TABLE main.s.out (id INT, day DATE) PARTITIONED BY (day)',
  'df = undefined.select("a").transform(lambda f: f.distinct())',
  '# lakelint: ignore[collect-on-driver]\nrows = spark.table("main.s.t").collect()',
  'a = 1',
];

const typed = [
  '\n',
  ' ',
  'x',
  '(',
  ')',
  '"',
  "'",
  '#',
  '.',
  ':',
  '    ',
  '\nreturn df',
  '.cache()',
  '\nlimit = df',
  '\nimport os\n',
];

interface Edit {
  readonly kind: 'type' | 'delete' | 'cut' | 'insert' | 'swap' | 'back';
  readonly cell: number;
  readonly at: number;
  readonly text: string;
}

const anyCell = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...linked) }, fc.constantFrom(...codes));
const anyEdit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom('type', 'type', 'type', 'delete', 'cut', 'insert', 'swap', 'back'),
  cell: fc.nat(),
  at: fc.nat(),
  text: fc.constantFrom(...typed),
});

function edited(cells: readonly string[], { kind, cell, at, text }: Edit, added: string): string[] {
  const next = [...cells];
  const index = cell % Math.max(1, cells.length);
  const code = cells[index] ?? '';
  const place = at % (code.length + 1);
  if (kind === 'type') next[index] = code.slice(0, place) + text + code.slice(place);
  if (kind === 'delete') next[index] = code.slice(0, place) + code.slice(place + 1 + (cell % 5));
  if (kind === 'cut') next.splice(index, 1);
  if (kind === 'insert') next.splice(index, 0, added);
  if (kind === 'swap') next.push(...next.splice(index, 1));
  return next;
}

/** Lints one state after the other with one cache, and each of them anew. */
function holdsFor(states: readonly (readonly string[])[]): void {
  const cache: LintCache = {};
  for (const cells of states) assert.equal(saidOf(notebook(cells), cache), saidOf(notebook(cells)));
}

describe('Python between two keystrokes', () => {
  it('says the same with and without what is kept', function () {
    this.timeout(240_000);
    const run = fc.property(
      fc.array(anyCell, { minLength: 2, maxLength: 14 }),
      fc.array(fc.tuple(anyEdit, anyCell), { minLength: 1, maxLength: 8 }),
      (cells, edits) => {
        const states: (readonly string[])[] = [cells];
        for (const [edit, added] of edits) {
          const before = states[states.length - 1]!;
          states.push(edit.kind === 'back' ? (states[states.length - 2] ?? before) : edited(before, edit, added));
        }
        holdsFor(states);
      },
    );
    fc.assert(run, { numRuns: 60 });
  });

  const cases: Record<string, readonly (readonly string[])[]> = {
    'the body of a function sees another value': [
      [linked[0]!, linked[4]!, linked[3]!, linked[7]!, linked[5]!],
      [linked[0]!, linked[4]!, linked[3]!, linked[7]!, linked[6]!],
    ],
    'a callback of a stream is read anew, the cell with the stream is not': [
      [linked[2]!, linked[8]!, linked[9]!, linked[10]!, 'a = 1'],
      [linked[2]!, linked[8]!, linked[9]!, linked[10]!, 'target = "main.s.other"'],
      ['target = "main.s.first"', linked[8]!, linked[9]!, linked[10]!, 'a = 1'],
    ],
    'the first call of a function goes away': [
      [linked[4]!, linked[3]!, 'x = clean(df)', 'y = clean(other)'],
      [linked[4]!, linked[3]!, 'x = 1', 'y = clean(other)'],
      [linked[4]!, linked[3]!, 'x = clean(other)', 'y = clean(df)'],
    ],
    'cells with the same text change places': [
      ['a = spark.table("x.y.z").collect()', 'b = 1', 'a = spark.table("x.y.z").collect()'],
      ['b = 1', 'a = spark.table("x.y.z").collect()', 'a = spark.table("x.y.z").collect()'],
      ['a = spark.table("x.y.z").collect()'],
    ],
    'a guard appears in another cell': [
      [linked[3]!, 'df.write.mode("append").saveAsTable("main.s.out")', 'a = 1'],
      [linked[3]!, 'df.write.mode("append").saveAsTable("main.s.out")', 'spark.sql("TRUNCATE TABLE main.s.out")'],
      ['spark.sql("TRUNCATE TABLE main.s.out")', linked[3]!, 'df.write.mode("append").saveAsTable("main.s.out")'],
    ],
    'methods of a class share what they set': [
      [linked[4]!, linked[2]!, linked[12]!, linked[13]!],
      [linked[4]!, 'target = "main.s.fixed"', linked[12]!, linked[13]!],
      [linked[4]!, 'target = "main.s.fixed" ', linked[12]!, linked[13]!],
    ],
  };
  for (const [name, states] of Object.entries(cases)) it(name, () => holdsFor(states));
});

describe('what is asked again', () => {
  // What the first and the last cell hold depends on where the file begins and ends.
  const between = (...cells: string[]) => ['import os', ...cells, 'pass'];
  const cells = between('a = spark.table("a.b.c")', 'a.collect()', 'b = 1');

  /** The cells, by their first words, about which the rule is asked in each of the states. */
  function askedIn(states: readonly (readonly string[])[], looksAround = false): string[][] {
    const asked: string[] = [];
    const check = function* (facts: PythonFacts): Generator<Problem> {
      const [stmt] = facts.statements[0]!.body;
      asked.push(facts.document.text.slice(stmt!.from, stmt!.to));
      if (looksAround) yield { span: stmt!, message: String(facts.file.calls.length) };
    };
    const rule = { id: 'r', pythonScope: 'cell', python: check } as unknown as Rule;
    const memory = new PythonMemory();
    const cache = newPythonCache();
    const report = { problem: () => undefined, failure: () => assert.fail() };
    return states.map((state) => {
      const python = readPython(readDocument(notebook(state)), { target: {}, catalog: new TableCatalog(), cache });
      new PythonRun([{ rule, options: {} }], report, memory).run(python);
      return asked.splice(0);
    });
  }

  it('a cell that has changed, and one that uses its values', () => {
    const [first, ...rest] = cells;
    const other = between('a = 1', 'a = spark.table("a.b.d")', 'a.collect()', 'b = 1');
    assert.deepEqual(askedIn([cells, [first!, 'a = 1', ...rest], other]), [
      cells,
      ['a = 1'],
      ['a = spark.table("a.b.d")', 'a.collect()'],
    ]);
  });

  it('every cell for which a rule looks at the rest of the file', () => {
    assert.deepEqual(askedIn([cells, cells], true), [cells, cells]);
  });

  it('what is worked out of a cell is kept, but not what the rest of the file had a say in', () => {
    let worked = 0;
    const own = perCell(({ calls }) => ((worked += 1), calls.map(({ method }) => method)));
    const around = perCell(({ file }) => ((worked += 1), [file.calls.length]));
    const cache = newPythonCache();
    const read = (state: readonly string[]) =>
      readPython(readDocument(notebook(state)), { target: {}, catalog: new TableCatalog(), cache });
    assert.deepEqual(own(read(cells)), ['table', 'collect']);
    assert.deepEqual(own(read(['import os', 'c()', ...cells.slice(1)])), ['c', 'table', 'collect']);
    assert.equal(worked, cells.length + 1);
    assert.deepEqual(
      around(read(cells)),
      cells.map(() => 2),
    );
    assert.deepEqual(around(read(['import os', 'c()', ...cells.slice(1)])), [3, 3, 3, 3, 3, 3]);
  });
});
