import assert from 'node:assert/strict';
import { defaultSettings, lint } from '../../src/engine';
import { SnippetText } from './snippet-text';
import { type SnippetLanguage, snippetsOf } from './snippets';

describe('snippet text', () => {
  const filled = (source: string, values = {}) => new SnippetText(source).fill(values);

  it('fills tab stops with defaults, given values and first choices', () => {
    assert.equal(filled('a $1 b ${2:x} c ${3|p,q|} $0'), 'a  b x c p ');
    assert.equal(filled('${1:x} $1 ${1}', { 1: 'y' }), 'y y y');
    assert.equal(filled('$1 before ${1:x}'), 'x before x');
    assert.equal(filled('${3|a\\,b,c\\|d|}'), 'a,b');
    assert.deepEqual(new SnippetText('${2:b}${1|p,q|}$0').stops, [
      { number: 1, value: 'p', choices: ['p', 'q'] },
      { number: 2, value: 'b', choices: [] },
    ]);
  });

  it('knows nested placeholders, variables, escapes and lone dollars', () => {
    assert.equal(filled('${1:a ${2:b} c}|$2', { 2: 'z' }), 'a b c|z');
    assert.equal(filled("f'{${1:x}}' costs 5$ or \\$1, \\} \\\\ \\n"), "f'{x}' costs 5$ or $1, } \\ \\n");
    assert.equal(filled('${TM_FILENAME:job} ${CLIPBOARD}'), 'job CLIPBOARD');
  });

  it('refuses what is not closed or not known', () => {
    assert.throws(() => new SnippetText('${1:a'), /not closed/);
    assert.throws(() => new SnippetText('${1|a,b}'), /not closed/);
    assert.throws(() => new SnippetText('${1/a/b/}'), /transform/);
    assert.throws(() => filled('${1:a}', { 2: 'b' }), /no tab stop 2/);
  });
});

for (const language of ['python', 'sql'] as SnippetLanguage[]) {
  describe(`${language} snippets`, () => {
    for (const { prefix, description, text } of snippetsOf(language).values()) {
      it(`${prefix}: one line says when to use it; tab stops count from 1 and have a default`, () => {
        assert.match(prefix, /^(delta|stream|spark)(-[a-z]+)+$/);
        assert.match(description, /^[A-Z].{20,130}\.$/);
        assert.deepEqual(
          text.stops.map((stop) => stop.number),
          text.stops.map((_, i) => i + 1),
        );
        for (const stop of text.stops) assert.ok(stop.value.trim(), `tab stop ${stop.number} is empty`);
      });

      it(`${prefix}: no rule finds anything in it`, () => {
        const path = language === 'python' ? 'snippet.py' : 'snippet.sql';
        const { findings, failures } = lint({ path, text: text.fill() }, defaultSettings);
        assert.deepEqual([findings, failures], [[], []]);
      });
    }
  });
}
