import type { Span } from '../types';
import { K } from './reader/keywords';
import type { Name } from './nodes';
import { piecesOf } from './phrases';
import { Kind, Op } from './reader/tokens';
import type { SqlTree, Statement } from './tree';
import { allExpressions, relationsOf, selectsOf, statementsOf } from './walk';

/** Syntax that not every version of Databricks Runtime has. */
export type SqlFeature =
  | 'not matched by source'
  | 'by name'
  | 'identifier'
  | 'variable'
  | 'execute immediate'
  | 'schema evolution'
  | 'variant'
  | 'cluster by auto'
  | 'collate'
  | 'pipe'
  | 'script'
  | 'replace using'
  | 'procedure'
  | 'recursive'
  | 'replace on';

/** A place where such syntax is used. */
export interface FeatureUse extends Span {
  readonly feature: SqlFeature;
  /** The statement around it. */
  readonly statement: Statement;
}

/** Names of collations: `UTF8_LCASE`, `UNICODE_CI`, `DE_CI_AI`. */
const collation = /^(UTF8_(BINARY|LCASE)|UNICODE|[A-Z]{2,3})(_(CI|CS|AI|AS|RTRIM))*$/i;
const variantType = /(^|[<,:])variant($|[>,])/;

/** Every use of syntax that came with some version, in no order. */
export function* featuresOf(tree: SqlTree): Generator<FeatureUse> {
  for (const statement of tree.statements) {
    for (const found of inTokens(tree, statement)) yield { ...found, statement };
  }
  for (const statement of statementsOf(tree)) {
    for (const found of inTree(tree, statement)) yield { ...found, statement };
  }
}

type Found = Span & { readonly feature: SqlFeature };

/** Syntax that can stand anywhere in a statement, read from its tokens. */
function* inTokens(tree: SqlTree, statement: Statement): Generator<Found> {
  const { tokens } = tree;
  const last: number[] = [];
  let hasPipe = false;
  for (let i = tokens.at(statement.from); i < tokens.count && tokens.from(i) < statement.to; i++) {
    if (tokens.kinds[i]! <= Kind.block) continue;
    const [before, beforeThat] = [last[last.length - 1], last[last.length - 2]];
    const code = before === undefined ? 0 : tokens.codes[before];
    const isWord = before !== undefined && tokens.kinds[before] === Kind.word;
    const span = before === undefined ? statement : { from: tokens.from(before), to: tokens.to(i) };
    if (isWord && code === K.IDENTIFIER && tokens.codes[i] === Op['(']) {
      yield { feature: 'identifier', from: span.from, to: tokens.to(before) };
    }
    if (isWord && code === K.COLLATE && tokens.kinds[i] === Kind.word && collation.test(tokens.textOf(i))) {
      const dot = beforeThat !== undefined && tokens.codes[beforeThat] === Op['.'];
      if (!dot) yield { feature: 'collate', ...span };
    }
    if (
      isWord &&
      code === K.RECURSIVE &&
      beforeThat !== undefined &&
      tokens.codes[beforeThat] === K.WITH &&
      tokens.codes[i] !== K.AS
    ) {
      yield { feature: 'recursive', from: tokens.from(beforeThat), to: tokens.to(before) };
    }
    if (!hasPipe && tokens.codes[i] === Op['|>']) {
      hasPipe = true;
      yield { feature: 'pipe', from: tokens.from(i), to: tokens.to(i) };
    }
    last.push(i);
    if (last.length > 2) last.shift();
  }
}

/** Syntax that the tree has a node for. */
function* inTree(tree: SqlTree, statement: Statement): Generator<Found> {
  const { head } = statement;
  switch (statement.kind) {
    case 'merge': {
      if (/^merge\s+with\s+schema\s+evolution\b/i.test(tree.text.slice(head.from, head.to))) {
        yield { feature: 'schema evolution', ...head };
      }
      const bySource = statement.clauses.find(({ when }) => when === 'not matched by source');
      if (bySource) yield { feature: 'not matched by source', from: bySource.from, to: bySource.to };
      break;
    }
    case 'insert':
      if (statement.byName) yield { feature: 'by name', ...head };
      if (statement.replace?.kind === 'using') yield { feature: 'replace using', ...head };
      if (statement.replace?.kind === 'on') yield { feature: 'replace on', ...head };
      break;
    case 'set':
      if (statement.variable && statement.expr) yield { feature: 'variable', ...head };
      break;
    case 'script':
      yield { feature: /^create\b/i.test(tree.text.slice(head.from)) ? 'procedure' : 'script', ...head };
      break;
    case 'create':
      if (statement.object === 'procedure') yield { feature: 'procedure', ...head };
      if (statement.clusterBy === 'auto') yield { feature: 'cluster by auto', ...head };
      for (const { type, name } of statement.columns ?? []) {
        if (type !== undefined && variantType.test(type)) yield { feature: 'variant', from: name.from, to: name.to };
      }
      break;
    case 'alter': {
      const pieces = piecesOf(tree, statement);
      const at = pieces.findIndex(({ text }, i) => text === 'CLUSTER' && pieces[i + 1]?.text === 'BY');
      if (at > 0 && pieces[at + 2]?.text === 'AUTO') yield { feature: 'cluster by auto', ...head };
      break;
    }
    case 'other':
      if (statement.words[0] === 'EXECUTE' && statement.words[1] === 'IMMEDIATE') {
        yield { feature: 'execute immediate', ...head };
      }
      if (statement.words[0] === 'DECLARE' && declaresVariable(tree, statement)) yield { feature: 'variable', ...head };
      break;
    default:
      break;
  }
  for (const node of allExpressions(statement)) {
    if (node.kind === 'cast' && variantType.test(node.type)) yield { feature: 'variant', from: node.from, to: node.to };
  }
}

/** `DECLARE [OR REPLACE] [VARIABLE] name …`; other dialects declare `@name`, or cursors. */
function declaresVariable(tree: SqlTree, statement: Statement): boolean {
  const pieces = piecesOf(tree, statement).map(({ text }) => text);
  const rest = pieces.slice(pieces[1] === 'OR' ? 3 : 1);
  return rest[0] === 'VARIABLE' || (/^\w+$/.test(rest[0] ?? '') && !rest.includes('CURSOR') && rest.length > 1);
}

/** The name of every function that a statement calls in its queries and expressions. */
export function* calledFunctions(statement: Statement): Generator<Name> {
  for (const node of allExpressions(statement)) if (node.kind === 'call') yield node.name;
  for (const { select } of selectsOf(statement)) {
    for (const relation of relationsOf(select.sources)) if (relation.kind === 'function') yield relation.name;
  }
}
