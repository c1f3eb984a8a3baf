import { READER_ENDS, WRITER_ENDS } from '../python/api';
import { unwrap, type Argument, type Call, type Expr } from '../python/ast';
import type { PythonFacts } from '../python/facts';
import { argument } from '../python/strings-of';
import type { SqlFacts } from '../sql/facts';
import { propertiesIn } from '../sql/properties';
import { Kind } from '../sql/reader/tokens';
import type { FunctionRelation } from '../sql/nodes';
import type { SqlTree, Statement } from '../sql/tree';
import { isUnderstood, relationsOf, selectsOf, statementsOf } from '../sql/walk';
import type { Span } from '../types';
import { literalSpan } from './confs';

/** An option that a reader or writer is given, where its format is certain. */
export interface FormatOption {
  readonly name: string;
  /** Without quotes; a name that holds the option is marked as it stands. */
  readonly span: Span;
  /** `bare`: a keyword of Python, a name of SQL. `elsewhere`: it can only be changed where the name gets its value. */
  readonly writing: 'quoted' | 'bare' | 'elsewhere';
  /** In lower case: `csv`, `cloudfiles`; `read_files` and `copy into` for these two ways of SQL. */
  readonly format: string;
  /** Of `cloudFiles`, `read_files` and `copy into`: the format of the files, where it is said. */
  readonly inner?: string;
}

/** Arguments of the last call of a chain that are no options. */
const NAMED = /^(?:paths?|schema|format|mode|partitionBy|name|tableName|outputMode|queryName|table|source)$/;
/** Here keywords are options of the format, or something that Python refuses by itself. */
const TAKES_OPTIONS = /^(?:load|save|saveAsTable|start|toTable|csv|json|parquet|orc|text|xml)$/;

/** The options in Python: of `.option(…)`, `.options(…)` and the call that ends the chain. */
export function* optionsInPython(facts: PythonFacts): Generator<FormatOption> {
  const seen = new Set<Call>();
  for (const { end, format, writer } of facts.writes) {
    // An insert writes as the table is, whatever the writer says; a foreachBatch has no sink.
    if (format === undefined || end.method === 'insertInto' || writer.foreachBatch) continue;
    seen.add(end.call);
    yield* optionsOfChain(end.call, { format }, facts);
  }
  for (const { call, method, receiver, result } of facts.callsNamed(...Object.keys(READER_ENDS))) {
    if (seen.has(call) || receiver?.kind !== 'reader' || method === 'table' || result.kind !== 'dataframe') continue;
    const format = result.source?.format;
    if (format === undefined) continue;
    const inner = receiver.options.get('cloudfiles.format')?.value?.toLowerCase();
    yield* optionsOfChain(call, { format, inner }, facts);
  }
}

function* optionsOfChain(
  end: Call,
  of: Pick<FormatOption, 'format' | 'inner'>,
  facts: PythonFacts,
): Generator<FormatOption> {
  const last = unwrap(end.func);
  if (last.type !== 'Attribute') return;
  if (TAKES_OPTIONS.test(last.name)) yield* optionsOfArguments(end, of, facts);
  let expr = unwrap(last.object);
  while (expr.type === 'Call') {
    const step = unwrap(expr.func);
    if (step.type !== 'Attribute') return;
    if (step.name === 'option') yield* namedBy(argument(expr, 0, 'key'), of, facts);
    else if (step.name === 'options') yield* optionsOfArguments(expr, of, facts);
    // Another reader or writer begins here.
    else if (step.name in READER_ENDS || step.name in WRITER_ENDS) return;
    expr = unwrap(step.object);
  }
}

function* optionsOfArguments(
  call: Call,
  of: Pick<FormatOption, 'format' | 'inner'>,
  facts: PythonFacts,
): Generator<FormatOption> {
  for (const arg of call.args) {
    const dict = arg.star === '**' ? unwrap(arg.value) : undefined;
    if (dict?.type === 'Dict') for (const { key } of dict.entries) yield* namedBy(key, of, facts);
    else if (arg.keyword !== undefined && !NAMED.test(arg.keyword)) {
      const span = keywordSpan(arg, facts);
      if (span) yield { name: arg.keyword, span, writing: 'bare', ...of };
    }
  }
}

