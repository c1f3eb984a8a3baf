import assert from 'node:assert/strict';
import { K } from '../../../src/engine/sql/reader/keywords';
import { readSql } from '../../../src/engine/sql/reader/read';
import { Kind, Op } from '../../../src/engine/sql/reader/tokens';
import type { SqlTree, Statement } from '../../../src/engine/sql/tree';
import { selectsOf, statementsOf } from '../../../src/engine/sql/walk';
import { corpus, corpusFiles, type CorpusStatement } from './corpus';

/** What the groups of the corpus must give, each of them: statement kinds, with the object or the first word. */
const kinds = `query, insert, multi-insert, merge, update, delete, copy, truncate, optimize, vacuum, set, use, script,
  create table, create view, create materialized view, create streaming table, create schema, create catalog, create volume,
  create function, create flow, create other, alter table, alter view, alter schema, alter database, alter catalog, alter volume,
  alter share, alter connection, alter streaming table, alter materialized view, drop table, drop view, drop schema, drop database,
  drop function, drop temporary function, drop temporary variable, drop materialized view, drop catalog, drop volume, drop connection,
  drop share, drop recipient, drop policy, drop procedure, drop external location, drop storage credential, other ADD, other ANALYZE,
  other APPLY, other AUTO, other BEGIN, other CACHE, other CALL, other CLEAR, other COMMENT, other COMMIT, other CONVERT, other DECLARE,
  other DENY, other DESC, other DESCRIBE, other EXECUTE, other EXPLAIN, other FSCK, other GENERATE, other GET, other GRANT, other LIST,
  other LOAD, other MSCK, other PUT, other REFRESH, other REMOVE, other REORG, other REPAIR, other RESTORE, other REVOKE, other ROLLBACK,
  other SHOW, other SYNC, other UNCACHE, other UNDROP`.split(/,\s+/);

