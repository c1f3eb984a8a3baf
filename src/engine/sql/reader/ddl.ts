import { DmlParser, type Body } from './dml';
import { K, queryHeads } from './keywords';
import type { Expr, Ident, Name, Query } from '../nodes';
import { Kind, Op } from './tokens';
import type { ColumnDefinition, CreatedObject, CreateStatement } from '../tree';

type Parts = {
  -readonly [
    P in 'columns' | 'primaryKey' | 'partitionedBy' | 'clusterBy' | 'format' | 'location' | 'clone' | 'query'
  ]?: CreateStatement[P];
};

/** CREATE and its parts. */
export abstract class DdlParser extends DmlParser {
  protected create(): Body {
    const from = this.here;
    this.at++;
    const orReplace = this.acceptAll(K.OR, K.REPLACE);
    const orRefresh = this.acceptAll(K.OR, K.REFRESH);
    let temporary = false;
    for (;;) {
      if (this.accept(K.TEMPORARY) || this.accept(K.TEMP) || this.accept(K.GLOBAL)) temporary = true;
      else if (this.accept(K.PRIVATE) || this.accept(K.EXTERNAL) || this.accept(K.LIVE) || this.accept(K.FOREIGN))
        continue;
      else if (this.code() === K.INCREMENTAL && this.code(1) !== Op['(']) this.at++;
      else break;
    }
    const object = this.createdObject();
    const ifNotExists = this.acceptAll(K.IF, K.NOT, K.EXISTS);
    const head = this.spanFrom(from);
    const flags = { orReplace, orRefresh, ifNotExists, temporary };
    if (object === 'other' || !this.atName()) {
      const query = this.asQuery();
      return { kind: 'create', head, object, ...flags, query };
    }
    const name = this.name();
    if (object === 'function') return { kind: 'create', head, object, ...flags, name, ...this.functionBody() };
    if (object === 'flow') return { kind: 'create', head, object, ...flags, name, query: this.flowQuery() };
    if (object === 'procedure' || object === 'schema' || object === 'catalog' || object === 'volume') {
      this.at = this.end;
      return { kind: 'create', head, object, ...flags, name };
    }
    return { kind: 'create', head, object, ...flags, name, ...this.createParts() };
  }

  private createdObject(): CreatedObject {
    if (this.acceptAll(K.STREAMING, K.TABLE) || this.acceptAll(K.STREAMING, K.LIVE, K.TABLE)) return 'streaming table';
    if (this.acceptAll(K.MATERIALIZED, K.VIEW)) return 'materialized view';
    if (this.accept(K.TABLE)) return 'table';
    if (this.accept(K.VIEW)) return 'view';
    if (this.accept(K.SCHEMA) || this.accept(K.DATABASE)) return 'schema';
    if (this.accept(K.CATALOG)) return 'catalog';
    if (this.accept(K.VOLUME)) return 'volume';
    if (this.accept(K.FUNCTION)) return 'function';
    if (this.accept(K.PROCEDURE)) return 'procedure';
    if (this.accept(K.FLOW)) return 'flow';
    return 'other';
  }

  /** What stands behind RETURN: a query or an expression. */
  private functionBody(): Pick<CreateStatement, 'query' | 'returns'> {
    while (!this.done && this.code() !== K.RETURN) this.skipOne();
    if (!this.accept(K.RETURN)) return {};
    return this.atQuery() ? { query: this.query() } : { returns: this.expression() };
  }

  /** `AS INSERT INTO t BY NAME SELECT …`. */
  private flowQuery(): Query | undefined {
    while (!this.done) {
      if (this.acceptAll(K.BY, K.NAME) && this.atQuery()) return this.query();
      this.skipOne();
    }
    return undefined;
  }

  /** A query behind AS, however far it is; everything between is taken as read. */
  protected asQuery(): Query | undefined {
    while (!this.done) {
      if (this.code() === K.AS && this.atQuery(1)) {
        this.at++;
        return this.query();
      }
      this.skipOne();
    }
    return undefined;
  }

  protected atQuery(offset = 0): boolean {
    const code = this.code(offset);
    if (code === Op['(']) return this.atSubquery(this.at + offset);
    return this.kind(offset) === Kind.word && queryHeads.has(code);
  }

  /** What stands behind the name of a table or view: the clauses come in any order. */
  private createParts(): Parts {
    const parts: Parts = {};
    if (this.code() === Op['('] && !this.atSubquery()) this.columnDefinitions(parts);
    while (!this.done) {
      const before = this.at;
      if (this.acceptAll(K.PARTITIONED, K.BY) && this.code() === Op['('])
        parts.partitionedBy = this.partitionColumns(parts);
      else if (this.acceptAll(K.CLUSTER, K.BY)) parts.clusterBy = this.clusterBy();
      else if (this.accept(K.USING) && this.atName()) parts.format = this.name().text;
      else if (this.accept(K.COMMENT)) this.skipOne();
      else if (this.accept(K.LOCATION)) parts.location = this.skippedSpan();
      else if (this.code() === K.AS && this.atQuery(1)) {
        this.at++;
        parts.query = this.query();
      } else if (this.atQuery() && this.code() !== K.WITH && this.code() !== K.TABLE && this.code() !== K.MAP) {
        parts.query = this.query();
      } else if (this.code() === K.WITH && this.atName(1) && this.code(2) === K.AS) parts.query = this.query();
      else if (this.acceptAll(K.SHALLOW, K.CLONE) || this.acceptAll(K.DEEP, K.CLONE) || this.accept(K.CLONE)) {
        parts.clone = this.nameOrNone();
      } else if (this.accept(K.LIKE)) parts.clone = this.nameOrNone();
      else if (this.acceptAll(K.FLOW, K.AUTO, K.CDC)) this.at = this.end;
      else if (this.at === before) this.tableClause();
    }
    return parts;
  }

