import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SnippetText } from './snippet-text';

const root = join(__dirname, '../..');

/** The languages that have snippets. */
export type SnippetLanguage = 'python' | 'sql';

/** One entry of a snippet file. */
export interface Snippet {
  readonly name: string;
  readonly prefix: string;
  readonly description: string;
  readonly text: SnippetText;
}

interface Entry {
  readonly prefix: string;
  readonly description: string;
  readonly body: readonly string[];
}

/** The snippets of a language by their prefix, read from the file that `package.json` contributes. */
export function snippetsOf(language: SnippetLanguage): ReadonlyMap<string, Snippet> {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    contributes: { snippets: readonly { language: string; path: string }[] };
  };
  const path = manifest.contributes.snippets.find((entry) => entry.language === language)?.path;
  if (!path) throw new Error(`package.json contributes no snippets for ${language}`);
  const entries = JSON.parse(readFileSync(join(root, path), 'utf8')) as Record<string, Entry>;
  const found = new Map<string, Snippet>();
  for (const [name, { prefix, description, body }] of Object.entries(entries)) {
    if (found.has(prefix)) throw new Error(`two snippets of ${language} have the prefix ${prefix}`);
    found.set(prefix, { name, prefix, description, text: new SnippetText(body.join('\n')) });
  }
  return found;
}

/** The code of a snippet; `values` are given by the order of its tab stops, the others keep their defaults. */
export function fill(language: SnippetLanguage, prefix: string, values: Readonly<Record<number, string>> = {}): string {
  const snippet = snippetsOf(language).get(prefix);
  if (!snippet) throw new Error(`no ${language} snippet has the prefix ${prefix}`);
  return snippet.text.fill(values);
}
