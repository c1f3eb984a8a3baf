import type { Expr } from './ast';
import { WRITER_ENDS } from './api';
import type { CallFact, WriteFact } from './facts';
import { argument, constantOf } from './strings-of';
import type { Value, WriterValue } from './values';

/** The write that a call ends, or `undefined` when the call only configures the writer. */
export function writeFact(end: CallFact, writer: WriterValue, valueOf: (e: Expr) => Value): WriteFact | undefined {
  if (!(end.method in WRITER_ENDS)) return undefined;
  const { call } = end;
  const format = WRITER_ENDS[end.method] ?? constantOf(argument(call, 99, 'format'), valueOf) ?? writer.format;
  const modeAt = end.method === 'insertInto' ? 99 : end.method === 'saveAsTable' || end.method === 'save' ? 2 : 1;
  const modeArg = constantOf(argument(call, modeAt, 'mode'), valueOf);
  return {
    writer,
    frame: writer.frame,
    end,
    steps: writer.steps,
    format: format?.toLowerCase(),
    mode: (modeArg ?? writer.mode?.value ?? modeOfEnd(end.method))?.toLowerCase(),
    target: targetOf(end, writer, valueOf),
    place: end.place,
  };
}

/** `writeTo(…).append()`: the method is the mode. */
function modeOfEnd(method: string): string | undefined {
  if (method === 'append') return 'append';
  return method === 'overwrite' || method === 'overwritePartitions' || method === 'createOrReplace'
    ? 'overwrite'
    : undefined;
}

function targetOf(end: CallFact, writer: WriterValue, valueOf: (e: Expr) => Value): WriteFact['target'] {
  const isTable = /^(saveAsTable|insertInto|toTable)$/.test(end.method) || writer.table !== undefined;
  const given = writer.table ?? argument(end.call, 0, 'name', 'tableName', 'path') ?? writer.options.get('path')?.expr;
  if (!given) return undefined;
  const value = valueOf(given);
  if (value.kind !== 'string') return undefined;
  return { kind: isTable ? 'table' : 'path', text: value.text, known: value.known };
}
