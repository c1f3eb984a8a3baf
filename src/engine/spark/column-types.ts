import { unwrap, type Expr } from '../python/ast';
import { readColumn, type ColumnFact, type ColumnReference } from '../python/column-expressions';
import type { PythonFacts } from '../python/facts';
import { kindOfType, typeOfFunction, type KnownType } from '../sql/types';

/** What is known of the type of a Column; `ofName` knows the types of columns. */
export function typeOfColumn(
  fact: ColumnFact,
  facts: PythonFacts,
  ofName: (column: ColumnReference) => KnownType | undefined,
): KnownType | undefined {
  if (fact.kind === 'column') return ofName(fact);
  if (fact.kind === 'literal') return typeOfValue(fact.value);
  if (fact.kind !== 'call') return undefined;
  if (!fact.on) return typeOfFunction(fact.name);
  const [first, ...more] = fact.args;
  if (/^(cast|astype)$/.test(fact.name) && first && more.length === 0)
    return kindOfType(facts.constantOf(first.value) ?? typeObject(first.value));
  if (/^(alias|name)$/.test(fact.name)) return typeOfColumn(readColumn(fact.on, facts), facts, ofName);
  return undefined;
}

function typeOfValue(expr: Expr): KnownType | undefined {
  const e = unwrap(expr);
  if (e.type === 'Unary') return typeOfValue(e.operand);
  return e.type === 'Str' ? { kind: 'text' } : e.type === 'Num' ? { kind: 'number' } : undefined;
}

const TYPES: Readonly<Record<string, string>> = {
  StringType: 'string', IntegerType: 'int', LongType: 'bigint', ShortType: 'smallint', ByteType: 'tinyint', FloatType: 'float',
  DoubleType: 'double', DecimalType: 'decimal', DateType: 'date', TimestampType: 'timestamp',
}; // prettier-ignore

/** `StringType()`, `T.IntegerType()`. */
function typeObject(expr: Expr): string | undefined {
  const e = unwrap(expr);
  const func = e.type === 'Call' ? unwrap(e.func) : undefined;
  const name = func?.type === 'Attribute' ? func.name : func?.type === 'Name' ? func.id : '';
  return Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
}
