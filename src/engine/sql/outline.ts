import type { Span } from '../types';
import { namesIn } from './names-in';
import type { Cte, Query, Relation } from './nodes';
import type { SqlTree, Statement } from './tree';
import { relationsOf } from './walk';

/** What an entry of the outline is. */
export type OutlineKind = 'query' | 'table' | 'schema' | 'function' | 'change' | 'setting' | 'script' | 'cte' | 'other';

/** One entry: a statement, or a CTE of it. */
export interface OutlineItem {
  readonly label: string;
  readonly kind: OutlineKind;
  readonly span: Span;
  /** What is selected when somebody jumps there. */
  readonly at: Span;
  readonly children: readonly OutlineItem[];
}

/** Labels are cut to this length. */
const longestLabel = 60;

/** A text of any length as a label. */
export function shortened(text: string): string {
  const trimmed = text.trim();
  return trimmed.length > longestLabel ? `${trimmed.slice(0, longestLabel - 1)}…` : trimmed;
}

/** Names of that many tables are shown. */
const mostTables = 3;

/**
 * The outline of a SQL text: its statements by what they do and to what, with their CTEs below them.
 * @param written how a stretch of the text is written in its host: holes have no name of their own.
 */
export function outlineOf(tree: SqlTree, written: (span: Span) => string): OutlineItem[] {
  return tree.statements.filter(({ kind }) => kind !== 'expressions').map((statement) => itemOf(statement, written));
}

function itemOf(statement: Statement, written: (span: Span) => string): OutlineItem {
  const query = queryOf(statement);
  const children: OutlineItem[] = (query?.ctes ?? []).map((cte) => cteItem(cte));
  if (statement.kind === 'script') children.push(...statement.statements.map((inner) => itemOf(inner, written)));
  const { head } = statement;
  const at = statement.kind === 'query' && query ? firstWord(query, head) : head;
  return { label: labelOf(statement, written), kind: kindOf(statement), span: statement, at, children };
}

function cteItem({ name, query, from, to }: Cte): OutlineItem {
  return { label: name.name, kind: 'cte', span: { from, to }, at: name, children: query.ctes.map(cteItem) };
}

/** SELECT rather than the WITH before it. */
function firstWord({ body }: Query, head: Span): Span {
  const first = body.kind === 'set' ? body.operands[0]! : body;
  return first.kind === 'select' && first.head.from >= head.from ? first.head : head;
}

function queryOf(statement: Statement): Query | undefined {
  return 'query' in statement ? statement.query : undefined;
}

function labelOf(statement: Statement, written: (span: Span) => string): string {
  if (statement.kind === 'query') return queryLabel(statement.query, written);
  if (statement.kind === 'other') return shortened(written(statement).split('\n', 1)[0]!);
  const head = written(statement.head).replace(/\s+/g, ' ').trim().toUpperCase();
  if (statement.kind === 'script') return head.startsWith('BEGIN') ? 'BEGIN … END' : head;
  if (statement.kind === 'set') return statement.key ? `${head} ${statement.key.text}` : head;
  if (statement.kind === 'use') return statement.name ? `${head} ${written(statement.name)}` : head;
  const [use] = [...namesIn(statement)].filter(({ role }) => role === 'written');
  return use ? `${head.replace(/ IF (NOT )?EXISTS$/, '')} ${written(use.name)}` : head;
}

function queryLabel(query: Query, written: (span: Span) => string): string {
  const body = query.body.kind === 'set' ? query.body.operands[0]! : query.body;
  const suffix = query.body.kind === 'set' ? ` ${query.body.operators[0]?.operator ?? 'UNION'} …` : '';
  if (body.kind === 'query') return queryLabel(body, written) + suffix;
  if (body.kind === 'values') return `VALUES${suffix}`;
  if (body.kind === 'table') return `TABLE ${written(body.name)}${suffix}`;
  if (body.kind !== 'select') return `SELECT${suffix}`;
  const names = [...relationsOf(body.sources)].map((relation) => relationLabel(relation, written));
  if (names.length === 0) return `SELECT${suffix}`;
  const more = names.length > mostTables ? ', …' : '';
  return `SELECT … FROM ${names.slice(0, mostTables).join(', ')}${more}${suffix}`;
}

function relationLabel(relation: Relation, written: (span: Span) => string): string {
  if (relation.kind === 'table') return written(relation.name);
  if (relation.kind === 'function') return `${written(relation.name)}(…)`;
  return relation.alias ? relation.alias.name : relation.kind === 'values' ? 'VALUES' : '(…)';
}

function kindOf(statement: Statement): OutlineKind {
  switch (statement.kind) {
    case 'query':
    case 'script':
      return statement.kind;
    case 'set':
    case 'use':
      return 'setting';
    case 'create':
      if (statement.object === 'function' || statement.object === 'procedure') return 'function';
      return ['schema', 'catalog', 'volume'].includes(statement.object) ? 'schema' : 'table';
    case 'other':
    case 'expressions':
      return 'other';
    default:
      return 'change';
  }
}
