import type { Document } from './documents/document';
import type { PyNode } from './python/ast';
import type { PythonFacts, SqlString } from './python/facts';
import { isSame } from './spark/appends';
import { secondRun, writesIn } from './spark/second-run';
import { secondRunOfStatement } from './spark/second-run-sql';
import type { SecondRun } from './spark/verdicts';
import type { Around, SqlFacts } from './sql/facts';
import { namesIn } from './sql/names-in';
import type { Statement } from './sql/tree';
import { statementsOf } from './sql/walk';
import type { SqlText } from './sql-texts';
import type { TableCatalog } from './catalog/catalog';
import type { Span, Target } from './types';

/** What a second run of a write does, and the words that name the write. The span counts in `Document.text`. */
export interface SecondRunAt {
  readonly run: SecondRun;
  readonly span: Span;
}

/** A file as it was read for the rules. */
export interface ReadFile {
  readonly document: Document;
  readonly python: PythonFacts;
  /** In the order of the file. */
  readonly texts: readonly SqlText[];
  readonly catalog: TableCatalog;
  readonly target: Target;
}

/** The write under an offset of `Document.text`; `undefined` where there is none, or nothing certain is known of it. */
export function secondRunAt(offset: number, file: ReadFile): SecondRunAt | undefined {
  const found = inPython(offset, file) ?? inSql(offset, file);
  return found?.run.verdict === 'unknown' ? undefined : found;
}

function covers(span: Span, offset: number): boolean {
  return span.from <= offset && offset <= span.to;
}

function inPython(offset: number, { python }: ReadFile): SecondRunAt | undefined {
  for (const write of writesIn(python)) {
    const span = 'writer' in write ? write.end.nameSpan : write.nameSpan;
    if (covers(span, offset)) return { run: secondRun(write, python), span };
  }
  return undefined;
}

function inSql(offset: number, file: ReadFile): SecondRunAt | undefined {
  for (const [index, text] of file.texts.entries()) {
    const { source, tree } = text;
    const at = source.fromHost(offset);
    if (at === undefined || text.form !== 'statements') continue;
    const statement = statementsOf(tree).find(({ head }) => covers(head, at));
    if (!statement) continue;
    const span = source.spanToHost(statement.head);
    if (!covers(span, offset)) continue;
    const run = secondRunOfStatement(statement, factsOf(text, index, file));
    return { run: isGuarded(text, statement, file) ? onlyHarmless(run) : run, span };
  }
  return undefined;
}

/** The text as one whole, with the texts that run before it. */
function factsOf(text: SqlText, index: number, { document, texts, catalog, target }: ReadFile): SqlFacts {
  const { source, place, form, tree, inFunction } = text;
  const before = texts.slice(0, index).flatMap(({ parts }) => parts.map((part) => part.tree));
  const matches = (pattern: RegExp): boolean => pattern.test(document.text);
  const around: Around = { file: [...before, tree], text: [tree], at: before.length, matches };
  const ask: SqlFacts['ask'] = (question) => question(around);
  const earlier = inFunction ? undefined : before;
  return { source, place, form, tree, earlier, around, ask, catalog, target, path: document.path };
}

/** Python that asks first whether a table is there, or that takes one away, may stand around the statement. */
const LOOKS = /^(tableExists|table_exists|isDeltaTable|exists|dropTable|rm|rmtree|delete)$/;

/** True when Python may keep a statement from running a second time, or from doing harm. */
function isGuarded({ source }: SqlText, statement: Statement, { python }: ReadFile): boolean {
  if (python.calls.some(({ method }) => LOOKS.test(method))) return true;
  const targets = [...namesIn(statement)].flatMap(({ name, role }) => (role === 'written' ? [name.text] : []));
  const isTarget = (name: string) => targets.some((target) => isSame(name, target));
  if (python.writes.some(({ mode, target }) => mode !== 'append' && target && isTarget(target.text.text))) return true;
  const own = python.sqlStrings.filter(({ text }) => text.text === source.text && text.toHost(0) === source.toHost(0));
  return own.some(isConditional);
}

function isConditional({ call }: SqlString): boolean {
  for (let at: PyNode | undefined = call.call.parent; at; at = at.parent)
    if (/^(If|Try|While|Conditional|Bool)$/.test(at.type)) return true;
  return false;
}

/** What holds whether or not the statement runs again. */
function onlyHarmless(run: SecondRun): SecondRun {
  return run.verdict === 'same' || run.verdict === 'kept' ? run : { verdict: 'unknown' };
}
