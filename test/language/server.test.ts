import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ClientOptions, Diagnostic, Position, Published, Range } from './client';
import { serveWorkspaces } from './served';

interface Action {
  title: string;
  kind: string;
  isPreferred?: boolean;
  diagnostics?: Diagnostic[];
  edit?: {
    changes?: Record<string, { range: Range; newText: string }[]>;
    documentChanges?: {
      textDocument: { uri: string; version: number };
      edits: { range: Range; newText?: string; snippet?: { value: string } }[];
    }[];
  };
  command?: { command: string; arguments: unknown[] };
}

const full: ClientOptions = {
  capabilities: {
    workspace: {
      configuration: true,
      workspaceFolders: true,
      didChangeConfiguration: { dynamicRegistration: true },
      didChangeWatchedFiles: { dynamicRegistration: true },
      workspaceEdit: { documentChanges: true, snippetEditSupport: true },
    },
    window: { showDocument: { support: true } },
  },
  initializationOptions: { status: true },
};

const has = (rule: string) => (published: Published) => published.diagnostics.some(({ code }) => code === rule);
const lacks = (rule: string) => (published: Published) => !has(rule)(published);

describe('language server over stdio', function () {
  this.timeout(60_000);
  const served = serveWorkspaces();
  const { start, uriOf } = served;
  const actions = (uri: string, range: Range, only?: string[]): Promise<Action[]> =>
    served.client.request('textDocument/codeAction', {
      textDocument: { uri },
      range,
      context: { diagnostics: [], only },
    });
  const hover = async (uri: string, position: Position): Promise<string | undefined> => {
    const answer = await served.client.request<{ contents: { value: string } } | null>('textDocument/hover', {
      textDocument: { uri },
      position,
    });
    return answer?.contents.value;
  };

  it('says what it can do, and offers a command only to a client that opens pages', async () => {
    const plain = await start();
    assert.equal(plain['hoverProvider'], true);
    assert.equal(plain['executeCommandProvider'], undefined);
    await served.client.stop();
    const rich = await start(full);
    assert.deepEqual(rich['executeCommandProvider'], { commands: ['lakelint.openRulePage'] });
  });

  it('reports a finding with its rule, its page and its place, and takes it back after an edit', async () => {
    await start();
    const uri = uriOf('job.py');
    served.client.open(uri, 'df = spark.table("a.b.c")\nrows = df.collect()\n');
    const { diagnostics, version } = await served.client.diagnostics(uri, has('collect-on-driver'));
    const found = diagnostics.find(({ code }) => code === 'collect-on-driver')!;
    assert.equal(version, 1);
    assert.equal(found.source, 'Lakelint');
    assert.equal(found.range.start.line, 1);
    assert.match(found.codeDescription!.href, /docs\/rules\/collect-on-driver\.md$/);
    const at = (line: number, from: number, to: number): Range => ({
      start: { line, character: from },
      end: { line, character: to },
    });
    served.client.change(uri, 2, [
      { range: at(1, 10, 17), text: 'limit' },
      { range: at(1, 15, 17), text: '(5)' },
    ]);
    const after = await served.client.diagnostics(uri, ({ version }) => version === 2);
    assert.deepEqual(after.diagnostics, []);
  });

  it('never publishes what belongs to an older text', async () => {
    await start();
    const uri = uriOf('job.py');
    served.client.open(uri, 'df = spark.table("a.b.c")\n');
    await served.client.diagnostics(uri);
    const before = served.client.published.length;
    for (let version = 2; version <= 30; version++) {
      served.client.change(uri, version, [{ text: `df = spark.table("a.b.c")\nrows = df.collect()  # ${version}\n` }]);
    }
    await served.client.diagnostics(uri, ({ version }) => version === 30);
    const versions = served.client.published.slice(before).map(({ version }) => version);
    assert.deepEqual(versions, [30]);
  });

  it('clears the diagnostics of a file that is closed', async () => {
    await start();
    const uri = uriOf('job.py');
    served.client.open(uri, 'rows = spark.table("a.b.c").collect()\n');
    await served.client.diagnostics(uri, has('collect-on-driver'));
    served.client.notify('textDocument/didClose', { textDocument: { uri } });
    await served.client.diagnostics(uri, ({ diagnostics }) => diagnostics.length === 0);
  });

  it('offers the fix, all fixes, ignoring and the page', async () => {
    await start(full);
    const uri = uriOf('job.py');
    served.client.open(
      uri,
      'a = spark.table("x.a")\nif a.count() == 0:\n    pass\nb = spark.table("x.b")\nif b.count() > 0:\n    pass\n',
    );
    const { diagnostics } = await served.client.diagnostics(uri, has('count-for-emptiness'));
    const offered = await actions(uri, diagnostics[0]!.range);
    assert.deepEqual(
      offered.slice(1).map(({ title }) => title),
      [
        'Fix all safe Lakelint problems in this file',
        'Ignore count-for-emptiness for this statement',
        'Ignore count-for-emptiness in this file',
        'Open the page of count-for-emptiness',
        'Fix all safe Lakelint problems in this file',
      ],
    );
    assert.equal(offered[0]!.isPreferred, true);
    assert.equal(offered[0]!.diagnostics![0]!.code, 'count-for-emptiness');
    assert.deepEqual(offered.at(-1)!.kind, 'source.fixAll.lakelint');
    assert.equal(offered.at(-1)!.edit!.documentChanges![0]!.textDocument.version, 1);
    assert.equal(offered.at(-1)!.edit!.documentChanges![0]!.edits.length >= 2, true);
    const ignore = offered.find(({ title }) => title.endsWith('for this statement'))!.edit!.documentChanges![0]!
      .edits[0]!;

    assert.equal(ignore.snippet!.value, '  # lakelint: ignore[count-for-emptiness] -- ${1:reason}');
    const only = await actions(uri, diagnostics[0]!.range, ['source.fixAll']);
    assert.deepEqual(
      only.map(({ kind }) => kind),
      ['source.fixAll.lakelint'],
    );
    const page = offered.find(({ command }) => command)!.command!;
    await served.client.request('workspace/executeCommand', page);
    const shown = await served.client.until(
      () => served.client.heard.find(({ method }) => method === 'window/showDocument'),
      'showDocument',
    );
    assert.match((shown.params as { uri: string }).uri, /count-for-emptiness\.md$/);
  });

  it('writes an ignore comment that silences the finding, in Python and in SQL, also as a plain edit', async () => {
    await start();
    const cases = [
      ['job.py', 'python', 'rows = spark.table("a.b.c").collect()\n', 'collect-on-driver'],
      ['q.sql', 'sql', 'SELECT *\nFROM a.b.c\nWHERE d = NULL\n', 'null-comparison'],
      [
        'nb.py',
        'python',
        '# Databricks notebook source\n# MAGIC %sql\n# MAGIC SELECT a\n# MAGIC FROM a.b.c WHERE d = NULL\n',
        'null-comparison',
      ],
      ['s.py', 'python', 'df = spark.sql("""\n  SELECT a\n  FROM t WHERE d = NULL\n""")\n', 'null-comparison'],
    ] as const;
    for (const [name, language, text, rule] of cases) {
      for (const title of [`Ignore ${rule} for this statement`, `Ignore ${rule} in this file`]) {
        const uri = uriOf(`${title.length}-${name}`);
        served.client.open(uri, text, language);
        const { diagnostics } = await served.client.diagnostics(uri, has(rule));
        const offered = await actions(uri, diagnostics.find(({ code }) => code === rule)!.range);
        const edit = offered.find((action) => action.title === title)?.edit?.changes?.[uri]?.[0];
        assert.ok(edit, `${title} in ${name}`);
        served.client.change(uri, 2, [{ range: edit.range, text: edit.newText }]);
        const after = await served.client.diagnostics(uri, ({ version }) => version === 2);
        const left = after.diagnostics.map(({ code }) => code);
        assert.ok(!left.includes(rule) && !left.includes('unused-suppression'), `${title} in ${name}: ${left.join()}`);
      }
    }
  });

  it('explains a rule and a setting', async () => {
    await start();
    const uri = uriOf('job.py');
    served.client.open(
      uri,
      'rows = spark.table("a.b.c").collect()\nspark.conf.set("spark.sql.shuffle.partitions", "auto")\n',
    );
    const { diagnostics } = await served.client.diagnostics(uri, has('collect-on-driver'));
    assert.match((await hover(uri, diagnostics[0]!.range.start))!, /collect-on-driver.*warning/s);
    assert.match((await hover(uri, { line: 1, character: 25 }))!, /spark\.sql\.shuffle\.partitions.*200/s);
    assert.equal(await hover(uri, { line: 1, character: 2 }), undefined);
  });

  it('explains settings in SQL and in databricks.yml', async () => {
    await start();
    const sql = uriOf('q.sql');
    served.client.open(
      sql,
      "SET spark.sql.ansi.enabled = true;\nALTER TABLE t SET TBLPROPERTIES ('delta.appendOnly' = 'true');\n",
      'sql',
    );
    assert.match((await hover(sql, { line: 0, character: 10 }))!, /spark\.sql\.ansi\.enabled/);
    assert.match((await hover(sql, { line: 1, character: 40 }))!, /delta\.appendOnly/);
    const yaml = uriOf('databricks.yml');
    served.client.open(
      yaml,
      'resources:\n  jobs:\n    j:\n      job_clusters:\n        - new_cluster:\n            spark_conf:\n              spark.executor.memory: 8g\n',
      'yaml',
    );
    assert.match((await hover(yaml, { line: 6, character: 20 }))!, /spark\.executor\.memory/);
    assert.equal(await hover(yaml, { line: 1, character: 4 }), undefined);
  });

  it('lints what a bundle includes and jobs as JSON, and no other YAML and JSON', async () => {
    const write = (name: string, text: string): void => {
      mkdirSync(dirname(join(served.root, name)), { recursive: true });
      writeFileSync(join(served.root, name), text);
    };
    const job = (rest: string) =>
      `resources:\n  jobs:\n    j:\n      tasks:\n        - task_key: a\n          notebook_task: { notebook_path: ./a.py }\n${rest}`;
    write('databricks.yml', 'include: [jobs/*.yml]\n');
    write('jobs/a.yml', job(''));
    await start();
    const uri = uriOf('jobs/a.yml');
    const conf = '          new_cluster:\n            spark_conf:\n              spark.sql.adaptive.enabled: "false"\n';
    served.client.open(uri, job(conf), 'yaml');
    const { diagnostics } = await served.client.diagnostics(uri, has('disabled-optimizer'));
    assert.ok(diagnostics.some(({ code }) => code === 'missing-task-source'));
    const at = diagnostics.find(({ code }) => code === 'disabled-optimizer')!.range;
    assert.match((await hover(uri, at.start))!, /disabled-optimizer.*spark\.sql\.adaptive\.enabled/s);
    const offered = await actions(uri, at);
    const titled = (title: string): Action => offered.find((action) => action.title === title)!;
    assert.match(JSON.stringify(titled('Set it to true').edit), /"newText":"true"/);
    const ignore = titled('Ignore disabled-optimizer for this statement');
    assert.match(JSON.stringify(ignore.edit), / {2}# lakelint: ignore\[disabled-optimizer\] -- /);
    const json = uriOf('job.json');
    served.client.open(json, '{ "tasks": [{ "task_key": "a", "depends_on": [{ "task_key": "b" }] }] }', 'json');
    await served.client.diagnostics(json, has('unknown-task-dependency'));
    const other = uriOf('compose.yml');
    served.client.open(other, job(''), 'yaml');
    assert.equal(await served.client.request('textDocument/foldingRange', { textDocument: { uri } }), null);
    assert.equal(await hover(other, { line: 2, character: 4 }), undefined);
  });

  it('says once that a bundle is broken: in the open file by its rule, else as a complaint', async () => {
    writeFileSync(join(served.root, 'databricks.yml'), 'a: [\n');
    await start();
    const uri = uriOf('databricks.yml');
    const isComplaint = ({ diagnostics: [one] }: Published) => one !== undefined && one.code === undefined;
    await served.client.diagnostics(uri, isComplaint);
    served.client.open(uri, 'a: [\n', 'yaml');
    const { diagnostics } = await served.client.diagnostics(uri, has('unreadable-code'));
    assert.equal(diagnostics.length, 1);
    served.client.change(uri, 2, [{ text: 'a: []\n' }]);
    await served.client.diagnostics(uri, (published) => published.diagnostics.length === 0);
    served.client.notify('textDocument/didClose', { textDocument: { uri } });
    await served.client.diagnostics(uri, isComplaint);
  });

  it('reads the cells of a notebook as one program', async () => {
    await start();
    const uri = uriOf('explore.ipynb');
    const cell = (name: string): string => `vscode-notebook-cell:${join(served.root, 'explore.ipynb')}#${name}`;
    const text = (name: string, languageId: string, content: string): object => ({
      uri: cell(name),
      languageId,
      version: 1,
      text: content,
    });
    served.client.notify('notebookDocument/didOpen', {
      notebookDocument: {
        uri,
        notebookType: 'jupyter-notebook',
        version: 1,
        cells: [
          { kind: 2, document: cell('a') },
          { kind: 2, document: cell('b') },
          { kind: 2, document: cell('c') },
        ],
      },
      cellTextDocuments: [
        text('a', 'python', 'df = spark.table("a.b.c")'),
        text('b', 'python', '# show\nrows = df.collect()'),
        text('c', 'sql', 'SELECT a FROM t WHERE d = NULL'),
      ],
    });
    const found = (await served.client.diagnostics(cell('b'), has('collect-on-driver'))).diagnostics[0]!;
    assert.equal(found.range.start.line, 1);
    await served.client.diagnostics(cell('c'), has('null-comparison'));
    const ignore = (await actions(cell('b'), found.range)).find(({ title }) => title.endsWith('in this file'))!;
    assert.deepEqual(Object.keys(ignore.edit!.changes!), [cell('a')]);
    assert.match((await hover(cell('b'), found.range.start))!, /collect-on-driver/);
    served.client.notify('notebookDocument/didChange', {
      notebookDocument: { uri, version: 2 },
      change: { cells: { structure: { array: { start: 0, deleteCount: 1 }, didClose: [{ uri: cell('a') }] } } },
    });
    await served.client.diagnostics(cell('a'), ({ diagnostics }) => diagnostics.length === 0);
    served.client.notify('notebookDocument/didClose', {
      notebookDocument: { uri },
      cellTextDocuments: [{ uri: cell('b') }, { uri: cell('c') }],
    });
    await served.client.diagnostics(cell('c'), ({ diagnostics }) => diagnostics.length === 0);
  });

  it('takes settings from the served.client, and takes new ones without a restart', async () => {
    const options: ClientOptions = {
      ...full,
      settings: { rules: { 'collect-on-driver': 'off' }, target: { runtime: null, compute: 'serverless' } },
    };
    const text = 'rows = spark.table("a.b.c").collect()\n';
    await start(options);
    const uri = uriOf('job.py');
    served.client.open(uri, text);
    assert.equal(lacks('collect-on-driver')(await served.client.diagnostics(uri)), true);
    const status = await served.client.until(
      () => served.client.heard.find(({ method }) => method === 'lakelint/status'),
      'status',
    );
    assert.deepEqual((status.params as { target: object }).target, { compute: 'serverless' });
    served.client.options.settings = { rules: { 'collect-on-driver': 'error' } };
    served.client.notify('workspace/didChangeConfiguration', { settings: null });
    const { diagnostics } = await served.client.diagnostics(uri, has('collect-on-driver'));
    assert.equal(diagnostics[0]!.severity, 1);
    served.client.options.settings = { rules: { 'no-such-rule': 'error' } };
    served.client.notify('workspace/didChangeConfiguration', { settings: null });
    const warned = await served.client.until(
      () => served.client.heard.find(({ method }) => method === 'window/showMessage'),
      'a warning',
    );
    assert.match((warned.params as { message: string }).message, /no-such-rule/);
  });

  it('takes settings that a client without `workspace/configuration` pushes', async () => {
    await start();
    const uri = uriOf('job.py');
    served.client.open(uri, 'rows = spark.table("a.b.c").collect()\n');
    await served.client.diagnostics(uri, has('collect-on-driver'));
    served.client.notify('workspace/didChangeConfiguration', {
      settings: { lakelint: { rules: { 'collect-on-driver': 'off' } } },
    });
    await served.client.diagnostics(uri, lacks('collect-on-driver'));
  });

  it('shows what is wrong with lakelint.json in that file, and reads the file again when it changes', async () => {
    const file = join(served.root, 'lakelint.json');
    writeFileSync(file, '{\n  "rules": { "colect-on-driver": "off" }\n}\n');
    await start(full);
    const registered = await served.client.until(
      () => served.client.heard.filter(({ method }) => method === 'client/registerCapability')[1],
      'registration',
    );
    assert.match(JSON.stringify(registered.params), /lakelint\.json/);
    const complaint = (await served.client.diagnostics(uriOf('lakelint.json'))).diagnostics[0]!;
    assert.match(complaint.message, /colect-on-driver.*collect-on-driver/s);
    assert.deepEqual(complaint.range.start, { line: 1, character: 13 });
    const uri = uriOf('job.py');
    served.client.open(uri, 'rows = spark.table("a.b.c").collect()\n');
    await served.client.diagnostics(uri, has('collect-on-driver'));
    writeFileSync(file, '{ "rules": { "collect-on-driver": "off" } }\n');
    served.client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf('lakelint.json'), type: 2 }] });
    await served.client.diagnostics(uriOf('lakelint.json'), ({ diagnostics }) => diagnostics.length === 0);
    await served.client.diagnostics(uri, lacks('collect-on-driver'));
  });

  it('learns about tables from the project, and about new ones', async () => {
    await start(full);
    const uri = uriOf('q.sql');
    served.client.open(uri, 'SELECT a FROM main.sales.orders;\n', 'sql');
    await served.client.diagnostics(uri);
    writeFileSync(
      join(served.root, 'tables.sql'),
      'CREATE TABLE main.sales.orders (a INT, d DATE) PARTITIONED BY (d);\n',
    );
    served.client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriOf('tables.sql'), type: 1 }] });
    await served.client.diagnostics(uri, has('missing-partition-filter'));
  });

  it('tells where the compute target of a file comes from', async () => {
    writeFileSync(join(served.root, 'lakelint.json'), '{ "target": { "compute": "serverless" } }');
    await start({ initializationOptions: { status: true, lakelint: { target: { runtime: '16.4' } } } });
    served.client.open(uriOf('a.py'), 'x = 1\n');
    const { params } = await served.client.until(
      () => served.client.heard.find(({ method }) => method === 'lakelint/status'),
      'status',
    );
    const { origins } = params as { origins: object[] };
    assert.deepEqual(origins, [
      { field: 'compute', kind: 'settings', file: join(served.root, 'lakelint.json') },
      { field: 'runtime', kind: 'editor' },
    ]);
  });

  it('leaves excluded, huge and binary files alone, and says so', async () => {
    writeFileSync(join(served.root, 'lakelint.json'), '{ "exclude": ["generated/**"] }');
    await start(full);
    served.client.open(uriOf('generated/a.py'), 'rows = spark.table("a.b.c").collect()\n');
    const status = await served.client.until(
      () => served.client.heard.find(({ method }) => method === 'lakelint/status'),
      'status',
    );
    assert.match((status.params as { notLinted: string }).notLinted, /settings/);
    served.client.open(uriOf('huge.py'), 'rows = spark.table("a.b.c").collect()\n'.repeat(550_000));
    const huge = await served.client.diagnostics(uriOf('huge.py'));
    assert.deepEqual(
      huge.diagnostics.map(({ severity, code }) => [severity, code]),
      [[3, undefined]],
    );
    assert.match(huge.diagnostics[0]!.message, /longer than/);
    served.client.open(uriOf('binary.py'), 'rows = spark.table("a.b.c").collect()\0\n');
    const binary = await served.client.diagnostics(uriOf('binary.py'));
    assert.match(binary.diagnostics[0]!.message, /not a text file/);
  });

  it('lints files that were never saved', async () => {
    await start();
    served.client.open('untitled:Untitled-1', 'rows = spark.table("a.b.c").collect()\n');
    await served.client.diagnostics('untitled:Untitled-1', has('collect-on-driver'));
  });
});
