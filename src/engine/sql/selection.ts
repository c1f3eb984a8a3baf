import type { Span } from '../types';
import { partsOf } from './parts';
import { Kind } from './reader/tokens';
import type { SqlTree, Statement } from './tree';
import { statementsOf } from './walk';

/**
 * The statement that an offset belongs to: the innermost one around it, or else the nearest one behind it on the way
 * to the next, so that the cursor may stand in the white space before a statement or behind its semicolon.
 */
export function statementAt(tree: SqlTree, offset: number): Statement | undefined {
  let around: Statement | undefined;
  for (const statement of statementsOf(tree)) {
    if (statement.from <= offset && offset <= endOf(tree, statement)) around = statement;
  }
  if (around) return around;
  return tree.statements.find(({ from }) => from > offset) ?? tree.statements.at(-1);
}

/** Where a statement ends, its semicolon included where that follows at once. */
export function endOf({ text }: SqlTree, { to }: Span): number {
  const rest = /^[^\S\n]*;/.exec(text.slice(to, to + 100));
  return to + (rest?.[0].length ?? 0);
}

/** What is selected step by step around an offset: token, expression, clause, statement. The smallest comes first. */
export function selectionsAt(tree: SqlTree, offset: number): Span[] {
  const { tokens } = tree;
  const spans: Span[] = [];
  for (const token of new Set([tokens.at(offset), tokens.at(Math.max(0, offset - 1))])) {
    const kind = tokens.kinds[token] ?? Kind.space;
    if (kind !== Kind.space && kind !== Kind.operator) spans.push({ from: tokens.from(token), to: tokens.to(token) });
  }
  for (const statement of tree.statements) {
    const to = endOf(tree, statement);
    if (statement.from > offset || offset > to) continue;
    for (const part of partsOf(statement)) if (part.from <= offset && offset <= part.to) spans.push(part);
    spans.push({ from: statement.from, to });
  }
  return nested(spans, offset);
}

/** Those of the spans that lie around each other, the smallest first. */
export function nested(spans: readonly Span[], offset: number): Span[] {
  const chain: Span[] = [];
  const sorted = spans
    .filter(({ from, to }) => from < to && from <= offset && offset <= to)
    .sort((a, b) => a.to - a.from - (b.to - b.from));
  for (const { from, to } of sorted) {
    const last = chain.at(-1);
    if (!last || (from <= last.from && last.to <= to && to - from > last.to - last.from)) chain.push({ from, to });
  }
  return chain;
}
