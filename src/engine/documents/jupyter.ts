import { parseTree, type Node, type ParseError } from 'jsonc-parser';
import type { Skipped } from '../types';
import { notebookCell } from './cells-input';
import type { Cell, CellLanguage, Document } from './document';
import { MappedText, type Piece } from './mapped-text';

/** Reads a Jupyter notebook. `Document.text` is the cells' decoded source; `file` leads back into the JSON. */
export function readJupyter(path: string, json: string): Document {
  const errors: ParseError[] = [];
  const root = parseTree(json, errors, { allowTrailingComma: false });
  const skipped: Skipped[] = [];
  const decoded = new Decoded(json);
  const pending: { language: 'python' | 'sql' | 'markdown' | 'other'; from: number; to: number }[] = [];
  const cells = child(root, 'cells');
  if (errors.length > 0 || cells?.type !== 'array') {
    const at = errors[0]?.offset ?? 0;
    const reason =
      errors.length > 0
        ? 'not valid JSON, so the notebook could not be read to the end'
        : 'JSON without notebook cells';
    skipped.push({ span: { from: at, to: Math.min(json.length, at + 1) }, reason });
  }
  const language = notebookLanguage(root);
  for (const cell of cells?.children ?? []) {
    const source = child(cell, 'source');
    if (!source) continue;
    const from = decoded.text.length;
    const lines = source.type === 'array' ? (source.children ?? []) : [source];
    for (const line of lines) if (line.type === 'string') decoded.addString(line);
    pending.push({ language: cellLanguage(cell, language), from, to: decoded.text.length });
    decoded.addSeparator();
  }
  const { text, file } = decoded.finish();
  const result: Cell[] = pending.map((cell) =>
    notebookCell(text, cell.from, { language: cell.language, text: text.slice(cell.from, cell.to) }),
  );
  return { kind: 'jupyter', path, text, file, cells: result, skipped };
}

/** Collects decoded JSON strings together with the way back. */
class Decoded {
  private readonly parts: string[] = [];
  private readonly pieces: Piece[] = [];
  private length = 0;
  private lastHost = 0;

  constructor(private readonly json: string) {}

  get text(): { length: number } {
    return { length: this.length };
  }

  addString(node: Node): void {
    const end = node.offset + node.length - 1;
    let at = node.offset + 1;
    while (at < end) {
      const backslash = this.json.indexOf('\\', at);
      const stop = backslash < 0 || backslash >= end ? end : backslash;
      if (stop > at) this.add('copy', this.json.slice(at, stop), at, stop - at);
      at = stop;
      if (at >= end) break;
      const escape = this.json[at + 1] === 'u' ? 6 : 2;
      this.add('escape', decodeEscape(this.json.slice(at, at + escape)), at, escape);
      at += escape;
    }
    this.lastHost = end;
  }

  /** Two line breaks that stand nowhere in the file keep the cells apart. */
  addSeparator(): void {
    this.add('hole', '\n\n', this.lastHost, 0);
  }

  private add(kind: Piece['kind'], text: string, hostFrom: number, hostLength: number): void {
    this.parts.push(text);
    this.pieces.push({ kind, from: this.length, length: text.length, hostFrom, hostLength });
    this.length += text.length;
  }

  finish(): { text: string; file: MappedText } {
    const text = this.parts.join('');
    return { text, file: MappedText.from(text, this.pieces, (insert) => JSON.stringify(insert).slice(1, -1)) };
  }
}

function decodeEscape(escape: string): string {
  try {
    return JSON.parse(`"${escape}"`) as string;
  } catch {
    return '\uFFFD'.padEnd(1);
  }
}

function child(node: Node | undefined, key: string): Node | undefined {
  return node?.children?.find((p) => p.type === 'property' && p.children?.[0]?.value === key)?.children?.[1];
}

function stringAt(node: Node | undefined, ...path: string[]): string | undefined {
  const found = path.reduce<Node | undefined>(child, node);
  return found?.type === 'string' ? (found.value as string).toLowerCase() : undefined;
}

function notebookLanguage(root: Node | undefined): string {
  return (
    stringAt(root, 'metadata', 'application/vnd.databricks.v1+notebook', 'language') ??
    stringAt(root, 'metadata', 'kernelspec', 'language') ??
    stringAt(root, 'metadata', 'language_info', 'name') ??
    'python'
  );
}

function cellLanguage(cell: Node, language: string): Extract<CellLanguage, 'python' | 'sql' | 'markdown' | 'other'> {
  if (stringAt(cell, 'cell_type') !== 'code') return 'markdown';
  const own = stringAt(cell, 'metadata', 'vscode', 'languageId') ?? language;
  if (own === 'python' || own === 'ipython') return 'python';
  return own === 'sql' ? 'sql' : 'other';
}
