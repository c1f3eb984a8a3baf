import { oncePer } from '../once';
import type { MappedText } from '../documents/mapped-text';
import type { Span } from '../types';
import { dottedName, unwrap, type Call, type Expr } from './ast';
import { READER_ENDS, WRITER_ENDS } from './api';
import type { CallFact, PythonFacts } from './facts';
import { argument } from './strings-of';

/** The path of files that a call is given. */
export interface PathUse {
  /** What is known of it from its beginning on. */
  readonly known: string;
  /** The literal that the path begins with, where it is written down in one; else the argument. */
  readonly span: Span;
  /** Who resolves the path: Spark and `dbutils.fs`, or the operating system. */
  readonly reader: 'spark' | 'system';
}

const noPath =
  /^(table|jdbc|toTable|saveAsTable|insertInto|append|overwrite|overwritePartitions|create|createOrReplace|replace|changes)$/;
const dbutilsMethods = /^(ls|cp|mv|rm|mkdirs|head|put)$/;
const osFunctions =
  /^(os\.(listdir|makedirs|mkdir|remove|rename|rmdir|scandir|stat|walk|path\.(exists|isdir|isfile|getsize))|shutil\.(copy\w*|move|rmtree|make_archive|unpack_archive)|glob\.i?glob|(pathlib\.)?Path|open)$/;
const pandasReader = /^(pd|pandas)\.read_(csv|parquet|json|excel|table|pickle|feather|xml|orc|fwf|hdf|sas)$/;
const pandasWriter = /^to_(csv|parquet|json|excel|pickle|feather|xml|orc|hdf)$/;

type PathArgument = readonly [expr: Expr | undefined, reader: PathUse['reader']];

/** The arguments of a call that are paths, and who reads them. */
function pathArguments(fact: CallFact, facts: PythonFacts): readonly PathArgument[] {
  const { call, method, receiver } = fact;
  const first: PathArgument = [argument(call, 0, 'path', 'paths'), 'spark'];
  if (receiver?.kind === 'reader' || receiver?.kind === 'writer') {
    const ends = receiver.kind === 'reader' ? READER_ENDS : WRITER_ENDS;
    return Object.hasOwn(ends, method) && !noPath.test(method) ? [first] : pathOption(call, method, facts);
  }
  if (receiver?.kind === 'context') return /^(textFile|wholeTextFiles|binaryFiles)$/.test(method) ? [first] : [];
  const name = dottedName(call.func) ?? '';
  if (receiver?.kind === 'dbutils') {
    if (!/\bfs\.\w+$/.test(name) || !dbutilsMethods.test(method)) return [];
    const target: PathArgument = [argument(call, 1, 'to'), 'spark'];
    const source: PathArgument = [argument(call, 0, 'dir', 'file', 'from_', 'path'), 'spark'];
    return method === 'cp' || method === 'mv' ? [source, target] : [source];
  }
  if (/^DeltaTable\.(forPath|isDeltaTable)$/.test(name)) return [[argument(call, 1, 'path', 'identifier'), 'spark']];
  if (osFunctions.test(name)) return call.args.filter((a) => !a.star).map((a) => [a.value, 'system'] as const);
  if (!pandasReader.test(name) && (receiver?.kind === 'dataframe' || !pandasWriter.test(method))) return [];
  return [[argument(call, 0, 'path', 'path_or_buf', 'filepath_or_buffer', 'io'), 'system']];
}

/** `.option("path", …)` and `.options(path=…)`. */
function pathOption(call: Call, method: string, facts: PythonFacts): readonly PathArgument[] {
  if (method === 'options')
    return call.args.filter((a) => a.keyword === 'path').map((a) => [a.value, 'spark'] as const);
  const isPath = method === 'option' && facts.constantOf(argument(call, 0, 'key'))?.toLowerCase() === 'path';
  return isPath ? [[argument(call, 1, 'value'), 'spark']] : [];
}

/** Every path in the Python code of a file that is handed to something that reads or writes files. Each literal once. */
export const pathsOf = oncePer((facts: PythonFacts): readonly PathUse[] => {
  const uses = new Map<number, PathUse>();
  for (const fact of facts.calls) {
    if (fact.call.args.length === 0) continue;
    for (const [expr, reader] of pathArguments(fact, facts)) {
      for (const item of items(expr)) {
        const use = pathUse(item, reader, facts);
        if (use && !uses.has(use.span.from)) uses.set(use.span.from, use);
      }
    }
  }
  return [...uses.values()];
});

function items(expr: Expr | undefined): readonly Expr[] {
  if (!expr) return [];
  const e = unwrap(expr);
  return e.type === 'List' || e.type === 'Tuple' ? e.items : [e];
}

/** What is known of the path that an expression gives; `undefined` where nothing is. */
export function pathUse(expr: Expr, reader: PathUse['reader'], facts: PythonFacts): PathUse | undefined {
  const value = facts.valueOf(expr);
  if (value.kind !== 'string') return undefined;
  const { text } = value;
  const [hole] = text.holes;
  if (hole?.from === 0) return behindRoot(expr, text, reader, facts);
  const start = text.text.slice(0, hole?.from);
  return start === '' ? undefined : { known: start, span: literalOf(text, start.length) ?? spanOf(expr), reader };
}

/** `f"{root}/orders"`, where `root` is a constant of the file. */
function behindRoot(expr: Expr, text: MappedText, reader: PathUse['reader'], facts: PythonFacts): PathUse | undefined {
  const [first] = expr.type === 'Str' ? expr.parts : [];
  const replaced = first?.replacements[0];
  if (!replaced?.expr || replaced.span.from !== first!.body.from) return undefined;
  const root = facts.valueOf(replaced.expr);
  if (root.kind !== 'string' || root.text.text === '') return undefined;
  const [own, next] = [root.text, text.holes[1]];
  if (own.holes.length > 0) return pathUse(replaced.expr, reader, facts);
  const start = own.text + text.text.slice(text.holes[0]!.to, next?.from);
  return { known: start, span: literalOf(own, own.text.length) ?? spanOf(expr), reader };
}

function spanOf({ from, to }: Expr): Span {
  return { from, to };
}

/** Where the first literal of a text stands, as far as it is known; `undefined` where it is not written as it reads. */
function literalOf(text: MappedText, length: number): Span | undefined {
  const isPlain = (end: number) => {
    const { from, to } = text.spanToHost({ from: 0, to: end });
    return to - from === end;
  };
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (isPlain(middle)) low = middle;
    else high = middle - 1;
  }
  return low === 0 ? undefined : text.spanToHost({ from: 0, to: low });
}
