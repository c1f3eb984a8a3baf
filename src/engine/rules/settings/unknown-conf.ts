import { defineRule } from '../../rule';
import {
  confsInPython,
  confsInSql,
  deltaPropertiesInPython,
  deltaPropertiesInSql,
  type PropertyUse,
} from '../../spark/confs';
import { confsInJobs } from '../../spark/job-confs';
import type { ConfLookup, Problem } from '../../types';

function* problems(uses: readonly PropertyUse[], facts: { readonly confs?: ConfLookup }): Generator<Problem> {
  const confs = uses.length > 0 ? facts.confs : undefined;
  if (!confs) return;
  for (const { key, keySpan, keyWritten } of uses) {
    if (!/^(?:spark|delta)\./.test(key) || confs.find(key)) continue;
    // People keep values of their own in the session. A key with a near neighbour is a slip; any other may be meant.
    const [near] = confs.suggest(key, 1);
    if (!near) continue;
    const said = key.startsWith('delta.')
      ? `Delta has no table property \`${key}\``
      : `Spark knows no \`${key}\` and takes it without a word`;
    yield {
      span: keySpan,
      message: `${said}: did you mean \`${near.key}\`?`,
      fix: keyWritten
        ? { title: `Write ${near.key}`, safety: 'unsafe', edits: [{ ...keySpan, insert: near.key }] }
        : undefined,
    };
  }
}

export default defineRule({
  id: 'unknown-conf',
  family: 'settings',
  severity: 'warning',
  fix: 'unsafe',
  summary: 'A misspelt setting',
  why:
    'Spark takes any key: a misspelt one is stored, nobody reads it, and the setting that was meant keeps its value. The rule knows the settings of Spark, Delta and Databricks, and speaks when a key is near one of them; ' +
    'keys of your own are left alone. A table property that begins with `delta.` has to exist: Delta refuses any other.',
  docs: [
    {
      title: 'Configuration (Spark)',
      url: 'https://spark.apache.org/docs/latest/configuration.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SET spark.sql.adaptive.skewedJoin.enabled = true;\n',
      good: 'SET spark.sql.adaptive.skewJoin.enabled = true;\n',
    },
    {
      kind: 'python',
      bad: 'spark.conf.set("spark.sql.session.timezone", "UTC")\n',
      good: 'spark.conf.set("spark.sql.session.timeZone", "UTC")\n',
    },
    {
      bad: "ALTER TABLE main.sales.orders SET TBLPROPERTIES ('delta.logRetentionDurations' = 'interval 60 days');\n",
      good: "ALTER TABLE main.sales.orders SET TBLPROPERTIES ('delta.logRetentionDuration' = 'interval 60 days');\n",
    },
    {
      kind: 'bundle',
      bad: 'resources:\n  clusters:\n    etl:\n      spark_conf:\n        spark.sql.session.timezone: UTC\n',
      good: 'resources:\n  clusters:\n    etl:\n      spark_conf:\n        spark.sql.session.timeZone: UTC\n',
    },
  ],
  nearMisses: [
    {
      why: 'a value of our own',
      kind: 'python',
      code: 'spark.conf.set("spark.shop.run_date", day)\nspark.conf.set("shop.env", "dev")\n',
    },
    {
      why: 'a cluster of one machine, and values of our own',
      kind: 'bundle',
      code: 'resources:\n  clusters:\n    dev:\n      spark_conf:\n        spark.databricks.cluster.profile: singleNode\n        spark.master: local[*, 4]\n        shop.run: daily\n',
    },
    {
      why: 'a key of a family',
      kind: 'python',
      code: 'spark.conf.set("spark.sql.catalog.lake", "org.example.Catalog")\nspark.conf.set("spark.hadoop.fs.s3a.endpoint", url)\n',
    },
    {
      why: 'the key of a storage account',
      kind: 'python',
      code: 'spark.conf.set("fs.azure.account.auth.type.shop.dfs.core.windows.net", "OAuth")\n',
    },
    {
      why: 'the key is put together',
      kind: 'python',
      code: 'spark.conf.set(f"spark.sql.adaptive.{name}.enabled", True)\n',
    },
    {
      why: 'properties in any case, families, and properties of our own',
      code:
        "ALTER TABLE main.s.t SET TBLPROPERTIES ('delta.AppendOnly' = 'true', 'delta.constraints.paid' = 'a > 0', 'logRetentionDurations' = '1');\n" +
        "CREATE TABLE main.s.u (a INT) TBLPROPERTIES (delta.feature.timestampNtz = 'supported', 'delta.someDay.inDatabricks' = 'x');\n",
    },
    { why: 'only read', kind: 'python', code: 'spark.conf.get("spark.sql.session.timezone", "UTC")\n' },
  ],

  scope: 'statement',
  words: ['SET', 'RESET', 'TBLPROPERTIES'],

  pythonScope: 'cell',
  *python(facts) {
    yield* problems([...confsInPython(facts), ...deltaPropertiesInPython(facts)], facts);
  },

  *sql(facts) {
    yield* problems([...confsInSql(facts), ...deltaPropertiesInSql(facts)], facts);
  },

  *job(facts) {
    yield* problems(confsInJobs(facts), facts);
  },
});
