import { CompletionItemKind, type CompletionItem, type CompletionList } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { proposalsAt, renderHover, type Confs, type ConfTarget, type Proposal } from '../confs';
import { rangeOf } from './diagnostics';
import type { PlacedSetting } from './settingPlaces';

/** More are of no use to anybody; what was left out is asked for again with the next letter. */
const most = 100;

/** What an item is explained by when it is chosen in the list. */
interface ItemData {
  readonly setting: string;
  readonly format?: string;
  readonly target: ConfTarget;
}

/** Keys, option names or values that can be written at a place. */
export function settingCompletions(
  { place, span, typed, write }: PlacedSetting,
  document: TextDocument,
  target: ConfTarget,
  confs: Confs,
): CompletionList {
  const { proposals, more } = proposalsAt(confs, place, typed, most);
  const range = rangeOf(document, span);
  const items = proposals.flatMap((proposal, i): CompletionItem[] => {
    const { text, conf, detail } = proposal;
    const { before, after } =
      place.bareWords && /^(?:true|false)$/.test(text) ? { before: '', after: '' } : place.around;
    const newText = /["'\\\n]/.test(text) ? undefined : write(before + text + after);
    if (newText === undefined) return [];
    const data: ItemData = { setting: conf.key, format: conf.format, target };
    return [
      {
        label: text,
        kind: kindOf(place.part, proposal),
        ...(detail && { detail }),
        ...(conf.deprecated && place.part === 'key' && { tags: [1 as const] }),
        // Editors compare letter by letter; words in another order are ours to find.
        filterText: isSubsequence(typed, text) ? text : typed,
        sortText: String(i).padStart(4, '0'),
        textEdit: { range, newText },
        data,
      },
    ];
  });
  return { isIncomplete: more || place.part === 'key', items };
}

/** Adds the explanation to an item of the list. */
export function resolveSetting(item: CompletionItem, confs: () => Confs): CompletionItem {
  const { setting, format, target } = (item.data as Partial<ItemData> | undefined) ?? {};
  if (typeof setting !== 'string') return item;
  const conf = format === undefined ? confs().find(setting) : confs().findOption(setting, format)[0];
  return conf ? { ...item, documentation: { kind: 'markdown', value: renderHover(conf, target) } } : item;
}

function kindOf(part: 'key' | 'value', { conf, text }: Proposal): CompletionItemKind {
  if (part === 'key') return CompletionItemKind.Property;
  return conf.values?.includes(text) || /^(?:true|false)$/.test(text)
    ? CompletionItemKind.EnumMember
    : CompletionItemKind.Value;
}

function isSubsequence(letters: string, text: string): boolean {
  const wanted = letters.toLowerCase();
  let at = 0;
  for (const letter of text.toLowerCase()) if (letter === wanted[at]) at++;
  return at === wanted.length;
}

/** What stands before a place of settings. Where none of it does, a quote or a space was typed for something else. */
const hint = /conf|option|propert|read_files|\b(?:re)?set\b|\b(?:load|save)/i;

/** Whether it is worth looking for a setting behind a character that is typed all the time. */
export function mayNameSetting(document: TextDocument, offset: number): boolean {
  const text = document.getText();
  return hint.test(text.slice(Math.max(0, offset - 2000), offset));
}
