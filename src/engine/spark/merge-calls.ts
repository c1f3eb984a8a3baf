import { TableCatalog } from '../catalog/catalog';
import type { Dict, Expr } from '../python/ast';
import { unwrap } from '../python/ast';
import type { CallFact, PythonFacts } from '../python/facts';
import { argument, constantText } from '../python/strings-of';
import { ancestors, stepsOf, type DataFrameValue, type Step } from '../python/values';
import { readSql } from '../sql/reader/read';
import { isUnderstood } from '../sql/walk';
import { mergeChain, type MergeChain } from './delta-merges';
import { clockFilterOf } from './load-filters';
import { repetitionOfMerge } from './merge-runs';
import { asksClock, frameAsksClock, hasLots } from './repeatable';
import { UNKNOWN, withClock, type Repetition, type SecondRun } from './verdicts';

/** What a second run of `DeltaTable.merge(…)…execute()` does. */
export function secondRunOfMergeCall(execute: CallFact, facts: PythonFacts): SecondRun {
  const read = mergeOf(execute, facts);
  const bound = read && clockFilterOf(read.source, facts);
  const repetition = read ? repetitionOf(read, facts) : UNKNOWN;
  if (!bound) {
    const isMoved = read && (frameAsksClock(read.source, facts) || asksClock(read.merge.argsSpan, facts));
    return repetition.verdict === 'same' && isMoved ? UNKNOWN : repetition;
  }
  const text = facts.document.text.slice(bound.span.from, bound.span.to).replace(/\s+/g, ' ');
  return withClock(repetition, { text, span: bound.span, isPart: false });
}

/** The same, the clock left aside. */
export function repetitionOfMergeCall(execute: CallFact, facts: PythonFacts): Repetition {
  const read = mergeOf(execute, facts);
  return read ? repetitionOf(read, facts) : UNKNOWN;
}

interface MergeCall extends MergeChain {
  readonly source: DataFrameValue;
  readonly condition: Expr;
}

function mergeOf({ call: execute, receiver, method }: CallFact, facts: PythonFacts): MergeCall | undefined {
  const chain = method === 'execute' && receiver?.kind === 'merge' ? mergeChain(execute) : undefined;
  const source = chain && argument(chain.merge, 0, 'source');
  const condition = chain && argument(chain.merge, 1, 'condition');
  const frame = source && facts.valueOf(source);
  return chain && condition && frame?.kind === 'dataframe' ? { ...chain, source: frame, condition } : undefined;
}

/** The alias that the last call of the target gives it. */
function aliasOf(target: Expr, facts: PythonFacts): string | undefined {
  const call = unwrap(target);
  const func = call.type === 'Call' ? unwrap(call.func) : undefined;
  if (call.type !== 'Call' || func?.type !== 'Attribute' || func.name !== 'alias') return undefined;
  return facts.constantOf(call.args[0]?.value);
}

/** Says in SQL what the calls say, and asks about that. */
function repetitionOf({ target, source, condition, clauses }: MergeCall, facts: PythonFacts): Repetition {
  const said = constantText(facts.valueOf(condition));
  const targetAlias = aliasOf(target, facts);
  const aliasStep = [...stepsOf(source)].find(({ method }) => method === 'alias');
  const sourceAlias = aliasStep && facts.constantOf(aliasStep.call.args[0]?.value);
  if (said === undefined || !targetAlias || !sourceAlias) return UNKNOWN;
  if (mayReadTarget(source) || hasLots(source, facts)) return UNKNOWN;
  const parts = clauses.flatMap((clause) => (clause.method === 'withSchemaEvolution' ? [] : [clauseOf(clause, facts)]));
  if (parts.includes(undefined)) return UNKNOWN;
  const text = `MERGE INTO \`the target\` AS \`${targetAlias}\` USING \`the source\` AS \`${sourceAlias}\` ON ${said}\n${parts.join('\n')}`;
  const tree = readSql(text);
  const [merge, more] = tree.statements;
  if (merge?.kind !== 'merge' || more || !isUnderstood(merge) || merge.clauses.length !== parts.length) return UNKNOWN;
  const found = repetitionOfMerge(merge, { text, catalog: new TableCatalog(), isReduced: isReduced(source) });
  return found.verdict === 'unknown' ? found : { ...found, spans: [{ from: condition.from, to: condition.to }] };
}

/** `dropDuplicates(…)`, `distinct()`, an aggregation: somebody has thought of keys that come twice. */
function isReduced(source: DataFrameValue): boolean {
  return [...stepsOf(source)].some(({ method }) => /^(drop_?duplicates|distinct|groupBy|agg)$/i.test(method));
}

/** A frame that is made of several, or of a Delta table itself, may look at the target. */
function mayReadTarget(source: DataFrameValue): boolean {
  for (const { step, source: from } of ancestors(source)) {
    if (step && /^(join|union\w*|crossJoin|subtract|exceptAll)$/.test(step.method)) return true;
    if (from?.kind === 'sql' || (from?.kind === 'table' && from.tableText === undefined)) return true;
  }
  return false;
}

const WHEN: Readonly<Record<string, string>> = {
  whenMatched: 'WHEN MATCHED',
  whenNotMatched: 'WHEN NOT MATCHED',
  whenNotMatchedBySource: 'WHEN NOT MATCHED BY SOURCE',
};

/** A clause in SQL; `undefined` when a part of it is only known at run time. */
function clauseOf({ method, call }: Step, facts: PythonFacts): string | undefined {
  const match = /^(whenMatched|whenNotMatchedBySource|whenNotMatched)(UpdateAll|InsertAll|Update|Insert|Delete)$/.exec(
    method,
  );
  if (!match || call.args.some(({ star }) => star !== undefined)) return undefined;
  const [, when, action] = match;
  const given = argument(call, 0, 'condition');
  const condition = given && given.type !== 'Constant' ? constantText(facts.valueOf(given)) : '';
  if (condition === undefined) return undefined;
  const head = `${WHEN[when!]}${condition ? ` AND (${condition})` : ''} THEN `;
  if (action === 'Delete') return `${head}DELETE`;
  if (action!.endsWith('All')) return `${head}${action === 'UpdateAll' ? 'UPDATE SET *' : 'INSERT *'}`;
  const list = argument(call, 1, action === 'Update' ? 'set' : 'values');
  const pairs = list && pairsOf(unwrap(list), facts);
  if (!pairs) return undefined;
  if (action === 'Update') return `${head}UPDATE SET ${pairs.map(([name, value]) => `${name} = ${value}`).join(', ')}`;
  const names = pairs.map(([name]) => name.split('.').pop());
  return `${head}INSERT (${names.join(', ')}) VALUES (${pairs.map(([, value]) => value).join(', ')})`;
}

function pairsOf(list: Expr, facts: PythonFacts): [string, string][] | undefined {
  if (list.type !== 'Dict' || list.entries.length === 0) return undefined;
  const pairs: [string, string][] = [];
  for (const { key, value } of (list as Dict).entries) {
    const name = key && constantText(facts.valueOf(key));
    const text = constantText(facts.valueOf(value));
    if (name === undefined || text === undefined) return undefined;
    pairs.push([name, text]);
  }
  return pairs;
}
