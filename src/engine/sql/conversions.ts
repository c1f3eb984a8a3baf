import type { KnownType } from './types';

/** A text that Spark can read as a number. */
export const numberText = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$|^\s*[+-]?(nan|inf|infinity)\s*$/i;

/** One side of a comparison, as far as the verdict needs it. */
export interface ComparedSide {
  readonly type?: KnownType;
  readonly isLiteral: boolean;
  /** A text that is no number. */
  readonly isWord: boolean;
}

/** What is wrong with a comparison. */
export interface TypeConflict {
  readonly message: string;
  /** The side that is converted for each row. */
  readonly converted?: 'left' | 'right';
}

const textAndNumber = "Text is compared with a number: each value is converted, so '007' equals 7, and text that is no number is an error or lost."; // prettier-ignore

/** What is wrong when two sides are compared; `undefined` where nothing is, or nobody knows. */
export function typeConflict(left: ComparedSide, right: ComparedSide): TypeConflict | undefined {
  const [a, b] = [left.type, right.type];
  if (!a || !b || a.kind === b.kind) return undefined;
  const [text, other, kind] = a.kind === 'text' ? [left, right, b.kind] : [right, left, a.kind];
  if (a.kind !== 'text' && b.kind !== 'text') {
    if (a.kind !== 'number' && b.kind !== 'number') return undefined;
    return { message: 'A date is compared with a number: Spark refuses that.' };
  }
  if (text.isLiteral) {
    // One literal is converted once, and a day is often written as text.
    if (kind !== 'number' || other.isLiteral || !text.isWord) return undefined;
    return { message: 'A number is compared with text that is no number: it fails, or is never true.' };
  }
  const converted = text === left ? 'left' : 'right';
  if (kind === 'number') return { message: textAndNumber, converted };
  const message = `Text is compared with a ${kind}: each value is converted, and text that is no ${kind} is an error or lost.`;
  return { message, converted };
}

/** What is said of a column that is compared with both, wherever its type is not known. */
export function comparedWithBoth(key: string): string {
  return `\`${key}\` is compared with words here and with a number: one of them is converted.`;
}

/** What is said of a join by name where one column is text. */
export function textOnOneSide(name: string): string {
  return `\`${name}\` is text on one side only: each value is converted.`;
}
