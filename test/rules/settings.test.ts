import assert from 'node:assert/strict';
import { applyEdits, defaultSettings, lint, type ConfLookup, type LintCache, type LintResult } from '../../src/engine';
import { confs } from '../confs/data';
import { findingsOf, marked } from './harness';

/** The text after every fix of the rule, safe or not. */
function fixed(id: string, text: string, kind: 'python' | 'sql' = 'sql'): string {
  const edits = findingsOf(id, text, { kind }).flatMap((f) => f.fix?.edits ?? []);
  return applyEdits(text, edits).text;
}

describe('settings that switch off the optimiser, and fixed numbers of partitions', () => {
  it('changes the value and nothing else, in the spelling that stands there', () => {
    const set = (key: string, value: string) => `spark.conf.set("${key}", ${value})\n`;
    const on = (key: string, value: string) => fixed('disabled-optimizer', set(key, value), 'python');
    assert.equal(on('spark.sql.adaptive.enabled', 'False'), set('spark.sql.adaptive.enabled', 'True'));
    assert.equal(on('spark.sql.adaptive.enabled', "'false'"), set('spark.sql.adaptive.enabled', "'true'"));
    assert.equal(
      on('spark.sql.autoBroadcastJoinThreshold', '-1'),
      set('spark.sql.autoBroadcastJoinThreshold', '10485760'),
    );
    assert.equal(
      fixed('disabled-optimizer', 'SET spark.sql.cbo.enabled = FALSE;\nSELECT 1'),
      'SET spark.sql.cbo.enabled = true;\nSELECT 1',
    );
    assert.equal(
      fixed('hard-coded-shuffle-partitions', 'SET spark.sql.shuffle.partitions=64'),
      'SET spark.sql.shuffle.partitions=auto',
    );
  });

  it('marks the statement, the call, or the step of a builder', () => {
    const python =
      'off = "false"\nspark.conf.set("spark.sql.adaptive.enabled", off)\n' +
      'spark = (SparkSession.builder\n  .appName("a").config("spark.sql.autoBroadcastJoinThreshold", "-1").getOrCreate())\n' +
      'spark.sql("SET spark.sql.parquet.filterPushdown = false")\n';
    assert.deepEqual(marked('disabled-optimizer', python, { kind: 'python' }), [
      'spark.conf.set("spark.sql.adaptive.enabled", off)',
      'config("spark.sql.autoBroadcastJoinThreshold", "-1")',
      'SET spark.sql.parquet.filterPushdown = false',
    ]);
    // The value stands elsewhere: nothing to write here.
    assert.equal(findingsOf('disabled-optimizer', python, { kind: 'python' })[0]!.fix, undefined);
  });

  it('is silent in tests, and where a hole decides', () => {
    const text = 'spark.conf.set("spark.sql.adaptive.enabled", "false")\n';
    assert.deepEqual(marked('disabled-optimizer', text, { path: 'tests/conftest.py' }), []);
    const hole = 'spark.sql(f"SET spark.sql.adaptive.enabled = {flag}")\nspark.sql(f"SET {key} = false")\n';
    assert.deepEqual(marked('disabled-optimizer', hole, { kind: 'python' }), []);
  });
});

