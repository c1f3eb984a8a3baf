import type { Span } from '../../types';
import { Cursor } from './cursor';
import { K, subqueryHeads } from './keywords';
import type { CallExpr, Expr, Ident, Name, OrderItem, Query, WindowSpec } from '../nodes';
import { Kind, Op } from './tokens';

/** Binds tighter than IN, LIKE and BETWEEN. */
const belowPredicates = 4;

/** Calls of three arguments whose first one may be a unit of time; of two arguments it is a column. */
const unitCalls = new Set(['dateadd', 'datediff', 'date_add', 'date_diff', 'timestampadd', 'timestampdiff']);
const unitWord =
  /^(?:(?:milli|micro)?seconds?|minutes?|hours?|days?|weeks?|months?|quarters?|years?|yearofweek|dow|dow_iso|doy|day(?:ofweek|ofweek_iso|ofyear)|microsecond|[ymdhsqw])$/i;

/** Calls: arguments, FILTER, OVER, and the lists that other parts share. */
export abstract class CallParser extends Cursor {
  abstract expression(minimum?: number): Expr;
  abstract query(): Query;

  protected missing(): Expr {
    this.noteOpaque(this.at);
    return { kind: 'opaque', from: this.here, to: this.here };
  }

  /** Everything up to the next comma or the end, taken as one unknown expression. */
  protected opaqueItem(): Expr {
    const from = this.here;
    this.skipUntil(() => this.code() === Op[',']);
    return { kind: 'opaque', from, to: this.endOf(from) };
  }

  protected call(name: Name): CallExpr {
    let distinct = false;
    const args = this.nested(
      () =>
        this.inBrackets(() => {
          if (this.code() === K.DISTINCT) distinct = true;
          if (distinct || (this.code() === K.ALL && this.kind(1) !== Kind.operator)) this.at++;
          return name.text === 'position' ? this.positionArguments() : this.argumentList();
        }),
      () => [this.opaqueBracket()],
    );
    const [unit] = args;
    if (unit?.kind === 'column' && unit.parts.length === 1 && this.isUnit(name.text, unit.parts[0]!.name, args.length))
      args[0] = { kind: 'literal', type: 'interval', from: unit.from, to: unit.to };
    let filter: Expr | undefined;
    let over: WindowSpec | undefined;
    for (;;) {
      if (this.code() === K.FILTER && this.code(1) === Op['(']) {
        this.at++;
        filter = this.inBrackets(() => {
          this.accept(K.WHERE);
          return this.expression();
        });
      } else if (this.acceptAll(K.WITHIN, K.GROUP)) {
        if (this.code() === Op['(']) this.inBrackets(() => this.acceptAll(K.ORDER, K.BY) && this.orderItems());
      } else if ((this.code() === K.IGNORE || this.code() === K.RESPECT) && this.code(1) === K.NULLS) {
        this.at += 2;
      } else if (this.code() === K.OVER && (this.code(1) === Op['('] || this.atName(1))) {
        this.at++;
        over = this.windowSpec();
      } else break;
    }
    return { kind: 'call', name, args, distinct, filter, over, from: name.from, to: this.before };
  }

  /** The unit of time in `extract(YEAR FROM d)` and `dateadd(DAY, 1, d)` is no column. */
  private isUnit(call: string, word: string, count: number): boolean {
    return (count === 2 ? call === 'extract' : count === 3 && unitCalls.has(call)) && unitWord.test(word);
  }

  protected opaqueBracket(): Expr {
    const first = this.at;
    const from = this.here;
    this.skipOne();
    this.noteOpaque(first);
    return { kind: 'opaque', from, to: this.endOf(from) };
  }

  /** Arguments of a call, with the words that SQL puts between them: `x FROM y`, `x FOR 3`, `x AS type`. */
  protected argumentList(): Expr[] {
    const args: Expr[] = [];
    while (!this.done) {
      const from = this.here;
      if (this.atName() && this.code(1) === Op['=>']) {
        const name = this.ident();
        this.at++;
        const expr = this.argument();
        args.push({ kind: 'named', name, expr, from, to: this.endOf(from) });
      } else args.push(this.argument());
      if (this.acceptAll(K.ORDER, K.BY)) this.orderItems();
      if (this.code() === K.AS) {
        this.at++;
        const last = args.pop()!;
        if (this.atName()) args.push({ kind: 'named', name: this.ident(), expr: last, from, to: this.endOf(from) });
        else args.push(last);
      }
      if ((this.code() === K.IGNORE || this.code() === K.RESPECT) && this.code(1) === K.NULLS) this.at += 2;
      const code = this.code();
      if (code === K.FROM || code === K.FOR || code === K.PLACING) this.at++;
      else {
        this.skipUntil(() => this.code() === Op[',']);
        this.accept(Op[',']);
      }
    }
    return args;
  }

