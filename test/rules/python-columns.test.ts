import assert from 'node:assert/strict';
import { applyEdits } from '../../src/engine';
import { findingsOf, marked, type Around } from './harness';

const head = 'from pyspark.sql import Window, functions as F\nfrom delta.tables import DeltaTable\n';
const python: Around = { kind: 'python' };

/** What a rule marks in code that stands below the usual imports. */
const found = (id: string, code: string, around: Around = python) => marked(id, head + code, { ...python, ...around });
/** The code after the fix of the first finding. */
const fixed = (id: string, code: string) => {
  const [finding] = findingsOf(id, head + code, python);
  assert.ok(finding?.fix, 'a fix is offered');
  return applyEdits(head + code, finding.fix.edits).text.slice(head.length);
};
const levels = (id: string, code: string, around: Around = {}) =>
  findingsOf(id, head + code, { ...python, ...around }).map(({ severity }) => severity);

describe('windows of PySpark', () => {
  const window = 'w = Window.partitionBy("k").orderBy("d")\n';
  const frame = 'df = spark.table("a.b.t")\n';

  it('are marked from the function to the window', () => {
    const code = `${frame}df = df.withColumn("l", F.last("x").over(Window.orderBy("d")))\n`;
    assert.deepEqual(found('default-window-frame', code), ['F.last("x").over(Window.orderBy("d"))']);
    assert.deepEqual(found('window-without-partition', code), ['over(Window.orderBy("d"))']);
  });
  it('warn of last, and inform of totals', () => {
    const code = `${window}a = F.last("x").over(w)\nb = F.sum("x").over(w)\nc = F.first("x", ignorenulls=True).over(w)\n`;
    assert.deepEqual(levels('default-window-frame', code), ['warning', 'info', 'info']);
  });
  it('get their frame where they are used, and `Window` by the name that the file has for it', () => {
    assert.equal(
      fixed('default-window-frame', `${window}a = F.sum("x").over(w)\n`),
      `${window}a = F.sum("x").over(w.rangeBetween(Window.unboundedPreceding, Window.currentRow))\n`,
    );
    const code = 'from pyspark.sql.window import Window as W\na = F.last("x").over(W.partitionBy("k").orderBy("d"))\n';
    assert.match(fixed('default-window-frame', code), /rowsBetween\(W\.unboundedPreceding, W\.unboundedFollowing\)/);
  });
  it('are found through a class attribute and in a function', () => {
    const code =
      'class Job:\n    def __init__(self):\n        self.w = Window.partitionBy("k").orderBy("d")\n    def run(self):\n        return F.last("x").over(self.w)\n';
    assert.deepEqual(found('default-window-frame', code), ['F.last("x").over(self.w)']);
  });
  it('have an order that decides nothing: the message says why', () => {
    const message = (order: string) =>
      findingsOf(
        'unstable-first-value',
        `${head}${frame}df = df.withColumn("n", F.row_number().over(Window.partitionBy("k").orderBy(${order})))\n`,
        python,
      )[0]?.message;
    assert.match(message('F.desc("k")')!, /ordered by what it is partitioned by/);
    assert.match(message('F.lit(1)')!, /ordered by a constant/);
    assert.equal(message('F.lit(None)'), undefined);
    assert.equal(message('"k", "ts"'), undefined);
  });
});

