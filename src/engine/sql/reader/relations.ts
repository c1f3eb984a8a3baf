import { ExpressionParser } from './expressions';
import { joinWords, K, queryClauses, subqueryHeads } from './keywords';
import type { Expr, Ident, Join, JoinKind, Modifier, Query, Relation, Source, Values } from '../nodes';
import { Kind, Op } from './tokens';
import type { Open } from '../tree';

/** How many rows of VALUES are kept: nobody asks for more, and a file may hold millions. */
const keptRows = 1000;

/** What a relation gets from the words behind it. */
interface Suffix {
  alias?: Ident;
  columnAliases?: Ident[];
  modifiers: Modifier[];
}

/** FROM: tables, subqueries, table functions, joins, and what may follow each of them. */
export abstract class RelationParser extends ExpressionParser {
  abstract override query(): Query;

  /** Everything between FROM and the next clause. */
  protected sources(): Source[] {
    const list: Source[] = [];
    const first = this.here;
    list.push({ relation: this.relation(), ...this.spanFrom(first) });
    this.joins(list);
    return list;
  }

  /** The joins and lateral views behind a relation. */
  protected joins(list: Source[]): void {
    while (!this.done) {
      const from = this.here;
      const before = this.at;
      const join = this.joinHead();
      if (join) {
        list.push(this.joined(join, from));
        continue;
      }
      this.at = before;
      if (this.code() === K.LATERAL && this.code(1) === K.VIEW) list.push(this.lateralView());
      else break;
    }
  }

  /** The words of a join up to its relation, or `undefined`. */
  private joinHead(): { kind: JoinKind; natural: boolean; lateral: boolean; to: number } | undefined {
    let kind: JoinKind = 'inner';
    let natural = false;
    if (this.accept(Op[','])) kind = 'comma';
    else {
      if (!joinWords.has(this.code())) return undefined;
      for (; joinWords.has(this.code()) && this.code() !== K.JOIN; this.at++) {
        const code = this.code();
        if (code === K.NATURAL) natural = true;
        else if (code === K.CROSS) kind = 'cross';
        else if (code === K.LEFT) kind = 'left';
        else if (code === K.RIGHT) kind = 'right';
        else if (code === K.FULL) kind = 'full';
        else if (code === K.SEMI) kind = 'semi';
        else if (code === K.ANTI) kind = 'anti';
        if (this.code(1) === K.OUTER) this.at++;
      }
      if (!this.accept(K.JOIN)) return undefined;
    }
    const to = this.before;
    const lateral = this.code() === K.LATERAL && this.code(1) !== K.VIEW && this.accept(K.LATERAL);
    return { kind, natural, lateral, to };
  }

  private joined(head: { kind: JoinKind; natural: boolean; lateral: boolean; to: number }, from: number): Source {
    const relation = this.relation();
    let on: Expr | undefined;
    let using: Ident[] | undefined;
    if (head.kind !== 'comma') {
      if (this.accept(K.ON)) {
        on = this.expression();
        this.skipUntil(() => this.atFromEnd());
      } else if (this.code() === K.USING && this.code(1) === Op['(']) {
        this.at++;
        using = this.identList();
        // `JOIN b USING (id) AS x` names the joined keys.
        if (this.code() === K.AS) this.alias();
      }
    }
    const { kind, natural, lateral } = head;
    const join: Join = { kind, natural, lateral, on, using, from, to: head.to };
    return { relation, join, from, to: this.endOf(from) };
  }

  /** True where the FROM list cannot go on with the same relation. */
  private atFromEnd(): boolean {
    const code = this.code();
    return (
      code === Op[','] || code === Op['|>'] || joinWords.has(code) || queryClauses.has(code) || this.atClauseWord()
    );
  }

  private lateralView(): Source {
    const from = this.here;
    this.at += 2;
    this.accept(K.OUTER);
    const name = this.atName() ? this.name() : { parts: [], text: '', known: false, from, to: from };
    const args = this.code() === Op['('] ? this.inBrackets(() => this.argumentList()) : [];
    const alias = this.code() === K.AS ? undefined : this.alias();
    const columnAliases: Ident[] = [];
    if (this.accept(K.AS)) {
      if (this.code() === Op['(']) columnAliases.push(...this.identList());
      else
        do if (this.atName()) columnAliases.push(this.ident());
        while (this.code() === Op[','] && this.atName(1) && this.accept(Op[',']));
    }
    const span = this.spanFrom(from);
    const relation: Relation = {
      kind: 'function',
      name,
      args,
      alias,
      columnAliases,
      modifiers: [],
      stream: false,
      lateralView: true,
      ...span,
    };
    const join: Join = { kind: 'cross', natural: false, lateral: true, from, to: name.from };
    return { relation, join, ...span };
  }

  protected relation(): Relation {
    const from = this.here;
    const lateral = this.code() === K.LATERAL && this.code(1) !== K.VIEW;
    if (lateral) this.at++;
    const stream = this.code() === K.STREAM && (this.code(1) === Op['('] || (this.atName(1) && this.code(1) < 100));
    if (stream) {
      this.at++;
      if (this.code() === Op['(']) {
        const inner = this.inBrackets(() => this.plainRelation(true));
        return this.withSuffix(inner, from);
      }
    }
    return this.withSuffix(this.plainRelation(stream), from);
  }

