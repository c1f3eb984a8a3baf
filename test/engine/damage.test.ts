import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { defaultSettings, lint } from '../../src/engine/index';

const demo = path.resolve(__dirname, '../../demo');
const files = readdirSync(demo, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(py|sql|ipynb)$/.test(name))
  .map((name) => ({ path: name, text: readFileSync(path.join(demo, name), 'utf8') }));

/** Damage of the kinds that typing, merging and bad encodings do. */
const damage = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), at: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ kind: fc.constant('drop' as const), at: fc.double({ min: 0, max: 1, noNaN: true }), size: fc.nat(40) }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    text: fc.constantFrom(
      '"""',
      "'",
      '(',
      ')',
      '{',
      'f"{',
      '\\',
      '# MAGIC ',
      '%sql',
      ';',
      '--',
      '/*',
      '`',
      '\uD800',
      '\r',
      '\t',
      'SELECT',
      '*/',
    ),
  }),
);

function apply(text: string, d: { kind: string; at: number; size?: number; text?: string }): string {
  const at = Math.floor(d.at * text.length);
  if (d.kind === 'cut') return text.slice(0, at);
  return text.slice(0, at) + (d.text ?? '') + text.slice(at + (d.size ?? 0));
}

describe('damaged files', () => {
  it('never make a rule throw, and every span and edit stays inside of the file', () => {
    const property = fc.property(
      fc.constantFrom(...files),
      fc.array(damage, { minLength: 1, maxLength: 4 }),
      (file, list) => {
        const text = list.reduce(apply, file.text);
        const { findings, failures, skipped } = lint({ path: file.path, text }, defaultSettings);
        assert.deepEqual(failures, []);
        const spans = [
          ...findings.map((f) => f.span),
          ...skipped.map((s) => s.span),
          ...findings.flatMap((f) => f.fix?.edits ?? []),
        ];
        for (const { from, to } of spans)
          assert.ok(from >= 0 && from <= to && to <= text.length, `${from}-${to} of ${text.length}`);
      },
    );
    fc.assert(property, { numRuns: 300 });
  });

  it('a mistake in one SQL statement never changes the findings of another', () => {
    const property = fc.property(
      fc.string({ maxLength: 30 }).map((s) => s.replace(/['"`;\\/*$({[\]})-]/g, ' ')),
      (noise) => {
        const rest = '\nDELETE FROM main.sales.orders;\nSELECT id FROM t WHERE a = NULL;\n';
        const rules = (text: string) =>
          lint({ path: 'a.sql', text }, defaultSettings)
            .findings.filter((f) => f.span.from >= text.length - rest.length)
            .map((f) => f.rule);
        assert.deepEqual(rules(`SELECT ${noise};${rest}`), rules(`SELECT 1;${rest}`));
      },
    );
    fc.assert(property, { numRuns: 200 });
  });
}).timeout(60_000);
