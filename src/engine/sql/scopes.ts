import type { ColumnFacts } from '../types';
import { namesOf, tableOf, type ColumnReader, type Columns } from './columns';
import type { ColumnExpr, Cte, Relation, Select } from './nodes';
import { relationsOf } from './walk';

/** One item of FROM with what is known of it. */
export interface ScopeSource {
  readonly relation: Relation;
  /** Names by which its columns can be qualified, in lower case. */
  readonly names: readonly string[];
  readonly columns: Columns;
  /** True when it has these columns and no others. */
  readonly isClosed: boolean;
}

/** What a name in an expression means. */
export type Meaning =
  /** A column of a source; `column` is absent where the columns of the source are not all known. */
  | { readonly kind: 'column'; readonly scope: Scope; readonly source: ScopeSource; readonly column?: ColumnFacts }
  /** An item of the same SELECT list. */
  | { readonly kind: 'alias' }
  /** The source is there, and has no such column. */
  | { readonly kind: 'missing column'; readonly source: ScopeSource; readonly name: string }
  /** No source has such a column. */
  | { readonly kind: 'missing everywhere' }
  /** No source has that name, and none has a column of that name. */
  | { readonly kind: 'missing qualifier' }
  /** It may be a column of a source whose columns are not known. */
  | { readonly kind: 'unknown' };

/** Columns that Spark adds by itself to files, change feeds and streaming tables. */
const hidden = /^_(metadata|rescued_data|corrupt_record|change_type|commit_version|commit_timestamp)$|^__/;

/** The names that an expression of a SELECT, MERGE, UPDATE or DELETE can use. */
export class Scope {
  private byName?: Map<string, ScopeSource>;
  private byColumn?: Map<string, { source: ScopeSource; column: ColumnFacts }>;
  private aliasNames?: Set<string>;
  /** Sources that may have more columns than are known. */
  readonly open: readonly ScopeSource[];

  constructor(
    readonly sources: readonly ScopeSource[],
    /** The scope around a subquery that can refer to it. */
    readonly outer: Scope | undefined,
    readonly select?: Select,
  ) {
    this.open = sources.filter(({ isClosed }) => !isClosed);
  }

  /** The source that a qualifier names. */
  source(qualifier: string): ScopeSource | undefined {
    if (!this.byName) {
      this.byName = new Map();
      for (const source of this.sources)
        for (const name of source.names) if (!this.byName.has(name)) this.byName.set(name, source);
    }
    return this.byName.get(qualifier);
  }

  private column(name: string): { source: ScopeSource; column: ColumnFacts } | undefined {
    if (!this.byColumn) {
      this.byColumn = new Map();
      for (const source of this.sources) {
        for (const column of source.columns ?? []) {
          const key = column.name.toLowerCase();
          if (!this.byColumn.has(key)) this.byColumn.set(key, { source, column });
        }
      }
    }
    return this.byColumn.get(name);
  }

  private hasAlias(name: string): boolean {
    this.aliasNames ??= new Set(this.select?.items.flatMap(({ alias }) => (alias ? [alias.name.toLowerCase()] : [])));
    return this.aliasNames.has(name);
  }

  /** What a name means here. `seesAliases`: items of the SELECT list can be named, as in GROUP BY. */
  resolve(column: ColumnExpr, seesAliases: boolean): Meaning {
    const parts = column.parts.map(({ name }) => name.toLowerCase());
    let missing: Meaning | undefined;
    let isOpen = false;
    for (let scope: Scope | undefined = this; scope; scope = scope.outer) {
      const found = scope.own(parts);
      if (found?.kind === 'column') return found;
      missing ??= found;
      isOpen ||= scope.open.length > 0;
      if (seesAliases && scope === this && scope.hasAlias(parts[0]!)) return { kind: 'alias' };
    }
    if (missing) return missing;
    if (isOpen || hidden.test(parts[0]!)) return { kind: 'unknown' };
    return { kind: parts.length > 1 ? 'missing qualifier' : 'missing everywhere' };
  }

  /** What a name means in this scope alone. */
  private own(parts: readonly string[]): Meaning | undefined {
    let missing: Meaning | undefined;
    for (let length = Math.min(3, parts.length - 1); length > 0; length--) {
      const source = this.source(parts.slice(0, length).join('.'));
      if (!source) continue;
      const name = parts[length]!;
      const known = source.columns?.find((column) => column.name.toLowerCase() === name);
      if (known || !source.isClosed || hidden.test(name)) return { kind: 'column', scope: this, source, column: known };
      missing ??= { kind: 'missing column', source, name };
    }
    // `a.b` can also be the field `b` of a column `a`.
    const struct = this.column(parts[0]!);
    return struct ? { kind: 'column', scope: this, ...struct } : missing;
  }
}

/** The sources of a FROM list, those in brackets among them. */
export function scopeSources(relations: Iterable<Relation>, ctes: readonly Cte[], reader: ColumnReader): ScopeSource[] {
  return [...relations].map((relation) => {
    const columns = reader.ofRelation(relation, ctes);
    const known = columns ?? listedColumns(relation, reader);
    const isClosed = columns !== undefined && columns.every(({ name }) => name !== '' && !/[{}$]/.test(name));
    return { relation, names: namesOf(relation), columns: known, isClosed };
  });
}

/** The columns of a table that may have more than are listed. */
function listedColumns(relation: Relation, reader: ColumnReader): Columns {
  if (relation.kind !== 'table' || relation.modifiers.length > 0 || relation.columnAliases) return undefined;
  return tableOf(relation.name, reader.catalog)?.columns;
}

/** The scope of a SELECT. */
export function scopeOf(select: Select, ctes: readonly Cte[], outer: Scope | undefined, reader: ColumnReader): Scope {
  return new Scope(scopeSources(relationsOf(select.sources), ctes, reader), outer, select);
}
