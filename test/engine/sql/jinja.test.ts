import assert from 'node:assert/strict';
import { defaultSettings, lint } from '../../../src/engine/index';
import { tokenize } from '../../../src/engine/sql/reader/lexer';
import { readSql } from '../../../src/engine/sql/reader/read';
import { StatementTexts } from '../../../src/engine/sql/reader/statement-texts';
import { Kind } from '../../../src/engine/sql/reader/tokens';
import { isUnderstood } from '../../../src/engine/sql/walk';

/** What is read as SQL: the tokens that mean something, in one line. */
function code(text: string): string {
  const tokens = tokenize(text);
  const list: string[] = [];
  for (let i = 0; i < tokens.count; i++) if (tokens.kinds[i]! > Kind.block) list.push(tokens.textOf(i));
  return list.join(' ');
}

/** Kind of each statement, with a `?` where it is not understood and `!` where it is damaged. */
function kinds(text: string): string[] {
  return readSql(text).statements.map((s) => s.kind + (s.damage ? '!' : isUnderstood(s) ? '' : '?'));
}

const rulesOf = (text: string, path = 'models/a.sql'): string[] =>
  lint({ path, text }, defaultSettings).findings.map(({ rule }) => rule);

describe('templates of Jinja', () => {
  it('end where Jinja ends them: behind strings and dictionaries', () => {
    for (const template of [
      `{{ config(post_hook="OPTIMIZE {{ this }}") }}`,
      `{{ config(meta={'a': {'b': 1}}) }}`,
      `{{ '}}' }}`,
      `{{ "it's" }}`,
    ]) {
      const tokens = tokenize(`${template} SELECT 1`);
      assert.equal(tokens.textOf(0), template);
      assert.equal(code(`${template} SELECT 1`), `${template} SELECT 1`);
    }
    assert.equal(code(`{% set hint = '%}' %}SELECT 1`), 'SELECT 1');
  });

  it('end at the next brackets where a quote was lost', () => {
    assert.equal(code(`{{ ref('a) }} SELECT 1`), `{{ ref('a) }} SELECT 1`);
  });

  it('may hold the quote of the string around them', () => {
    assert.equal(code(`a = '{{ var('day') }}' AND b`), `a = '{{ var('day') }}' AND b`);
    assert.equal(code(`'{% if x == 'y' %}z{% endif %}' b`), `'{% if x == 'y' %}z{% endif %}' b`);
  });

  it('are told from braces in a string', () => {
    assert.equal(code(`replace(a, '{{', '}}')`), `replace ( a , '{{' , '}}' )`);
    assert.equal(code(`'{{ a' b\n'}}'`), `'{{ a' b '}}'`);
  });
});

describe('templates before a statement', () => {
  it('say nothing about it, however many they are', () => {
    const text = "{{ config(materialized='table') }}\n{{ header() }}\n\n{{ log('x') }}\n";
    for (const sql of ['SELECT a FROM t', 'WITH c AS (SELECT 1 AS a) SELECT a FROM c', '(SELECT a FROM t)'])
      assert.deepEqual(kinds(text + sql), ['query'], sql);
    assert.deepEqual(kinds(`${text}MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN DELETE`), ['merge']);
  });

  it('are not taken for the head of what goes on behind them', () => {
    assert.deepEqual(kinds('{{ action }} TABLE t'), ['other?']);
    assert.deepEqual(kinds('{{ columns }} FROM t'), ['other?']);
    assert.deepEqual(kinds("{{ one('a') }} UNION ALL {{ one('b') }}"), ['other?']);
  });

  it('may be all there is, and that is no finding', () => {
    for (const text of [
      "{{ my_macro() }}\n",
      "{{ config(x=1) }}\n{{ my_macro('a') }}",
      '${wh_timezone};\nSELECT a FROM t',
      '{# nothing #}\n{% set x = 1 %}',
      "{{ one('a') }}\nUNION ALL\n{{ one('b') }}",
    ]) assert.ok(!rulesOf(text).includes('unreadable-code'), text); // prettier-ignore
  });

  it('explain no other statement', () => {
    assert.deepEqual(rulesOf('{{ config() }};\nFROBNICATE t;'), ['unreadable-code']);
  });
});

describe('text of Jinja that is no SQL', () => {
  it('stands between `set` and `endset`, and is given to a name', () => {
    const text = "{%- set note -%} it's; no (SQL {%- endset -%}\nSELECT a FROM t";
    assert.equal(code(text), 'SELECT a FROM t');
    assert.deepEqual(kinds(text), ['query']);
    assert.equal(code("{% set x = 'a' %} SELECT 1 {% set y | upper %} b {% endset %}"), 'SELECT 1');
  });

  it('stands in `docs`, and in `raw` where it leaves a gap', () => {
    assert.deepEqual(kinds("{% docs t %} It's one row; for each. {% enddocs %} SELECT 1"), ['query']);
    assert.equal(code('SELECT a {% raw %} {{ b }} ; {% endraw %} FROM t'), 'SELECT a FROM t');
    assert.deepEqual(kinds('SELECT a {% raw %} {{ b }} ; {% endraw %} FROM t'), ['query?']);
  });

  it('is read as SQL while its end is missing', () => {
    assert.equal(code('{% set x %} SELECT 1'), 'SELECT 1');
    assert.equal(code('{% raw %} SELECT 1'), 'SELECT 1');
  });
});

