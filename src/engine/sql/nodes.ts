import type { Span } from '../types';

/** One part of a name. */
export interface Ident extends Span {
  /** Without backticks, as it is written. */
  readonly name: string;
}

/** The name of a table, view or function. */
export interface Name extends Span {
  readonly parts: readonly Ident[];
  /** `main.sales.orders`, in lower case and without backticks. */
  readonly text: string;
  /** False when a part of it is only known at run time (`{schema}.t`, `IDENTIFIER(:t)`). */
  readonly known: boolean;
}

interface Of<K extends string> extends Span {
  readonly kind: K;
}

/** `a`, `t.a`, `t.a.field`: which parts are table, column and field is for the rule to decide. */
export interface ColumnExpr extends Of<'column'> {
  readonly parts: readonly Ident[];
}
/** `*`, `t.*`, with its EXCEPT and REPLACE lists. */
export interface StarExpr extends Of<'star'> {
  readonly qualifier: readonly Ident[];
  readonly except: boolean;
  readonly replace: boolean;
}
export interface LiteralExpr extends Of<'literal'> {
  readonly type: 'string' | 'number' | 'boolean' | 'null' | 'date' | 'timestamp' | 'interval' | 'binary';
}
export interface CallExpr extends Of<'call'> {
  readonly name: Name;
  readonly args: readonly Expr[];
  readonly distinct: boolean;
  readonly filter?: Expr;
  readonly over?: WindowSpec;
}
/** What stands behind OVER. A named window has no parts. */
export interface WindowSpec extends Span {
  readonly name?: Ident;
  readonly partitionBy: readonly Expr[];
  readonly orderBy: readonly OrderItem[];
  readonly frame?: Span;
}
export interface CaseExpr extends Of<'case'> {
  readonly operand?: Expr;
  readonly branches: readonly { readonly when: Expr; readonly then: Expr }[];
  readonly otherwise?: Expr;
}
export interface CastExpr extends Of<'cast'> {
  readonly expr: Expr;
  /** The type in lower case without spaces: `decimal(10,2)`. */
  readonly type: string;
}
export interface BetweenExpr extends Of<'between'> {
  readonly not: boolean;
  readonly expr: Expr;
  readonly low: Expr;
  readonly high: Expr;
}
export interface InExpr extends Of<'in'> {
  readonly not: boolean;
  readonly expr: Expr;
  readonly list: readonly Expr[];
  readonly query?: Query;
}
export interface LikeExpr extends Of<'like'> {
  readonly not: boolean;
  /** `LIKE`, `ILIKE`, `RLIKE`. */
  readonly operator: string;
  readonly expr: Expr;
  readonly pattern: Expr;
}
/** `IS [NOT] NULL | TRUE | FALSE | UNKNOWN`. */
export interface IsExpr extends Of<'is'> {
  readonly not: boolean;
  readonly expr: Expr;
  readonly what: string;
}
export interface UnaryExpr extends Of<'unary'> {
  /** `NOT`, `-`, `+`, `~`. */
  readonly operator: string;
  readonly expr: Expr;
}
/** AND, OR, comparisons, arithmetic, `IS [NOT] DISTINCT FROM` (as `<=>`). Long chains lean to the left: never recurse over `left`. */
export interface BinaryExpr extends Of<'binary'> {
  /** In upper case: `AND`, `=`, `<>`, `||`. `!=` and `==` stay as written. */
  readonly operator: string;
  readonly operatorSpan: Span;
  readonly left: Expr;
  readonly right: Expr;
}
export interface SubqueryExpr extends Of<'subquery'> {
  readonly query: Query;
}
export interface ExistsExpr extends Of<'exists'> {
  readonly query: Query;
}
export interface LambdaExpr extends Of<'lambda'> {
  readonly params: readonly Ident[];
  readonly body: Expr;
}
export interface IndexExpr extends Of<'index'> {
  readonly expr: Expr;
  readonly index: Expr;
}
/** A field of something that is no plain column: `f(x).a`, `m['k'].b`. */
export interface FieldExpr extends Of<'field'> {
  readonly expr: Expr;
  readonly name: Ident;
}
/** `raw:a.b[0]`. */
export interface PathExpr extends Of<'path'> {
  readonly expr: Expr;
  readonly path: Span;
}
/** `:name` or `?`. */
export interface ParameterExpr extends Of<'parameter'> {
  readonly name: string;
}
/** Something that is only known at run time: a hole of an f-string, `${x}`, `{{ x }}`. */
export interface HoleExpr extends Of<'hole'> {
  readonly text: string;
}
export interface ParenExpr extends Of<'paren'> {
  readonly expr: Expr;
}
/** `(a, b)`. */
export interface TupleExpr extends Of<'tuple'> {
  readonly items: readonly Expr[];
}
/** `name => value` in a call, and `value AS name` in `struct(…)`. */
export interface NamedExpr extends Of<'named'> {
  readonly name: Ident;
  readonly expr: Expr;
}
/** Tokens that are no expression we know; empty where one is missing. */
export type OpaqueExpr = Of<'opaque'>;

