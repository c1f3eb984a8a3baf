import type { MappedText } from '../documents/mapped-text';
import type { Span } from '../types';

/** Where every node stands: offsets in `Document.text`. */
interface Base {
  from: number;
  to: number;
  parent?: PyNode;
  /** What an expression stands for, once it has been evaluated; `valueOf` reads it. */
  known?: object;
}

export interface Name extends Base {
  type: 'Name';
  id: string;
}
export interface Attribute extends Base {
  type: 'Attribute';
  object: Expr;
  name: string;
  nameSpan: Span;
}
export interface Argument {
  readonly keyword?: string;
  /** `*` or `**` before the value. */
  readonly star?: '*' | '**';
  readonly value: Expr;
}
export interface Call extends Base {
  type: 'Call';
  func: Expr;
  args: Argument[];
  /** The argument list, parentheses included. */
  argsSpan: Span;
}
export interface Subscript extends Base {
  type: 'Subscript';
  object: Expr;
  items: Expr[];
}
/** One literal of a string: prefix letters, body, `{…}` of f-strings. Its spans count in the text of the cell. */
export interface StringPart {
  readonly prefix: string;
  readonly body: Span;
  readonly raw: string;
  readonly replacements: readonly { readonly span: Span; readonly expr?: Expr }[];
}
/** Adjacent literals make one string. `cell`: the text that the spans of the parts count in. */
export interface Str extends Base {
  type: 'Str';
  cell: MappedText;
  parts: StringPart[];
}
export interface Num extends Base {
  type: 'Num';
  text: string;
}
export interface Constant extends Base {
  type: 'Constant';
  value: 'True' | 'False' | 'None' | '...';
}
export interface Binary extends Base {
  type: 'Binary';
  op: string;
  opSpan: Span;
  left: Expr;
  right: Expr;
}
export interface Compare extends Base {
  type: 'Compare';
  /** `==`, `!=`, `<`, `in`, `not in`, `is`, `is not` … */
  op: string;
  opSpan: Span;
  left: Expr;
  right: Expr;
}
export interface Bool extends Base {
  type: 'Bool';
  op: 'and' | 'or';
  left: Expr;
  right: Expr;
}
export interface Unary extends Base {
  type: 'Unary';
  op: string;
  operand: Expr;
}
export interface Lambda extends Base {
  type: 'Lambda';
  params: Param[];
  body: Expr;
}
export interface Conditional extends Base {
  type: 'Conditional';
  body: Expr;
  test: Expr;
  orelse: Expr;
}
export interface Sequence extends Base {
  type: 'Tuple' | 'List' | 'Set';
  items: Expr[];
}
export interface Dict extends Base {
  type: 'Dict';
  /** A `**mapping` entry has no key. */
  entries: { key?: Expr; value: Expr }[];
}
export interface Comprehension extends Base {
  type: 'Comprehension';
  results: Expr[];
  clauses: { target: Expr; iterable: Expr; conditions: Expr[] }[];
}
export interface Walrus extends Base {
  type: 'Walrus';
  target: Expr;
  value: Expr;
}
export interface Wrapped extends Base {
  type: 'Await' | 'Yield' | 'Starred' | 'Paren';
  value: Expr;
}
/** Something that could not be read, or is nested too deep to look into. */
export interface Unknown extends Base {
  type: 'Unknown';
  children: Expr[];
}

export type Expr =
  | Name
  | Attribute
  | Call
  | Subscript
  | Str
  | Num
  | Constant
  | Binary
  | Compare
  | Bool
  | Unary
  | Lambda
  | Conditional
  | Sequence
  | Dict
  | Comprehension
  | Walrus
  | Wrapped
  | Unknown;

export interface Param {
  readonly name: string;
  readonly annotation?: Expr;
  readonly default?: Expr;
}

export interface ExprStmt extends Base {
  type: 'ExprStmt';
  value: Expr;
}
export interface Assign extends Base {
  type: 'Assign';
  targets: Expr[];
  annotation?: Expr;
  value?: Expr;
}
export interface AugAssign extends Base {
  type: 'AugAssign';
  target: Expr;
  op: string;
  value: Expr;
}
export interface FunctionDef extends Base {
  type: 'FunctionDef';
  name: string;
  nameSpan: Span;
  params: Param[];
  returns?: Expr;
  decorators: Expr[];
  body: Stmt[];
}
export interface ClassDef extends Base {
  type: 'ClassDef';
  name: string;
  bases: Argument[];
  decorators: Expr[];
  body: Stmt[];
}
export interface For extends Base {
  type: 'For';
  target: Expr;
  iterable: Expr;
  body: Stmt[];
  orelse: Stmt[];
}
export interface While extends Base {
  type: 'While';
  test: Expr;
  body: Stmt[];
  orelse: Stmt[];
}
/** `if`, `elif` and `else` as branches; the last test may be absent. Also `match`, whose tests are absent. */
export interface If extends Base {
  type: 'If';
  branches: { test?: Expr; body: Stmt[] }[];
}
export interface With extends Base {
  type: 'With';
  items: { value: Expr; target?: Expr }[];
  body: Stmt[];
}
export interface Try extends Base {
  type: 'Try';
  /** The body, the handlers, `else` and `finally`, in order. */
  blocks: Stmt[][];
}
export interface Return extends Base {
  type: 'Return';
  value?: Expr;
}
export interface Import extends Base {
  type: 'Import';
  /** `from MODULE import name as alias`: one entry a name; `import MODULE as alias`: no `name`. */
  names: { module: string; name?: string; alias?: string }[];
}
/** `del`, `assert`, `raise`, `global`, `pass` and the like: only their expressions matter. */
export interface Simple extends Base {
  type: 'Simple';
  keyword: string;
  values: Expr[];
}

export type Stmt =
  ExprStmt | Assign | AugAssign | FunctionDef | ClassDef | For | While | If | With | Try | Return | Import | Simple;
export type PyNode = Expr | Stmt;

/** The expression without the parentheses around it. */
export function unwrap(expr: Expr): Expr {
  let e = expr;
  while (e.type === 'Paren') e = e.value;
  return e;
}

/** The conditions that `&` joins at the top of a Column expression, the last one first. */
export function andParts(expr: Expr): Expr[] {
  const out: Expr[] = [];
  let e = unwrap(expr);
  while (e.type === 'Binary' && e.op === '&') {
    out.push(unwrap(e.right));
    e = unwrap(e.left);
  }
  out.push(e);
  return out;
}

/** The node around an expression, parentheses left out. */
export function parentOf(node: PyNode): PyNode | undefined {
  let p = node.parent;
  while (p?.type === 'Paren') p = p.parent;
  return p;
}

/** `a.b.c` for a dotted name, else `undefined`. */
export function dottedName(expr: Expr): string | undefined {
  const parts: string[] = [];
  let e = unwrap(expr);
  while (e.type === 'Attribute') {
    parts.push(e.name);
    e = unwrap(e.object);
  }
  if (e.type !== 'Name') return undefined;
  parts.push(e.id);
  return parts.reverse().join('.');
}
