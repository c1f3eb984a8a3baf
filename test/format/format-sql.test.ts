import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultFormat, formatSql, readFormatOptions } from '../../src/format';
import { allTexts, sqlIn, substance } from './texts';

const formatted = (sql: string, options?: Parameters<typeof formatSql>[1]): string => {
  const result = formatSql(sql, options);
  assert.deepEqual(result.kept, []);
  return result.text;
};

describe('the layout of SQL', () => {
  it('puts each clause on its line and writes keywords in capitals', () => {
    assert.equal(
      formatted(
        'select a.id, count(*) as n from main.s.orders a left join x b on a.id=b.id where a.d > 1 and b.e is not null group by all order by n desc limit 10;',
      ),
      [
        'SELECT', '  a.id,', '  count(*) AS n', 'FROM', '  main.s.orders a', '  LEFT JOIN x b ON a.id = b.id', 'WHERE',
        '  a.d > 1', '  AND b.e IS NOT NULL', 'GROUP BY ALL', 'ORDER BY', '  n DESC', 'LIMIT 10;',
      ].join('\n'),
    ); // prettier-ignore
  });

  it('knows MERGE, UPDATE and CREATE TABLE', () => {
    assert.equal(
      formatted(
        'merge into t using s on t.id = s.id when matched and s.op = 1 then delete when not matched then insert *',
      ),
      'MERGE INTO t\nUSING s\nON\n  t.id = s.id\nWHEN MATCHED AND s.op = 1\nTHEN DELETE\nWHEN NOT MATCHED\nTHEN INSERT *',
    );
    assert.equal(formatted('update t set a=1 where b=2'), 'UPDATE t\nSET\n  a = 1\nWHERE\n  b = 2');
    assert.equal(
      formatted("create or replace table a.b (id bigint, s struct<a: int, b: array<int>>) using delta comment 'c'"),
      "CREATE OR REPLACE TABLE a.b (id bigint, s struct<a: int, b: array<int>>)\nUSING delta\nCOMMENT 'c'",
    );
  });

  it('keeps the frame of a window on one line', () => {
    const text = formatted('select sum(a) over (order by b rows between 1 preceding and current row) from t');
    assert.match(text, /ROWS BETWEEN 1 PRECEDING AND CURRENT ROW|rows BETWEEN/i);
    assert.ok(
      text.split('\n').some((line) => /between 1 preceding and current row/i.test(line)),
      text,
    );
  });

  it('tells the columns that a star leaves out from a set operation', () => {
    assert.equal(
      formatted('select * except (a, b) from t except select 1'),
      'SELECT\n  * EXCEPT (a, b)\nFROM\n  t\nEXCEPT\nSELECT\n  1',
    );
  });

  it('does not take every FROM for a clause', () => {
    const text = formatted('select extract(year from d), a is not distinct from b from t');
    assert.match(text, /^ {2}extract\(year FROM d\),\n {2}a IS NOT DISTINCT FROM b\nFROM\n {2}t$/m);
  });

  it('follows the options', () => {
    assert.equal(
      formatted('SELECT a FROM t', { ...defaultFormat, keywordCase: 'lower', indent: 4 }),
      'select\n    a\nfrom\n    t',
    );
    assert.equal(formatted('Select a From t', { ...defaultFormat, keywordCase: 'preserve' }), 'Select\n  a\nFrom\n  t');
  });

  it('never changes the case of a name', () => {
    const names = 'SELECT date, value, end, view, set, t.order, left(name, 2), first, comment AS select_, limit FROM t';
    for (const name of ['date', 'value', 'end', 'view', 'set', 't.order', 'left(name, 2)', 'first', 'limit']) {
      assert.ok(
        formatSql(names)
          .text.split(/,?\n\s*/)
          .includes(name),
        `${name}\n${formatSql(names).text}`,
      );
    }
  });

  it('nor where a name looks like a part of a phrase', () => {
    const words = (sql: string): string => sql.replace(/[\s()]+/g, ' ').trim();
    for (const sql of [
      'SELECT name, source, current, matched, exists(xs, x -> x > 1) FROM t WHERE current AND NOT matched ORDER BY name, source',
      'SELECT rank() OVER (PARTITION BY source ORDER BY name) FROM t WHERE a OR replace(name, source) = name',
      'WITH s AS (SELECT name, date, comment FROM t) INSERT INTO u SELECT name FROM s ORDER BY name',
    ])
      assert.equal(words(formatted(sql)), words(sql));
  });

  it('nor of a variable that a statement declares', () => {
    assert.equal(formatted('declare variable date int'), 'DECLARE variable date int');
  });

  it('refuses options that make no sense', () => {
    assert.deepEqual(readFormatOptions({ keywordCase: 'Upper', indent: 0 }).complaints.length, 2);
    assert.deepEqual(readFormatOptions({ ...defaultFormat, keywordCase: 'lower', indent: 4 }), {
      options: { ...defaultFormat, keywordCase: 'lower', indent: 4 },
      complaints: [],
    });
    assert.deepEqual(readFormatOptions(null).complaints, []);
  });
});

