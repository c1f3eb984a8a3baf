import { perCell } from '../python/per-cell';
import { oncePer } from '../once';
import type { Call, Comprehension, Expr, For, FunctionDef, PyNode } from '../python/ast';
import { unwrap } from '../python/ast';
import { sizeOf } from '../python/bounded';
import type { CallFact, PythonFacts } from '../python/facts';
import { isRepeated, loopsOf, namesMadeFrom, namesOfTurn, speaksOf } from '../python/loops';
import type { Loop } from '../python/place';
import type { DataFrameValue, Value } from '../python/values';
import { enclosing } from '../python/walk';
import type { Level } from '../types';
import { sparkWork, type SparkWork } from './work';

/** A loop over rows that the driver holds, which runs Spark work for each of them. */
export interface RowLoop {
  readonly node: For | Comprehension;
  /** What the loop runs over, as its head says it. */
  readonly rows: Expr;
  /** The call that brought the rows to the driver. */
  readonly pull: CallFact & { readonly receiver: DataFrameValue };
  /** The first job of a turn. */
  readonly work: SparkWork;
  /** `info` where the rows or the jobs may be few: groups, distinct values, nobody knows, or not every row has one. */
  readonly severity: Level | undefined;
}

/** Functions that give the elements of what they are given. */
const PASSES_ON = /^(list|tuple|set|iter|enumerate|reversed|sorted|tqdm)$/;
const PANDAS_ROWS = /^(iterrows|itertuples|to_dict|tolist|to_list)$/;

type Pull = RowLoop['pull'];

/**
 * The loops of a file that run one job for each row. Those that do so for a list of tables or files are none: each turn works on
 * another one, and the rows only say on which.
 */
export const rowLoops = oncePer((facts: PythonFacts): readonly RowLoop[] => (facts.isTest ? [] : findLoops(facts)));

function findLoops(facts: PythonFacts): RowLoop[] {
  const rows = new RowSource(facts);
  if (rows.isEmpty || !loopsWithCalls(facts).some((loop) => rows.isPulledFor(loop))) return [];
  const found = new Map<Loop['node'], RowLoop>();
  const spoilt = new Set<Loop['node']>();
  const turns = oncePerNode((loop: Loop) => namesOfTurn(loop));
  const look = (call: CallFact, work: SparkWork, isFixedIn: (loop: Loop) => boolean) => {
    for (const loop of loopsOf(call.place.loop)) {
      const head = headOf(loop);
      const pull = head && isRepeated(call.call, loop) ? rows.pullOf(head.rows) : undefined;
      const size = pull && sizeOf(pull.receiver);
      if (!head || !pull || size === 'few') continue;
      if (!isFixedIn(loop)) spoilt.add(loop.node);
      // What does not speak of the row is done again and again, but not for the rows.
      else if (!found.has(loop.node) && speaksOf(call.call, turns(loop.node, loop))) {
        const isSure = size === 'many' && !isConditional(call.call, head.node);
        found.set(loop.node, { ...head, pull, work, severity: isSure ? undefined : 'info' });
      }
    }
  };
  const all = sparkWork(facts);
  const isFixed = (work: SparkWork, loop: Loop) => work.hasFixedTables(turns(loop.node, loop), loop.node);
  for (const work of all) look(work.call, work, (loop) => isFixed(work, loop));
  const inFunctions = byFunction(all);
  const made = oncePerNode(({ params, body }: FunctionDef) => namesMadeFrom(params.map(({ name }) => name), body)); // prettier-ignore
  for (const fact of facts.calls) {
    if (!fact.place.loop) continue;
    // Another notebook for each row: the rows are a list of things to do.
    if (isNotebookRun(fact)) for (const { node } of loopsOf(fact.place.loop)) spoilt.add(node);
    const callee = facts.valueOf(fact.call.func);
    if (callee.kind !== 'function' || callee.node.type !== 'FunctionDef') continue;
    const { node } = callee;
    for (const work of inFunctions.get(node) ?? [])
      look(fact, work, (loop) => work.hasFixedTables(made(node, node), node) && isFixed(work, loop));
  }
  return [...found.values()].filter(({ node }) => !spoilt.has(node)).sort((a, b) => a.node.from - b.node.from);
}

