import type { Conf } from './types';

/** A family of keys, ready to be matched. */
export interface Family {
  readonly conf: Conf;
  /** The text before the first placeholder. */
  readonly prefix: string;
  matches(key: string): boolean;
  /** Length of the fixed text: of several families that match, the one that says most wins. */
  readonly fixed: number;
}

const PLACEHOLDER = /\$?\{[^}]+\}|\[[^\]]+\]|<[^>]+>|\*/g;

/**
 * Makes a key with placeholders into an expression: `{name}`, `[Name]`, `${name}`, `<name>`, `*`, and `{a|b}` for a choice.
 * A placeholder at the end may hold dots (storage accounts, labels, class names); one in the middle may not.
 */
export function familyOf(conf: Conf): Family {
  const holes = [...conf.key.matchAll(PLACEHOLDER)];
  // Most keys do not even begin so, and then there is nothing to be made or tried.
  const prefix = conf.key.slice(0, holes[0]?.index);
  let expression: RegExp | undefined;
  return {
    conf,
    prefix,
    fixed: conf.key.length - holes.reduce((sum, [text]) => sum + text.length, 0),
    matches(key) {
      if (!key.startsWith(prefix)) return false;
      expression ??= expressionOf(conf.key, holes);
      return expression.test(key);
    },
  };
}

/** Finds the family of a key; of several that match, the one that says most. */
export function familyFinder(confs: readonly Conf[]): (key: string) => Conf | undefined {
  const families = confs
    .filter((conf) => conf.pattern)
    .map(familyOf)
    .sort((a, b) => b.fixed - a.fixed);
  // Under the two segments that most of them begin with: few are left to be tried.
  const under = new Map<string, Family[]>();
  const starts = new Set(families.map(({ prefix }) => startOf(prefix)));
  const underAny = families.filter(({ prefix }) => startOf(prefix) === '');
  for (const start of starts) {
    under.set(
      start,
      families.filter(({ prefix }) => startOf(prefix) === start || startOf(prefix) === ''),
    );
  }
  return (key) => (under.get(startOf(key)) ?? underAny).find((family) => family.matches(key))?.conf;
}

/** The first two segments of a key that has more. */
function startOf(key: string): string {
  return key.slice(0, Math.max(0, key.indexOf('.', key.indexOf('.') + 1)));
}

function expressionOf(key: string, holes: readonly RegExpExecArray[]): RegExp {
  let source = '';
  let last = 0;
  for (const match of holes) {
    source += escape(key.slice(last, match.index));
    last = match.index + match[0].length;
    source += hole(match[0], last === key.length);
  }
  return new RegExp(`^${source}${escape(key.slice(last))}$`);
}

function hole(placeholder: string, atEnd: boolean): string {
  if (placeholder.includes('|')) return `(?:${placeholder.slice(1, -1).split('|').map(escape).join('|')})`;
  return atEnd ? '.+' : '[^.]+';
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
