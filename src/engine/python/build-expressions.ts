import type { TreeCursor } from '@lezer/common';
import type { Span } from '../types';
import type { Argument, Expr, Param, PyNode, Sequence, StringPart } from './ast';
import { CursorReader } from './cursor';
import { adopt, asTarget, isExpression, dictEntries, paramExpressions, splitLiteral } from './build-helpers';

/** Deeper than this nobody writes; what lies below stays unread. */
const MAX_DEPTH = 200;

const SPINE = new Set(['MemberExpression', 'CallExpression', 'BinaryExpression']);

/** Builds expressions from a Lezer cursor. The cursor is left where it was. */
export class ExpressionBuilder extends CursorReader {
  protected depth = 0;

  /** The expression at the cursor. Left spines (chains of calls, sums) are walked without recursion. */
  expression(c: TreeCursor): Expr {
    if (this.depth >= MAX_DEPTH) return { type: 'Unknown', children: [], ...this.span(c) };
    this.depth++;
    let levels = 0;
    while (SPINE.has(c.name) && c.firstChild()) levels++;
    let expr = this.plain(c);
    for (; levels > 0; levels--) expr = this.spineStep(c, expr);
    this.depth--;
    return expr;
  }

  /** The cursor stands on the first child of a spine node; leaves it on the node itself. */
  private spineStep(c: TreeCursor, left: Expr): Expr {
    const inner: { name: string; from: number; to: number; expr?: Expr; args?: Argument[] }[] = [];
    while (c.nextSibling()) {
      const name = c.name;
      const item: (typeof inner)[number] = { name, from: c.from, to: c.to };
      if (name === 'ArgList') item.args = this.args(c);
      else if (isExpression(name)) item.expr = this.expression(c);
      inner.push(item);
    }
    c.parent();
    const span = this.span(c);
    const source = (i: { from: number; to: number }) => this.text.slice(i.from, i.to);
    if (c.name === 'CallExpression') {
      const list = inner.find((i) => i.args);
      const argsSpan = list ? this.spanOf(list.from, list.to) : { from: span.to, to: span.to };
      const call: Expr = { type: 'Call', func: left, args: list?.args ?? [], argsSpan, ...span };
      adopt(call, left, ...call.args.map((a) => a.value));
      return call;
    }
    if (c.name === 'MemberExpression') {
      const property = inner.find((i) => i.name === 'PropertyName');
      if (property || inner[0]?.name === '.') {
        const at = property ?? { from: c.to, to: c.to };
        const attribute: Expr = {
          type: 'Attribute',
          object: left,
          name: source(at),
          nameSpan: this.spanOf(at.from, at.to),
          ...span,
        };
        return adopt(attribute, left);
      }
      const items = inner.flatMap((i) => (i.expr ? [i.expr] : []));
      return adopt<Expr>({ type: 'Subscript', object: left, items, ...span }, left, ...items);
    }
    return this.binary(left, inner, span);
  }

  private binary(left: Expr, inner: { name: string; from: number; to: number; expr?: Expr }[], span: Span): Expr {
    const right: Expr = inner.find((i) => i.expr)?.expr ?? {
      type: 'Unknown',
      children: [],
      from: span.to,
      to: span.to,
    };
    const ops = inner.filter((i) => !i.expr && i.name !== 'Comment' && i.name !== '⚠');
    const op = ops.map((i) => this.text.slice(i.from, i.to)).join(' ');
    const opSpan = ops.length > 0 ? this.spanOf(ops[0]!.from, ops[ops.length - 1]!.to) : { from: left.to, to: left.to };
    if (op === 'and' || op === 'or') return adopt<Expr>({ type: 'Bool', op, left, right, ...span }, left, right);
    const isCompare = /^(==|!=|<>|<|>|<=|>=|in|not in|is|is not)$/.test(op);
    return adopt<Expr>({ type: isCompare ? 'Compare' : 'Binary', op, opSpan, left, right, ...span }, left, right);
  }

