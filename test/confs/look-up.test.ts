import assert from 'node:assert/strict';
import { createConfs } from '../../src/confs';
import { confs, known } from './data';

describe('finding a setting', () => {
  it('is exact and tells upper from lower case', () => {
    assert.equal(known('spark.sql.shuffle.partitions').default, '200');
    assert.equal(confs.find('spark.sql.shuffle.Partitions'), undefined);
    assert.equal(confs.find('spark.sql.shuffle'), undefined);
    assert.equal(confs.find(''), undefined);
  });

  it('knows families by their pattern and prefers an exact key', () => {
    const gpu = known('spark.executor.resource.gpu.amount');
    assert.equal(gpu.key, 'spark.executor.resource.{resourceName}.amount');
    assert.equal(gpu.asked, 'spark.executor.resource.gpu.amount');
    assert.equal(known('spark.executorEnv.PYTHONPATH').key, 'spark.executorEnv.[EnvironmentVariableName]');
    assert.equal(known('spark.driver.rpc.io.serverThreads').key, 'spark.{driver|executor}.rpc.io.serverThreads');
    assert.equal(known('spark.sql.catalog.spark_catalog').pattern, undefined);
    assert.equal(known('spark.sql.catalog.main').key, 'spark.sql.catalog.<name>');
    assert.equal(
      known('spark.kubernetes.driver.volumes.hostPath.data.mount.path').key,
      'spark.kubernetes.driver.volumes.[VolumeType].[VolumeName].mount.path',
    );
    assert.equal(confs.find('spark.executor.resource.gpu.size'), undefined);
  });

  it('reads table properties in any case, as Delta does, and settings as they are written', () => {
    assert.equal(known('delta.autooptimize.optimizewrite').key, 'delta.autoOptimize.optimizeWrite');
    assert.equal(known('delta.AppendOnly').key, 'delta.appendOnly');
    assert.equal(confs.find('spark.sql.ANSI.enabled'), undefined);
  });

  it('knows families of file systems, of compute and of TLS', () => {
    for (const [key, family] of [
      ['fs.azure.account.key.shop.blob.core.windows.net', 'fs.azure.account.key.<account>'],
      ['fs.azure.sas.fixed.token.shop.dfs.core.windows.net', 'fs.azure.sas.fixed.token.<account>'],
      ['fs.azure.createRemoteFileSystemDuringInitialization', 'fs.<name>'],
      ['spark.databricks.clusterUsageTags.clusterTargetWorkers', 'spark.databricks.clusterUsageTags.<name>'],
      ['spark.ssl.ui.keyStorePassword', 'spark.ssl.<name>'],
    ] as const)
      assert.equal(known(key).key, family, key);
  });

  it('knows file system settings with the Hadoop prefix and without', () => {
    const account = 'fs.azure.account.oauth2.client.id.lake.dfs.core.windows.net';
    for (const key of [account, `spark.hadoop.${account}`])
      assert.equal(known(key).key, 'fs.azure.account.oauth2.client.id.<account>');
    for (const key of ['fs.s3a.endpoint', 'spark.hadoop.fs.s3a.endpoint'])
      assert.equal(known(key).key, 'spark.hadoop.fs.s3a.endpoint');
    assert.equal(known('spark.hadoop.mapreduce.job.name').key, 'spark.hadoop.<name>');
  });

  it('reads a session default as the table property it presets', () => {
    const preset = known('spark.databricks.delta.properties.defaults.appendOnly');
    assert.equal(preset.presets, 'delta.appendOnly');
    assert.equal(preset.type, 'boolean');
    assert.equal(preset.scope, 'session');
    assert.equal(
      known('spark.databricks.delta.properties.defaults.minReaderVersion').presets,
      undefined,
      'this one is declared itself',
    );
    assert.equal(
      known('spark.databricks.delta.properties.defaults.noSuch').key,
      'spark.databricks.delta.properties.defaults.<property>',
    );
  });

  it('finds table properties and their families', () => {
    assert.equal(known('delta.logRetentionDuration').default, 'interval 30 days');
    assert.equal(known('delta.constraints.positive').key, 'delta.constraints.<name>');
    assert.equal(known('delta.feature.deletionVectors').key, 'delta.feature.<featureName>');
    assert.equal(confs.find('delta.noSuchThing'), undefined);
  });

  it('finds options by format, in any case, by another name and by a pass-through prefix', () => {
    assert.deepEqual(
      confs.findOption('MULTILINE', 'CSV').map((option) => option.key),
      ['multiLine'],
    );
    assert.deepEqual(
      confs.findOption('delimiter', 'csv').map((option) => option.key),
      ['sep'],
    );
    assert.deepEqual(
      confs.findOption('kafka.security.protocol', 'kafka').map((option) => option.key),
      ['kafka.*'],
    );
    assert.ok(confs.findOption('header').length >= 1);
    assert.ok(new Set(confs.findOption('mergeSchema').map((option) => option.format)).size > 1);
    assert.deepEqual(confs.findOption('header', 'delta'), []);
    assert.deepEqual(confs.findOption('noSuchOption'), []);
  });

  it('puts together what a reader of a format takes, and nothing for formats of others', () => {
    const stream = confs.optionsOf('cloudFiles', 'csv')!;
    assert.ok(stream.isComplete && stream.find('HEADER') && stream.find('pathGlobFilter'));
    assert.equal(stream.find('rowTag'), undefined);
    assert.ok(confs.optionsOf('cloudFiles')!.find('rowTag'), 'the files may have any format');
    assert.equal(stream.near('schemaHints'), 'cloudFiles.schemaHints');
    assert.ok(stream.find('cloudFiles.schemaEvolutionMode')?.values?.includes('addNewColumnsWithTypeWidening'));
    assert.equal(confs.optionsOf('delta')!.isComplete, false);
    assert.equal(confs.optionsOf('parquet')!.isUnknown('fs.s3a.fast.upload'), false);
    for (const other of ['snowflake', 'kinesis', 'excel', 'com.databricks.spark.csv', ''])
      assert.equal(confs.optionsOf(other), undefined, other);
    assert.equal(confs.optionsOf('cloudFiles', 'snowflake'), undefined);
  });

  it('joins versions: history, alternatives, retirement', () => {
    assert.deepEqual(known('spark.sql.ansi.enabled').history, [{ version: '4.0', from: 'false', to: 'true' }]);
    assert.deepEqual(known('spark.yarn.executor.memoryOverhead').replacement, ['spark.executor.memoryOverhead']);
    assert.deepEqual(known('spark.sql.execution.arrow.enabled').deprecated, { since: '3.0' });
    assert.equal(known('spark.sql.ansi.strictIndexOperator').removed?.onlyValue, 'true');
    assert.deepEqual(known('spark.blacklist.enabled').removed, { since: '4.1' });
    assert.equal(known('spark.sql.variable.substitute.depth').removed?.lastSeen, '2.4');
  });

  it('gives a Databricks default only where there is evidence for another one', () => {
    assert.equal(known('spark.sql.sources.default').databricksDefault, 'delta');
    assert.equal(known('spark.databricks.delta.optimizeWrite.enabled').databricksDefault, 'false');
    assert.equal(known('spark.sql.shuffle.partitions').databricksDefault, undefined);
    assert.equal(known('spark.sql.streaming.stateStore.providerClass').databricksDefault, undefined);
  });

  it('works on empty data', () => {
    const none = createConfs({ format: 1, confs: [], options: [] });
    assert.equal(none.find('spark.master'), undefined);
    assert.deepEqual(none.search('master'), []);
    assert.deepEqual(none.suggest('spark.mastr'), []);
  });
});

