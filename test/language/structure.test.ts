import assert from 'node:assert/strict';
import type { Position, Range } from './client';
import { serveWorkspaces } from './served';

interface Tokens {
  readonly resultId?: string;
  readonly data: number[];
}

interface DocumentSymbol {
  readonly name: string;
  readonly detail?: string;
  readonly range: Range;
  readonly selectionRange: Range;
  readonly children?: DocumentSymbol[];
}

interface SelectionRange {
  readonly range: Range;
  readonly parent?: SelectionRange;
}

describe('the structure of texts', function () {
  this.timeout(60_000);
  const served = serveWorkspaces();
  let legend: string[];

  const open = async (name: string, text: string): Promise<string> => {
    const { semanticTokensProvider } = (await served.start()) as {
      semanticTokensProvider: { legend: { tokenTypes: string[] } };
    };
    legend = semanticTokensProvider.legend.tokenTypes;
    const uri = served.uriOf(name);
    served.client.open(uri, text, name.endsWith('.sql') ? 'sql' : 'python');
    return uri;
  };
  const ask = <T>(method: string, uri: string, more: object = {}): Promise<T> =>
    served.client.request<T>(`textDocument/${method}`, { textDocument: { uri }, ...more });
  const textIn = (text: string, { start, end }: Range): string => {
    const offset = ({ line, character }: Position) =>
      text.split('\n').slice(0, line).join('\n').length + (line > 0 ? 1 : 0) + character;
    return text.slice(offset(start), offset(end));
  };

  /** Tokens as `text:type`. */
  const spelled = (text: string, data: readonly number[]): string[] => {
    const lines = text.split('\n');
    const out: string[] = [];
    let [line, character] = [0, 0];
    for (let i = 0; i < data.length; i += 5) {
      const [down, right, length, type] = data.slice(i, i + 4) as [number, number, number, number];
      character = down > 0 ? right : character + right;
      line += down;
      assert.ok(character + length <= lines[line]!.length, 'a token stays on its line');
      out.push(`${lines[line]!.slice(character, character + length)}:${legend[type]}`);
    }
    return out;
  };

  describe('colours', () => {
    const colors = async (name: string, text: string): Promise<string[] | null> => {
      const tokens = await ask<Tokens | null>('semanticTokens/full', await open(name, text));
      return tokens && spelled(text, tokens.data);
    };

    it('are those of SQL, and none in holes', async () => {
      const text =
        'spark.sql(f"""\n  SELECT date, count(*) FROM {schema}.t_{x} -- why\n  WHERE a = \'{b}\' AND c = :p\n""")\n';
      assert.deepEqual(await colors('a.py', text), [
        'SELECT:keyword', 'date:variable', ',:operator', 'count:function', '(:operator', '*:operator', '):operator',
        'FROM:keyword', '.:operator', 't_:variable', '-- why:comment', 'WHERE:keyword', 'a:variable', '=:operator',
        "':string", "':string", 'AND:keyword', 'c:variable', '=:operator', ':p:parameter',
      ]); // prettier-ignore
    });

    it('are exact behind escapes, line continuations and in joined literals', async () => {
      const text = 'spark.sql("SELECT \\"x\\",\\t1 \\\n  FROM "\n          "t")\n';
      assert.deepEqual(await colors('a.py', text), [
        'SELECT:keyword', '\\"x\\":string', ',:operator', '1:number', 'FROM:keyword', 't:variable',
      ]); // prettier-ignore
    });

    it('are cut at the end of each line', async () => {
      const text = 'spark.sql("""SELECT \'a\r\n  b\' /* c\r\n d */""")\r\n';
      assert.deepEqual(await colors('a.py', text), [
        'SELECT:keyword',
        "'a:string",
        "  b':string",
        '/* c:comment',
        ' d */:comment',
      ]);
    });

    it('reach %sql cells, behind their prefix', async () => {
      const text =
        '# Databricks notebook source\n# MAGIC %sql\n# MAGIC SELECT 1 /* a\n# MAGIC b */\n\n# COMMAND ----------\n\nx = "SELECT 1"\n';
      assert.deepEqual(await colors('n.py', text), ['SELECT:keyword', '1:number', '/* a:comment', 'b */:comment']);
    });

    it('reach expressions, and a string that two texts share only once', async () => {
      const text =
        'base = "SELECT a FROM t"\nspark.sql(base)\nspark.sql(base + " WHERE b")\nspark.table("t").filter("c > 1")\n';
      const found = await colors('a.py', text);
      assert.equal(found?.filter((token) => token === 'SELECT:keyword').length, 1);
      assert.deepEqual(found?.slice(4), ['WHERE:keyword', 'b:variable', 'c:variable', '>:operator', '1:number']);
    });

    it('are not claimed where there is no SQL, and not for SQL files', async () => {
      assert.equal(await colors('a.py', 'print("SELECT 1")\n'), null);
      served.client.open(served.uriOf('b.sql'), 'SELECT 1', 'sql');
      assert.equal(await ask('semanticTokens/full', served.uriOf('b.sql')), null);
    });

    it('can be asked for a range, and for what has changed', async () => {
      const text = 'spark.sql("SELECT a")\nspark.sql("SELECT b")\n';
      const uri = await open('a.py', text);
      const range = { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } };
      const { data } = await ask<Tokens>('semanticTokens/range', uri, { range });
      assert.deepEqual(spelled(text, data), ['SELECT:keyword', 'b:variable']);
      const full = await ask<Tokens>('semanticTokens/full', uri);
      served.client.change(uri, 2, [{ text: `${text}spark.sql("SELECT c")\n` }]);
      const { edits } = await ask<{ edits: { start: number; deleteCount: number; data: number[] }[] }>(
        'semanticTokens/full/delta',
        uri,
        { previousResultId: full.resultId },
      );
      assert.deepEqual([edits[0]?.start, edits[0]?.deleteCount, edits[0]?.data.length], [20, 0, 10]);
    });
  });

  describe('folding', () => {
    const folds = async (name: string, text: string): Promise<string[] | null> => {
      const ranges = await ask<{ startLine: number; endLine: number; kind?: string }[] | null>(
        'foldingRange',
        await open(name, text),
      );
      return (
        ranges &&
        ranges.map(({ startLine, endLine, kind }) => `${startLine + 1}-${endLine + 1}${kind ? ` ${kind}` : ''}`)
      );
    };

    it('covers statements, CTEs, brackets and comments', async () => {
      const text =
        '-- a\n-- b\n\n/* c\n d */\nWITH\n  x AS (\n    SELECT f(\n      1\n    )\n  )\nSELECT *\nFROM x;\nSELECT 1;\n';
      assert.deepEqual(await folds('a.sql', text), ['1-2 comment', '4-5 comment', '6-13', '7-10', '8-9']);
    });

    it('covers BEGIN and CASE up to their END', async () => {
      const text =
        'BEGIN\n  IF x THEN\n    SELECT CASE a\n      WHEN 1 THEN 2\n    END;\n  END IF;\n  BEGIN\n    SELECT 1;\n  END;\nEND;\nSELECT 2;\n';
      assert.deepEqual(await folds('a.sql', text), ['1-10', '3-5', '7-8']);
    });

    it('covers cells, SQL in strings, and the blocks of Python around it', async () => {
      const text =
        '# Databricks notebook source\n# MAGIC %sql\n# MAGIC SELECT\n# MAGIC   1\n\n# COMMAND ----------\n\ndef f():\n    spark.sql("""\n        SELECT\n          1\n    """)\n\nx = 1\n';
      assert.deepEqual(await folds('n.py', text), ['2-4 region', '3-4', '8-14 region', '9-11', '10-11']);
    });

    it('does not reach from one string over code to another', async () => {
      const text =
        'base = """\n  SELECT a\n"""\nx = 1\n\nspark.sql(base + """\n  WHERE b\n""")\nspark.sql(y + """\n  WHERE (\n    c)\n""")\n';
      assert.deepEqual(await folds('a.py', text), ['1-2', '6-7', '9-11', '10-11']);
    });

    it('is left to others in Python without SQL', async () => {
      assert.equal(await folds('a.py', 'def f():\n    pass\n'), null);
    });
  });

  describe('the outline', () => {
    const outline = async (name: string, text: string): Promise<unknown[]> => {
      const symbols = await ask<DocumentSymbol[]>('documentSymbol', await open(name, text));
      const short = ({ name: label, children }: DocumentSymbol): unknown =>
        children ? [label, children.map(short)] : label;
      return symbols.map(short);
    };

    it('names statements by what they do and to what, with their CTEs', async () => {
      const text =
        'create or replace table if not exists Main.x.y as with a as (select 1), b as (select 2) select * from a;\n' +
        'merge into z using y on true when matched then delete;\nselect 1 from t join u using (k) union all select 2;\n' +
        'BEGIN insert into q values (1); END;\nSET a.b = 1;\nGRANT SELECT ON TABLE t TO `u`;\nselect (;\n';
      assert.deepEqual(await outline('a.sql', text), [
        ['CREATE OR REPLACE TABLE Main.x.y', ['a', 'b']],
        'MERGE INTO z',
        'SELECT … FROM t, u UNION …',
        ['BEGIN … END', ['INSERT INTO q']],
        'SET a.b',
        'GRANT SELECT ON TABLE t TO `u`',
        'SELECT',
      ]);
    });

    it('has the cells of a notebook with their titles, and their SQL below', async () => {
      const text =
        '# Databricks notebook source\n# DBTITLE 1,Load\nspark.sql(f"INSERT INTO {s}.t SELECT 1")\n\n# COMMAND ----------\n\n# MAGIC %md\n# MAGIC some\n# MAGIC ## Then\n\n' +
        '# COMMAND ----------\n\n# MAGIC %sql\n# MAGIC SELECT 1;\n# MAGIC DROP TABLE t\n\n# COMMAND ----------\n\n# MAGIC %sql OPTIMIZE t\n\n# COMMAND ----------\n\nclass A:\n    pass\n';
      assert.deepEqual(await outline('n.py', text), [
        ['Load', ['INSERT INTO {s}.t']],
        'Then',
        ['SELECT 1;', ['SELECT', 'DROP TABLE t']],
        'OPTIMIZE t',
        'class A:',
      ]);
    });

    it('has of a Python module nothing but its SQL', async () => {
      assert.deepEqual(await outline('a.py', 'class A:\n    def f(self):\n        spark.sql("VACUUM t")\n'), [
        'VACUUM t',
      ]);
    });

    it('keeps what is selected inside what it belongs to', async () => {
      const uri = await open('a.py', 'spark.sql("WITH a AS (SELECT 1) "\n  "SELECT * FROM a")\n');
      const [symbol] = await ask<DocumentSymbol[]>('documentSymbol', uri);
      const text = 'spark.sql("WITH a AS (SELECT 1) "\n  "SELECT * FROM a")\n';
      assert.equal(textIn(text, symbol!.selectionRange), 'SELECT');
      assert.match(textIn(text, symbol!.range), /^WITH a[^]*FROM a$/);
    });
  });

  describe('selection', () => {
    const statement = async (name: string, text: string, mark = '|'): Promise<string | null> => {
      const [before, after] = text.split(mark) as [string, string];
      const uri = await open(name, before + after);
      const lines = before.split('\n');
      const position = { line: lines.length - 1, character: lines.at(-1)!.length };
      const range = await served.client.request<Range | null>('lakelint/statementRange', {
        textDocument: { uri },
        position,
      });
      return range && textIn(before + after, range);
    };

    it('takes the statement at the cursor with its semicolon', async () => {
      assert.equal(await statement('a.sql', 'select 1;\nselect |2 ;\nselect 3'), 'select 2 ;');
    });

    it('takes the next one from between two, and the last one from the end', async () => {
      assert.equal(await statement('a.sql', 'select 1;\n|\n\nselect 2;\n'), 'select 2;');
      await served.client.stop();
      assert.equal(await statement('a.sql', 'select 1;\n\n|'), 'select 1;');
    });

    it('takes the inner one of a script', async () => {
      assert.equal(await statement('a.sql', 'BEGIN\n  SELECT |1;\nEND;'), 'SELECT 1;');
    });

    it('works in strings and in %sql cells, the prefix included', async () => {
      assert.equal(
        await statement('a.py', 'x = 1\nspark.sql(f"""\n  select {a|}, 1;\n  select 2\n""")\n'),
        'select {a}, 1;',
      );
      await served.client.stop();
      const cell = '# Databricks notebook source\n# MAGIC %sql\n# MAGIC select 1;\n# MA|GIC select\n# MAGIC 2\n';
      assert.equal(await statement('n.py', cell), 'select\n# MAGIC 2');
      await served.client.stop();
      assert.equal(await statement('b.py', 'x = |1\nspark.sql("select 1")\n'), null);
    });

    it('works in each string of a text that was joined from two', async () => {
      const text = 'base = "SELECT a FROM t "\nx = 1\nspark.sql(base + "WHERE |b")\n';
      assert.equal(await statement('a.py', text), 'WHERE b');
      await served.client.stop();
      assert.equal(await statement('b.py', 'q = spark.sql("SELECT |a "\n  f"FROM {t}")\n'), 'SELECT a "\n  f"FROM {t}');
    });

    it('grows step by step', async () => {
      const text = 'spark.sql("SELECT a + b AS c FROM t WHERE d > 1; SELECT 2")\n';
      const uri = await open('a.py', text);
      const positions = [{ line: 0, character: text.indexOf('a +') }];
      const [first] = await ask<SelectionRange[]>('selectionRange', uri, { positions });
      const steps: string[] = [];
      for (let range = first; range; range = range.parent) steps.push(textIn(text, range.range));
      assert.deepEqual(steps, [
        'a',
        'a + b',
        'a + b AS c',
        'SELECT a + b AS c FROM t WHERE d > 1',
        'SELECT a + b AS c FROM t WHERE d > 1;',
        'SELECT a + b AS c FROM t WHERE d > 1; SELECT 2',
      ]);
    });
  });

  it('answers for every cell of a notebook in its own text', async () => {
    await served.start();
    const cells = ['x = 1', 'q = "SELECT 1 FROM t"\nspark.sql(q)'];
    const uris = cells.map((_, i) => `vscode-notebook-cell:/w/n.ipynb#${i}`);
    served.client.notify('notebookDocument/didOpen', {
      notebookDocument: {
        uri: 'file:///w/n.ipynb',
        notebookType: 'jupyter-notebook',
        version: 1,
        cells: uris.map((document) => ({ kind: 2, document })),
      },
      cellTextDocuments: uris.map((uri, i) => ({ uri, languageId: 'python', version: 1, text: cells[i] })),
    });
    assert.deepEqual(await ask('documentSymbol', uris[0]!), []);
    const [symbol] = await ask<DocumentSymbol[]>('documentSymbol', uris[1]!);
    assert.equal(textIn(cells[1]!, symbol!.range), 'SELECT 1 FROM t');
    const { data } = await ask<Tokens>('semanticTokens/full', uris[1]!);
    assert.deepEqual(data.slice(0, 3), [0, 5, 6]);
    assert.equal(await ask('semanticTokens/full', uris[0]!), null);
  });
});
