import { perCell } from '../python/per-cell';
import type { Call, Expr } from '../python/ast';
import { unwrap } from '../python/ast';
import { FUNCTIONS } from '../python/api';
import type { CallFact, PythonFacts } from '../python/facts';
import { logCalls, partsShown } from '../python/logs';
import { shownFrames } from '../python/shown';
import type { DataFrameValue, Source } from '../python/values';
import { outputName } from '../sql/outputs';
import { readSql } from '../sql/reader/read';
import type { Span } from '../types';

/** Columns that say who somebody is or how to reach them. The name ends with these words. */
const PERSONAL = new RegExp(
  '(^|_)(' +
    [
      'e_?mail(_?addr(ess)?)?', '(tele)?phone(_?(number|no|nr))?', '(mobile|cell)_?(phone|number|no)', 'ssn', 'social_security(_?(number|no))?',
      'passport(_?(number|no))?', 'national_?id', 'driv(er|ers|ing)_?licen[cs]e(_?(number|no))?', 'credit_?card(_?(number|no))?', 'card_?number',
      'iban', 'bank_?account(_?(number|no))?', 'date_?of_?birth', 'birth_?(date|day)', 'dob', '(first|last|middle|given|family|maiden)_?name',
      'sur_?name', '(home|street|postal|mailing|billing|shipping|residential)_?address', 'address_?line_?\\d?',
    ].join('|') +
    ')$',
); // prettier-ignore

/** A name with one of these words says that the value is none of a person, or cannot be read. */
const HARMLESS =
  /hash|mask|crypt|token|sha\d|md5|anonym|pseudonym|redact|count|flag|valid|template|sender|notif|alert|support|admin|service|(^|_)(is|has|from|no)_/;

/** True for a name that columns of personal data have: `email`, `customer_phone`, `dateOfBirth`. */
export function isPersonalName(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  return PERSONAL.test(words) && !HARMLESS.test(words);
}

/** A place where personal data is put before the eyes of whoever can read the output. */
export interface PersonalOutput {
  readonly fact: CallFact;
  readonly span: Span;
  /** The column, by the name that it has there. */
  readonly column: string;
}

/** Everything in a file that shows, prints or logs columns that are named like personal data. */
export function personalOutputs(facts: PythonFacts): PersonalOutput[] {
  const found: PersonalOutput[] = [];
  for (const { fact, frame, span, what } of shownFrames(facts)) {
    const column = what === 'rows' ? personalColumn(frame, facts) : undefined;
    if (column !== undefined) found.push({ fact, span, column });
  }
  const told = new Set(found.map(({ fact }) => fact.call));
  let names: ReadonlyMap<string, NamedValue> | undefined;
  for (const fact of logCalls(facts)) {
    if (told.has(fact.call)) continue;
    names ??= namedValues(facts);
    const part = loggedPart(fact, names, facts);
    if (part) found.push({ fact, ...part });
  }
  return found;
}

/** The first column of personal data among those that a frame is seen to have. */
function personalColumn(frame: DataFrameValue, facts: PythonFacts): string | undefined {
  const hidden = new Set<string>();
  for (let at: DataFrameValue | undefined = frame; at; at = at.parent) {
    const { step, source } = at;
    if (source) return columnsOf(source, facts).find((name) => isPersonalName(name) && !hidden.has(name));
    if (!step) return undefined;
    const { method, call } = step;
    if (method === 'select') return plainNames(call, facts).find((name) => isPersonalName(name) && !hidden.has(name));
    if (/^(groupBy|groupby|rollup|cube)$/.test(method)) return plainNames(call, facts).find(isPersonalName);
    if (/^(withColumn|drop)$/.test(method)) {
      for (const { value } of call.args) hidden.add(facts.constantOf(value) ?? '');
    } else if (!KEEPS_COLUMNS.test(method)) return undefined;
  }
  return undefined;
}

const KEEPS_COLUMNS =
  /^(filter|where|limit|orderBy|sort|distinct|dropDuplicates|drop_duplicates|cache|persist|alias|sample|count|agg|take|head|dropna|repartition|coalesce)$/;