describe('what other formatters break', () => {
  const cases = [
    'f(a => 1)', 'a::int', 'x?::int', 'raw:a.b[0]', "raw:['a b']", 'a <=> b', 'transform(xs, x -> x + 1)', '{{ ref("m") }}',
    '${x}', 'tbl_${env}', '${db}.tbl_${env}.c', 'tbl_{env}', ':param', '?', "r'a\\'", "r'\\d'", '$$ a  b $$', 'a << 2', 'a >>> 1', 'a !< b',
    "'it''s'", "'a\\'b'", '"x"', '`a``b`', '1e-3', '10L', '- -1', "DATE'2024-01-01'", "X'1F'", 'array(1)[0]', 'a || b', 'NOT a',
    'CAST(a AS ARRAY<STRUCT<b: INT, c: MAP<STRING, INT>>>)', 'IDENTIFIER(:t)', '*', 't.*', 'count(DISTINCT a)', 'a -- x\n', 'a /* x /* y */ z */',
    'named_struct("a", 1).a', 'CASE WHEN a THEN b ELSE c END', 'a IN (1, 2)', "INTERVAL '1' DAY", 'FILTER(a, x -> x:y::int > 1)',
  ]; // prettier-ignore
  for (const expression of cases) {
    it(JSON.stringify(expression), () => {
      const sql = `select ${expression} from t where ${expression} = 1`;
      const { text, kept } = formatSql(sql);
      assert.deepEqual(kept, []);
      assert.deepEqual(substance(text), substance(sql));
      assert.match(text, /^SELECT\n/);
      assert.equal(formatSql(text).text, text);
    });
  }

  it('white space beside a template stays as it is', () => {
    assert.match(formatted('select * from a_${env}.b where c=1'), /a_\$\{env\}\.b/);
    assert.match(formatted('select * from {{ source("a") }} x'), /\{\{ source\("a"\) \}\} x/);
  });
});

describe('what stays as it is', () => {
  it('a broken statement, while its neighbours are formatted', () => {
    const { text, kept } = formatSql("select 1;\nselect * from (;\nselect 2;\nselect 'open\n");
    assert.equal(text, "SELECT\n  1;\nselect * from (;\nSELECT\n  2;\nselect 'open\n");
    assert.deepEqual(
      kept.map(({ reason }) => reason),
      ['unclosed bracket', 'unclosed string'],
    );
  });

  it('scripts, Jinja blocks and pipes, with the reason', () => {
    const reasonOf = (sql: string) => {
      const { text, kept } = formatSql(sql);
      assert.equal(text, sql);
      return kept[0]?.reason;
    };
    assert.match(reasonOf('begin select 1; select 2; end')!, /script/);
    assert.match(reasonOf('select a {% if x %} , b {% endif %} from t')!, /Jinja/);
    assert.match(reasonOf('from t |> where a > 1')!, /pipe/);
  });

  it('settings, whose value is taken as it stands', () => {
    assert.deepEqual(formatSql('SET x.y  =  a-b;').kept, []);
    assert.equal(formatSql('SET x.y  =  a-b;').changed, false);
  });

  it('comments between statements, and at most one empty line', () => {
    assert.equal(
      formatted('-- head\n\nselect 1; -- one\n\n\n\n   -- two\n  select 2 /* in */;   select 3'),
      '-- head\n\nSELECT\n  1; -- one\n\n-- two\nSELECT\n  2 /* in */;\nSELECT\n  3',
    );
  });

  it('line ends', () => {
    const text = formatted('select a,\r\n  b -- c\r\nfrom t;\r\nselect 2\r\n');
    assert.equal(text, 'SELECT\r\n  a,\r\n  b -- c\r\nFROM\r\n  t;\r\nSELECT\r\n  2\r\n');
  });
});

describe('every SQL text of the rules and of the demo', function () {
  this.timeout(60_000);
  const texts = allTexts().flatMap(({ name, path, text }) => sqlIn(path, text).map((sql) => ({ name, sql })));

  it('says the same after formatting, and formatting it again changes nothing', () => {
    assert.ok(texts.length > 50, `only ${texts.length} texts`);
    let changed = 0;
    for (const { name, sql } of texts) {
      const once = formatSql(sql);
      if (once.changed) changed++;
      assert.deepEqual(substance(once.text), substance(sql), name);
      assert.equal(formatSql(once.text).text, once.text, name);
    }
    assert.ok(changed > texts.length / 2, `only ${changed} of ${texts.length} were formatted`);
  });

  it('says the same when it was damaged before', () => {
    const damage = fc.record({
      sql: fc.constantFrom(...texts.map(({ sql }) => sql)),
      at: fc.nat(1000),
      drop: fc.nat(6),
      insert: fc.constantFrom('', "'", '"', '(', ')', '/*', '--', '${', '{{', '`', ';', '\\', '#', '::', ' ', '\n', '\r\n', 'é', '\ud800'),
    }); // prettier-ignore
    fc.assert(
      fc.property(damage, ({ sql, at, drop, insert }) => {
        const place = at % (sql.length + 1);
        const broken = sql.slice(0, place) + insert + sql.slice(place + drop);
        assert.deepEqual(substance(formatSql(broken).text), substance(broken));
      }),
      { numRuns: 300 },
    );
  });
});
