import type { Body } from './dml';
import { K } from './keywords';
import type { Expr, Query, SelectItem } from '../nodes';
import { ScriptParser } from './scripts';
import type { Segment } from './splitter';
import { Kind, Op } from './tokens';
import type { Damage, InsertStatement, Open, Statement } from '../tree';

/** Words that go on behind a template of the same statement: `{action} TABLE t`. */
const goesOn = new Set([K.TABLE, K.VALUES, K.FROM, K.MAP, K.REDUCE, K.SET, K.USE, K.REPLACE]);

/** Statements: which reader a head word leads to. A statement without a row here is of kind `other`. */
export class StatementParser extends ScriptParser {
  /** Then the statement may be any, and only what its head says is known of it. */
  private startsWithTemplate = false;

  /** Reads one statement. */
  read(segment: Segment): Statement {
    this.begin(segment.first, segment.end);
    const from = this.here;
    const body = this.body();
    return this.finish(body, from, segment.damage);
  }

  /** Reads a text that is one expression, or a list of select items. */
  readExpressions(segment: Segment): Statement {
    this.begin(segment.first, segment.end);
    const from = this.here;
    const items: SelectItem[] = [];
    do {
      if (this.done) break;
      items.push(this.selectItem());
      this.skipUntil(() => this.code() === Op[',']);
    } while (this.accept(Op[',']));
    const body: Body = { kind: 'expressions', head: { from, to: from }, items };
    return this.finish(body, from, segment.damage);
  }

  /** What is left of a statement that could not be read at all. */
  unreadable(segment: Segment): Statement {
    this.begin(segment.first, segment.end);
    const from = this.here;
    this.at = this.end;
    this.noteOpaque(segment.first);
    return this.finish({ kind: 'other', head: { from, to: from }, words: [] }, from, segment.damage);
  }

  private begin(first: number, end: number): void {
    this.at = first;
    this.end = end;
    this.depth = 0;
    this.opaque = [];
  }

  protected finish(body: Body, from: number, damage: Damage | undefined): Statement {
    this.skipUntil(() => false);
    const isUnknown = body.kind === 'other' && body.words.length === 0;
    const statement = body as Open<Statement>;
    statement.from = from;
    statement.to = this.endOf(from);
    this.noteGaps(from, statement.to);
    statement.opaque = this.opaque;
    statement.damage = damage ?? (isUnknown && !this.startsWithTemplate ? 'unknown statement' : undefined);
    return statement;
  }

  protected body(): Body {
    this.startsWithTemplate = this.kind() === Kind.template;
    this.leadingTemplates();
    const script = this.scriptBody();
    if (script) return script;
    switch (this.code()) {
      case K.WITH:
        return this.withStatement();
      case K.FROM:
        return this.fromStatement();
      case K.SELECT:
      case K.VALUES:
      case K.TABLE:
      case Op['(']:
        return this.queryBody();
      case K.MAP:
      case K.REDUCE:
        return this.queryBody();
      case K.INSERT:
        return this.insert();
      case K.MERGE:
        return this.merge();
      case K.UPDATE:
        return this.update();
      case K.DELETE:
        return this.delete();
      case K.CREATE:
      case K.REPLACE:
        return this.create();
      case K.VACUUM:
        return this.vacuum();
      case K.OPTIMIZE:
        return this.optimize();
      case K.COPY:
        return this.copy();
      case K.TRUNCATE:
        return this.truncate();
      case K.DROP:
        return this.drop();
      case K.ALTER:
        return this.alter();
      case K.SET:
      case K.RESET:
        return this.set();
      case K.USE:
        return this.use();
      default:
        return this.other();
    }
  }

  /** Steps over `{{ config(…) }}` and the like before the statement: they say nothing about it. */
  private leadingTemplates(): void {
    let count = 0;
    while (this.kind(count) === Kind.template && !(count > 0 && this.touches(count))) count++;
    if (count === 0 || this.touches(count) || this.kind(count) < 0) return;
    const { from, to } = this.tokens;
    const next = this.at + count;
    const onNewLine = this.text.slice(to[next - 1], from[next]).includes('\n');
    const isHead = this.kind(count) === Kind.word ? !goesOn.has(this.code(count)) : this.code(count) === Op['('];
    if (isHead && (onNewLine || this.kind(count) === Kind.word)) this.at = next;
  }

