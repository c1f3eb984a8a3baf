import { CallParser } from './calls';
import { clauseWords, K, queryClauses, setOf, subqueryHeads } from './keywords';
import type { CaseExpr, Expr, Ident, LiteralExpr } from '../nodes';
import { Kind, Op } from './tokens';

/** Words of clauses that columns are named by, too: those of Kafka's rows, of ranges and of time windows among them. */
const nameable = setOf('OFFSET LIMIT WINDOW VALUES END SET LEFT RIGHT FULL SORT CLUSTER PIVOT');

/** Words that can follow a column, and not the first word of a clause. */
const behindName = setOf('FROM AS IS IN NOT BETWEEN LIKE ILIKE RLIKE AND OR DESC ASC DIV');
const caseWords = setOf('WHEN THEN ELSE END');

/** Expressions without operators: literals, columns, calls, CASE, CAST, brackets. */
export abstract class PrimaryParser extends CallParser {
  private literal(type: LiteralExpr['type'], count = 1): Expr {
    const from = this.here;
    this.at += count;
    // Strings that follow each other are one string.
    if (type === 'string') while (this.kind() === Kind.string) this.at++;
    return { kind: 'literal', type, from, to: this.before };
  }

  protected primary(): Expr {
    const from = this.here;
    switch (this.kind()) {
      case Kind.number:
        return this.literal('number');
      case Kind.string:
        return this.literal('string');
      case Kind.parameter:
        this.at++;
        return { kind: 'parameter', name: this.text.slice(from + 1, this.before), from, to: this.before };
      case Kind.word:
        return this.word();
      case Kind.quoted:
        return this.nameOrCall();
      case Kind.template:
        return this.template();
      case Kind.operator:
        if (this.code() === Op['(']) return this.bracket();
        if (this.code() === Op['*']) return this.star([], from);
        if (this.code() === Op['{']) return this.braces();
    }
    return this.missing();
  }

  /** `{d '2024-01-01'}`, `{fn now()}`: JDBC escapes. */
  private braces(): Expr {
    const first = this.at;
    while (!this.done && !this.accept(Op['}'])) this.at++;
    this.noteOpaque(first);
    return { kind: 'opaque', ...this.spanFrom(this.tokens.from[first]!) };
  }

  private template(): Expr {
    if (this.code(1) === Op['.'] || (this.touches(1) && this.atName(1))) {
      const name = this.name();
      if (this.code() === Op['(']) return this.call(name);
      return { kind: 'hole', text: this.text.slice(name.from, name.to), from: name.from, to: name.to };
    }
    const from = this.here;
    this.at++;
    return { kind: 'hole', text: this.text.slice(from, this.before), from, to: this.before };
  }

  private word(): Expr {
    const code = this.code();
    if (code === 0) return this.nameOrCall();
    const nextString = this.kind(1) === Kind.string;
    switch (code) {
      case K.NULL:
        return this.literal('null');
      case K.TRUE:
      case K.FALSE:
        return this.literal('boolean');
      case K.CASE:
        return this.caseExpr();
      case K.CAST:
      case K.TRY_CAST:
        if (this.code(1) === Op['(']) return this.cast();
        break;
      case K.EXISTS:
        if (this.code(1) === Op['('] && subqueryHeads.has(this.code(2))) return this.exists();
        break;
      case K.INTERVAL:
        if (this.kind(1) !== Kind.operator && this.kind(1) >= 0) return this.interval();
        if (this.code(1) === Op['-'] || (this.code(1) === Op['('] && this.kind(2) !== -1)) return this.interval();
        break;
      case K.DATE:
        if (nextString) return this.literal('date', 2);
        break;
      case K.TIMESTAMP:
      case K.TIMESTAMP_NTZ:
      case K.TIMESTAMP_LTZ:
        if (nextString) return this.literal('timestamp', 2);
        break;
      case K.X:
        if (nextString) return this.literal('binary', 2);
        break;
      default:
        if (clauseWords.has(code) && !this.looksLikeName()) return this.missing();
    }
    return this.nameOrCall();
  }

  /** `left(x, 2)`, `t.group`, `end` of a range: a clause word that is used as a name. */
  private looksLikeName(): boolean {
    const next = this.code(1);
    if (nameable.has(this.code()) && this.standsAsName(next)) return true;
    if (next === Op['(']) return !queryClauses.has(this.code()) && this.code() !== K.USING && this.code() !== K.ON;
    return next === Op['.'] && this.atName(2);
  }

  /** `SELECT key, offset FROM t`, `GROUP BY window`: what follows cannot follow the clause of that name. */
  private standsAsName(next: number): boolean {
    if (this.code() === K.END) {
      const before = this.at > 0 ? this.tokens.codes[this.at - 1] : 0;
      if (before === K.THEN || before === K.ELSE) return false;
    }
    if (next === Op['(']) return this.code() === K.WINDOW;
    return this.kind(1) < 0 || (this.kind(1) === Kind.operator && next !== Op['*']) || behindName.has(next);
  }

  private interval(): Expr {
    const from = this.here;
    this.at++;
    this.accept(Op['-']);
    if (this.code() === Op['(']) this.inBrackets(() => this.expression());
    else this.at = Math.min(this.at + 1, this.end);
    for (;;) {
      const unit =
        this.kind() === Kind.word && /^(year|quarter|month|week|day|hour|minute|second|millisecond|microsecond)s?$/i;
      if (!unit || !unit.test(this.textAt(this.at))) break;
      this.at++;
      if (this.accept(K.TO)) continue;
      if (this.kind() === Kind.number || this.kind() === Kind.string) this.at++;
    }
    return { kind: 'literal', type: 'interval', from, to: this.endOf(from) };
  }

