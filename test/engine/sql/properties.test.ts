import assert from 'node:assert/strict';
import fc from 'fast-check';
import { defaultSettings, lint } from '../../../src/engine/index';
import { tokenize } from '../../../src/engine/sql/reader/lexer';
import { readSql } from '../../../src/engine/sql/reader/read';
import { Kind } from '../../../src/engine/sql/reader/tokens';
import type { SqlTree } from '../../../src/engine/sql/tree';
import { rootExpressions, selectsOf, statementsOf, walkExpr } from '../../../src/engine/sql/walk';
import { corpus } from './corpus';

const texts = corpus.map(({ text }) => text);
const anyText = fc.constantFrom(...texts);
const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

/** Pieces that change how the rest of a text is cut into tokens, or how deep it nests. */
const noise = fc.constantFrom(
  "'", '"', '`', '$$', '/*', '*/', '--', '{{', '}}', '{%', '%}', '{% if a %}', '{% else %}', '{% endif %}', '{% set a %}', '{% endset %}', '{% macro a() %}', '{% raw %}', '${', '(', ')', '[', ']', ';', ',', ':', '::', '|>', '->', '@', '\\',
  'BEGIN', 'END', 'SELECT', 'FROM', 'AS', 'CASE', 'BETWEEN', 'IN', 'INTERVAL', 'LATERAL', '\0', '\uD800', '\uFEFF', '\r', '\u00a0', '😀',
); // prettier-ignore

/** Cuts, gaps, doubled pieces and noise, as typing and bad merges make them. */
const damaged = fc
  .tuple(anyText, fc.array(fc.tuple(place, fc.nat(30), fc.nat(3), noise), { minLength: 1, maxLength: 4 }))
  .map(([text, list]) =>
    list.reduce((now, [where, size, kind, piece]) => {
      const at = Math.floor(where * now.length);
      if (kind === 0) return now.slice(0, at);
      if (kind === 1) return now.slice(0, at) + now.slice(at + size);
      if (kind === 2) return now.slice(0, at + size) + now.slice(at);
      return now.slice(0, at) + piece + now.slice(at);
    }, text),
  );

/** The tokens of a statement in another order. */
const shuffled = anyText.chain((text) => {
  const tokens = tokensOf(text);
  return fc.shuffledSubarray(tokens, { minLength: tokens.length }).map((list) => list.join(' '));
});

/** Some bytes of the file are others: what a wrong encoding or a broken disk leaves. */
const otherBytes = fc
  .tuple(anyText, fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 8 }))
  .map(([text, list]) => {
    const bytes = Buffer.from(text);
    for (const [where, byte] of list) bytes[Math.floor(where * bytes.length)] = byte;
    return bytes.toString('utf8');
  });

function tokensOf(text: string): string[] {
  const tokens = tokenize(text);
  const list: string[] = [];
  for (let i = 0; i < tokens.count; i++) if (tokens.kinds[i] !== Kind.space) list.push(tokens.textOf(i));
  return list;
}

/** Every offset lies in its statement, statements follow each other, and the tokens are the text. */
function mustBeSound(tree: SqlTree): void {
  const { text, tokens } = tree;
  let printed = '';
  for (let i = 0; i < tokens.count; i++) printed += tokens.textOf(i);
  assert.equal(printed, text);
  let end = 0;
  for (const { from, to } of tree.statements) {
    assert.ok(end <= from && from <= to && to <= text.length, `${from}-${to} behind ${end}`);
    end = to;
  }
  for (const statement of statementsOf(tree)) {
    const inside = (what: string, { from, to }: { from: number; to: number }) =>
      assert.ok(statement.from <= from && from <= to && to <= statement.to, `${what} ${from}-${to}`);
    inside('head', statement.head);
    for (const part of statement.opaque) inside('opaque', part);
    for (const { select } of selectsOf(statement)) inside('select', select);
    for (const root of rootExpressions(statement)) for (const expr of walkExpr(root)) inside(expr.kind, expr);
  }
}