  /** Notes where SQL was left out between `from` and the end of the statement: another branch of an `if`. */
  private noteGaps(from: number, to: number): void {
    const { gaps } = this.tokens;
    if (gaps.length === 0) return;
    const end = this.at < this.tokens.count ? this.tokens.from[this.at]! : Infinity;
    let low = 0;
    let high = gaps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (gaps[middle]! < from) low = middle + 1;
      else high = middle;
    }
    for (; low < gaps.length && gaps[low]! < end; low++) {
      const at = Math.min(gaps[low]!, to);
      this.opaque.push({ from: at, to: at });
    }
  }

  private queryBody(): Body {
    const head = { from: this.here, to: this.tokens.to[this.at]! };
    return { kind: 'query', head, query: this.query() };
  }

  private withStatement(): Body {
    const head = { from: this.here, to: this.tokens.to[this.at]! };
    const ctes = this.ctes();
    if (this.code() === K.INSERT) return this.insert(ctes);
    if (this.code() === K.MERGE) return this.merge(ctes);
    if (this.code() === K.UPDATE) return this.update();
    if (this.code() === K.DELETE) return this.delete();
    if (this.code() === K.FROM) {
      const rest = this.fromStatement();
      return rest.kind === 'query' ? { ...rest, head, query: { ...rest.query, ctes } } : rest;
    }
    const query = this.readQuery(ctes);
    return { kind: 'query', head, query: { ...query, from: head.from } };
  }

  /** `FROM t SELECT …`, or `FROM t INSERT … INSERT …`. */
  private fromStatement(): Body {
    const head = { from: this.here, to: this.tokens.to[this.at]! };
    const first = this.at;
    let at = first;
    while (at < this.end && this.tokens.codes[at] !== K.INSERT && this.tokens.codes[at] !== K.SELECT) {
      at = this.tokens.codes[at] === Op['('] ? this.behindBracket(at) : at + 1;
    }
    if (this.tokens.codes[at] !== K.INSERT || at >= this.end) return this.queryBody();
    this.at++;
    const sources = this.sources();
    const inserts: InsertStatement[] = [];
    this.skipUntil(() => this.code() === K.INSERT);
    while (this.code() === K.INSERT) {
      const from = this.here;
      inserts.push({ ...this.insert(), from, to: this.endOf(from), opaque: [] });
      this.skipUntil(() => this.code() === K.INSERT);
    }
    return { kind: 'multi-insert', head, sources, inserts };
  }

  private other(): Body {
    const from = this.here;
    if (!this.atStatementHead()) {
      this.skipUntil(() => false);
      return {
        kind: 'other',
        head: { from, to: this.tokens.to[this.tokens.count > 0 ? this.at - 1 : 0] ?? from },
        words: [],
      };
    }
    const first = this.at;
    const words: string[] = [];
    const explain = this.code() === K.EXPLAIN || this.code() === K.DESCRIBE || this.code() === K.DESC;
    while (this.kind() === Kind.word && (this.code() !== 0 || explain) && words.length < 6) {
      if ((explain || words[0] === 'CACHE') && words.length > 0 && this.atQuery() && this.code() !== K.TABLE) break;
      words.push(this.textAt(this.at).toUpperCase());
      this.at++;
    }
    const head = this.headSpan(from);
    let query: Query | undefined;
    if ((explain || words[0] === 'CACHE') && words.length > 0 && this.atQuery()) query = this.query();
    else if (words[0] === 'CACHE') query = this.asQuery();
    const value = words[0] === 'DECLARE' ? this.declaredValue(first) : undefined;
    this.at = this.end;
    return { kind: 'other', head, words, query, value };
  }

  /** What stands behind DEFAULT or `=` of a declaration. */
  private declaredValue(first: number): Expr | undefined {
    this.at = first + 1;
    while (!this.done && this.code() !== K.DEFAULT && this.code() !== Op['=']) this.skipOne();
    if (this.done) return undefined;
    this.at++;
    return this.expression();
  }
}
