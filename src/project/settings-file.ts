import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import { parse as parseToml, TomlError } from 'smol-toml';
import {
  emptyProjectSettings,
  LineIndex,
  parseSettings,
  rules,
  type Complaint,
  type ProjectSettings,
  type Span,
} from '../engine';
import { whyUnreadable } from './read';
import { tomlPlace } from './toml-place';
import type { PlacedComplaint } from './types';

/** A settings file as it was read: what is right in it, and what is wrong with it. */
export interface SettingsFile {
  readonly path: string;
  readonly settings: ProjectSettings;
  readonly complaints: readonly PlacedComplaint[];
}

/** The names of settings files; the first one wins in a folder that has both. */
export const SETTINGS_NAMES = ['lakelint.json', 'pyproject.toml'] as const;

/** The settings file of one folder, or `undefined`. A `pyproject.toml` counts only with a `[tool.lakelint]` in it. */
export function settingsFileIn(folder: string): string | undefined {
  const json = join(folder, 'lakelint.json');
  if (existsSync(json)) return json;
  const toml = join(folder, 'pyproject.toml');
  return existsSync(toml) && mentionsLakelint(toml) ? toml : undefined;
}

function mentionsLakelint(path: string): boolean {
  try {
    // As text: a file with a broken table elsewhere must not hide the settings in it.
    return /^\s*(?:\[{1,2}\s*)?tool\s*\.\s*["']?lakelint\b/m.test(readFileSync(path, 'utf8'));
  } catch {
    return false;
  }
}

/** The nearest settings file, from a folder up to the root of its repository or of the file system. */
export function findSettingsFile(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const found = settingsFileIn(at);
    if (found !== undefined) return found;
    if (existsSync(join(at, '.git')) || dirname(at) === at) return undefined;
  }
}

/** Reads a settings file. A file that cannot be read or parsed has one complaint and no settings. */
export function readSettingsFile(path: string): SettingsFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const message = `The settings file cannot be read: ${whyUnreadable(error)}. Check its path and its permissions.`;
    return broken(path, '', { from: 0, to: 0 }, message);
  }
  return parseSettingsText(path, text);
}

/** The same for text that is at hand already, such as an unsaved editor's. The name tells the format. */
export function parseSettingsText(path: string, source: string): SettingsFile {
  // Columns are counted without the byte order mark, as editors do.
  const text = source.replace(/^\uFEFF/, '');
  return basename(path).endsWith('.toml') ? readToml(path, text) : readJson(path, text);
}

function broken(path: string, text: string, span: Span, message: string): SettingsFile {
  return { path, settings: emptyProjectSettings, complaints: [placed(path, new LineIndex(text), span, message)] };
}

/** A complaint about a stretch of a file. */
export function placed(
  file: string,
  lines: LineIndex,
  span: Span,
  message: string,
  severity: PlacedComplaint['severity'] = 'error',
): PlacedComplaint {
  const start = lines.position(Math.min(span.from, lines.text.length));
  const end = lines.position(Math.min(span.to, lines.text.length));
  return { file, line: start.line, column: start.column, endLine: end.line, endColumn: end.column, message, severity };
}

function readJson(path: string, text: string): SettingsFile {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const error = errors[0];
  if (error) {
    const what = printParseErrorCode(error.error)
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase();
    const span = { from: error.offset, to: error.offset + error.length };
    return broken(path, text, span, `This is not valid JSON (${what}). Correct the syntax here; comments are allowed.`);
  }
  if (!tree) return broken(path, text, { from: 0, to: 0 }, 'The file is empty. Write `{}`, or remove it.');
  return checked(path, text, getNodeValue(tree), (complaint) => jsonPlace(tree, complaint));
}

/** The span of the key for a wrong key, of the value for a wrong value. */
function jsonPlace(tree: Node, { path, message }: Complaint): Span {
  const node = findNodeAtLocation(tree, [...path]) ?? tree;
  const aboutKey = message.startsWith('Unknown ') && node.parent?.type === 'property';
  const shown = aboutKey ? (node.parent?.children?.[0] ?? node) : node;
  return { from: shown.offset, to: shown.offset + shown.length };
}

function readToml(path: string, text: string): SettingsFile {
  const lines = new LineIndex(text);
  let value: unknown;
  try {
    value = parseToml(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const from = lines.offset({ line: error.line, column: error.column });
    const what = error.message.split('\n')[0]?.replace(/^Invalid TOML document: /, '') ?? 'syntax';
    return broken(path, text, { from, to: from + 1 }, `This is not valid TOML (${what}). Correct the syntax here.`);
  }
  const tool = (value as { tool?: { lakelint?: unknown } }).tool;
  return checked(path, text, tool?.lakelint ?? {}, (complaint) =>
    tomlPlace(text, ['tool', 'lakelint', ...complaint.path]),
  );
}

function checked(path: string, text: string, value: unknown, place: (complaint: Complaint) => Span): SettingsFile {
  const lines = new LineIndex(text);
  const { settings, complaints } = parseSettings(value, rules);
  return { path, settings, complaints: complaints.map((c) => placed(path, lines, place(c), c.message)) };
}
