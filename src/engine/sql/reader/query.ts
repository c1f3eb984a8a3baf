import type { Span } from '../../types';
import { K, queryClauses } from './keywords';
import type { Cte, Expr, GroupBy, Ident, OrderItem, Pipe, Query, QueryBody } from '../nodes';
import type { Select, SelectItem, SetOperator, Source, WindowSpec } from '../nodes';
import { RelationParser } from './relations';
import { Kind, Op } from './tokens';

const shortestHint = '/*+*/'.length;

/** Queries: WITH, SELECT and its clauses, set operators, ORDER BY and LIMIT, pipes. */
export abstract class QueryParser extends RelationParser {
  query(): Query {
    return this.nested(
      () => this.readQuery(this.ctes()),
      () => this.tooDeep(),
    );
  }

  private tooDeep(): Query {
    const from = this.here;
    const first = this.at;
    this.at = this.end;
    this.noteOpaque(first);
    const span = this.spanFrom(from);
    return { kind: 'query', ctes: [], body: { kind: 'opaque', ...span }, orderBy: [], pipes: [], ...span };
  }

  /** WITH a AS (…), b AS (…). */
  protected ctes(): Cte[] {
    const list: Cte[] = [];
    if (this.code() !== K.WITH || !this.atName(1)) return list;
    this.at++;
    if (this.code() === K.RECURSIVE && this.atName(1)) this.at++;
    do {
      if (!this.atName()) break;
      const from = this.here;
      const name = this.ident();
      const columns = this.code() === Op['('] ? this.identList() : undefined;
      // MAX RECURSION LEVEL 200
      if (this.code(1) === K.RECURSION) this.at = Math.min(this.at + 4, this.end);
      this.skipUntil(
        () => this.code() === K.AS || this.code() === Op['('] || this.code() === Op[','] || this.atClauseWord(),
      );
      this.accept(K.AS);
      if (this.code() !== Op['(']) {
        this.noteOpaque(this.at);
        continue;
      }
      const query = this.inBrackets(() => this.query());
      list.push({ name, columns, query, from, to: this.endOf(from) });
    } while (this.accept(Op[',']));
    return list;
  }

  /** The query behind its WITH. */
  protected readQuery(ctes: readonly Cte[]): Query {
    const from = ctes[0] ? Math.min(ctes[0].from, this.here) : this.here;
    const body = this.setOperation();
    let orderBy: OrderItem[] = [];
    let limit: Expr | undefined;
    let offset: Expr | undefined;
    const pipes: Pipe[] = [];
    for (;;) {
      if (this.acceptAll(K.ORDER, K.BY) || this.acceptAll(K.SORT, K.BY)) orderBy = this.orderItems();
      else if (this.acceptAll(K.CLUSTER, K.BY) || this.acceptAll(K.DISTRIBUTE, K.BY)) this.expressions();
      else if (this.code() === K.WINDOW && this.atName(1)) this.windows();
      else if (this.accept(K.LIMIT)) limit = this.expression();
      else if (this.accept(K.OFFSET)) offset = this.expression();
      else if (this.code() === Op['|>']) pipes.push(this.pipe());
      else break;
    }
    return { kind: 'query', ctes, body, orderBy, limit, offset, pipes, from, to: this.endOf(from) };
  }

  protected abstract pipe(): Pipe;

  private setOperation(): QueryBody {
    const from = this.here;
    const first = this.operand();
    const operands = [first];
    const operators: SetOperator[] = [];
    for (;;) {
      const operator = this.setOperator();
      if (!operator) break;
      operators.push(operator);
      operands.push(this.operand());
    }
    if (operators.length === 0) return first;
    return { kind: 'set', operands, operators, from, to: this.endOf(from) };
  }

  protected setOperator(): SetOperator | undefined {
    const code = this.code();
    if (code !== K.UNION && code !== K.EXCEPT && code !== K.INTERSECT && code !== K.MINUS) return undefined;
    const from = this.here;
    this.at++;
    const all = this.accept(K.ALL);
    const distinct = !all && this.accept(K.DISTINCT);
    const byName = this.acceptAll(K.BY, K.NAME);
    const operator = code === K.UNION ? 'UNION' : code === K.INTERSECT ? 'INTERSECT' : 'EXCEPT';
    return { operator, all, distinct, byName, from, to: this.endOf(from) };
  }

  protected operand(): QueryBody {
    const from = this.here;
    switch (this.code()) {
      case K.SELECT:
        return this.select([]);
      case K.FROM:
        return this.fromFirst();
      case K.VALUES:
        return this.namedValues();
      case K.TABLE:
        if (this.atName(1)) {
          this.at++;
          return { kind: 'table', name: this.name(), from, to: this.endOf(from) };
        }
        break;
      case K.MAP:
      case K.REDUCE:
        return this.select([]);
      case K.WITH:
        return this.query();
      case Op['(']: {
        return this.nested<QueryBody>(
          () => this.inBrackets(() => this.query()),
          () => {
            this.opaqueBracket();
            return { kind: 'opaque', from, to: this.endOf(from) };
          },
        );
      }
    }
    // `{query}` stands for a whole query.
    if (this.kind() === Kind.template) this.at++;
    const first = this.at;
    this.skipUntil(() => this.atClauseWord());
    if (this.at === first) this.noteOpaque(first);
    return { kind: 'opaque', from, to: this.endOf(from) };
  }

  /** `VALUES (1, 'a') AS v(id, name)`: the names stand behind the rows. */
  private namedValues(): QueryBody {
    const values = this.values();
    if (this.code() === K.AS || (this.kind() === Kind.word && this.code(1) === Op['('])) {
      this.alias();
      if (this.code() === Op['(']) this.identList();
    }
    return values;
  }

