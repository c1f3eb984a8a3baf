import type { Span } from '../types';
import { formatOfChain, useOfChain } from './chains';
import { purposeOfName } from './passed-on';
import { asItIs, type SettingPlace, type Subject } from './place';
import { chainAround, elementsOf, readAround, type Around, type Element, type Step, type Token } from './python-tokens';

/** Settings and options as pairs: what they are, and how the code hands them over. */
type Holder =
  | {
      readonly kind: 'call';
      readonly subject: Subject;
      readonly open: number;
      readonly names: readonly [string, string];
    }
  | { readonly kind: 'keywords'; readonly subject: Subject; readonly open: number; readonly first: number }
  | { readonly kind: 'dict' | 'pair'; readonly subject: Subject; readonly open: number };

/** What an offset of Python code lies in. */
export interface InPython {
  readonly place?: SettingPlace;
  /** The text of an unclosed string that is handed to `spark.sql`, up to the end of its line. */
  readonly openSql?: Span;
}

/** The setting at an offset of Python code. @param whole the code of all cells, in which a dictionary may be passed on. */
export function placeInPython(text: string, offset: number, whole = text): InPython {
  const around = readAround(text, offset);
  if (around?.open === undefined) return {};
  const openSql = openSqlString(around);
  if (openSql) return { openSql };
  const holder = holderOf(around, around.open, whole);
  const place = holder && placeIn(holder, around, offset);
  return place ? { place } : {};
}

function openSqlString({ tokens, open, string }: Around): Span | undefined {
  if (!string?.body || string.body.closed || open === undefined || tokens[open - 1]?.text !== 'sql') return undefined;
  const isFirst = tokens[open + 1] === string && !string.text.includes('{');
  return isFirst ? { from: string.body.from, to: string.body.to } : undefined;
}

function holderOf({ tokens }: Around, open: number, whole: string): Holder | undefined {
  const chain = chainAround(tokens, open);
  if (chain) return holderOfCall(chain, tokens, open, whole);
  const { text } = tokens[open]!;
  if (text === '{') {
    const subject = subjectOfMap(tokens, open, whole);
    return subject && { kind: 'dict', subject, open };
  }
  return text === '(' ? pairIn(tokens, open, whole) : undefined;
}

const READ_OR_ASK = new Set(['set', 'get', 'unset', 'isModifiable', 'setIfMissing', 'contains', 'remove']);

function holderOfCall(
  { steps, at }: { steps: readonly Step[]; at: number },
  tokens: readonly Token[],
  open: number,
  whole: string,
): Holder | undefined {
  const { name } = steps[at]!;
  const names = steps.slice(0, at).map((step) => step.name);
  const call = (subject: Subject): Holder => ({ kind: 'call', subject, open, names: ['key', 'value'] });
  if (READ_OR_ASK.has(name)) return isConf(names, whole) ? call({ what: 'conf' }) : undefined;
  if (name === 'setConf' || name === 'getConf') return call({ what: 'conf' });
  if (name === 'config') return isBuilder(names, whole) ? call({ what: 'conf' }) : undefined;
  if (name === 'tableProperty') return call({ what: 'property' });
  if (name === 'property') return names.includes('DeltaTable') ? call({ what: 'property' }) : undefined;
  const option = (): Subject => ({ what: 'option', ...formatOfChain(steps, tokens), use: useOfChain(names) });
  if (name === 'option') return call(option());
  if (name === 'options') return { kind: 'keywords', subject: option(), open, first: 0 };
  if (/^(?:load|save|saveAsTable|start|toTable)$/.test(name) && useOfChain(names))
    return { kind: 'keywords', subject: option(), open, first: 1 };
  return undefined;
}

/** `spark.conf`, `SparkConf()`, and names that one of the two was given. */
function isConf(names: readonly string[], whole: string): boolean {
  if (names.at(-1) === 'conf' && names.length > 1) return true;
  if (names.includes('SparkConf')) return true;
  const [root] = names;
  if (root === undefined || names.some((name, i) => i > 0 && name !== 'set' && name !== 'setAll')) return false;
  return new RegExp(`\\b${root}\\s*(?::[^=\\n]+)?=\\s*[^\\n]*(?:\\bSparkConf\\s*\\(|\\.conf\\s*(?:#.*)?$)`, 'm').test(
    whole,
  );
}

