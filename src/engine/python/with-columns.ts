import type { Edit, Fix, Span } from '../types';
import type { Call, Expr } from './ast';
import { unwrap } from './ast';
import { columnsRead } from './columns-read';
import type { CallFact, PythonFacts } from './facts';

/** One `withColumn(name, value)` of a chain. */
interface Step {
  readonly call: Call;
  readonly nameSpan: Span;
  readonly name: Expr;
  readonly value: Expr;
  /** The name in lower case: Spark does not tell `Id` from `id`. */
  readonly column: string;
}

/** Steps of one chain, one directly after the other, none of which reads what another one makes. */
export interface WithColumnRun {
  readonly span: Span;
  readonly columns: readonly string[];
  readonly fix?: Fix;
}

/** The longest runs of `withColumn` that one `withColumns` says as well, of at least so many columns. */
export function* withColumnRuns(facts: PythonFacts, minimum: number): Generator<WithColumnRun> {
  const calls = facts.dataFrameCalls('withColumn');
  const byCall = new Map<Call, CallFact>(calls.map((fact) => [fact.call, fact]));
  const inner = new Set(calls.map(({ call }) => calledOn(call)));
  for (const { call } of calls) {
    // From the last call of a chain back to its first.
    if (inner.has(call)) continue;
    const chain: CallFact[] = [];
    for (let at: CallFact | undefined = byCall.get(call); at; at = byCall.get(calledOn(at.call) as Call))
      chain.push(at);
    for (const run of runsOf(chain.reverse(), facts))
      if (run.length >= Math.max(2, minimum)) yield { ...describe(run), fix: fixOf(run, facts.document.text) };
  }
}

function calledOn({ func }: Call): Expr | undefined {
  const f = unwrap(func);
  return f.type === 'Attribute' ? unwrap(f.object) : undefined;
}

function describe(run: readonly Step[]): Pick<WithColumnRun, 'span' | 'columns'> {
  return { span: run[0]!.nameSpan, columns: run.map(({ column }) => column) };
}

function* runsOf(chain: readonly CallFact[], facts: PythonFacts): Generator<Step[]> {
  let run: Step[] = [];
  const made = new Set<string>();
  for (const fact of chain) {
    const step = stepOf(fact, facts);
    const read = step && columnsRead(step.value, facts);
    const depends = !read || made.has(step.column) || [...read].some((name) => made.has(name));
    if (depends) {
      yield run;
      run = [];
      made.clear();
    }
    if (!step || !read) continue;
    run.push(step);
    made.add(step.column);
  }
  yield run;
}

function stepOf({ call, nameSpan }: CallFact, facts: PythonFacts): Step | undefined {
  const [name, value, ...more] = call.args;
  if (!name || !value || more.length > 0 || name.keyword || value.keyword || name.star || value.star) return undefined;
  const column = facts.constantOf(name.value)?.toLowerCase();
  return column === undefined ? undefined : { call, nameSpan, name: name.value, value: value.value, column };
}

/** Turns the calls into one, and leaves lines and comments between them where they are. */
function fixOf(run: readonly Step[], text: string): Fix | undefined {
  const edits: Edit[] = [];
  for (const [i, { call, nameSpan, name, value }] of run.entries()) {
    const comma = text.slice(name.to, value.from);
    const open = text.slice(nameSpan.to, name.from);
    const close = text.slice(value.to, call.to);
    if (!/^\s*,\s*$/.test(comma) || !/^\(\s*$/.test(open) || !/^\s*,?\s*\)$/.test(close)) return undefined;
    if (i === 0) {
      edits.push({ ...nameSpan, insert: 'withColumns' }, { from: name.from, to: name.from, insert: '{' });
    } else {
      if (text[nameSpan.from - 1] !== '.') return undefined;
      edits.push({ from: nameSpan.from - 1, to: name.from, insert: '' });
    }
    const at = name.to + comma.indexOf(',');
    edits.push({ from: at - comma.indexOf(','), to: at + 1, insert: ':' });
    const isLast = i === run.length - 1;
    edits.push(isLast ? { from: value.to, to: value.to, insert: '}' } : { from: value.to, to: call.to, insert: ',' });
    const next = run[i + 1];
    // `a).withColumn("b"` on one line: a space takes the place of the dot.
    if (next && next.nameSpan.from - 1 === call.to) edits.push({ from: call.to, to: call.to, insert: ' ' });
  }
  return { title: 'Use one withColumns', safety: 'safe', edits: edits.sort((a, b) => a.from - b.from || a.to - b.to) };
}
