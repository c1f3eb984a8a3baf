import type { Fix } from '../types';
import type { Expr } from './nodes';
import { callName, isEquality, unwrap } from './predicates';

const monthText = /^(?:timestamp|date)?\s*'(\d{4})-(\d\d)-01(?:[ T]00:00:00)?'$/i;

/** The half-open range of the column that says the same as `year(d) = 2024` or `date_trunc('MONTH', d) = …`, where it is written easily. */
export function halfOpenRange(part: Expr, text: string): Fix | undefined {
  if (part.kind !== 'binary' || !isEquality(part.operator)) return undefined;
  const call = unwrap(part.left);
  const value = unwrap(part.right);
  if (call.kind !== 'call' || value.kind !== 'literal') return undefined;
  const written = text.slice(value.from, value.to);
  const column = call.args.map(unwrap).find((arg) => arg.kind === 'column');
  if (!column) return undefined;
  let bounds: [string, string] | undefined;
  if (callName(call) === 'year' && /^\d{4}$/.test(written)) bounds = [`${written}-01-01`, `${nextYear(written)}-01-01`];
  if (callName(call) === 'date_trunc' || callName(call) === 'trunc') bounds = truncated(call.args, written, text);
  if (!bounds) return undefined;
  const name = text.slice(column.from, column.to);
  const insert = `${name} >= DATE'${bounds[0]}' AND ${name} < DATE'${bounds[1]}'`;
  // Unsafe: a column of type STRING is compared as text, or not at all.
  return {
    title: 'Compare the column with a range',
    safety: 'unsafe',
    edits: [{ from: part.from, to: part.to, insert }],
  };
}

function truncated(args: readonly Expr[], value: string, text: string): [string, string] | undefined {
  const unit = args
    .map((arg) => /^'(month|mon|mm|year|yyyy|yy)'$/i.exec(text.slice(arg.from, arg.to))?.[1])
    .find(Boolean);
  const day = monthText.exec(value);
  if (!unit || !day) return undefined;
  const [, year, month] = day as unknown as [string, string, string];
  if (/^y/i.test(unit)) return month === '01' ? [`${year}-01-01`, `${nextYear(year)}-01-01`] : undefined;
  const next = month === '12' ? `${nextYear(year)}-01-01` : `${year}-${pad(Number(month) + 1, 2)}-01`;
  return [`${year}-${month}-01`, next];
}

function nextYear(year: string): string {
  return pad(Number(year) + 1, 4);
}

function pad(number: number, width: number): string {
  return String(number).padStart(width, '0');
}
