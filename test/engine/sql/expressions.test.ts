import assert from 'node:assert/strict';
import type { Expr } from '../../../src/engine/sql/nodes';
import { columnsOf, conjuncts } from '../../../src/engine/sql/predicates';
import { readSql } from '../../../src/engine/sql/reader/read';

function parse(text: string): { expr: Expr; opaque: number } {
  const [statement] = readSql(text, 'expression').statements;
  assert.equal(statement?.kind, 'expressions');
  if (statement?.kind !== 'expressions') throw new Error('no expression');
  return { expr: statement.items[0]!.expr, opaque: statement.opaque.length };
}

/** An expression with all its brackets, so that precedence can be seen. */
function shape(expr: Expr, text: string): string {
  const go = (e: Expr): string => shape(e, text);
  const not = (e: { not: boolean }) => (e.not ? 'not ' : '');
  switch (expr.kind) {
    case 'binary':
      return `(${go(expr.left)} ${expr.operator} ${go(expr.right)})`;
    case 'unary':
      return `(${expr.operator} ${go(expr.expr)})`;
    case 'paren':
      return go(expr.expr);
    case 'between':
      return `(${go(expr.expr)} ${not(expr)}between ${go(expr.low)} and ${go(expr.high)})`;
    case 'in':
      return `(${go(expr.expr)} ${not(expr)}in ${expr.query ? 'query' : expr.list.map(go).join(',')})`;
    case 'like':
      return `(${go(expr.expr)} ${not(expr)}${expr.operator} ${go(expr.pattern)})`;
    case 'is':
      return `(${go(expr.expr)} is ${not(expr)}${expr.what})`;
    case 'call':
      return `${expr.name.text}(${expr.distinct ? 'distinct ' : ''}${expr.args.map(go).join(',')})${expr.filter ? ' filter' : ''}${expr.over ? ' over' : ''}`;
    case 'cast':
      return `cast(${go(expr.expr)} as ${expr.type})`;
    case 'case':
      return `case(${expr.operand ? go(expr.operand) : ''}|${expr.branches.map((b) => `${go(b.when)}:${go(b.then)}`).join('|')}|${expr.otherwise ? go(expr.otherwise) : ''})`;
    case 'lambda':
      return `(${expr.params.map((p) => p.name).join(',')} -> ${go(expr.body)})`;
    case 'index':
      return `${go(expr.expr)}[${go(expr.index)}]`;
    case 'field':
      return `${go(expr.expr)}.${expr.name.name}`;
    case 'named':
      return `${expr.name.name}=${go(expr.expr)}`;
    case 'tuple':
      return `tuple(${expr.items.map(go).join(',')})`;
    case 'path':
      return `path(${go(expr.expr)})`;
    case 'star':
      return `${expr.qualifier.map((q) => `${q.name}.`).join('')}*${expr.except ? ' except' : ''}`;
    default:
      return text.slice(expr.from, expr.to);
  }
}