  private plain(c: TreeCursor): Expr {
    const span = this.span(c);
    switch (c.name) {
      case 'VariableName':
        return { type: 'Name', id: this.source(c), ...span };
      case 'Number':
        return { type: 'Num', text: this.source(c), ...span };
      case 'Boolean':
      case 'None':
        return { type: 'Constant', value: this.source(c) as 'True' | 'False' | 'None', ...span };
      case 'Ellipsis':
        return { type: 'Constant', value: '...', ...span };
      case 'String':
      case 'FormatString':
        return this.string([this.stringPart(c)], span);
      case 'ContinuedString':
        return this.string(
          this.children(c, () => this.stringPart(c)),
          span,
        );
      case 'ParenthesizedExpression': {
        const [value] = this.expressions(c);
        return value
          ? adopt<Expr>({ type: 'Paren', value, ...span }, value)
          : { type: 'Unknown', children: [], ...span };
      }
      case 'TupleExpression':
      case 'ArrayExpression':
      case 'SetExpression': {
        const type: Sequence['type'] =
          c.name === 'TupleExpression' ? 'Tuple' : c.name === 'SetExpression' ? 'Set' : 'List';
        const items = this.starred(c);
        return adopt<Expr>({ type, items, ...span }, ...items);
      }
      case 'DictionaryExpression':
        return this.dict(c, span);
      case 'UnaryExpression':
        return this.unary(c, span);
      case 'AwaitExpression':
      case 'YieldExpression':
      case 'YieldStatement': {
        const [value] = this.expressions(c);
        const type = c.name === 'AwaitExpression' ? 'Await' : 'Yield';
        return value ? adopt<Expr>({ type, value, ...span }, value) : { type: 'Unknown', children: [], ...span };
      }
      case 'ConditionalExpression': {
        const [body, test, orelse] = this.expressions(c);
        if (body && test && orelse)
          return adopt<Expr>({ type: 'Conditional', body, test, orelse, ...span }, body, test, orelse);
        break;
      }
      case 'NamedExpression': {
        const [target, value] = this.expressions(c);
        if (target && value) return adopt<Expr>({ type: 'Walrus', target, value, ...span }, target, value);
        break;
      }
      case 'LambdaExpression': {
        const params: Param[] = [];
        let body: Expr | undefined;
        this.children(c, () => {
          if (c.name === 'ParamList') params.push(...this.params(c));
          else if (isExpression(c.name)) body = this.expression(c);
        });
        if (body) return adopt<Expr>({ type: 'Lambda', params, body, ...span }, body, ...paramExpressions(params));
        break;
      }
      case 'ComprehensionExpression':
      case 'ArrayComprehensionExpression':
      case 'SetComprehensionExpression':
      case 'DictionaryComprehensionExpression':
        return this.comprehension(c, span);
    }
    const children = this.expressions(c);
    return adopt<Expr>({ type: 'Unknown', children, ...span }, ...children);
  }

  /** Lezer reads `not a and b` as `not (a and b)`; Python binds `not` more tightly. */
  private unary(c: TreeCursor, span: Span): Expr {
    let op = '';
    let operand: Expr | undefined;
    this.children(c, () => {
      if (isExpression(c.name)) operand ??= this.expression(c);
      else op ||= this.source(c);
    });
    if (!operand) return { type: 'Unknown', children: [], ...span };
    if (op !== 'not' || operand.type !== 'Bool') return adopt<Expr>({ type: 'Unary', op, operand, ...span }, operand);
    const outer = operand;
    let holder = operand;
    while (holder.left.type === 'Bool') holder = holder.left;
    const negated: Expr = { type: 'Unary', op, operand: holder.left, from: span.from, to: holder.left.to };
    adopt(negated, holder.left);
    holder.left = negated;
    for (let node: PyNode | undefined = holder; node && node !== outer.parent; node = node.parent)
      node.from = span.from;
    adopt(holder, negated);
    return outer;
  }

  private dict(c: TreeCursor, span: Span): Expr {
    const parts = this.children(c, () => (isExpression(c.name) ? this.expression(c) : c.name));
    const entries = dictEntries(parts.filter((p) => typeof p !== 'string' || p === '**'));
    const children = entries.flatMap((e) => (e.key ? [e.key, e.value] : [e.value]));
    return adopt<Expr>({ type: 'Dict', entries, ...span }, ...children);
  }

