import { perCell } from '../../python/per-cell';
import { unwrap as unwrapPython, type Expr as PyExpr } from '../../python/ast';
import { lastName, readColumn } from '../../python/column-expressions';
import type { PythonFacts } from '../../python/facts';
import { defineRule } from '../../rule';
import { isStored, columnIn } from '../../sql/bounds';
import type { Expr } from '../../sql/nodes';
import { oncePer } from '../../once';
import { isComparison, unwrap } from '../../sql/predicates';
import type { SqlTree, Statement } from '../../sql/tree';
import { allExpressions, isUnderstood, statementsOf } from '../../sql/walk';
import type { Problem, Span } from '../../types';

/** A value that a column is compared with. */
interface Use {
  readonly column: string;
  readonly value: Span;
  readonly written: string;
  /** Column and value, to count by. */
  readonly key: string;
}

function useOf(column: string, value: Span, written: string): Use {
  return { column, value, written, key: `${column} ${written}` };
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
        yield useOf(columnIn(stored), value, written);
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

interface Count {
  readonly first: Use;
  count: number;
}

function countsOf(uses: Iterable<Use>): ReadonlyMap<string, Count> {
  const counts = new Map<string, Count>();
  for (const use of uses) {
    const known = counts.get(use.key);
    if (known) known.count++;
    else counts.set(use.key, { first: use, count: 1 });
  }
  return counts;
}

/** How often each value is compared with a column in a text, and where first. */
const countsIn = oncePer((text: readonly SqlTree[]) => countsOf(text.flatMap(usesIn)));

function problemOf(use: Use, count: number, instead: string): Problem {
  const message = `\`${use.column}\` is compared with ${use.written} ${count} times: give the value a name, in ${instead}.`;
  return { span: use.value, message };
}

/** Every value that a Column is compared with: `F.col("x") == "y"`, `df.x.isin("y", "z")`. */
const usesInPython = perCell((facts): readonly Use[] => [...usesInCell(facts)]);

function* usesInCell(facts: PythonFacts): Generator<Use> {
  const { text } = facts.document;
  const use = function* (stored: PyExpr, side: PyExpr): Generator<Use> {
    const column = readColumn(stored, facts);
    const value = unwrapPython(side);
    if (column.kind !== 'column' || (value.type !== 'Str' && value.type !== 'Num')) return;
    const written = text.slice(value.from, value.to);
    if (!ownMeaning.test(written) && !date.test(written))
      yield useOf(lastName(column.name).toLowerCase(), value, written);
  };
  for (const { node } of facts.comparisons) {
    if (!/^([=!]=|[<>]=?)$/.test(node.op)) continue;
    yield* use(node.left, node.right);
    yield* use(node.right, node.left);
  }
  for (const { call, receiver } of facts.callsNamed('isin')) {
    const func = unwrapPython(call.func);
    if (receiver?.kind !== 'column' || func.type !== 'Attribute') continue;
    const given = call.args.flatMap(({ value }) =>
      value.type === 'List' || value.type === 'Tuple' ? value.items : [value],
    );
    for (const item of given) yield* use(func.object, item);
  }
}

export default defineRule({
  id: 'hard-coded-value',
  family: 'dates',
  severity: 'off',

  summary: 'The same business value written down again and again',
  why:
    'A code, a limit or a name that stands in many conditions is changed in some of them and forgotten in one. A variable (`DECLARE VARIABLE`), a constant of the module, a parameter or a small table of codes ' +
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
    {
      kind: 'python',
      bad:
        'from pyspark.sql import functions as F\n\norders = spark.table("main.sales.orders")\ngold = orders.where(F.col("segment") == "GOLD-PLUS")\n' +
        'rest = orders.where(F.col("segment") != "GOLD-PLUS")\nbest = orders.where(orders.segment.isin("GOLD-PLUS", "SILVER"))\n',
      good:
        'from pyspark.sql import functions as F\n\nBEST = "GOLD-PLUS"\norders = spark.table("main.sales.orders")\ngold = orders.where(F.col("segment") == BEST)\n' +
        'rest = orders.where(F.col("segment") != BEST)\nbest = orders.where(orders.segment.isin(BEST, "SILVER"))\n',
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
    {
      why: 'the same word for different things, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\nc = (F.col("a") == "OPEN") & (F.col("b") == "OPEN") & (F.col("c") == "OPEN")\n',
    },
    {
      why: 'values of Python are compared',
      kind: 'python',
      code: 'if mode == "GOLD-PLUS" or mode != "GOLD-PLUS" or (mode == "GOLD-PLUS"):\n    pass\n',
    },
  ],

  options: {
    times: { default: 3, description: 'How often one value may be compared with one column before it is mentioned.' },
  },

  scope: 'statement',
  words: ['string', 'number'],

  *python(facts, { times }) {
    if (facts.isTest) return;
    for (const { first, count } of countsOf(usesInPython(facts)).values())
      if (count >= times) yield problemOf(first, count, 'a constant or a parameter');
  },

  *sql(facts, { times }) {
    for (const use of usesIn(facts.tree)) {
      const count = facts.ask(({ text }) => {
        const known = countsIn(text).get(use.key);
        return known?.first === use ? known.count : 0;
      });
      if (count >= times) yield problemOf(use, count, 'a variable or a parameter');
    }
  },
});
