import type { Hover, Position } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { ruleById, stringAt, type Finding, type Span } from '../engine';
import { renderHover, type Conf, type Confs, type ConfTarget } from '../confs';
import { settingInYaml } from '../confs/places';
import type { Analysis, Located } from './analysis';
import { rangeOf, rulePage } from './diagnostics';
import { renderName } from './nameHover';
import { nameUnder } from './names';
import { secondRunUnder } from './secondRunHover';
import type { Part } from './source';

/** The explanation under the cursor: the rules that complain there, what a write does the second time, the setting or name that stands there. */
export function hoverAt(analysis: Analysis, uri: string, position: Position, confs: () => Confs): Hover | undefined {
  const part = analysis.source.parts.find((p) => p.uri === uri);
  if (!part) return undefined;
  const offset = part.document.offsetAt(position);
  const here = analysis.findings.filter((located) => located.part.uri === uri && covers(located.span, offset));
  const texts = [...new Set(here.map(({ finding }) => ruleText(finding)))];
  const again = secondRunUnder(analysis, uri, offset, new Set(here.map(({ finding }) => finding.rule)));
  if (again) texts.push(again.text);
  const word = settingUnder(analysis, part, offset);
  const conf = word && confs().find(word.text);
  if (conf) texts.push(renderHover(conf, analysis.settings.target));
  const named = nameUnder(analysis, uri, position);
  const about = named && analysis.result && renderName(named.name, analysis.result.catalog);
  if (about) texts.push(about);
  if (texts.length === 0) return undefined;
  const span = conf ? word.span : (again?.span ?? (here.length > 0 ? smallest(here) : named!.span));
  return hover(texts.join('\n\n---\n\n'), part.document, span);
}

/** The explanation of a setting in a `databricks.yml` that is not linted. */
export function hoverInBundle(
  document: TextDocument,
  position: Position,
  target: ConfTarget,
  confs: () => Confs,
): Hover | undefined {
  const place = settingInYaml(document.getText(), document.offsetAt(position));
  const conf: Conf | undefined = place && confs().find(place.key);
  return place && conf && hover(renderHover(conf, target), document, place.span);
}

function hover(value: string, document: TextDocument, span: Span): Hover {
  return { contents: { kind: 'markdown', value }, range: rangeOf(document, span) };
}

function ruleText({ rule: id, severity }: Finding): string {
  const rule = ruleById(id);
  const title = `**${id}** (${severity})`;
  const page = `[${id}](${rulePage(id)})`;
  if (!rule) return `${title}\n\n${page}`;
  return `${title}: ${rule.summary}\n\n${rule.why}\n\nMore: ${page}`;
}

/** What may name a setting there, as its key or as its value. */
function settingUnder(analysis: Analysis, part: Part, offset: number): { text: string; span: Span } | undefined {
  if (analysis.result?.document.kind === 'jobs') {
    const place = settingInYaml(part.document.getText(), offset);
    return place && { text: place.key, span: place.span };
  }
  return mayNameSettings(analysis, part, offset) ? dottedWordAt(part.document, offset) : undefined;
}

/** In SQL a setting may stand anywhere (`SET`, `TBLPROPERTIES`); in Python it is a string or part of one. */
function mayNameSettings({ result, source }: Analysis, part: Part, offset: number): boolean {
  const cells = result?.document.cells ?? [];
  const shift = source.notebook ? (cells[source.parts.indexOf(part)]?.span.from ?? 0) : 0;
  const cell = cells.find(({ span }) => covers(span, offset + shift));
  if (!result || !cell) return false;
  return (
    cell.language === 'sql' || (cell.language === 'python' && stringAt(result.document, offset + shift) !== undefined)
  );
}

/** The word under the offset, if it has a dot within, as every name of a setting has. */
function dottedWordAt(document: TextDocument, offset: number): { text: string; span: Span } | undefined {
  const text = document.getText();
  let from = offset;
  let to = offset;
  while (from > 0 && /[\w.-]/.test(text[from - 1]!)) from--;
  while (to < text.length && /[\w.-]/.test(text[to]!)) to++;
  const word = text.slice(from, to);
  return /^[A-Za-z][\w-]*\.[\w.-]*\w$/.test(word) ? { text: word, span: { from, to } } : undefined;
}

function covers(span: Span, offset: number): boolean {
  return span.from <= offset && offset <= span.to;
}

function smallest(located: readonly Located[]): Span {
  return located.map(({ span }) => span).reduce((a, b) => (b.to - b.from < a.to - a.from ? b : a));
}
