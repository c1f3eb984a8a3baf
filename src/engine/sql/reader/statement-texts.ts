import { tokenize } from './lexer';
import { readTokens } from './read';
import { splitStatements } from './splitter';
import type { SqlTree } from '../tree';

/** One statement as a text of its own: all that stands behind the statement before it, up to and with its semicolon. */
export interface StatementText {
  /** Where it begins in the text that it was taken out of. */
  readonly from: number;
  readonly tree: SqlTree;
}

/** A text and its statements. Together they are the whole text, without gaps. */
interface Cut {
  readonly text: string;
  readonly statements: readonly StatementText[];
  /** How many of the first statements end where they do whatever may be written behind them. */
  readonly sure: number;
  /** False when a BEGIN waits for its END. */
  readonly scriptsClose: boolean;
  /** True when the text ends with a semicolon that ends a statement. */
  readonly ends: boolean;
}

/** Trees that a text needed lately: a quote that is opened and closed again turns all behind it inside out and back. */
class RecentTrees {
  private recent = new Map<string, SqlTree>();
  private older = new Map<string, SqlTree>();

  find(text: string): SqlTree | undefined {
    const tree = this.recent.get(text) ?? this.older.get(text);
    if (tree) this.recent.set(text, tree);
    return tree;
  }

  keep(tree: SqlTree): void {
    this.recent.set(tree.text, tree);
  }

  /** @param needed how many trees the texts hold now. */
  forget(needed: number): void {
    if (this.recent.size <= 4 * needed + 100) return;
    this.older = this.recent;
    this.recent = new Map();
  }
}

/**
 * Takes SQL texts apart into their statements, and remembers how: of a text that has changed in one place, only the statements
 * around that place are read again, and the trees of all others are the same objects as before.
 */
export class StatementTexts {
  private cuts: readonly Cut[] = [];
  private readonly trees = new RecentTrees();

  /** @param texts all texts of the file, in their order: a changed one is compared with the one that stood in its place. */
  read(texts: readonly string[]): (readonly StatementText[])[] {
    const before = this.cuts;
    const known = new Map(before.map((cut) => [cut.text, cut]));
    const samePlaces = before.length === texts.length;
    this.cuts = texts.map((text, i) => {
      const old = known.get(text);
      return old ?? ((samePlaces && this.patch(text, before[i]!)) || this.cut(text));
    });
    this.trees.forget(this.cuts.reduce((sum, cut) => sum + cut.statements.length, 0));
    return this.cuts.map((cut) => cut.statements);
  }

  private cut(text: string): Cut {
    const tokens = tokenize(text);
    const { significant, segments, scriptsClose } = splitStatements(tokens);
    const statements: StatementText[] = [];
    let first = 0;
    let sure = 0;
    const take = (end: number): void => {
      const from = tokens.from(first);
      const own = text.slice(from, tokens.from(end));
      let tree = this.trees.find(own);
      if (!tree) this.trees.keep((tree = readTokens(tokens.part(first, end))));
      statements.push({ from, tree });
      first = end;
    };
    let ends = false;
    for (const segment of segments) {
      ends = segment.end < significant.count;
      const to = ends ? significant.to[segment.end]! : text.length;
      take(to < text.length ? tokens.at(to) : tokens.count);
      if (ends && first <= tokens.firstOpen) sure++;
    }
    ends &&= first === tokens.count;
    if (first < tokens.count) take(tokens.count);
    return { text, statements, sure, scriptsClose, ends };
  }

  /** Cuts only what lies around the place where two texts differ; `undefined` where that would not be sure to be right. */
  private patch(text: string, old: Cut): Cut | undefined {
    if (!old.scriptsClose) return undefined;
    const { statements } = old;
    const { prefix, suffix } = sameEnds(old.text, text);
    const shift = text.length - old.text.length;
    const endOf = (i: number): number => statements[i]!.from + statements[i]!.tree.text.length;
    let first = 0;
    while (first < old.sure && endOf(first) <= prefix) first++;
    let last = statements.length;
    while (last > first && statements[last - 1]!.from >= old.text.length - suffix) last--;
    const from = first > 0 ? endOf(first - 1) : 0;
    for (let step = 1; ; step *= 2) {
      const isRest = last >= statements.length;
      const middle = this.cut(copyOf(text.slice(from, isRest ? text.length : statements[last]!.from + shift)));
      if (
        isRest ||
        middle.text === '' ||
        (middle.ends && middle.scriptsClose && middle.sure === middle.statements.length)
      )
        return joined(text, old, first, last, middle);
      last = Math.min(statements.length, last + step);
    }
  }
}

/** The first statements of the old text, those of the middle, and the last ones of the old text. */
function joined(text: string, old: Cut, first: number, last: number, middle: Cut): Cut {
  const from = first > 0 ? old.statements[first - 1]!.from + old.statements[first - 1]!.tree.text.length : 0;
  const shift = text.length - old.text.length;
  const statements = old.statements.slice(0, first);
  for (const { from: at, tree } of middle.statements) statements.push({ from: from + at, tree });
  for (const { from: at, tree } of old.statements.slice(last)) statements.push({ from: at + shift, tree });
  return {
    text,
    statements,
    sure: first + middle.sure + (last < old.statements.length ? Math.max(0, old.sure - last) : 0),
    scriptsClose: middle.scriptsClose,
    ends: last < old.statements.length ? old.ends : middle.ends,
  };
}

/** A string of its own: a slice would keep the whole text alive for as long as the statement lives. */
function copyOf(slice: string): string {
  return ` ${slice}`.slice(1);
}

/** How many characters two texts have in common at their beginnings and, behind those, at their ends. */
function sameEnds(a: string, b: string): { prefix: number; suffix: number } {
  const length = Math.min(a.length, b.length);
  const prefix = sameLength(length, (n, size) => a.slice(n, n + size) === b.slice(n, n + size));
  const suffix = sameLength(
    length - prefix,
    (n, size) => a.slice(a.length - n - size, a.length - n) === b.slice(b.length - n - size, b.length - n),
  );
  return { prefix, suffix };
}

/** Goes on in large steps for as long as they agree, then in small ones: comparing strings is quick, comparing characters is not. */
function sameLength(length: number, agree: (at: number, size: number) => boolean): number {
  let at = 0;
  for (let size = 4096; size > 0; size >>= 3) while (at + size <= length && agree(at, size)) at += size;
  return at;
}
