import * as vscode from 'vscode';

/** Reads the settings of one section; the only place that does. What has the wrong type counts as not set. */
export class SettingsReader {
  constructor(private readonly section: string) {}

  /** A number within its bounds, else the default. */
  number(key: string, fallback: number, least: number, most: number): number {
    const value = vscode.workspace.getConfiguration(this.section).get<unknown>(key);
    if (typeof value !== 'number' || !Number.isFinite(value)) return fallback;
    return Math.min(most, Math.max(least, value));
  }
}
