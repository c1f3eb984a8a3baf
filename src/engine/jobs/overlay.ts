import { at, entryOf, textOf, type Entry, type MapValue, type Value } from './values';

/** Lists whose items are told apart by one of their fields: what a target says is laid over the item of that name. */
const NAMED: Readonly<Record<string, string>> = {
  tasks: 'task_key',
  job_clusters: 'job_cluster_key',
  environments: 'environment_key',
  parameters: 'name',
  clusters: 'label',
};

/** What holds when a target is laid over what the bundle says for all targets. Every part keeps its place. */
export function overlay(base: Value, top: Value): Value {
  if (top.kind === 'scalar' && top.value === null) return base;
  return base.kind === 'map' && top.kind === 'map' ? overlayMaps(base, top) : top;
}

function overlayMaps(base: MapValue, top: MapValue): MapValue {
  const entries = base.entries.map((entry): Entry => {
    const over = entryOf(top, entry.key);
    return over ? { ...entry, value: overlayEntry(entry, over) } : entry;
  });
  return { ...base, entries: [...entries, ...top.entries.filter(({ key }) => !entryOf(base, key))] };
}

function overlayEntry({ key, value: base }: Entry, { value: top }: Entry): Value {
  if (base.kind !== 'list' || top.kind !== 'list') return overlay(base, top);
  const name = Object.hasOwn(NAMED, key) ? NAMED[key]! : undefined;
  if (name === undefined) return { ...base, items: [...base.items, ...top.items] };
  const nameOf = (item: Value) => textOf(at(item, name));
  const items = base.items.map((item) => {
    const over = top.items.find((other) => nameOf(other) !== undefined && nameOf(other) === nameOf(item));
    return over ? overlay(item, over) : item;
  });
  const names = new Set(base.items.map(nameOf));
  return { ...base, items: [...items, ...top.items.filter((item) => !names.has(nameOf(item)) || !nameOf(item))] };
}
