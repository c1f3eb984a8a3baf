import { K, queryHeads } from './keywords';
import type { Cte, Expr, Ident, Name, Query, Source } from '../nodes';
import { PipeParser } from './pipes';
import { Kind, Op } from './tokens';
import type { Assignment, InsertStatement, MergeClause, Statement } from '../tree';

/** `Omit` that keeps the members of a union apart. */
type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** What a statement reader returns: the statement without what every statement has. */
export type Body<T extends Statement = Statement> = Without<T, 'from' | 'to' | 'opaque' | 'damage'>;

/** INSERT, MERGE, UPDATE, DELETE. */
export abstract class DmlParser extends PipeParser {
  protected nameOrNone(): Name | undefined {
    if (this.atName() || this.kind() === Kind.string) {
      const name = this.name();
      this.acceptVersionSuffix();
      return name;
    }
    this.noteOpaque(this.at);
    return undefined;
  }

  protected insert(ctes: readonly Cte[] = []): Body<InsertStatement> {
    const from = this.here;
    this.at++;
    this.acceptAll(K.WITH, K.SCHEMA, K.EVOLUTION);
    const overwrite = this.accept(K.OVERWRITE);
    if (!overwrite) this.accept(K.INTO);
    this.acceptAll(K.WITH, K.SCHEMA, K.EVOLUTION);
    const head = this.spanFrom(from);
    let target: Name | undefined;
    if (
      (this.code() === K.LOCAL && this.code(1) === K.DIRECTORY) ||
      (this.code() === K.DIRECTORY && this.code(1) !== Op['.'])
    ) {
      while (!this.done && !queryHeads.has(this.code())) this.skipOne();
    } else {
      if (this.code() === K.TABLE && this.atName(1)) this.at++;
      target = this.nameOrNone();
    }
    return { kind: 'insert', head, overwrite, target, ...this.insertTail(ctes) };
  }

  private insertTail(
    ctes: readonly Cte[],
  ): Pick<InsertStatement, 'partition' | 'columns' | 'byName' | 'replace' | 'query'> {
    let partition: InsertStatement['partition'];
    let columns: Ident[] | undefined;
    let byName = false;
    let replace: InsertStatement['replace'];
    let query: Query | undefined;
    while (!this.done && !query) {
      const before = this.at;
      if (this.code() === K.PARTITION && this.code(1) === Op['(']) {
        const from = this.here;
        this.at++;
        this.skipOne();
        partition = this.spanFrom(from);
      } else if (this.acceptAll(K.IF, K.NOT, K.EXISTS)) continue;
      else if (this.acceptAll(K.WITH, K.SCHEMA, K.EVOLUTION)) continue;
      else if (this.acceptAll(K.BY, K.NAME)) byName = true;
      else if (this.acceptAll(K.REPLACE, K.WHERE)) replace = { kind: 'where', expr: this.expression() };
      else if (this.acceptAll(K.REPLACE, K.ON)) replace = { kind: 'on', expr: this.expression() };
      else if (this.acceptAll(K.REPLACE, K.USING)) replace = { kind: 'using', expr: this.expression() };
      else if (this.code() === K.AS || (this.kind() === Kind.word && this.code() === 0)) this.alias();
      else if (this.code() === Op['('] && !this.atSubquery() && !columns) columns = this.identList();
      else if (queryHeads.has(this.code()) || this.code() === Op['(']) query = this.withCtes(ctes);
      if (this.at === before)
        this.skipUntil(() => queryHeads.has(this.code()) || this.code() === Op['('] || this.code() === K.REPLACE);
      if (this.at === before) this.at++;
    }
    return { partition, columns, byName, replace, query };
  }

  /** A query that the CTEs before the statement belong to. */
  private withCtes(ctes: readonly Cte[]): Query {
    const query = this.query();
    return ctes.length > 0 ? { ...query, ctes: [...ctes, ...query.ctes] } : query;
  }

  /** `t`, `t AS x`, `t x`: what UPDATE, DELETE and MERGE write to. */
  private target(): Source {
    const from = this.here;
    return { relation: this.relation(), from, to: this.endOf(from) };
  }

