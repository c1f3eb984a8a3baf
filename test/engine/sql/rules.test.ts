import assert from 'node:assert/strict';
import type { OptionTable, Rule } from '../../../src/engine/rule';
import cartesianJoin from '../../../src/engine/rules/correctness/cartesian-join';
import insertByPosition from '../../../src/engine/rules/correctness/insert-by-position';
import nullComparison from '../../../src/engine/rules/correctness/null-comparison';
import selectStar from '../../../src/engine/rules/correctness/select-star';
import shortRetention from '../../../src/engine/rules/delta/short-retention';
import appendWithoutGuard from '../../../src/engine/rules/idempotency/append-without-guard';
import overwriteWithoutPredicate from '../../../src/engine/rules/idempotency/overwrite-without-predicate';
import unfilteredDelete from '../../../src/engine/rules/idempotency/unfiltered-delete';
import missingPartitionFilter from '../../../src/engine/rules/performance/missing-partition-filter';
import { applyEdits } from '../../../src/engine/edits';
import { problemsOf, shown } from './harness';

const rules = [
  cartesianJoin,
  insertByPosition,
  nullComparison,
  selectStar,
  shortRetention,
  appendWithoutGuard,
  overwriteWithoutPredicate,
  unfilteredDelete,
  missingPartitionFilter,
] as unknown as Rule<OptionTable>[];

const isSql = (kind: string | undefined) => kind === undefined || kind.startsWith('sql');

/** An example without a kind is SQL when it does not look like Python. */
const looksLikeSql = (code: string) =>
  /^\s*(--|SELECT|INSERT|CREATE|DELETE|UPDATE|MERGE|VACUUM|SET|WITH|SHOW|TRUNCATE)\b|^--/.test(code);

describe('SQL rules', () => {
  for (const rule of rules) {
    describe(rule.id, () => {
      for (const example of rule.examples.filter((e) => isSql(e.kind) && looksLikeSql(e.bad))) {
        it(`reports ${JSON.stringify(example.bad.slice(0, 60))}`, () => {
          assert.equal(
            problemsOf(rule, example.bad, example).length,
            1,
            JSON.stringify(problemsOf(rule, example.bad, example)),
          );
          assert.deepEqual(problemsOf(rule, example.good, example), []);
        });
      }
      for (const miss of (rule.nearMisses ?? []).filter((m) => isSql(m.kind) && looksLikeSql(m.code))) {
        it(`is silent: ${miss.why}`, () => assert.deepEqual(problemsOf(rule, miss.code, miss), []));
      }
      it('is silent on nothing, and on text cut off anywhere', () => {
        assert.deepEqual(problemsOf(rule, ''), []);
        for (const { bad } of rule.examples) for (let i = 0; i < bad.length; i++) problemsOf(rule, bad.slice(0, i));
      });
    });
  }

  const fixed = (rule: unknown, code: string, setting = {}) => {
    const [problem] = problemsOf(rule as Rule<OptionTable>, code, setting);
    assert.ok(problem?.fix, 'a fix is offered');
    return applyEdits(code, problem.fix.edits).text;
  };

  it('null-comparison: fixes both directions', () => {
    assert.equal(
      fixed(nullComparison, 'SELECT 1 FROM t WHERE a = NULL AND b'),
      'SELECT 1 FROM t WHERE a IS NULL AND b',
    );
    assert.equal(fixed(nullComparison, 'SELECT 1 FROM t WHERE NULL <> a.x'), 'SELECT 1 FROM t WHERE a.x IS NOT NULL');
  });

  it('null-comparison and select-star: read the text of expr and selectExpr', () => {
    const form = 'expression';
    assert.deepEqual(
      shown('a = null or b', problemsOf(nullComparison as unknown as Rule<OptionTable>, 'a = null or b', { form })),
      ['= null'],
    );
    assert.equal(problemsOf(selectStar as unknown as Rule<OptionTable>, '*', { form }).length, 1);
    assert.deepEqual(problemsOf(selectStar as unknown as Rule<OptionTable>, '*, a + b AS c', { form }), []);
    assert.deepEqual(problemsOf(selectStar as unknown as Rule<OptionTable>, 'a * b', { form }), []);
  });

  it('select-star: lists the columns that the catalog knows', () => {
    const tables = {
      'a.b.t': { columns: [{ name: 'id' }, { name: 'my col' }] },
      'a.b.u': { columns: [{ name: 'k' }] },
    };
    assert.equal(fixed(selectStar, 'SELECT * FROM a.b.t', { tables }), 'SELECT id, `my col` FROM a.b.t');
    assert.equal(
      fixed(selectStar, 'CREATE VIEW v AS SELECT * FROM a.b.t x JOIN a.b.u ON x.id = u.k', { tables }),
      'CREATE VIEW v AS SELECT x.id, x.`my col`, u.k FROM a.b.t x JOIN a.b.u ON x.id = u.k',
    );
  });

  it('insert-by-position: fixes by name, and with the known columns', () => {
    assert.equal(fixed(insertByPosition, 'INSERT INTO t SELECT a FROM u'), 'INSERT INTO t BY NAME SELECT a FROM u');
    const tables = { t: { columns: [{ name: 'a' }, { name: 'b' }] } };
    assert.equal(
      fixed(insertByPosition, 'INSERT INTO t VALUES (1, 2)', { tables }),
      'INSERT INTO t (a, b) VALUES (1, 2)',
    );
  });
});
