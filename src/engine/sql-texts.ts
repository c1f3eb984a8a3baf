import type { MappedText } from './documents/mapped-text';
import type { SqlPlace } from './sql/facts';
import { readSql } from './sql/reader/read';
import { StatementTexts } from './sql/reader/statement-texts';
import type { SqlTree } from './sql/tree';
import type { SqlForm } from './types';

/** A SQL text of a file: the file itself, a cell, a string in Python. */
export interface SqlText {
  /** Its host is `Document.text`. */
  readonly source: MappedText;
  readonly place: SqlPlace;
  readonly form: SqlForm;
  /** Inside a function nobody knows what ran before. */
  readonly inFunction: boolean;
  /** All of it; of a file or cell it is read only when somebody asks. */
  readonly tree: SqlTree;
  /** The statements of a file or cell, each as a text of its own; a string is not taken apart. */
  readonly parts: readonly SqlPart[];
}

/** One statement as a text of its own. */
export interface SqlPart {
  readonly source: MappedText;
  readonly tree: SqlTree;
}

/** A part of a file or cell. Where it lies in the file is worked out only when somebody asks: of most parts there is nothing to say. */
class CellPart implements SqlPart {
  private known: MappedText | undefined;

  constructor(
    private readonly cell: MappedText,
    private readonly from: number,
    readonly tree: SqlTree,
  ) {}

  get source(): MappedText {
    return (this.known ??= this.cell.part(this.from, this.from + this.tree.text.length));
  }
}

/** Reads the SQL texts of a file, and remembers their trees until the next state of the same file is read. */
export class SqlReader {
  private readonly statements = new StatementTexts();
  private trees = new Map<string, SqlTree>();
  private last = new Map<string, SqlTree>();

  /** Forgets what the last state of the file did not need any more. */
  begin(): void {
    this.last = this.trees;
    this.trees = new Map();
  }

  tree(text: string, form: SqlForm): SqlTree {
    const key = `${form}\0${text}`;
    const tree = this.trees.get(key) ?? this.last.get(key) ?? readSql(text, form);
    this.trees.set(key, tree);
    return tree;
  }

  /** The text of a string in Python. */
  string(source: MappedText, form: SqlForm, inFunction: boolean): SqlText {
    const tree = this.tree(source.text, form);
    return { source, place: 'string', form, inFunction, tree, parts: [{ source, tree }] };
  }

  /** The texts of a file or of all its cells. */
  cells(sources: readonly MappedText[], place: SqlPlace): SqlText[] {
    const read = this.statements.read(sources.map((source) => source.text));
    return sources.map((source, i) => {
      const parts = read[i]!.map(({ from, tree }) => new CellPart(source, from, tree));
      const whole = (): SqlTree => (parts.length === 1 ? parts[0]!.tree : this.tree(source.text, 'statements'));
      return {
        source,
        place,
        form: 'statements',
        inFunction: false,
        parts,
        get tree() {
          return whole();
        },
      };
    });
  }
}