  private comprehension(c: TreeCursor, span: Span): Expr {
    const results: Expr[] = [];
    const clauses: { target: Expr; iterable: Expr; conditions: Expr[] }[] = [];
    let state: 'result' | 'target' | 'iterable' | 'condition' = 'result';
    let targets: Expr[] = [];
    this.children(c, () => {
      if (c.name === 'for') [state, targets] = ['target', []];
      else if (c.name === 'in' && state === 'target') state = 'iterable';
      else if (c.name === 'if') state = 'condition';
      else if (isExpression(c.name)) {
        const expr = this.expression(c);
        if (state === 'result') results.push(expr);
        else if (state === 'target') targets.push(expr);
        else if (state === 'iterable')
          clauses.push({ target: asTarget(targets, expr), iterable: expr, conditions: [] });
        else clauses[clauses.length - 1]?.conditions.push(expr);
      }
    });
    const inside = [...results, ...clauses.flatMap((k) => [k.target, k.iterable, ...k.conditions])];
    return adopt<Expr>({ type: 'Comprehension', results, clauses, ...span }, ...inside);
  }

  private string(parts: StringPart[], span: Span): Expr {
    const str: Expr = { type: 'Str', parts, cell: this.cell, ...span };
    return adopt(str, ...parts.flatMap((p) => p.replacements.flatMap((r) => (r.expr ? [r.expr] : []))));
  }

  private stringPart(c: TreeCursor): StringPart {
    const literal = splitLiteral(this.source(c), c.from);
    const replacements: { span: Span; expr?: Expr }[] = [];
    if (c.name === 'FormatString') {
      this.children(c, () => {
        if (c.name !== 'FormatReplacement') return;
        const span = { from: c.from, to: c.to };
        replacements.push({ span, expr: this.expressions(c)[0] });
      });
    }
    return { ...literal, replacements };
  }

  protected args(c: TreeCursor): Argument[] {
    if (this.children(c, () => c.name).includes('for')) return [{ value: this.comprehension(c, this.span(c)) }];
    const args: Argument[] = [];
    let star: '*' | '**' | undefined;
    let name: Expr | undefined;
    let keyword: string | undefined;
    const flush = () => {
      if (name) args.push({ value: name, star });
      if (name) star = undefined;
      [name, keyword] = [undefined, undefined];
    };
    this.children(c, () => {
      if (c.name === ',') flush();
      else if (c.name === '*' || c.name === '**') star = c.name;
      else if (c.name === 'AssignOp' && name?.type === 'Name') [keyword, name] = [name.id, undefined];
      else if (isExpression(c.name)) {
        const expr = this.expression(c);
        if (keyword !== undefined) {
          args.push({ keyword, value: expr });
          keyword = undefined;
        } else {
          flush();
          name = expr;
        }
      }
    });
    flush();
    return args;
  }

  protected params(c: TreeCursor): Param[] {
    const params: { name: string; annotation?: Expr; default?: Expr }[] = [];
    let expectDefault = false;
    this.children(c, () => {
      const last = params[params.length - 1];
      if (c.name === 'AssignOp') expectDefault = true;
      else if (c.name === 'TypeDef' && last) last.annotation = this.expressions(c)[0];
      else if (isExpression(c.name)) {
        if (expectDefault && last) last.default = this.expression(c);
        else if (c.name === 'VariableName') params.push({ name: this.source(c) });
        expectDefault = false;
      }
    });
    return params;
  }

  /** The expressions among the children. */
  protected expressions(c: TreeCursor): Expr[] {
    const out: Expr[] = [];
    this.children(c, () => {
      if (isExpression(c.name)) out.push(this.expression(c));
    });
    return out;
  }

  /** The same, with `*x` kept apart from `x`. */
  protected starred(c: TreeCursor): Expr[] {
    const out: Expr[] = [];
    let star = false;
    this.children(c, () => {
      if (c.name === '*') star = true;
      else if (isExpression(c.name)) {
        const value = this.expression(c);
        out.push(star ? adopt<Expr>({ type: 'Starred', value, from: value.from - 1, to: value.to }, value) : value);
        star = false;
      }
    });
    return out;
  }
}
