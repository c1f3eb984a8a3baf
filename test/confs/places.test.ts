import assert from 'node:assert/strict';
import { settingInString, settingInYaml, settingsInSqlSet, settingsInYaml } from '../../src/confs/places';

const YAML = `resources:
  jobs:
    nightly:
      job_clusters:
        - job_cluster_key: main
          new_cluster:
            spark_conf:
              spark.sql.shuffle.partitions: 64
              "spark.databricks.delta.preview.enabled": "true" # quoted
              spark.empty.value:
            spark_env_vars:
              spark.not.a.setting: 1
  pipelines:
    bronze:
      configuration: { pipelines.trigger.interval: '5 minutes' }
`;

describe('a setting in a string', () => {
  it('is the whole string', () => {
    assert.equal(settingInString('spark.sql.shuffle.partitions'), 'spark.sql.shuffle.partitions');
    assert.equal(settingInString(' delta.appendOnly '), 'delta.appendOnly');
    assert.equal(
      settingInString('fs.azure.account.key.lake.dfs.core.windows.net'),
      'fs.azure.account.key.lake.dfs.core.windows.net',
    );
    assert.equal(settingInString('pipelines.reset.allowed'), 'pipelines.reset.allowed');
  });

  it('is no sentence, no path, no table and no assignment', () => {
    for (const text of [
      '',
      'spark',
      'spark.',
      'spark..x',
      'main.sales.orders',
      'spark.x = 1',
      'read spark.sql.ansi.enabled',
      'delta./tmp/x y',
      'spark.' + 'a'.repeat(400),
    ]) {
      assert.equal(settingInString(text), undefined, text);
    }
  });
});

describe('settings in SQL', () => {
  const found = (sql: string) =>
    settingsInSqlSet(sql).map((place) => {
      assert.equal(sql.slice(place.span.from, place.span.to), place.key);
      if (place.valueSpan) assert.equal(sql.slice(place.valueSpan.from, place.valueSpan.to), place.value);
      return place.value === undefined ? place.key : `${place.key}=${place.value}`;
    });

  it('stand in SET and RESET', () => {
    assert.deepEqual(found('SET spark.sql.ansi.enabled = true'), ['spark.sql.ansi.enabled=true']);
    assert.deepEqual(found('set spark.a.b=1; SELECT 1;\nRESET spark.c.d;'), ['spark.a.b=1', 'spark.c.d']);
    assert.deepEqual(found('SET `spark.a.b` = 5 minutes ;'), ['spark.a.b=5 minutes']);
    assert.deepEqual(found('SET spark.sql.shuffle.partitions'), ['spark.sql.shuffle.partitions']);
    assert.deepEqual(found('-- why\n/* and\nmore */ SET spark.a.b = 1'), ['spark.a.b=1']);
    assert.deepEqual(found('SET spark.a.b ='), ['spark.a.b']);
  });

  it('do not stand in other statements, strings and comments', () => {
    for (const sql of [
      "UPDATE t SET a.b = 1 WHERE c = 'x; SET spark.a.b = 1'",
      'ALTER TABLE t SET TBLPROPERTIES (a.b = 1)',
      '-- SET spark.a.b = 1',
      '/* ; SET spark.a.b = 1 */ SELECT 1',
      'SET TIME ZONE "UTC"',
      'SET VAR x.y = 1',
      'SET x = 1',
      'SET',
      '',
      'SELECT "; SET spark.a.b = 1',
      "SELECT '; SET spark.a.b = 1",
    ]) {
      assert.deepEqual(found(sql), [], sql);
    }
  });
});

describe('settings in texts that nobody would write', () => {
  it('are looked for in good time', () => {
    const texts = [
      '/* */'.repeat(5_000) + 'x',
      "'".repeat(20_001),
      `'${'a'.repeat(200_000)}\\`,
      '-- x\n'.repeat(20_000) + 'SELECT',
      ' '.repeat(100_000) + 'SE',
      ';'.repeat(20_000),
      '\ud800;\udc00 SET spark.a.b = \ud800',
    ];
    const begin = process.hrtime.bigint();
    for (const text of texts) settingsInSqlSet(text);
    for (const text of texts) settingInString(text);
    for (const open of ['[', '{a: ', '- ', '? ']) settingInYaml('spark_conf: ' + open.repeat(3_000), 5);
    assert.ok(Number(process.hrtime.bigint() - begin) / 1e6 < 3_000);
  });
});

describe('settings in YAML', () => {
  it('are the keys under spark_conf and configuration, with exact places', () => {
    const places = settingsInYaml(YAML);
    assert.deepEqual(
      places.map((place) => [place.key, place.value]),
      [
        ['spark.sql.shuffle.partitions', '64'],
        ['spark.databricks.delta.preview.enabled', 'true'],
        ['spark.empty.value', undefined],
        ['pipelines.trigger.interval', '5 minutes'],
      ],
    );
    for (const place of places) {
      assert.equal(YAML.slice(place.span.from, place.span.to), place.key);
      if (place.valueSpan) assert.equal(YAML.slice(place.valueSpan.from, place.valueSpan.to), place.value);
    }
  });

  it('are found under the cursor, on the key and on the value', () => {
    const at = (text: string, shift = 0) => settingInYaml(YAML, YAML.indexOf(text) + shift)?.key;
    assert.equal(at('spark.sql.shuffle', 3), 'spark.sql.shuffle.partitions');
    assert.equal(at('64', 1), 'spark.sql.shuffle.partitions');
    assert.equal(at('delta.preview'), 'spark.databricks.delta.preview.enabled');
    assert.equal(at('5 minutes'), 'pipelines.trigger.interval');
    assert.equal(at('spark.not.a.setting'), undefined);
    assert.equal(at('resources'), undefined);
  });

  it('survives half-written files', () => {
    for (let end = 0; end <= YAML.length; end++) settingsInYaml(YAML.slice(0, end));
    assert.deepEqual(settingsInYaml('spark_conf: [a, {b: c}]'), []);
    assert.deepEqual(settingsInYaml('spark_conf: *missing\nx: {'), []);
    assert.deepEqual(settingsInYaml('spark_conf:\n\t"spark.a.b: 1'), []);
    assert.equal(settingInYaml('', 0), undefined);
  });
});
