import type { CellLanguage } from './document';

/** What each notebook magic makes of its cell or line. */
const LANGUAGES: Readonly<Record<string, CellLanguage>> = {
  python: 'python',
  sql: 'sql',
  md: 'markdown',
  'md-sandbox': 'markdown',
  run: 'run',
  pip: 'install',
  conda: 'install',
  scala: 'other',
  r: 'other',
  sh: 'other',
  fs: 'other',
};

/** Magics that take one line and leave the rest of the cell alone. */
const LINE_MAGICS = new Set([
  'pip', 'conda', 'run', 'restart_python', 'matplotlib', 'load_ext', 'reload_ext', 'autoreload', 'config', 'env',
  'timeit', 'time', 'cd', 'ls', 'pwd', 'who', 'reset', 'skip', 'tensorboard', 'set_cell_max_output_size_in_mb', 'uv',
]); // prettier-ignore

export interface Magic {
  readonly name: string;
  readonly language: CellLanguage;
  readonly wholeCell: boolean;
  /** Length of the magic itself, white space before it included. */
  readonly length: number;
}

/** Reads the magic that a line begins with; `undefined` when the line is no magic that is known. */
export function readMagic(line: string): Magic | undefined {
  const match = /^[ \t]*(%{1,2})([A-Za-z][\w-]*)(?=\s|$)/.exec(line);
  if (!match) return undefined;
  const name = match[2]!.toLowerCase();
  const language = LANGUAGES[name];
  if (language === undefined && !LINE_MAGICS.has(name) && match[1] !== '%%') return undefined;
  const wholeCell = match[1] === '%%' || !LINE_MAGICS.has(name);
  return { name, language: language ?? (wholeCell ? 'other' : 'python'), wholeCell, length: match[0].length };
}

/** The lines of a text as spans, end of line included. */
export function* linesOf(text: string, from = 0, to = text.length): Generator<{ from: number; to: number }> {
  let start = from;
  while (start < to) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 || newline >= to ? to : newline + 1;
    yield { from: start, to: end };
    start = end;
  }
}

/** Lines in a span that lie inside a triple-quoted string are not magics: says for each line start whether it does. */
export function tripleQuotedLines(text: string, from: number, to: number): Set<number> {
  const inside = new Set<number>();
  let quote = '';
  let i = from;
  while (i < to) {
    const c = text[i]!;
    if (quote.length === 3) {
      if (c === '\\') i++;
      else if (text.startsWith(quote, i)) {
        quote = '';
        i += 2;
      } else if (c === '\n') inside.add(i + 1);
    } else if (quote) {
      if (c === '\\') i++;
      else if (c === quote || c === '\n') quote = '';
    } else if (c === '#') {
      const newline = text.indexOf('\n', i);
      i = newline < 0 ? to : newline;
    } else if (c === '"' || c === "'") {
      quote = text.startsWith(c.repeat(3), i) ? c.repeat(3) : c;
      i += quote.length - 1;
    }
    i++;
  }
  return inside;
}
