import { K, keywordText } from './keywords';
import type { Expr } from '../nodes';
import { PrimaryParser } from './primary';
import { Kind, Op, operatorText } from './tokens';

/** Binding powers, as in Spark's grammar: a higher one binds tighter. */
const Bind = {
  or: 1,
  and: 2,
  not: 3,
  predicate: 4,
  comparison: 5,
  bitOr: 6,
  bitXor: 7,
  bitAnd: 8,
  shift: 9,
  add: 10,
  multiply: 11,
};

/** Binding power by code; 0 for what is no infix operator. */
const infix = new Uint8Array(1024);
for (const op of ['=', '==', '<=>', '<>', '!=', '<', '<=', '>', '>=', '!<', '!>'] as const)
  infix[Op[op]] = Bind.comparison;
for (const op of ['<<', '>>', '>>>'] as const) infix[Op[op]] = Bind.shift;
for (const op of ['+', '-', '||'] as const) infix[Op[op]] = Bind.add;
for (const op of ['*', '/', '%'] as const) infix[Op[op]] = Bind.multiply;
infix[K.DIV] = Bind.multiply;
infix[Op['|']] = Bind.bitOr;
infix[Op['^']] = Bind.bitXor;
infix[Op['&']] = Bind.bitAnd;
infix[K.OR] = Bind.or;
infix[K.AND] = Bind.and;

/** Operators: precedence climbing over the primaries. */
export abstract class ExpressionParser extends PrimaryParser {
  /** @param minimum only operators that bind tighter are taken. */
  expression(minimum = 0): Expr {
    if (this.atDeepest) return this.expressionBehind(this.opaqueItem(), minimum);
    this.depth++;
    const first = this.prefix();
    this.depth--;
    return this.expressionBehind(first, minimum);
  }

  private expressionBehind(first: Expr, minimum: number): Expr {
    let left = first;
    for (;;) {
      const next = this.infixStep(left, minimum);
      if (!next) return left;
      left = next;
    }
  }

  private prefix(): Expr {
    const from = this.here;
    const code = this.code();
    if (code === K.NOT || code === Op['!']) {
      this.at++;
      const expr = this.expression(Bind.not);
      return { kind: 'unary', operator: 'NOT', expr, from, to: this.endOf(from) };
    }
    if (code === Op['-'] || code === Op['+'] || code === Op['~']) {
      this.at++;
      const expr = this.expression(Bind.multiply);
      return { kind: 'unary', operator: operatorText(code), expr, from, to: this.endOf(from) };
    }
    return this.postfix(this.primary());
  }

  private infixStep(left: Expr, minimum: number): Expr | undefined {
    const code = this.code();
    if (code === 0) return undefined;
    const power = infix[code]!;
    if (power > 0) return power > minimum ? this.binary(left, power) : undefined;
    if (Bind.predicate <= minimum) return undefined;
    return this.predicate(left);
  }

  private binary(left: Expr, power: number): Expr {
    const index = this.at++;
    const operatorSpan = { from: this.tokens.from[index]!, to: this.tokens.to[index]! };
    let right: Expr;
    if (this.atDeepest) right = this.opaqueItem();
    else {
      this.depth++;
      right = this.expression(power);
      this.depth--;
    }
    const code = this.tokens.codes[index]!;
    const operator = operatorText(code) || keywordText(code);
    return {
      kind: 'binary',
      operator,
      operatorSpan,
      left,
      right,
      from: left.from,
      to: Math.max(right.to, operatorSpan.to),
    };
  }

  /** BETWEEN, IN, LIKE, IS, all with their NOT. */
  private predicate(left: Expr): Expr | undefined {
    let not = false;
    let code = this.code();
    if (code === K.NOT || code === Op['!']) {
      code = this.code(1);
      if (code !== K.BETWEEN && code !== K.IN && !likeWord(code)) return undefined;
      this.at++;
      not = true;
    }
    switch (code) {
      case K.BETWEEN: {
        this.at++;
        const low = this.expression(Bind.predicate);
        const high = this.accept(K.AND) ? this.expression(Bind.predicate) : this.missing();
        return { kind: 'between', not, expr: left, low, high, from: left.from, to: this.before };
      }
      case K.IN:
        return this.inList(left, not);
      case K.LIKE:
      case K.ILIKE:
      case K.RLIKE:
      case K.REGEXP:
        return this.like(left, not);
      case K.IS:
        return this.is(left);
    }
    return undefined;
  }

