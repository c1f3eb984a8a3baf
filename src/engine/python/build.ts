import type { Tree, TreeCursor } from '@lezer/common';
import type { MappedText } from '../documents/mapped-text';
import type { Argument, Expr, Param, Stmt } from './ast';
import { ExpressionBuilder } from './build-expressions';
import { adopt, asTarget, isExpression, paramExpressions } from './build-helpers';

/** Statement nesting deeper than this stays unread. */
const MAX_BLOCKS = 100;

/** Turns the parse tree of a cell into statements. Linear in the text, never throws. */
export function buildModule(tree: Tree, cell: MappedText): Stmt[] {
  return new StatementBuilder(cell).module(tree.cursor());
}

class StatementBuilder extends ExpressionBuilder {
  private blocks = 0;

  module(c: TreeCursor): Stmt[] {
    return this.children(c, () => this.statement(c)).flat();
  }

  private body(c: TreeCursor): Stmt[] {
    if (this.blocks >= MAX_BLOCKS) return [];
    this.blocks++;
    const body = this.children(c, () => this.statement(c)).flat();
    this.blocks--;
    return body;
  }

  /** A node that is no statement (a comment, an error) gives nothing. */
  private statement(c: TreeCursor): Stmt[] {
    const span = this.span(c);
    switch (c.name) {
      case 'StatementGroup':
        return this.children(c, () => this.statement(c)).flat();
      case 'ExpressionStatement': {
        const values = this.starred(c);
        if (values.length === 0) return [];
        const value = asTarget(values, span);
        return [adopt<Stmt>({ type: 'ExprStmt', value, ...span }, value)];
      }
      case 'AssignStatement':
        return [this.assign(c)];
      case 'UpdateStatement': {
        const op = this.children(c, () => (c.name === 'UpdateOp' ? this.source(c) : '')).join('');
        const [target, ...rest] = this.expressions(c);
        if (!target || rest.length === 0) return [];
        const value = asTarget(rest, span);
        return [adopt<Stmt>({ type: 'AugAssign', target, op, value, ...span }, target, value)];
      }
      case 'DecoratedStatement': {
        const decorators: Expr[] = [];
        const inner: Stmt[] = [];
        this.children(c, () => {
          if (c.name === 'Decorator') decorators.push(this.decorator(c));
          else inner.push(...this.statement(c));
        });
        for (const stmt of inner) {
          if (stmt.type !== 'FunctionDef' && stmt.type !== 'ClassDef') continue;
          stmt.decorators.push(...decorators);
          adopt(stmt, ...decorators);
        }
        return inner;
      }
      case 'FunctionDefinition':
        return [this.functionDef(c)];
      case 'ClassDefinition':
        return [this.classDef(c)];
      case 'ForStatement':
        return [this.forStatement(c)];
      case 'WhileStatement':
        return [this.whileStatement(c)];
      case 'IfStatement':
        return [this.ifStatement(c)];
      case 'MatchStatement':
        return [this.match(c)];
      case 'WithStatement':
        return [this.withStatement(c)];
      case 'TryStatement': {
        const blocks = this.children(c, () => (c.name === 'Body' ? [this.body(c)] : [])).flat();
        return [adopt<Stmt>({ type: 'Try', blocks, ...span }, ...blocks.flat())];
      }
      case 'ReturnStatement': {
        const values = this.starred(c);
        if (values.length === 0) return [{ type: 'Return', ...span }];
        const value = asTarget(values, span);
        return [adopt<Stmt>({ type: 'Return', value, ...span }, value)];
      }
      case 'ImportStatement':
        return [this.importStatement(c)];
      case 'YieldStatement': {
        const value = this.expression(c);
        return [adopt<Stmt>({ type: 'ExprStmt', value, ...span }, value)];
      }
    }
    if (!c.name.endsWith('Statement')) return [];
    const values = this.expressions(c);
    return [
      adopt<Stmt>(
        { type: 'Simple', keyword: c.name.replace('Statement', '').toLowerCase(), values, ...span },
        ...values,
      ),
    ];
  }

