import { oncePer } from '../once';
import type { CallFact, PythonFacts, WriteFact } from '../python/facts';
import { argument } from '../python/strings-of';
import { ancestors, sourcesOf, type Source } from '../python/values';
import {
  fixedTail,
  guardOf,
  isOfOwnRows,
  isSame,
  leavesOutTarget,
  mayBeCleared,
  readsStoredRows,
  targetName,
} from './appends';
import { secondRunOfBatch, secondRunOfStream } from './batch-runs';
import { dateSliceOf } from './date-slices';
import { droppedBefore, overwrittenBefore } from './drops';
import { clockFilterOf, isPartialWrite } from './load-filters';
import { secondRunOfMergeCall } from './merge-calls';
import { asksClock, drawsLots, frameAsksClock, isRepeatable } from './repeatable';
import {
  APPENDED,
  daysLost,
  doubled,
  fails,
  kept,
  same,
  UNKNOWN,
  withClock,
  type Repetition,
  type SecondRun,
} from './verdicts';

/** Formats that keep what they are given: a second write finds the first one there. */
const STORED = /^(delta|parquet|csv|json|orc|text|avro|xml|iceberg|excel)$/;
const ENDS = /^(save|saveAsTable|csv|json|parquet|orc|text|avro|xml|delta|excel)$/;

const WHOLE = 'All that the target holds is replaced by the rows that the run reads';

/** What a second run of a PySpark write does: of a writer that is ended, or of the `execute` of a `DeltaTable.merge`. */
export function secondRun(write: WriteFact | CallFact, facts: PythonFacts): SecondRun {
  if (!('writer' in write)) return secondRunOfMergeCall(write, facts);
  if (write.writer.streaming) return secondRunOfStream(write, facts);
  const found = repetition(write, facts);
  const clock = clockOf(write, facts);
  return found.verdict === 'same' && !clock && isMoved(write, facts) ? UNKNOWN : withClock(found, clock);
}

/** The places in the Python code of a file for which `secondRun` has an answer. */
export function writesIn(facts: PythonFacts): (WriteFact | CallFact)[] {
  return [...facts.writes, ...facts.callsNamed('execute').filter(({ receiver }) => receiver?.kind === 'merge')];
}

const knownRuns = oncePer((_: PythonFacts) => new Map<WriteFact, Repetition>());

/** What the same write does when it is made again at once. Several rules ask; it is worked out once. */
export function repetition(write: WriteFact, facts: PythonFacts): Repetition {
  const known = knownRuns(facts);
  const found = known.get(write) ?? worked(write, facts);
  known.set(write, found);
  return found;
}

function worked(write: WriteFact, facts: PythonFacts): Repetition {
  switch (modeOf(write, facts)) {
    case 'append':
      return appended(write, facts);
    case 'overwrite':
      return overwritten(write, facts);
    case 'part':
      return partly(
        write,
        facts,
        'part',
        'The write replaces the rows that its condition names',
        write.end.call.argsSpan,
      );
    case 'dynamic':
      return dynamic(write, facts);
    case 'ignore':
      return mayBeCleared(write, facts)
        ? UNKNOWN
        : kept('asked', 'With the mode `ignore` nothing is written once the target exists', write.end.nameSpan);
    case 'error':
      return refused(write, facts, 'asked');
    case 'create':
      return refused(write, facts, 'exists');
    case 'none':
      return isWithoutMode(write) ? refused(write, facts, 'no mode') : UNKNOWN;
    default:
      return UNKNOWN;
  }
}

/** How a write treats what is there; `undefined` where nobody sees it. This much is told by the write alone. */
export function modeOf(write: WriteFact, facts: PythonFacts): string | undefined {
  const { end, mode, writer } = write;
  const { args } = end.call;
  if (args.some(({ star }) => star !== undefined)) return undefined;
  if (writer.table) {
    if (end.method === 'overwrite') return 'part';
    if (end.method === 'overwritePartitions') return 'dynamic';
    if (/^(createOrReplace|replace)$/.test(end.method)) return 'overwrite';
    return /^(append|create)$/.test(end.method) ? end.method : undefined;
  }
  if (end.method === 'insertInto') {
    const given = argument(end.call, 1, 'overwrite');
    const value = facts.constantOf(given);
    if (given && value !== 'none') return value === 'true' ? 'overwrite' : value === 'false' ? 'append' : undefined;
    if (mode === undefined) return writer.mode ? undefined : 'append';
  }
  if (mode === undefined) return writer.mode || hasModeArgument(write) ? undefined : 'none';
  if (/^(append|overwrite|ignore)$/.test(mode)) return mode;
  return /^(error|errorifexists|default)$/.test(mode) ? 'error' : undefined;
}

