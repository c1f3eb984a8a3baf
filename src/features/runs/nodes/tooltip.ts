import { MarkdownString } from 'vscode';

/** A tooltip of names and values. The values come from a workspace, so they are shown as they are, never as markup. */
export function tooltip(title: string, facts: Readonly<Record<string, string | undefined>>): MarkdownString {
  const text = new MarkdownString();
  text.appendText(title);
  for (const [name, value] of Object.entries(facts)) {
    if (!value) continue;
    text.appendMarkdown('\n\n');
    text.appendText(`${name}: ${value}`);
  }
  return text;
}

const SHORT = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

/** A time that fits a line of the tree. */
export function shortTime(ms: number | undefined): string | undefined {
  return ms === undefined || Math.abs(ms) > 8.64e15 ? undefined : SHORT.format(ms);
}

/** A time as the reader's machine writes it. */
export function localTime(ms: number | undefined): string | undefined {
  return ms === undefined || Math.abs(ms) > 8.64e15 ? undefined : new Date(ms).toLocaleString();
}
