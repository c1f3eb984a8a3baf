import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { until } from '../../run/until';
import { closeAll, openUntitled } from './editor';

describe('snippets', () => {
  afterEach(closeAll);

  interface Contribution {
    readonly language: string;
    readonly path: string;
  }
  interface Snippet {
    readonly prefix: string | readonly string[];
    readonly body: string | readonly string[];
  }

  function extension(): vscode.Extension<unknown> {
    const found = vscode.extensions.getExtension('lakelint.lakelint');
    if (!found) throw new Error('Lakelint is not installed');
    return found;
  }

  it('inserts every snippet by its name', async () => {
    const { contributes } = extension().packageJSON as { contributes: { snippets: Contribution[] } };
    let count = 0;
    for (const { language, path: file } of contributes.snippets) {
      const snippets = JSON.parse(readFileSync(path.join(extension().extensionPath, file), 'utf8')) as Record<
        string,
        Snippet
      >;
      for (const [name, { body }] of Object.entries(snippets)) {
        const { document } = await openUntitled(language, '');
        await vscode.commands.executeCommand('editor.action.insertSnippet', { langId: language, name });
        const first = [body].flat()[0]?.split('$')[0] ?? '';
        assert.ok(
          first.length > 0 && document.getText().startsWith(first),
          `${name}: ${document.getText().slice(0, 60)}`,
        );
        assert.doesNotMatch(document.getText(), /\$\{?\d/, name);
        count++;
      }
    }
    assert.ok(count >= 5, `${count} snippets`);
  });

  it('proposes a snippet for the beginning of its prefix', async () => {
    const { document } = await openUntitled('python', 'delta-mer');
    const list = await until('the proposal', async () => {
      const found = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        new vscode.Position(0, 9),
      );
      return found.items.find(({ label }) => (typeof label === 'string' ? label : label.label) === 'delta-merge');
    });
    assert.equal(list.kind, vscode.CompletionItemKind.Snippet);
  });
});
