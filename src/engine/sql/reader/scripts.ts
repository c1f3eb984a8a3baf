import { CommandParser } from './commands';
import type { Body } from './dml';
import { K } from './keywords';
import { Kind, Op } from './tokens';
import type { Damage, Statement } from '../tree';

/** Scripts: the statements between BEGIN and END, with the conditions and queries of the control flow around them. */
export abstract class ScriptParser extends CommandParser {
  protected abstract body(): Body;
  protected abstract finish(body: Body, from: number, damage: Damage | undefined): Statement;

  /** BEGIN … END, and `CREATE PROCEDURE … AS BEGIN … END`: the statements inside. */
  protected scriptBody(): Body | undefined {
    const from = this.here;
    if (this.code(1) === Op[':'] && this.code(2) === K.BEGIN) this.at += 2;
    else if (this.code() === K.CREATE) {
      let at = this.at;
      while (at < Math.min(this.at + 5, this.end) && this.tokens.codes[at] !== K.PROCEDURE) at++;
      if (this.tokens.codes[at] !== K.PROCEDURE || at >= this.end) return undefined;
      while (at < this.end && this.tokens.codes[at] !== K.BEGIN) at++;
      if (at >= this.end) return undefined;
      this.at = at;
    } else if (this.code() !== K.BEGIN || this.code(1) === K.TRANSACTION || this.code(1) === K.WORK || this.kind(1) < 0)
      return undefined;
    const head = { from, to: this.tokens.to[this.at]! };
    return { kind: 'script', head, statements: this.scriptStatements() };
  }

  private scriptStatements(): Statement[] {
    const list: Statement[] = [];
    const { end, opaque, inScript } = this;
    this.inScript = true;
    while (this.at < end) {
      if (this.controlWord(list, end)) continue;
      const first = this.at;
      let stop = first;
      while (stop < end && this.tokens.codes[stop] !== Op[';']) stop++;
      this.readPart(list, stop, end, () => this.body());
      this.at = Math.max(stop, first + 1);
    }
    this.opaque = opaque;
    this.inScript = inScript;
    return list;
  }

  /** Reads the tokens up to `stop` as a statement of its own. */
  private readPart(list: Statement[], stop: number, end: number, read: () => Body): void {
    this.end = stop;
    this.opaque = [];
    const from = this.here;
    if (!this.done) list.push(this.finish(read(), from, undefined));
    this.end = end;
  }

  /** Steps over the words of control flow, up to the place where the next statement begins. */
  private controlWord(list: Statement[], end: number): boolean {
    switch (this.code()) {
      case K.BEGIN:
        this.at++;
        this.accept(K.ATOMIC);
        return true;
      case Op[';']:
      case K.THEN:
      case K.ELSE:
      case K.DO:
      case K.LOOP:
      case K.REPEAT:
        this.at++;
        return true;
      case K.END:
        this.at = this.stopAt(end);
        return true;
      case K.IF:
      case K.ELSEIF:
      case K.WHEN:
      case K.WHILE:
        return this.condition(list, end, K.THEN, K.DO);
      case K.CASE:
        return this.condition(list, end, K.WHEN);
      case K.UNTIL:
        return this.condition(list, end, K.END);
      case K.FOR:
        return this.loop(list, end);
      case K.DECLARE:
        return this.handler();
    }
    if (this.atName() && this.code(1) === Op[':'] && this.kind(2) === Kind.word) {
      this.at += 2;
      return true;
    }
    return false;
  }

  /** The next of the words, those of CASE expressions left out, or the semicolon before it. */
  private stopAt(end: number, ...stops: number[]): number {
    const { codes } = this.tokens;
    let depth = 0;
    let at = this.at + 1;
    for (; at < end && codes[at] !== Op[';']; at++) {
      const now = codes[at]!;
      if (depth === 0 && stops.includes(now)) break;
      if (now === K.CASE) depth++;
      if (now === K.END && depth > 0) depth--;
    }
    return Math.min(at, end);
  }

  /** What stands behind IF, WHILE, UNTIL and the like. */
  private condition(list: Statement[], end: number, ...stops: number[]): boolean {
    const stop = this.stopAt(end, ...stops);
    this.at++;
    this.readPart(list, stop, end, () => {
      const from = this.here;
      const expr = this.expression();
      return { kind: 'expressions', head: { from, to: from }, items: [{ expr, from, to: this.before }] };
    });
    this.at = stop;
    return true;
  }

  /** `FOR r AS SELECT … DO`. */
  private loop(list: Statement[], end: number): boolean {
    const stop = this.stopAt(end, K.DO);
    this.at++;
    if (this.atName() && this.code(1) === K.AS) this.at += 2;
    this.readPart(list, stop, end, () => {
      const from = this.here;
      return { kind: 'other', head: { from, to: from }, words: ['FOR'], query: this.query() };
    });
    this.at = stop;
    return true;
  }

  /** `DECLARE EXIT HANDLER FOR SQLEXCEPTION, SQLSTATE '22012'`: what it does when that happens is a statement. */
  private handler(): boolean {
    if (this.code(2) !== K.HANDLER || this.code(3) !== K.FOR) return false;
    this.at += 4;
    do {
      // NOT FOUND, SQLSTATE [VALUE] '22012', or the name of a condition.
      this.accept(K.NOT);
      this.at++;
      if (this.kind() === Kind.word && this.kind(1) === Kind.string && /^value$/i.test(this.textAt(this.at))) this.at++;
      if (this.kind() === Kind.string) this.at++;
    } while (this.accept(Op[',']));
    return true;
  }
}
