import assert from 'node:assert/strict';
import { renderHover, renderText, type ConfTarget } from '../../src/confs';
import { readable } from '../../src/confs/sizes';
import { isOlder, sparkOfRuntime } from '../../src/confs/runtimes';
import { confs, data, known } from './data';

const hover = (key: string, target?: ConfTarget) => renderHover(known(key), target);

function has(text: string, ...parts: string[]): void {
  for (const part of parts) assert.ok(text.includes(part), `${JSON.stringify(part)} is not in:\n${text}`);
}

function lacks(text: string, ...parts: string[]): void {
  for (const part of parts) assert.ok(!text.includes(part), `${JSON.stringify(part)} is in:\n${text}`);
}

describe('the hover of a setting', () => {
  it('of the session: signature first, explanation, facts, link', () => {
    const text = hover('spark.sql.shuffle.partitions');
    assert.match(text, /^```text\nspark\.sql\.shuffle\.partitions: int = 200\n```\n\n[A-Z]/);
    has(
      text,
      known('spark.sql.shuffle.partitions').what!,
      '- Default: `200`',
      '- Can be set: any time in the session',
      '- Since: Spark 1.1.0',
    );
    has(text, '- Serverless notebooks and jobs: can be set');
    assert.match(text, /\n\[Documentation\]\(https:\/\/spark\.apache\.org\/docs\/latest\/[\w.#-]+\)$/);
    lacks(text, '⚠', 'undefined');
  });

  it('that is static', () => {
    has(
      hover('spark.sql.warehouse.dir'),
      'when the compute or the application starts; `SET` and `spark.conf.set` fail',
      'not available.',
    );
  });

  it('of the core: not from running code, nothing to size on serverless', () => {
    const text = hover('spark.executor.memory');
    has(
      text,
      'spark.executor.memory: bytes in MiB = 1g',
      'when the compute or the application starts, not from running code',
      'no machines to size',
    );
  });

  it('of Delta, with the default that Databricks has', () => {
    has(
      hover('spark.databricks.delta.optimizeWrite.enabled'),
      '- Default: none',
      '- Default on Databricks: `false`',
      'Serverless tunes it by itself',
    );
  });

  it('that is a table property', () => {
    const text = hover('delta.deletedFileRetentionDuration');
    has(
      text,
      'interval = interval 1 week',
      '- Can be set: as a table property',
      'https://docs.delta.io/table-properties/',
    );
    lacks(text, 'Serverless');
  });

  it('of Databricks alone', () => {
    const text = hover('spark.databricks.adaptive.autoBroadcastJoinThreshold');
    has(text, '= 30MB', 'https://docs.databricks.com/aws/en/optimizations/aqe');
    has(hover('spark.databricks.workspaceUrl'), 'never, it is read only');
  });

  it('that is deprecated', () => {
    has(
      hover('spark.sql.execution.arrow.enabled'),
      '⚠ **Deprecated since Spark 3.0.** Use `spark.sql.execution.arrow.pyspark.enabled`.',
    );
  });

  it('that is gone: what to do instead, and no facts that no longer matter', () => {
    const text = hover('spark.sql.hive.verifyPartitionPath');
    has(
      text,
      '⚠ **Removed in Spark 4.0.0.** Use `spark.files.ignoreMissingFiles`.',
      'anything but `false` is an error',
    );
    lacks(text, 'Default', 'Can be set');
    has(
      hover('spark.yarn.executor.memoryOverhead'),
      '⚠ **Old name** since Spark 2.3, still read. Use `spark.executor.memoryOverhead`.',
    );
    has(hover('spark.sql.variable.substitute.depth'), '⚠ **Removed after Spark 2.4.**');
    has(hover('spark.executor.port'), '⚠ **Removed, deprecated since Spark 2.0.0.**');
  });

  it('of a family, under the name that was asked for', () => {
    const text = hover('spark.executor.resource.gpu.amount');
    has(
      text,
      '```text\nspark.executor.resource.gpu.amount',
      '- Family: `spark.executor.resource.{resourceName}.amount`',
    );
    has(
      hover('spark.databricks.delta.properties.defaults.appendOnly'),
      '- Sets the table property: `delta.appendOnly`',
    );
  });

  it('that holds a secret', () => {
    has(hover('spark.hadoop.fs.s3a.secret.key'), '⚠ **Holds a secret.**', '{{secrets/<scope>/<key>}}', 'Unity Catalog');
  });

  it('of an option, with its format', () => {
    const [option] = confs.findOption('cloudFiles.useIncrementalListing', 'cloudFiles');
    has(
      renderHover(option!),
      'cloudFiles option',
      '⚠ **Deprecated.** Use cloudFiles.useManagedFileEvents.',
      '- Since: Databricks Runtime 9.1 LTS',
      '- Use: readStream',
    );
  });

  it('warns of serverless when the code will run there', () => {
    has(
      hover('spark.executor.memory', { compute: 'serverless' }),
      '⚠ **Not available on serverless compute:**',
      '`CONFIG_NOT_AVAILABLE`',
    );
    const allowed = hover('spark.sql.session.timeZone', { compute: 'serverless' });
    has(allowed, '- Serverless: can be set');
    lacks(allowed, '⚠');
    lacks(hover('spark.executor.memory', { compute: 'classic' }), '⚠');
  });

  it('tells the default of the Spark version in the runtime, where it was another', () => {
    const change = '- Default before Spark 4.0: `false`';
    has(
      hover('spark.sql.ansi.enabled', { runtime: '15.4' }),
      change,
      '- Default in Spark 3.5, in runtime 15.4: `false`',
    );
    lacks(hover('spark.sql.ansi.enabled', { runtime: '17.3' }), 'Default in Spark');
    lacks(hover('spark.sql.ansi.enabled', { runtime: 'unknown' }), 'Default in Spark');
    const arrow = hover('spark.sql.execution.arrow.pyspark.enabled', { runtime: '15.4' });
    has(arrow, '- Default on Databricks: `true`');
    lacks(arrow, 'Default in Spark');
    has(
      hover('spark.kubernetes.allocation.batch.size', { runtime: '18' }),
      '- Default in Spark 4.1, in runtime 18: `10`',
    );
  });

  it('never breaks: every entry renders as Markdown and as text', () => {
    for (const conf of [...data.confs, ...data.options]) {
      for (const target of [{}, { compute: 'serverless', runtime: '13.3' }]) {
        const markdown = renderHover(conf, target);
        assert.doesNotMatch(markdown, /undefined|: null$|\[object/m, conf.key);
        assert.equal(markdown.split('```').length, 3, conf.key);
        assert.doesNotMatch(renderText(conf, target), /\*\*|undefined/, conf.key);
      }
    }
  });
});

describe('the text of a setting', () => {
  it('is plain, with aligned facts', () => {
    const lines = renderText(known('spark.sql.shuffle.partitions')).split('\n');
    assert.equal(lines[0], 'spark.sql.shuffle.partitions: int = 200');
    const facts = lines.filter((line) => line.startsWith('  '));
    assert.ok(facts.some((line) => /^ {2}Default {2,}200$/.test(line)));
    assert.ok(facts.some((line) => /^ {2}Documentation {2,}https:/.test(line)));
    assert.equal(new Set(facts.map((line) => /^ {2}.*? {2,}/.exec(line)![0].length)).size, 1);
  });

  it('puts warnings under the signature', () => {
    assert.match(
      renderText(known('spark.blacklist.enabled')).split('\n')[1]!,
      /^! Removed in Spark 4\.1\. Use spark\.excludeOnFailure\.enabled\.$/,
    );
  });
});

describe('sizes and runtimes', () => {
  it('makes bytes readable and leaves other numbers alone', () => {
    const bytes = { key: 'spark.x.size', type: 'bytes' };
    assert.equal(readable('134217728b', bytes), '128 MiB');
    assert.equal(readable('134217728', bytes), '128 MiB');
    assert.equal(readable('1073741824', { key: 'spark.x.maxFileSize', type: 'long' }), '1 GiB');
    assert.equal(readable('9223372036854775807b', bytes), 'no limit');
    assert.equal(readable('2147483647s', { key: 'spark.x.timeout' }), 'no limit');
    assert.equal(readable('4096', { key: 'spark.sql.parquet.columnarReaderBatchSize', type: 'int' }), undefined);
    for (const value of ['10000000000', '200', '64MB', 'true', '', '1.5', '-1'])
      assert.equal(readable(value, bytes), undefined, value);
  });

  it('knows the Spark version of a runtime', () => {
    assert.equal(sparkOfRuntime('16.4'), '3.5');
    assert.equal(sparkOfRuntime('17.3.x-scala2.13'), '4.0');
    assert.equal(sparkOfRuntime('custom:my-image'), undefined);
    assert.ok(isOlder('3.5', '4.0') && isOlder('3.1', '3.2') && !isOlder('4.0', '4.0') && !isOlder('4.1', '4.0'));
  });
});
