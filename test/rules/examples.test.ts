import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { applyEdits, defaultSettings, lint, rules, TableCatalog } from '../../src/engine/index';
import { defaultKind } from '../../src/tools/rule-page';
import { findingsOf, PATHS, type Around } from './harness';

const root = path.resolve(__dirname, '../..');

for (const rule of rules) {
  describe(`rule ${rule.id}`, () => {
    rule.examples.forEach((example, i) => {
      const around: Around = { ...example, kind: example.kind ?? defaultKind(rule) };
      it(`reports bad example ${i + 1}`, () => {
        assert.notDeepEqual(findingsOf(rule.id, example.bad, around), []);
      });
      it(`is silent on good example ${i + 1}`, () => {
        assert.deepEqual(findingsOf(rule.id, example.good, around), []);
      });
    });

    for (const miss of rule.nearMisses ?? []) {
      it(`is silent where ${miss.why}`, () => {
        assert.deepEqual(findingsOf(rule.id, miss.code, { ...miss, kind: miss.kind ?? defaultKind(rule) }), []);
      });
    }

    it('is complete', () => {
      assert.match(rule.id, /^[a-z]+(-[a-z]+)*$/);
      assert.ok(rule.examples.length > 0, 'no example');
      assert.ok(
        rule.summary.length >= 10 && !rule.summary.endsWith('.'),
        'the summary is a phrase without a full stop',
      );
      assert.ok(rule.why.length >= 60, 'the reason is too short');
      assert.ok((rule.nearMisses ?? []).length > 0, 'no near miss');
      for (const doc of rule.docs) {
        assert.match(doc.url, /^https:\/\//);
        assert.match(doc.checked, /^\d{4}-\d\d-\d\d$/);
      }
      assert.ok(rule.docs.length > 0, 'no source');
      assert.ok(existsSync(path.join(root, 'docs/rules', `${rule.id}.md`)), 'no page: run `npm run generate`');
    });

    it('has the fix that it promises, and none that it does not', () => {
      const fixes = rule.examples.flatMap((e) =>
        findingsOf(rule.id, e.bad, { ...e, kind: e.kind ?? defaultKind(rule) }).flatMap((f) => (f.fix ? [f.fix] : [])),
      );
      assert.equal(fixes.length > 0, rule.fix !== undefined);
      if (rule.fix === 'unsafe') assert.ok(fixes.every((f) => f.safety === 'unsafe'));
    });

    if (rule.fix === 'safe') {
      it('is silent after its own safe fixes', () => {
        for (const example of rule.examples) {
          const around: Around = { ...example, kind: example.kind ?? defaultKind(rule) };
          const edits = findingsOf(rule.id, example.bad, around).flatMap((f) =>
            f.fix?.safety === 'safe' ? f.fix.edits : [],
          );
          if (edits.length === 0) continue;
          assert.deepEqual(findingsOf(rule.id, applyEdits(example.bad, edits).text, around), []);
        }
      });
    }

    it('reports nothing on an empty text', () => {
      for (const kind of Object.keys(PATHS) as (keyof typeof PATHS)[]) {
        assert.deepEqual(findingsOf(rule.id, '', { kind }), []);
        assert.deepEqual(findingsOf(rule.id, '\n', { kind }), []);
      }
    });
  });
}

describe('all rules together', () => {
  it('survive every text that is cut off after a token, and keep every span inside of it', function () {
    this.timeout(600_000);
    for (const rule of rules) {
      for (const example of rule.examples) {
        const kind = example.kind ?? defaultKind(rule);
        const file = PATHS[kind];
        const options = { catalog: new TableCatalog(Object.entries(example.tables ?? {})), cache: {} };
        for (const cut of tokenEnds(example.bad)) {
          const text = example.bad.slice(0, cut);
          const { findings, failures, skipped } = lint({ path: file, text }, defaultSettings, options);
          assert.deepEqual(failures, [], `cut at ${cut}: ${text}`);
          for (const { span } of [...findings, ...skipped]) {
            assert.ok(
              span.from >= 0 && span.from <= span.to && span.to <= text.length,
              `${JSON.stringify(span)} in ${text.length}`,
            );
          }
        }
      }
    }
  });
});

function tokenEnds(text: string): number[] {
  return [...text.matchAll(/\w+|[^\w\s]/g)].map((m) => m.index + m[0].length);
}
