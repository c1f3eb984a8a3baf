import type { Hover, Position } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { ruleById, stringAt, type Finding, type Span } from '../engine';
import { relatedTo, renderHover, settingsNamed, type Conf, type Confs, type ConfTarget } from '../confs';
import type { Analysis, Located } from './analysis';
import { rangeOf, rulePage } from './diagnostics';
import { renderName } from './nameHover';
import { nameUnder } from './names';
import { secondRunUnder } from './secondRunHover';
import { settingAt, settingInFile, type PlacedSetting } from './settingPlaces';
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
  const setting = settingUnder(analysis, part, offset, confs);
  if (setting) texts.push(settingText(setting.found, analysis.settings.target, confs()));
  const named = nameUnder(analysis, uri, position);
  const about = named && analysis.result && renderName(named.name, analysis.result.catalog);
  if (about) texts.push(about);
  if (texts.length === 0) return undefined;
  const span = setting?.span ?? again?.span ?? (here.length > 0 ? smallest(here) : named!.span);
  return hover(texts.join('\n\n---\n\n'), part.document, span);
}

/** The explanation of a setting in a file that is not linted: YAML, JSON, `spark-defaults.conf`, a shell script. */
export function hoverInFile(
  document: TextDocument,
  position: Position,
  target: ConfTarget,
  confs: () => Confs,
): Hover | undefined {
  const setting = settingInFile(document, document.offsetAt(position));
  const found = setting ? namedBy(setting, confs) : [];
  return found.length > 0 ? hover(settingText(found, target, confs()), document, setting!.span) : undefined;
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

/** The settings that stand there, as key or value; an option without a format may be that of several. */
function settingUnder(
  analysis: Analysis,
  part: Part,
  offset: number,
  confs: () => Confs,
): { found: readonly Conf[]; span: Span } | undefined {
  const setting = settingAt(analysis, part.uri, offset);
  const found = setting ? namedBy(setting, confs) : [];
  if (found.length > 0) return { found, span: setting!.span };
  // A setting is explained also where a string or SQL only speaks of it.
  const word = mayNameSettings(analysis, part, offset) ? dottedWordAt(part.document, offset) : undefined;
  const conf = word && confs().find(word.text);
  return conf && { found: [conf], span: word.span };
}

function namedBy({ place }: PlacedSetting, confs: () => Confs): readonly Conf[] {
  return place.key === '' ? [] : settingsNamed(confs(), place, place.key);
}

function settingText([first, ...others]: readonly Conf[], target: ConfTarget, confs: Confs): string {
  const beside = relatedTo(first!, confs, 3).map(({ key }) => `\`${key}\``);
  const formats = others.map(({ format }) => format).join(', ');
  return [
    renderHover(first!, target),
    beside.length > 0 ? `Beside it: ${beside.join(', ')}` : [],
    others.length > 0 ? `The code does not say the format. This is also an option of: ${formats}.` : [],
  ]
    .flat()
    .join('\n\n');
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
