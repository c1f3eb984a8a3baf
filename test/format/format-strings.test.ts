import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyEdits, readDocument, sqlLiterals } from '../../src/engine';
import { tokenize } from '../../src/engine/sql/reader/lexer';
import { defaultFormat, formatStrings, type FormatOptions } from '../../src/format';
import { difference } from '../../src/format/guard';
import { allTexts } from './texts';

const format = (text: string, options: FormatOptions = defaultFormat, path = 'a.py'): string => {
  const { edits, kept } = formatStrings({ path, text }, options);
  assert.deepEqual(kept, []);
  return applyEdits(text, edits).text;
};

const reasons = (text: string): string[] =>
  formatStrings({ path: 'a.py', text }, defaultFormat).kept.map(({ reason }) => reason);

describe('formatting of SQL in strings', () => {
  it('keeps the indentation that the first statement has, and the closing quotes', () => {
    assert.equal(
      format('def f():\n    q = """\n        select a\n        from t;\n\n\n\n  select 1\n    """\n    spark.sql(q)\n'),
      'def f():\n    q = """\n        SELECT\n          a\n        FROM\n          t;\n\n        SELECT\n          1\n    """\n    spark.sql(q)\n',
    );
  });

  it('puts below the quotes what began behind them', () => {
    assert.equal(
      format('if x:\n    spark.sql("""select a from t""")\n'),
      'if x:\n    spark.sql("""\n        SELECT\n          a\n        FROM\n          t\n    """)\n',
    );
    assert.equal(format('spark.sql(""" select "a" """)\n'), 'spark.sql("""\n    SELECT\n      "a"\n""")\n');
    assert.equal(format('spark.sql("""\\\nselect 1""")\n'), 'spark.sql("""\\\nSELECT\n  1""")\n');
  });

  it('leaves a statement of one line on its line', () => {
    for (const text of ['spark.sql("""SET a = b""")\n', "spark.sql('''use catalog main''')\n"])
      assert.equal(format(text), text);
  });

  it('keeps prefix, holes and escapes as they are written', () => {
    assert.equal(
      format("spark.sql(rf'''\nselect a rlike \"\\d{{2}}\", {cols} from {s}.t_{x!r} where b = \"{y:>{w}}\"\n''')\n"),
      "spark.sql(rf'''\nSELECT\n  a rlike \"\\d{{2}}\",\n  {cols}\nFROM\n  {s}.t_{x!r}\nWHERE\n  b = \"{y:>{w}}\"\n''')\n",
    );
    assert.equal(
      format('spark.sql("""\nselect \'\\x41\\t\\N{BULLET}\' , \\"b\\" \\\n from t\n""")\n'),
      'spark.sql("""\nSELECT\n  \'\\x41\\t\\N{BULLET}\',\n  \\"b\\"\nFROM\n  t\n""")\n',
    );
  });

  it('knows the fields of format and of %', () => {
    assert.equal(
      format('spark.sql("""\nselect "{{}}" , {a} from {b}\n""".format(a=1, b=2))\n'),
      'spark.sql("""\nSELECT\n  "{{}}",\n  {a}\nFROM\n  {b}\n""".format(a=1, b=2))\n',
    );
    assert.equal(
      format('spark.sql("""\nselect %s , 1 from t\n""" % a)\n'),
      'spark.sql("""\nSELECT\n  %s,\n  1\nFROM\n  t\n""" % a)\n',
    );
  });

  it('changes only keywords in strings that have to stay on their line', () => {
    assert.equal(
      format('spark.sql("select  a from t where b is null")\n'),
      'spark.sql("SELECT  a FROM t WHERE b IS NULL")\n',
    );
    assert.equal(
      format('df = spark.table("t")\ndf.filter("a is not null and date > 1").selectExpr("""a\n as b""")\n'),
      'df = spark.table("t")\ndf.filter("a IS NOT NULL AND date > 1").selectExpr("""a\n AS b""")\n',
    );
    const plain = 'spark.sql("select a from t")\n';
    assert.equal(format(plain, { ...defaultFormat, keywordCase: 'preserve' }), plain);
  });

  it('leaves texts alone that several strings make together', () => {
    for (const text of [
      'spark.sql("select a " "from t")\n',
      'base = """select a from t"""\nspark.sql(base + " where b")\nspark.sql(base)\n',
      'spark.sql("""select a from """ + t)\n',
      'x = """select a from t"""\n',
    ])
      assert.equal(format(text), text);
  });

  it('never takes a line break away behind a hole: a comment may stand in it', () => {
    const text = 'spark.sql(f"""\nselect a {x}\n, b from t\n""")\n';
    assert.deepEqual(reasons(text), ['a line break behind a `{…}` would go']);
    assert.equal(formatStrings({ path: 'a.py', text }, defaultFormat).edits.length, 0);
  });

  it('says what stays as it is', () => {
    assert.deepEqual(reasons('spark.sql("""select (""")\n'), ['unclosed bracket']);
  });

  it('keeps CRLF, tabs, and comments in their place', () => {
    assert.equal(
      format('if x:\r\n\tspark.sql("""\r\n\t\tselect 1 -- a\r\n\t\t-- b\r\n\t\t, 2\r\n\t""")\r\n', {
        ...defaultFormat,
        commas: 'leading',
      }),
      'if x:\r\n\tspark.sql("""\r\n\t\tSELECT\r\n\t\t  1 -- a\r\n\t\t  -- b\r\n\t\t  , 2\r\n\t""")\r\n',
    );
  });

  it('formats only the strings that a span touches', () => {
    const text = 'spark.sql("select 1")\nspark.sql("select 2")\n';
    const at = text.indexOf('2');
    const { edits } = formatStrings({ path: 'a.py', text }, defaultFormat, { from: at, to: at });
    assert.equal(applyEdits(text, edits).text, 'spark.sql("select 1")\nspark.sql("SELECT 2")\n');
  });

  it('Jupyter: lines stay a list', () => {
    const notebook = {
      cells: [{ cell_type: 'code', metadata: {}, source: ['spark.sql("""\n', 'select "a"\n', '""")'] }],
      nbformat: 4,
    };
    const after = JSON.parse(
      format(JSON.stringify(notebook, undefined, 1), defaultFormat, 'n.ipynb'),
    ) as typeof notebook;
    assert.deepEqual(after.cells[0]!.source, ['spark.sql("""\n', 'SELECT\n', '  "a"\n', '""")']);
  });

  it('SQL of the rules, put into a string, says the same, and is done at once', () => {
    let changed = 0;
    const texts = allTexts().filter(({ path }) => path.endsWith('.sql'));
    for (const { name, text: sql } of texts.filter((_, i) => i % 5 === 0)) {
      if (/"""|\\/.test(sql)) continue;
      const text = `def f():\n    spark.sql("""${sql}""")\n`;
      const after = applyEdits(text, formatStrings({ path: 'a.py', text }, defaultFormat).edits).text;
      if (after === text) continue;
      changed++;
      const [before, now] = [text, after].map((t) => sqlLiterals(readDocument({ path: 'a.py', text: t })));
      assert.equal(now!.length, 1, name);
      const [a, b] = [before![0]!.source.text, now![0]!.source.text].map(tokenize);
      assert.equal(difference(a!, b!, true), undefined, name);
      assert.deepEqual(formatStrings({ path: 'a.py', text: after }, defaultFormat).edits, [], name);
    }
    assert.ok(changed > 50, `${changed} texts had something to format`);
  });

  it('whatever stands in a string, what Python reads stays the same', () => {
    const pieces = ['select', ' ', '\n', ',', 'a', '{x}', '{{', '}}', '\\n', '\\"', '"', "'", '\\', '-- c', '/* d */', '(', ')', ';', ' from t', '\\\n', '%s', '$x']; // prettier-ignore
    fc.assert(
      fc.property(
        fc.constantFrom('', 'f', 'r', 'rf'),
        fc.array(fc.constantFrom(...pieces), { maxLength: 14 }),
        (prefix, list) => {
          const text = `spark.sql(${prefix}"""select a${list.join('')}""")\nafter = 1\n`;
          const { edits } = formatStrings({ path: 'a.py', text }, defaultFormat);
          if (edits.length === 0) return;
          const read = (t: string) => sqlLiterals(readDocument({ path: 'a.py', text: t }));
          const after = applyEdits(text, edits).text;
          assert.match(after, /\nafter = 1\n$/);
          const [before, now] = [read(text), read(after)];
          assert.equal(now.length, 1);
          assert.equal(difference(tokenize(before[0]!.source.text), tokenize(now[0]!.source.text), true), undefined);
        },
      ),
      { numRuns: 400 },
    );
  });
});
