import { parseTree, printParseErrorCode, visit, type Node, type ParseError } from 'jsonc-parser';
import type { Span } from '../types';
import { tooLarge } from './limits';
import type { Entry, JobFile, JobTree, Mutable, Value } from './values';

/** Reads a JSON file; comments and commas at the end of lists are no error. Never throws. */
export function readJson(path: string, text: string): JobTree {
  const tree: Mutable<JobTree> = { path, format: 'json', text, errors: [] };
  const reason = tooLarge(text);
  if (reason) return Object.assign(tree, { errors: [{ span: { from: 0, to: 0 }, message: reason }] });
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = text.trim() === '' ? [] : errors;
  if (error) {
    const span = { from: error.offset, to: Math.min(text.length, error.offset + error.length) };
    tree.errors = [{ span, message: wordsOf(printParseErrorCode(error.error)) }];
  } else if (root) tree.root = valueOf(root, tree);
  return tree;
}

/** What can be understood of JSON that may be broken. */
export function readJsonLoosely(text: string): Value | undefined {
  const root = tooLarge(text) ? undefined : parseTree(text, [], { allowTrailingComma: true });
  return root && valueOf(root, { path: '' });
}

/** `CommaExpected` -> `comma expected`. */
function wordsOf(code: string): string {
  return code.replace(/(?!^)([A-Z])/g, ' $1').toLowerCase();
}

function valueOf(node: Node, file: JobFile): Value {
  const span = spanOf(node);
  if (node.type === 'object') {
    const entries = (node.children ?? []).flatMap((property): Entry[] => {
      const [key, value] = property.children ?? [];
      if (!key || !value) return [];
      return [{ key: String(key.value), keySpan: spanOf(key), value: valueOf(value, file) }];
    });
    return { kind: 'map', span, file, entries };
  }
  if (node.type === 'array')
    return { kind: 'list', span, file, items: (node.children ?? []).map((item) => valueOf(item, file)) };
  const value = node.value as string | number | boolean | null;
  return { kind: 'scalar', span, file, value, text: String(value) };
}

function spanOf({ type, offset, length }: Node): Span {
  return type === 'string' ? { from: offset + 1, to: offset + length - 1 } : { from: offset, to: offset + length };
}

/** The comments of a JSON text. */
export function jsonComments(text: string): Span[] {
  const found: Span[] = [];
  visit(text, { onComment: (from, length) => void found.push({ from, to: from + length }) });
  return found;
}