describe('filters of PySpark', () => {
  const filter = (condition: string) => `df = spark.table("a.b.t").where(${condition})\n`;

  it('lose NULL: a warning where the catalog knows of it', () => {
    const tables = (nullable?: boolean) => ({ 'a.b.t': { columns: [{ name: 's', nullable }] } });
    const code = filter('F.col("s") != "x"');
    assert.deepEqual(levels('not-equal-drops-nulls', code, { tables: tables() }), ['info']);
    assert.deepEqual(levels('not-equal-drops-nulls', code, { tables: tables(true) }), ['warning']);
    assert.deepEqual(levels('not-equal-drops-nulls', code, { tables: tables(false) }), []);
    assert.deepEqual(levels('not-equal-drops-nulls', code, { path: 'tests/test_a.py' }), []);
  });
  it('keep NULL after the fix, wherever the condition was written', () => {
    const id = 'not-equal-drops-nulls';
    assert.equal(
      fixed(id, filter('(F.col("s") != "x") & F.col("t")')),
      filter('(~F.col("s").eqNullSafe("x")) & F.col("t")'),
    );
    assert.equal(
      fixed(id, filter('~F.col("s").isin("x", "y")')),
      filter('(~F.col("s").isin("x", "y") | F.col("s").isNull())'),
    );
    const named = 'closed = F.col("s") != "x"\ndf = spark.table("a.b.t").where(closed)\n';
    assert.match(fixed(id, named), /^closed = ~F\.col\("s"\)\.eqNullSafe\("x"\)\n/);
    const [flipped] = findingsOf(id, head + filter('"x" != F.col("s")'), python);
    assert.ok(flipped && !flipped.fix);
  });
  it('undo an outer join: told once for each join, with the kind that is meant', () => {
    const id = 'outer-join-nullified';
    const sides = 'a = spark.table("a.b.a")\nb = spark.table("a.b.b")\n';
    const code = `${sides}df = a.join(b, "id", "left").where((b.x == 1) & (b.y == 2)).where(b.z > 3)\n`;
    assert.deepEqual(found(id, code), ['b.x == 1']);
    assert.match(fixed(id, code), /a\.join\(b, "id", "inner"\)/);
    const full = `${sides}df = a.join(b, "id", how="full_outer").where(a.x.isin(1, 2))\n`;
    const [finding] = findingsOf(id, head + full, python);
    assert.match(finding!.message, /full join/);
    assert.equal(finding!.fix, undefined);
    assert.deepEqual(found(id, full.replace('full_outer', 'right')), ['a.x.isin(1, 2)']);
    assert.deepEqual(found(id, full.replace('full_outer', 'left_anti')), []);
  });
  it('by a function: a warning where the table is clustered by the column', () => {
    const code = filter('F.date_trunc("month", "order_ts") == "2024-03-01"');
    assert.deepEqual(levels('function-on-filter-column', code), ['info']);
    const tables = { 'a.b.t': { clusteredBy: ['order_ts'] } };
    assert.deepEqual(levels('function-on-filter-column', code, { tables }), ['warning']);
    assert.deepEqual(found('function-on-filter-column', code), ['F.date_trunc("month", "order_ts")']);
  });
  it('behind a grouping: only the parts that ask for keys', () => {
    const code =
      'df = spark.table("a.b.t").groupBy("k").agg(F.sum("x").alias("s")).where((F.col("k") == 1) & (F.col("s") > 2))\n';
    assert.deepEqual(found('filter-after-aggregation', code), ['F.col("k") == 1']);
  });
  it('are never true, or always', () => {
    const id = 'constant-condition';
    const message = (condition: string) => findingsOf(id, head + filter(condition), python)[0]?.message;
    assert.match(message('(F.col("x") > 10) & (F.col("x") < 5)')!, /never true/);
    assert.match(message('(F.col("x") < 10) | (F.col("x") > 5)')!, /always true, NULL aside/);
    assert.match(message('F.col("x") == F.col("x")')!, /true for all but NULL/);
    assert.equal(message('(F.col("a.x") == 1) & (F.col("b.x") == 2)'), undefined);
  });
});

describe('steps of a DataFrame', () => {
  it('that change nothing are taken out of the chain by the fix', () => {
    const code =
      'df = (\n    spark.table("a.b.t")\n    .orderBy("x")\n    .groupBy("k")\n    .count()\n    .distinct()\n)\n';
    assert.equal(fixed('order-discarded', code), code.replace('\n    .orderBy("x")', ''));
    assert.equal(fixed('redundant-distinct', code), code.replace('\n    .distinct()', ''));
  });
  it('stay where a comment would go with them', () => {
    const code =
      'df = (\n    spark.table("a.b.t")\n    # newest first\n    .orderBy("x")\n    .groupBy("k")\n    .count()\n)\n';
    const [finding] = findingsOf('order-discarded', head + code, python);
    assert.ok(finding && !finding.fix);
  });
  it('make a column twice: the second one is marked', () => {
    assert.deepEqual(found('duplicate-output-column', 'df = spark.table("a.b.t").select("a", "b", F.col("x").alias("A"))\n'), ['F.col("x").alias("A")']); // prettier-ignore
    assert.deepEqual(found('duplicate-output-column', 'df = spark.table("a.b.t").groupBy("k").agg(F.max("x").alias("k"))\n'), ['F.max("x").alias("k")']); // prettier-ignore
  });
  it('join without saying how', () => {
    assert.equal(
      fixed('implicit-join-type', 'a = spark.table("a.b.t")\nb = a.join(\n    a,\n    on=["id"],\n)\n'),
      'a = spark.table("a.b.t")\nb = a.join(\n    a,\n    on=["id"], how="inner",\n)\n',
    );
  });
  it('count joins along a chain, and stop at the option', () => {
    const code = `df = spark.table("a.b.t")\n${'df = df.join(other, "id")\n'.repeat(14)}`;
    assert.deepEqual(found('too-many-joins', code), ['join(other, "id")']);
  });
});

