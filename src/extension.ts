import type { ExtensionContext } from 'vscode';
import { registerLanguageClient } from './features/languageClient';
import { registerRuns } from './features/runs';
import { registerSettings } from './features/settings';
import { createApp, startFeature } from './platform/app';

const features = [registerLanguageClient, registerRuns, registerSettings];

/** Called by VS Code when one of our languages or views is opened for the first time. */
export function activate(context: ExtensionContext): void {
  const app = createApp(context);
  context.subscriptions.push(app, ...features.map((feature) => startFeature(app, feature)));
}
