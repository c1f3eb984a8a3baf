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

  /** One of a few words, else the first of them. */
  word<T extends string>(key: string, words: readonly [T, ...T[]]): T {
    const value = vscode.workspace.getConfiguration(this.section).get<unknown>(key);
    return words.find((word) => word === value) ?? words[0];
  }
}
