import type { Call, Expr } from './ast';
import { unwrap } from './ast';
import type { Encoder, MappedText } from '../documents/mapped-text';
import type { StringValue, Value } from './values';
import { literalEncoder, StringCollector, writeString, type StringSource } from './strings';

/** Joined strings longer than this are of no use to anybody and would cost the square of their length. */
const MAX_JOINED = 200_000;

/** A string that is put together when it is first asked for, and remembers how, so that it can be joined to a longer one. */
class LazyString implements StringValue {
  readonly kind = 'string';
  private made: MappedText | undefined;

  constructor(
    readonly source: StringSource,
    private readonly encoder: () => Encoder,
  ) {}

  get text(): MappedText {
    if (!this.made) {
      const out = new StringCollector();
      this.source.write(out);
      this.made = out.finish(this.encoder());
    }
    return this.made;
  }

  get known(): boolean {
    return this.text.holes.length === 0;
  }
}

/**
 * The value of a string literal. `fields` says which of its parts a later `.format(…)` or `%` fills in.
 * `undefined` for bytes and for anything that is no literal.
 */
export function stringOf(expr: Expr, fields: 'none' | 'braces' | 'percent' = 'none'): StringValue | undefined {
  const str = unwrap(expr);
  if (str.type !== 'Str' || str.parts.some((p) => p.prefix.includes('b'))) return undefined;
  return new LazyString({ write: (out) => writeString(str, out, fields) }, () => literalEncoder(str));
}

/** `a + b`, where what is no string becomes a hole. `undefined` when neither is a string. */
export function joinStrings(a: Value, b: Value): StringValue | undefined {
  if (a.kind !== 'string' && b.kind !== 'string') return undefined;
  const size = (v: Value) => (v.kind === 'string' ? v.text.text.length : 0);
  if (size(a) + size(b) > MAX_JOINED) return undefined;
  const write = (value: Value, out: StringCollector) => {
    if (value instanceof LazyString) out.addMapped(value.source);
    else out.addUnplacedHole();
  };
  return new LazyString({ write: (out) => [a, b].forEach((v) => write(v, out)) }, () => () => undefined);
}

/** `"…".format(…)`, `"…".strip()`, `textwrap.dedent("…")`: the literal that the text comes from. */
export function stringMethod(receiver: StringValue, object: Expr, method: string): StringValue | undefined {
  if (method === 'format' || method === 'format_map') return stringOf(object, 'braces');
  return /^(strip|lstrip|rstrip|encode|expandtabs)$/.test(method) ? receiver : undefined;
}

/** The argument at a place or with a keyword. */
export function argument(call: Call, position: number, ...keywords: string[]): Expr | undefined {
  const named = call.args.find((a) => a.keyword !== undefined && keywords.includes(a.keyword));
  if (named) return named.value;
  const positional = call.args.filter((a) => a.keyword === undefined);
  if (positional.slice(0, position + 1).some((a) => a.star)) return undefined;
  return positional[position]?.value;
}

/** The whole value of a string that holds no run-time part. */
export function constantText(value: Value): string | undefined {
  return value.kind === 'string' && value.known ? value.text.text : undefined;
}

/** Name of a table that is read: whole where it is constant, and with its holes. */
export function tableNames(value: Value): { readonly table?: string; readonly tableText?: string } {
  return { table: constantText(value), tableText: value.kind === 'string' ? value.text.text : undefined };
}

/** Constant text of an argument: strings, numbers, `True` and `False` in lower case. */
export function constantOf(expr: Expr | undefined, valueOf: (e: Expr) => Value): string | undefined {
  if (!expr) return undefined;
  const e = unwrap(expr);
  if (e.type === 'Num') return e.text;
  if (e.type === 'Constant') return e.value.toLowerCase();
  return constantText(valueOf(e));
}