  private argument(): Expr {
    const from = this.here;
    // trim(BOTH x FROM y), and TABLE(t) as an argument of a table function.
    if ((this.code() === K.BOTH || this.code() === K.LEADING || this.code() === K.TRAILING) && this.kind(1) > 0) {
      this.at++;
      this.accept(K.FROM);
    }
    if (this.code() === K.TABLE && this.code(1) === Op['(']) return this.tableArgument();
    if (subqueryHeads.has(this.code()) && (this.code() === K.SELECT || this.code(1) !== Op[','])) {
      if (this.code() === K.SELECT || (this.code() === K.WITH && this.atName(1))) {
        return { kind: 'subquery', query: this.query(), from, to: this.endOf(from) };
      }
    }
    return this.expression();
  }

  /** `position('a' IN s)`. */
  private positionArguments(): Expr[] {
    const first = this.expression(belowPredicates);
    if (this.accept(K.IN)) return [first, this.expression()];
    return this.accept(Op[',']) ? [first, ...this.argumentList()] : [first];
  }

  /** `TABLE(t)` and `TABLE(SELECT …)` with what may stand behind: PARTITION BY, ORDER BY, WITH SINGLE PARTITION. */
  private tableArgument(): Expr {
    const from = this.here;
    this.at++;
    const query = this.nested(
      () =>
        this.inBrackets((): Query => {
          const start = this.here;
          if (!this.atName() || subqueryHeads.has(this.code())) return this.query();
          const name = this.name();
          const span = this.spanFrom(start);
          return { kind: 'query', ctes: [], body: { kind: 'table', name, ...span }, orderBy: [], pipes: [], ...span };
        }),
      () => undefined,
    );
    if (!query) return this.opaqueBracket();
    const argument: Expr = { kind: 'subquery', query, ...this.spanFrom(from) };
    if (this.acceptAll(K.PARTITION, K.BY) || this.acceptAll(K.DISTRIBUTE, K.BY)) this.expressions();
    else if (this.code() === K.WITH && this.code(2) === K.PARTITION) this.at += 3;
    return argument;
  }

  protected windowSpec(): WindowSpec {
    const from = this.here;
    if (this.code() !== Op['('])
      return { name: this.ident(), partitionBy: [], orderBy: [], from, to: this.endOf(from) };
    let partitionBy: Expr[] = [];
    let orderBy: OrderItem[] = [];
    let frame: Span | undefined;
    let name: Ident | undefined;
    this.inBrackets(() => {
      if (this.kind() === Kind.word && this.code() === 0) name = this.ident();
      while (!this.done) {
        if (
          this.acceptAll(K.PARTITION, K.BY) ||
          this.acceptAll(K.DISTRIBUTE, K.BY) ||
          this.acceptAll(K.CLUSTER, K.BY)
        ) {
          partitionBy = this.expressions();
        } else if (this.acceptAll(K.ORDER, K.BY) || this.acceptAll(K.SORT, K.BY)) orderBy = this.orderItems();
        else if (this.code() === K.ROWS || this.code() === K.RANGE || this.code() === K.GROUPS) {
          const start = this.here;
          this.at = this.end;
          frame = this.spanFrom(start);
        } else break;
      }
    });
    return { name, partitionBy, orderBy, frame, from, to: this.endOf(from) };
  }

  /** A comma list of expressions. */
  protected expressions(): Expr[] {
    const list: Expr[] = [];
    do list.push(this.expression());
    while (this.accept(Op[',']));
    return list;
  }

  protected orderItems(): OrderItem[] {
    const list: OrderItem[] = [];
    do {
      const from = this.here;
      const expr = this.expression();
      let descending = false;
      if (this.accept(K.DESC)) descending = true;
      else this.accept(K.ASC);
      if (this.accept(K.NULLS)) this.at = Math.min(this.at + 1, this.end);
      list.push({ expr, descending, from, to: this.endOf(from) });
    } while (this.accept(Op[',']));
    return list;
  }
}