describe('searching settings', () => {
  const keys = (words: string, limit = 5) => confs.search(words, limit).map((conf) => conf.key);

  it('ranks by use among those that match', () => {
    assert.equal(keys('shuffle partitions')[0], 'spark.sql.shuffle.partitions');
    assert.equal(keys('executor memory')[0], 'spark.executor.memory');
    assert.equal(keys('broadcast threshold')[0], 'spark.sql.autoBroadcastJoinThreshold');
    assert.equal(keys('time zone')[0], 'spark.sql.session.timeZone');
    assert.equal(keys('skew join')[0], 'spark.sql.adaptive.skewJoin.enabled');
  });

  it('puts an exact key first and finds table properties and options', () => {
    assert.equal(keys('spark.sql.ansi.enabled')[0], 'spark.sql.ansi.enabled');
    assert.equal(keys('logRetention')[0], 'delta.logRetentionDuration');
    assert.equal(keys('checkpoint location')[0], 'checkpointLocation');
    assert.ok(keys('cloudFiles schema evolution').includes('cloudFiles.schemaEvolutionMode'));
  });

  it('wants every word, keeps the limit and answers nothing to nothing', () => {
    assert.deepEqual(keys('shuffle zebra'), []);
    assert.equal(confs.search('spark', 7).length, 7);
    assert.deepEqual(keys(''), []);
    assert.deepEqual(keys(' .,- '), []);
  });

  it('puts what is gone behind what is there', () => {
    const found = keys('arrow enabled', 30);
    assert.ok(
      found.indexOf('spark.sql.execution.arrow.pyspark.enabled') < found.indexOf('spark.sql.execution.arrow.enabled'),
    );
  });
});

