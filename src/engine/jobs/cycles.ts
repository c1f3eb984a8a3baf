import type { Task } from './definitions';
import { textOf, type Value } from './values';

/** A circle of tasks: each waits for the next one, the last one for the first. */
export interface Cycle {
  readonly path: readonly string[];
  /** Where each of them says so. */
  readonly edges: readonly Value[];
}

interface Edge {
  readonly to: string;
  readonly value: Value;
}

/** Circles among the tasks of a job: one for each knot of tasks that wait for each other, found in linear time. */
export function cyclesIn(tasks: readonly Task[]): Cycle[] {
  const waits = new Map<string, readonly Edge[]>();
  for (const { key, dependsOn } of tasks) {
    if (key === undefined) continue;
    const edges = dependsOn.flatMap((value) => ({ to: textOf(value) ?? '', value }));
    waits.set(key, [...(waits.get(key) ?? []), ...edges]);
  }
  const done = new Set<string>();
  const found: Cycle[] = [];
  for (const start of waits.keys()) {
    const cycle = walk(start, waits, done);
    if (cycle) found.push(cycle);
  }
  return found;
}

/** Follows the dependencies of one task, without recursion: a job has up to a thousand tasks. */
function walk(start: string, waits: ReadonlyMap<string, readonly Edge[]>, done: Set<string>): Cycle | undefined {
  const trail: { key: string; next: number; by?: Value }[] = [{ key: start, next: 0 }];
  const onTrail = new Set([start]);
  let cycle: Cycle | undefined;
  while (trail.length > 0) {
    const top = trail[trail.length - 1]!;
    const edge = done.has(top.key) ? undefined : waits.get(top.key)?.[top.next++];
    if (!edge) {
      done.add(top.key);
      onTrail.delete(top.key);
      trail.pop();
    } else if (onTrail.has(edge.to)) {
      const part = trail.slice(trail.findIndex(({ key }) => key === edge.to));
      const edges = [...part.slice(1).flatMap(({ by }) => by ?? []), edge.value];
      cycle ??= { path: part.map(({ key }) => key), edges };
    } else if (waits.has(edge.to) && !done.has(edge.to)) {
      onTrail.add(edge.to);
      trail.push({ key: edge.to, next: 0, by: edge.value });
    }
  }
  return cycle;
}