  private skippedSpan(): { from: number; to: number } {
    const from = this.here;
    if (!this.done) this.skipOne();
    return this.spanFrom(from);
  }

  /** TBLPROPERTIES, OPTIONS, WITH ROW FILTER and everything else that only has to be stepped over. */
  private tableClause(): void {
    const first = this.at;
    this.skipOne();
    if (this.tokens.kinds[first] === Kind.template) this.noteOpaque(first);
  }

  private clusterBy(): readonly Expr[] | 'auto' {
    if (this.accept(K.AUTO)) return 'auto';
    if (this.code() === Op['(']) return this.inBrackets(() => (this.done ? [] : this.expressions()));
    this.skipOne();
    return [];
  }

  /** `PARTITIONED BY (a, b)`, `(days(ts))`, and Hive's form that declares the columns there, `(a STRING)`. */
  private partitionColumns(parts: Parts): Expr[] {
    const found: Expr[] = [];
    const declared: ColumnDefinition[] = [];
    this.inBrackets(() => {
      while (!this.done) {
        if (this.atName() && (this.kind(1) === Kind.word || this.kind(1) === Kind.template)) {
          const column = this.columnDefinition();
          declared.push(column);
          found.push({ kind: 'column', parts: [column.name], from: column.name.from, to: column.name.to });
        } else found.push(this.expression());
        this.skipUntil(() => this.code() === Op[',']);
        this.accept(Op[',']);
      }
    });
    if (declared.length > 0) parts.columns = [...(parts.columns ?? []), ...declared];
    return found;
  }

  private columnDefinitions(parts: Parts): void {
    const columns: ColumnDefinition[] = [];
    this.inBrackets(() => {
      while (!this.done) {
        if (
          this.code() === K.CONSTRAINT ||
          (this.code() === K.PRIMARY && this.code(1) === K.KEY) ||
          this.code() === K.FOREIGN
        ) {
          const key = this.constraint();
          if (key) parts.primaryKey = key;
        } else if (this.code() === K.CHECK && this.code(1) === Op['(']) this.skipToComma();
        else if (this.atName()) columns.push(this.columnDefinition());
        this.skipUntil(() => this.code() === Op[',']);
        this.accept(Op[',']);
      }
    });
    if (columns.length === 0) return;
    parts.columns = columns;
    const inline = columns.filter((column) => column.primaryKey).map((column) => column.name.name);
    if (inline.length > 0) parts.primaryKey ??= inline;
  }

  /** `[CONSTRAINT name] PRIMARY KEY (a, b)` gives its columns; other constraints are stepped over. */
  private constraint(): string[] | undefined {
    let key: Ident[] | undefined;
    while (!this.done && this.code() !== Op[',']) {
      if (this.acceptAll(K.PRIMARY, K.KEY) && this.code() === Op['(']) key = this.identListQuietly();
      else this.skipOne();
    }
    return key?.map((ident) => ident.name);
  }

  /** Like `identList`, for lists in which words may follow a name (`id TIMESERIES`). */
  private identListQuietly(): Ident[] {
    return this.inBrackets(() => {
      const list: Ident[] = [];
      while (!this.done) {
        if (this.atName()) list.push(this.ident());
        this.skipToComma();
        this.accept(Op[',']);
      }
      return list;
    });
  }

  private skipToComma(): void {
    while (!this.done && this.code() !== Op[',']) this.skipOne();
  }

  private columnDefinition(): ColumnDefinition {
    const from = this.here;
    const name = this.ident();
    this.accept(Op[':']);
    let type: string | undefined;
    if (this.atName() && !this.atColumnOption()) type = this.type();
    let notNull = false;
    let primaryKey = false;
    while (!this.done && this.code() !== Op[',']) {
      if (this.acceptAll(K.NOT, K.NULL)) notNull = true;
      else if (this.acceptAll(K.PRIMARY, K.KEY)) primaryKey = true;
      else this.skipOne();
    }
    return { name, type, notNull: notNull || primaryKey, primaryKey, from, to: this.endOf(from) };
  }

  private atColumnOption(): boolean {
    const code = this.code();
    return (
      code === K.COMMENT ||
      code === K.NOT ||
      code === K.DEFAULT ||
      code === K.GENERATED ||
      code === K.MASK ||
      code === K.PRIMARY ||
      code === K.CONSTRAINT
    );
  }

  protected objectName(): Name | undefined {
    return this.atName() || this.kind() === Kind.string ? this.name() : undefined;
  }
}
