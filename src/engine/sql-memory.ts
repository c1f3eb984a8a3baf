import type { CatalogAnswers } from './asked-catalog';
import type { TableCatalog } from './catalog/catalog';
import type { Rule } from './rule';
import type { Answer, Around } from './sql/facts';
import type { SqlTree } from './sql/tree';
import type { Problem } from './types';

/** What all rules said of a text. */
export interface Said {
  /** Which rules were asked, and the kind of place that the text stands in. */
  readonly key: string;
  readonly problems: readonly { readonly rule: string; readonly problem: Problem }[];
  /** Rules that asked for other texts, or threw: they have to be asked again. */
  readonly again: readonly Rule[];
  /** What the catalog answered. Where it says something else now, nothing holds any more. */
  readonly answers: CatalogAnswers;
  /** What rules asked of the file around, and what the answer was. */
  readonly questions: readonly { readonly question: (around: Around) => Answer; readonly answer: Answer }[];
}

/**
 * What SQL rules found in texts that have not changed since. Trees are the keys: a text that changed has a new tree.
 * Only what a rule said from the text and the catalog is kept; a rule that asked for other texts is asked again.
 */
export class SqlMemory {
  private basis = '';
  private said = new WeakMap<SqlTree, readonly Said[]>();

  /**
   * Forgets everything when something other than the texts and the tables has changed.
   * @param basis whatever rules look at beside those, as one string.
   */
  standOn(basis: string): void {
    if (basis === this.basis) return;
    this.basis = basis;
    this.said = new WeakMap();
  }

  recall(tree: SqlTree, key: string, catalog: TableCatalog, around: () => Around): Said | undefined {
    const said = this.said.get(tree)?.find((one) => one.key === key);
    if (!said?.answers.holdFor(catalog)) return undefined;
    if (said.questions.length === 0) return said;
    const now = around();
    return said.questions.every(({ question, answer }) => question(now) === answer) ? said : undefined;
  }

  keep(tree: SqlTree, said: Said): void {
    const others = this.said.get(tree)?.filter(({ key }) => key !== said.key) ?? [];
    this.said.set(tree, [...others, said]);
  }
}
