import type { Edit, Fix } from '../types';
import { andChain, withoutConjuncts } from './conditions';
import { holdsTemplate } from './marks';
import { aliasOf } from './names';
import type { Expr, Select } from './nodes';
import { columnsOf, isEquality, unwrap } from './predicates';
import type { SqlTree } from './tree';

/** Nobody joins more by hand; each of them looks through all conditions. */
const mostTables = 50;

/** `a.x = b.y` of two tables of the SELECT, or `x = y` where nobody wrote whose columns these are. */
export function linksTables(part: Expr, aliases: ReadonlySet<string | undefined>): boolean {
  const inner = unwrap(part);
  if (inner.kind !== 'binary' || !isEquality(inner.operator)) return false;
  const [left, right] = [unwrap(inner.left), unwrap(inner.right)];
  if (left.kind !== 'column' || right.kind !== 'column') return false;
  if (left.parts.length !== right.parts.length) return false;
  const [a, b] = [left.parts[0]!.name.toLowerCase(), right.parts[0]!.name.toLowerCase()];
  if (a === b || left.parts.length === 1) return a !== b;
  return aliases.has(a) && aliases.has(b);
}

/** The qualifiers of a condition; `undefined` when one of its columns has none. */
function qualifiersOf(part: Expr): Set<string> | undefined {
  const columns = columnsOf(part);
  if (columns.some(({ parts }) => parts.length !== 2)) return undefined;
  return new Set(columns.map(({ parts }) => parts[0]!.name.toLowerCase()));
}

/** Each comma becomes INNER JOIN, with those equalities of WHERE behind ON that name the table and one before it. */
export function joinsForCommas(select: Select, tree: SqlTree): Fix | undefined {
  const { sources, where } = select;
  if (!where || sources.length > mostTables || holdsTemplate(tree, select)) return undefined;
  const aliases = new Set(sources.map(({ relation }) => aliasOf(relation)));
  const links = andChain(where).filter((part) => linksTables(part, aliases));
  const gone = new Set<Expr>();
  const before = new Set<string>();
  const edits: Edit[] = [];
  for (const { relation, join, to } of sources) {
    const alias = aliasOf(relation);
    if (!alias || before.has(alias) || (relation.kind !== 'table' && relation.kind !== 'subquery')) return undefined;
    if (join) {
      if (join.kind !== 'comma' || join.lateral) return undefined;
      const mine = links.filter((part) => {
        const names = qualifiersOf(part);
        return names?.has(alias) && names.size === 2 && [...names].every((name) => name === alias || before.has(name));
      });
      if (mine.length === 0) return undefined;
      for (const part of mine) gone.add(part);
      const comma = tree.text.indexOf(',', join.from);
      const space = (at: number) => (/\s/.test(tree.text.charAt(at)) ? '' : ' ');
      edits.push({ from: comma, to: comma + 1, insert: `${space(comma - 1)}INNER JOIN${space(comma + 1)}` });
      const on = mine.map((part) => tree.text.slice(part.from, part.to)).join(' AND ');
      edits.push({ from: to, to, insert: ` ON ${on}` });
    }
    before.add(alias);
  }
  const rest = withoutConjuncts(select, gone, tree);
  return rest && { title: 'Write INNER JOIN … ON', safety: 'safe', edits: mergeTouching([...edits, rest]) };
}

/** The last ON and the WHERE that goes away begin at one offset: one edit for both. */
function mergeTouching(edits: readonly Edit[]): Edit[] {
  const [rest, on] = [edits[edits.length - 1]!, edits[edits.length - 2]!];
  if (rest.from !== on.from) return [...edits];
  return [...edits.slice(0, -2), { ...rest, insert: on.insert + rest.insert }];
}