/** Clauses that no kind of node stands for: each must occur somewhere. */
const clauses: readonly RegExp[] = [
  /WITH RECURSIVE/, /MAX RECURSION LEVEL/, /UNION ALL BY NAME/, /GROUPING SETS/, /WITH ROLLUP/, /CUBE \(/, /GROUP BY ALL/, /WITHIN GROUP/,
  /FILTER \(WHERE/, /IGNORE NULLS/, /LATERAL VIEW OUTER/, /INCLUDE NULLS/, /REPEATABLE/, /TIMESTAMP AS OF/, /@v\d/, /LIKE ANY/,
  /IS DISTINCT FROM/, /\?::/, /\[\*\]/, /IDENTIFIER\(:/, /\|> AGGREGATE/, /\|> EXTEND/, /BY NAME/, /REPLACE WHERE/, /REPLACE USING/,
  /REPLACE ON/, /OVERWRITE DIRECTORY/, /NOT MATCHED BY SOURCE/, /WITH SCHEMA EVOLUTION/, /FORMAT_OPTIONS/, /VALIDATE/, /PARTITIONED BY/,
  /CLUSTER BY AUTO/, /CLUSTER BY NONE/, /GENERATED ALWAYS AS IDENTITY/, /GENERATED ALWAYS AS \(/, /PRIMARY KEY/, /FOREIGN KEY/,
  /CHECK \(/, /DEFAULT COLLATION/, /TBLPROPERTIES/, /SHALLOW CLONE/, /DEEP CLONE/, /MASK /, /ROW FILTER/, /SET TAGS/,
  /WITH METRICS/, /CREATE CONNECTION/, /CREATE SHARE/, /CREATE RECIPIENT/, /CREATE POLICY/, /CREATE EXTERNAL LOCATION/, /ZORDER BY/,
  /DRY RUN/, /COMPUTE STATISTICS/, /DESCRIBE HISTORY/, /SHOW GRANTS/, /IF .* THEN/, /ELSEIF/, /WHILE/, /REPEAT/, /LOOP/, /FOR \w+ AS/,
  /ITERATE/, /LEAVE/, /EXIT HANDLER/, /SIGNAL/, /CREATE (?:OR REPLACE )?PROCEDURE/, /EXECUTE IMMEDIATE/, /AUTO CDC/, /APPLY CHANGES/,
  /EXPECT \(/, /ON VIOLATION/, /SCD TYPE 2/, /RETURNS TABLE/, /LANGUAGE PYTHON/, /\{%/, /\{\{/, /\{#/, /\$\{/, /= \?/, /::VARIANT/,
]; // prettier-ignore

/** `create table`, `other SHOW`, `query`. */
function kindOf(statement: Statement): string {
  if (statement.kind === 'create' || statement.kind === 'alter' || statement.kind === 'drop')
    return `${statement.kind} ${statement.object}`;
  return statement.kind === 'other' ? `other ${statement.words[0] ?? ''}` : statement.kind;
}

/** Every node of a tree, whatever holds it. */
function* nodesOf(value: unknown): Generator<Record<string, unknown>> {
  const pending: unknown[] = [value];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    if (!Array.isArray(next)) yield next as Record<string, unknown>;
    for (const child of Object.values(next)) if (typeof child === 'object') pending.push(child);
  }
}

const filled = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : Boolean(value));

/** How a part that a group demands is told in the tree. */
const parts: Record<string, (node: Record<string, unknown>) => boolean> = {
  where: (node) => node['kind'] === 'select' && filled(node['where']),
  join: (node) => 'relation' in node && filled(node['join']),
  lateral: (node) => node['lateral'] === true,
  'group by': (node) => node['kind'] === 'select' && filled(node['groupBy']),
  'order or limit': (node) => filled(node['orderBy']) || filled(node['limit']) || filled(node['offset']),
  hint: (node) => filled(node['hints']),
  cte: (node) => filled(node['ctes']),
  set: (node) => node['kind'] === 'set' && filled(node['operators']),
  subquery: (node) => node['kind'] === 'subquery' && filled(node['modifiers'] && node['query']),
  over: (node) => node['kind'] === 'call' && filled(node['over']),
  frame: (node) => filled(node['frame']),
  'window clause': (node) => filled(node['windows']),
  qualify: (node) => filled(node['qualify']),
  'lateral view': (node) => node['lateralView'] === true,
  'table function': (node) => node['kind'] === 'function' && 'args' in node,
  'star except': (node) => node['kind'] === 'star' && node['except'] === true,
  pipe: (node) => filled(node['pipes']),
};
for (const kind of ['pivot', 'unpivot', 'sample', 'version', 'case', 'cast', 'call', 'lambda', 'path', 'parameter'])
  parts[kind] = (node) => node['kind'] === kind;

function holds(tree: SqlTree, part: string): boolean {
  if (part === 'template') return tree.tokens.kinds.some((kind) => kind === Kind.template || kind === Kind.block);
  const test = parts[part];
  assert.ok(test, `no part is called ${part}`);
  return [...nodesOf(tree.statements)].some(test);
}

/** What is wrong with the reading of a statement; nothing when all of it is understood. */
function complaints({ text, group }: CorpusStatement): string[] {
  const tree = readSql(text);
  const [first] = tree.statements;
  if (!first || tree.statements.length !== 1) return [`${tree.statements.length} statements`];
  const list: string[] = [];
  if (kindOf(first) !== group.gives) list.push(`${kindOf(first)} instead of ${group.gives}`);
  if (group.holds && !holds(tree, group.holds)) list.push(`no ${group.holds}`);
  for (const statement of statementsOf(tree)) {
    if (statement.damage) list.push(statement.damage);
    for (const { from, to } of statement.opaque) list.push(`not understood: ${text.slice(from, to)}`);
  }
  for (const node of nodesOf(tree.statements)) if (node['kind'] === 'opaque') list.push('an opaque node');
  return list;
}

describe('the corpus of SQL statements', () => {
  it('is large, and no statement stands in it twice', () => {
    assert.ok(corpus.length >= 850, `${corpus.length}`);
    assert.equal(new Set(corpus.map(({ text }) => text.replace(/\s+/g, ' '))).size, corpus.length);
    assert.ok(corpus.filter(({ group }) => group.isSpark).length >= 650);
  });

  it('holds every kind of statement and every clause', () => {
    const given = new Set(corpus.map(({ group }) => group.gives));
    assert.deepEqual([...given].sort(), [...kinds].sort());
    const all = corpus.map(({ text }) => text.replace(/\s+/g, ' '));
    assert.deepEqual(
      clauses.filter((clause) => !all.some((text) => clause.test(text))),
      [],
    );
  });

  for (const file of corpusFiles) {
    it(`${file.name}: every statement is understood to the last token and is what its group says`, () => {
      const wrong = file.statements.map((s) => [s.place, ...complaints(s)]).filter(([, ...list]) => list.length > 0);
      assert.deepEqual(wrong, []);
    });

    it(`${file.name}: the statements of the file are found, and nothing of the text is lost`, () => {
      const { text, tokens, statements } = readSql(file.text);
      let printed = '';
      for (let i = 0; i < tokens.count; i++) printed += tokens.textOf(i);
      assert.equal(printed, text);
      // Templates around a statement do not belong to it.
      const bare = (sql: string): string => sql.replace(/^(?:\{[{%#][^}]*\}+\s*)+|\s*\{%[^}]*%\}$/g, '');
      assert.deepEqual(
        statements.map(({ from, to }) => bare(text.slice(from, to))),
        file.statements.map((statement) => bare(statement.text)),
      );
    });
  }

  it('has no SELECT that the tree does not hold', () => {
    const missed: string[] = [];
    for (const { place, text, group } of corpus) {
      // There it is a privilege; and a step of a pipe has no FROM of its own.
      if (/GRANT|REVOKE|DENY/.test(group.gives)) continue;
      const tree = readSql(text);
      const heads = new Set<number>();
      for (const statement of statementsOf(tree))
        for (const { select } of selectsOf(statement)) heads.add(select.head.from);
      const { tokens } = tree;
      let before = 0;
      for (let i = 0; i < tokens.count; i++) {
        if (tokens.kinds[i]! <= Kind.block) continue;
        if (tokens.codes[i] === K.SELECT && before !== Op['|>'] && !heads.has(tokens.from(i))) missed.push(place);
        before = tokens.codes[i]!;
      }
    }
    assert.deepEqual(missed, []);
  });

  it('is read the same in small letters', () => {
    for (const { place, text } of corpus) {
      const small = readSql(text.toLowerCase()).statements;
      assert.deepEqual(small.map(kindOf), readSql(text).statements.map(kindOf), place);
      assert.deepEqual(small.flatMap(({ opaque }) => opaque), [], place); // prettier-ignore
    }
  });
});