describe('branches of Jinja', () => {
  const branches = 'SELECT a FROM {% if x %} t WHERE a = 1; {% elif y %} u; {% else %} v JOIN w {% endif %}';

  it('are read as if the first was taken', () => {
    assert.equal(code(branches), 'SELECT a FROM t WHERE a = 1 ;');
    assert.equal(code('a {% if x %} b {% if y %} c {% else %} d {% endif %} {% else %} e {% endif %} f'), 'a b c f');
    assert.equal(code('a {% for x in y %} b {% else %} c {% endfor %} d'), 'a b d');
    assert.equal(code('CASE WHEN {% if x %} a {% endif %} THEN 1 ELSE 2 END'), 'CASE WHEN a THEN 1 ELSE 2 END');
  });

  it('are read on while the end is missing', () => {
    assert.equal(code('a {% if x %} b {% else %} c'), 'a b c');
  });

  it('leave a gap where another one stands', () => {
    assert.deepEqual(kinds('SELECT a FROM t {% if x %} WHERE a = 1 {% else %} WHERE a = 2 {% endif %}'), ['query?']);
    assert.deepEqual(kinds('SELECT a FROM t {% if x %} WHERE a = 1 {% endif %}'), ['query']);
    const [first, second] = readSql('SELECT 1 {% if x %}; SELECT 2 {% else %}; SELECT 3 {% endif %}').statements;
    assert.ok(isUnderstood(first!) && !isUnderstood(second!));
  });

  it('give no findings about code that never runs', () => {
    const found = (text: string) => rulesOf(text).filter((rule) => rule !== 'select-star');
    for (const text of [
      'SELECT {% if x %} a {% else %} b AS a {% endif %} FROM main.s.t',
      'SELECT a, {% if x %} b, {% else %} b, {% endif %} c FROM main.s.t',
      'DELETE FROM main.s.t {% if x %} {% else %} WHERE a = 1 {% endif %}',
      'DELETE FROM main.s.t {% if x %} WHERE a = 1 {% endif %}',
      'SELECT a FROM main.s.t WHERE {% if x %} a = 1 {% else %} a = 2 {% endif %} AND b = 3',
      'SELECT a FROM main.s.t WHERE {% if x %} a = 1 AND {% endif %} {% if not x %} a = 2 AND {% endif %} b = 3',
      'SELECT a FROM main.s.t {% if x %} UNION ALL SELECT b FROM main.s.u {% else %} UNION ALL SELECT c, d FROM main.s.v {% endif %}',
      'SELECT t.a, c.b FROM main.s.t {% if x %} JOIN main.s.c ON t.i = c.i {% else %} CROSS JOIN main.s.c {% endif %}',
      'WITH c AS (SELECT 1 AS a) SELECT a FROM {% if x %} main.s.t {% else %} c {% endif %}',
    ]) assert.deepEqual(found(text), [], text); // prettier-ignore
  });
});

describe('bodies of Jinja', () => {
  const macros = '{% macro a(x) %} SELECT {{ x }} FROM t {% endmacro %}\n{% macro b() %} AND c = 1 {% endmacro %}';

  it('are statements of their own, and no statement runs across them', () => {
    assert.deepEqual(kinds(macros), ['query', 'other!']);
    assert.deepEqual(
      new StatementTexts().read([macros])[0]!.map(({ tree }) => tree.text.trim()),
      macros.split('\n'),
    );
    assert.deepEqual(kinds("{% call statement('x') %} DELETE FROM t {% endcall %} {{ return(1) }}"), [
      'delete',
      'other?',
    ]);
    assert.deepEqual(kinds('{% snapshot s %} {{ config() }} SELECT 1 {% endsnapshot %} SELECT 2'), ['query', 'query']);
  });

  it('may hold pieces of SQL', () => {
    for (const text of [
      macros,
      '{% macro a() %} a; b; c {% endmacro %}',
      "{% macro a() %} PARTITIONED BY ({{ x }}) {% endmacro %}",
      '{% materialization m, default %} {{ run() }} main; {% endmaterialization %}',
      '{% test t(model) %} id IS NULL {% endtest %}',
      '{% macro open() %} ( {% endmacro %}',
      '{% if x %} SELECT f( {% else %} SELECT g( {% endif %} a)',
    ]) assert.deepEqual(rulesOf(text), [], text); // prettier-ignore
  });

  it('explain nothing behind their end', () => {
    assert.deepEqual(rulesOf(`${macros}\nSELECT 1 AS a;\nFROBNICATE t`), ['unreadable-code']);
    assert.deepEqual(rulesOf("{% if x %} SELECT 'open {% endif %}"), ['unreadable-code']);
  });
});

describe('Jinja of any size', () => {
  it('takes linear time and loses nothing', () => {
    for (const [open, close] of [
      ['{% if a %} b {% else %} ', '{% endif %} '],
      ['{% else %}', '{% endif %}'],
      ['{% set x %}', '{% endset %}'],
      ['{{ "', '}}'],
      ["'{{ a(' ", "' "],
      ['{% macro a() %} ', '{% endmacro %}'],
    ] as const)
      for (const text of [open.repeat(5_000) + close.repeat(5_000), open.repeat(5_000), (open + close).repeat(5_000)]) {
        const tokens = tokenize(text);
        let printed = '';
        for (let i = 0; i < tokens.count; i++) printed += tokens.textOf(i);
        assert.equal(printed, text);
        readSql(text);
      }
  });
}).timeout(20_000);
