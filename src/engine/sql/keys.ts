import type { Edit } from '../types';
import { holdsTemplate } from './marks';
import { aliasOf, joinParts } from './names';
import type { Expr, Select } from './nodes';
import { isGenerator, outputName } from './outputs';
import { unwrap } from './predicates';
import { Kind } from './reader/tokens';
import type { SqlTree } from './tree';

/** True when a number stands where a column could: `GROUP BY 1`. The position, or `undefined`. */
export function ordinal(expr: Expr, text: string): number | undefined {
  if (expr.kind !== 'literal' || expr.type !== 'number') return undefined;
  const digits = text.slice(expr.from, expr.to);
  return /^[1-9]\d*$/.test(digits) ? Number(digits) : undefined;
}

/** True when GROUP BY alone makes the rows of a SELECT unique: every key is among its columns. */
export function groupsByItems(select: Select, tree: SqlTree): boolean {
  const { groupBy, items } = select;
  if (!groupBy || holdsTemplate(tree, select) || items.some(({ expr }) => isGenerator(expr))) return false;
  const { text } = tree;
  if (/\b(rollup|cube|grouping)\b/i.test(text.slice(groupBy.from, groupBy.to))) return false;
  if (groupBy.all) return true;
  if (groupBy.items.length === 0 || items.some(({ expr }) => expr.kind === 'star')) return false;
  const shown = new Set(items.map(({ expr }) => keyOf(expr)));
  return groupBy.items.every((key) => {
    const position = ordinal(unwrap(key), text);
    if (position !== undefined) return position <= items.length;
    const name = keyOf(key);
    return name !== undefined && shown.has(name);
  });
}

function keyOf(expr: Expr): string | undefined {
  const inner = unwrap(expr);
  return inner.kind === 'column' ? joinParts(inner.parts) : undefined;
}

/** True when a SELECT gives every column of its one subquery, and nothing but these: its rows stay as unique as they were. */
export function passesOn(select: Select, inner: Select): boolean {
  const [source, second] = select.sources;
  if (!source || second || select.groupBy || inner.items.some(({ expr }) => expr.kind === 'star')) return false;
  const alias = aliasOf(source.relation);
  const taken = new Set<string>();
  for (const { expr } of select.items) {
    if (expr.kind === 'star' && select.items.length === 1)
      return !expr.except && !expr.replace && expr.qualifier.length === 0;
    if (expr.kind !== 'column') return false;
    const [first, field, ...more] = expr.parts.map((part) => part.name.toLowerCase());
    if (more.length > 0 || (field !== undefined && first !== alias)) return false;
    taken.add(field ?? first!);
  }
  return inner.items.every((item) => taken.has(outputName(item)?.toLowerCase() ?? '\n'));
}

/** Takes the word DISTINCT out of a SELECT. */
export function withoutDistinct(select: Select, tree: SqlTree): Edit | undefined {
  const { tokens, text } = tree;
  for (let i = tokens.at(select.head.to); i < tokens.count && tokens.from(i) < select.to; i++) {
    if (tokens.kinds[i] !== Kind.word || tokens.from(i) < select.head.to) continue;
    if (tokens.textOf(i).toUpperCase() !== 'DISTINCT') return undefined;
    const space = /^[ \t]*/.exec(text.slice(tokens.to(i), tokens.to(i) + 100))![0].length;
    return { from: tokens.from(i), to: tokens.to(i) + space, insert: '' };
  }
  return undefined;
}