describe('rules that ask for the settings of Spark', () => {
  const sql = 'SET spark.sql.adaptive.skewedJoin.enabled = true;\nSET spark.executor.memory = 8g;\n';
  const rulesOf = (result: LintResult) => result.findings.map((f) => f.rule).filter((id) => id.includes('conf'));

  it('ask where something is set, and nowhere else', () => {
    let asked = 0;
    const ask = () => void asked++;
    lint({ path: 'a.sql', text: 'SELECT a FROM s.t;\nSET spark.executor.memory;\nRESET a.b;\n' }, defaultSettings, {
      confs: ask,
    });
    lint({ path: 'a.py', text: 'settings.set("a", 1)\nspark.conf.get("spark.executor.memory")\n' }, defaultSettings, {
      confs: ask,
    });
    assert.equal(asked, 0);
    lint({ path: 'a.sql', text: sql }, defaultSettings, { confs: ask });
    assert.ok(asked > 0);
  });

  it('say nothing until the settings are there, and then what they would have said, though the text is the same', () => {
    const python = 'spark.conf.set("spark.executor.memory", "8g")\n';
    for (const input of [
      { path: 'a.sql', text: sql },
      { path: 'a.py', text: `${python}spark.sql("""${sql.split(';')[0]!}""")\n` },
    ]) {
      const cache: LintCache = {};
      const host: { confs?: ConfLookup } = {};
      const run = () => rulesOf(lint(input, defaultSettings, { cache, confs: () => host.confs }));
      assert.deepEqual(run(), []);
      host.confs = confs;
      assert.deepEqual(run().sort(), ['static-conf-at-runtime', 'unknown-conf']);
      assert.deepEqual(rulesOf(lint(input, defaultSettings)), []);
    }
  });

  it('write the key that was meant, inside of its quotes', () => {
    const text = `name = "spark.sql.session.timezone"\nspark.conf.set(name, "UTC")\nspark.conf.set('spark.sql.session.timezone', "UTC")\n`;
    const found = findingsOf('unknown-conf', text, { kind: 'python' });
    assert.deepEqual(
      found.map((f) => [text.slice(f.span.from, f.span.to), f.fix?.edits[0]?.insert]),
      [
        ['name', undefined],
        ['spark.sql.session.timezone', 'spark.sql.session.timeZone'],
      ],
    );
  });

  it('know the properties of Delta tables, wherever they are given', () => {
    const sql =
      "CREATE TABLE main.s.t (a INT) TBLPROPERTIES (delta.autoOptimise.autoCompact = true, 'quality' = 'gold');\n" +
      "ALTER TABLE main.s.t SET TBLPROPERTIES ('delta.enableChangeDataFeeds' = 'true');\n" +
      "CREATE TABLE main.s.u (a INT) USING csv OPTIONS ('delta.enableChangeDataFeeds' = 'true');\n";
    assert.deepEqual(marked('unknown-conf', sql), ['delta.autoOptimise.autoCompact', 'delta.enableChangeDataFeeds']);
    assert.match(
      fixed('unknown-conf', sql),
      /\(delta\.autoOptimize\.autoCompact = [^]*'delta\.enableChangeDataFeed' =/,
    );
    const python =
      'DeltaTable.create(spark).tableName("main.s.t").property("delta.enableChangeDataFeeds", "true").execute()\n' +
      'df.writeTo("main.s.t").tableProperty("delta.appendsOnly", "true").create()\n';
    assert.deepEqual(marked('unknown-conf', python, { kind: 'python' }), [
      'delta.enableChangeDataFeeds',
      'delta.appendsOnly',
    ]);
  });

  it('take a line away that sets a default, where it stands alone at the margin', () => {
    const set = 'spark.conf.set("spark.sql.files.ignoreCorruptFiles", "false")';
    const text = (line: string) => `a = 1\n${line}b = 2\n`;
    const fix = (line: string) => fixed('conf-equals-default', text(line), 'python');
    assert.equal(fix(`${set}\n`), 'a = 1\nb = 2\n');
    for (const line of [`${set}  # why\n`, `if a:\n    ${set}\n`, `x = ${set}\n`, `f(); ${set}\n`])
      assert.equal(fix(line), text(line));
    assert.equal(findingsOf('conf-equals-default', text(`if a:\n    ${set}\n`), { kind: 'python' }).length, 1);
  });

  it('know an old name from a key that is gone, and a key that is gone from one that is refused', () => {
    const levels = (text: string, runtime?: string) =>
      findingsOf('removed-conf', text, { kind: 'python', target: { runtime } }).map((f) => [
        f.severity,
        f.fix?.edits[0]?.insert,
      ]);
    const build = (key: string) => `SparkSession.builder.config("${key}", "1")\n`;
    assert.deepEqual(levels(build('spark.shuffle.memoryFraction')), [['warning', 'spark.memory.fraction']]);
    assert.deepEqual(levels(build('spark.yarn.executor.memoryOverhead')), [['info', 'spark.executor.memoryOverhead']]);
    assert.deepEqual(levels(build('spark.sql.fromJsonForceNullableSchema')), [['error', undefined]]);
  });

  it('tell what serverless compute refuses, and why', () => {
    const around = { target: { compute: 'serverless' } } as const;
    const words = findingsOf('unsupported-conf', 'SET spark.executor.memory = 8g', around).map((f) => f.message);
    assert.match(words[0]!, /CONFIG_NOT_AVAILABLE.*no machines to size/);
  });

  it('see quotes in SET as what they are: a part of the value', () => {
    const text = "SET spark.sql.ansi.enabled = 'true'";
    assert.equal(fixed('invalid-conf-value', text), 'SET spark.sql.ansi.enabled = true');
    assert.deepEqual(marked('invalid-conf-value', text), ["'true'"]);
    assert.deepEqual(marked('disabled-optimizer', "SET spark.sql.adaptive.enabled = 'false'"), []);
    const [choice] = findingsOf('invalid-conf-value', 'SET spark.sql.sources.partitionOverwriteMode = sometimes');
    assert.match(choice!.message, /one of `STATIC`, `DYNAMIC`/);
  });
});
