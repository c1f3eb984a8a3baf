import type { PythonFacts, WriteFact } from '../python/facts';
import { guardOf, readsStoredRows } from './appends';
import { repetitionOfMergeCall } from './merge-calls';
import { asksClock, drawsLots } from './repeatable';
import { batchCallbacks, namesConf, streamStart, type StreamStart } from './streams';
import { doubled, fails, same, UNKNOWN, type Repetition } from './verdicts';

const CHECKPOINT = 'spark.sql.streaming.checkpointLocation';
/** Sinks that refuse to start without a checkpoint. */
const DURABLE = /^(delta|parquet|csv|json|orc|text|kafka)$/;

/** What an append in a callback of `foreachBatch` does when it gets a batch again. */
export function secondRunOfBatch(write: WriteFact, facts: PythonFacts): Repetition {
  const { place, mode, format, end } = write;
  const isCallback = batchCallbacks(facts).some(({ node }) => node === place.func);
  if (!isCallback || mode !== 'append' || (format !== undefined && format !== 'delta')) return UNKNOWN;
  if (namesConf(facts, 'spark.databricks.delta.write.txn') || guardOf(write, facts)) return UNKNOWN;
  const reason = 'A batch that failed half-way comes again, and its rows are appended twice';
  return doubled('batch', reason, readsStoredRows(write), end.nameSpan);
}

/** What a second start of a streaming query does. */
export function secondRunOfStream(write: WriteFact, facts: PythonFacts): Repetition {
  const start = streamStart(write, facts);
  if (!start || start.isPassing || start.hasUnknownOptions || isForeach(write)) return UNKNOWN;
  if (!start.checkpoint) return withoutCheckpoint(start, facts);
  // A checkpoint that is new in each run, or deleted, remembers nothing.
  if (asksClock(start.checkpoint, facts) || drawsLots(start.checkpoint, facts)) return UNKNOWN;
  if (facts.calls.some(({ method }) => /^(rm|rmtree|unlink)$/.test(method))) return UNKNOWN;
  if (write.writer.foreachBatch && callbackOf(write, facts) !== 'harmless') return UNKNOWN;
  const reason = 'The checkpoint remembers what was read: a second run goes on behind it';
  return same('checkpoint', reason, start.checkpoint);
}

function isForeach({ steps }: WriteFact): boolean {
  return steps.some(({ method }) => method === 'foreach');
}

function withoutCheckpoint({ write }: StreamStart, facts: PythonFacts): Repetition {
  const { writer, end, format, steps } = write;
  if (namesConf(facts, CHECKPOINT)) return UNKNOWN;
  if (writer.foreachBatch) {
    if (callbackOf(write, facts) !== 'appends') return UNKNOWN;
    const reason =
      'Without a checkpoint the query reads its source from the beginning, and its callback appends all rows again';
    return doubled('no checkpoint', reason, readsStoredRows(write), end.nameSpan);
  }
  const isFormatSet =
    steps.some(({ method }) => method === 'format') || end.call.args.some((a) => a.keyword === 'format');
  if (isFormatSet ? !DURABLE.test(format ?? '') : end.method !== 'toTable') return UNKNOWN;
  return fails(
    'no checkpoint',
    'Without a checkpoint this query does not start, not even the first time',
    end.nameSpan,
  );
}

/** What the callback of `foreachBatch` does with a batch that it has seen. */
function callbackOf(write: WriteFact, facts: PythonFacts): 'harmless' | 'appends' | 'unknown' {
  const callback = batchCallbacks(facts).find(({ call }) => write.steps.some((step) => step.call === call.call));
  if (!callback) return 'unknown';
  const { node } = callback;
  const found: Repetition[] = facts.writes
    .filter(({ place }) => place.func === node)
    .map((w) => (guardOf(w, facts) === 'numbered' ? numberedBatch(w) : secondRunOfBatch(w, facts)));
  for (const call of facts.callsNamed('execute'))
    if (call.place.func === node) found.push(repetitionOfMergeCall(call, facts));
  if (found.length === 0) return 'unknown';
  if (found.every(({ verdict }) => verdict === 'same')) return 'harmless';
  return found.some(({ verdict }) => verdict === 'doubled') ? 'appends' : 'unknown';
}

function numberedBatch({ writer, end }: WriteFact): Repetition {
  const { options } = writer;
  if (!options.has('txnappid') || !options.has('txnversion')) return UNKNOWN;
  return same('numbered', 'Delta leaves out a batch that it has written', end.nameSpan);
}
