import { LineIndex, type Edit, type Finding, type Skipped, type Span } from '../engine';
import type { LeftOut } from './check-inputs';

/** The findings of one file, and its text to count lines in. */
export interface CheckedFile {
  readonly shown: string;
  readonly text: string;
  readonly findings: readonly Finding[];
  readonly skipped: readonly Skipped[];
  readonly fixed: number;
}

/** Everything that one call of `check` has to say. */
export interface Report {
  readonly checked: readonly CheckedFile[];
  readonly leftOut: readonly LeftOut[];
}

interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Lines and columns as editors show them: from 1, in UTF-16 units, a byte order mark not counted. */
function placesIn(text: string): (span: Span) => Place {
  const lines = new LineIndex(text);
  const bom = text.startsWith('\uFEFF') ? 1 : 0;
  const at = (offset: number) => {
    const { line, column } = lines.position(offset);
    return { line, column: line === 1 ? Math.max(1, column - bom) : column };
  };
  return ({ from, to }) => {
    const start = at(from);
    const end = at(to);
    return { ...start, endLine: end.line, endColumn: end.column };
  };
}

/** The JSON report. Its shape is part of the command line's contract. */
export function jsonReport({ checked, leftOut }: Report): string {
  const findings: unknown[] = [];
  const skipped: unknown[] = whole(leftOut).map(({ file, line, reason }) => ({ file, line: line ?? 1, reason }));
  for (const { shown: file, text, ...result } of checked) {
    const place = placesIn(text);
    for (const { rule, severity, message, span, fix } of result.findings) {
      const edits = (list: readonly Edit[]) => list.map((edit) => ({ ...place(edit), insert: edit.insert }));
      const shownFix = fix && { fix: { safety: fix.safety, title: fix.title, edits: edits(fix.edits) } };
      findings.push({ file, ...place(span), rule, severity, message, ...shownFix });
    }
    for (const { span, reason } of result.skipped) skipped.push({ file, line: place(span).line, reason });
  }
  return `${JSON.stringify({ files: checked.length, findings, skipped }, undefined, 2)}\n`;
}

/** Workflow commands that GitHub turns into annotations. */
export function githubReport(report: Report): string {
  const level = { error: 'error', warning: 'warning', info: 'notice' } as const;
  const data = (text: string) => text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
  const property = (text: string) => data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
  const lines: string[] = [];
  for (const file of report.checked) {
    const place = placesIn(file.text);
    for (const { rule, severity, message, span } of file.findings) {
      const { line, column, endLine, endColumn } = place(span);
      // Columns are only understood when the annotation stays on one line.
      const columns = line === endLine ? `,col=${column},endColumn=${endColumn}` : '';
      const where = `file=${property(file.shown)},line=${line},endLine=${endLine}${columns}`;
      lines.push(`::${level[severity]} ${where},title=${property(rule)}::${data(message)}`);
    }
  }
  return [...lines, summary(report), ''].join('\n');
}

/** Paints a text; without colours it is left alone. */
export type Paint = (style: 'bold' | 'dim' | 'red' | 'yellow' | 'blue', text: string) => string;

/** Colours for a terminal that wants them. */
export function paintFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): Paint {
  const codes = { bold: 1, dim: 2, red: 31, yellow: 33, blue: 34 };
  const wanted = stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  return (style, text) => (wanted ? `\u001b[${codes[style]}m${text}\u001b[0m` : text);
}

/** One line for each finding, and what it comes to. */
export function textReport(report: Report, paint: Paint): string {
  const colour = { error: 'red', warning: 'yellow', info: 'blue' } as const;
  const lines: string[] = [];
  for (const file of report.checked) {
    const place = placesIn(file.text);
    for (const { rule, severity, message, span } of file.findings) {
      const { line, column } = place(span);
      const where = `${paint('bold', printable(file.shown))}:${line}:${column}`;
      lines.push(`${where} ${paint(colour[severity], severity)} ${paint('dim', rule)} ${printable(message)}`);
    }
  }
  return [...lines, summary(report), ''].join('\n');
}

/** Names and code from files must not steer the terminal. */
function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are exactly what is to be replaced
  return text.replace(/\r?\n/g, ' ').replace(/[\u0000-\u001f\u007f-\u009f]/g, '\uFFFD');
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function whole(leftOut: readonly LeftOut[]): LeftOut[] {
  return leftOut.filter((one) => !one.partly);
}

/** What was left out, one line each, for stderr. */
export function leftOutLines(leftOut: readonly LeftOut[]): string {
  return leftOut
    .map(({ file, line, partly, reason }) => {
      const where = line === undefined ? file : `${file}:${line}`;
      return `${printable(where)}: ${partly ? '' : 'not checked: '}${printable(reason)}\n`;
    })
    .join('');
}

function summary({ checked, leftOut: all }: Report): string {
  const leftOut = whole(all);
  const findings = checked.flatMap((file) => file.findings);
  const fixed = checked.reduce((sum, file) => sum + file.fixed, 0);
  const files = counted(checked.length, 'file');
  const parts = fixed > 0 ? [`${counted(fixed, 'finding')} fixed.`] : [];
  if (checked.length === 0 && leftOut.length === 0) parts.push('No .py, .sql or .ipynb files to check.');
  else if (findings.length === 0) parts.push(`Nothing ${fixed > 0 ? 'more ' : ''}found in ${files}.`);
  else {
    const levels = (['error', 'warning', 'info'] as const).flatMap((level) => {
      const count = findings.filter((finding) => finding.severity === level).length;
      return count === 0 ? [] : [level === 'info' ? `${count} info` : counted(count, level)];
    });
    const hit = checked.filter((file) => file.findings.length > 0).length;
    parts.push(`${counted(findings.length, 'finding')} (${levels.join(', ')}) in ${hit} of ${files}.`);
    const safe = findings.filter((finding) => finding.fix?.safety === 'safe').length;
    if (safe > 0) parts.push(`\`--fix\` can fix ${safe}.`);
  }
  if (leftOut.length > 0)
    parts.push(`${counted(leftOut.length, 'file')} or folder${leftOut.length === 1 ? '' : 's'} not checked.`);
  return parts.join(' ');
}