  private decorator(c: TreeCursor): Expr {
    const span = this.span(c);
    let expr: Expr | undefined;
    this.children(c, () => {
      if (c.name === 'VariableName' || c.name === 'PropertyName') {
        const at = this.span(c);
        const name = this.source(c);
        const object: Expr | undefined = expr;
        expr = object
          ? adopt<Expr>({ type: 'Attribute', object, name, nameSpan: at, from: object.from, to: at.to }, object)
          : { type: 'Name', id: name, ...at };
      } else if (c.name === 'ArgList' && expr) {
        const args = this.args(c);
        const argsSpan = this.span(c);
        const func: Expr = expr;
        expr = adopt<Expr>(
          { type: 'Call', func, args, argsSpan, from: func.from, to: argsSpan.to },
          func,
          ...args.map((a) => a.value),
        );
      } else if (isExpression(c.name)) expr = this.expression(c);
    });
    return expr ?? { type: 'Unknown', children: [], ...span };
  }

  private assign(c: TreeCursor): Stmt {
    const span = this.span(c);
    const groups: Expr[][] = [[]];
    let annotation: Expr | undefined;
    let star = false;
    this.children(c, () => {
      if (c.name === 'AssignOp') groups.push([]);
      else if (c.name === 'TypeDef') annotation = this.expressions(c)[0];
      else if (c.name === '*') star = true;
      else if (isExpression(c.name)) {
        const value = this.expression(c);
        const last = groups[groups.length - 1]!;
        last.push(star ? adopt<Expr>({ type: 'Starred', value, from: value.from, to: value.to }, value) : value);
        star = false;
      }
    });
    const valueGroup = groups.length > 1 ? groups.pop()! : [];
    const value = valueGroup.length > 0 ? asTarget(valueGroup, span) : undefined;
    const targets = groups.map((g) => asTarget(g, span));
    const children = [...targets, ...(annotation ? [annotation] : []), ...(value ? [value] : [])];
    return adopt<Stmt>({ type: 'Assign', targets, annotation, value, ...span }, ...children);
  }

  private functionDef(c: TreeCursor): Stmt {
    const span = this.span(c);
    let name = '';
    let nameSpan = { from: span.from, to: span.from };
    let params: Param[] = [];
    let returns: Expr | undefined;
    let body: Stmt[] = [];
    this.children(c, () => {
      if (c.name === 'VariableName' && !name) [name, nameSpan] = [this.source(c), this.span(c)];
      else if (c.name === 'ParamList') params = this.params(c);
      else if (c.name === 'TypeDef') returns = this.expressions(c)[0];
      else if (c.name === 'Body') body = this.body(c);
    });
    const children = [...paramExpressions(params), ...(returns ? [returns] : []), ...body];
    return adopt<Stmt>(
      { type: 'FunctionDef', name, nameSpan, params, returns, decorators: [], body, ...span },
      ...children,
    );
  }

  private classDef(c: TreeCursor): Stmt {
    const span = this.span(c);
    let name = '';
    let bases: Argument[] = [];
    let body: Stmt[] = [];
    this.children(c, () => {
      if (c.name === 'VariableName') name = this.source(c);
      else if (c.name === 'ArgList') bases = this.args(c);
      else if (c.name === 'Body') body = this.body(c);
    });
    return adopt<Stmt>(
      { type: 'ClassDef', name, bases, decorators: [], body, ...span },
      ...bases.map((b) => b.value),
      ...body,
    );
  }

