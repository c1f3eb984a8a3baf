import { unwrap as unwrapPython, type Expr as PyExpr } from '../../python/ast';
import { lastName, readColumn } from '../../python/column-expressions';
import type { PythonFacts } from '../../python/facts';
import { defineRule } from '../../rule';
import { isStored, columnIn } from '../../sql/bounds';
import type { Expr } from '../../sql/nodes';
import { isComparison, unwrap } from '../../sql/predicates';
import type { Statement } from '../../sql/tree';
import { isUnderstood, rootExpressions, statementsOf, walkExpr } from '../../sql/walk';
import type { Problem, Span } from '../../types';
import type { SqlFacts } from '../../sql/facts';

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

/** Every value that a Column is compared with: `F.col("x") == "y"`, `df.x.isin("y", "z")`. */
function* usesIn(facts: PythonFacts): Generator<Use> {
  const { text } = facts.document;
  const use = function* (stored: PyExpr, side: PyExpr): Generator<Use> {
    const column = readColumn(stored, facts);
    const value = unwrapPython(side);
    if (column.kind !== 'column' || (value.type !== 'Str' && value.type !== 'Num')) return;
    const written = text.slice(value.from, value.to);
    if (!ownMeaning.test(written) && !date.test(written)) yield { column: lastName(column.name).toLowerCase(), value };
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

/** The values that come back again and again, each with the place where it stands first. */
function* repeated(uses: Iterable<Use>, text: string, times: number, instead: string): Generator<Problem> {
  const byValue = new Map<string, Use[]>();
  for (const use of uses) {
    const key = `${use.column} ${text.slice(use.value.from, use.value.to)}`;
    const known = byValue.get(key);
    if (known) known.push(use);
    else byValue.set(key, [use]);
  }
  for (const list of byValue.values()) {
    const [first] = list;
    if (list.length < times || !first) continue;
    const written = text.slice(first.value.from, first.value.to);
    const message = `\`${first.column}\` is compared with ${written} ${list.length} times: give the value a name, in ${instead}.`;
    yield { span: first.value, message };
  }
}

function* usesInSql(facts: SqlFacts): Generator<Use> {
  for (const statement of statementsOf(facts.tree)) {
    // The parts of a script are statements of their own.
    if (statement.kind !== 'script' && isUnderstood(statement)) yield* usesOf(statement, facts.tree.text);
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

  *python(facts, { times }) {
    if (!facts.isTest) yield* repeated(usesIn(facts), facts.document.text, times, 'a constant or a parameter');
  },

  *sql(facts, { times }) {
    yield* repeated(usesInSql(facts), facts.tree.text, times, 'a variable or a parameter');
  },
});
