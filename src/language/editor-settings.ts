import { defaultFormat, readFormatOptions, type FormatOptions } from '../format/options';
import { emptyProjectSettings, parseSettings, rules, type Complaint, type ProjectSettings } from '../engine';

/** The keys of the section `lakelint` that are about linting. Others in it are for the client alone. */
const keys = ['rules', 'target', 'tables', 'exclude'];

/** What the section `lakelint` of the editor's settings says, and what is wrong with it. */
export function readEditorSettings(section: unknown): {
  settings: ProjectSettings;
  format: FormatOptions;
  complaints: string[];
} {
  if (typeof section !== 'object' || section === null)
    return { settings: emptyProjectSettings, format: defaultFormat, complaints: [] };
  const given = Object.entries(section).filter(([key, value]) => keys.includes(key) && !isUnset(value));
  const { settings, complaints } = parseSettings(
    Object.fromEntries(given.map(([key, value]) => [key, withoutUnset(value)])),
    rules,
  );
  const format = readFormatOptions((section as { format?: unknown }).format);
  const all = [...complaints.map(sentence), ...format.complaints.map((text) => `lakelint.format.${text}`)];
  return { settings, format: format.options, complaints: all };
}

/** An editor sends `null` or an empty text for what nobody has set. */
function isUnset(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

function withoutUnset(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => !isUnset(entry)));
}

function sentence({ path, message }: Complaint): string {
  return `lakelint.${path.join('.')}: ${message}`;
}
