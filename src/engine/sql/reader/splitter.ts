import { K } from './keywords';
import { Kind, Op, unreadBlock, type Tokens } from './tokens';
import type { Damage } from '../tree';

/** The tokens that carry meaning, with the partner of every bracket. */
export interface Significant {
  readonly count: number;
  readonly kinds: Uint8Array;
  readonly codes: Uint16Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Partner of a bracket, -1 for everything else and for a bracket without one. */
  readonly partner: Int32Array;
  /** Where SQL was left out for the sake of Jinja: offsets, in order. */
  readonly gaps: readonly number[];
}

/** One statement as a range of significant tokens, its semicolon left out. */
export interface Segment {
  readonly first: number;
  readonly end: number;
  readonly damage?: Damage;
}

export interface Split {
  readonly significant: Significant;
  readonly segments: readonly Segment[];
  /** False when a BEGIN has no END: text behind it can bring one, and make one statement of many. */
  readonly scriptsClose: boolean;
}

/** Finds the statements. A semicolon ends one wherever it stands, except inside BEGIN … END. */
export function splitStatements(tokens: Tokens): Split {
  const significant = significantOf(tokens);
  const segments: Segment[] = [];
  const unclosed = new Unclosed(tokens);
  let scriptsClose = true;
  let first = 0;
  while (first < significant.count) {
    if (significant.codes[first] === Op[';']) {
      first++;
      continue;
    }
    let from = first;
    if (scriptsClose) {
      const begin = beginOf(significant, first);
      const end = begin < 0 ? -1 : endOfScript(significant, begin);
      if (end > 0) from = end;
      else if (begin >= 0) scriptsClose = false;
    }
    let end = from;
    while (end < significant.count && significant.codes[end] !== Op[';']) end++;
    const brackets = matchBrackets(significant, first, end);
    const to = end < significant.count ? significant.to[end]! : tokens.text.length;
    const damage = unclosed.before(to) ?? brackets;
    segments.push({ first, end, damage });
    first = end + 1;
  }
  return { significant, segments, scriptsClose };
}

function significantOf(tokens: Tokens): Significant {
  const { kinds: allKinds, codes: allCodes, count: all } = tokens;
  let count = 0;
  const gaps: number[] = [];
  for (let i = 0; i < all; i++) {
    if (allKinds[i]! > Kind.block) count++;
    else if (allCodes[i] === Op[';']) count++;
    else if (allCodes[i] === unreadBlock) gaps.push(tokens.from(i));
  }
  const { kinds, codes, from, to, partner } = roomFor(count);
  let n = 0;
  for (let i = 0; i < all; i++) {
    // Blocks that part statements count as semicolons.
    if (allKinds[i]! <= Kind.block && allCodes[i] !== Op[';']) continue;
    kinds[n] = allKinds[i]!;
    codes[n] = allCodes[i]!;
    from[n] = tokens.from(i);
    to[n++] = tokens.to(i);
  }
  return { count, kinds, codes, from, to, partner: partner.fill(-1), gaps };
}

type Room = Omit<Significant, 'count' | 'gaps'>;

function newRoom(count: number): Room {
  return {
    kinds: new Uint8Array(count),
    codes: new Uint16Array(count),
    from: new Int32Array(count),
    to: new Int32Array(count),
    partner: new Int32Array(count),
  };
}

const sharedCount = 1 << 14;
const shared = newRoom(sharedCount);

/** Arrays of exactly this length. What they hold is needed only until the text is read, so short texts share them. */
function roomFor(count: number): Room {
  if (count > sharedCount) return newRoom(count);
  return {
    kinds: shared.kinds.subarray(0, count),
    codes: shared.codes.subarray(0, count),
    from: shared.from.subarray(0, count),
    to: shared.to.subarray(0, count),
    partner: shared.partner.subarray(0, count),
  };
}

/** Hands out the unclosed tokens in order, statement by statement. */
class Unclosed {
  private next = 0;
  constructor(private readonly tokens: Tokens) {}

  before(offset: number): Damage | undefined {
    const { tokens } = this;
    let damage: Damage | undefined;
    for (; this.next < tokens.unclosed.length; this.next++) {
      const token = tokens.unclosed[this.next]!;
      if (tokens.from(token) >= offset) break;
      damage ??= tokens.kinds[token]! <= Kind.hint ? 'unclosed comment' : 'unclosed string';
    }
    return damage;
  }
}

/** Pairs the brackets of one statement. */
function matchBrackets(significant: Significant, first: number, end: number): Damage | undefined {
  const { codes, partner } = significant;
  const open: number[] = [];
  let damage: Damage | undefined;
  for (let i = first; i < end; i++) {
    const code = codes[i]!;
    if (code === Op['('] || code === Op['[']) open.push(i);
    else if (code === Op[')'] || code === Op[']']) {
      const last = open[open.length - 1];
      if (last !== undefined && codes[last] === code - 1) {
        partner[last] = i;
        partner[i] = last;
        open.pop();
      } else {
        damage ??= 'stray bracket';
      }
    }
  }
  return open.length > 0 ? 'unclosed bracket' : damage;
}

/** The BEGIN of a script that starts at `first`, or of the procedure that is created there; -1 where there is none. */
function beginOf(significant: Significant, first: number): number {
  const { codes, count } = significant;
  let at = first;
  if (codes[at + 1] === Op[':'] && codes[at + 2] === K.BEGIN) at += 2;
  if (codes[at] === K.BEGIN) {
    const next = codes[at + 1] ?? 0;
    return next === K.TRANSACTION || next === K.WORK || next === Op[';'] || at + 1 >= count ? -1 : at;
  }
  if (codes[first] !== K.CREATE) return -1;
  const words = Math.min(first + 5, count);
  while (at < words && codes[at] !== K.PROCEDURE) at++;
  if (at === words) return -1;
  for (; at < count && codes[at] !== Op[';']; at++) if (codes[at] === K.BEGIN) return at;
  return -1;
}

/** The token behind the END that closes the BEGIN at `begin`, or -1. */
function endOfScript(significant: Significant, begin: number): number {
  const { codes, count } = significant;
  let depth = 0;
  for (let i = begin; i < count; i++) {
    const code = codes[i]!;
    if (code === K.BEGIN) depth++;
    else if (code === K.CASE && codes[i - 1] !== K.END) depth++;
    else if (code === K.END) {
      const next = codes[i + 1] ?? 0;
      // IF, WHILE, FOR, LOOP and REPEAT are not counted, so their END is not either.
      if (next === K.IF || next === K.WHILE || next === K.FOR || next === K.LOOP || next === K.REPEAT) continue;
      depth--;
      if (depth === 0) return i + 1;
    }
  }
  return -1;
}