const cases: [text: string, expected: string][] = [
  ['a OR b AND NOT c = 1', '(a OR (b AND (NOT (c = 1))))'],
  ['a + b * c - d', '((a + (b * c)) - d)'],
  ['a || b + c', '((a || b) + c)'],
  ['a & b | c ^ d << 2', '((a & b) | (c ^ (d << 2)))'],
  ['-a * b', '((- a) * b)'],
  ['NOT a IS NULL', '(NOT (a is NULL))'],
  ['a = b IS NOT NULL', '((a = b) is not NULL)'],
  ['x BETWEEN 1 AND 2 AND y', '((x between 1 and 2) AND y)'],
  ['x NOT BETWEEN a + 1 AND b OR c', '((x not between (a + 1) and b) OR c)'],
  ['x NOT IN (1, 2) AND y IN (SELECT 1)', '((x not in 1,2) AND (y in query))'],
  ["x NOT LIKE 'a%' ESCAPE '!' AND y RLIKE 'b'", "((x not LIKE 'a%') AND (y RLIKE 'b'))"],
  ["x LIKE ANY ('a', 'b')", "(x LIKE tuple('a','b'))"],
  ['a IS DISTINCT FROM b', '(NOT (a <=> b))'],
  ['a IS NOT DISTINCT FROM b', '(a <=> b)'],
  ['a <=> NULL', '(a <=> NULL)'],
  ['a::decimal(10, 2) / 2', '(cast(a as decimal(10,2)) / 2)'],
  ['CAST(a AS MAP<STRING, ARRAY<INT>>)', 'cast(a as map<string,array<int>>)'],
  ['raw:items[0].price::double > 5', '(cast(path(raw) as double) > 5)'],
  ["m['k'].x", "m['k'].x"],
  ['transform(xs, x -> x + 1)', 'transform(xs,(x -> (x + 1)))'],
  ['aggregate(xs, 0, (acc, x) -> acc + x)', 'aggregate(xs,0,(acc,x -> (acc + x)))'],
  ['count(DISTINCT a, b)', 'count(distinct a,b)'],
  [
    'sum(x) FILTER (WHERE x > 0) OVER (PARTITION BY a ORDER BY b ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)',
    'sum(x) filter over',
  ],
  ['first(x) IGNORE NULLS OVER w', 'first(x) over'],
  ['f(a => 1, b => NULL)', 'f(a=1,b=NULL)'],
  ["CASE a WHEN 1 THEN 'x' ELSE CASE WHEN b THEN 2 END END", "case(a|1:'x'|case(|b:2|))"],
  ["extract(YEAR FROM d) + trim(BOTH ' ' FROM s)", "(extract(YEAR,d) + trim(' ',s))"],
  ["DATE '2024-01-01' + INTERVAL 1 DAY", "(DATE '2024-01-01' + INTERVAL 1 DAY)"],
  ["ts - INTERVAL '1' HOUR > x", "((ts - INTERVAL '1' HOUR) > x)"],
  ['left(a, 2) = right(b, 2)', '(left(a,2) = right(b,2))'],
  ['t.* EXCEPT (a, b)', 't.* except'],
  ['(a, b)', 'tuple(a,b)'],
  ['((SELECT 1) + 2)', '((SELECT 1) + 2)'],
  ['a = :p AND b = ?', '((a = :p) AND (b = ?))'],
  ['IDENTIFIER(:t)', 'IDENTIFIER(:t)'],
];

describe('SQL expressions', () => {
  for (const [text, expected] of cases) {
    it(text, () => {
      const { expr, opaque } = parse(text);
      assert.equal(shape(expr, text), expected);
      assert.equal(opaque, 0);
    });
  }

  it('recovers: a hole in the middle leaves the rest readable', () => {
    const [statement] = readSql('SELECT a, , b +, f(c FROM t WHERE AND d = 1').statements;
    assert.equal(statement?.damage, 'unclosed bracket');
    const [other] = readSql('SELECT a, , b + FROM t WHERE AND d = 1').statements;
    assert.ok(other?.kind === 'query' && other.query.body.kind === 'select');
    assert.equal(other.query.body.sources.length, 1);
    assert.ok(other.opaque.length > 0);
  });

  it('takes conditions apart and finds their columns', () => {
    const text = 'a.x = 1 AND (b > 2 AND exists(xs, x -> x > y)) AND c OR d';
    assert.equal(conjuncts(parse(text).expr).length, 1);
    const parts = conjuncts(parse('a.x = 1 AND (b > 2 AND exists(xs, x -> x > y))').expr);
    assert.equal(parts.length, 3);
    assert.deepEqual(
      columnsOf(parts[2]!).map((column) => column.parts.map((p) => p.name).join('.')),
      ['xs', 'y'],
    );
  });

  it('marks a hole as unknown', () => {
    assert.equal(parse('a = __hole_1__').expr.kind, 'binary');
    assert.equal(parse('__hole_1___').expr.kind, 'hole');
    assert.equal(parse('${c}.d').expr.kind, 'hole');
  });
});
