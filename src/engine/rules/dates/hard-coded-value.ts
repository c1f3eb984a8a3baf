import { defineRule } from '../../rule';
import { isStored, columnIn } from '../../sql/bounds';
import type { Expr } from '../../sql/nodes';
import { isComparison, unwrap } from '../../sql/predicates';
import type { Statement } from '../../sql/tree';
import { isUnderstood, rootExpressions, statementsOf, walkExpr } from '../../sql/walk';
import type { Span } from '../../types';

/** A value that a column is compared with. */
interface Use {
  readonly column: string;
  readonly value: Span;
}

/** Answers and switches, which stand for themselves, and numbers that only say "none", "one" or "all". */
const ownMeaning = /^(''|""|['"](y|n|yes|no|true|false|null|n\/a|0|1)['"]|[01]|-1|100|1000)$/i;
const date = /^['"]\d{4}-?\d\d/;

function* pairsOf(expr: Expr): Generator<readonly [stored: Expr, value: Expr]> {
  if (expr.kind === 'binary' && isComparison(expr.operator)) {
    yield [expr.left, expr.right];
    yield [expr.right, expr.left];
  }
  if (expr.kind === 'in') for (const item of expr.list) yield [expr.expr, item];
  if (expr.kind === 'case' && expr.operand) for (const { when } of expr.branches) yield [expr.operand, when];
}

function* usesOf(statement: Statement, text: string): Generator<Use> {
  for (const root of rootExpressions(statement)) {
    for (const expr of walkExpr(root)) {
      for (const [stored, side] of pairsOf(expr)) {
        const value = unwrap(side);
        if (value.kind !== 'literal' || (value.type !== 'string' && value.type !== 'number')) continue;
        const written = text.slice(value.from, value.to);
        if (!ownMeaning.test(written) && !date.test(written) && isStored(stored))
          yield { column: columnIn(stored), value };
      }
    }
  }
}

export default defineRule({
  id: 'hard-coded-value',
  family: 'dates',
  severity: 'off',

  summary: 'The same business value written down again and again',
  why:
    'A code, a limit or a name that stands in many conditions is changed in some of them and forgotten in one. A variable (`DECLARE VARIABLE`), a parameter or a small table of codes ' +
    'gives it a name and one place.',
  docs: [
    {
      title: 'Variables',
      url: 'https://learn.microsoft.com/en-gb/azure/databricks/sql/language-manual/sql-ref-variables',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        "SELECT count_if(segment = 'GOLD-PLUS') AS gold, sum(CASE WHEN segment = 'GOLD-PLUS' THEN amount END) AS amount\n" +
        "FROM main.sales.orders WHERE region = 7 OR segment IN ('GOLD-PLUS', 'SILVER');\n",
      good:
        "DECLARE VARIABLE best STRING DEFAULT 'GOLD-PLUS';\n" +
        'SELECT count_if(segment = best) AS gold, sum(CASE WHEN segment = best THEN amount END) AS amount\n' +
        "FROM main.sales.orders WHERE region = 7 OR segment IN (best, 'SILVER');\n",
    },
  ],
  nearMisses: [
    { why: 'twice is no habit', code: "SELECT id FROM main.s.t WHERE a = 'GOLD' OR (a = 'GOLD' AND b > 3);\n" },
    {
      why: 'the same word for different things',
      code: "SELECT id FROM main.s.t WHERE a = 'OPEN' AND b = 'OPEN' AND c = 'OPEN';\n",
    },
    {
      why: 'answers and switches',
      code: "SELECT id FROM main.s.t WHERE a = 'Y' OR (a = 'Y' AND b = 1) OR (a = 'Y' AND b = 1) OR b = 1;\n",
    },
    {
      why: 'texts that are shown',
      code: "SELECT concat('GOLD-PLUS', a), concat('GOLD-PLUS', b), concat('GOLD-PLUS', c) FROM main.s.t;\n",
    },
    {
      why: 'rows written down',
      code: "INSERT INTO main.s.codes VALUES ('GOLD-PLUS', 1), ('GOLD-PLUS', 2), ('GOLD-PLUS', 3);\n",
    },
    {
      why: 'the value is a parameter',
      code: 'SELECT id FROM main.s.t WHERE a = :best OR (a = :best AND b > 3) OR (a = :best AND b > 4);\n',
    },
  ],

  options: {
    times: { default: 3, description: 'How often one value may be compared with one column before it is mentioned.' },
  },

  *sql(facts, { times }) {
    const { text } = facts.tree;
    const uses = new Map<string, Use[]>();
    for (const statement of statementsOf(facts.tree)) {
      // The parts of a script are statements of their own.
      if (statement.kind === 'script' || !isUnderstood(statement)) continue;
      for (const use of usesOf(statement, text)) {
        const key = `${use.column} ${text.slice(use.value.from, use.value.to)}`;
        const known = uses.get(key);
        if (known) known.push(use);
        else uses.set(key, [use]);
      }
    }
    for (const list of uses.values()) {
      const [first] = list;
      if (list.length < times || !first) continue;
      const written = text.slice(first.value.from, first.value.to);
      const message = `\`${first.column}\` is compared with ${written} ${list.length} times: give the value a name, in a variable or a parameter.`;
      yield { span: first.value, message };
    }
  },
});
