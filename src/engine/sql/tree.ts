import type { Span } from '../types';
import type { Cte, Expr, Ident, Name, Query, SelectItem, Source } from './nodes';
import type { Tokens } from './reader/tokens';

/**
 * The syntax tree of a SQL text. It always exists: what the reader does not understand becomes an `opaque` node or an
 * entry in `Statement.opaque`, and what stands around it is read on. All offsets count in the SQL text.
 */
export interface SqlTree {
  readonly text: string;
  readonly tokens: Tokens;
  readonly statements: readonly Statement[];
}

/** A node while it is read: its fields can still be set. */
export type Open<T> = T extends unknown ? { -readonly [P in keyof T]: T[P] } : never;

/** Why a statement could not be read: such a statement is reported as skipped, and most rules leave it alone. */
export type Damage =
  'unknown statement' | 'unclosed string' | 'unclosed comment' | 'unclosed bracket' | 'stray bracket';

interface Base<K extends string> extends Span {
  readonly kind: K;
  /** The words that name the statement, for example `INSERT INTO`. */
  readonly head: Span;
  readonly damage?: Damage;
  /** Parts that were not understood, templates in unexpected places among them; empty for most statements. */
  readonly opaque: readonly Span[];
}

export interface QueryStatement extends Base<'query'> {
  readonly query: Query;
}

export interface InsertStatement extends Base<'insert'> {
  readonly overwrite: boolean;
  /** Absent for INSERT OVERWRITE DIRECTORY. */
  readonly target?: Name;
  readonly partition?: Span;
  readonly columns?: readonly Ident[];
  readonly byName: boolean;
  /** REPLACE WHERE, REPLACE USING (…), REPLACE ON …. */
  readonly replace?: { readonly kind: 'where' | 'using' | 'on'; readonly expr: Expr };
  readonly query?: Query;
}

/** `FROM s INSERT INTO a SELECT … INSERT INTO b SELECT …`. */
export interface MultiInsertStatement extends Base<'multi-insert'> {
  readonly sources: readonly Source[];
  readonly inserts: readonly InsertStatement[];
}

export interface MergeStatement extends Base<'merge'> {
  readonly target: Source;
  readonly source?: Source;
  readonly on?: Expr;
  readonly clauses: readonly MergeClause[];
  /** WITH before the MERGE. */
  readonly ctes?: readonly Cte[];
}

export interface MergeClause extends Span {
  readonly when: 'matched' | 'not matched' | 'not matched by source';
  readonly condition?: Expr;
  readonly action: 'update' | 'update *' | 'delete' | 'insert' | 'insert *' | 'unknown';
  readonly assignments: readonly Assignment[];
  readonly columns?: readonly Ident[];
  readonly values?: readonly Expr[];
}

/** `target = value` behind SET. */
export interface Assignment extends Span {
  readonly target: Expr;
  readonly value: Expr;
}

export interface UpdateStatement extends Base<'update'> {
  readonly target: Source;
  readonly assignments: readonly Assignment[];
  readonly where?: Expr;
}

export interface DeleteStatement extends Base<'delete'> {
  readonly target: Source;
  readonly where?: Expr;
}

export type CreatedObject =
  | 'table'
  | 'view'
  | 'materialized view'
  | 'streaming table'
  | 'schema'
  | 'catalog'
  | 'volume'
  | 'function'
  | 'procedure'
  | 'flow'
  | 'other';

export interface CreateStatement extends Base<'create'> {
  readonly object: CreatedObject;
  readonly orReplace: boolean;
  readonly orRefresh: boolean;
  readonly ifNotExists: boolean;
  readonly temporary: boolean;
  readonly name?: Name;
  readonly columns?: readonly ColumnDefinition[];
  readonly primaryKey?: readonly string[];
  readonly partitionedBy?: readonly Expr[];
  /** `'auto'` for CLUSTER BY AUTO; empty for CLUSTER BY NONE. */
  readonly clusterBy?: readonly Expr[] | 'auto';
  /** The format behind USING, in lower case. */
  readonly format?: string;
  readonly location?: Span;
  readonly clone?: Name;
  /** Behind AS; of a function that returns rows what stands behind RETURN, of a flow what it inserts. */
  readonly query?: Query;
  /** What a function returns, when it is no query. */
  readonly returns?: Expr;
}

export interface ColumnDefinition extends Span {
  readonly name: Ident;
  /** In lower case without spaces; absent where none is written. */
  readonly type?: string;
  readonly notNull: boolean;
  readonly primaryKey: boolean;
}

export interface VacuumStatement extends Base<'vacuum'> {
  readonly target?: Name;
  /** The number behind RETAIN, when it is a plain number. */
  readonly retain?: { readonly hours?: number; readonly span: Span };
  readonly dryRun: boolean;
}

export interface OptimizeStatement extends Base<'optimize'> {
  readonly target?: Name;
  readonly where?: Expr;
  readonly zorderBy?: readonly Expr[];
}

export interface CopyStatement extends Base<'copy'> {
  readonly target?: Name;
  readonly query?: Query;
}

export interface TruncateStatement extends Base<'truncate'> {
  readonly target?: Name;
  readonly partition?: Span;
}

export interface DropStatement extends Base<'drop'> {
  readonly object: string;
  readonly ifExists: boolean;
  readonly name?: Name;
}

export interface AlterStatement extends Base<'alter'> {
  readonly object: string;
  readonly name?: Name;
  /** What a view becomes. */
  readonly query?: Query;
}

/** `SET key = value`, `SET VAR x = …`, `RESET key`. */
export interface SetStatement extends Base<'set'> {
  readonly reset: boolean;
  readonly variable: boolean;
  readonly key?: { readonly text: string; readonly span: Span };
  readonly value?: { readonly text: string; readonly span: Span };
  /** The value of a variable. */
  readonly expr?: Expr;
}

export interface UseStatement extends Base<'use'> {
  readonly object: 'catalog' | 'schema' | 'unknown';
  readonly name?: Name;
}

/**
 * BEGIN … END. Control flow is not kept; the statements inside are, in the order of the text. Among them each condition
 * of IF, WHILE, CASE and REPEAT stands as `expressions`, each query of FOR as `other`.
 */
export interface ScriptStatement extends Base<'script'> {
  readonly statements: readonly Statement[];
}

/** One expression, or a comma list of select items: the text of `expr("…")` and `selectExpr("…")`. */
export interface ExpressionsStatement extends Base<'expressions'> {
  readonly items: readonly SelectItem[];
}

/** Every statement that no rule asks about yet. `words` are its leading keywords, in upper case. */
export interface OtherStatement extends Base<'other'> {
  readonly words: readonly string[];
  /** The query inside, as in EXPLAIN and CACHE TABLE … AS, or that of a FOR in a script. */
  readonly query?: Query;
  /** The first value of a variable that is declared. */
  readonly value?: Expr;
}

export type Statement =
  | QueryStatement
  | InsertStatement
  | MultiInsertStatement
  | MergeStatement
  | UpdateStatement
  | DeleteStatement
  | CreateStatement
  | VacuumStatement
  | OptimizeStatement
  | CopyStatement
  | TruncateStatement
  | DropStatement
  | AlterStatement
  | SetStatement
  | UseStatement
  | ScriptStatement
  | ExpressionsStatement
  | OtherStatement;