function isBuilder(names: readonly string[], whole: string): boolean {
  if (names.includes('builder') || names.includes('Builder')) return true;
  const [root] = names;
  return root !== undefined && new RegExp(`\\b${root}\\s*=\\s*[^\\n]*\\b[bB]uilder\\b`).test(whole);
}

/** `setAll([("key", "value")])`: a pair in a list that is handed over, by itself or under a name. */
function pairIn(tokens: readonly Token[], open: number, whole: string): Holder | undefined {
  const list = enclosing(tokens, open);
  if (list === undefined || tokens[list]!.text !== '[') return undefined;
  const outer = enclosing(tokens, list);
  const chain = outer === undefined ? undefined : chainAround(tokens, outer);
  const name = outer === undefined ? nameGiven(tokens, list) : undefined;
  const isConf = chain ? chain.steps[chain.at]!.name === 'setAll' : name && purposeOfName(name, whole)?.what === 'conf';
  return isConf ? { kind: 'pair', subject: { what: 'conf' }, open } : undefined;
}

/** What the entries of a dictionary are: where it is handed to, by itself or under its name. */
function subjectOfMap(tokens: readonly Token[], open: number, whole: string): Subject | undefined {
  const before = tokens[open - 1];
  const outer = enclosing(tokens, open);
  if (before?.text === ':')
    return tokens[open - 2]?.text.replace(/\W/g, '') === 'spark_conf' ? { what: 'conf' } : likely(tokens, open);
  if (outer === undefined) {
    const name = nameGiven(tokens, open);
    return (name === undefined ? undefined : purposeOfName(name, whole)) ?? likely(tokens, open);
  }
  const chain = chainAround(tokens, outer);
  const step = chain?.steps[chain.at]!.name ?? '';
  const keyword = before?.text === '=' ? tokens[open - 2]?.text : undefined;
  if (keyword === 'spark_conf' || (keyword === 'map' && step === 'config')) return { what: 'conf' };
  if (keyword === 'table_properties') return { what: 'property' };
  if (keyword === 'conf' && /(?:Spark|Databricks|Livy)\w*Operator$/.test(step)) return { what: 'conf' };
  if (step === 'setAll') return { what: 'conf' };
  if (before?.text === '**' && chain) {
    const given = holderOfCall(chain, tokens, outer, whole);
    if (given?.kind === 'keywords') return given.subject;
  }
  return likely(tokens, open);
}

