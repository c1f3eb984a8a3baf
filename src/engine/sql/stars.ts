import type { Fix } from '../types';
import { ColumnReader } from './columns';
import type { SqlFacts } from './facts';
import { aliasOf, cteOf, quoted } from './names';
import type { Cte, Query, QueryBody, Relation, Select, StarExpr } from './nodes';
import { relationsOf } from './walk';

const deepest = 20;

/** True when the columns of a relation are written down where it stands, so that a star over it hides nothing. */
function hasListedColumns(relation: Relation, ctes: readonly Cte[], depth: number): boolean {
  if (relation.columnAliases && relation.columnAliases.length > 0) return true;
  if (relation.modifiers.some(({ kind }) => kind === 'pivot' || kind === 'unpivot')) return true;
  if (relation.kind === 'subquery') return listsColumns(relation.query, ctes, depth + 1);
  if (relation.kind === 'table') {
    const cte = cteOf(relation, ctes);
    if (cte) return cte.columns !== undefined || listsColumns(cte.query, ctes, depth + 1);
    return relation.stream || isFile(relation);
  }
  // A table function gives the columns that it is made for; bronze tables read files with all that is in them.
  return relation.kind !== 'group';
}

/** ``json.`/path` ``: reading files is ingestion, which takes what is there. */
function isFile(relation: Relation): boolean {
  return relation.kind === 'table' && relation.name.text.includes('/');
}

function listsColumns(query: Query, ctes: readonly Cte[], depth: number): boolean {
  if (depth > deepest) return true;
  const inner = [...ctes, ...query.ctes];
  const lists = (body: QueryBody): boolean => {
    if (body.kind === 'set') return lists(body.operands[0]!);
    if (body.kind === 'query') return listsColumns(body, inner, depth + 1);
    if (body.kind !== 'select') return body.kind === 'values' || body.kind === 'opaque';
    return body.items.every(({ expr }) => expr.kind !== 'star' || isHarmlessStar(expr, body, inner, depth));
  };
  return lists(query.body);
}

/** The relations that a star stands for. */
function coveredBy(star: StarExpr, select: Select): Relation[] {
  const all = [...relationsOf(select.sources)];
  if (star.qualifier.length === 0) return all;
  const name = star.qualifier[star.qualifier.length - 1]!.name.toLowerCase();
  return all.filter((relation) => aliasOf(relation) === name);
}

/** True when a change of the source cannot come through the star. */
export function isHarmlessStar(star: StarExpr, select: Select, ctes: readonly Cte[], depth: number): boolean {
  if (star.except || star.replace) return true;
  const relations = coveredBy(star, select);
  // No relation of that name: `payload.*` opens a struct.
  return relations.every((relation) => hasListedColumns(relation, ctes, depth));
}

/** The columns in place of the star, when the catalog knows them all. */
export function listedColumns(star: StarExpr, select: Select, ctes: readonly Cte[], facts: SqlFacts): Fix | undefined {
  if (
    select.sources.some(
      ({ join }) => join && (join.natural || join.using || join.kind === 'semi' || join.kind === 'anti'),
    )
  )
    return undefined;
  const reader = new ColumnReader(facts.catalog);
  const columns: string[] = [];
  for (const relation of coveredBy(star, select)) {
    const known = reader.ofRelation(relation, ctes);
    const alias = relation.alias?.name ?? aliasOf(relation);
    const prefixed = select.sources.length > 1 || star.qualifier.length > 0;
    if (!known || known.some(({ name }) => name === '') || (prefixed && !alias)) return undefined;
    const prefix = prefixed ? `${quoted(alias!)}.` : '';
    for (const { name } of known) columns.push(prefix + quoted(name));
  }
  if (columns.length === 0) return undefined;
  return {
    title: 'List the columns',
    safety: 'safe',
    edits: [{ from: star.from, to: star.to, insert: columns.join(', ') }],
  };
}
