import { oncePer } from '../once';
import type { Span } from '../types';

/** The file that a value was read from. Values of several files meet where targets are laid over resources. */
export interface JobFile {
  /** As the host names it. */
  readonly path: string;
}

interface Place {
  /** Counts in the text of the file. Strings: without their quotes. */
  readonly span: Span;
  readonly file: JobFile;
}

/** Text, number, boolean or nothing. */
export interface ScalarValue extends Place {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** A string as it is read; anything else as it is written. */
  readonly text: string;
}

/** One `key: value`. */
export interface Entry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: Value;
}

export interface MapValue extends Place {
  readonly kind: 'map';
  readonly entries: readonly Entry[];
}

export interface ListValue extends Place {
  readonly kind: 'list';
  readonly items: readonly Value[];
}

/** A value of YAML or JSON with its place. Aliases and merge keys of YAML are followed already. */
export type Value = ScalarValue | MapValue | ListValue;

/** A file of job definitions, read as far as it can be. */
export interface JobTree extends JobFile {
  readonly format: 'yaml' | 'json';
  readonly text: string;
  /** Absent for an empty file, and for one that could not be read. */
  readonly root?: Value;
  readonly errors: readonly { readonly span: Span; readonly message: string }[];
}

/** While a file is read: its values point at it, so that it is there before them. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The entry of a map. */
export function entryOf(value: Value | undefined, key: string): Entry | undefined {
  return value?.kind === 'map' ? value.entries.find((entry) => entry.key === key) : undefined;
}

/** The value at a path of keys. `null` counts as not there, as it does when a bundle is deployed. */
export function at(value: Value | undefined, ...path: readonly string[]): Value | undefined {
  const found = path.reduce<Value | undefined>((inner, key) => entryOf(inner, key)?.value, value);
  return found?.kind === 'scalar' && found.value === null ? undefined : found;
}

/** The entries of a map; none for anything else. */
export function entriesOf(value: Value | undefined): readonly Entry[] {
  return value?.kind === 'map' ? value.entries : [];
}

/** The items of a list; none for anything else. */
export function itemsOf(value: Value | undefined): readonly Value[] {
  return value?.kind === 'list' ? value.items : [];
}

/** True for text that is only known when the bundle is deployed: `${var.x}`, `{{job.id}}`. */
export function isDynamic(value: Value | undefined): boolean {
  return value?.kind === 'scalar' && typeof value.value === 'string' && /\$\{|\{\{/.test(value.value);
}

/** The text of a scalar; `undefined` for anything else, and for what is only known when the bundle is deployed. */
export function textOf(value: Value | undefined): string | undefined {
  if (value?.kind !== 'scalar' || value.value === null || isDynamic(value)) return undefined;
  return value.text;
}

/** The whole number that a scalar stands for. */
export function numberOf(value: Value | undefined): number | undefined {
  const text = textOf(value);
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;
}

/** Every map and list and scalar below a value, itself included, each once however many aliases lead to it; in the order of the text. */
export function everyValue(root: Value | undefined): readonly Value[] {
  return root ? valuesBelow(root) : [];
}

const valuesBelow = oncePer((root: Value): readonly Value[] => {
  const seen = new Set<Value>();
  const waiting = [root];
  for (let value = waiting.pop(); value; value = waiting.pop()) {
    if (seen.has(value)) continue;
    seen.add(value);
    if (value.kind === 'map') for (let i = value.entries.length - 1; i >= 0; i--) waiting.push(value.entries[i]!.value);
    if (value.kind === 'list') for (let i = value.items.length - 1; i >= 0; i--) waiting.push(value.items[i]!);
  }
  return [...seen];
});

/** Whether two values say the same. Values that are nested or shared beyond reason do not. */
export function isSame(a: Value, b: Value, depth = 0): boolean {
  if (a === b) return true;
  if (depth > 20 || a.kind !== b.kind) return false;
  if (a.kind === 'scalar') return b.kind === 'scalar' && a.value === b.value;
  if (a.kind === 'list')
    return (
      b.kind === 'list' &&
      a.items.length === b.items.length &&
      a.items.every((item, i) => isSame(item, b.items[i]!, depth + 1))
    );
  return (
    b.kind === 'map' &&
    a.entries.length === b.entries.length &&
    a.entries.every((entry) => {
      const other = entryOf(b, entry.key);
      return other !== undefined && isSame(entry.value, other.value, depth + 1);
    })
  );
}
