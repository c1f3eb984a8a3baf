import assert from 'node:assert/strict';
import { tokenize } from '../../../src/engine/sql/reader/lexer';
import { Kind, type Tokens } from '../../../src/engine/sql/reader/tokens';

const kindNames = Object.fromEntries(Object.entries(Kind).map(([name, kind]) => [kind, name]));

function meaningful(text: string): string[] {
  const tokens = tokenize(text);
  const list: string[] = [];
  for (let i = 0; i < tokens.count; i++) {
    if (tokens.kinds[i] !== Kind.space) list.push(`${kindNames[tokens.kinds[i]!]} ${tokens.textOf(i)}`);
  }
  return list;
}

function printed(tokens: Tokens): string {
  let text = '';
  for (let i = 0; i < tokens.count; i++) text += tokens.textOf(i);
  return text;
}

describe('SQL lexer', () => {
  it('reads strings with escapes, doubled quotes and raw prefixes', () => {
    assert.deepEqual(meaningful(`'it''s' 'a\\'b' "x\\"y" r'\\' $$a;b$$ \`a\`\`b\``), [
      `string 'it''s'`,
      `string 'a\\'b'`,
      `string "x\\"y"`,
      `string r'\\'`,
      'string $$a;b$$',
      'quoted `a``b`',
    ]);
  });

  it('keeps comments, nests block comments and tells hints apart', () => {
    assert.deepEqual(meaningful('a -- b\n/* c /* d */ e */ f /*+ BROADCAST(t) */'), [
      'word a',
      'comment -- b',
      'comment /* c /* d */ e */',
      'word f',
      'hint /*+ BROADCAST(t) */',
    ]);
    assert.deepEqual(meaningful('-- a\\\nb\nc'), ['comment -- a\\\nb', 'word c']);
  });

  it('reads numbers, their suffixes, and names that begin with a digit', () => {
    const text = '1 1.5 .5 1e-3 1.2E+4 10L 5BD 2y 1abc 2024_sales 1.x';
    assert.deepEqual(
      meaningful(text).slice(0, 10),
      ['1', '1.5', '.5', '1e-3', '1.2E+4', '10L', '5BD', '2y']
        .map((n) => `number ${n}`)
        .concat('word 1abc', 'word 2024_sales'),
    );
  });

  it('tells parameters from paths and casts', () => {
    assert.deepEqual(meaningful('x = :day AND raw:a.b::int = ?'), [
      ...[
        'word x',
        'operator =',
        'parameter :day',
        'word AND',
        'word raw',
        'operator :',
        'word a',
        'operator .',
        'word b',
      ],
      ...['operator ::', 'word int', 'operator =', 'parameter ?'],
    ]);
  });

  it('reads templates and holes as unknown', () => {
    assert.deepEqual(meaningful('${a.b} {{ c }} {d} __hole_1____ x__hole_2__y {% if z %}'), [
      ...[
        'template ${a.b}',
        'template {{ c }}',
        'template {d}',
        'template __hole_1____',
        'template x__hole_2__y',
        'block {% if z %}',
      ],
    ]);
  });

  it('takes the longest operator', () => {
    assert.deepEqual(
      meaningful('?:: <=> -> => |> || << >> >>> == != <> <= >= !< !> ::'),
      '?:: <=> -> => |> || << >> >>> == != <> <= >= !< !> ::'.split(' ').map((op) => `operator ${op}`),
    );
  });

  it('flags what never ends, and reads the lines below', () => {
    const tokens = tokenize("SELECT 'abc\nFROM t");
    assert.deepEqual(
      tokens.unclosed.map((i) => tokens.textOf(i)),
      ["'abc"],
    );
    assert.deepEqual(meaningful("SELECT 'abc\nFROM t").slice(-2), ['word FROM', 'word t']);
    assert.equal(tokenize('a /* b').unclosed.length, 1);
    assert.equal(tokenize('`a').unclosed.length, 1);
  });

  it('gives the text back for any characters', () => {
    let seed = 7;
    const next = (n: number) => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % n;
    const pieces = [
      "'",
      '"',
      '`',
      '--',
      '/*',
      '*/',
      '$$',
      '${',
      '}',
      '{{',
      '}}',
      '{%',
      '\\',
      '\n',
      '\r\n',
      'a',
      '1',
      '.',
      ':',
      ' ',
      '\ud83d',
      'é',
      '€',
      '😀',
      ';',
      '(',
    ];
    for (let round = 0; round < 2000; round++) {
      let text = '';
      for (let i = next(20); i > 0; i--) text += pieces[next(pieces.length)];
      assert.equal(printed(tokenize(text)), text);
    }
  });

  it('finds the token at an offset', () => {
    const tokens = tokenize('ab  cd');
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5].map((offset) => tokens.textOf(tokens.at(offset))),
      ['ab', 'ab', '  ', '  ', 'cd', 'cd'],
    );
  });
});