export type Expr =
  | ColumnExpr
  | StarExpr
  | LiteralExpr
  | CallExpr
  | CaseExpr
  | CastExpr
  | BetweenExpr
  | InExpr
  | LikeExpr
  | IsExpr
  | UnaryExpr
  | BinaryExpr
  | SubqueryExpr
  | ExistsExpr
  | LambdaExpr
  | IndexExpr
  | FieldExpr
  | PathExpr
  | ParameterExpr
  | HoleExpr
  | ParenExpr
  | TupleExpr
  | NamedExpr
  | OpaqueExpr;

export interface OrderItem extends Span {
  readonly expr: Expr;
  readonly descending: boolean;
}

export interface SelectItem extends Span {
  readonly expr: Expr;
  readonly alias?: Ident;
}

export interface Cte extends Span {
  readonly name: Ident;
  readonly columns?: readonly Ident[];
  readonly query: Query;
}

/** A whole query: WITH, body, ORDER BY, LIMIT, and the `|>` steps behind it. */
export interface Query extends Of<'query'> {
  readonly ctes: readonly Cte[];
  readonly body: QueryBody;
  readonly orderBy: readonly OrderItem[];
  readonly limit?: Expr;
  readonly offset?: Expr;
  readonly pipes: readonly Pipe[];
}

/** A `|>` step behind a query: its first word in upper case, and what is written behind it. */
export interface Pipe extends Span {
  readonly operator: string;
  readonly expressions: readonly Expr[];
  readonly sources: readonly Source[];
  /** The other operand of UNION, EXCEPT, INTERSECT. */
  readonly query?: Query;
}

export interface Select extends Of<'select'> {
  /** The word SELECT itself; for a query that begins with FROM and has no SELECT: the FROM. */
  readonly head: Span;
  readonly hints: readonly string[];
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  /** The FROM list in the order of the text; the first one has no `join`. */
  readonly sources: readonly Source[];
  readonly where?: Expr;
  readonly groupBy?: GroupBy;
  readonly having?: Expr;
  readonly qualify?: Expr;
  readonly windows: readonly { readonly name: Ident; readonly spec: WindowSpec }[];
}

export interface GroupBy extends Span {
  readonly all: boolean;
  readonly items: readonly Expr[];
}

/** UNION, EXCEPT, INTERSECT. Kept flat: `operators[i]` stands between `operands[i]` and `operands[i + 1]`. */
export interface SetOperation extends Of<'set'> {
  readonly operands: readonly QueryBody[];
  readonly operators: readonly SetOperator[];
}
export interface SetOperator extends Span {
  /** `MINUS` counts as `EXCEPT`. */
  readonly operator: 'UNION' | 'EXCEPT' | 'INTERSECT';
  readonly all: boolean;
  readonly distinct: boolean;
  readonly byName: boolean;
}

/** `rows` holds the first thousand, `rowCount` counts them all. */
export interface Values extends Of<'values'> {
  readonly rows: readonly Expr[];
  readonly rowCount: number;
}
export interface TableBody extends Of<'table'> {
  readonly name: Name;
}
export type QueryBody = Select | SetOperation | Values | TableBody | Query | Of<'opaque'>;

export interface Source extends Span {
  readonly relation: Relation;
  readonly join?: Join;
}

export type JoinKind = 'comma' | 'inner' | 'cross' | 'left' | 'right' | 'full' | 'semi' | 'anti';

export interface Join extends Span {
  readonly kind: JoinKind;
  readonly natural: boolean;
  readonly lateral: boolean;
  readonly on?: Expr;
  readonly using?: readonly Ident[];
}

interface Aliased {
  readonly alias?: Ident;
  /** `AS t(a, b)`. */
  readonly columnAliases?: readonly Ident[];
  /** PIVOT, UNPIVOT, TABLESAMPLE, WATERMARK, time travel behind the relation. */
  readonly modifiers: readonly Modifier[];
}
export interface Modifier extends Span {
  readonly kind: 'pivot' | 'unpivot' | 'sample' | 'version' | 'watermark' | 'options' | 'other';
}

export interface TableRelation extends Of<'table'>, Aliased {
  readonly name: Name;
  /** `STREAM t` or `STREAM(t)`. */
  readonly stream: boolean;
}
export interface SubqueryRelation extends Of<'subquery'>, Aliased {
  readonly query: Query;
}
/** `range(10)`, `explode(…)`, `read_files(…)`, `LATERAL VIEW explode(…) t AS a`. */
export interface FunctionRelation extends Of<'function'>, Aliased {
  readonly name: Name;
  readonly args: readonly Expr[];
  readonly stream: boolean;
  readonly lateralView: boolean;
}
export interface ValuesRelation extends Of<'values'>, Aliased {
  readonly values: Values;
}
/** `(a JOIN b ON …)`. */
export interface GroupRelation extends Of<'group'>, Aliased {
  readonly sources: readonly Source[];
}
export interface OpaqueRelation extends Of<'opaque'>, Aliased {}
export type Relation =
  TableRelation | SubqueryRelation | FunctionRelation | ValuesRelation | GroupRelation | OpaqueRelation;
