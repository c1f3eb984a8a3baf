import type { MappedText } from './documents/mapped-text';
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
