import { DiagnosticSeverity, type Connection, type Diagnostic } from 'vscode-languageserver';
import { URI } from 'vscode-uri';
import type { PlacedComplaint } from '../project';
import { sourceName } from './diagnostics';

/** Shows what is wrong with settings files and bundles, each thing in its own file. */
export class Complaints {
  private shown = new Map<string, string>();

  constructor(private readonly connection: Pick<Connection, 'sendDiagnostics'>) {}

  /**
   * Shows exactly these. Files that have nothing wrong any more are cleared.
   * @param isLinted whether a file is open and linted: what is wrong with it is said there, and its diagnostics are left alone.
   */
  show(complaints: readonly PlacedComplaint[], isLinted: (uri: string) => boolean = () => false): void {
    const byUri = diagnosticsByFile(complaints);
    for (const uri of this.shown.keys()) if (!byUri.has(uri) && !isLinted(uri)) this.send(uri, []);
    const shown = new Map<string, string>();
    for (const [uri, diagnostics] of byUri) {
      if (isLinted(uri)) continue;
      const text = JSON.stringify(diagnostics);
      if (this.shown.get(uri) !== text) this.send(uri, diagnostics);
      shown.set(uri, text);
    }
    this.shown = shown;
  }

  private send(uri: string, diagnostics: Diagnostic[]): void {
    void this.connection.sendDiagnostics({ uri, diagnostics });
  }
}

/** The complaints as diagnostics, each once: several files may share one settings file. */
export function diagnosticsByFile(complaints: readonly PlacedComplaint[]): Map<string, Diagnostic[]> {
  const byUri = new Map<string, Map<string, Diagnostic>>();
  for (const complaint of complaints) {
    const uri = URI.file(complaint.file).toString();
    const list = byUri.get(uri) ?? new Map<string, Diagnostic>();
    byUri.set(uri, list.set(JSON.stringify(complaint), diagnosticOf(complaint)));
  }
  return new Map([...byUri].map(([uri, list]) => [uri, [...list.values()]]));
}

function diagnosticOf({ line, column, endLine, endColumn, message, severity }: PlacedComplaint): Diagnostic {
  return {
    range: { start: { line: line - 1, character: column - 1 }, end: { line: endLine - 1, character: endColumn - 1 } },
    severity: severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    source: sourceName,
    message,
  };
}
