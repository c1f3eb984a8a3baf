import { sizeOf } from '../../python/bounded';
import { argument } from '../../python/strings-of';
import { defineRule } from '../../rule';
import { joinedRelations, keysOf, meetsOnce, pickedRelations, type Joined } from '../../sql/fan-out';
import type { SqlFacts } from '../../sql/facts';
import { withoutDistinct } from '../../sql/keys';
import { lastPart } from '../../sql/names';
import type { Cte, Select } from '../../sql/nodes';
import { columnsOf, hasUnknown } from '../../sql/predicates';
import { isAggregate } from '../../sql/sizes';
import { isUnderstood, selectsOf, statementsOf } from '../../sql/walk';

/** The columns that a SELECT takes from each relation, `*` for all of them; `undefined` when one cannot be told. */
function takenColumns(select: Select): Map<string, Set<string>> | undefined {
  const taken = new Map<string, Set<string>>();
  const take = (alias: string, column: string) => taken.set(alias, (taken.get(alias) ?? new Set()).add(column));
  for (const { expr } of select.items) {
    if (expr.kind === 'star') {
      const [qualifier, second] = expr.qualifier;
      if (!qualifier || second || expr.except || expr.replace) return undefined;
      take(qualifier.name.toLowerCase(), '*');
      continue;
    }
    if (hasUnknown(expr)) return undefined;
    const columns = columnsOf(expr);
    for (const column of columns) {
      if (column.parts.length !== 2) return undefined;
      // An expression over a column may be equal for two rows.
      take(column.parts[0]!.name.toLowerCase(), expr.kind === 'column' ? lastPart(column) : '');
    }
  }
  return taken;
}

/** The relation whose rows a join doubles, and the one that doubles them and gives no column. */
function hiddenFanOut(select: Select, ctes: readonly Cte[], facts: SqlFacts): { of: Joined; by: Joined } | undefined {
  const taken = takenColumns(select);
  const relations = taken && joinedRelations(select);
  if (!relations || [...taken.keys()].some((alias) => !relations.has(alias))) return undefined;
  const of = [...taken].flatMap(([alias, columns]) => {
    const joined = relations.get(alias)!;
    const keys = keysOf(joined.source.relation, ctes, facts.catalog);
    return columns.has('*') || keys.some((key) => key.every((name) => columns.has(name))) ? [joined] : [];
  })[0];
  if (!of) return undefined;
  for (const alias of taken.keys()) {
    // Columns of what is looked up for each row of the relation; of anything else they may differ from row to row.
    const other = relations.get(alias)!;
    const isLookUp = [...other.partners].every((partner) => partner === of.alias);
    if (other !== of && !(isLookUp && meetsOnce(other, ctes, facts.catalog))) return undefined;
  }
  const picked = pickedRelations(select);
  for (const by of relations.values()) {
    const { kind } = by.source.relation;
    if (by === of || taken.has(by.alias) || (kind !== 'table' && kind !== 'subquery')) continue;
    if (!picked.has(by.alias) && !meetsOnce(by, ctes, facts.catalog)) return { of, by };
  }
  return undefined;
}

