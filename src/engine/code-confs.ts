import { TableCatalog } from './catalog/catalog';
import { readDocument, type LintInput } from './documents/read';
import { dottedName, type PyNode } from './python/ast';
import type { PythonFacts } from './python/facts';
import { readPython } from './python/read';
import { argument } from './python/strings-of';
import { confsInPython, confsInSql } from './spark/confs';
import { SqlReader } from './sql-texts';
import { statementsOf } from './sql/walk';
import type { MappedText } from './documents/mapped-text';
import type { SqlTree } from './sql/tree';

/** What code does to a setting of Spark when it runs. */
export interface CodeConf {
  /** Empty where all settings are given back their values. */
  readonly key: string;
  /** Absent where the value is only known at run time, or given back. */
  readonly value?: string;
  /** Where it begins in the file as it was given. */
  readonly offset: number;
  /** `session`: in a session that runs. `start`: before the session is made, by its builder. */
  readonly when: 'session' | 'start';
  /**
   * Taken back: `initial`, to the value that the session began with (`RESET`); `default`, to the default, whatever the session began
   * with (`spark.conf.unset`).
   */
  readonly reset?: 'initial' | 'default';
  /** False in branches, loops and functions, which may not run. */
  readonly isCertain: boolean;
}

/** What a file of code does to the settings of Spark, in order: Python, SQL, and SQL in strings of Python. */
export function confsInCode(input: LintInput): CodeConf[] {
  const document = readDocument(input);
  const found: CodeConf[] = [];
  const add = (conf: Omit<CodeConf, 'offset'>, at: number): void =>
    void found.push({ ...conf, offset: document.file.toHost(at) });
  const python = readPython(document, { target: {}, catalog: new TableCatalog([]) });
  for (const conf of inPython(python)) add(conf, conf.at);
  const reader = new SqlReader();
  const cells = document.cells.filter(({ language }) => language === 'sql').map(({ source }) => source);
  for (const { source, tree } of reader.cells(cells, 'cell'))
    for (const conf of inSql(source, tree)) add({ ...conf, isCertain: true }, conf.at);
  for (const { text, form, call } of python.sqlStrings)
    for (const conf of inSql(text, reader.string(text, form, false).tree))
      add({ ...conf, isCertain: isCertain(call.call) }, conf.at);
  return found.sort((a, b) => a.offset - b.offset);
}

type Found = Omit<CodeConf, 'offset' | 'isCertain'> & { readonly at: number };

function* inPython(facts: PythonFacts): Generator<Found & { isCertain: boolean }> {
  const calls = new Map(facts.callsNamed('set', 'config', 'setConf').map(({ call }) => [call.to, call]));
  for (const { key, value, span, when } of confsInPython(facts)) {
    const call = calls.get(span.to);
    // Where nobody sees what `spark` is, it is a session all the same.
    const isSession = when === 'session' || (call !== undefined && dottedName(call.func) === 'spark.conf.set');
    yield {
      key,
      value,
      when: isSession ? 'session' : 'start',
      at: span.from,
      isCertain: call !== undefined && isCertain(call),
    };
  }
  for (const { call, receiver } of facts.callsNamed('unset')) {
    const key = facts.constantOf(argument(call, 0, 'key'));
    const isSession = receiver?.kind === 'catalog-object' || receiver?.kind === 'session' || key?.startsWith('spark.');
    if (key !== undefined && isSession)
      yield { key, when: 'session', reset: 'default', at: call.from, isCertain: isCertain(call) };
  }
}

function* inSql(source: MappedText, tree: SqlTree): Generator<Found> {
  for (const { key, value, span } of confsInSql({ source, tree }))
    yield { key, value, when: 'session', at: source.toHost(span.from) };
  for (const statement of statementsOf(tree))
    if (statement.kind === 'set' && statement.reset)
      yield { key: statement.key?.text ?? '', when: 'session', reset: 'initial', at: source.toHost(statement.from) };
}

const UNCERTAIN: ReadonlySet<PyNode['type']> = new Set([
  'If',
  'For',
  'While',
  'Try',
  'FunctionDef',
  'ClassDef',
  'Lambda',
  'Conditional',
  'Comprehension',
]);

function isCertain(node: PyNode): boolean {
  for (let around = node.parent; around; around = around.parent) if (UNCERTAIN.has(around.type)) return false;
  return true;
}
