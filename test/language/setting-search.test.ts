import assert from 'node:assert/strict';
import type { Range } from './client';
import { serveWorkspaces } from './served';

interface Found {
  key: string;
  format?: string;
  description: string;
  detail: string;
}
interface Insertion {
  range: Range;
  before: string;
  value: string;
  after: string;
}

describe('the search for settings through the language server', function () {
  this.timeout(60_000);
  const served = serveWorkspaces();
  let files = 0;

  const search = (words: string) => served.client.request<Found[]>('lakelint/searchSettings', { words });
  const first = async (words: string) => (await search(words))[0]!;

  it('finds settings by words of their names and explanations, also misspelt', async () => {
    await served.start();
    for (const words of ['shuffle partitions', 'shuffle part', 'shufle partitons', 'partitions shuffle'])
      assert.equal((await first(words)).key, 'spark.sql.shuffle.partitions', words);
    const shuffle = await first('shuffle part');
    assert.equal(shuffle.description, 'int = 200');
    assert.ok(shuffle.detail.length > 20);
    assert.equal((await first('broadcast threshold')).key, 'spark.sql.autoBroadcastJoinThreshold');
    assert.deepEqual((({ key, format }) => [key, format])(await first('cloudFiles.schemaLocation')), [
      'cloudFiles.schemaLocation',
      'cloudFiles',
    ]);
    assert.deepEqual(await search('nothing is called quetzalcoatl'), []);
    assert.equal((await search(''))[0]!.key, 'spark.sql.shuffle.partitions');
  });

  it('has a page for each: explanation, facts, what lies beside it', async () => {
    await served.start();
    const page = (key: string, format?: string) =>
      served.client.request<string | null>('lakelint/settingPage', { key, format });
    const text = (await page('spark.sql.adaptive.skewJoin.enabled'))!;
    assert.match(text, /^# spark\.sql\.adaptive\.skewJoin\.enabled\n/);
    assert.match(text, /- `spark\.sql\.adaptive\.skewJoin\.skewedPartitionFactor`/);
    assert.match((await page('header', 'csv'))!, /- `inferSchema`/);
    assert.equal(await page('my.own.setting'), null);
  });

  it('writes a setting as the text at the cursor has it', async () => {
    await served.start();
    async function inserted(
      name: string,
      languageId: string,
      marked: string,
      key: string,
      format?: string,
    ): Promise<string> {
      const cursor = marked.indexOf('|');
      const text = marked.slice(0, cursor) + marked.slice(cursor + 1);
      const before = text.slice(0, cursor).split('\n');
      const uri = served.uriOf(`${files++}${name}`);
      served.client.open(uri, text, languageId);
      const answer = await served.client.request<Insertion | null>('lakelint/insertSetting', {
        textDocument: { uri },
        position: { line: before.length - 1, character: before.at(-1)!.length },
        key,
        format,
      });
      if (!answer) return 'nothing';
      const lines = text.split('\n');
      const { start, end } = answer.range;
      const line = lines[start.line]!;
      lines[start.line] =
        line.slice(0, start.character) + answer.before + answer.value + answer.after + line.slice(end.character);
      return lines.join('\n');
    }
    const key = 'spark.sql.session.timeZone';
    const cases: [string, string, string, string][] = [
      ['a.py', 'python', 'x = 1\n|\n', 'x = 1\nspark.conf.set("K", "")\n'],
      ['a.py', 'python', 'spark.conf.set("spark.|", "UTC")', 'spark.conf.set("K", "UTC")'],
      ['a.py', 'python', 'print("|")', 'print("K")'],
      ['a.py', 'python', 'key = |', 'key = "K"'],
      [
        'a.py',
        'python',
        '# Databricks notebook source\n# MAGIC %sql\n# MAGIC |\n',
        '# Databricks notebook source\n# MAGIC %sql\n# MAGIC SET K = ;\n',
      ],
      ['a.sql', 'sql', 'SELECT 1;\n|', 'SELECT 1;\nSET K = ;'],
      ['a.sql', 'sql', 'SET |', 'SET K'],
      ['a.yml', 'yaml', 'spark_conf:\n  |', 'spark_conf:\n  K: '],
      ['a.yml', 'yaml', 'other:\n  |', 'other:\n  K: ""'],
      ['a.json', 'json', '{"x": {\n|}}', '{"x": {\n"K": ""}}'],
      ['a.sh', 'shellscript', 'spark-submit |', 'spark-submit --conf K='],
      ['a.txt', 'plaintext', '|', 'nothing'],
    ];
    for (const [name, languageId, marked, wanted] of cases)
      assert.equal((await inserted(name, languageId, marked, key)).replace(key, 'K'), wanted);
    assert.equal(
      await inserted('a.py', 'python', '|', 'spark.executor.memory'),
      '.config("spark.executor.memory", "1g")',
    );
    assert.equal(await inserted('a.py', 'python', '|', 'header', 'csv'), '.option("header", "false")');
    assert.equal(await inserted('a.sql', 'sql', '|', 'delta.appendOnly'), "'delta.appendOnly' = 'false'");
  });
});
