import assert from 'node:assert/strict';
import { matchOf, partsOf, queryOf } from '../../src/confs/complete';
import { finderFor, placeInPython, placeInSql } from '../../src/confs/places';

const PYTHON = `# spark.conf.set("spark.a.b", 1)
spark = (
    SparkSession.builder.appName('it''s')
    .config("spark.sql.ansi.enabled", "true")  # a comment with "quotes
    .config(map={"spark.x.y": f"{n}", 'spark.executor.memory': """4g"""})
    .getOrCreate()
)
for key, value in settings.items(): spark.conf.set(key, value)
settings = {"spark.sql.shuffle.partitions": "8", **more}
df = spark.readStream.format("cloudFiles").options(**{"cloudFiles.format": "json"}).load("/x")
spark.sql("SET spark.sql.ansi.enabled = true")
`;
const SQL = `-- SET spark.a.b = 1
SET \`spark.sql.ansi.enabled\` = true; /* SET x */
CREATE TABLE t (a INT) USING delta TBLPROPERTIES ('delta.appendOnly' = 'true', delta.logRetentionDuration = 'interval 1 day');
SELECT * FROM read_files('/x', format => 'csv', header => true);
COPY INTO t FROM '/x' FILEFORMAT = JSON FORMAT_OPTIONS ('multiLine' = 'true') COPY_OPTIONS ('force' = 'true')
`;
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
  others:
    x:
      configuration:
        spark.no.setting: 1
`;
const JSON_TEXT = `{"tasks": [{"new_cluster": {"spark_conf": {"spark.a.b": "1", "spark.c.d": "x\\"y"}, "n": {"spark.e.f": 1}}}]}`;
const PROPERTIES = '# a comment\nspark.executor.memory  4g\nspark.master=local\n';
const SHELL = 'spark-submit --conf spark.a.b=1 --conf "spark.c.d=x y" app.py # --conf spark.e.f=1\n';

type Finder = (text: string, offset: number) => ReturnType<typeof placeInSql>;
const finders: readonly [string, string, Finder][] = [
  ['Python', PYTHON, (text, offset) => placeInPython(text, offset).place],
  ['SQL', SQL, placeInSql],
  ['YAML', YAML, finderFor('databricks.yml', 'yaml')!],
  ['JSON', JSON_TEXT, finderFor('job.json', 'json')!],
  ['spark-defaults.conf', PROPERTIES, finderFor('spark-defaults.conf', 'properties')!],
  ['shell', SHELL, finderFor('run.sh', 'shellscript')!],
];

/** Every half of a setting in a text, each once. */
function all(text: string, find: Finder): string[] {
  const found = new Set<string>();
  for (let at = 0; at <= text.length; at++) {
    const place = find(text, at);
    if (!place || place.key === '') continue;
    const half = text.slice(place.span.from, place.span.to);
    if (half !== '') found.add(place.part === 'key' ? half : `${place.key}=${half}`);
  }
  return [...found];
}

describe('places of settings', () => {
  it('in Python', () => {
    assert.deepEqual(all(PYTHON, finders[0]![2]), [
      'spark.sql.ansi.enabled',
      'spark.sql.ansi.enabled=true',
      'spark.x.y',
      'spark.executor.memory',
      'spark.executor.memory=4g',
      'spark.sql.shuffle.partitions',
      'spark.sql.shuffle.partitions=8',
      'cloudFiles.format',
      'cloudFiles.format=json',
    ]);
  });

  it('in SQL', () => {
    assert.deepEqual(all(SQL, placeInSql), [
      'spark.sql.ansi.enabled',
      'spark.sql.ansi.enabled=true',
      'delta.appendOnly',
      'delta.appendOnly=true',
      'delta.logRetentionDuration',
      'delta.logRetentionDuration=interval 1 day',
      'format',
      'format=csv',
      'header',
      'header=true',
      'multiLine',
      'multiLine=true',
      'force',
      'force=true',
    ]);
  });

  it('in YAML: the keys under spark_conf, and under the configuration of pipelines alone', () => {
    assert.deepEqual(all(YAML, finders[2]![2]), [
      'spark.sql.shuffle.partitions',
      'spark.sql.shuffle.partitions=64',
      'spark.databricks.delta.preview.enabled',
      'spark.databricks.delta.preview.enabled=true',
      'spark.empty.value',
      'pipelines.trigger.interval',
      'pipelines.trigger.interval=5 minutes',
    ]);
  });

  it('in JSON, spark-defaults.conf and shell scripts', () => {
    assert.deepEqual(all(JSON_TEXT, finders[3]![2]), ['spark.a.b', 'spark.a.b=1', 'spark.c.d', 'spark.c.d=x\\"y']);
    assert.deepEqual(all(PROPERTIES, finders[4]![2]), [
      'spark.executor.memory',
      'spark.executor.memory=4g',
      'spark.master',
      'spark.master=local',
    ]);
    assert.deepEqual(all(SHELL, finders[5]![2]), ['spark.a.b', 'spark.a.b=1', 'spark.c.d', 'spark.c.d=x y']);
    assert.equal(finderFor('notes.txt', 'plaintext'), undefined);
    assert.equal(finderFor('other.conf', 'properties'), undefined);
  });

  it('never fail on half-written texts, and never reach beyond their line', () => {
    for (const [name, text, find] of finders) {
      for (let end = 0; end <= text.length; end++) {
        for (const at of [end, Math.max(0, end - 3), end >> 1]) {
          const place = find(text.slice(0, end), at);
          if (!place) continue;
          const { from, to } = place.span;
          assert.ok(from <= at && at <= to && to <= end, `${name} ${end} ${at}`);
          assert.ok(!text.slice(from, to).includes('\n'), `${name} ${end} ${at}`);
        }
      }
    }
  });

  it('are found in good time in texts that nobody would write', () => {
    const texts = [
      '/* */'.repeat(20_000),
      `/*${'*'.repeat(200_000)}`,
      "'".repeat(20_001),
      `'${'a'.repeat(200_000)}\\`,
      '-- x\n'.repeat(20_000),
      ' '.repeat(100_000),
      'SET '.repeat(20_000),
      '('.repeat(50_000),
      '{"a":'.repeat(20_000),
      '.a()'.repeat(20_000),
      'spark_conf: {'.repeat(5_000),
      `spark_conf:\n${'  a: b\n'.repeat(20_000)}`,
      `--conf ${'a='.repeat(20_000)}`,
    ];
    const begin = process.hrtime.bigint();
    for (const text of texts) for (const [, , find] of finders) find(text, text.length);
    const ms = Number(process.hrtime.bigint() - begin) / 1e6;
    assert.ok(ms < 5_000, `${ms} ms`);
  });
});

describe('what is typed of a key', () => {
  it('means a key by its beginning, its segments or its words', () => {
    const name = 'spark.sql.adaptive.advisoryPartitionSizeInBytes';
    const key = { key: name.toLowerCase(), parts: partsOf(name) };
    for (const typed of [
      '',
      'spark.sql.ad',
      'sql.adaptive',
      's.s.a',
      'advisory size',
      'partition bytes',
      'size advis',
      'Adaptive',
    ])
      assert.notEqual(matchOf(key, queryOf(typed)), undefined, typed);
    for (const typed of ['shuffle', 'spark.sqlx', 'advisory memory'])
      assert.equal(matchOf(key, queryOf(typed)), undefined, typed);
    assert.ok(matchOf(key, queryOf('spark.sql.ad'))! > matchOf(key, queryOf('advisory size'))!);
    assert.ok(matchOf(key, queryOf('advisory size'))! > matchOf(key, queryOf('size advis'))!);
  });
});
