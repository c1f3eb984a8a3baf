import * as vscode from 'vscode';
import type { Ports } from './ports';

/** What every feature is given: the extension's context, its log, and what the other features offer. Disposing it closes the log. */
export interface App extends vscode.Disposable {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly ports: Ports;
}

/** A function from the app to one Disposable. It awaits nothing: what takes time starts when it is first needed. */
export type Feature = (app: App) => vscode.Disposable;

/** Makes the app. Opens the output channel "Lakelint" and nothing else. */
export function createApp(context: vscode.ExtensionContext): App {
  const log = vscode.window.createOutputChannel('Lakelint', { log: true });
  return { context, log, ports: {}, dispose: () => log.dispose() };
}

/** Starts one feature. One that throws is logged and left out; the others start all the same. */
export function startFeature(app: App, feature: Feature): vscode.Disposable {
  try {
    return feature(app);
  } catch (error) {
    app.log.error(
      `A part of Lakelint could not start (${feature.name}).`,
      error instanceof Error ? error : String(error),
    );
    return new vscode.Disposable(() => undefined);
  }
}
