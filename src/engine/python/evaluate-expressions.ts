import type { Call, Comprehension, Expr, FunctionDef, Lambda, Str } from './ast';
import { dottedName, unwrap } from './ast';
import { FUNCTIONS, STAR_FUNCTIONS } from './api';
import { anotherOf, attributeOf, callFunction, callMethod } from './calls';
import type { Collected } from './collected';
import type { CallFact } from './facts';
import { PartLog } from './parts';
import type { Place } from './place';
import { Scope } from './scope';
import { sqlStringsOf } from './sql-strings';
import { joinStrings, stringOf } from './strings-of';
import { UNKNOWN, joinValues, valueOf, type Value } from './values';
import { writeFact } from './writes';

/** Bound where a star has brought the functions of Spark: from then on names that nobody has bound may be such functions. */
export const STAR = `${FUNCTIONS}*`;

/** Says of every expression what it stands for, and collects the facts on the way. */
export abstract class ExpressionEvaluator {
  protected readonly log = new PartLog();
  protected readonly root = new Scope('module', this.log);

  /** What is found out goes to the part that is being evaluated. */
  protected get collected(): Collected {
    return this.log.current!.collected;
  }

  /** What a function gives back; `first` is what its first parameter stands for at this call. */
  abstract functionResult(node: FunctionDef | Lambda, first?: Value): Value;
  /** Remembers where a lambda was written, so that its body can be read when it is called. */
  protected abstract lambda(node: Lambda, scope: Scope, place: Place): void;
  protected abstract bind(target: Expr, value: Value, scope: Scope, place: Place): void;

  valueOf(expr: Expr): Value {
    return valueOf(expr);
  }

  evaluate(expr: Expr, scope: Scope, place: Place): Value {
    const spine: Expr[] = [];
    let inner = unwrap(expr);
    for (let next = leftOf(inner); next; next = leftOf(inner)) {
      spine.push(inner);
      inner = unwrap(next);
    }
    let value = this.remember(inner, this.leaf(inner, scope, place));
    for (let i = spine.length - 1; i >= 0; i--)
      value = this.remember(spine[i]!, this.step(spine[i]!, value, scope, place));
    return value;
  }

  protected remember(expr: Expr, value: Value): Value {
    const made = (value.kind === 'column' || value.kind === 'window') && !value.expr && expr.type !== 'Name';
    const kept = made ? { ...value, expr } : value;
    expr.known = kept;
    return kept;
  }

  /** One more step along a chain whose left part is known. */
  protected step(expr: Expr, left: Value, scope: Scope, place: Place): Value {
    switch (expr.type) {
      case 'Attribute': {
        const own = dottedName(expr);
        const bound = own?.startsWith('self.') ? scope.get(own)?.value : undefined;
        return bound ?? attributeOf(left, expr);
      }
      case 'Call':
        return this.call(expr, left, scope, place);
      case 'Subscript':
        for (const item of expr.items) this.evaluate(item, scope, place);
        if (left.kind === 'dataframe') return { kind: 'column', frame: left };
        if (left.kind === 'rows') return { kind: 'row', frame: left.frame };
        if (left.kind === 'list') return left.items.length > 0 ? this.elementOf(left) : UNKNOWN;
        return left.kind === 'column' ? anotherOf(left) : UNKNOWN;
      case 'Binary': {
        const right = this.evaluate(expr.right, scope, place);
        if (left.kind === 'column' || right.kind === 'column') return { kind: 'column' };
        if (expr.op === '+') return joinStrings(left, right) ?? UNKNOWN;
        if (expr.op === '%') return stringOf(expr.left, 'percent') ?? UNKNOWN;
        return UNKNOWN;
      }
      case 'Compare': {
        const right = this.evaluate(expr.right, scope, place);
        this.collected.comparisons.push({ node: expr, place });
        if (/^(is|in|not in|is not)$/.test(expr.op)) return UNKNOWN;
        return left.kind === 'column' || right.kind === 'column' ? { kind: 'column' } : UNKNOWN;
      }
      case 'Bool': {
        const right = this.evaluate(expr.right, scope, place);
        return expr.op === 'or' && left.kind === right.kind ? right : UNKNOWN;
      }
      default:
        return UNKNOWN;
    }
  }

