import type { Connection } from 'vscode-languageserver';
import type { DocumentStatus } from '../shared/language';
import type { Analyses, Analysis } from './analysis';
import { diagnosticsOf } from './diagnostics';
import { breathe, Schedule } from './schedule';
import { stampOf, type Source } from './source';
import type { Sources } from './sources';

/** How long after the last keystroke a text is read, in milliseconds. */
const typingPause = 100;

/** Sends the diagnostics of what is open: at once when it opens, shortly after typing, never out of date. */
export class Publisher {
  private readonly schedule: Schedule;
  /** The texts of each source that diagnostics were sent for. */
  private readonly shown = new Map<string, readonly string[]>();

  constructor(
    private readonly connection: Connection,
    private readonly sources: Sources,
    private readonly analyses: Analyses,
    private readonly ready: Promise<unknown>,
    private readonly onPublished: (status: DocumentStatus) => void,
  ) {
    this.schedule = new Schedule(
      (uri) => this.publish(uri),
      (error) => connection.console.error(`Diagnostics could not be sent: ${String(error)}`),
    );
  }

  /** A source was opened or has changed. */
  changed(uri: string): void {
    this.schedule.request(uri, this.shown.has(uri) ? typingPause : 0);
  }

  /** Settings have changed: everything open is read again. */
  changedAll(): void {
    for (const uri of this.sources.uris()) this.readAgain(uri);
  }

  /** What is known about the tables of one path has changed. */
  changedAround(path: string): void {
    for (const uri of this.sources.uris()) if (this.sources.get(uri)?.path === path) this.readAgain(uri);
  }

  private readAgain(uri: string): void {
    this.analyses.invalidate(uri);
    this.schedule.request(uri, 0);
  }

  /** A source was closed: its diagnostics go away. */
  closed(uri: string): void {
    this.schedule.cancel(uri);
    this.analyses.forget(uri);
    for (const text of this.shown.get(uri) ?? []) this.send(text, []);
    this.shown.delete(uri);
  }

  dispose(): void {
    this.schedule.dispose();
  }

  private async publish(uri: string): Promise<void> {
    await this.ready;
    const source = this.sources.get(uri);
    if (!source) return;
    const stamp = stampOf(source);
    const analysis = this.analyses.of(source);
    await breathe();
    // Typed on meanwhile: the next run has been asked for already, and what was found belongs to a text that is gone.
    const now = this.sources.get(uri);
    if (!now || stampOf(now) !== stamp) return;
    const byText = analysis ? diagnosticsOf(analysis) : new Map<string, never[]>();
    const versions = new Map(source.parts.map((part) => [part.uri, part.document.version]));
    for (const text of this.shown.get(uri) ?? []) if (!byText.has(text)) this.send(text, []);
    for (const [text, diagnostics] of byText) this.send(text, diagnostics, versions.get(text));
    this.shown.set(uri, [...byText.keys()]);
    this.onPublished(statusOf(source, analysis));
  }

  private send(
    uri: string,
    diagnostics: Parameters<Connection['sendDiagnostics']>[0]['diagnostics'],
    version?: number,
  ): void {
    void this.connection.sendDiagnostics({ uri, diagnostics, version });
  }
}

/** What the status item of an editor shows. */
export function statusOf(source: Source, analysis: Analysis | undefined): DocumentStatus {
  const { uri } = source;
  if (!analysis) return { uri, findings: 0, skipped: 0, notLinted: 'Excluded by the settings.', target: {} };
  const { findings, result, notRead, settings } = analysis;
  return {
    uri,
    kind: result?.document.kind,
    findings: findings.length,
    skipped: result?.skipped.length ?? 0,
    notLinted: notRead,
    target: settings.target,
  };
}
