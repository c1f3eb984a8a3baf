import { placeInJson } from './json';
import type { Span } from '../types';
import { covers, type SettingPlace } from './place';

/** Lines above the offset that are looked at: maps of settings are short. */
const FARTHEST = 2_000;

interface Line {
  readonly from: number;
  readonly text: string;
  readonly indent: number;
}

/**
 * The setting at an offset of YAML: below `spark_conf`, or below `configuration` of a pipeline. Told by the indentation of the
 * lines, not by a parser: what is being typed is not YAML yet.
 */
export function placeInYaml(text: string, offset: number): SettingPlace | undefined {
  const line = lineAt(text, offset);
  const inBraces = flowAround(text, line, offset);
  if (inBraces) return inBraces;
  const { keys, rest } = keysAbove(text, line);
  return isHolder(keys) && rest === '' ? placeInLine(line, offset) : undefined;
}

function placeInLine({ from, text }: Line, offset: number): SettingPlace | undefined {
  const entry = entryIn(text);
  if (!entry) return undefined;
  const { key, colon, value } = entry;
  const at = offset - from;
  const place = (part: 'key' | 'value', span: Span, before: string, after: string): SettingPlace => ({
    what: 'conf',
    part,
    key: text.slice(key.from, key.to),
    span: { from: span.from + from, to: span.to + from },
    around: { before, after },
  });
  if (colon === undefined) {
    const after = key.quoted ? '' : ': ';
    if (key.from === key.to && !key.quoted)
      return at >= key.from ? place('key', { from: at, to: at }, '', after) : undefined;
    // A space that was just typed is part of what is looked for.
    const isBehind = !key.quoted && at > key.to && text.slice(key.to, at).trim() === '';
    const span = isBehind ? { from: key.from, to: at } : key;
    return covers(span, at) ? { ...place('key', span, '', after), key: text.slice(span.from, span.to) } : undefined;
  }
  if (covers(key, at)) return place('key', key, '', '');
  if (value) return covers(value, at) ? place('value', value, '', '') : undefined;
  const isComment = text.slice(colon + 1, at).trim() !== '';
  return at <= colon || isComment ? undefined : place('value', { from: at, to: at }, at === colon + 1 ? ' ' : '', '');
}

interface Entry {
  readonly key: Span & { readonly quoted: boolean };
  /** Where the colon stands, and what stands behind it, without quotes. */
  readonly colon?: number;
  readonly value?: Span;
}

/** `key: value # comment`; the quotes around the two may not be closed yet. */
function entryIn(line: string): Entry | undefined {
  const start = /^\s*/.exec(line)![0].length;
  const first = line[start] ?? '';
  if (/[#[\]{}&*!|>%@`-]/.test(first)) return undefined;
  const quoted = first === '"' || first === "'";
  const from = quoted ? start + 1 : start;
  const closing = quoted ? line.indexOf(first, from) : -1;
  const colonFrom = closing < 0 ? from : closing;
  const found = /:(?=\s|$)/.exec(line.slice(colonFrom));
  const colon = found ? colonFrom + found.index : undefined;
  const end = closing >= 0 ? closing : (colon ?? /\s+#|$/.exec(line)!.index);
  const key = { from, to: from + line.slice(from, end).trimEnd().length, quoted };
  if (colon === undefined) return closing >= 0 && line.slice(closing + 1).trim() !== '' ? undefined : { key };
  const behind = colon + 1 + /^\s*/.exec(line.slice(colon + 1))![0].length;
  const mark = line[behind] ?? '#';
  if (mark === '#') return { key, colon };
  if (mark === '"' || mark === "'") {
    const close = line.indexOf(mark, behind + 1);
    return { key, colon, value: { from: behind + 1, to: close < 0 ? line.length : close } };
  }
  return { key, colon, value: { from: behind, to: behind + /^.*?(?=\s+#|\s*$)/.exec(line.slice(behind))![0].length } };
}

/** `spark_conf` anywhere, `configuration` of a pipeline only: others have one, too. */
function isHolder([key, , section]: readonly string[]): boolean {
  return key === 'spark_conf' || (key === 'configuration' && section === 'pipelines');
}

/** The keys under which a line stands, the nearest first, and what follows the nearest in its line. */
function keysAbove(text: string, line: Line): { keys: string[]; rest: string } {
  const keys: string[] = [];
  let rest = '';
  let { indent, from } = line;
  for (let i = 0; i < FARTHEST && from > 0 && indent > 0; i++) {
    const above = lineAt(text, from - 1);
    from = above.from;
    if (/^\s*(?:#|$)/.test(above.text) || above.indent >= indent) continue;
    const match = /^\s*(?:- +)*["']?([\w.-]+)["']?\s*:(?:\s+(.*))?$/.exec(above.text);
    if (!match) break;
    if (keys.length === 0) rest = (match[2] ?? '').replace(/^[&!]\S+|(?:^|\s+)#.*$/g, '').trim();
    keys.push(match[1]!);
    indent = above.indent;
  }
  return { keys, rest };
}

/** `configuration: { pipelines.trigger.interval: '5 minutes' }`, in one line or in several. */
function flowAround(text: string, line: Line, offset: number): SettingPlace | undefined {
  let { from } = line;
  for (let i = 0; i < 50; i++) {
    const above = lineAt(text, from);
    const match = /^\s*(?:- +)*(spark_conf|configuration)\s*:\s*\{/.exec(above.text);
    if (match) {
      const brace = from + match[0].length - 1;
      const holder = match[1]!;
      return offset > brace && isHolder([holder, ...keysAbove(text, above).keys])
        ? placeInFlow(text, brace, offset, holder)
        : undefined;
    }
    if (from === 0 || /^\s*[\w.-]+\s*:\s*$/.test(above.text)) return undefined;
    ({ from } = lineAt(text, from - 1));
  }
  return undefined;
}

function placeInFlow(text: string, brace: number, offset: number, holder: string): SettingPlace | undefined {
  // Strings of YAML may stand in single quotes; each takes one character, so that places stay.
  const flow = text.slice(brace, offset + 500).replace(/'/g, '"');
  const place = placeInJson(flow, offset - brace, holder);
  if (!place) return undefined;
  const { span, around } = place;
  return {
    ...place,
    span: { from: span.from + brace, to: span.to + brace },
    around: place.part === 'key' && around.before !== '' ? { before: '', after: '' } : around,
  };
}

/** The line around an offset. The first entry of a list item stands as deep as its dash and what follows it. */
function lineAt(text: string, offset: number): Line {
  const from = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const line = text.slice(from, end < 0 ? text.length : end).replace(/\r$/, '');
  return { from, text: line, indent: /^\s*(?:- +)*/.exec(line)![0].length };
}