  private forStatement(c: TreeCursor): Stmt {
    const span = this.span(c);
    const targets: Expr[] = [];
    const iterables: Expr[] = [];
    const bodies: Stmt[][] = [];
    let seenIn = false;
    this.children(c, () => {
      if (c.name === 'in') seenIn = true;
      else if (c.name === 'Body') bodies.push(this.body(c));
      else if (isExpression(c.name)) (seenIn ? iterables : targets).push(this.expression(c));
    });
    const [target, iterable] = [asTarget(targets, span), asTarget(iterables, span)];
    const [body = [], orelse = []] = bodies;
    return adopt<Stmt>({ type: 'For', target, iterable, body, orelse, ...span }, target, iterable, ...body, ...orelse);
  }

  private whileStatement(c: TreeCursor): Stmt {
    const span = this.span(c);
    const test = this.expressions(c)[0] ?? ({ type: 'Unknown', children: [], ...span } as Expr);
    const [body = [], orelse = []] = this.children(c, () => (c.name === 'Body' ? [this.body(c)] : [])).flat();
    return adopt<Stmt>({ type: 'While', test, body, orelse, ...span }, test, ...body, ...orelse);
  }

  private ifStatement(c: TreeCursor): Stmt {
    const span = this.span(c);
    const branches: { test?: Expr; body: Stmt[] }[] = [];
    let test: Expr | undefined;
    this.children(c, () => {
      if (isExpression(c.name)) test = this.expression(c);
      else if (c.name === 'Body') {
        branches.push({ test, body: this.body(c) });
        test = undefined;
      }
    });
    const children = branches.flatMap((b) => [...(b.test ? [b.test] : []), ...b.body]);
    return adopt<Stmt>({ type: 'If', branches, ...span }, ...children);
  }

  /** Cases become branches without a test. */
  private match(c: TreeCursor): Stmt {
    const span = this.span(c);
    const branches: { body: Stmt[] }[] = [];
    const clause = () => {
      if (c.name === 'MatchBody' || c.name === 'MatchClause') this.children(c, clause);
      else if (c.name === 'Body') branches.push({ body: this.body(c) });
    };
    this.children(c, clause);
    return adopt<Stmt>({ type: 'If', branches, ...span }, ...branches.flatMap((b) => b.body));
  }

  private withStatement(c: TreeCursor): Stmt {
    const span = this.span(c);
    const items: { value: Expr; target?: Expr }[] = [];
    let body: Stmt[] = [];
    let expectTarget = false;
    this.children(c, () => {
      if (c.name === 'as') expectTarget = true;
      else if (c.name === 'Body') body = this.body(c);
      else if (isExpression(c.name)) {
        const expr = this.expression(c);
        const last = items[items.length - 1];
        if (expectTarget && last) last.target = expr;
        else items.push({ value: expr });
        expectTarget = false;
      }
    });
    const children = items.flatMap((i) => (i.target ? [i.value, i.target] : [i.value]));
    return adopt<Stmt>({ type: 'With', items, body, ...span }, ...children, ...body);
  }

  private importStatement(c: TreeCursor): Stmt {
    const words: string[] = [];
    this.children(c, () => {
      if (c.name !== 'Comment') words.push(this.source(c));
    });
    return { type: 'Import', names: importedNames(words), ...this.span(c) };
  }
}

/** Words of an import statement -> what it brings in. */
function importedNames(words: readonly string[]): { module: string; name?: string; alias?: string }[] {
  const at = words.indexOf('import');
  if (at < 0) return [];
  const from = words[0] === 'from' ? words.slice(1, at).join('') : undefined;
  const groups: string[][] = [[]];
  for (const word of words.slice(at + 1)) {
    if (word === ',') groups.push([]);
    else if (word !== '(' && word !== ')') groups[groups.length - 1]!.push(word);
  }
  return groups
    .filter((g) => g.length > 0)
    .map((g) => {
      const as = g.indexOf('as');
      const name = (as < 0 ? g : g.slice(0, as)).join('');
      const alias = as < 0 ? undefined : g[as + 1];
      return from === undefined ? { module: name, alias } : { module: from, name, alias };
    });
}
