import { asItIs, covers, type SettingPlace } from './place';

/** The setting at an offset of `spark-defaults.conf`: a key, white space or `=`, the value. */
export function placeInProperties(text: string, offset: number): SettingPlace | undefined {
  const { from, line } = lineAt(text, offset);
  const [, space = '', key = '', joint = '', value = ''] = /^(\s*)([^\s=#]*)(\s*=\s*|\s+)?(.*)$/.exec(line)!;
  if (/^\s*[#!]/.test(line)) return undefined;
  const keySpan = { from: from + space.length, to: from + space.length + key.length };
  if (key === '')
    return { what: 'conf', part: 'key', key, span: { from: offset, to: offset }, around: { before: '', after: ' ' } };
  const after = joint === '' ? ' ' : '';
  if (covers(keySpan, offset)) return { what: 'conf', part: 'key', key, span: keySpan, around: { before: '', after } };
  const valueFrom = keySpan.to + joint.length;
  const span = { from: valueFrom, to: valueFrom + value.trimEnd().length };
  // Words behind a first one that is no key: `shuffle part` is looked for as it stands.
  if (!key.includes('.') && !joint.includes('=')) {
    const words = { from: keySpan.from, to: Math.max(span.to, offset) };
    return {
      what: 'conf',
      part: 'key',
      key: text.slice(words.from, words.to),
      span: words,
      around: { before: '', after: ' ' },
    };
  }
  return covers(span, offset) ? { what: 'conf', part: 'value', key, span, around: asItIs } : undefined;
}

/** `--conf key=value`, with and without quotes around it. */
const CONF = /(?<![\w-])--conf(?:[ \t]+|=)(?:(\\?["'])([^"'\\\n]*)|([^\s"'\\]*))/g;

/** The setting at an offset of a shell script: what stands behind `--conf`. */
export function placeInShell(text: string, offset: number): SettingPlace | undefined {
  const { from, line } = lineAt(text, offset);
  if (/^\s*#/.test(line) || isComment(line, offset - from)) return undefined;
  for (const match of line.matchAll(CONF)) {
    const written = match[2] ?? match[3] ?? '';
    const begin = from + match.index + match[0].length - written.length;
    if (!covers({ from: begin, to: begin + written.length }, offset)) continue;
    const [key = '', ...rest] = written.split('=');
    const keySpan = { from: begin, to: begin + key.length };
    const around = { before: '', after: rest.length === 0 ? '=' : '' };
    if (covers(keySpan, offset))
      return /[$]/.test(key) ? undefined : { what: 'conf', part: 'key', key, span: keySpan, around };
    const span = { from: keySpan.to + 1, to: begin + written.length };
    return { what: 'conf', part: 'value', key, span, around: asItIs };
  }
  return undefined;
}

/** Whether a `#` that begins a word, outside of quotes, stands before the offset. */
function isComment(line: string, offset: number): boolean {
  let quote = '';
  for (let i = 0; i < offset; i++) {
    const c = line[i]!;
    if (quote !== '') quote = c === quote ? '' : quote;
    else if (c === '"' || c === "'") quote = c;
    else if (c === '#' && /\s/.test(line[i - 1] ?? ' ')) return true;
  }
  return false;
}

function lineAt(text: string, offset: number): { from: number; line: string } {
  const from = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return { from, line: text.slice(from, end < 0 ? text.length : end).replace(/\r$/, '') };
}
