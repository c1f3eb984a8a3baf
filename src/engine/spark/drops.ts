import { perCell } from '../python/per-cell';
import { addTo } from '../lists';
import { oncePer } from '../once';
import type { Call, PyNode } from '../python/ast';
import type { PythonFacts, WriteFact } from '../python/facts';
import type { Place } from '../python/place';
import { argument, constantText } from '../python/strings-of';
import { readSql } from '../sql/reader/read';
import type { Span } from '../types';

/** What took a table or a folder away before a write of the same one, in words; `undefined` when nothing is known for certain. */
export function droppedBefore(write: WriteFact, facts: PythonFacts): string | undefined {
  const { target, place, end } = write;
  if (!target?.known || write.writer.streaming || !dropsAnything(facts)) return undefined;
  const name = target.text.text.replace(/`/g, '').toLowerCase();
  const isBefore = (at: PyNode, func: unknown) =>
    func === place.func && at.from < end.call.from && runsWith(at, end.call);
  const lastWrite = (writesByTarget(facts).get(target.text.text.toLowerCase()) ?? [])
    .filter((w) => w !== write && isBefore(w.end.call, w.place.func))
    .reduce((at, w) => Math.max(at, w.end.call.from), -1);
  if (target.kind === 'path') {
    const rm = facts.callsNamed('rm').find(({ call, receiver, place: at }) => {
      const given = argument(call, 0, 'dir', 'path');
      const path = given && constantText(facts.valueOf(given));
      return (
        receiver?.kind === 'dbutils' &&
        isBefore(call, at.func) &&
        call.from > lastWrite &&
        path?.replace(/\/+$/, '').toLowerCase() === name.replace(/\/+$/, '')
      );
    });
    return rm && '`dbutils.fs.rm`';
  }
  return (dropsByTable(facts).get(name) ?? []).find(
    ({ call, place: at }) => isBefore(call, at.func) && call.from >= lastWrite,
  )?.what;
}

const writesByTarget = oncePer(({ writes }: PythonFacts) => {
  const byTarget = new Map<string, WriteFact[]>();
  for (const write of writes) if (write.target) addTo(byTarget, write.target.text.text.toLowerCase(), write);
  return byTarget;
});

/** A statement in a string of Python that leaves a table without rows. */
interface Drop {
  readonly table: string;
  readonly what: string;
  readonly call: Call;
  readonly place: Place;
}

const dropsByTable = oncePer((facts: PythonFacts) => {
  const byTable = new Map<string, Drop[]>();
  for (const drop of dropsIn(facts)) addTo(byTable, drop.table, drop);
  return byTable;
});

/** True when code of the file takes tables or folders away. */
export function dropsAnything(facts: PythonFacts): boolean {
  return dropsIn(facts).length > 0 || facts.callsNamed('rm').length > 0;
}

const dropsIn = perCell(({ sqlStrings }): readonly Drop[] => {
  const drops: Drop[] = [];
  for (const { text, call, place } of sqlStrings) {
    if (!/\b(?:drop|truncate)\b/i.test(text.text)) continue;
    for (const statement of readSql(text.text).statements) {
      if (statement.kind === 'drop' && /^table$/i.test(statement.object) && statement.name)
        drops.push({ table: statement.name.text, what: '`DROP TABLE`', call: call.call, place });
      if (statement.kind === 'truncate' && !statement.partition && statement.target)
        drops.push({ table: statement.target.text, what: '`TRUNCATE TABLE`', call: call.call, place });
    }
  }
  return drops;
});

/** An overwrite of the whole target that stands before a write of the same one, in each run of it. */
export function overwrittenBefore(write: WriteFact, { writes }: PythonFacts): Span | undefined {
  const { target, place, end } = write;
  if (!target?.known) return undefined;
  const name = target.text.text.toLowerCase();
  const found = writes.findLast(
    (w) =>
      w !== write &&
      w.mode === 'overwrite' &&
      !w.writer.table &&
      !w.writer.hasUnknownOptions &&
      !w.writer.options.has('replacewhere') &&
      !w.writer.options.has('partitionoverwritemode') &&
      w.place.func === place.func &&
      w.place.loop === undefined &&
      w.target?.known === true &&
      w.target.text.text.toLowerCase() === name &&
      w.end.call.from < end.call.from &&
      runsWith(w.end.call, end.call),
  );
  return found?.end.nameSpan;
}

/** False for a step that only some runs take: a branch in which the write does not stand. */
function runsWith(step: PyNode, write: PyNode): boolean {
  for (let at = step.parent; at; at = at.parent) {
    const holds = at.from <= write.from && write.to <= at.to;
    if (/^(If|Try|For|While)$/.test(at.type) && !holds) return false;
  }
  return true;
}
