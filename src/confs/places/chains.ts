import type { OptionUse } from './place';
import { elementsOf, type Step, type Token } from './python-tokens';

const USES: readonly (readonly [string, OptionUse])[] = [
  ['readStream', 'readStream'],
  ['writeStream', 'writeStream'],
  ['read', 'read'],
  ['write', 'write'],
  ['writeTo', 'write'],
];

/** Methods that name the format by themselves. */
const BY_METHOD = new Set(['csv', 'json', 'parquet', 'orc', 'text', 'xml', 'jdbc']);
/** Methods that end a chain: without a format it is Delta, the default of Databricks. */
const ENDS = new Set(['load', 'save', 'saveAsTable', 'start', 'toTable', 'table', 'insertInto']);

/** Whether a chain reads or writes, as far as it says. */
export function useOfChain(names: readonly string[]): OptionUse | undefined {
  return USES.find(([name]) => names.includes(name))?.[1];
}

/** The format that a chain names, before or behind the call; of Auto Loader also that of its files. */
export function formatOfChain(
  steps: readonly Step[],
  tokens: readonly Token[],
): { readonly format?: string; readonly fileFormat?: string } {
  let format: string | undefined;
  let fileFormat: string | undefined;
  let isUnknown = false;
  for (const { name, open } of steps) {
    if (open === undefined) continue;
    if (name === 'format') {
      format = argumentAt(tokens, open, 0);
      isUnknown = format === undefined;
    } else if (
      BY_METHOD.has(name) &&
      steps.some((step) => step.name.startsWith('read') || step.name.startsWith('write'))
    )
      format = name;
    else if (name === 'option' && argumentAt(tokens, open, 0) === 'cloudFiles.format')
      fileFormat = argumentAt(tokens, open, 1);
    else if (ENDS.has(name)) format ??= keyword(tokens, open, 'format');
  }
  if (format === undefined && !isUnknown && steps.some(({ name }) => ENDS.has(name)))
    if (steps.some(({ name }) => USES.some(([use]) => use === name))) format = 'delta';
  return { ...(format !== undefined && { format }), ...(fileFormat !== undefined && { fileFormat }) };
}

function argumentAt(tokens: readonly Token[], open: number, index: number): string | undefined {
  const element = elementsOf(tokens, open)[index];
  return element && element.to === element.from + 1 ? plain(tokens[element.from]) : undefined;
}

function keyword(tokens: readonly Token[], open: number, name: string): string | undefined {
  const element = elementsOf(tokens, open).find(
    ({ from }) => tokens[from]?.text === name && tokens[from + 1]?.text === '=',
  );
  return element && plain(tokens[element.from + 2]);
}

function plain(token: Token | undefined): string | undefined {
  const body = token?.body;
  const text = body && token.text.slice(body.from - token.from, body.to - token.from);
  return text !== undefined && /^[\w.]+$/.test(text) ? text : undefined;
}
