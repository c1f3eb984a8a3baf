import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TableCatalog } from '../../../src/engine/catalog/catalog';
import { readDocument } from '../../../src/engine/documents/read';
import { defaultSettings, lint, rules, type LintCache, type LintInput } from '../../../src/engine/index';
import type { Example, NearMiss, Rule } from '../../../src/engine/rule';
import { readSql } from '../../../src/engine/sql/reader/read';
import { StatementTexts } from '../../../src/engine/sql/reader/statement-texts';
import { SqlMemory } from '../../../src/engine/sql-memory';
import { SqlRun } from '../../../src/engine/sql-run';
import { SqlReader } from '../../../src/engine/sql-texts';
import { resolveTables, tableNotes } from '../../../src/engine/tables';

const all = {
  ...defaultSettings,
  rules: new Map(rules.map((rule) => [rule.id, { severity: 'warning' as const, options: {} }])),
};

const statements = [
  "CREATE TABLE main.s.orders (id BIGINT NOT NULL, day DATE, note STRING DEFAULT 'a;b') PARTITIONED BY (day);",
  'CREATE OR REPLACE TEMP VIEW v AS SELECT * FROM main.s.orders -- all of them; really\n WHERE id = NULL;',
  "INSERT INTO main.s.orders SELECT id, day, 'it''s' FROM main.s.raw;",
  'DELETE FROM main.s.orders;',
  'UPDATE main.s.orders SET note = upper(note);',
  'ALTER TABLE main.s.orders ADD COLUMN x INT;',
  'MERGE INTO main.s.orders t USING v ON t.id = v.id WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *;',
  'BEGIN\n  DECLARE n INT;\n  DELETE FROM main.s.orders;\n  IF n > 1 THEN SELECT 1; END IF;\nEND;',
  'OPTIMIZE main.s.orders ZORDER BY (day);',
  '/* a; b */ SELECT DISTINCT a, a FROM {{ ref("x;y") }} t, main.s.orders o ORDER BY 1;',
  "SELECT `a;b`, \"c;d\", r'\\' FROM ${table;x} WHERE name LIKE '%x';",
  '-- lakelint: ignore[unfiltered-delete] -- emptied on purpose\nDELETE FROM main.s.other;',
  'SELECT (1;',
  ';;',
  '{% macro m(x) %}\nDELETE FROM main.s.{{ x }};\n{% endmacro %}\n',
  "{{ config(hook=\"OPTIMIZE {{ this }};\") }}\nSELECT a FROM t WHERE day = '{{ var(';') }}' {% if x %} AND a = 1; {% else %} AND a = NULL; {% endif %};",
  "{% set note %} it's; {% endset %}{% raw %} {{ a; }} {% endraw %} SELECT 1;",
];

const typed = [
  "'",
  '"',
  '`',
  ';',
  '(',
  ')',
  '-- ',
  '/*',
  '*/',
  '{{',
  '}}',
  '${',
  '}',
  'BEGIN ',
  ' END;',
  '\\',
  '$$',
  '\n',
  'x',
  ' AND a = 1',
  '{% if x %}',
  '{% else %}',
  '{% endif %}',
  '{% set x %}',
  '{% endset %}',
  '{% macro m() %}',
  '{% endmacro %}',
  '{% raw %}',
];

/** A text and edits at random places of it, one after the other. */
const edits = fc.record({
  parts: fc.array(fc.constantFrom(...statements), { minLength: 1, maxLength: 12 }),
  steps: fc.array(
    fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      remove: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(40) }),
      insert: fc.oneof(fc.constantFrom(...typed), fc.constantFrom(...statements), fc.constant('')),
    }),
    { minLength: 1, maxLength: 8 },
  ),
});

function* states(text: string, steps: readonly { at: number; remove: number; insert: string }[]): Generator<string> {
  yield text;
  for (const { at, remove, insert } of steps) {
    const from = Math.floor(at * text.length);
    yield (text = text.slice(0, from) + insert + text.slice(from + remove));
  }
}

