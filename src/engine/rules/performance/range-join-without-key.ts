import type { ColumnFact } from '../../python/column-expressions';
import {
  isEased,
  joinConditions,
  mayHaveKey as mayHaveKeyIn,
  type JoinCondition as JoinOfFrames,
} from '../../python/join-conditions';
import { defineRule } from '../../rule';
import { joinConditionsOf, mayHaveKey, type JoinCondition } from '../../sql/join-conditions';
import type { Expr } from '../../sql/nodes';
import { isComparison, isEquality } from '../../sql/predicates';
import { statementsOf } from '../../sql/walk';

function isRange(part: Expr): boolean {
  return (
    part.kind === 'between' || (part.kind === 'binary' && isComparison(part.operator) && !isEquality(part.operator))
  );
}

/** The part that links both sides when inequalities are all that does. */
function onlyRange(condition: JoinCondition): Expr | undefined {
  if (mayHaveKey(condition)) return undefined;
  const linking = condition.parts.filter((part) => condition.sideOf(part) === 'both');
  return linking.every(isRange) ? linking[0] : undefined;
}

const message =
  'Nothing but inequalities links these tables, so every pair of rows is compared: add a key, or a RANGE_JOIN hint.';

function isRangeIn(part: ColumnFact): boolean {
  if (part.kind === 'operator') return /^(!=|[<>]=?)$/.test(part.operator);
  return part.kind === 'call' && part.on !== undefined && part.name === 'between';
}

/** The part that links both frames when inequalities are all that does. */
function onlyRangeIn(condition: JoinOfFrames): ColumnFact | undefined {
  if (mayHaveKeyIn(condition) || isEased(condition)) return undefined;
  const linking = condition.parts.filter((part) => condition.sidesOf(part) === 'both');
  return linking.every(isRangeIn) ? linking[0] : undefined;
}