  protected call(call: Call, func: Value, scope: Scope, place: Place): Value {
    const f = unwrap(call.func);
    const method = f.type === 'Attribute' ? f.name : f.type === 'Name' ? f.id : '';
    const receiver = f.type === 'Attribute' ? this.valueOf(f.object) : undefined;
    for (const arg of call.args) {
      const a = unwrap(arg.value);
      if (a.type === 'Lambda' && receiver?.kind === 'dataframe' && method === 'transform') {
        this.lambda(a, scope, place);
        this.functionResult(a, receiver);
        a.known = undefined;
      } else this.evaluate(a, scope, place);
    }
    const qualified = func.kind === 'imported' ? func.name : undefined;
    const known = { call, method, receiver, qualified, place, evaluator: this };
    const result =
      receiver && receiver.kind !== 'unknown' && receiver.kind !== 'imported'
        ? callMethod(known, receiver)
        : func.kind === 'function'
          ? this.functionResult(func.node, this.firstArgument(call))
          : callFunction(known);
    const nameSpan = f.type === 'Attribute' ? f.nameSpan : f;
    const fact: CallFact = { call, method, nameSpan, receiver, qualified, result, place };
    this.collected.calls.push(fact);
    this.collected.sqlStrings.push(...sqlStringsOf(fact, (e) => this.valueOf(e)));
    const write = receiver?.kind === 'writer' ? writeFact(fact, receiver, (e) => this.valueOf(e)) : undefined;
    if (write) this.collected.writes.push(write);
    return result;
  }

  /** A frame handed to a function is a frame inside of it. */
  protected firstArgument(call: Call): Value | undefined {
    const first = call.args[0];
    if (!first || first.keyword || first.star) return undefined;
    const value = this.valueOf(first.value);
    return value.kind === 'dataframe' || value.kind === 'session' ? value : undefined;
  }

  protected leaf(expr: Expr, scope: Scope, place: Place): Value {
    switch (expr.type) {
      case 'Name':
        return scope.get(expr.id)?.value ?? this.starred(expr.id);
      case 'Str':
        return this.string(expr, scope, place);
      case 'Num':
        return { kind: 'number' };
      case 'Constant':
        return { kind: 'literal' };
      case 'Lambda':
        this.lambda(expr, scope, place);
        this.functionResult(expr);
        return { kind: 'function', node: expr };
      case 'Unary': {
        const value = this.evaluate(expr.operand, scope, place);
        return value.kind === 'column' && expr.op !== 'not' ? anotherOf(value) : UNKNOWN;
      }
      case 'Conditional': {
        this.evaluate(expr.test, scope, place);
        return joinValues(this.evaluate(expr.body, scope, place), this.evaluate(expr.orelse, scope, place));
      }
      case 'Tuple':
      case 'List':
      case 'Set':
        return { kind: 'list', items: expr.items.map((item) => this.evaluate(item, scope, place)) };
      case 'Dict':
        for (const { key, value } of expr.entries) {
          if (key) this.evaluate(key, scope, place);
          this.evaluate(value, scope, place);
        }
        return UNKNOWN;
      case 'Comprehension':
        return this.comprehension(expr, scope, place);
      case 'Walrus': {
        const value = this.evaluate(expr.value, scope, place);
        this.bind(expr.target, value, scope, place);
        return value;
      }
      case 'Await':
      case 'Yield':
      case 'Starred':
        return this.evaluate(expr.value, scope, place);
      case 'Unknown':
        for (const child of expr.children) this.evaluate(child, scope, place);
        return UNKNOWN;
      default:
        return UNKNOWN;
    }
  }

  /** A name that only `from pyspark.sql.functions import *` can have brought. */
  private starred(name: string): Value {
    return STAR_FUNCTIONS.has(name) && this.root.own(STAR) ? { kind: 'imported', name: FUNCTIONS + name } : UNKNOWN;
  }

  protected comprehension(expr: Comprehension, scope: Scope, place: Place): Value {
    const inner = scope.branch();
    const looped: Place = { ...place, loop: { node: expr, outer: place.loop } };
    expr.clauses.forEach((clause, i) => {
      const iterable = this.evaluate(clause.iterable, inner, i === 0 ? place : looped);
      this.bind(clause.target, this.elementOf(iterable), inner, looped);
      for (const condition of clause.conditions) this.evaluate(condition, inner, looped);
    });
    for (const result of expr.results) this.evaluate(result, inner, looped);
    return UNKNOWN;
  }

  protected string(str: Str, scope: Scope, place: Place): Value {
    for (const part of str.parts) for (const r of part.replacements) if (r.expr) this.evaluate(r.expr, scope, place);
    this.collected.strings.push({ str, place });
    return stringOf(str) ?? UNKNOWN;
  }

  protected elementOf(iterable: Value): Value {
    if (iterable.kind === 'list' && iterable.items.length > 0) {
      const kinds = new Set(iterable.items.map((i) => i.kind));
      return kinds.size === 1 && !kinds.has('string') ? iterable.items.reduce((a, b) => joinValues(a, b)) : UNKNOWN;
    }
    return iterable.kind === 'rows' ? { kind: 'row', frame: iterable.frame } : UNKNOWN;
  }
}

function leftOf(expr: Expr): Expr | undefined {
  switch (expr.type) {
    case 'Attribute':
    case 'Subscript':
      return expr.object;
    case 'Call':
      return expr.func;
    case 'Binary':
    case 'Compare':
    case 'Bool':
      return expr.left;
    default:
      return undefined;
  }
}
