import type { SqlForm } from '../facts';
import { tokenize } from './lexer';
import { splitStatements, type Segment, type Significant } from './splitter';
import { StatementParser } from './statements';
import type { Tokens } from './tokens';
import type { SqlTree, Statement } from '../tree';

/**
 * Reads a SQL text. Never throws, takes linear time, and always gives a tree.
 *
 * @param form `expression`: the text is one expression or a comma list of select items, not statements.
 */
export function readSql(text: string, form: SqlForm = 'statements'): SqlTree {
  return readTokens(tokenize(text), form);
}

/** The tree of a text with no more than the statements in which one of these keywords stands: sooner read than all of it. */
export function readStatementsWith(keywords: ReadonlySet<number>, text: string): SqlTree {
  return readTokens(tokenize(text), 'statements', ({ codes }, { first, end }) => {
    for (let i = first; i < end; i++) if (keywords.has(codes[i]!)) return true;
    return false;
  });
}

/**
 * The tree of a text that has been cut into tokens.
 * @param isWanted which statements are read; without it all.
 */
export function readTokens(
  tokens: Tokens,
  form: SqlForm = 'statements',
  isWanted?: (significant: Significant, segment: Segment) => boolean,
): SqlTree {
  const { text } = tokens;
  const { significant, segments } = splitStatements(tokens);
  const parser = new StatementParser(text, significant);
  const read = (segment: Segment): Statement => {
    try {
      return form === 'expression' ? parser.readExpressions(segment) : parser.read(segment);
    } catch (error) {
      // Nesting is limited, but not every host has the same stack: a statement that is too deep is given up alone.
      if (!(error instanceof RangeError)) throw error;
      return parser.unreadable(segment);
    }
  };
  const wanted = isWanted ? segments.filter((segment) => isWanted(significant, segment)) : segments;
  return { text, tokens, statements: wanted.map(read) };
}