/** The mode can be handed in by keyword and by place. */
function hasModeArgument({ end }: WriteFact): boolean {
  const at = end.method === 'saveAsTable' || end.method === 'save' ? 2 : 1;
  const { args } = end.call;
  return args.some((a) => a.keyword === 'mode') || args.filter((a) => a.keyword === undefined).length > at;
}

/** True for a write to a table or to files, for which the missing mode means that it fails. */
function isWithoutMode({ end, steps, format, frame }: WriteFact): boolean {
  if (!ENDS.test(end.method)) return false;
  const isFormatSet = format !== undefined || steps.some(({ method }) => method === 'format');
  if (isFormatSet && !(format !== undefined && STORED.test(format))) return false;
  // Of an object that nobody knows, only its words tell that it is a DataFrame.
  return frame.source?.kind !== 'unknown' || end.method === 'saveAsTable' || (isFormatSet && end.method === 'save');
}

function appended(write: WriteFact, facts: PythonFacts): Repetition {
  const { writer, format, frame, end, target } = write;
  const at = end.nameSpan;
  const guard = guardOf(write, facts);
  if (guard === 'no table' && format === 'kafka' && !writer.hasUnknownOptions)
    return doubled('messages', 'A second run sends the same messages again', readsStoredRows(write), at);
  if (guard === 'numbered') return numbered(write);
  if (guard === 'rows left out' && leavesOutTarget(write, facts))
    return same('new rows', 'Only rows that the target does not have are appended', at);
  if (guard === 'cleared') return emptied(write, facts);
  if (guard !== undefined || !target) return UNKNOWN;
  if ([...ancestors(frame)].some((f) => f.streaming)) return secondRunOfBatch(write, facts);
  return doubled(isOfOwnRows(write) ? 'own rows' : 'append', APPENDED, readsStoredRows(write), at);
}

function numbered({ writer, format, end }: WriteFact): Repetition {
  const [app, version] = [writer.options.get('txnappid'), writer.options.get('txnversion')];
  if (!app || !version || writer.hasUnknownOptions || (format !== undefined && format !== 'delta')) return UNKNOWN;
  const reason =
    'Delta leaves out a write whose `txnVersion` it has seen: a repetition with the same number appends nothing';
  return same('numbered', reason, version.expr ?? end.nameSpan);
}

/** The rows are taken away first, in each run. */
function emptied(write: WriteFact, facts: PythonFacts): Repetition {
  const dropped = droppedBefore(write, facts);
  if (!isRepeatable(write.frame, facts)) return UNKNOWN;
  if (dropped) return same('emptied', `${dropped} above takes the rows of the first run away`, write.end.nameSpan);
  const before = overwrittenBefore(write, facts);
  return before ? same('changed before', 'The overwrite above takes the rows of the first run away', before) : UNKNOWN;
}

/** A write that fails where something is. */
function refused(write: WriteFact, facts: PythonFacts, cause: 'no mode' | 'asked' | 'exists'): Repetition {
  if (droppedBefore(write, facts)) return emptied(write, facts);
  if (mayBeCleared(write, facts)) return UNKNOWN;
  const reasons = {
    'no mode': 'Without a mode, this write fails as soon as its target exists',
    asked: 'This mode fails as soon as the target exists',
    exists: '`create` fails as soon as the table exists',
  };
  return fails(cause, reasons[cause], write.end.nameSpan);
}

