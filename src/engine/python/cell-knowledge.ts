import { addTo } from '../lists';
import { oncePer } from '../once';
import type { FunctionDef, Lambda } from './ast';
import type { Collected } from './collected';
import type { CallFact } from './facts';
import type { Part } from './parts';
import type { CellCode } from './place';
import { isSameValue, type Value } from './values';

/** What was found out about the code of a cell. The same object for as long as nothing of it, and nothing that it speaks of, has changed. */
export interface CellKnowledge {
  readonly code: CellCode;
  /** Of the cell and of the functions that stand in it. */
  readonly parts: readonly Part[];
}

/**
 * What is known of each cell.
 * @param before what was known of the cells of the last state of the document.
 */
export function cellKnowledge(
  cells: readonly CellCode[],
  parts: Iterable<Part>,
  before: readonly CellKnowledge[],
): readonly CellKnowledge[] {
  const byCell = new Map<CellCode, Part[]>();
  for (const part of parts) addTo(byCell, part.cell, part);
  const old = new Map(before.map((known) => [known.code, known]));
  const stale = new Set<CellCode>();
  const redone = new Set<FunctionDef | Lambda>();
  for (const code of cells) {
    const now = byCell.get(code) ?? [];
    const last = old.get(code)?.parts;
    if (last?.length === now.length && now.every((part, i) => part === last[i])) continue;
    stale.add(code);
    const same = new Set(last);
    for (const part of now) if (part.body && !same.has(part)) redone.add(part.body);
  }
  spread(stale, redone, byCell);
  return cells.map((code) => {
    const known = stale.has(code) ? undefined : old.get(code);
    return known ?? { code, parts: byCell.get(code) ?? [] };
  });
}

/**
 * Adds the cells that hold a value of a cell that has changed. Most of them have been evaluated again, but a function looks the
 * same from outside when its body stands for something else now.
 */
function spread(
  stale: Set<CellCode>,
  redone: ReadonlySet<FunctionDef | Lambda>,
  byCell: ReadonlyMap<CellCode, Part[]>,
): void {
  if (redone.size === 0) return;
  const readers = new Map<CellCode, CellCode[]>();
  for (const [code, parts] of byCell) {
    for (const part of parts) {
      for (const { value, cell } of valuesReadBy(part)) {
        if (value.kind !== 'function') {
          if (cell && cell !== code && !isPlain(value)) addTo(readers, cell, code);
        } else if (redone.has(value.node)) stale.add(code);
      }
    }
  }
  // The set grows by the cells that read from its members.
  for (const code of stale) for (const reader of readers.get(code) ?? []) stale.add(reader);
}

function* valuesReadBy({ reads }: Part): Generator<{ readonly value: Value; readonly cell?: CellCode }> {
  for (const names of reads.values()) for (const binding of names.values()) if (binding) yield binding;
}

/** The value holds nothing of the code. */
function isPlain(value: Value): boolean {
  return isSameValue(value, { ...value });
}

/** The calls of a cell by the names of their methods. */
export const callsByMethod = oncePer(({ parts }: CellKnowledge): ReadonlyMap<string, CallFact[]> => {
  const index = new Map<string, CallFact[]>();
  for (const { collected } of parts) for (const call of collected.calls) addTo(index, call.method, call);
  return index;
});

/** Facts of one kind from these cells, in the order of the cells. */
export function collectedIn<K extends keyof Collected>(cells: readonly CellKnowledge[], kind: K): Collected[K] {
  const all: Collected[K][number][] = [];
  for (const { parts } of cells) for (const { collected } of parts) for (const fact of collected[kind]) all.push(fact);
  return all as Collected[K];
}