describe('Delta tables in Python', () => {
  const table = 'DeltaTable.forName(spark, "main.s.t")';

  it('are known through a name', () => {
    const tables = { 'main.s.t': { clusteredBy: ['id'], partitionedBy: [] } };
    const code = `t = ${table}\nt.optimize().where("d > 1").executeZOrderBy("id")\n`;
    assert.deepEqual(found('cluster-conflict', code, { tables }), ['executeZOrderBy']);
    assert.deepEqual(found('cluster-conflict', code.replace('t = ', 't = x or '), { tables }), []);
  });
  it('are ordered by too many columns', () => {
    const code = `${table}.optimize().executeZOrderBy("a", "b", "c", "d", "e")\n`;
    assert.deepEqual(found('zorder-conflict', code), ['"a", "b", "c", "d", "e"']);
  });
  it('have partition columns one by one, or too many of them', () => {
    const write = (columns: string) => `spark.table("a.b.t").write.partitionBy(${columns}).saveAsTable("a.b.u")\n`;
    assert.deepEqual(found('high-cardinality-partition', write('"day", "customer_id"')), ['"customer_id"']);
    assert.deepEqual(found('high-cardinality-partition', write('"a", "b", "c"')), ['"a", "b", "c"']);
    assert.deepEqual(found('high-cardinality-partition', write('"a", "year", "month"')), []);
  });
  it('are merged: the message says why the source is a part of the rows', () => {
    const merge = (source: string, on = '"t.id = s.id"') =>
      findingsOf(
        'merge-deletes-unmatched',
        `${head}${table}.alias("t").merge(${source}.alias("s"), ${on}).whenNotMatchedBySourceDelete().execute()\n`,
        python,
      )[0]?.message;
    assert.match(merge('spark.table("a.b.u").where(F.col("day") == run_day)')!, /`F\.col\("day"\) == run_day`/);
    assert.match(merge('spark.read.option("readChangeFeed", True).table("a.b.u")')!, /change feed/);
    assert.match(merge('spark.table("a.b.order_updates")')!, /seems to hold updates only/);
    assert.match(merge('spark.table("a.b.u")', '"t.id = s.id AND t.day = current_date()"')!, /ON asks for/);
    assert.equal(merge('spark.table("a.b.u")'), undefined);
    assert.equal(merge('spark.table("a.b.u").where(F.col("kind") == "x")'), undefined);
  });
  it('are merged from a source with a key twice', () => {
    const merge = (source: string, on = '"t.id = s.id"') =>
      found('merge-duplicate-source', `${table}.alias("t").merge(${source}.alias("s"), ${on}).whenMatchedUpdateAll().execute()\n`).length; // prettier-ignore
    assert.equal(merge('spark.table("a.b.u").select("id", "x").distinct()'), 1);
    assert.equal(merge('spark.table("a.b.u").groupBy("id", "day").count()'), 1);
    assert.equal(merge('spark.table("a.b.u").groupBy("id", "day").count()', 'F.col("t.id") == F.col("s.id")'), 1);
    assert.equal(merge('spark.table("a.b.u").groupBy("id", "day").count()', '"t.id = s.id AND s.day > 1"'), 0);
    assert.equal(merge('spark.table("a.b.u").groupBy("id").count()'), 0);
    assert.equal(merge('spark.read.option("readChangeFeed", "true").table("a.b.u")'), 1);
  });
});
