import { stepSpan } from '../../python/uses';
import { stepsOf } from '../../python/values';
import { defineRule } from '../../rule';
import type { Relation, Select } from '../../sql/nodes';
import { isUnderstood, relationsOf, selectsOf, statementsOf } from '../../sql/walk';

/** Relations that have to be matched with others; rows made of an array in the same row are none. */
function isJoined({ kind }: Relation): boolean {
  return kind === 'table' || kind === 'subquery';
}

/** The relation of the first join past the limit, and how many joins there are. */
function pastLimit(
  { sources }: Select,
  max: number,
): { readonly count: number; readonly relation: Relation } | undefined {
  const joined = [...relationsOf(sources)].filter(isJoined);
  const count = joined.length - 1;
  return count > max ? { count, relation: joined[max + 1]! } : undefined;
}

export default defineRule({
  id: 'too-many-joins',
  family: 'performance',
  severity: 'off',
  summary: 'More joins in one query than a reader can follow',
  why:
    'Each join multiplies the ways in which rows can be doubled or lost, and the orders in which Spark could run them: with many, its estimates are guesses and a wrong order costs hours. ' +
    'Build the result in steps that can be tested, and store the ones that others need too.',
  docs: [
    {
      title: 'JOIN (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-select-join.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        'SELECT o.order_id FROM main.s.orders o JOIN main.s.a a ON a.id = o.a JOIN main.s.b b ON b.id = o.b JOIN main.s.c c ON c.id = o.c\n' +
        '  JOIN main.s.d d ON d.id = o.d JOIN main.s.e e ON e.id = o.e JOIN main.s.f f ON f.id = o.f JOIN main.s.g g ON g.id = o.g\n' +
        '  JOIN main.s.h h ON h.id = o.h JOIN main.s.i i ON i.id = o.i JOIN main.s.j j ON j.id = o.j JOIN main.s.k k ON k.id = o.k;\n',
      good: 'SELECT o.order_id FROM main.s.orders_with_stores o JOIN main.s.a a ON a.id = o.a JOIN main.s.b b ON b.id = o.b;\n',
    },
    {
      kind: 'python',
      bad: `o = spark.table("main.s.orders")\n${Array.from('abcdefghijk', (name) => `o = o.join(spark.table("main.s.${name}"), "${name}_id", "left")\n`).join('')}`,
      good: 'o = spark.table("main.s.orders_with_stores").join(spark.table("main.s.a"), "a_id", "left")\n',
    },
  ],
  nearMisses: [
    { why: 'some joins', code: 'SELECT a.x FROM a.b.a a JOIN a.b.b b ON a.k = b.k LEFT JOIN a.b.c c ON a.k = c.k;\n' },
    {
      why: 'rows of arrays',
      code: `SELECT t.x FROM a.b.t t ${Array.from('abcdefghijkl', (name) => `LATERAL VIEW explode(t.${name}) ${name} AS v${name}`).join(' ')};\n`,
    },
    {
      why: 'each query has few',
      code: `${Array.from('abcdefghijklm', (name) => `SELECT t.x FROM a.b.t t JOIN a.b.${name} u ON t.x = u.x`).join(' UNION ALL ')};\n`,
    },
    {
      why: 'a list of many tables without a query',
      code: 'GRANT SELECT ON TABLE main.s.t TO analysts;\n',
    },
    {
      why: 'exactly as many as are allowed',
      code: `SELECT t.x FROM a.b.t t ${Array.from('abcdefghij', (name) => `JOIN a.b.${name} ON t.k = ${name}.k`).join(' ')};\n`,
    },
    {
      why: 'each frame has few, in Python',
      kind: 'python',
      code: `o = spark.table("a.b.t")\n${Array.from('abcdefghijklm', (name) => `x = o.join(spark.table("a.b.${name}"), "id")\n`).join('')}`,
    },
    {
      why: 'the result was stored in between',
      kind: 'python',
      code: `o = spark.table("a.b.t")\n${Array.from('abcdefgh', (name) => `o = o.join(spark.table("a.b.${name}"), "id")\n`).join('')}o.write.saveAsTable("a.b.x")\no = spark.table("a.b.x")\n${Array.from('ijklm', (name) => `o = o.join(spark.table("a.b.${name}"), "id")\n`).join('')}`,
    },
  ],

  options: {
    max: { default: 10, description: 'How many joins one SELECT, or one DataFrame, may have.' },
  },

  pythonScope: 'cell',
  *python(facts, { max }) {
    for (const { call, result } of facts.dataFrameCalls('join')) {
      if (result.kind !== 'dataframe') continue;
      let count = 0;
      for (const { method } of stepsOf(result)) if (method === 'join' && ++count > max + 1) break;
      if (count !== max + 1) continue;
      yield {
        span: stepSpan(call),
        message: `${count} joins in one DataFrame, where ${max} are allowed: build the result in steps.`,
      };
    }
  },

  scope: 'statement',
  words: ['JOIN', 'FROM ,'],

  *sql({ tree }, { max }) {
    for (const statement of statementsOf(tree)) {
      if (statement.damage) continue;
      for (const { select } of selectsOf(statement)) {
        if (select.sources.length === 0 || !isUnderstood(statement, select)) continue;
        const found = pastLimit(select, max);
        if (!found) continue;
        const { count, relation } = found;
        yield {
          span: relation,
          message: `${count} joins in one SELECT, where ${max} are allowed: build the result in steps.`,
        };
      }
    }
  },
});
