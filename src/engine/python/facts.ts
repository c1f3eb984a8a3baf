import type { Document } from '../documents/document';
import type { MappedText } from '../documents/mapped-text';
import type { TableCatalog } from '../catalog/catalog';
import type { ConfLookup, Span, SqlForm, Target } from '../types';
import type { Assign, AugAssign, Call, Compare, Expr, FunctionDef, Import, Stmt, Str } from './ast';
import type { Place } from './place';
import type { DataFrameValue, Step, Value, WriterValue } from './values';

/** One call, with what is known of the object that it was made on. */
export interface CallFact {
  readonly call: Call;
  /** Name of the method or function; `''` for anything else that is called. */
  readonly method: string;
  readonly nameSpan: Span;
  /** Absent for a plain function call. */
  readonly receiver?: Value;
  /** Full name of an imported function: `pyspark.sql.functions.expr`. */
  readonly qualified?: string;
  readonly result: Value;
  readonly place: Place;
}

/** `name = …`, also inside branches and loops. */
export interface AssignFact {
  readonly name: string;
  readonly stmt: Assign | AugAssign;
  readonly value: Value;
  /** In a loop: the value is built on what the turn before bound to the same name. */
  readonly carried: boolean;
  readonly place: Place;
}

/** A write that really happens: the writer chain up to `save`, `saveAsTable`, `start` … */
export interface WriteFact {
  readonly writer: WriterValue;
  readonly frame: DataFrameValue;
  /** The last call of the chain. */
  readonly end: CallFact;
  readonly steps: readonly Step[];
  readonly format?: string;
  readonly mode?: string;
  /** Table name or path, with holes where it is computed. */
  readonly target?: { readonly kind: 'table' | 'path'; readonly text: MappedText; readonly known: boolean };
  readonly place: Place;
}

/** SQL inside a Python string. */
export interface SqlString {
  readonly text: MappedText;
  readonly form: SqlForm;
  /** The call that it was handed to. */
  readonly call: CallFact;
  readonly place: Place;
}

/** A string literal and the call or assignment it stands in. */
export interface StringFact {
  readonly str: Str;
  readonly place: Place;
}

/** Everything that a rule may know about the Python code of one file. */
export interface PythonFacts {
  /**
   * The facts of the whole file. They are these same facts, but for a rule that takes the cells one by one (`scope` of a rule): it is
   * asked again about its cell after every change once it has looked here.
   */
  readonly file: PythonFile;
  readonly document: Document;
  readonly target: Target;
  readonly catalog: TableCatalog;
  /** The settings of Spark, Delta and Databricks. Absent where nobody has handed them in (yet): then a rule stays silent. */
  readonly confs?: ConfLookup;
  /** Whether a notebook lies at a path that is relative to this file, with or without its ending; `undefined` where nobody knows. */
  findNotebook(path: string): boolean | undefined;
  /** `# Databricks notebook source` or Jupyter. */
  readonly isNotebook: boolean;
  /** `tests/…`, `test_*.py`, `conftest.py`. */
  readonly isTest: boolean;
  readonly statements: readonly { readonly cell: number; readonly body: readonly Stmt[] }[];
  readonly comments: readonly Span[];
  /** Cells that are no Python that could be read: where each begins to go wrong. */
  readonly unreadable: readonly Span[];
  readonly calls: readonly CallFact[];
  readonly assignments: readonly AssignFact[];
  readonly comparisons: readonly { readonly node: Compare; readonly place: Place }[];
  readonly writes: readonly WriteFact[];
  readonly strings: readonly StringFact[];
  readonly sqlStrings: readonly SqlString[];
  readonly functions: readonly FunctionDef[];
  readonly imports: readonly Import[];
  /** What an expression stands for. */
  valueOf(expr: Expr): Value;
  /** Constant text of an expression: strings, numbers, `True` and `False` in lower case. */
  constantOf(expr: Expr | undefined): string | undefined;
  /** Calls of these methods on something that is known to be a DataFrame. */
  dataFrameCalls(...methods: string[]): (CallFact & { readonly receiver: DataFrameValue })[];
  /** Calls of methods or functions with these names, whatever they are called on. */
  callsNamed(...methods: string[]): CallFact[];
}

/** One cell of a file, for rules that take the cells one by one. */
export interface PythonCell {
  /** Where it stands in `Document.text`. */
  readonly span: Span;
  /** The same object for as long as nothing has changed that facts about this cell follow from. */
  readonly key: object;
  /** @param lookAround is called when somebody asks for more than what follows from the key. */
  facts(lookAround: () => void): PythonFacts;
}

/** The facts of a whole file, and of each of its cells. */
export interface PythonFile extends PythonFacts {
  readonly cells: readonly PythonCell[];
}