export default defineRule({
  id: 'distinct-hides-fan-out',
  family: 'correctness',
  severity: 'info',
  summary: 'DISTINCT that takes away rows which a join has doubled',
  why:
    'Where a row meets several rows of the other table, a join gives it several times. DISTINCT hides that: the rows are made, shuffled and compared to be thrown away, and a sum or ' +
    'count that somebody adds later counts them all. Ask with EXISTS or LEFT SEMI JOIN, or group the other table before the join.',
  docs: [
    {
      title: 'JOIN (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-select-join.html',
      checked: '2026-11-21',
    },
    {
      title: 'SELECT clause (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/sql-ref-syntax-qry-select-column-list.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'SELECT DISTINCT c.customer_id, c.name FROM main.sales.customers c JOIN main.sales.orders o ON o.customer_id = c.customer_id;\n',
      good: 'SELECT c.customer_id, c.name FROM main.sales.customers c LEFT SEMI JOIN main.sales.orders o ON o.customer_id = c.customer_id;\n',
    },
    {
      bad: 'SELECT DISTINCT s.* FROM main.sales.stores s JOIN main.sales.orders o ON o.store_id = s.store_id WHERE o.amount > 10;\n',
      good: 'SELECT s.* FROM main.sales.stores s WHERE EXISTS (SELECT 1 FROM main.sales.orders o WHERE o.store_id = s.store_id AND o.amount > 10);\n',
    },
    {
      kind: 'python',
      bad:
        'orders = spark.table("main.sales.orders")\nitems = spark.table("main.sales.items")\n' +
        'big = orders.join(items, "order_id").dropDuplicates(["order_id"])\n',
      good:
        'orders = spark.table("main.sales.orders")\nitems = spark.table("main.sales.items")\n' +
        'big = orders.join(items, "order_id", "left_semi")\n',
    },
  ],
  nearMisses: [
    {
      why: 'one store for each order',
      code: 'SELECT DISTINCT o.order_id FROM a.b.orders o JOIN a.b.stores s ON s.store_id = o.store_id;\n',
    },
    {
      why: 'regions are to be listed once',
      code: 'SELECT DISTINCT c.region FROM a.b.customers c JOIN a.b.orders o ON o.customer_id = c.customer_id;\n',
    },
    {
      why: 'pairs of both tables',
      code: 'SELECT DISTINCT o.order_id, i.product FROM a.b.orders o JOIN a.b.items i ON i.order_id = o.order_id;\n',
    },
    {
      why: 'a table between two others',
      code: 'SELECT DISTINCT s.student_id, c.title FROM a.b.students s JOIN a.b.enrolments e ON e.student_id = s.student_id JOIN a.b.courses c ON c.course_id = e.course_id;\n',
    },
    {
      why: 'the other side is grouped by the key',
      code: 'SELECT DISTINCT c.customer_id FROM a.b.customers c JOIN (SELECT customer_id FROM a.b.orders GROUP BY customer_id) o ON o.customer_id = c.customer_id;\n',
    },
    {
      why: 'a semi join doubles nothing',
      code: 'SELECT DISTINCT c.customer_id FROM a.b.customers c LEFT SEMI JOIN a.b.orders o ON o.customer_id = c.customer_id;\n',
    },
    {
      why: 'the key of the other table is known',
      code: 'SELECT DISTINCT c.id, c.name FROM a.b.customers c JOIN a.b.profiles p ON p.customer = c.id;\n',
      tables: { 'a.b.profiles': { primaryKey: ['customer'] } },
    },
    {
      why: 'whose column it is cannot be told',
      code: 'SELECT DISTINCT customer_id FROM a.b.customers JOIN a.b.orders USING (customer_id);\n',
    },
    {
      why: 'one of several rows is picked',
      code: 'SELECT DISTINCT c.customer_id FROM a.b.customers c JOIN a.b.addresses h ON h.customer_id = c.customer_id WHERE h.is_current;\n',
    },
    { why: 'no join', code: 'SELECT DISTINCT c.customer_id FROM a.b.customers c;\n' },
    {
      why: 'keys that are unique on the other side',
      kind: 'python',
      code: 'a = spark.table("a.b.t")\nkeys = spark.table("a.b.u").select("id").distinct()\nx = a.join(keys, "id").dropDuplicates(["id"])\n',
    },
    {
      why: 'a semi join doubles nothing',
      kind: 'python',
      code: 'a = spark.table("a.b.t")\nx = a.join(spark.table("a.b.u"), "id", "left_semi").dropDuplicates(["id"])\n',
    },
    {
      why: 'every column decides',
      kind: 'python',
      code: 'a = spark.table("a.b.t")\nx = a.join(spark.table("a.b.u"), "id").distinct()\n',
    },
  ],

  scope: 'statement',
  words: ['DISTINCT'],

  pythonScope: 'cell',
  *python(facts) {
    for (const { call, receiver, nameSpan } of facts.dataFrameCalls('dropDuplicates', 'drop_duplicates')) {
      const { step, parent, others } = receiver;
      if (step?.method !== 'join' || call.args.length === 0 || !parent || others.length !== 1) continue;
      const how = argument(step.call, 2, 'how');
      if (how && !/^(inner|left|left_?outer|right|right_?outer|full|outer)$/.test(facts.constantOf(how) ?? ''))
        continue;
      if ([parent, others[0]!].some((side) => /^(few|reduced)$/.test(sizeOf(side)))) continue;
      const message =
        'The join doubles rows, and this keeps any one of them: make the key unique before the join, or use a semi join.';
      yield { span: nameSpan, message };
    }
  },

  *sql(facts) {
    for (const statement of statementsOf(facts.tree)) {
      if (statement.damage) continue;
      for (const { select, ctes } of selectsOf(statement)) {
        if (!select.distinct || select.sources.length < 2 || select.groupBy || isAggregate(select)) continue;
        if (!isUnderstood(statement, select)) continue;
        const found = hiddenFanOut(select, ctes, facts);
        if (!found) continue;
        const { of, by } = found;
        const message = `Each row of \`${of.alias}\` comes once for every row of \`${by.alias}\`, and DISTINCT hides it: ask with EXISTS or a semi join.`;
        const word = withoutDistinct(select, facts.tree);
        const span = word ? { from: word.from, to: word.from + 'DISTINCT'.length } : select.head;
        yield { span, message };
      }
    }
  },
});