const shapes: Readonly<Record<string, (parts: readonly string[]) => LintInput & { text: string }>> = {
  'a SQL file': (parts) => ({ path: 'a.sql', text: parts.join('\n') }),
  'a SQL notebook': (parts) => ({
    path: 'a.sql',
    text: `-- Databricks notebook source\n${parts.join('\n\n-- COMMAND ----------\n\n')}`,
  }),
  'SQL cells of a Python notebook': (parts) => ({
    path: 'a.py',
    text: `# Databricks notebook source\n${parts
      .map((part) => `# MAGIC %sql\n${part.replace(/^/gm, '# MAGIC ')}`)
      .join('\n\n# COMMAND ----------\n\n')}\nspark.sql("DELETE FROM main.s.orders")\n`,
  }),
};

describe('memory of SQL', () => {
  it('takes a text apart as if it had never seen another', () => {
    fc.assert(
      fc.property(edits, ({ parts, steps }) => {
        const memory = new StatementTexts();
        for (const text of states(parts.join('\n'), steps)) {
          const remembered = memory.read([text])[0]!;
          const fresh = new StatementTexts().read([text])[0]!;
          assert.deepEqual(
            remembered.map(({ from, tree }) => [from, tree.text]),
            fresh.map(({ from, tree }) => [from, tree.text]),
          );
          assert.equal(remembered.map(({ tree }) => tree.text).join(''), text);
          for (const { tree } of remembered) assert.deepEqual(tree.statements, readSql(tree.text).statements);
        }
      }),
      { numRuns: 400 },
    );
  });

  for (const [open, close] of [
    ["'", "'"],
    ['`', '`'],
    ['/*', '*/'],
    ['$$', '$$'],
    ['{{', '}}'],
    ['BEGIN SELECT', '; END'],
    ['{% set x %}', '{% endset %}'],
    ['{% else %}', '{% endif %}'],
    ["'{{ a(", "') }}'"],
  ]) {
    it(`sees that \`${close}\` closes what an earlier statement opened with \`${open}\``, () => {
      const text = `SELECT 1;\nSELECT ${open} a\n FROM t;\nSELECT 2;\nSELECT 3;\nSELECT 4;`;
      const memory = new StatementTexts();
      for (const state of [text, text.replace('SELECT 3', `SELECT 3 ${close}`), text, text.replace(open!, '')]) {
        const [remembered, fresh] = [memory, new StatementTexts()].map((reader) => reader.read([state])[0]!);
        assert.deepEqual(
          remembered!.map(({ tree }) => tree.text),
          fresh!.map(({ tree }) => tree.text),
        );
      }
    });
  }

  for (const [name, shape] of Object.entries(shapes)) {
    it(`never changes the findings of ${name}`, () => {
      fc.assert(
        fc.property(edits, ({ parts, steps }) => {
          const cache: LintCache = {};
          const { path, text: first } = shape(parts);
          for (const text of states(first, steps)) {
            const remembered = lint({ path, text }, all, { cache });
            const fresh = lint({ path, text }, all);
            assert.deepEqual(remembered.findings, fresh.findings);
            assert.deepEqual(remembered.skipped, fresh.skipped);
            assert.deepEqual(fresh.failures, []);
          }
        }),
        { numRuns: 60 },
      );
    });
  }

  it('reads only the statement that has changed', () => {
    const memory = new StatementTexts();
    const text = statements.slice(0, 10).join('\n');
    const before = memory.read([text])[0]!;
    const after = memory.read([text.replace('upper', 'uppers')])[0]!;
    assert.deepEqual(
      after.map(({ tree }, i) => tree === before[i]!.tree),
      before.map((_, i) => i !== 4),
    );
  });
});

/** What one rule says of the SQL cells of a file. */
function problemsOf(rule: Rule, path: string, text: string, tables: Example['tables']): string[] {
  const document = readDocument({ path, text });
  const sources = document.cells.filter((cell) => cell.language === 'sql').map((cell) => cell.source);
  const texts = new SqlReader().cells(sources, document.kind === 'sql' ? 'file' : 'cell');
  const outer = new TableCatalog(Object.entries(tables ?? {}));
  const notes = texts.flatMap(({ parts }) => parts.flatMap(({ tree }) => tableNotes(tree)));
  const catalog = new TableCatalog(resolveTables(notes, outer), outer);
  const options = Object.fromEntries(
    Object.entries(rule.options ?? {}).map(([name, { default: value }]) => [name, value]),
  );
  const found: string[] = [];
  new SqlRun(
    [{ rule, options }],
    { catalog, target: {}, memory: new SqlMemory(), document },
    {
      problem: (_, problem) =>
        void found.push(JSON.stringify([problem.span, problem.message, problem.severity, problem.fix])),
      failure: (_, error) => assert.fail(String(error)),
    },
  ).run(texts);
  return found.sort();
}

describe('rules that take statements one by one', () => {
  for (const rule of rules.filter(({ scope }) => scope === 'statement')) {
    it(`${rule.id} says the same as of the whole text`, () => {
      const whole = { ...rule, scope: undefined };
      const codes = [
        ...rule.examples.flatMap(({ bad, good, ...rest }: Example) => [
          { ...rest, code: bad },
          { ...rest, code: good },
        ]),
        ...(rule.nearMisses ?? []).map(({ why: _, ...rest }: NearMiss) => rest),
      ].filter(({ kind, code }) => !kind?.startsWith('python') && !/^(import|from) |spark\./m.test(code));
      const ended = codes.map(({ code }) => code.trimEnd().replace(/;?$/, ';'));
      const joined = ended.join('\n');
      const turned = [...ended].reverse().join('\n');
      const context = `${statements.join('\n')}\n${joined}`;
      for (const { code, tables } of [...codes, ...[joined, turned, context].map((code) => ({ code, tables: {} }))])
        assert.deepEqual(problemsOf(rule, 'a.sql', code, tables), problemsOf(whole, 'a.sql', code, tables), code);
    });
  }
});