  protected merge(ctes?: readonly Cte[]): Body {
    const from = this.here;
    this.at++;
    this.acceptAll(K.WITH, K.SCHEMA, K.EVOLUTION);
    this.accept(K.INTO);
    const head = this.spanFrom(from);
    const target = this.target();
    let source: Source | undefined;
    let on: Expr | undefined;
    const atPart = () => this.code() === K.USING || this.code() === K.ON || this.code() === K.WHEN;
    this.skipUntil(atPart);
    if (this.accept(K.USING)) {
      source = this.target();
      this.skipUntil(atPart);
    }
    if (this.accept(K.ON)) on = this.expression();
    this.skipUntil(() => this.code() === K.WHEN);
    const clauses: MergeClause[] = [];
    while (this.code() === K.WHEN) {
      clauses.push(this.mergeClause());
      this.skipUntil(() => this.code() === K.WHEN);
    }
    return { kind: 'merge', head, target, source, on, clauses, ctes };
  }

  private mergeClause(): MergeClause {
    const from = this.here;
    this.at++;
    const not = this.accept(K.NOT);
    this.accept(K.MATCHED);
    let bySource = false;
    if (this.accept(K.BY)) {
      bySource = this.accept(K.SOURCE);
      if (!bySource) this.accept(K.TARGET);
    }
    const when = !not ? 'matched' : bySource ? 'not matched by source' : 'not matched';
    const condition = this.accept(K.AND) ? this.expression() : undefined;
    this.skipUntil(() => this.code() === K.THEN || this.code() === K.WHEN);
    this.accept(K.THEN);
    let action: MergeClause['action'] = 'unknown';
    let assignments: Assignment[] = [];
    let columns: Ident[] | undefined;
    let values: Expr[] | undefined;
    if (this.accept(K.DELETE)) action = 'delete';
    else if (this.accept(K.UPDATE)) {
      this.accept(K.SET);
      action = this.code() === Op['*'] ? 'update *' : 'update';
      if (action === 'update *') this.at++;
      else assignments = this.assignments();
    } else if (this.accept(K.INSERT)) {
      action = this.code() === Op['*'] ? 'insert *' : 'insert';
      if (action === 'insert *') this.at++;
      if (this.code() === Op['(']) columns = this.identList();
      if (this.accept(K.VALUES) && this.code() === Op['(']) values = this.inBrackets(() => this.argumentList());
    } else this.noteOpaque(this.at);
    return { when, condition, action, assignments, columns, values, from, to: this.endOf(from) };
  }

  private assignments(): Assignment[] {
    const list: Assignment[] = [];
    do {
      const from = this.here;
      const first = this.at;
      const target = this.primary();
      if (!this.accept(Op['=']) && !this.accept(Op['=='])) {
        this.skipUntil(() => this.code() === Op[','] || this.code() === K.WHERE || this.code() === K.WHEN);
        if (this.at === first) this.noteOpaque(first);
        continue;
      }
      // DEFAULT is read as a column of that name; nobody can mistake it.
      const value = this.expression();
      list.push({ target, value, from, to: this.endOf(from) });
    } while (this.accept(Op[',']));
    return list;
  }

  protected update(): Body {
    const from = this.here;
    this.at++;
    const head = this.spanFrom(from);
    const target = this.target();
    this.skipUntil(() => this.code() === K.SET || this.code() === K.WHERE);
    const assignments = this.accept(K.SET) ? this.assignments() : [];
    const where = this.whereClause();
    return { kind: 'update', head, target, assignments, where };
  }

  protected delete(): Body {
    const from = this.here;
    this.at++;
    this.accept(K.FROM);
    const head = this.spanFrom(from);
    const target = this.target();
    return { kind: 'delete', head, target, where: this.whereClause() };
  }

  protected whereClause(): Expr | undefined {
    this.skipUntil(() => this.code() === K.WHERE);
    return this.accept(K.WHERE) ? this.expression() : undefined;
  }
}