describe('SQL that is not what its writer meant', () => {
  const kinds = { 'damaged pieces': damaged, 'tokens in any order': shuffled, 'other bytes': otherBytes };
  for (const [name, arbitrary] of Object.entries(kinds)) {
    it(`${name}: read without a throw, nothing lost, every offset in its place`, () => {
      const property = fc.property(arbitrary, (text) => {
        mustBeSound(readSql(text));
        mustBeSound(readSql(text, 'expression'));
      });
      fc.assert(property, { numRuns: 1000 });
    });

    it(`${name}: no rule throws, and no span leaves the file`, () => {
      const property = fc.property(arbitrary, (text) => {
        const { findings, failures, skipped } = lint({ path: 'a.sql', text }, defaultSettings);
        assert.deepEqual(failures, []);
        for (const { span, fix } of [...findings, ...skipped.map(({ span }) => ({ span, fix: undefined }))])
          for (const { from, to } of [span, ...(fix?.edits ?? [])])
            assert.ok(0 <= from && from <= to && to <= text.length, `${from}-${to} of ${text.length}`);
      });
      fc.assert(property, { numRuns: 120 });
    });
  }
});

/** A query whose tokens were dropped, doubled or moved. It stays a query, and no string, comment or block in it is open. */
const brokenQuery = fc
  .tuple(
    fc.constantFrom(...corpus.filter(({ file }) => /^(?:select|expressions|windows|reports)/.test(file)).map(({ text }) => text)),
    fc.array(fc.tuple(place, place, fc.nat(3), fc.constantFrom('(', ')', '[', ']', ',', '=', 'FROM', 'CASE', 'AND')), {
      minLength: 1,
      maxLength: 5,
    }),
  )
  .map(([text, list]) => {
    const [head = '', ...tokens] = tokensOf(text);
    for (const [a, b, kind, piece] of list) {
      const [at, other] = [Math.floor(a * tokens.length), Math.floor(b * tokens.length)];
      if (kind === 0) tokens.splice(at, 1);
      else if (kind === 1) tokens.splice(at, 0, tokens[other] ?? '');
      else if (kind === 2) tokens.splice(other, 0, ...tokens.splice(at, 1));
      else tokens.splice(at, 0, piece);
    }
    return [head, ...tokens].join(' ');
  }); // prettier-ignore

describe('a mistake in one statement', () => {
  /** A statement as it was read, wherever it stands. */
  const shape = (tree: SqlTree, base: number): string =>
    JSON.stringify(tree.statements.at(-1), (key, value: unknown) =>
      (key === 'from' || key === 'to') && typeof value === 'number' ? value - base : value,
    );

  it('changes nothing of how the next one is read', () => {
    const property = fc.property(brokenQuery, anyText, (broken, text) => {
      const before = `${broken};\n`;
      assert.equal(shape(readSql(before + text), before.length), shape(readSql(text), 0));
    });
    fc.assert(property, { numRuns: 1000 });
  });

  it('changes none of the findings in the next one', () => {
    const findings = (before: string, text: string) =>
      lint({ path: 'a.sql', text: before + text }, defaultSettings)
        .findings.filter(({ span }) => span.from >= before.length)
        .map(({ rule, span }) => `${rule} ${span.from - before.length}-${span.to - before.length}`);
    const property = fc.property(brokenQuery, anyText, (broken, text) => {
      assert.deepEqual(findings(`${broken};\n`, text), findings('SELECT 1;\n', text));
    });
    fc.assert(property, { numRuns: 200 });
  });
});

describe('statements of any depth', () => {
  const deep = 10_000;
  const nests: readonly (readonly [string, string, string])[] = [
    ['BEGIN ', 'SELECT 1;', ' END;'],
    ['IF a THEN ', 'SELECT 1;', ' END IF;'],
    ['CREATE TABLE t (a STRUCT<b: ', 'INT', '>'],
    ['MERGE INTO t USING (SELECT * FROM ', 's', ')'],
    ['INSERT INTO t SELECT (SELECT ', '1', ')'],
    ['SELECT position(', "'a'", ' IN b)'],
    ['SELECT * FROM f(TABLE(', 't', '))'],
    ['SELECT * FROM t PIVOT (', '1', ')'],
    ['UPDATE t SET a = (SELECT ', '1', ')'],
    ['VALUES (', '1', ')'],
    ['FROM t |> WHERE (', '1', ')'],
    ['SELECT a FROM t LATERAL VIEW explode(', 'b', ') e'],
    ['{{ ', 'x', ' }}'],
    ['{% if a %} b {% else %} ', 'x', ' {% endif %}'],
    ['/* ', 'x', ' */'],
  ];
  for (const [open, core, close] of nests) {
    it(open.trim(), () => {
      for (const text of [open.repeat(deep) + core + close.repeat(deep), open.repeat(deep) + core, core + close.repeat(deep)])
        mustBeSound(readSql(text));
    }); // prettier-ignore
  }
}).timeout(60_000);