  private withSuffix(relation: Relation, from: number): Relation {
    const { alias, columnAliases, modifiers } = this.suffix();
    const open: Open<Relation> = relation;
    open.alias = alias;
    open.columnAliases = columnAliases;
    open.modifiers = modifiers;
    open.from = from;
    open.to = this.before;
    return relation;
  }

  private plainRelation(stream: boolean): Relation {
    const from = this.here;
    const modifiers: Modifier[] = [];
    if (this.code() === Op['(']) return this.bracketRelation();
    if (this.code() === K.VALUES && !this.isName()) {
      const values = this.values();
      return { kind: 'values', values, modifiers, from, to: values.to };
    }
    if ((this.atName() && !this.atClauseWord()) || this.kind() === Kind.string) {
      if (this.code() === K.TABLE && this.atName(1)) this.at++;
      const name = this.name();
      this.acceptVersionSuffix();
      if (this.code() === Op['('] && name.parts.length > 0 && !/^identifier\(/i.test(name.text)) {
        const args = this.nested(
          () => this.inBrackets(() => this.argumentList()),
          () => [this.opaqueBracket()],
        );
        return { kind: 'function', name, args, stream, lateralView: false, modifiers, from, to: this.endOf(from) };
      }
      return { kind: 'table', name, stream, modifiers, from, to: this.endOf(from) };
    }
    this.noteOpaque(this.at);
    return { kind: 'opaque', modifiers, from, to: from };
  }

  private isName(): boolean {
    return this.code(1) !== Op['('] && this.kind(1) === Kind.operator;
  }

  private bracketRelation(): Relation {
    const from = this.here;
    const modifiers: Modifier[] = [];
    return this.nested<Relation>(
      () => {
        const inner = this.code(1);
        if (this.atSubquery() || inner === K.FROM || inner === K.MAP || inner === K.REDUCE) {
          const query = this.inBrackets(() => this.query());
          return { kind: 'subquery', query, modifiers, from, to: this.endOf(from) };
        }
        const sources = this.inBrackets(() => this.sources());
        return { kind: 'group', sources, modifiers, from, to: this.endOf(from) };
      },
      () => {
        this.opaqueBracket();
        return { kind: 'opaque', modifiers, from, to: this.endOf(from) };
      },
    );
  }

  /** Alias, time travel, sample, PIVOT: they come in several orders. */
  private suffix(): Suffix {
    const suffix: Suffix = { modifiers: [] };
    for (;;) {
      const modifier = this.modifier();
      if (modifier) {
        suffix.modifiers.push(modifier);
        continue;
      }
      if (suffix.alias && suffix.modifiers.length === 0) return suffix;
      if (this.code() === K.AS && this.code(1) === Op['(']) this.at++;
      const alias = this.alias();
      if (!alias && (this.code() !== Op['('] || suffix.columnAliases)) return suffix;
      if (alias) suffix.alias = alias;
      if (this.code() === Op['('] && !subqueryHeads.has(this.code(1))) suffix.columnAliases = this.identList();
      else if (!alias) return suffix;
    }
  }

  private modifier(): Modifier | undefined {
    const from = this.here;
    const code = this.code();
    if (code === K.PIVOT || code === K.UNPIVOT) {
      this.at++;
      if (this.acceptAll(K.INCLUDE, K.NULLS) || this.acceptAll(K.EXCLUDE, K.NULLS)) void 0;
      if (this.code() === Op['(']) this.skipOne();
      return { kind: code === K.PIVOT ? 'pivot' : 'unpivot', from, to: this.endOf(from) };
    }
    if (code === K.TABLESAMPLE) {
      this.at++;
      if (this.atName()) this.at++;
      if (this.code() === Op['(']) this.skipOne();
      if (this.code() === K.REPEATABLE) {
        this.at++;
        if (this.code() === Op['(']) this.skipOne();
      }
      return { kind: 'sample', from, to: this.endOf(from) };
    }
    if (code === K.WATERMARK) {
      this.skipUntilQuietly(() => this.atFromEnd() || this.code() === K.AS);
      return { kind: 'watermark', from, to: this.endOf(from) };
    }
    if (code === K.WITH && this.code(1) === Op['(']) {
      this.at++;
      this.skipOne();
      return { kind: 'options', from, to: this.endOf(from) };
    }
    if (
      code === K.FOR &&
      (this.code(1) === K.VERSION ||
        this.code(1) === K.TIMESTAMP ||
        this.code(1) === K.SYSTEM_TIME ||
        this.code(1) === K.SYSTEM_VERSION)
    )
      this.at++;
    const kind = this.code();
    if (
      (kind === K.VERSION || kind === K.TIMESTAMP || kind === K.SYSTEM_TIME || kind === K.SYSTEM_VERSION) &&
      this.code(1) === K.AS &&
      this.code(2) === K.OF
    ) {
      this.at += 3;
      this.expression();
      return { kind: 'version', from, to: this.endOf(from) };
    }
    return undefined;
  }

  private skipUntilQuietly(stop: () => boolean): void {
    while (!this.done && !stop()) this.skipOne();
  }

  protected values(): Values {
    const from = this.here;
    this.at++;
    const rows: Expr[] = [];
    let rowCount = 0;
    do {
      if (this.done) break;
      rowCount++;
      if (rows.length < keptRows) rows.push(this.expression());
      else while (!this.done && this.code() !== Op[','] && !this.atClauseWord()) this.skipOne();
    } while (this.accept(Op[',']));
    return { kind: 'values', rows, rowCount, from, to: this.endOf(from) };
  }
}
