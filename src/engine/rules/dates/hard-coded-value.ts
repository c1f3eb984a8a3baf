import { defineRule } from '../../rule';
import { isStored, columnIn } from '../../sql/bounds';
import type { Expr } from '../../sql/nodes';
import { oncePer } from '../../sql/once';
import { isComparison, unwrap } from '../../sql/predicates';
import type { SqlTree, Statement } from '../../sql/tree';
import { allExpressions, isUnderstood, statementsOf } from '../../sql/walk';
import type { Span } from '../../types';

/** A value that a column is compared with. */
interface Use {
  readonly column: string;
  readonly value: Span;
  readonly written: string;
}

/** Answers and switches, which stand for themselves, and numbers that only say "none", "one" or "all". */
const ownMeaning = /^(''|""|['"](y|n|yes|no|true|false|null|n\/a|0|1)['"]|[01]|-1|100|1000)$/i;
const date = /^['"]\d{4}-?\d\d/;

type Pair = readonly [stored: Expr, value: Expr];

function pairsOf(expr: Expr): readonly Pair[] {
  switch (expr.kind) {
    case 'binary':
      if (!isComparison(expr.operator)) return [];
      return [
        [expr.left, expr.right],
        [expr.right, expr.left],
      ];
    case 'in':
      return expr.list.map((item) => [expr.expr, item]);
    case 'case': {
      const { operand } = expr;
      return operand ? expr.branches.map(({ when }) => [operand, when]) : [];
    }
    default:
      return [];
  }
}

function* usesOf(statement: Statement, text: string): Generator<Use> {
  for (const expr of allExpressions(statement)) {
    for (const [stored, side] of pairsOf(expr)) {
      const value = unwrap(side);
      if (value.kind !== 'literal' || (value.type !== 'string' && value.type !== 'number')) continue;
      const written = text.slice(value.from, value.to);
      if (!ownMeaning.test(written) && !date.test(written) && isStored(stored))
        yield { column: columnIn(stored), value, written };
    }
  }
}

const usesIn = oncePer((tree: SqlTree): readonly Use[] =>
  statementsOf(tree).flatMap((statement) => {
    // The parts of a script are statements of their own.
    const isRead = statement.kind !== 'script' && isUnderstood(statement);
    return isRead ? [...usesOf(statement, tree.text)] : [];
  }),
);

const keyOf = ({ column, written }: Use): string => `${column} ${written}`;

/** How often each value is compared with a column in a text, and where first. */
const countsIn = oncePer((text: readonly SqlTree[]) => {
  const counts = new Map<string, { readonly first: Use; count: number }>();
  for (const use of text.flatMap(usesIn)) {
    const known = counts.get(keyOf(use));
    if (known) known.count++;
    else counts.set(keyOf(use), { first: use, count: 1 });
  }
  return counts;
});

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

  scope: 'statement',
  words: ['string', 'number'],

  *sql(facts, { times }) {
    for (const use of usesIn(facts.tree)) {
      const count = facts.ask(({ text }) => {
        const known = countsIn(text).get(keyOf(use));
        return known?.first === use ? known.count : 0;
      });
      if (count < times) continue;
      const message = `\`${use.column}\` is compared with ${use.written} ${count} times: give the value a name, in a variable or a parameter.`;
      yield { span: use.value, message };
    }
  },
});
