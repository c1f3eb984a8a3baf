import type { NotebookDocument } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { notebookSource, textSource, type JobTest, type Source } from './source';

/** The texts that the editor has open, as far as this file needs them. */
export interface OpenTexts {
  get(uri: string): TextDocument | undefined;
  all(): readonly TextDocument[];
}

/** What is open in the editor, as sources. */
export class Sources {
  private readonly notebooks = new Map<string, NotebookDocument>();

  /** @param texts files. @param cells texts of notebook cells. */
  constructor(
    private readonly texts: OpenTexts,
    private readonly cells: OpenTexts,
    private readonly isJobFile?: JobTest,
  ) {}

  /** A notebook was opened, or its list of cells has changed. */
  setNotebook(notebook: NotebookDocument): void {
    this.notebooks.set(notebook.uri, notebook);
  }

  /** A notebook was closed. */
  removeNotebook(uri: string): void {
    this.notebooks.delete(uri);
  }

  /** The source of a file or a notebook. */
  get(uri: string): Source | undefined {
    const notebook = this.notebooks.get(uri);
    if (notebook) {
      return notebookSource(
        uri,
        notebook.cells.map((cell) => this.cells.get(cell.document)),
      );
    }
    const document = this.texts.get(uri);
    return document && textSource(document, this.isJobFile);
  }

  /** The source that a text belongs to: the file itself, or the notebook that has the cell. */
  containing(uri: string): Source | undefined {
    for (const notebook of this.notebooks.values()) {
      if (notebook.cells.some((cell) => cell.document === uri)) return this.get(notebook.uri);
    }
    return this.get(uri);
  }

  /** The URIs of all files and notebooks. */
  uris(): string[] {
    return [...this.texts.all().map(({ uri }) => uri), ...this.notebooks.keys()];
  }
}
