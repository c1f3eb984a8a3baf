import { joinWords, K } from './keywords';
import type { Expr, Pipe, Query, Source } from '../nodes';
import { QueryParser } from './query';
import { Kind, Op } from './tokens';

/** The `|>` steps of a query. */
export abstract class PipeParser extends QueryParser {
  protected pipe(): Pipe {
    const from = this.here;
    this.at++;
    const operator = this.kind() === Kind.word ? this.textAt(this.at).toUpperCase() : '';
    const expressions: Expr[] = [];
    const sources: Source[] = [];
    let query: Query | undefined;
    if (joinWords.has(this.code()) || this.code() === K.LATERAL) this.joins(sources);
    else if (this.atSetOperator()) query = this.otherOperand();
    else this.step(operator, expressions);
    this.skipUntil(() => this.code() === Op['|>']);
    return { operator, expressions, sources, query, ...this.spanFrom(from) };
  }

  private atSetOperator(): boolean {
    const code = this.code();
    return code === K.UNION || code === K.EXCEPT || code === K.INTERSECT || code === K.MINUS;
  }

  private otherOperand(): Query {
    this.setOperator();
    const from = this.here;
    const body = this.operand();
    return { kind: 'query', ctes: [], body, orderBy: [], pipes: [], ...this.spanFrom(from) };
  }

  private step(operator: string, expressions: Expr[]): void {
    switch (operator) {
      case 'SELECT':
      case 'EXTEND':
      case 'AGGREGATE':
        this.at++;
        this.accept(K.DISTINCT);
        if (this.code() !== K.GROUP) this.items(expressions);
        if (this.acceptAll(K.GROUP, K.BY)) this.items(expressions);
        return;
      case 'SET':
        do {
          this.at++;
          if (this.atName() && this.code(1) === Op['=']) this.at += 2;
          expressions.push(this.expression());
        } while (this.code() === Op[',']);
        return;
      case 'WHERE':
      case 'LIMIT':
      case 'OFFSET':
        this.at++;
        expressions.push(this.expression());
        if (this.accept(K.OFFSET)) expressions.push(this.expression());
        return;
      case 'ORDER':
      case 'SORT':
      case 'CLUSTER':
      case 'DISTRIBUTE':
        this.at++;
        this.accept(K.BY);
        for (const item of this.orderItems()) expressions.push(item.expr);
        return;
      case 'AS':
        this.alias();
        return;
      case 'DROP':
      case 'PIVOT':
      case 'UNPIVOT':
      case 'TABLESAMPLE':
        while (!this.done && this.code() !== Op['|>']) this.skipOne();
        return;
    }
  }

  private items(expressions: Expr[]): void {
    do expressions.push(this.selectItem().expr);
    while (this.accept(Op[',']));
  }
}
