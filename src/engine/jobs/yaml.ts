import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Parser,
  parseDocument,
  type Document,
  type Node,
  type Pair,
  type ParsedNode,
} from 'yaml';
import type { Span } from '../types';
import { DEEPEST, tooLarge } from './limits';
import type { Entry, JobFile, JobTree, Mutable, Value } from './values';

const MERGE_KEY = '<<';

/** Reads a YAML file. Never throws: what is wrong with it is in `errors`, and then there is no root. */
export function readYaml(path: string, text: string): JobTree {
  const tree: Mutable<JobTree> = { path, format: 'yaml', text, errors: [] };
  const problem = (span: Span, message: string): JobTree => Object.assign(tree, { errors: [{ span, message }] });
  const reason = tooLarge(text);
  if (reason) return problem({ from: 0, to: 0 }, reason);
  try {
    // As the Databricks CLI reads it: of two entries of one name the last one holds, but only one `<<` is allowed.
    const uniqueKeys = (a: ParsedNode, b: ParsedNode) => isMergeKey(a) && isMergeKey(b);
    const document = parseDocument(text, { logLevel: 'silent', uniqueKeys });
    // Like the Databricks CLI, which reads the first document alone.
    const error = document.errors.find(({ code }) => code !== 'MULTIPLE_DOCS');
    if (error) {
      const [from, to] = error.pos;
      const what = error.message.split('\n')[0]!.replace(/ at line \d+, column \d+:?$/, '');
      return problem({ from: Math.min(from, text.length), to: Math.min(to, text.length) }, what);
    }
    if (document.contents) tree.root = new Reader(document, text, tree).value(document.contents);
    return tree;
  } catch (error) {
    return problem({ from: 0, to: 0 }, error instanceof Error ? error.message : String(error));
  }
}

/** Turns the nodes of the parser into plain values. What aliases share stays shared: nothing is copied. */
class Reader {
  private readonly known = new Map<Node, Value>();
  private readonly open = new Set<Node>();

  constructor(
    private readonly document: Document,
    private readonly text: string,
    private readonly file: JobFile,
  ) {}

  value(node: Node): Value {
    const known = this.known.get(node);
    if (known) return known;
    if (isAlias(node)) {
      const target = node.resolve(this.document);
      return target && !this.open.has(target) ? this.value(target) : this.nothing(node);
    }
    if (this.open.size > DEEPEST) throw new Error('deeper than job definitions are');
    this.open.add(node);
    const value = this.read(node);
    this.open.delete(node);
    this.known.set(node, value);
    return value;
  }

  private read(node: Node): Value {
    const { file } = this;
    const span = this.spanOf(node);
    if (isMap(node)) return { kind: 'map', span, file, entries: this.entries(node.items as Pair<Node, Node | null>[]) };
    if (isSeq(node)) return { kind: 'list', span, file, items: (node.items as Node[]).map((item) => this.value(item)) };
    if (!isScalar(node)) return this.nothing(node);
    const { value } = node;
    if (typeof value === 'string') return { kind: 'scalar', span, file, value, text: value };
    const text = this.text.slice(span.from, span.to);
    const isPlain = typeof value === 'number' || typeof value === 'boolean';
    return { kind: 'scalar', span, file, value: isPlain ? value : value === null ? null : text, text };
  }

  private entries(pairs: readonly Pair<Node, Node | null>[]): Entry[] {
    const entries: Entry[] = [];
    const merged: Entry[] = [];
    for (const { key, value } of pairs) {
      if (!isScalar(key)) continue;
      const read = value ? this.value(value) : this.nothing(key);
      if (isMergeKey(key as ParsedNode)) {
        for (const map of read.kind === 'list' ? read.items : [read])
          if (map.kind === 'map') merged.push(...map.entries);
      } else {
        const entry = { key: String(key.value), keySpan: this.spanOf(key), value: read };
        const before = entries.findIndex((one) => one.key === entry.key);
        if (before >= 0) entries.splice(before, 1);
        entries.push(entry);
      }
    }
    // What the map says itself wins, and an earlier merge over a later one.
    for (const entry of merged) if (!entries.some(({ key }) => key === entry.key)) entries.push(entry);
    return entries;
  }

  private nothing(node: Node): Value {
    const to = this.spanOf(node).to;
    return { kind: 'scalar', span: { from: to, to }, file: this.file, value: null, text: '' };
  }

  /** Without quotes, and without the white space that a block takes along. */
  private spanOf(node: Node): Span {
    const [from = 0, end = 0] = node.range ?? [];
    const isQuoted = isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE');
    if (isQuoted && end - from >= 2) return { from: from + 1, to: end - 1 };
    return { from, to: from + this.text.slice(from, end).trimEnd().length };
  }
}

function isMergeKey(node: ParsedNode): boolean {
  return isScalar(node) && node.value === MERGE_KEY;
}

/** The comments of a YAML text. */
export function yamlComments(text: string): Span[] {
  const found: Span[] = [];
  const visit = (part: unknown): void => {
    if (Array.isArray(part)) part.forEach(visit);
    else if (typeof part === 'object' && part !== null) {
      const { type, offset, source } = part as { type?: unknown; offset?: unknown; source?: unknown };
      if (type === 'comment' && typeof offset === 'number' && typeof source === 'string')
        found.push({ from: offset, to: offset + source.length });
      else Object.values(part).forEach(visit);
    }
  };
  for (const token of new Parser().parse(text)) visit(token);
  return found;
}
