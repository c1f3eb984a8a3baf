import type { MappedText } from './documents/mapped-text';
import { entriesOf, everyValue, itemsOf, type JobTree } from './jobs/values';
import type { Stmt } from './python/ast';
import type { PythonFacts } from './python/facts';
import { bodiesOf } from './python/walk';
import type { SqlTree } from './sql/tree';
import type { StatementSpan } from './suppress';

/** The statements of all Python cells, nested ones included. Spans count in `Document.text`. */
export function pythonStatements(facts: PythonFacts): StatementSpan[] {
  const out: StatementSpan[] = [];
  const visit = (body: readonly Stmt[]): void => {
    for (const stmt of body) {
      const inner = bodiesOf(stmt);
      const first = inner.flat()[0];
      out.push({
        from: stmt.from,
        to: stmt.to,
        header: first ? headerEnd(facts.document.text, stmt.from, first.from) : stmt.to,
      });
      inner.forEach(visit);
    }
  };
  for (const { body } of facts.statements) visit(body);
  return out;
}

/** Where the header of a compound statement ends: comments before the first statement of its body belong to the body. */
function headerEnd(text: string, from: number, body: number): number {
  let end = body;
  for (;;) {
    const lineStart = text.lastIndexOf('\n', end - 1) + 1;
    if (lineStart <= from || !/^\s*(#.*)?$/.test(text.slice(lineStart, end).replace(/\n$/, ''))) return end;
    end = lineStart - 1;
  }
}

/** The statements of a SQL text, as spans of its host. */
export function sqlStatements(tree: SqlTree, source: MappedText): StatementSpan[] {
  return tree.statements.map((s) => {
    const { from, to } = source.spanToHost(s);
    return { from, to, header: to };
  });
}

/**
 * What ignore comments cover in job definitions. Behind something: its line. Alone on a line: the entry or the item of a list
 * that begins below, with everything in it.
 */
export function jobStatements({ text, root, format }: JobTree): StatementSpan[] {
  const out: StatementSpan[] = [];
  const comment = format === 'yaml' ? /^\s*#/ : /^\s*\/[/*]/;
  for (const match of text.matchAll(/[^\r\n]+/g)) {
    if (comment.test(match[0]) || match[0].trim() === '') continue;
    const from = match.index + match[0].search(/\S/);
    const to = match.index + match[0].length;
    out.push({ from, to, header: to });
  }
  const add = (from: number, to: number): void => {
    const lineStart = text.lastIndexOf('\n', from - 1) + 1;
    const before = /^(\s*)(?:-\s+)*["{]?\s*$/.exec(text.slice(lineStart, from));
    const start = before ? lineStart + before[1]!.length : from;
    // Without a header: what is said behind it is about its line.
    if (to > start) out.push({ from: start, to, header: start });
  };
  for (const value of everyValue(root)) {
    for (const { keySpan, value: inner } of entriesOf(value)) add(keySpan.from, Math.max(keySpan.to, inner.span.to));
    for (const item of itemsOf(value)) add(item.span.from, item.span.to);
  }
  return out;
}
