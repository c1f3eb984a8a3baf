import { unwrap, type Expr } from '../python/ast';
import type { PythonFacts } from '../python/facts';
import { comparedWithBoth, numberText, textOnOneSide, typeConflict, type ComparedSide } from '../sql/conversions';
import type { Fix, Problem } from '../types';
import { joinedByName, steppedComparisons, type ColumnComparison, type ComparedColumn } from './column-comparisons';

function sideInPython({ fact, type }: ComparedColumn, facts: PythonFacts): ComparedSide {
  const text = fact.kind === 'literal' && type?.kind === 'text' ? facts.constantOf(fact.value) : undefined;
  return { type, isLiteral: fact.kind === 'literal', isWord: text !== undefined && !numberText.test(text) };
}

function fixInPython(comparison: ColumnComparison, converted: 'left' | 'right', facts: PythonFacts): Fix | undefined {
  const { left, right, asksEqual, node } = comparison;
  const [text, other] = converted === 'left' ? [left, right] : [right, left];
  const written = facts.document.text.slice(other.expr.from, other.expr.to);
  const number = /^(Num|Unary)$/.test(unwrap(other.expr).type) && other.type ? written : undefined;
  if (asksEqual && number !== undefined && text.fact.kind === 'column') {
    const edits = [{ from: other.expr.from, to: other.expr.to, insert: `"${number}"` }];
    return { title: 'Compare it with text', safety: 'unsafe', edits };
  }
  const type = other.type?.name ?? (number === undefined ? undefined : /^-?\d+$/.test(number) ? 'bigint' : 'double');
  const isPlain = /^(Call|Attribute|Subscript|Name)$/.test(text.expr.type) && node.type !== 'Call';
  const at = text.expr.to;
  const edits = [{ from: at, to: at, insert: `.cast("${type}")` }];
  return type && isPlain ? { title: 'Write the cast', safety: 'unsafe', edits } : undefined;
}

/** The comparisons of Columns in which a side is converted, or that Spark refuses. */
export function* columnConversions(facts: PythonFacts): Generator<Problem> {
  const told = new Set<Expr>();
  for (const comparisons of steppedComparisons(facts)) {
    const numbers = new Map<string, ColumnComparison>();
    const words = new Set<string>();
    for (const comparison of comparisons) {
      const { node, left, right } = comparison;
      const sides = [sideInPython(left, facts), sideInPython(right, facts)] as const;
      const found = typeConflict(...sides);
      if (found && !told.has(node)) {
        told.add(node);
        const fix = found.converted && fixInPython(comparison, found.converted, facts);
        yield { span: node, message: found.message, ...(fix && { fix }) };
      }
      const [column, value] = left.key === undefined ? [right, sides[0]] : [left, sides[1]];
      if (column.key === undefined || column.type || !value.isLiteral) continue;
      if (value.isWord) words.add(column.key);
      else if (value.type?.kind === 'number' && !numbers.has(column.key)) numbers.set(column.key, comparison);
    }
    for (const [key, { node }] of numbers) {
      if (!words.has(key) || told.has(node)) continue;
      told.add(node);
      yield { span: node, message: comparedWithBoth(key) };
    }
  }
  for (const { node, name, types } of joinedByName(facts)) {
    const [a, b] = types.map(({ kind }) => kind);
    if (a !== b && types.some(({ kind }) => kind === 'text')) yield { span: node, message: textOnOneSide(name) };
  }
}
