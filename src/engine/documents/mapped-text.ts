import type { Edit, Span } from '../types';

/**
 * A stretch of a mapped text. `copy`: the same characters stand in the host. `escape`: the stretch stands for other
 * characters in the host (`\n` for a line break). `hole`: nobody knows what stands there at run time (`{table}`).
 */
export interface Piece {
  readonly kind: 'copy' | 'escape' | 'hole';
  /** Where the piece begins in the mapped text. */
  readonly from: number;
  readonly length: number;
  /** Where it begins in the host, and how many characters it takes there. */
  readonly hostFrom: number;
  readonly hostLength: number;
  /** Where `hostFrom` is counted from; without it, from the beginning of the host. */
  readonly anchor?: Anchor;
}

/** By how many characters something has moved in its host since it was read. All that is counted from it moves with it. */
export interface Anchor {
  at: number;
}

/** Turns text that is to be inserted into what must be written in the host; `undefined` when that cannot be done. */
export type Encoder = (insert: string) => string | undefined;

/**
 * A text that was taken out of another one (the host), with an exact way back: SQL out of a Python string, a cell out
 * of a notebook, the decoded source out of JSON.
 */
export class MappedText {
  private constructor(
    readonly text: string,
    private readonly pieces: readonly Piece[],
    private readonly encode: Encoder,
    /** What all pieces count from. */
    readonly anchor?: Anchor,
  ) {}

  /** The text is its own host. */
  static identity(text: string): MappedText {
    return MappedText.slice(text, 0);
  }

  /** The text stands unchanged at `hostFrom` in the host. */
  static slice(text: string, hostFrom: number): MappedText {
    const piece: Piece = { kind: 'copy', from: 0, length: text.length, hostFrom, hostLength: text.length };
    return new MappedText(text, [piece], (insert) => insert);
  }

  /** @param pieces in order, without gaps in the mapped text; empty pieces are not allowed. */
  static from(text: string, pieces: readonly Piece[], encode: Encoder): MappedText {
    return new MappedText(text, pieces, encode);
  }

  /** The same text, that moves when the anchor does. */
  anchored(anchor: Anchor): MappedText {
    const pieces = this.pieces.map((piece) => ({ ...piece, hostFrom: startOf(piece) - anchor.at, anchor }));
    return new MappedText(this.text, pieces, this.encode, anchor);
  }

  private get hostEnd(): number {
    const last = this.pieces[this.pieces.length - 1];
    return last ? startOf(last) + last.hostLength : 0;
  }

  /** A stretch of the text as a text of its own, with the same host. */
  part(from: number, to: number): MappedText {
    if (from === 0 && to === this.text.length) return this;
    const text = this.text.slice(from, to);
    const pieces: Piece[] = [];
    for (let i = Math.max(0, this.indexAt(from)); i < this.pieces.length && this.pieces[i]!.from < to; i++) {
      const piece = this.pieces[i]!;
      pieces.push(piece.kind === 'copy' ? copied(piece, from, to) : { ...piece, from: piece.from - from });
    }
    return MappedText.from(text, pieces, this.encode);
  }

  private pieceAt(offset: number): Piece | undefined {
    return this.pieces[this.indexAt(offset)];
  }

  /** Index of the piece that holds an offset, -1 outside of all. */
  private indexAt(offset: number): number {
    let low = 0;
    let high = this.pieces.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const piece = this.pieces[middle]!;
      if (offset < piece.from) high = middle - 1;
      else if (offset >= piece.from + piece.length) low = middle + 1;
      else return middle;
    }
    return -1;
  }

  /** Host offset of the character at `offset`. At the end of the text: the end of the last piece. */
  toHost(offset: number): number {
    const piece = this.pieceAt(offset);
    if (!piece) return offset <= 0 && this.pieces[0] ? startOf(this.pieces[0]) : this.hostEnd;
    return piece.kind === 'copy' ? startOf(piece) + offset - piece.from : startOf(piece);
  }

  /** Host offset just behind the character before `offset`: where a range that ends at `offset` ends. */
  endToHost(offset: number): number {
    if (offset <= 0) return this.toHost(0);
    const piece = this.pieceAt(offset - 1);
    if (!piece) return this.hostEnd;
    return piece.kind === 'copy' ? startOf(piece) + offset - piece.from : startOf(piece) + piece.hostLength;
  }

  /** An empty span stays empty. */
  spanToHost(span: Span): Span {
    const from = this.toHost(span.from);
    return { from, to: span.to > span.from ? this.endToHost(span.to) : from };
  }

  /** Offset in the text for a host offset, or `undefined` where the host offset lies outside every piece. */
  fromHost(hostOffset: number): number | undefined {
    let low = 0;
    let high = this.pieces.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const piece = this.pieces[middle]!;
      const start = startOf(piece);
      if (hostOffset < start) high = middle - 1;
      else if (hostOffset > start + piece.hostLength) low = middle + 1;
      else if (piece.kind !== 'copy') return piece.from;
      else return piece.from + Math.min(hostOffset - start, piece.length);
    }
    return undefined;
  }

  /** True when nothing unknown stands in the span. */
  isKnown(span: Span): boolean {
    return !this.pieces.some((p) => p.kind === 'hole' && p.from < span.to && p.from + p.length > span.from);
  }

  /** True when both texts lie in their hosts in the same way, but for one shift of all offsets. */
  hasShapeOf(other: MappedText): boolean {
    if (this.pieces.length !== other.pieces.length) return false;
    const by = this.toHost(0) - other.toHost(0);
    return this.pieces.every((p, i) => {
      const q = other.pieces[i]!;
      return startOf(p) === startOf(q) + by && p.from === q.from && p.hostLength === q.hostLength && p.kind === q.kind;
    });
  }

  /** The holes, as spans of the mapped text. */
  get holes(): Span[] {
    return this.pieces.filter((p) => p.kind === 'hole').map((p) => ({ from: p.from, to: p.from + p.length }));
  }

  /**
   * Where a span stands in the host, in order: cut wherever the host has something between, and at holes.
   * @param holes takes the places of holes along, where they have one.
   */
  hostStretches(span: Span, holes = false): Span[] {
    const out: { from: number; to: number }[] = [];
    for (let at = span.from; at < span.to;) {
      const piece = this.pieceAt(at);
      if (!piece) break;
      const end = Math.min(span.to, piece.from + piece.length);
      const { from, to } = this.spanToHost({ from: at, to: end });
      at = end;
      if (piece.kind === 'hole' && !(holes && piece.hostLength > 0)) continue;
      const last = out.at(-1);
      if (last?.to === from) last.to = to;
      else out.push({ from, to });
    }
    return out;
  }

  /** The same edit in the host, or `undefined` when it would touch a hole or cannot be written there. */
  editToHost(edit: Edit): Edit | undefined {
    if (!this.isKnown(edit)) return undefined;
    const insert = this.encode(edit.insert);
    if (insert === undefined) return undefined;
    const host = this.spanToHost(edit);
    return { ...host, insert };
  }
}

function startOf({ hostFrom, anchor }: Piece): number {
  return anchor ? hostFrom + anchor.at : hostFrom;
}

/** What of a piece lies in `[from, to)` of its text, counted from there. */
function copied(piece: Piece, from: number, to: number): Piece {
  const start = Math.max(piece.from, from);
  const length = Math.min(piece.from + piece.length, to) - start;
  return {
    kind: 'copy',
    from: start - from,
    length,
    hostFrom: piece.hostFrom + start - piece.from,
    hostLength: length,
    anchor: piece.anchor,
  };
}
