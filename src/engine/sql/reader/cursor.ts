import type { Span } from '../../types';
import { clauseWords, K, noAlias, statementHeads } from './keywords';
import type { Ident, Name } from '../nodes';
import type { Significant } from './splitter';
import { Kind, Op } from './tokens';

/** How deep expressions and queries may nest before the rest is taken as opaque: real code stays far below. */
const deepest = 300;

/** A place in the tokens of one statement, and the small steps that every part of the grammar is made of. */
export class Cursor {
  protected at = 0;
  protected end = 0;
  protected depth = 0;
  protected opaque: Span[] = [];
  /** False when a part of the name that was read last is only known at run time. */
  protected nameIsKnown = true;

  constructor(
    protected readonly text: string,
    protected readonly tokens: Significant,
  ) {}

  protected code(offset = 0): number {
    const i = this.at + offset;
    return i < this.end ? this.tokens.codes[i]! : 0;
  }

  /** Kind of a token, -1 behind the end. */
  protected kind(offset = 0): number {
    const i = this.at + offset;
    return i < this.end ? this.tokens.kinds[i]! : -1;
  }

  protected get done(): boolean {
    return this.at >= this.end;
  }

  /** Offset where the current token begins; at the end, where the last one ends. */
  protected get here(): number {
    return this.at < this.end ? this.tokens.from[this.at]! : this.before;
  }

  /** Offset where the token before ends. */
  protected get before(): number {
    return this.at > 0 ? this.tokens.to[this.at - 1]! : 0;
  }

  /** Where a node ends that began at `from`: nowhere before its beginning, even when nothing was read. */
  protected endOf(from: number): number {
    const end = this.before;
    return end > from ? end : from;
  }

  /** For a span of its own; a node that is one takes `from` and `endOf`, because a spread into it costs more than all of its reading. */
  protected spanFrom(from: number): Span {
    return { from, to: this.endOf(from) };
  }

  protected textAt(index: number): string {
    return this.text.slice(this.tokens.from[index], this.tokens.to[index]);
  }

  protected accept(code: number): boolean {
    if (this.code() !== code) return false;
    this.at++;
    return true;
  }

  /** Takes all the codes or none. */
  protected acceptAll(...codes: number[]): boolean {
    for (let i = 0; i < codes.length; i++) if (this.code(i) !== codes[i]) return false;
    this.at += codes.length;
    return true;
  }

  /** True when the token stands directly behind the one before it. */
  protected touches(offset = 0): boolean {
    const i = this.at + offset;
    return i > 0 && i < this.end && this.tokens.from[i] === this.tokens.to[i - 1];
  }

  /** Token behind the partner of the bracket at the cursor; the end of the range when it has none. */
  protected behindBracket(index = this.at): number {
    const partner = this.tokens.partner[index]!;
    return partner < 0 || partner >= this.end ? this.end : partner + 1;
  }

  /** Steps over one token, or over a bracket with all that is in it. */
  protected skipOne(): void {
    const code = this.code();
    this.at = code === Op['('] || code === Op['['] ? this.behindBracket() : this.at + 1;
  }

  /** Notes that `[from, at)` was not understood. */
  protected noteOpaque(fromToken: number): void {
    if (this.at > fromToken) this.opaque.push({ from: this.tokens.from[fromToken]!, to: this.before });
    else this.opaque.push({ from: this.here, to: this.here });
  }

  /** Steps over tokens until `stop` says so, and notes what was stepped over. */
  protected skipUntil(stop: () => boolean): void {
    const from = this.at;
    while (!this.done && !stop()) this.skipOne();
    if (this.at > from) this.noteOpaque(from);
  }

  /**
   * Reads what stands between the bracket at the cursor and its partner. Whatever the reader leaves there is noted as
   * opaque; the cursor always ends behind the bracket.
   */
  protected inBrackets<T>(read: () => T): T {
    const { end } = this;
    const behind = this.behindBracket();
    const closed = this.tokens.partner[this.at]! >= 0 && this.tokens.partner[this.at]! < end;
    this.at++;
    this.end = closed ? behind - 1 : behind;
    const result = read();
    if (!this.done) {
      const from = this.at;
      this.at = this.end;
      this.noteOpaque(from);
    }
    this.at = behind;
    this.end = end;
    return result;
  }

  /** Runs `read` one level deeper; beyond the deepest level runs `give up` instead. */
  protected nested<T>(read: () => T, giveUp: () => T): T {
    if (this.atDeepest) return giveUp();
    this.depth++;
    const result = read();
    this.depth--;
    return result;
  }

  /** For what is read so often that the functions of `nested` would cost: it counts `depth` itself. */
  protected get atDeepest(): boolean {
    return this.depth >= deepest;
  }

  // Names

  /** True when a name can begin here: a word, a quoted name or a template. */
  protected atName(offset = 0): boolean {
    const kind = this.kind(offset);
    return kind === Kind.word || kind === Kind.quoted || kind === Kind.template;
  }

  /** The word or quoted name at the cursor, without asking what it is. */
  protected ident(): Ident {
    const index = this.at++;
    const raw = this.textAt(index);
    const name = this.tokens.kinds[index] === Kind.quoted ? raw.slice(1, -1).replace(/``/g, '`') : raw;
    return { from: this.tokens.from[index]!, to: this.tokens.to[index]!, name };
  }

