import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, cpSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { words } from '../../src/confs/words';
import { buildConfs, readFacts } from '../../src/tools/build-confs';
import { confs, data } from './data';

const facts = readFacts(process.cwd());

describe('the data of settings', () => {
  it('is written as one file, small enough to be read while somebody waits', () => {
    const root = mkdtempSync(join(tmpdir(), 'lakelint-confs-'));
    try {
      cpSync('src/confs/facts', join(root, 'src/confs/facts'), { recursive: true });
      const built = buildConfs(root);
      const written = JSON.parse(readFileSync(join(root, 'dist/confs.json'), 'utf8')) as unknown;
      assert.deepEqual(written, JSON.parse(JSON.stringify(data)));
      assert.ok(built.gzip < 150_000, `${built.gzip} bytes gzipped`);
      assert.equal(built.confs + built.options, confs.size);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it('holds every Spark and Delta setting, table property and retired key of the facts', () => {
    const missing = [
      ...facts.spark.map((fact) => fact.key).filter((key) => key.startsWith('spark.')),
      ...facts.delta.confs.map((fact) => fact.key),
      ...facts.delta.tableProperties.map((fact) => fact.key),
      ...Object.keys(facts.gone).filter((key) => key.startsWith('spark.')),
    ].filter((key) => confs.find(key)?.key !== key);
    assert.deepEqual(missing, []);
  });

  it('knows every key that people use', () => {
    assert.deepEqual(
      facts.top.map((one) => one.key).filter((key) => !confs.find(key)),
      [],
    );
  });

  it('holds what was only recalled at first where it has been found since, and says where and when', () => {
    const elsewhere = new Set([...facts.spark, ...facts.delta.confs].map((fact) => fact.key));
    const recalled = facts.databricks.keys.filter((fact) => fact.evidence === 'C' && !elsewhere.has(fact.key));
    assert.ok(recalled.length > 20);
    const verified = new Map(facts.additions.verified.map((one) => [one.key, one]));
    for (const { key } of recalled) {
      assert.equal(confs.find(key)?.key === key, verified.has(key), key);
    }
    for (const { key, source, checked } of verified.values()) {
      assert.ok(source.length > 10, key);
      assert.match(checked, /^20\d\d-\d\d-\d\d$/, key);
      assert.ok(
        facts.databricks.keys.some((fact) => fact.key === key && fact.evidence === 'C'),
        key,
      );
    }
    const formats = new Set(data.options.map((option) => option.format));
    for (const format of ['kinesis', 'redshift', 'sqldw']) assert.ok(!formats.has(format), format);
  });

  it('has no key twice and no value that is a piece of source code', () => {
    assert.equal(new Set(data.confs.map((conf) => conf.key)).size, data.confs.length);
    for (const conf of [...data.confs, ...data.options]) {
      for (const value of conf.values ?? []) assert.doesNotMatch(value, /<expr>|^VALUES$/, conf.key);
      assert.notEqual(conf.default, '?', conf.key);
      assert.doesNotMatch(conf.type ?? '', /Option\[|enum:/, conf.key);
    }
  });

  it('links first-party pages only', () => {
    for (const conf of [...data.confs, ...data.options]) {
      if (conf.url === undefined) continue;
      assert.match(
        conf.url,
        /^https:\/\/(?:spark\.apache\.org\/docs\/latest|docs\.databricks\.com\/aws\/en|docs\.delta\.io)\/[\w#./-]+$/,
        conf.key,
      );
    }
  });

  it('has an explanation only for what exists, in one to three sentences without praise', () => {
    const keys = new Set([
      ...data.confs.map((conf) => conf.key),
      ...data.options.map((option) => `${option.format} ${option.key}`),
    ]);
    for (const [key, what] of Object.entries(words)) {
      assert.ok(keys.has(key), `${key} is explained and not known`);
      assert.match(what, /^[A-Z`].*[.)]$/s, key);
      assert.ok(what.length <= 420, `${key}: ${what.length} characters`);
    }
  });

  it('explains the settings that people use', () => {
    const used = facts.top.map((one) => confs.find(one.key));
    assert.deepEqual(
      used.filter((conf) => !conf?.what).map((conf) => conf?.key),
      [],
    );
  });

  it('says yes for serverless exactly where the allow-list does', () => {
    const allowed = data.confs.filter((conf) => conf.serverless).map((conf) => conf.key);
    assert.deepEqual(allowed, [...facts.databricks.serverless.allowed].sort());
  });

  it('marks secrets, and not what merely stands beside them', () => {
    const secret = (key: string) => (confs.find(key) ?? confs.findOption(key)[0])?.secret === true;
    for (const key of [
      'spark.hadoop.fs.s3a.secret.key',
      'spark.authenticate.secret',
      'spark.hadoop.javax.jdo.option.ConnectionPassword',
      'password',
      'cloudFiles.clientSecret',
      'cloudFiles.privateKey',
      'cloudFiles.connectionString',
      'spark.ssl.ui.keyStorePassword',
      'spark.hadoop.fs.azure.account.key.shop.dfs.core.windows.net',
      'fs.azure.sas.fixed.token.shop.dfs.core.windows.net',
      'fs.gs.auth.service.account.private.key',
    ]) {
      assert.ok(secret(key), key);
    }
    for (const key of [
      'spark.authenticate.secretBitLength',
      'spark.ssl.ui.keyStore',
      'fs.azure.account.auth.type.shop.dfs.core.windows.net',
      'spark.authenticate.secret.file',
      'spark.hadoop.fs.s3a.credentialsType',
      'spark.yarn.am.tokenConfRegex',
      'user',
      'cloudFiles.privateKeyId',
    ]) {
      assert.ok(!secret(key), key);
    }
  });
});
