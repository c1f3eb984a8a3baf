import type { Span } from '../../types';
import { DdlParser } from './ddl';
import type { Body } from './dml';
import { K, keywordText } from './keywords';
import type { Expr, Name } from '../nodes';
import { Kind, Op } from './tokens';
import type { SetStatement } from '../tree';

/** Short statements: maintenance, DROP, ALTER, SET, USE. */
export abstract class CommandParser extends DdlParser {
  /** True inside BEGIN … END, where `SET n = 1` sets a variable. */
  protected inScript = false;

  protected headSpan(from: number): Span {
    return this.spanFrom(from);
  }

  protected vacuum(): Body {
    const from = this.here;
    this.at++;
    const head = this.headSpan(from);
    const target = this.nameOrNone();
    let retain: { hours?: number; span: Span } | undefined;
    let dryRun = false;
    while (!this.done) {
      const start = this.here;
      if (this.accept(K.RETAIN)) {
        const number = this.kind() === Kind.number ? Number(this.textAt(this.at)) : NaN;
        if (!this.done) this.skipOne();
        this.accept(K.HOURS);
        retain = { hours: Number.isFinite(number) ? number : undefined, span: this.spanFrom(start) };
      } else if (this.acceptAll(K.DRY, K.RUN)) dryRun = true;
      else if (!this.accept(K.LITE) && !this.accept(K.FULL)) {
        this.skipUntil(
          () => this.code() === K.RETAIN || this.code() === K.DRY || this.code() === K.LITE || this.code() === K.FULL,
        );
        if (this.here === start) this.at++;
      }
    }
    return { kind: 'vacuum', head, target, retain, dryRun };
  }

  protected optimize(): Body {
    const from = this.here;
    this.at++;
    const head = this.headSpan(from);
    const target = this.nameOrNone();
    this.accept(K.FULL);
    let zorderBy: Expr[] | undefined;
    const where = this.accept(K.WHERE) ? this.expression() : undefined;
    this.skipUntil(() => this.code() === K.ZORDER);
    if (this.acceptAll(K.ZORDER, K.BY)) {
      const list = this.expressions();
      zorderBy = list.flatMap((expr) =>
        expr.kind === 'paren' ? [expr.expr] : expr.kind === 'tuple' ? expr.items : [expr],
      );
    }
    return { kind: 'optimize', head, target, where, zorderBy };
  }

  protected copy(): Body {
    const from = this.here;
    this.at++;
    this.accept(K.INTO);
    const head = this.headSpan(from);
    const target = this.nameOrNone();
    while (!this.done && this.code() !== K.FROM) this.skipOne();
    const query = this.accept(K.FROM) && this.atQuery() ? this.query() : undefined;
    this.at = this.end;
    return { kind: 'copy', head, target, query };
  }

  protected truncate(): Body {
    const from = this.here;
    this.at++;
    this.accept(K.TABLE);
    const head = this.headSpan(from);
    const target = this.nameOrNone();
    const start = this.here;
    const partition =
      this.accept(K.PARTITION) && this.code() === Op['('] ? (this.skipOne(), this.spanFrom(start)) : undefined;
    return { kind: 'truncate', head, target, partition };
  }

  private objectWords(): string {
    const words: string[] = [];
    while (
      this.kind() === Kind.word &&
      this.code() !== 0 &&
      this.code() !== K.IF &&
      this.code(1) !== Op['.'] &&
      this.kind(1) >= 0
    ) {
      words.push(keywordText(this.code()).toLowerCase());
      this.at++;
    }
    return words.join(' ');
  }

  protected drop(): Body {
    const from = this.here;
    this.at++;
    const object = this.objectWords();
    const ifExists = this.acceptAll(K.IF, K.EXISTS);
    const head = this.headSpan(from);
    const name = this.objectName();
    this.at = this.end;
    return { kind: 'drop', head, object, ifExists, name };
  }

  protected alter(): Body {
    const from = this.here;
    this.at++;
    const object = this.objectWords();
    this.acceptAll(K.IF, K.EXISTS);
    const head = this.headSpan(from);
    const name: Name | undefined = this.objectName();
    const query = object === 'view' ? this.asQuery() : undefined;
    if (!query) this.at = this.end;
    return { kind: 'alter', head, object, name, query };
  }

  /** Keys and values of SET are raw text: Spark takes everything behind `=` as it stands. */
  protected set(): Body<SetStatement> {
    const from = this.here;
    const reset = this.code() === K.RESET;
    this.at++;
    const head = this.headSpan(from);
    const word = this.code();
    if (word === K.VAR || word === K.VARIABLE || word === Op['('] || (this.inScript && this.code(1) === Op['='])) {
      if (word === K.VAR || word === K.VARIABLE) this.at++;
      const start = this.at;
      while (!this.done && this.code() !== Op['=']) this.skipOne();
      const key = { text: this.rawText(start, this.at), span: this.rawSpan(start, this.at) };
      const expr = this.accept(Op['=']) ? this.variableValues() : undefined;
      return { kind: 'set', head, reset, variable: true, key, expr };
    }
    const start = this.at;
    while (!this.done && this.code() !== Op['='] && this.code() !== Op['==']) this.at++;
    const key =
      this.at > start ? { text: this.rawText(start, this.at), span: this.rawSpan(start, this.at) } : undefined;
    const valueStart = this.at + 1;
    this.at = this.end;
    const value =
      valueStart < this.end
        ? { text: this.rawText(valueStart, this.end), span: this.rawSpan(valueStart, this.end) }
        : undefined;
    return { kind: 'set', head, reset, variable: false, key, value };
  }

  /** The value of a variable; those of `SET VAR a = 1, b = 2` as one tuple. */
  private variableValues(): Expr {
    const items = [this.expression()];
    while (this.accept(Op[','])) {
      this.skipUntilEquals();
      items.push(this.expression());
    }
    if (items.length === 1) return items[0]!;
    return { kind: 'tuple', items, from: items[0]!.from, to: this.before };
  }

  private skipUntilEquals(): void {
    while (!this.done && this.code() !== Op['=']) this.skipOne();
    this.accept(Op['=']);
  }

  private rawSpan(first: number, end: number): Span {
    return { from: this.tokens.from[first]!, to: this.tokens.to[Math.max(first, end - 1)]! };
  }

  private rawText(first: number, end: number): string {
    const span = this.rawSpan(first, end);
    return this.text.slice(span.from, span.to).replace(/^`([^`]*)`$/, '$1');
  }

  protected use(): Body {
    const from = this.here;
    this.at++;
    let object: 'catalog' | 'schema' | 'unknown' = 'unknown';
    if (this.accept(K.CATALOG)) object = 'catalog';
    else if (this.accept(K.SCHEMA) || this.accept(K.DATABASE)) object = 'schema';
    const head = this.headSpan(from);
    const name = this.objectName();
    return { kind: 'use', head, object, name };
  }
}
