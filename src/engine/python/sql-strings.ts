import type { Expr } from './ast';
import { FUNCTIONS } from './api';
import type { CallFact, SqlString } from './facts';
import { argument } from './strings-of';
import type { Value } from './values';

/** The SQL among the arguments of a call: statements for `spark.sql`, expressions for `expr`, `filter`, `selectExpr` … */
export function sqlStringsOf(fact: CallFact, valueOf: (e: Expr) => Value): SqlString[] {
  const { call, method, receiver } = fact;
  const strings: SqlString[] = [];
  const add = (expr: Expr | undefined, form: SqlString['form']) => {
    const value = expr && valueOf(expr);
    if (value?.kind === 'string' && value.text.text.trim() !== '')
      strings.push({ text: value.text, form, call: fact, place: fact.place });
  };
  if (method === 'sql' && receiver && receiver.kind !== 'dataframe') {
    if (receiver.kind === 'session' || looksLikeSession(call.func)) add(argument(call, 0, 'sqlQuery'), 'statements');
    return strings;
  }
  if (fact.qualified === `${FUNCTIONS}expr`) {
    add(argument(call, 0, 'str'), 'expression');
    return strings;
  }
  if (receiver?.kind === 'dataframe') {
    if (method === 'filter' || method === 'where') add(argument(call, 0, 'condition'), 'expression');
    if (method === 'selectExpr') for (const a of call.args) if (!a.star && !a.keyword) add(a.value, 'expression');
  }
  if (receiver?.kind === 'delta-table') {
    if (method === 'delete' || method === 'update') add(argument(call, 0, 'condition'), 'expression');
    if (method === 'merge') add(argument(call, 1, 'condition'), 'expression');
  }
  return strings;
}

/** `self.spark.sql(…)`, `self._spark.sql(…)`, `session.sql(…)`. */
function looksLikeSession(func: Expr): boolean {
  if (func.type !== 'Attribute') return false;
  const object = func.object;
  const name = object.type === 'Attribute' ? object.name : object.type === 'Name' ? object.id : '';
  return /^_*(spark|sparksession|spark_session)$/i.test(name);
}
