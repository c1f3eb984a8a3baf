import type { Conf } from './types';

/** A family of keys, ready to be matched. */
export interface Family {
  readonly conf: Conf;
  readonly matches: RegExp;
  /** Length of the fixed text: of several families that match, the one that says most wins. */
  readonly fixed: number;
}

const PLACEHOLDER = /\$?\{[^}]+\}|\[[^\]]+\]|<[^>]+>|\*/g;

/**
 * Makes a key with placeholders into an expression: `{name}`, `[Name]`, `${name}`, `<name>`, `*`, and `{a|b}` for a choice.
 * A placeholder at the end may hold dots (storage accounts, labels, class names); one in the middle may not.
 */
export function familyOf(conf: Conf): Family {
  let source = '';
  let last = 0;
  let fixed = 0;
  for (const match of conf.key.matchAll(PLACEHOLDER)) {
    const text = conf.key.slice(last, match.index);
    last = match.index + match[0].length;
    fixed += text.length;
    source += escape(text) + hole(match[0], last === conf.key.length);
  }
  const rest = conf.key.slice(last);
  return { conf, matches: new RegExp(`^${source}${escape(rest)}$`), fixed: fixed + rest.length };
}

function hole(placeholder: string, atEnd: boolean): string {
  if (placeholder.includes('|')) return `(?:${placeholder.slice(1, -1).split('|').map(escape).join('|')})`;
  return atEnd ? '.+' : '[^.]+';
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