  private nameOrCall(): Expr {
    const from = this.here;
    if (this.code(1) === Op['.'] && this.code(2) === Op['*']) {
      const qualifier = [this.ident()];
      this.at++;
      return this.star(qualifier, from);
    }
    if (this.code() === K.IDENTIFIER && this.code(1) === Op['(']) {
      const name = this.name();
      if (this.code() === Op['(']) return this.call(name);
      return { kind: 'hole', text: this.text.slice(name.from, name.to), from, to: name.to };
    }
    const parts = this.nameParts();
    const known = this.nameIsKnown;
    const code = this.code();
    if (code === Op['.'] && this.code(1) === Op['*']) {
      this.at++;
      return this.star(parts, from);
    }
    if (code === Op['(']) return this.call(this.nameOf(parts, known));
    if (!known) return { kind: 'hole', text: this.text.slice(from, this.before), from, to: this.before };
    return { kind: 'column', parts, from, to: this.before };
  }

  private star(qualifier: readonly Ident[], from: number): Expr {
    this.at++;
    let except = false;
    let replace = false;
    while (
      (this.code() === K.EXCEPT || this.code() === K.REPLACE || this.code() === K.EXCLUDE) &&
      this.code(1) === Op['(']
    ) {
      // `SELECT * EXCEPT (SELECT …)` is the set operator.
      if (subqueryHeads.has(this.code(2))) break;
      if (this.code() === K.REPLACE) replace = true;
      else except = true;
      this.at++;
      this.skipOne();
    }
    return { kind: 'star', qualifier, except, replace, from, to: this.endOf(from) };
  }

  private caseExpr(): CaseExpr {
    const from = this.here;
    this.at++;
    const branches: { when: Expr; then: Expr }[] = [];
    let operand: Expr | undefined;
    let otherwise: Expr | undefined;
    if (this.code() !== K.WHEN) operand = this.deeper();
    const stop = () => caseWords.has(this.code());
    this.skipUntil(stop);
    while (this.accept(K.WHEN)) {
      const when = this.deeper();
      this.skipUntil(stop);
      const then = this.accept(K.THEN) ? this.deeper() : this.missing();
      this.skipUntil(stop);
      branches.push({ when, then });
    }
    if (this.accept(K.ELSE)) {
      otherwise = this.deeper();
      this.skipUntil(() => this.code() === K.END || this.atClauseWord());
    }
    if (!this.accept(K.END)) this.noteOpaque(this.at);
    return { kind: 'case', operand, branches, otherwise, from, to: this.endOf(from) };
  }

  private deeper(): Expr {
    return this.nested(
      () => this.expression(),
      () => this.opaqueItem(),
    );
  }

  private cast(): Expr {
    const from = this.here;
    this.at++;
    let type = '';
    const expr = this.nested(
      () =>
        this.inBrackets(() => {
          const inner = this.expression();
          if (this.accept(K.AS)) type = this.type();
          return inner;
        }),
      () => this.opaqueBracket(),
    );
    return { kind: 'cast', expr, type, from, to: this.endOf(from) };
  }

  private exists(): Expr {
    const from = this.here;
    this.at++;
    return this.nested<Expr>(
      () => ({ kind: 'exists', query: this.inBrackets(() => this.query()), from, to: this.endOf(from) }),
      () => this.opaqueBracket(),
    );
  }

  /** A bracket: subquery, lambda parameters, tuple, or an expression in brackets. */
  private bracket(): Expr {
    const from = this.here;
    if (this.tokens.codes[this.behindBracket()] === Op['->'] && this.behindBracket() < this.end) {
      const params = this.identList();
      this.at++;
      return { kind: 'lambda', params, body: this.deeper(), from, to: this.endOf(from) };
    }
    return this.nested<Expr>(
      () => {
        if (this.atSubquery()) {
          const query = this.inBrackets(() => this.query());
          return { kind: 'subquery', query, from, to: this.endOf(from) };
        }
        const items = this.inBrackets(() => (this.done ? [] : this.argumentList()));
        if (items.length !== 1) return { kind: 'tuple', items, from, to: this.endOf(from) };
        return { kind: 'paren', expr: items[0]!, from, to: this.endOf(from) };
      },
      () => this.opaqueBracket(),
    );
  }

  /** True at a bracket that holds a query, however many brackets stand around its SELECT. */
  protected atSubquery(index = this.at): boolean {
    const { codes } = this.tokens;
    let open = index;
    while (codes[open] === Op['('] && open < this.end && open - index < 50) open++;
    if (open === index || !subqueryHeads.has(codes[open]!) || open >= this.end) return false;
    if (codes[open] === K.VALUES || codes[open] === K.TABLE) {
      if (open + 1 >= this.end || codes[open + 1] === Op[','] || codes[open + 1] === Op[')']) return false;
    }
    // `((SELECT 1) + 2)` begins like a query and is none.
    for (let inner = open - 1; inner > index; inner--) {
      const next = codes[this.behindBracket(inner)] ?? 0;
      if (next !== Op[')'] && next !== 0 && !queryClauses.has(next)) return false;
    }
    return true;
  }
}
