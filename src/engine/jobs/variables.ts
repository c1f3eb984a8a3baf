import { at, entriesOf, isSame, type Value } from './values';

/** Values of `${var.name}`: only those that are the same in every target of the bundle. */
export class Variables {
  private readonly values = new Map<string, Value | undefined>();

  constructor(roots: readonly (Value | undefined)[]) {
    for (const root of roots) {
      for (const { key, value } of entriesOf(at(root, 'variables'))) this.add(key, at(value, 'default'));
      for (const { value: target } of entriesOf(at(root, 'targets'))) {
        for (const { key, value } of entriesOf(at(target, 'variables'))) {
          const isSpec =
            value.kind === 'map' && value.entries.some((entry) => /^(default|lookup|type)$/.test(entry.key));
          this.add(key, isSpec ? at(value, 'default') : value);
        }
      }
    }
  }

  /** A variable that somebody has to set, or that is looked up, adds nothing. */
  private add(name: string, value: Value | undefined): void {
    if (!value) return;
    const known = this.values.get(name);
    if (!this.values.has(name)) this.values.set(name, value);
    else if (!known || !isSame(known, value)) this.values.set(name, undefined);
  }

  /** The value itself, what its variable stands for, or `undefined` when that is not known. */
  resolve(value: Value | undefined, depth = 0): Value | undefined {
    const text = value?.kind === 'scalar' ? value.value : undefined;
    const name = typeof text === 'string' ? /^\$\{var\.([\w-]+)\}$/.exec(text.trim())?.[1] : undefined;
    if (name === undefined) return value;
    return depth > 8 ? undefined : this.resolve(this.values.get(name), depth + 1);
  }
}