function* namedBy(
  key: Expr | undefined,
  of: Pick<FormatOption, 'format' | 'inner'>,
  facts: PythonFacts,
): Generator<FormatOption> {
  const name = key && facts.constantOf(key);
  if (!key || name === undefined) return;
  const span = literalSpan(key);
  yield { name, span: span ?? key, writing: span ? 'quoted' : 'elsewhere', ...of };
}

/** The name in front of `=`. */
function keywordSpan({ keyword, value }: Argument, { document }: PythonFacts): Span | undefined {
  const before = document.text.slice(Math.max(0, value.from - keyword!.length - 40), value.from);
  const written = /(\w+)\s*=[\s(]*$/.exec(before);
  if (written?.[1] !== keyword) return undefined;
  const from = value.from - before.length + written!.index;
  return { from, to: from + keyword!.length };
}

/** The options in SQL: of `read_files`, `COPY INTO`, and tables and views that are made `USING` a format. */
export function* optionsInSql(facts: SqlFacts): Generator<FormatOption> {
  for (const statement of statementsOf(facts.tree)) {
    if (!isUnderstood(statement)) continue;
    const of = clausesOf(statement, facts.tree);
    if (of) yield* ofClauses(statement, of, facts);
    for (const { select } of selectsOf(statement))
      for (const relation of relationsOf(select.sources))
        if (relation.kind === 'function' && /^read_files$/i.test(relation.name.text))
          yield* ofReadFiles(relation, facts);
  }
}

/** What the option clauses of a statement are for; `undefined` where it has none, or nobody knows. */
function clausesOf(statement: Statement, tree: SqlTree): Pick<FormatOption, 'format' | 'inner'> | undefined {
  if (statement.kind === 'create') return statement.format === undefined ? undefined : { format: statement.format };
  if (statement.kind !== 'copy') return undefined;
  const inner = fileFormatOf(statement, tree);
  return inner === undefined ? undefined : { format: 'copy into', inner };
}

/** `FILEFORMAT = CSV`. */
function fileFormatOf({ from, to }: Span, { tokens }: SqlTree): string | undefined {
  const words: string[] = [];
  for (let i = tokens.at(from); i < tokens.count && tokens.from(i) < to; i++) {
    if (tokens.kinds[i]! <= Kind.block) continue;
    const before = words.slice(-2).join(' ');
    if (before === 'fileformat =') return tokens.textOf(i).toLowerCase();
    words.push(tokens.textOf(i).toLowerCase());
  }
  return undefined;
}

function* ofClauses(
  statement: Span,
  of: Pick<FormatOption, 'format' | 'inner'>,
  { tree, source }: SqlFacts,
): Generator<FormatOption> {
  for (const { clause, key, span } of propertiesIn(tree, statement)) {
    if (!/OPTIONS$/.test(clause) || !source.isKnown(span)) continue;
    yield { name: key, ...written(span, key), ...of };
  }
}

function* ofReadFiles({ args }: FunctionRelation, { tree, source }: SqlFacts): Generator<FormatOption> {
  const named = args.flatMap((arg) => (arg.kind === 'named' ? [arg] : []));
  const format = named.find(({ name }) => /^format$/i.test(name.name))?.expr;
  const text = format?.kind === 'literal' ? tree.text.slice(format.from, format.to) : undefined;
  const inner = /^'(\w+)'$/.exec(text ?? '')?.[1]?.toLowerCase();
  // A format that is computed, or that is none of these, may read anything.
  if (format && (inner === undefined || !source.isKnown(format))) return;
  for (const { name } of named) {
    if (!source.isKnown(name)) continue;
    yield { name: name.name, ...written(name, name.name), format: 'read_files', inner };
  }
}

/** Quotes and backticks stay; a name with several parts, or with an escape, is left to its author. */
function written({ from, to }: Span, name: string): Pick<FormatOption, 'span' | 'writing'> {
  const around = to - from - name.length;
  if (around === 2) return { span: { from: from + 1, to: to - 1 }, writing: 'quoted' };
  return { span: { from, to }, writing: around === 0 ? 'bare' : 'elsewhere' };
}
