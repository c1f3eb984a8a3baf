import assert from 'node:assert/strict';
import { words } from '../../src/confs/words';
import { readFacts } from '../../src/tools/build-confs';
import { confs, data } from './data';

const facts = readFacts(process.cwd());
const retired = facts.spark.filter((fact) => fact.deprecated ?? fact.removed ?? fact.renamedTo);

/** Documented settings whose default Spark works out from others, or that are a prefix of keys and no key. */
const WITHOUT_DEFAULT = [
  'spark.default.parallelism',
  'spark.driver.memoryOverhead',
  'spark.executor.memoryOverhead',
  'spark.kubernetes.authenticate.executor.serviceAccountName',
  'spark.scheduler.minRegisteredResourcesRatio',
  'spark.ssl',
  'spark.ssl.historyServer',
  'spark.ssl.rpc',
  'spark.ssl.standalone',
  'spark.ssl.ui',
  'spark.ui.reverseProxyUrl',
];

/** Settings that were given up, and nothing came in their place. */
const WITHOUT_REPLACEMENT = [
  'spark.cache.class',
  'spark.executor.port',
  'spark.network.remoteReadNioBufferConversion',
  'spark.rpc',
  'spark.rpc.numRetries',
  'spark.rpc.retry.wait',
  'spark.shuffle.server.chunkFetchHandlerThreadsPercent',
  'spark.shuffle.server.finalizeShuffleMergeThreadsPercent',
  'spark.shuffle.spill',
  'spark.sql.ansi.strictIndexOperator',
  'spark.sql.execution.pandas.respectSessionTimeZone',
  'spark.sql.fromJsonForceNullableSchema',
  'spark.sql.legacy.allowCreatingManagedTableUsingNonemptyLocation',
  'spark.sql.legacy.allowZeroIndexInFormatString',
  'spark.sql.legacy.compareDateTimestampInTimestamp',
  'spark.sql.legacy.execution.pandas.groupedMap.assignColumnsByName',
  'spark.sql.legacy.replaceDatabricksSparkAvro.enabled',
  'spark.sql.optimizer.metadataOnly',
  'spark.sql.optimizer.runtimeFilter.semiJoinReduction.enabled',
  'spark.sql.parser.escapedStringLiterals',
  'spark.yarn.am.port',
  'spark.yarn.credentials.file.retention.count',
  'spark.yarn.credentials.file.retention.days',
  'spark.yarn.services',
];

describe('what the documentation of Spark, Delta and Auto Loader names', () => {
  it('is known to the last public setting of Spark, with a default, a type or choice, and a page', () => {
    const documented = facts.spark.filter(
      (fact) => fact.key.startsWith('spark.') && (fact.docPages?.length ?? 0) > 0 && !fact.internal,
    );
    assert.ok(documented.length > 975, `${documented.length}`);
    const lacking = documented.flatMap(({ key, pattern }) => {
      const conf = confs.find(key);
      if (conf?.key !== key) return [key];
      assert.match(conf.url ?? '', /^https:\/\/spark\.apache\.org\/docs\/latest\//, key);
      return conf.default !== undefined || conf.fallback !== undefined || pattern ? [] : [key];
    });
    assert.deepEqual(lacking, WITHOUT_DEFAULT);
  });

  it('is known to the last table property of Delta, in any case', () => {
    for (const { key, pattern } of facts.delta.tableProperties) {
      const written = pattern ? key.replace(/<[^>]+>/, 'shop') : key;
      assert.equal(confs.find(written)?.key, key);
      assert.equal(confs.find(written)?.kind, 'table property');
      if (!pattern) assert.equal(confs.find(written.toUpperCase().replace('DELTA', 'delta'))?.key, key);
    }
    assert.ok(facts.delta.tableProperties.length >= 59);
  });

  it('is known to the last option of Auto Loader, as a stream and in read_files', () => {
    const names = facts.options.filter(({ format }) => format === 'cloudFiles').map(({ key }) => key);
    assert.ok(names.filter((name) => name.startsWith('cloudFiles.')).length >= 45);
    for (const name of names) {
      const written = name.replace('*', 'team');
      assert.equal(confs.optionsOf('cloudFiles', 'json')?.find(written)?.key, name, name);
      const bare = written.replace('cloudFiles.', '');
      assert.equal(confs.optionsOf('read_files', 'json')?.isUnknown(bare), false, bare);
    }
  });

  it('answers each deprecated, removed or renamed setting with what is there instead', () => {
    assert.equal(retired.length, 94);
    const without: string[] = [];
    for (const { key } of retired) {
      const conf = confs.find(key);
      assert.ok(conf?.removed ?? conf?.renamed ?? conf?.deprecated, key);
      const instead = conf?.replacement ?? [];
      if (instead.length === 0) without.push(key);
      for (const other of instead) {
        const known = other.includes('{') || other.endsWith('*') || confs.find(other);
        assert.ok(known, `${key}: ${other}`);
      }
    }
    assert.deepEqual(without, WITHOUT_REPLACEMENT);
  });

  it('holds families by their members', () => {
    for (const [key, family] of [
      ['spark.executor.resource.gpu.amount', 'spark.executor.resource.{resourceName}.amount'],
      ['fs.azure.account.oauth2.client.id.shop.dfs.core.windows.net', 'fs.azure.account.oauth2.client.id.<account>'],
      ['spark.hadoop.fs.azure.account.key.shop.dfs.core.windows.net', 'fs.azure.account.key.<account>'],
      ['spark.sql.catalog.lake', 'spark.sql.catalog.<name>'],
    ] as const)
      assert.equal(confs.find(key)?.key, family);
    const patterns = data.confs.filter((conf) => conf.pattern);
    assert.ok(patterns.length >= 70);
    for (const { key } of patterns) {
      const member = key.replace(/\{([^}|]+)\|[^}]*\}/g, '$1').replace(/\$?\{[^}]+\}|\[[^\]]+\]|<[^>]+>|\*/g, 'x1');
      assert.ok(confs.find(member)?.pattern, `${key}: ${member}`);
    }
  });

  it('explains the settings and options that are used most in our own words', () => {
    const used = [...data.confs, ...data.options]
      .filter((conf) => (conf.usedBy ?? 0) > 0)
      .sort((a, b) => b.usedBy! - a.usedBy!)
      .slice(0, 200);
    const own = (conf: (typeof used)[number]) =>
      words[conf.kind === 'option' ? `${conf.format} ${conf.key}` : conf.key];
    const silent = used.filter((conf) => conf.kind !== 'option' && !own(conf)).map((conf) => conf.key);
    assert.deepEqual(silent, []);
    assert.ok(Object.keys(words).length >= 426, `${Object.keys(words).length}`);
  });
});