  private inList(left: Expr, not: boolean): Expr {
    this.at++;
    if (this.code() !== Op['(']) {
      // `IN {values}`: whatever the template holds.
      const value = this.kind() === Kind.template ? this.primary() : this.missing();
      return { kind: 'in', not, expr: left, list: [value], from: left.from, to: this.before };
    }
    if (this.atSubquery()) {
      const query = this.nested(
        () => this.inBrackets(() => this.query()),
        () => undefined,
      );
      if (query) return { kind: 'in', not, expr: left, list: [], query, from: left.from, to: this.before };
    }
    const list = this.nested(
      () => this.inBrackets(() => (this.done ? [] : this.argumentList())),
      () => [this.opaqueBracket()],
    );
    return { kind: 'in', not, expr: left, list, from: left.from, to: this.before };
  }

  private like(left: Expr, not: boolean): Expr {
    const operator = this.code() === K.REGEXP ? 'RLIKE' : this.textAt(this.at).toUpperCase();
    this.at++;
    if ((this.code() === K.ANY || this.code() === K.ALL || this.code() === K.SOME) && this.code(1) === Op['('])
      this.at++;
    const pattern = this.expression(Bind.predicate);
    if (this.accept(K.ESCAPE)) this.at = Math.min(this.at + 1, this.end);
    return { kind: 'like', not, operator, expr: left, pattern, from: left.from, to: this.before };
  }

  private is(left: Expr): Expr {
    const index = this.at++;
    const not = this.accept(K.NOT);
    if (this.acceptAll(K.DISTINCT, K.FROM)) {
      const operatorSpan = { from: this.tokens.from[index]!, to: this.before };
      const right = this.expression(Bind.predicate);
      const same: Expr = {
        kind: 'binary',
        operator: '<=>',
        operatorSpan,
        left,
        right,
        from: left.from,
        to: this.before,
      };
      return not ? same : { kind: 'unary', operator: 'NOT', expr: same, from: left.from, to: this.before };
    }
    const what = this.kind() === Kind.word ? this.textAt(this.at).toUpperCase() : '';
    if (/^(NULL|TRUE|FALSE|UNKNOWN)$/.test(what)) this.at++;
    else this.noteOpaque(this.at);
    return { kind: 'is', not, what, expr: left, from: left.from, to: this.before };
  }

  /** `::type`, `[i]`, `.field`, `:path`, COLLATE, and the arrow of a lambda. */
  private postfix(first: Expr): Expr {
    let expr = first;
    const { from } = first;
    for (;;) {
      switch (this.code()) {
        case Op['::']:
        case Op['?::']:
          this.at++;
          expr = { kind: 'cast', expr, type: this.done ? '' : this.type(), from, to: this.endOf(from) };
          break;
        case Op['[']: {
          const inner = expr;
          const index = this.nested(
            () => this.inBrackets(() => this.expression()),
            () => this.opaqueBracket(),
          );
          expr = { kind: 'index', expr: inner, index, from, to: this.endOf(from) };
          break;
        }
        case Op['.']:
          if (!this.atName(1)) return expr;
          this.at++;
          expr = { kind: 'field', expr, name: this.ident(), from, to: this.endOf(from) };
          break;
        case Op[':']:
          if (!this.atName(1) && this.code(1) !== Op['[']) return expr;
          expr = { kind: 'path', expr, path: this.path(), from, to: this.endOf(from) };
          break;
        case Op['->']: {
          if (expr.kind !== 'column' || expr.parts.length !== 1) return expr;
          const params = expr.parts;
          this.at++;
          const body = this.expression();
          return { kind: 'lambda', params, body, from, to: this.endOf(from) };
        }
        case 0: {
          // `raw :field`, with a space, looks like a parameter.
          if (this.kind() !== Kind.parameter || this.textAt(this.at)[0] !== ':') return expr;
          const path = { from: this.here, to: this.tokens.to[this.at]! };
          this.at++;
          expr = { kind: 'path', expr, path, from, to: this.endOf(from) };
          break;
        }
        case K.COLLATE:
          this.at = Math.min(this.at + 2, this.end);
          break;
        default:
          return expr;
      }
    }
  }

  private path(): { from: number; to: number } {
    const from = this.here;
    this.at++;
    for (;;) {
      if (this.code() === Op['[']) this.skipOne();
      else if (this.atName()) this.at++;
      else break;
      if (this.code() === Op['.'] && (this.atName(1) || this.code(1) === Op['['] || this.code(1) === Op['*']))
        this.at++;
      else if (this.code() !== Op['[']) break;
    }
    return this.spanFrom(from);
  }
}

function likeWord(code: number): boolean {
  return code === K.LIKE || code === K.ILIKE || code === K.RLIKE || code === K.REGEXP;
}