function overwritten(write: WriteFact, facts: PythonFacts): Repetition {
  const { writer, end, frame, target } = write;
  if (writer.hasUnknownOptions) return UNKNOWN;
  const part = ['replacewhere', 'replaceusing', 'replaceon'].flatMap((name) => writer.options.get(name)?.expr ?? [])[0];
  const given = part ?? end.call.args.find(({ keyword }) => keyword === 'replaceWhere')?.value;
  if (given) return partly(write, facts, 'part', 'The write replaces exactly the rows that its option names', given);
  const mode = writer.options.get('partitionoverwritemode');
  if (mode) return /^dynamic$/i.test(mode.value ?? '') ? dynamic(write, facts) : UNKNOWN;
  if (!target || targetName(write) === undefined) return UNKNOWN;
  const slice = dateSliceOf(frame, facts);
  if (slice) return mayBeDynamic(facts) ? UNKNOWN : daysLost(slice, end.nameSpan);
  return partly(write, facts, 'overwrite', WHOLE, end.nameSpan);
}

/** An overwrite of rows that are the same again, into a table that it does not read itself. */
function partly(
  write: WriteFact,
  facts: PythonFacts,
  cause: 'overwrite' | 'part' | 'dynamic',
  reason: string,
  span: { from: number; to: number },
): Repetition {
  const name = targetName(write);
  const { target, writer } = write;
  if (name === undefined || !target || writer.hasUnknownOptions || !isRepeatable(write.frame, facts)) return UNKNOWN;
  const paths = [write.end.call.argsSpan, ...(writer.table ? [writer.table] : []), span];
  if (paths.some((part) => drawsLots(part, facts))) return UNKNOWN;
  const reads = sourcesOf(write.frame);
  if (reads.some(({ tableText, sql }) => mayBe(tableText, name) || names(sql?.text, name))) return UNKNOWN;
  if (target.kind === 'path' && reads.some((source) => source.kind === 'files' && mayLieIn(source, name, facts)))
    return UNKNOWN;
  return same(cause, reason, span);
}

function mayBe(read: string | undefined, name: string): boolean {
  return read !== undefined && isSame(read, name);
}

/** True when files that are read may lie in the folder that is written, or the other way round. */
function mayLieIn({ expr }: Source, name: string, facts: PythonFacts): boolean {
  const given = expr.type === 'Call' ? argument(expr, 0, 'path') : undefined;
  const value = given && facts.valueOf(given);
  const read = value?.kind === 'string' ? fixedTail(value.text.text) : '';
  const [a, b] = [read, fixedTail(name)].map((path) => path.replace(/\/+$/, '').toLowerCase());
  return a === '' || a === b || a!.startsWith(`${b}/`) || b!.startsWith(`${a}/`);
}

/** True when a SQL text reads a table that may be the one with this name. */
function names(sql: string | undefined, name: string): boolean {
  const read = sql?.matchAll(/\b(?:from|join|table)\s+([\w.`]+)/gi) ?? [];
  return [...read].some((m) => isSame(m[1]!, name));
}

function dynamic(write: WriteFact, facts: PythonFacts): Repetition {
  const span = write.writer.options.get('partitionoverwritemode')?.expr ?? write.end.nameSpan;
  return partly(write, facts, 'dynamic', 'The partitions for which rows come are replaced', span);
}

/** True when the file names the setting by which an overwrite leaves the other partitions. */
function mayBeDynamic(facts: PythonFacts): boolean {
  return facts.strings.some(({ str }) => str.parts.some((p) => /partitionOverwriteMode$/.test(p.raw)));
}

/** True when the clock may have a say in what is written or replaced, in a way that nobody sees through. */
function isMoved(write: WriteFact, facts: PythonFacts): boolean {
  const { writer, end, frame } = write;
  const options = [...writer.options.values()].flatMap(({ expr }) => expr ?? []);
  const spans = [end.call.argsSpan, ...options, ...(writer.table ? [writer.table] : [])];
  return frameAsksClock(frame, facts) || spans.some((span) => asksClock(span, facts));
}

/** The filter by which the clock decides what a write brings. */
function clockOf(
  write: WriteFact,
  facts: PythonFacts,
): { text: string; span: { from: number; to: number }; isPart: boolean } | undefined {
  const bound = clockFilterOf(write.frame, facts);
  if (!bound) return undefined;
  const text = facts.document.text.slice(bound.span.from, bound.span.to).replace(/\s+/g, ' ');
  return { text: text.length > 60 ? `${text.slice(0, 57)}…` : text, span: bound.span, isPart: isPartialWrite(write) };
}
