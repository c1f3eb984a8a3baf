import {
  SemanticTokensBuilder,
  type Range,
  type SemanticTokens,
  type SemanticTokensDelta,
} from 'vscode-languageserver';
import type { SemanticTokensLegend } from 'vscode-languageserver';
import { highlights, type HighlightType, type Span } from '../engine';
import type { Analysis } from './analysis';
import { viewOf, type View } from './view';

const types: readonly HighlightType[] = [
  'keyword', 'function', 'variable', 'type', 'string', 'number', 'comment', 'operator', 'parameter',
]; // prettier-ignore

/** The words that the numbers in the answers stand for. */
export const tokenLegend: SemanticTokensLegend = { tokenTypes: [...types], tokenModifiers: [] };

interface Token extends Span {
  readonly type: HighlightType;
}

/**
 * The colours of the SQL in one text in Python: in strings, and in cells that begin with `%sql`. Files and cells in SQL
 * get none: editors have grammars for those.
 */
export function sqlTokensIn(view: View, range?: Range): Token[] {
  const { document: text } = view.part;
  if (text.languageId !== 'python') return [];
  const from = range ? view.toDocument(text.offsetAt(range.start)) : 0;
  const to = range ? view.toDocument(text.offsetAt(range.end)) : Infinity;
  const tokens: Token[] = [];
  for (const sql of view.sql) {
    for (const { type, ...span } of highlights(sql.tree)) {
      for (const stretch of sql.source.hostStretches(span)) {
        if (stretch.to < from || stretch.from > to) continue;
        const inPart = view.toPart(stretch);
        if (inPart) tokens.push(...linesOf(inPart, text.getText(), type));
      }
    }
  }
  return withoutOverlaps(tokens);
}

/** Tokens of several lines are more than most editors can show. */
function linesOf({ from, to }: Span, text: string, type: HighlightType): Token[] {
  const tokens: Token[] = [];
  for (let start = from; start < to;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 || newline >= to ? to : newline;
    const visible = text[end - 1] === '\r' ? end - 1 : end;
    if (visible > start) tokens.push({ from: start, to: visible, type });
    start = end + 1;
  }
  return tokens;
}

/** A string that is a part of two texts is read twice; the first reading counts. */
function withoutOverlaps(tokens: readonly Token[]): Token[] {
  let end = -1;
  return [...tokens].sort((a, b) => a.from - b.from).filter(({ from, to }) => from >= end && ((end = to), true));
}

/** Answers requests for colours, and remembers the last answer of each text so that only what changed is sent. */
export class SqlColors {
  private readonly builders = new Map<string, SemanticTokensBuilder>();

  /** Nothing when there is no SQL, so that an editor may ask somebody else. */
  full(analysis: Analysis, uri: string): SemanticTokens | undefined {
    return this.built(analysis, uri)?.build();
  }

  /** What has changed since the answer with the id. */
  delta(analysis: Analysis, uri: string, previous: string): SemanticTokens | SemanticTokensDelta | undefined {
    return this.built(analysis, uri, previous)?.buildEdits();
  }

  /** The colours of a part of a text. */
  range(analysis: Analysis, uri: string, range: Range): SemanticTokens | undefined {
    const view = viewOf(analysis, uri);
    const tokens = view ? sqlTokensIn(view, range) : [];
    return view && tokens.length > 0 ? fill(new SemanticTokensBuilder(), view, tokens).build() : undefined;
  }

  /** Forgets a text that was closed. */
  forget(uri: string): void {
    this.builders.delete(uri);
  }

  private built(analysis: Analysis, uri: string, previous?: string): SemanticTokensBuilder | undefined {
    const view = viewOf(analysis, uri);
    const tokens = view ? sqlTokensIn(view) : [];
    if (!view || tokens.length === 0) {
      this.forget(uri);
      return undefined;
    }
    const builder = this.builders.get(uri) ?? new SemanticTokensBuilder();
    this.builders.set(uri, builder);
    builder.previousResult(previous ?? '');
    return fill(builder, view, tokens);
  }
}

function fill(builder: SemanticTokensBuilder, { part }: View, tokens: readonly Token[]): SemanticTokensBuilder {
  for (const { from, to, type } of tokens) {
    const { line, character } = part.document.positionAt(from);
    builder.push(line, character, to - from, types.indexOf(type), 0);
  }
  return builder;
}