/** A dictionary with a key that only Spark or Delta has is one of settings, wherever it goes. */
function likely(tokens: readonly Token[], open: number): Subject | undefined {
  const keys = elementsOf(tokens, open).map(({ from }) => tokens[from]);
  if (keys.some((key) => key?.body && /^\w*["']+spark\.[a-z]/.test(key.text))) return { what: 'conf' };
  return keys.some((key) => key?.body && /^\w*["']+delta\.[a-z]/.test(key.text)) ? { what: 'property' } : undefined;
}

/** Index of the bracket around another one. */
function enclosing(tokens: readonly Token[], inner: number): number | undefined {
  for (let i = inner - 1; i >= 0; i--) {
    const { text, match, type } = tokens[i]!;
    if (match !== undefined && match < i) i = match;
    else if (type === 'op' && /^[([{]$/.test(text)) return i;
  }
  return undefined;
}

/** `conf` in `conf = {` and `conf: dict[str, str] = {`. */
function nameGiven(tokens: readonly Token[], open: number): string | undefined {
  if (tokens[open - 1]?.text !== '=') return undefined;
  const first = tokens[0]!;
  const isName = first.type === 'word' && (open === 2 || tokens[1]?.text === ':');
  return isName ? first.text : undefined;
}

function placeIn(holder: Holder, around: Around, offset: number): SettingPlace | undefined {
  const { tokens, before } = around;
  const elements = elementsOf(tokens, holder.open);
  const index = elements.findIndex(({ from, to }) => from <= before && before <= to);
  const element = elements[index];
  if (!element) return undefined;
  if (holder.kind === 'dict') return entryPlace(holder.subject, element, around, offset);
  if (holder.kind === 'keywords')
    return index < holder.first ? undefined : keywordPlace(holder.subject, element, around, offset);
  const named = keywordOf(tokens, element);
  const part = holder.kind === 'call' && named !== undefined ? holder.names.indexOf(named) : index;
  if (part !== 0 && part !== 1) return undefined;
  const at = named === undefined ? element.from : element.from + 2;
  const key = part === 0 ? undefined : keyOf(tokens, elements, holder);
  if (part === 1 && key === undefined) return undefined;
  return part === 0
    ? written(holder.subject, 'key', undefined, at, element, around, offset)
    : written(holder.subject, 'value', key, at, element, around, offset);
}

/** The key that the other argument of a call, or the first half of a pair, names. */
function keyOf(tokens: readonly Token[], elements: readonly Element[], holder: Holder): string | undefined {
  const named = elements.find((element) => holder.kind === 'call' && keywordOf(tokens, element) === holder.names[0]);
  return literal(tokens, named ? named.from + 2 : elements[0]!.from, (named ?? elements[0]!).to);
}

function keywordOf(tokens: readonly Token[], { from, to }: Element): string | undefined {
  return from + 1 < to && tokens[from]!.type === 'word' && tokens[from + 1]!.text === '='
    ? tokens[from]!.text
    : undefined;
}

/** `"key": "value"` */
function entryPlace(subject: Subject, element: Element, around: Around, offset: number): SettingPlace | undefined {
  const { tokens, before } = around;
  const colon = tokens.findIndex(({ text }, i) => i >= element.from && i < element.to && text === ':');
  if (colon < 0 || before <= colon)
    return before === element.from
      ? written(
          subject,
          'key',
          undefined,
          element.from,
          { ...element, to: colon < 0 ? element.to : colon },
          around,
          offset,
        )
      : undefined;
  const key = literal(tokens, element.from, colon);
  return key === undefined ? undefined : written(subject, 'value', key, colon + 1, element, around, offset);
}

/** `key=value` in the call of `options`. */
function keywordPlace(subject: Subject, element: Element, around: Around, offset: number): SettingPlace | undefined {
  const { tokens } = around;
  const key = keywordOf(tokens, element);
  const first = tokens[element.from];
  if (key !== undefined && offset > tokens[element.from + 1]!.from)
    return written(subject, 'value', key, element.from + 2, element, around, offset);
  if (around.string) return undefined;
  const isEmpty = element.from === element.to;
  if (!isEmpty && (first?.type !== 'word' || offset < first.from || offset > first.to)) return undefined;
  const span = isEmpty ? { from: offset, to: offset } : { from: first!.from, to: first!.to };
  const around_ = { before: '', after: key === undefined ? '=' : '' };
  return { ...subject, part: 'key', key: isEmpty ? '' : first!.text, span, around: around_ };
}

/** What is written, or may be written, at one place: a string, a word, or nothing yet. */
function written(
  subject: Subject,
  part: 'key' | 'value',
  key: string | undefined,
  at: number,
  { to }: Element,
  { tokens, before, string }: Around,
  offset: number,
): SettingPlace | undefined {
  if (string) {
    const { from, to: end, prefix } = string.body!;
    const text = string.text.slice(from - string.from, end - string.from);
    const isPlain = !prefix.includes('b') && !/[\\\n]/.test(text) && !(prefix.includes('f') && /[{}]/.test(text));
    // Behind a closed string something else makes it a part of a value; a string in the next line is the next entry.
    const next = tokens[at + 1];
    const goesOn = to > at + 1 && string.body!.closed && !(next!.type === 'string' && next!.from > string.to + 1);
    if (before !== at || !isPlain || goesOn) return undefined;
    return { ...subject, part, key: key ?? text, span: { from, to: end }, around: asItIs };
  }
  const token = tokens[at];
  const quotes = { before: '"', after: '"' };
  if (at >= to) return { ...subject, part, key: key ?? '', span: { from: offset, to: offset }, around: quotes };
  if (part === 'key' || to > at + 1 || token?.type !== 'word' || offset < token.from || offset > token.to)
    return undefined;
  return { ...subject, part, key: key ?? '', span: { from: token.from, to: token.to }, around: quotes };
}

function literal(tokens: readonly Token[], at: number, to: number): string | undefined {
  const token = tokens[at];
  if (!token?.body || to !== at + 1) return undefined;
  const text = token.text.slice(token.body.from - token.from, token.body.to - token.from);
  return /[\\{}\n]/.test(text) || token.body.prefix.includes('b') ? undefined : text;
}
