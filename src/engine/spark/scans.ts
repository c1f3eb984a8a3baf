import { layoutOf, type Layout } from '../catalog/layout';
import type { Expr } from '../python/ast';
import { unwrap } from '../python/ast';
import { sizeOf } from '../python/bounded';
import type { PythonFacts } from '../python/facts';
import { ancestors, type DataFrameValue, type Source } from '../python/values';
import type { Span } from '../types';

/** A table that is read as a whole although its layout would let a filter skip most of it. */
export interface Scan {
  readonly source: Span;
  readonly layout: Layout;
}

/** Methods that read the frame: what came before them decides which files are read. */
const ACTIONS = ['collect', 'toPandas', 'toLocalIterator', 'foreach', 'foreachPartition', 'toArrow'];

/** Every full scan that really happens: the frame is written or pulled to the driver, and no filter can be seen. */
export function scansOf(facts: PythonFacts): Scan[] {
  const found = new Map<Expr, Scan>();
  const ends: DataFrameValue[] = [
    ...facts.writes.filter((w) => !w.writer.streaming).map((w) => w.frame),
    ...facts.dataFrameCalls(...ACTIONS).map((c) => c.receiver),
  ];
  for (const end of ends) {
    if (sizeOf(end) === 'few') continue;
    for (const frame of ancestors(end)) {
      const { source } = frame;
      const layout = source && layoutOfSource(source, facts);
      if (!source || !layout || found.has(source.expr)) continue;
      if (!isFiltered(end, layout, facts)) found.set(source.expr, { source: placeOf(source), layout });
    }
  }
  return [...found.values()];
}

function layoutOfSource(source: Source, facts: PythonFacts): Layout | undefined {
  if (source.kind !== 'table' || !source.table || source.reader?.streaming) return undefined;
  const versioned = ['versionasof', 'timestampasof', 'readchangefeed'].some((o) => source.reader?.options.has(o));
  return versioned ? undefined : layoutOf(source.table, facts.catalog);
}

/** True when a step on the way names one of the columns, or when what a step does cannot be seen. */
function isFiltered(end: DataFrameValue, layout: Layout, facts: PythonFacts): boolean {
  const names = new RegExp(
    `\\b(${layout.columns.map((c) => c.split('.').pop()!.replace(/\W/g, '.')).join('|')})\\b`,
    'i',
  );
  for (const { step } of ancestors(end)) {
    if (!step || !/^(filter|where|join|transform|limit|sample|head|take|reduce|lateralJoin)$/.test(step.method))
      continue;
    const { call } = step;
    if (step.method === 'transform' || step.method === 'reduce') return true;
    if (names.test(facts.document.text.slice(call.argsSpan.from, call.argsSpan.to))) return true;
    const isJoin = step.method === 'join';
    if (call.args.some((a, i) => !(isJoin && i !== 1) && (a.star !== undefined || isOpaque(unwrap(a.value), facts))))
      return true;
  }
  return false;
}

/** A condition that is built somewhere else, or that has holes. */
function isOpaque(expr: Expr, facts: PythonFacts): boolean {
  const value = facts.valueOf(expr);
  if (value.kind === 'string') return !value.known;
  return expr.type === 'Name' || expr.type === 'Attribute'
    ? value.kind !== 'column' || expr.type === 'Name'
    : value.kind !== 'column';
}

function placeOf(source: Source): Span {
  return { from: source.expr.from, to: source.expr.to };
}