function headOf({ node }: Loop): Pick<RowLoop, 'node' | 'rows'> | undefined {
  if (node.type === 'For') return { node, rows: node.iterable };
  const [clause] = node.type === 'Comprehension' ? node.clauses : [];
  return node.type === 'Comprehension' && clause ? { node, rows: clause.iterable } : undefined;
}

function oncePerNode<T>(names: (of: T) => ReadonlySet<string>): (node: PyNode, of: T) => ReadonlySet<string> {
  const known = new Map<PyNode, ReadonlySet<string>>();
  return (node, of) => {
    const before = known.get(node) ?? names(of);
    known.set(node, before);
    return before;
  };
}

function byFunction(all: readonly SparkWork[]): Map<unknown, SparkWork[]> {
  const groups = new Map<unknown, SparkWork[]>();
  for (const work of all) {
    const group = groups.get(work.place.func);
    if (group) group.push(work);
    else groups.set(work.place.func, [work]);
  }
  return groups;
}

/** True when the work is done for some of the rows only, as far as the code says. */
function isConditional(call: Call, loop: RowLoop['node']): boolean {
  for (const node of enclosing(call)) {
    if (node === loop) return false;
    if (/^(If|Conditional|Bool|While)$/.test(node.type)) return true;
  }
  return loop.type === 'Comprehension' && loop.clauses.some(({ conditions }) => conditions.length > 0);
}

function isNotebookRun({ method, receiver }: CallFact): boolean {
  return receiver?.kind === 'dbutils' && method === 'run';
}

/** Says of an expression which rows of a frame it runs over. */
/** The loops in which something is called. */
const loopsWithCalls = perCell(({ calls }): readonly Loop[] => {
  const loops = new Map<Loop['node'], Loop>();
  for (const { place } of calls) for (const loop of loopsOf(place.loop)) loops.set(loop.node, loop);
  return [...loops.values()];
});

class RowSource {
  private readonly pulls = new Map<Value, Pull>();
  private readonly iterators = new Map<Call, Pull>();
  private known: ReadonlyMap<string, Expr | undefined> | undefined;

  constructor(private readonly facts: PythonFacts) {
    for (const fact of facts.dataFrameCalls('collect', 'toPandas')) this.pulls.set(fact.result, fact);
    for (const fact of facts.dataFrameCalls('toLocalIterator')) this.iterators.set(fact.call, fact);
  }

  private get lists(): ReadonlyMap<string, Expr | undefined> {
    if (this.known) return this.known;
    const lists = new Map<string, Expr | undefined>();
    for (const { name, stmt } of this.facts.assignments) {
      const value = stmt.type === 'Assign' && stmt.value ? unwrap(stmt.value) : undefined;
      // A name that is bound twice may stand for something else.
      lists.set(name, lists.has(name) ? undefined : value);
    }
    return (this.known = lists);
  }

  /** True for a loop over rows that the driver pulled. */
  isPulledFor(loop: Loop): boolean {
    const head = headOf(loop);
    return head !== undefined && this.pullOf(head.rows) !== undefined;
  }

  get isEmpty(): boolean {
    return this.pulls.size === 0 && this.iterators.size === 0;
  }

  pullOf(expr: Expr, depth = 0): Pull | undefined {
    const e = unwrap(expr);
    if (depth > 5) return undefined;
    const direct = this.pulls.get(this.facts.valueOf(e));
    if (direct) return direct.method === 'collect' ? direct : undefined;
    if (e.type === 'Comprehension') {
      const [clause, ...more] = e.clauses;
      return clause && more.length === 0 ? this.pullOf(clause.iterable, depth + 1) : undefined;
    }
    if (e.type === 'Name') {
      const value = this.lists.get(e.id);
      return value && this.pullOf(value, depth + 1);
    }
    if (e.type !== 'Call') return undefined;
    const iterator = this.iterators.get(e);
    if (iterator) return iterator;
    const func = unwrap(e.func);
    if (func.type === 'Name' && PASSES_ON.test(func.id) && e.args[0]) return this.pullOf(e.args[0].value, depth + 1);
    if (func.type !== 'Attribute' || !PANDAS_ROWS.test(func.name)) return undefined;
    const frame = unwrap(func.object);
    // `pdf["id"].tolist()`: one column of all rows.
    return this.pulls.get(this.facts.valueOf(frame.type === 'Subscript' ? frame.object : frame));
  }
}
