import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from '../../run/until';
import { closeAll } from './editor';

describe('the extension', () => {
  afterEach(closeAll);

  it('is active, with its commands', async () => {
    const extension = vscode.extensions.getExtension('lakelint.lakelint');
    assert.ok(extension);
    await extension.activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const { contributes } = extension.packageJSON as { contributes: { commands: { command: string }[] } };
    const missing = contributes.commands.map(({ command }) => command).filter((command) => !registered.has(command));
    assert.deepEqual(missing, []);
  });

  it('opens the job runs', async () => {
    await vscode.commands.executeCommand('lakelint.runs.open');
    const tab = await until('the tab', () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ input }) => input instanceof vscode.TabInputWebview),
    );
    assert.match(tab.label, /runs/i);
  });
});
