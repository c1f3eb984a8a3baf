import { tagWord } from './reader/jinja';
import { Kind, Op, type Tokens } from './reader/tokens';
import type { Damage } from './tree';

/**
 * Tells, statement by statement, where SQL may be a piece that Jinja puts together with others: in a macro, or around an `if`.
 * What cannot be read there is not unfinished.
 */
export class Pieces {
  /** How many macros and the like are open. */
  private depth = 0;
  private inBody = false;
  private hasTags = false;

  /** Takes the next statement, with all that stands before it. */
  read(tokens: Tokens): void {
    this.inBody = this.depth > 0;
    this.hasTags = false;
    if (!tokens.text.includes('{%')) return;
    for (let i = 0; i < tokens.count; i++) {
      if (tokens.kinds[i] !== Kind.block) continue;
      this.hasTags = true;
      if (tokens.codes[i] !== Op[';']) continue;
      if (tagWord(tokens.text, tokens.from(i)).startsWith('end')) this.depth = Math.max(0, this.depth - 1);
      else this.depth++;
      this.inBody = true;
    }
  }

  /** True when the damage of the statement says nothing of what it will be. */
  explain(damage: Damage): boolean {
    return this.inBody || (this.hasTags && !/string|comment/.test(damage));
  }
}
