import assert from 'node:assert/strict';
import type { Position, Range } from './client';
import { serveWorkspaces } from './served';

interface Item {
  label: string;
  detail?: string;
  filterText?: string;
  textEdit: { range: Range; newText: string };
  documentation?: { value: string };
}

describe('settings through the language server', function () {
  this.timeout(60_000);
  const served = serveWorkspaces();
  let files = 0;

  /** Opens a text with `|` for the cursor; gives back how to ask about that place. */
  function open(name: string, languageId: string, marked: string): { text: string; at: Position; uri: string } {
    const cursor = marked.indexOf('|');
    const text = marked.slice(0, cursor) + marked.slice(cursor + 1);
    const before = text.slice(0, cursor).split('\n');
    const uri = served.uriOf(/^(?:databricks|spark-defaults)/.test(name) ? `${files++}/${name}` : `${files++}${name}`);
    served.client.open(uri, text, languageId);
    return { text, at: { line: before.length - 1, character: before.at(-1)!.length }, uri };
  }

  async function items(uri: string, position: Position, context?: object): Promise<Item[]> {
    const answer = await served.client.request<{ items: Item[] } | Item[]>('textDocument/completion', {
      textDocument: { uri },
      position,
      context,
    });
    return Array.isArray(answer) ? answer : answer.items;
  }

  /** The text with the item of this name taken; says what there is when it is missing. */
  async function taken(name: string, languageId: string, marked: string, label: string): Promise<string> {
    const { text, at, uri } = open(name, languageId, marked);
    const all = await items(uri, at);
    const item = all.find((one) => one.label === label);
    assert.ok(
      item,
      `${label} is not offered in ${marked}: ${all
        .slice(0, 5)
        .map((one) => one.label)
        .join(', ')}`,
    );
    const lines = text.split('\n');
    const { start, end } = item.textEdit.range;
    assert.equal(start.line, end.line);
    const line = lines[start.line]!;
    lines[start.line] = line.slice(0, start.character) + item.textEdit.newText + line.slice(end.character);
    return lines.join('\n');
  }

  async function offered(name: string, languageId: string, marked: string, context?: object): Promise<string[]> {
    const { at, uri } = open(name, languageId, marked);
    return (await items(uri, at, context)).map(({ label }) => label);
  }

  async function hovered(name: string, languageId: string, marked: string): Promise<string | undefined> {
    const { text, at, uri } = open(name, languageId, marked);
    const hover = await served.client.request<{
      contents: { value: string };
      range: Range;
    } | null>('textDocument/hover', { textDocument: { uri }, position: at });
    if (!hover) return undefined;
    const { start, end } = hover.range;
    const word = text.split('\n')[start.line]!.slice(start.character, end.character);
    return `${word} -> ${/^```text\n([^\n:=]*)/.exec(hover.contents.value)?.[1]?.trim() ?? hover.contents.value}`;
  }

  const shuffle = 'spark.sql.shuffle.partitions';

  it('complete keys where Python sets and asks for them', async () => {
    await served.start();
    const cases = [
      'spark.conf.set("spark.sql.shuf|", 8)',
      'spark.conf.set("shuffle part|", 8)',
      'spark.conf.get("sql.shuf|")',
      'spark.conf.unset("|")',
      "self.spark.conf.isModifiable('s|')",
      'conf = SparkConf().set("spark.sql.sh|")',
      'SparkConf().setAll([("spark.sql.sh|", "1")])',
      'SparkConf().setAll({"spark.sql.sh|": "1"}.items())',
      'pairs = [("spark.sql.sh|", "1")]\nconf = SparkConf().setAll(pairs)',
      'SparkSession.builder.config("spark.sql.sh|", 1).getOrCreate()',
      'SparkSession.builder.config(map={"spark.sql.sh|": 1}).getOrCreate()',
      'SparkSession.builder.config(key="spark.sql.sh|", value=1)',
      'b = SparkSession.builder\nb = b.config("spark.sql.sh|", 1)',
      'confs = {"a": 1, "spark.sql.sh|": 1}\nfor k, v in confs.items():\n    spark.conf.set(k, v)',
      'confs = {\n    "shuffle part|"\n    "spark.executor.memory": "1g",\n}\nspark = SparkSession.builder.config(map=confs).getOrCreate()',
      '@dp.table(spark_conf={"spark.sql.sh|": "1"})\ndef t():\n    return spark.table("a")',
      'SparkSubmitOperator(task_id="x", conf={"spark.sql.sh|": "1"})',
      'cluster = {"new_cluster": {"spark_conf": {"spark.sql.sh|": "1"}}}',
      'x = f"{1}"\nspark.conf.set(f"spark.sql.sh|", 1)',
      'spark.conf.set("spark.sql.sh|',
      'if x:\n    spark.conf.set("spark.sql.sh|\n    y = 1\n',
    ];
    for (const marked of cases) {
      const quote = /(["'])[\w. ]*\|/.exec(marked)![1]!;
      const wanted = marked.replace(/(["'])[\w. ]*\|/, `${quote}${shuffle}`);
      assert.equal(await taken('a.py', 'python', marked, shuffle), wanted);
    }
    assert.equal(await taken('a.py', 'python', 'spark.conf.set(|)', shuffle), `spark.conf.set("${shuffle}")`);
  });

  it('complete nothing where no setting stands', async () => {
    await served.start();
    for (const marked of [
      'print("spark.sql.|")',
      'x.set("spark.sql.|")',
      '# spark.conf.set("spark.sql.|")',
      'spark.conf.set("spark.sql." + "shuf|")',
      'spark.conf.set(f"spark.sql.{x}.|", 1)',
      'spark.conf.set("a", "b", "spark.|")',
      'redis.get("|")',
      'config.set("|")',
      'TriggerDagRunOperator(conf={"|": 1})',
      'spark.conf.set("a.b", "x")|',
      'df.write.format("snowflake").option("|")',
    ])
      assert.deepEqual(await offered('a.py', 'python', marked), [], marked);
  });

  it('complete values: booleans, choices, sizes with units, defaults', async () => {
    await served.start();
    const at = (marked: string) => offered('a.py', 'python', marked);
    assert.deepEqual((await at('spark.conf.set("spark.sql.adaptive.enabled", "|")')).sort(), ['false', 'true']);
    assert.deepEqual(
      (await at('spark.conf.set("spark.sql.sources.partitionOverwriteMode", "|")'))
        .map((value) => value.toLowerCase())
        .sort(),
      ['dynamic', 'static'],
    );
    assert.deepEqual((await at('SparkConf().set("spark.executor.memory", "12|")')).slice(0, 4), [
      '1g',
      '12k',
      '12m',
      '12g',
    ]);
    assert.ok((await at('SparkConf().set("spark.executor.memory", "|")')).includes('4g'));
    assert.ok(
      (await at('DeltaTable.create().property("delta.deletedFileRetentionDuration", "|")')).includes('interval 7 days'),
    );
    assert.deepEqual(await at('spark.conf.set("my.own.setting", "|")'), []);
    assert.equal(
      await taken('a.py', 'python', 'spark.conf.set("spark.sql.adaptive.enabled", |)', 'false'),
      'spark.conf.set("spark.sql.adaptive.enabled", "false")',
    );
    assert.equal(
      await taken('a.py', 'python', 'spark.conf.set("spark.sql.adaptive.enabled", Tr|)', 'true'),
      'spark.conf.set("spark.sql.adaptive.enabled", "true")',
    );
    assert.equal(
      await taken('a.py', 'python', 'c = {"spark.sql.adaptive.enabled": "|"}', 'true'),
      'c = {"spark.sql.adaptive.enabled": "true"}',
    );
  });

  it('complete options of the format in hand', async () => {
    await served.start();
    const at = (marked: string) => offered('a.py', 'python', marked);
    const csv = await at('df = spark.read.option("|").csv("/x")');
    assert.ok(csv.includes('header') && csv.includes('pathGlobFilter') && !csv.includes('quoteAll'), csv.join());
    const write = await at('df.write.format("csv").mode("append").option("|")');
    assert.ok(write.includes('quoteAll') && !write.includes('samplingRatio'), write.join());
    const loader = await at(
      'df = (\n    spark.readStream.format("cloudFiles")\n    .option("cloudFiles.format", "json")\n    .option("|")\n    .load("/x")\n)',
    );
    assert.ok(
      loader.includes('cloudFiles.schemaLocation') &&
        loader.includes('primitivesAsString') &&
        !loader.includes('header'),
      loader.join(),
    );
    assert.ok((await at('df.writeStream.option("|").toTable("t")')).includes('checkpointLocation'));
    assert.ok((await at('df.write.option("|").saveAsTable("t")')).includes('overwriteSchema'));
    assert.ok((await at('spark.readStream.format("kafka").option("|"')).includes('startingOffsets'));
    assert.ok((await at('opts = {"|": 1}\nspark.read.format("jdbc").options(**opts).load()')).includes('fetchsize'));
    assert.equal(
      await taken('a.py', 'python', 'spark.read.options(he|).csv("x")', 'header'),
      'spark.read.options(header=).csv("x")',
    );
    assert.equal(
      await taken('a.py', 'python', 'spark.read.load("x", format="csv", he|)', 'header'),
      'spark.read.load("x", format="csv", header=)',
    );
    assert.ok((await at('df.write.save("x", format="csv", |)')).includes('quoteAll'));
    assert.deepEqual((await at('spark.read.option("header", "|").csv("x")')).sort(), ['false', 'true']);
    assert.deepEqual((await at('spark.read.options(header=|).csv("x")')).sort(), ['false', 'true']);
    assert.ok((await at('spark.read.option("mode", "|").json("x")')).includes('FAILFAST'));
  });

  it('complete table properties', async () => {
    await served.start();
    const property = 'delta.enableChangeDataFeed';
    for (const marked of [
      'DeltaTable.createIfNotExists(spark).tableName("t").property("change data|")',
      'df.writeTo("t").tableProperty("delta.enableCh|", "true").create()',
      '@dlt.table(table_properties={"delta.enableCh|": "true"})\ndef t():\n    ...',
      'dlt.create_streaming_table("t", table_properties={"|": "true"})',
    ])
      assert.equal(await taken('a.py', 'python', marked, property), marked.replace(/(["'])[\w. ]*\|/, `$1${property}`));
  });

  it('complete in SQL: files, cells, strings of Python', async () => {
    await served.start();
    const key = (marked: string) => marked.replace(/(['"]| )(?:spark\.[\w.]*|shuffle part)?\|/, `$1${shuffle}`);
    for (const marked of [
      'SET spark.sql.shuf|',
      'SET shuffle part|',
      'SET |',
      'SELECT 1; SET spark.| = 8;',
      'RESET spark.sql.sh|',
      '-- a\nSET spark.sql.sh|\n',
    ])
      assert.equal(await taken('a.sql', 'sql', marked, shuffle), key(marked));
    for (const marked of [
      'spark.sql("SET spark.sql.sh|")',
      'spark.sql(f"SET {a} = 1; SET spark.sql.sh|")',
      'spark.sql("SET spark.sql.sh|\nx = 1\n',
      'spark.sql("""\n  SET spark.sql.sh|\n""")',
      '# Databricks notebook source\nx = 1\n\n# COMMAND ----------\n\n# MAGIC %sql\n# MAGIC SET spark.sql.sh|\n',
    ])
      assert.equal(await taken('a.py', 'python', marked, shuffle), key(marked));
    const property = 'delta.appendOnly';
    assert.equal(
      await taken('a.sql', 'sql', "ALTER TABLE t SET TBLPROPERTIES ('delta.app|')", property),
      "ALTER TABLE t SET TBLPROPERTIES ('delta.appendOnly')",
    );
    assert.equal(
      await taken('a.sql', 'sql', "CREATE TABLE t (a INT) TBLPROPERTIES ('x' = 'y', delta.app| = true)", property),
      "CREATE TABLE t (a INT) TBLPROPERTIES ('x' = 'y', delta.appendOnly = true)",
    );
    assert.equal(
      await taken('a.sql', 'sql', 'CREATE TABLE t (a INT) TBLPROPERTIES (|)', property),
      "CREATE TABLE t (a INT) TBLPROPERTIES ('delta.appendOnly')",
    );
    assert.equal(
      await taken('a.sql', 'sql', "CREATE TABLE t (a INT) TBLPROPERTIES ('delta.app|\nSELECT 1", property),
      "CREATE TABLE t (a INT) TBLPROPERTIES ('delta.appendOnly\nSELECT 1",
    );
    assert.equal(
      await taken('a.sql', 'sql', "ALTER TABLE t SET TBLPROPERTIES ('delta.appendOnly' = |)", 'true'),
      "ALTER TABLE t SET TBLPROPERTIES ('delta.appendOnly' = true)",
    );
    assert.equal(
      await taken('a.sql', 'sql', 'SET spark.sql.adaptive.enabled = |', 'false'),
      'SET spark.sql.adaptive.enabled = false',
    );
    assert.equal(
      await taken('a.sql', 'sql', "CREATE TEMP VIEW v USING csv OPTIONS (path '/x', 'head|' 'true')", 'header'),
      "CREATE TEMP VIEW v USING csv OPTIONS (path '/x', 'header' 'true')",
    );
    assert.equal(
      await taken('a.sql', 'sql', "SELECT * FROM read_files('/x', format => 'csv', head|)", 'header'),
      "SELECT * FROM read_files('/x', format => 'csv', header => )",
    );
    assert.equal(
      await taken('a.sql', 'sql', "SELECT * FROM STREAM read_files('/x', format => 'json', schemaH|)", 'schemaHints'),
      "SELECT * FROM STREAM read_files('/x', format => 'json', schemaHints => )",
    );
    assert.equal(
      await taken('a.sql', 'sql', "SELECT * FROM read_files('/x', format => 'csv', header => |)", 'true'),
      "SELECT * FROM read_files('/x', format => 'csv', header => true)",
    );
    const copy = "COPY INTO t FROM '/x' FILEFORMAT = CSV FORMAT_OPTIONS ('|') COPY_OPTIONS ('mergeSchema' = 'true')";
    assert.ok((await offered('a.sql', 'sql', copy)).includes('header'));
  });

  it('complete no setting in other SQL', async () => {
    await served.start();
    for (const marked of [
      'SET TIME ZONE |',
      'SET VAR x = |',
      '-- SET spark.|',
      "SELECT 'SET spark.|'",
      "SELECT concat('|')",
      "CREATE TABLE t USING odbc OPTIONS ('|')",
    ])
      assert.deepEqual(
        (await offered('a.sql', 'sql', marked)).filter((label) => label.includes('.') || label === 'header'),
        [],
        marked,
      );
    // Behind a quote or a space nothing but settings is offered.
    assert.deepEqual(await offered('a.sql', 'sql', 'SELECT |', { triggerKind: 2, triggerCharacter: ' ' }), []);
    assert.ok((await offered('a.sql', 'sql', 'SET |', { triggerKind: 2, triggerCharacter: ' ' })).includes(shuffle));
  });

  it('complete in bundles, jobs as JSON, spark-defaults.conf and shell scripts', async () => {
    await served.start();
    const yaml = (line: string) =>
      `bundle:\n  name: b\nresources:\n  jobs:\n    j:\n      job_clusters:\n        - job_cluster_key: main\n          new_cluster:\n            spark_conf:\n              spark.a.b: "1"\n${line}\n            num_workers: 1\n`;
    for (const [line, wanted] of [
      ['              spark.sql.shuf|', `              ${shuffle}: `],
      ['              shuffle part|', `              ${shuffle}: `],
      ['              |', `              ${shuffle}: `],
      ['              "spark.sql.sh|": 8', `              "${shuffle}": 8`],
      ['              spark.sql.sh|: 8 # why', `              ${shuffle}: 8 # why`],
    ] as const)
      assert.equal(await taken('databricks.yml', 'yaml', yaml(line), shuffle), yaml(wanted));
    assert.deepEqual(
      (await offered('databricks.yml', 'yaml', yaml('              spark.sql.adaptive.enabled: |'))).sort(),
      ['false', 'true'],
    );
    assert.deepEqual(
      (await offered('databricks.yml', 'yaml', yaml('              spark.sql.adaptive.enabled: "|"'))).sort(),
      ['false', 'true'],
    );
    assert.deepEqual(await offered('databricks.yml', 'yaml', yaml('            node_type_id: |')), []);
    assert.deepEqual(await offered('databricks.yml', 'yaml', yaml('              # spark.|')), []);
    const pipeline = 'resources:\n  pipelines:\n    p:\n      configuration:\n        pipelines.tr|\n';
    assert.equal(
      await taken('databricks.yml', 'yaml', pipeline, 'pipelines.trigger.interval'),
      pipeline.replace('pipelines.tr|', 'pipelines.trigger.interval: '),
    );
    const flow = 'resources:\n  pipelines:\n    p:\n      configuration: { "spark.sql.sh|": 1 }\n';
    assert.equal(await taken('databricks.yml', 'yaml', flow, shuffle), flow.replace('spark.sql.sh|', shuffle));
    const job = '{"tasks": [{"task_key": "a", "new_cluster": {"spark_conf": {"spark.sql.sh|": "1"}}}]}';
    assert.equal(await taken('job.json', 'json', job, shuffle), job.replace('spark.sql.sh|', shuffle));
    assert.equal(
      await taken('cluster.json', 'json', '{"spark_conf": {\n  |\n}}', shuffle),
      `{"spark_conf": {\n  "${shuffle}"\n}}`,
    );
    assert.deepEqual(await offered('package.json', 'json', '{"configuration": {"|": 1}}'), []);
    assert.equal(
      await taken('spark-defaults.conf', 'properties', '# x\nspark.sql.sh|\n', shuffle),
      `# x\n${shuffle} \n`,
    );
    assert.equal(
      await taken('spark-defaults.conf', 'properties', 'spark.sql.adaptive.enabled   |', 'true'),
      'spark.sql.adaptive.enabled   true',
    );
    assert.equal(
      await taken('run.sh', 'shellscript', 'spark-submit --conf spark.sql.sh| app.py', shuffle),
      `spark-submit --conf ${shuffle}= app.py`,
    );
    assert.equal(
      await taken('run.sh', 'shellscript', 'spark-submit \\\n  --conf "spark.sql.adaptive.enabled=|" app.py', 'false'),
      'spark-submit \\\n  --conf "spark.sql.adaptive.enabled=false" app.py',
    );
    assert.deepEqual(await offered('run.sh', 'shellscript', '# spark-submit --conf spark.|'), []);
    assert.deepEqual(await offered('run.sh', 'shellscript', 'curl --config spark.|'), []);
  });

  it('complete in the cells of a notebook', async () => {
    await served.start();
    const uri = served.uriOf('n.ipynb');
    const cells = [
      { uri: `${uri}#1`, languageId: 'python', text: 'x = 1' },
      { uri: `${uri}#2`, languageId: 'python', text: 'spark.conf.set("spark.sql.sh", 1)' },
      { uri: `${uri}#3`, languageId: 'sql', text: 'SET spark.sql.sh' },
    ];
    served.client.notify('notebookDocument/didOpen', {
      notebookDocument: {
        uri,
        notebookType: 'jupyter-notebook',
        version: 1,
        cells: cells.map((cell) => ({ kind: 2, document: cell.uri })),
      },
      cellTextDocuments: cells.map((cell) => ({ ...cell, version: 1 })),
    });
    const python = (await items(cells[1]!.uri, { line: 0, character: 28 })).find(({ label }) => label === shuffle)!;
    assert.deepEqual(python.textEdit.range, { start: { line: 0, character: 16 }, end: { line: 0, character: 28 } });
    const sql = (await items(cells[2]!.uri, { line: 0, character: 16 })).find(({ label }) => label === shuffle)!;
    assert.deepEqual(sql.textEdit.range, { start: { line: 0, character: 4 }, end: { line: 0, character: 16 } });
  });

  it('explain a proposal when it is looked at', async () => {
    await served.start();
    const { at, uri } = open('a.py', 'python', 'spark.conf.set("spark.sql.shuf|", 8)');
    const item = (await items(uri, at)).find(({ label }) => label === shuffle)!;
    assert.equal(item.detail, 'int = 200');
    assert.match(
      (await served.client.request<Item>('completionItem/resolve', item)).documentation!.value,
      /Default: `200`/,
    );
    const { at: there, uri: other } = open('a.py', 'python', 'spark.read.option("multiL|", 8).csv("x")');
    const option = (await items(other, there)).find(({ label }) => label === 'multiLine')!;
    assert.match(
      (await served.client.request<Item>('completionItem/resolve', option)).documentation!.value,
      /csv option/,
    );
  });

  it('are explained in each of these places, by key and by value', async () => {
    await served.start();
    const cases: [string, string, string, string][] = [
      [
        'a.py',
        'python',
        'SparkConf().set("spark.sql.|ansi.enabled", True)',
        'spark.sql.ansi.enabled -> spark.sql.ansi.enabled',
      ],
      ['a.py', 'python', 'spark.conf.set("spark.sql.ansi.enabled", "tr|ue")', 'true -> spark.sql.ansi.enabled'],
      ['a.py', 'python', 'spark.read.option("head|er", True).csv("x")', 'header -> header (csv option)'],
      ['a.py', 'python', 'spark.read.options(head|er=True).csv("x")', 'header -> header (csv option)'],
      [
        'a.py',
        'python',
        'DeltaTable.create().property("delta.append|Only", "true")',
        'delta.appendOnly -> delta.appendOnly',
      ],
      [
        'a.py',
        'python',
        'SparkSubmitOperator(conf={"spark.executor.|memory": "1g"})',
        'spark.executor.memory -> spark.executor.memory',
      ],
      ['a.sql', 'sql', 'SET spark.sql.ansi.|enabled = true', 'spark.sql.ansi.enabled -> spark.sql.ansi.enabled'],
      ['a.sql', 'sql', 'SET spark.sql.ansi.enabled = tr|ue', 'true -> spark.sql.ansi.enabled'],
      [
        'a.sql',
        'sql',
        "SELECT * FROM read_files('/x', format => 'csv', head|er => true)",
        'header -> header (csv option)',
      ],
      [
        'a.sql',
        'sql',
        "SELECT * FROM read_files('/x', schemaH|ints => 'a int')",
        'schemaHints -> cloudFiles.schemaHints (cloudFiles option)',
      ],
      [
        'a.sql',
        'sql',
        "COPY INTO t FROM '/x' FILEFORMAT = CSV FORMAT_OPTIONS ('hea|der' = 'true')",
        'header -> header (csv option)',
      ],
      ['cluster.json', 'json', '{"spark_conf": {"spark.executor.memory": "1|g"}}', '1g -> spark.executor.memory'],
      [
        'databricks.yml',
        'yaml',
        'x:\n  spark_conf: {spark.executor.mem|ory: 1g}',
        'spark.executor.memory -> spark.executor.memory',
      ],
      [
        'spark-defaults.conf',
        'properties',
        'spark.executor.mem|ory 1g',
        'spark.executor.memory -> spark.executor.memory',
      ],
      ['run.sh', 'shellscript', 'spark-submit --conf spark.executor.memory=1|g a.py', '1g -> spark.executor.memory'],
    ];
    for (const [name, languageId, marked, wanted] of cases)
      assert.equal(await hovered(name, languageId, marked), wanted, marked);
    assert.equal(await hovered('run.sh', 'shellscript', '# --conf spark.executor.mem|ory=1g'), undefined);
    assert.match(
      (await hovered('a.py', 'python', 'r = spark.read.option("multi|Line", True)'))!,
      /^multiLine -> multiLine \(\w+ option/,
    );
  });
});