/** The columns that are taken as they are: by name, `col("x")`, `df.x`, `df["x"]`, also under another name. */
function plainNames(call: Call, facts: PythonFacts): string[] {
  const names: string[] = [];
  const pending = call.args.map(({ value }) => unwrap(value)).reverse();
  for (let e = pending.pop(); e; e = pending.pop()) {
    if (e.type === 'List' || e.type === 'Tuple') pending.push(...e.items.map(unwrap).reverse());
    const name = plainName(e, facts);
    if (name !== undefined) names.push(name.slice(name.lastIndexOf('.') + 1));
  }
  return names;
}

function plainName(e: Expr, facts: PythonFacts): string | undefined {
  if (e.type === 'Str') return facts.constantOf(e);
  if (e.type === 'Attribute') return facts.valueOf(e.object).kind === 'dataframe' ? e.name : undefined;
  if (e.type === 'Subscript') return facts.valueOf(e.object).kind === 'dataframe' ? indexOf(e.items, facts) : undefined;
  if (e.type !== 'Call') return undefined;
  const func = unwrap(e.func);
  if (func.type === 'Attribute' && func.name === 'alias') return plainName(unwrap(func.object), facts);
  const value = facts.valueOf(func);
  const isColumn =
    value.kind === 'imported' && (value.name === `${FUNCTIONS}col` || value.name === `${FUNCTIONS}column`);
  return isColumn ? facts.constantOf(e.args[0]?.value) : undefined;
}

function indexOf([item, ...more]: readonly Expr[], facts: PythonFacts): string | undefined {
  return item && more.length === 0 ? facts.constantOf(item) : undefined;
}

/** The columns of a source: those of a table that is known, outside of notebooks, and those that a query names. */
function columnsOf({ table, sql }: Source, facts: PythonFacts): string[] {
  if (table !== undefined)
    return facts.isNotebook ? [] : (facts.catalog.find(table)?.columns ?? []).map(({ name }) => name);
  const [statement] = sql ? readSql(sql.text).statements : [];
  if (statement?.kind !== 'query' || statement.damage || statement.query.body.kind !== 'select') return [];
  return statement.query.body.items.flatMap((item) =>
    item.expr.kind === 'column' ? [item.expr.parts[item.expr.parts.length - 1]!.name, outputName(item) ?? ''] : [],
  );
}

/** A name that stands for one value of a row, and the function that it was bound in. */
interface NamedValue {
  readonly column: string;
  readonly func: unknown;
}

const boundNames = perCell((facts) =>
  facts.assignments.map(({ name, stmt, place }) => {
    const column = stmt.type === 'Assign' && stmt.value ? columnOfRow(unwrap(stmt.value), facts) : undefined;
    return { name, column, func: place.func };
  }),
);

/** `email = row.email`, where the name stands for nothing else in the file. */
function namedValues(facts: PythonFacts): ReadonlyMap<string, NamedValue> {
  const names = new Map<string, NamedValue>();
  const others = new Set<string>();
  for (const { name, column, func } of boundNames(facts)) {
    if (column === undefined) others.add(name);
    else names.set(name, { column, func });
  }
  for (const name of others) names.delete(name);
  return names;
}

function loggedPart(
  { call, place }: CallFact,
  names: ReadonlyMap<string, NamedValue>,
  facts: PythonFacts,
): Pick<PersonalOutput, 'span' | 'column'> | undefined {
  for (const { value } of call.args) {
    let sliced: Expr | undefined;
    for (const part of partsShown(value)) {
      // A slice of a value is not the value.
      if (part === sliced) continue;
      const column = columnOfRow(part, facts);
      if (column !== undefined) return { span: part, column };
      const named = part.type === 'Name' ? names.get(part.id) : undefined;
      if (named && (named.func === undefined || named.func === place.func)) return { span: part, column: named.column };
      sliced = part.type === 'Subscript' ? unwrap(part.object) : undefined;
    }
  }
  return undefined;
}

/** `row.email`, `row["email"]`, `pdf["email"]`: a value, or a column of them, of rows that Spark gave. */
function columnOfRow(e: Expr, facts: PythonFacts): string | undefined {
  if (e.type !== 'Attribute' && e.type !== 'Subscript') return undefined;
  const object = unwrap(e.object);
  const { kind } = facts.valueOf(object);
  const isRow = kind === 'row' || kind === 'pandas' || (object.type === 'Name' && /^(row|rec|record)$/.test(object.id));
  if (!isRow) return undefined;
  const name = e.type === 'Attribute' ? e.name : indexOf(e.items, facts);
  return name !== undefined && isPersonalName(name) ? name : undefined;
}