  /** One part of a name; `nameIsKnown` becomes false when it is only known at run time. `raw_{{ env }}_x` is one part. */
  private part(): Ident {
    let known = this.kind() !== Kind.template;
    let ident = this.ident();
    while (this.touches() && (this.kind() === Kind.template || (!known && this.kind() === Kind.word))) {
      known = false;
      this.at++;
      ident = { from: ident.from, to: this.before, name: this.text.slice(ident.from, this.before) };
    }
    if (!known) this.nameIsKnown = false;
    return ident;
  }

  /** Steps over the point before the next part of a name. */
  private acceptPoint(): boolean {
    if (this.code() !== Op['.'] || !(this.atName(1) || this.kind(1) === Kind.number)) return false;
    this.at++;
    return true;
  }

  /** Reads `a.b.c`. Most names are short, and a list that is written out takes less room than one that grows. */
  protected nameParts(): Ident[] {
    this.nameIsKnown = true;
    const first = this.part();
    if (!this.acceptPoint()) return [first];
    const second = this.part();
    if (!this.acceptPoint()) return [first, second];
    const parts = [first, second, this.part()];
    while (this.acceptPoint()) parts.push(this.part());
    return parts;
  }

  /** A qualified name. IDENTIFIER(…) is a name that is not known. */
  protected name(): Name {
    const from = this.here;
    if (this.code() === K.IDENTIFIER && this.code(1) === Op['(']) {
      this.at++;
      this.skipOne();
      const parts: Ident[] = [{ from, to: this.endOf(from), name: this.text.slice(from, this.before) }];
      if (this.accept(Op['.']) && this.atName()) parts.push(...this.nameParts());
      return this.nameOf(parts, false);
    }
    if (this.kind() === Kind.string) {
      // '/path' of OPTIMIZE, VACUUM and COPY INTO.
      this.at++;
      return { from, to: this.before, parts: [], text: this.text.slice(from, this.before), known: true };
    }
    const parts = this.nameParts();
    return this.nameOf(parts, this.nameIsKnown);
  }

  protected nameOf(parts: readonly Ident[], known: boolean): Name {
    let text = parts[0]!.name;
    for (let i = 1; i < parts.length; i++) text += `.${parts[i]!.name}`;
    return { from: parts[0]!.from, to: this.before, parts, text: text.toLowerCase(), known };
  }

  /** `t@v3`, `t@20240101…`: an older version of a table, as part of its name. */
  protected acceptVersionSuffix(): boolean {
    if (this.code() !== Op['@'] || !this.touches()) return false;
    this.at += 2;
    this.at = Math.min(this.at, this.end);
    return true;
  }

  /** An alias, with or without AS. A template without AS is no alias: it may be a whole clause. */
  protected alias(): Ident | undefined {
    if (this.code() === K.AS && (this.atName(1) || this.kind(1) === Kind.string)) {
      this.at++;
      return this.part();
    }
    const kind = this.kind();
    if (kind === Kind.quoted) return this.ident();
    if (kind !== Kind.word || noAlias.has(this.code())) return undefined;
    return this.part();
  }

  /** `(a, b)`: a list of plain names. */
  protected identList(): Ident[] {
    return this.inBrackets(() => {
      const list: Ident[] = [];
      while (!this.done) {
        if (this.atName()) list.push(this.ident());
        this.skipUntil(() => this.code() === Op[',']);
        this.accept(Op[',']);
      }
      return list;
    });
  }

  /** A type, in lower case and without spaces. */
  protected type(): string {
    const first = this.at;
    if (this.atName()) this.at++;
    if (this.tokens.codes[first] === K.INTERVAL) this.intervalUnits();
    if (this.code() === Op['('] && this.at > first) this.skipOne();
    if (this.code() === Op['<>']) this.at++;
    if (this.code() === Op['<']) this.angles();
    if (this.code() === K.COLLATE) this.at += 2;
    this.at = Math.min(this.at, this.end);
    return this.text.slice(this.tokens.from[first], this.before).toLowerCase().replace(/\s+/g, '');
  }

  private intervalUnits(): void {
    if (this.kind() === Kind.word && this.code(1) === K.TO) this.at += 3;
    else if (this.kind() === Kind.word && /^(year|month|day|hour|minute|second)s?$/i.test(this.textAt(this.at)))
      this.at++;
    this.at = Math.min(this.at, this.end);
  }

  private angles(): void {
    let depth = 0;
    while (!this.done) {
      const code = this.code();
      if (code === Op['<']) depth++;
      else if (code === Op['>']) depth--;
      else if (code === Op['>>']) depth -= 2;
      else if (code === Op['>>>']) depth -= 3;
      this.skipOne();
      if (depth <= 0) return;
    }
  }

  /** True at a word that begins a clause or a statement, where no expression runs on. */
  protected atClauseWord(): boolean {
    return this.kind() === Kind.word && clauseWords.has(this.code());
  }

  /** True at a word that can begin a statement. */
  protected atStatementHead(): boolean {
    return this.kind() === Kind.word && statementHeads.has(this.code());
  }
}