export default defineRule({
  id: 'range-join-without-key',
  family: 'performance',
  severity: 'info',
  summary: 'A join by inequalities alone',
  why:
    'With nothing but `<`, `>`, `<>` (`!=`) or BETWEEN between the tables there is no key to hash or sort by: each row of one is compared with each row of the other. Add a column that must be ' +
    'equal (the day, the device), or give a RANGE_JOIN hint with a bin size; Databricks SQL warehouses bin point-in-interval joins by themselves.',
  docs: [
    {
      title: 'Range join optimization (Databricks)',
      url: 'https://docs.databricks.com/optimizations/range-join.html',
      checked: '2026-11-21',
    },
    {
      title: 'DataFrame.join (PySpark on Databricks)',
      url: 'https://docs.databricks.com/aws/en/pyspark/reference/classes/dataframe/join',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT e.event_id, s.session_id FROM main.web.events e JOIN main.web.sessions s ON e.ts BETWEEN s.starts AND s.ends;\n',
      good: 'SELECT e.event_id, s.session_id FROM main.web.events e JOIN main.web.sessions s ON e.user_id = s.user_id AND e.ts BETWEEN s.starts AND s.ends;\n',
    },
    {
      bad: 'SELECT e.event_id, r.rate FROM main.web.events e LEFT JOIN main.web.rates r ON e.ts >= r.valid_from AND e.ts < r.valid_to;\n',
      good: 'SELECT /*+ RANGE_JOIN(r, 3600) */ e.event_id, r.rate FROM main.web.events e LEFT JOIN main.web.rates r ON e.ts >= r.valid_from AND e.ts < r.valid_to;\n',
    },
    {
      kind: 'python',
      bad:
        'events = spark.table("main.web.events")\nsessions = spark.table("main.web.sessions")\n' +
        'found = events.join(sessions, events.ts.between(sessions.starts, sessions.ends))\n',
      good:
        'events = spark.table("main.web.events")\nsessions = spark.table("main.web.sessions")\n' +
        'found = events.join(sessions, (events.user_id == sessions.user_id) & events.ts.between(sessions.starts, sessions.ends))\n',
    },
  ],
  nearMisses: [
    {
      why: 'an expression is a key too',
      code: 'SELECT a.x FROM a.b.a a JOIN a.b.b b ON date(a.ts) = b.day AND a.ts >= b.starts;\n',
    },
    {
      why: 'the key names one table twice',
      code: 'SELECT a.x FROM a.b.a a JOIN a.b.b b ON a.x - b.x = 0 AND a.y < b.y;\n',
    },
    {
      why: 'an inequality of one side, next to a key',
      code: 'SELECT a.x FROM a.b.a a JOIN a.b.b b ON a.id = b.id AND a.x > 5;\n',
    },
    {
      why: 'whose columns they are cannot be told',
      code: 'SELECT x FROM a.b.a JOIN a.b.b ON ts >= starts AND ts < ends;\n',
    },
    {
      why: 'one row on one side',
      code: 'SELECT a.x FROM a.b.a a JOIN (SELECT max(ts) AS ts FROM a.b.b) m ON a.ts > m.ts;\n',
    },
    {
      why: 'a small list',
      code: 'SELECT a.x, g.name FROM a.b.a a JOIN (VALUES (0, 9, "low"), (10, 99, "high")) AS g(lo, hi, name) ON a.x BETWEEN g.lo AND g.hi;\n',
    },
    {
      why: 'a small side, sent to all',
      code: 'SELECT /*+ BROADCAST(b) */ a.x FROM a.b.a a JOIN a.b.b b ON a.x BETWEEN b.lo AND b.hi;\n',
    },
    {
      why: 'a function of both that may be a key of its own',
      code: 'SELECT a.x FROM a.b.a a JOIN a.b.b b ON st_contains(b.area, a.point) AND a.ts > b.ts;\n',
    },
    { why: 'a part is filled in', code: 'SELECT a.x FROM a.b.a a JOIN a.b.b b ON a.ts > b.ts AND ${keys};\n' },
    { why: 'USING is a key', code: 'SELECT a.x FROM a.b.a a JOIN a.b.b b USING (id) WHERE a.ts > b.ts;\n' },
    {
      why: 'a key stands beside it, in Python',
      kind: 'python',
      code: 'a = spark.table("a.b.a")\nb = spark.table("a.b.b")\ndf = a.join(b, [a.id == b.id, a.ts >= b.starts, a.ts < b.ends], "left")\n',
    },
    {
      why: 'an expression is a key too, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\na = spark.table("a.b.a")\nb = spark.table("a.b.b")\ndf = a.join(b, (F.to_date(a.ts) == b.day) & (a.ts >= b.starts))\n',
    },
    {
      why: 'whose columns they are cannot be told, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\na = spark.table("a.b.a")\nb = spark.table("a.b.b")\ndf = a.join(b, (F.col("ts") >= F.col("starts")) & (a.ts < F.col("ends")))\n',
    },
    {
      why: 'a small side, or a hint, in Python',
      kind: 'python',
      code: 'from pyspark.sql import functions as F\na = spark.table("a.b.a")\nb = spark.table("a.b.b")\nx = a.join(F.broadcast(b), a.ts > b.starts)\ny = a.join(b.hint("range_join", 60), a.ts.between(b.starts, b.ends))\nz = a.crossJoin(b.limit(1)).where(a.ts > b.starts)\n',
    },
    {
      why: 'the keys are handed in',
      kind: 'python',
      code: 'def f(keys):\n    a = spark.table("a.b.a")\n    b = spark.table("a.b.b")\n    return a.join(b, keys & (a.ts > b.starts)), a.join(b, keys)\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    for (const condition of joinConditions(facts)) {
      const part = onlyRangeIn(condition);
      if (part) yield { span: part.node, message };
    }
  },

  scope: 'statement',
  words: ['JOIN', 'FROM ,'],

  *sql({ tree }) {
    for (const statement of statementsOf(tree)) {
      if (statement.damage) continue;
      for (const condition of joinConditionsOf(statement)) {
        const part = onlyRange(condition);
        if (!part) continue;
        yield { span: part, message };
      }
    }
  },
});
