import type { Edit, Fix, Problem, Span } from './types';

/** What an ignore comment covers. */
type Scope = 'statement' | 'cell' | 'file';

/** One ignore comment. Spans count in `Document.text`. */
export interface Suppression {
  readonly scope: Scope;
  readonly ids: readonly { readonly id: string; readonly span: Span }[];
  readonly comment: Span;
  /** Nothing but white space stands before the comment on its line. */
  readonly alone: boolean;
  readonly covers: Span;
}

/** A stretch of code that an ignore comment can cover. `header` ends before the body of a compound statement. */
export interface StatementSpan extends Span {
  readonly header: number;
}

const COMMENT = /(?:#|--|\/\*|\/\/)\s*lakelint:\s*(ignore(?:-file|-cell)?)\b[ \t]*(\[([^\]]*)\])?/;

/**
 * Reads the ignore comments among the comments of a file.
 * @param comments spans of comment tokens; text that only looks like a comment is not among them.
 * @param statements all statements, in any order.
 */
export function readSuppressions(
  text: string,
  comments: readonly Span[],
  statements: readonly StatementSpan[],
  cells: readonly Span[],
): Suppression[] {
  if (!text.includes('lakelint:')) return [];
  const found: Suppression[] = [];
  for (const comment of comments) {
    const source = text.slice(comment.from, comment.to);
    const match = COMMENT.exec(source);
    if (!match) continue;
    const scope: Scope = match[1] === 'ignore-file' ? 'file' : match[1] === 'ignore-cell' ? 'cell' : 'statement';
    const ids: { id: string; span: Span }[] = [];
    if (match[2] !== undefined) {
      let at = comment.from + match.index + match[0].length - 1 - match[3]!.length;
      for (const part of match[3]!.split(',')) {
        const id = part.trim();
        const from = at + (part.length - part.trimStart().length);
        if (id) ids.push({ id, span: { from, to: from + id.length } });
        at += part.length + 1;
      }
    }
    const lineStart = text.lastIndexOf('\n', comment.from - 1) + 1;
    const alone = /^\s*(#|--)?\s*(MAGIC\s*)?$/.test(text.slice(lineStart, comment.from));
    found.push({ scope, ids, comment, alone, covers: covered(scope, alone, text, comment, statements, cells) });
  }
  return found;
}

function covered(
  scope: Scope,
  alone: boolean,
  text: string,
  comment: Span,
  statements: readonly StatementSpan[],
  cells: readonly Span[],
): Span {
  if (scope === 'file') return { from: 0, to: text.length + 1 };
  if (scope === 'cell') return cells.find((c) => c.from <= comment.from && comment.from <= c.to) ?? comment;
  const around = innermost(statements.filter((s) => s.from <= comment.from && comment.from < s.header));
  if (around) return { from: around.from, to: around.header };
  if (alone) {
    const next = statements.filter((s) => s.from >= comment.to).sort((a, b) => a.from - b.from || b.to - a.to)[0];
    return next ?? comment;
  }
  const lineStart = text.lastIndexOf('\n', comment.from - 1) + 1;
  const before = innermost(
    statements.filter((s) => s.from < comment.from && s.header > lineStart && s.from <= comment.from),
  );
  return before
    ? { from: before.from, to: Math.max(before.header, comment.from) }
    : { from: lineStart, to: comment.from };
}

function innermost(candidates: readonly StatementSpan[]): StatementSpan | undefined {
  return candidates.reduce<StatementSpan | undefined>(
    (best, s) => (!best || s.from >= best.from ? s : best),
    undefined,
  );
}

/** Drops what an ignore comment covers, and remembers which comments did something. */
export class Suppressor {
  private readonly used = new Set<string>();

  constructor(private readonly suppressions: readonly Suppression[]) {}

  /** True when a comment hides a finding of the rule at the offset. */
  hides(rule: string, offset: number): boolean {
    let hidden = false;
    this.suppressions.forEach((s, i) => {
      if (offset < s.covers.from || offset >= s.covers.to || !s.ids.some((id) => id.id === rule)) return;
      this.used.add(`${i} ${rule}`);
      hidden = true;
    });
    return hidden;
  }

  /**
   * What is wrong with the comments themselves.
   * @param isKnown whether a rule of that name exists.
   * @param ran whether the rule looked at this file: only then an ignore that hides nothing is useless.
   */
  *problems(
    text: string,
    isKnown: (id: string) => boolean,
    ran: (id: string) => boolean,
  ): Generator<Problem & { readonly rule: string }> {
    for (const [i, s] of this.suppressions.entries()) {
      if (s.ids.length === 0) {
        const message = 'This comment names no rule, so it hides nothing: write `ignore[rule-id] -- reason`.';
        yield { rule: 'bare-suppression', span: s.comment, message, fix: removal(text, s, s.ids) };
      }
      for (const { id, span } of s.ids) {
        const dead = s.ids.filter(
          (other) => !isKnown(other.id) || (ran(other.id) && !this.used.has(`${i} ${other.id}`)),
        );
        if (!isKnown(id)) {
          const fix = removal(text, s, dead);
          yield { rule: 'unknown-suppression', span, message: `There is no rule \`${id}\`.`, fix };
        } else if (ran(id) && !this.used.has(`${i} ${id}`)) {
          const message = `\`${id}\` reports nothing here, so this comment hides nothing.`;
          yield { rule: 'unused-suppression', span, message, fix: removal(text, s, dead) };
        }
      }
    }
  }
}

/** Takes ids out of a comment, or the whole comment when none is left. */
function removal(text: string, s: Suppression, dead: readonly { readonly id: string }[]): Fix {
  const left = s.ids.filter((id) => !dead.includes(id));
  if (left.length > 0) {
    const [first, last] = [s.ids[0]!, s.ids[s.ids.length - 1]!];
    const insert = left.map((id) => id.id).join(', ');
    return {
      title: 'Remove what hides nothing',
      safety: 'safe',
      edits: [{ from: first.span.from, to: last.span.to, insert }],
    };
  }
  const lineStart = text.lastIndexOf('\n', s.comment.from - 1) + 1;
  const newline = text.indexOf('\n', s.comment.to);
  const restOfLine = text.slice(s.comment.to, newline < 0 ? text.length : newline).trim();
  let edit: Edit;
  if (s.alone && restOfLine === '') edit = { from: lineStart, to: newline < 0 ? text.length : newline + 1, insert: '' };
  else {
    const before = /[ \t]*$/.exec(text.slice(lineStart, s.comment.from))![0].length;
    edit = { from: s.comment.from - before, to: s.comment.to, insert: '' };
  }
  return { title: 'Remove the comment', safety: 'safe', edits: [edit] };
}
