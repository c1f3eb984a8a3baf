import assert from 'node:assert/strict';
import { TableCatalog } from '../../../src/engine/catalog/catalog';
import { readDocument } from '../../../src/engine/documents/read';
import { rules } from '../../../src/engine/index';
import { readSql } from '../../../src/engine/sql/reader/read';
import { Holdings, wordFilter } from '../../../src/engine/sql/word-filter';
import { SqlMemory } from '../../../src/engine/sql-memory';
import { SqlRun } from '../../../src/engine/sql-run';
import { SqlReader } from '../../../src/engine/sql-texts';
import { resolveTables, tableNotes } from '../../../src/engine/tables';
import { corpus } from './corpus';

const holds = (words: readonly string[], text: string): boolean => wordFilter(words)(new Holdings(readSql(text)));

/** What all rules say of a text, on every compute, with or without what their `words` spare them. */
function saidOf(text: string, compute: 'serverless' | 'standard', filtered: boolean): string[] {
  const document = readDocument({ path: 'a.sql', text });
  const texts = new SqlReader().cells(document.cells.map(({ source }) => source), 'file'); // prettier-ignore
  const notes = texts.flatMap(({ parts }) => parts.flatMap(({ tree }) => tableNotes(tree)));
  const catalog = new TableCatalog(resolveTables(notes));
  const active = rules.map((rule) => {
    const options = Object.fromEntries(Object.entries(rule.options ?? {}).map(([name, spec]) => [name, spec.default]));
    return { rule: filtered ? rule : { ...rule, words: undefined }, options };
  });
  const said: string[] = [];
  new SqlRun(
    active.filter(({ rule }) => rule.sql),
    { catalog, target: { runtime: '13.3', compute }, memory: new SqlMemory(), document },
    {
      problem: (rule, { span, message }) => void said.push(`${rule} ${span.from} ${span.to} ${message}`),
      failure: (rule, error) => assert.fail(`${rule}: ${String(error)}`),
    },
  ).run(texts);
  return said.sort();
}

describe('what a text must hold for a rule to be asked', () => {
  it('is a word, an operator or a kind of token', () => {
    assert.equal(holds(['MERGE'], 'merge into a using b on a.x = b.x'), true);
    assert.equal(holds(['MERGE'], "SELECT `merge`, 'MERGE' -- MERGE\nFROM t"), false);
    assert.equal(holds(['<>', '!='], 'SELECT a != 1'), true);
    assert.equal(holds(['string'], 'SELECT 1'), false);
    assert.equal(holds(['string'], "SELECT 'x'"), true);
  });

  it('is a function that is called', () => {
    assert.equal(holds(['count()'], 'SELECT COUNT (1)'), true);
    assert.equal(holds(['count()'], 'SELECT `count`(/* all */ 1)'), true);
    assert.equal(holds(['count()'], "SELECT count, 'count(' FROM t -- count(\n(b)"), false);
  });

  it('is all parts of one entry', () => {
    assert.equal(holds(['NOT IN', 'UNION'], 'SELECT a NOT LIKE b'), false);
    assert.equal(holds(['NOT IN', 'UNION'], 'SELECT NOT a IN (1)'), true);
  });

  it('is nothing that the lexer does not know', () => {
    assert.throws(() => wordFilter(['FROBNICATE']), /FROBNICATE/);
    for (const { words } of rules) if (words) wordFilter(words);
  });

  const examples = rules.flatMap(({ examples, nearMisses }) =>
    [...examples.flatMap(({ bad, good, kind }) => [{ code: bad, kind }, { code: good, kind }]), ...(nearMisses ?? [])]
      .filter(({ kind, code }) => !kind?.startsWith('python') && !/^(import|from) |spark\.|^-- Databricks/m.test(code))
      .map(({ code }) => code),
  ); // prettier-ignore

  for (const [name, codes] of [
    ['the examples of all rules', examples],
    ['the statements of the corpus', corpus.map(({ text }) => text)],
  ] as const) {
    it(`takes nothing away from what rules say of ${name}`, function () {
      this.timeout(120_000);
      let count = 0;
      for (const compute of ['serverless', 'standard'] as const) {
        for (const code of codes) {
          const said = saidOf(code, compute, false);
          assert.deepEqual(saidOf(code, compute, true), said, code);
          count += said.length;
        }
      }
      assert.ok(count > 200, String(count));
    });
  }
});