describe('did you mean', () => {
  const first = (key: string) => confs.suggest(key)[0]?.key;

  it('finds what was meant by mistakes seen in public code', () => {
    assert.equal(first('spark.sql.adaptive.skewedJoin.enabled'), 'spark.sql.adaptive.skewJoin.enabled');
    assert.equal(first('spark.task.cpu'), 'spark.task.cpus');
    assert.equal(first('spark.sql.shuffle.compress'), 'spark.shuffle.compress');
    assert.equal(
      first('spark.sql.execution.pyspark.udf.simplifiedTraceback'),
      'spark.sql.execution.pyspark.udf.simplifiedTraceback.enabled',
    );
    assert.equal(
      first('spark.sql.streaming.statefulOperator.asyncCheckpoint.enabled'),
      'spark.databricks.streaming.statefulOperator.asyncCheckpoint.enabled',
    );
    assert.equal(first('spark.sql.streaming.realTimeMode.enabled'), 'spark.databricks.streaming.realTimeMode.enabled');
  });

  it('finds swapped letters, wrong case and table properties', () => {
    assert.equal(first('spark.sql.shuffle.partitoins'), 'spark.sql.shuffle.partitions');
    assert.equal(first('spark.sql.shuffle.Partitions'), 'spark.sql.shuffle.partitions');
    assert.equal(first('spark.sql.autobroadcastJoinTreshold'), 'spark.sql.autoBroadcastJoinThreshold');
    assert.equal(first('delta.logRetentionDuraton'), 'delta.logRetentionDuration');
  });

  it('says nothing when nothing is near: another word is no misspelling', () => {
    assert.deepEqual(confs.suggest('spark.kubernetes.executor.request.memory'), []);
    assert.deepEqual(confs.suggest('spark.mycompany.pipeline.name'), []);
    assert.deepEqual(confs.suggest('partitions'), []);
    assert.deepEqual(confs.suggest(''), []);
  });

  it('says nothing of settings that Databricks has and nobody lists, however near they are to others', () => {
    for (const key of [
      'spark.databricks.adaptive.coalescePartitions.enabled',
      'spark.databricks.streaming.forEachBatch.optimized.enabled',
      'spark.databricks.sql.functions.aiForecast.enabled',
      'spark.databricks.unityCatalog.someOther.enabled',
      'spark.sql.excel.streaming.enabled',
      'spark.sql.fileType.enabled',
      'spark.sql.copyInto.timeout.threadDump.enabled',
      'spark.sql.hive.convertCTAS',
      'spark.ui.https.enabled',
      'spark.rapids.sql.enabled',
    ])
      assert.deepEqual(confs.find(key) ?? confs.suggest(key), confs.find(key) ?? [], key);
  });

  it('never offers what is gone, and stays quick on what is no key', () => {
    assert.ok(confs.suggest('spark.blacklist.timeuot').every((conf) => !conf.removed));
    const begin = process.hrtime.bigint();
    for (const text of [
      'x.'.repeat(5_000),
      'a'.repeat(100_000),
      'spark.' + 'ab.'.repeat(50),
      'spark.sql.' + 'q'.repeat(140),
    ])
      confs.suggest(text);
    assert.ok(Number(process.hrtime.bigint() - begin) / 1e6 < 1_000);
  });
});