  /** `FROM t SELECT a`, or FROM alone before a pipe. */
  private fromFirst(): Select {
    const head = { from: this.here, to: this.tokens.to[this.at]! };
    this.at++;
    const sources = this.sources();
    if (this.code() === K.SELECT) return this.select(sources);
    return this.clauses(head, { hints: [], distinct: false, items: [], sources });
  }

  private select(sources: readonly Source[]): Select {
    const hints = this.hints();
    const head = { from: this.here, to: this.tokens.to[this.at]! };
    this.at++;
    let distinct = false;
    if (this.code() === K.DISTINCT) {
      distinct = true;
      this.at++;
    } else if (this.code() === K.ALL && this.kind(1) !== Kind.operator) this.at++;
    const items = this.selectItems();
    const own = this.accept(K.FROM) ? this.sources() : sources;
    return this.clauses(head, { hints, distinct, items, sources: own });
  }

  /** Hints stand between SELECT and the first item: `BROADCAST(t)`. */
  private hints(): string[] {
    const from = this.tokens.to[this.at]!;
    const next = this.at + 1 < this.tokens.count ? this.tokens.from[this.at + 1]! : this.text.length;
    if (next - from < shortestHint) return [];
    const between = this.text.slice(from, next);
    return between.match(/\/\*\+[^]*?\*\//g) ?? [];
  }

  private clauses(head: Span, start: Pick<Select, 'hints' | 'distinct' | 'items' | 'sources'>): Select {
    let where: Expr | undefined;
    let groupBy: GroupBy | undefined;
    let having: Expr | undefined;
    let qualify: Expr | undefined;
    const windows: { name: Ident; spec: WindowSpec }[] = [];
    let { sources } = start;
    for (;;) {
      const before = this.at;
      if (this.accept(K.WHERE)) where = this.expression();
      else if (this.acceptAll(K.GROUP, K.BY)) groupBy = this.groupBy();
      else if (this.accept(K.HAVING)) having = this.expression();
      else if (this.accept(K.QUALIFY)) qualify = this.expression();
      else if (this.code() === K.WINDOW && this.atName(1)) windows.push(...this.windows());
      else if (this.code() === K.FROM && sources.length === 0 && this.accept(K.FROM)) sources = this.sources();
      else if (!this.atQueryEnd()) this.skipUntil(() => this.atSelectClause() || this.atQueryEnd());
      if (this.at === before) break;
    }
    const { hints, distinct, items } = start;
    const { from } = head;
    return {
      kind: 'select',
      head,
      hints,
      distinct,
      items,
      sources,
      where,
      groupBy,
      having,
      qualify,
      windows,
      from,
      to: this.endOf(from),
    };
  }

  private selectItems(): SelectItem[] {
    const items: SelectItem[] = [];
    const stop = () => this.code() === Op[','] || this.atItemsEnd();
    do {
      // A comma before FROM is allowed on Databricks only in part; nothing is missing that a rule could see.
      if (this.done || (items.length > 0 && this.code() === K.FROM)) break;
      items.push(this.selectItem());
      this.skipUntil(stop);
    } while (this.accept(Op[',']));
    return items;
  }

  protected selectItem(): SelectItem {
    const from = this.here;
    const expr = this.expression();
    let alias: Ident | undefined;
    if (this.code() === K.AS && this.code(1) === Op['(']) {
      this.at++;
      alias = this.identList()[0];
    } else alias = this.alias();
    return { expr, alias, from, to: this.endOf(from) };
  }

  private atItemsEnd(): boolean {
    return (
      this.code() === Op['|>'] ||
      (this.kind() === Kind.word && (queryClauses.has(this.code()) || this.code() === K.INSERT))
    );
  }

  private atSelectClause(): boolean {
    return this.kind() === Kind.word && queryClauses.has(this.code());
  }

  /** True where the SELECT is over: what follows belongs to the query around it, or to nobody. */
  private atQueryEnd(): boolean {
    const code = this.code();
    if (this.done || code === Op['|>']) return true;
    if (code === K.ORDER || code === K.SORT || code === K.CLUSTER || code === K.DISTRIBUTE) return true;
    if (code === K.UNION || code === K.EXCEPT || code === K.INTERSECT || code === K.MINUS) return true;
    return code === K.LIMIT || code === K.OFFSET || this.stopsQuery();
  }

  /** Words that end a query because the statement around it goes on: WHEN of a MERGE, INSERT of a multi-insert. */
  protected stopsQuery(): boolean {
    const code = this.code();
    return code === K.INSERT || code === K.WHEN;
  }

  private groupBy(): GroupBy {
    const from = this.here;
    if (this.code() === K.ALL && this.kind(1) !== Kind.operator) {
      this.at++;
      return { all: true, items: [], from, to: this.endOf(from) };
    }
    if (this.acceptAll(K.GROUPING, K.SETS)) {
      if (this.code() === Op['(']) this.skipOne();
      return { all: false, items: [], from, to: this.endOf(from) };
    }
    const items = this.expressions();
    // GROUP BY a, b WITH ROLLUP; GROUP BY a GROUPING SETS (…).
    if (this.code() === K.WITH && (this.code(1) === K.ROLLUP || this.code(1) === K.CUBE)) this.at += 2;
    if (this.acceptAll(K.GROUPING, K.SETS)) if (this.code() === Op['(']) this.skipOne();
    return { all: false, items, from, to: this.endOf(from) };
  }

  private windows(): { name: Ident; spec: WindowSpec }[] {
    const list: { name: Ident; spec: WindowSpec }[] = [];
    this.at++;
    do {
      if (!this.atName()) break;
      const name = this.ident();
      this.accept(K.AS);
      if (this.done) break;
      list.push({ name, spec: this.windowSpec() });
    } while (this.accept(Op[',']));
    return list;
  }
}
