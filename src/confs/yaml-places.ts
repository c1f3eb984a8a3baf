import { isMap, isPair, isScalar, LineCounter, parseDocument, visit, type Pair, type ParsedNode } from 'yaml';
import type { Place } from './string-places';

/** Maps in `databricks.yml` whose keys are settings: of compute (`spark_conf`) and of pipelines (`configuration`). */
const HOLDERS = new Set(['spark_conf', 'configuration']);

/** Bundles are small and flat. Beyond these the parser takes seconds, and an editor waits for the hover. */
const LONGEST = 1_000_000;
const DEEPEST = 100;

/** All settings of a bundle file, in the order of the file. What cannot be parsed is left out. */
export function settingsInYaml(text: string): Place[] {
  const places: Place[] = [];
  if (text.length > LONGEST || isDeep(text)) return places;
  const document = parseDocument(text, { lineCounter: new LineCounter(), logLevel: 'silent', uniqueKeys: false });
  visit(document, {
    Pair(_, pair) {
      if (
        !isScalar(pair.key) ||
        typeof pair.key.value !== 'string' ||
        !HOLDERS.has(pair.key.value) ||
        !isMap(pair.value)
      )
        return;
      for (const item of pair.value.items) {
        const place = isPair(item) ? placeOf(item as Pair<ParsedNode, ParsedNode | null>, text) : undefined;
        if (place) places.push(place);
      }
    },
  });
  return places;
}

/** The setting whose key or value stands under the offset. */
export function settingInYaml(text: string, offset: number): Place | undefined {
  // Parsing costs more than looking: most files have no settings at all.
  if (![...HOLDERS].some((holder) => text.includes(holder))) return undefined;
  return settingsInYaml(text).find(
    ({ span, valueSpan }) => covers(span, offset) || (valueSpan && covers(valueSpan, offset)),
  );
}

function covers(span: { from: number; to: number }, offset: number): boolean {
  return offset >= span.from && offset <= span.to;
}

function placeOf(pair: Pair<ParsedNode, ParsedNode | null>, text: string): Place | undefined {
  const { key, value } = pair;
  if (!isScalar(key) || typeof key.value !== 'string' || !key.range) return undefined;
  const span = inner(key.range, text);
  if (!isScalar(value) || !value.range || value.range[0] === value.range[1]) return { key: key.value, span };
  return { key: key.value, span, value: String(value.value), valueSpan: inner(value.range, text) };
}

/** Without the quotes. */
function inner([from, to]: readonly [number, number, ...number[]], text: string): { from: number; to: number } {
  const quoted = (text[from] === '"' || text[from] === "'") && to - from >= 2;
  return quoted ? { from: from + 1, to: to - 1 } : { from, to };
}

/** Whether brackets nest deeper than anybody writes. Brackets in strings count too; there they mostly come in pairs. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[{}\]]/g)) {
    depth = bracket === '[' || bracket === '{' ? depth + 1 : Math.max(0, depth - 1);
    if (depth > DEEPEST) return true;
  }
  return false;
}
