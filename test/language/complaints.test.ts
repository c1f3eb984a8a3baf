import assert from 'node:assert/strict';
import type { PublishDiagnosticsParams } from 'vscode-languageserver';
import { Complaints, diagnosticsByFile } from '../../src/language/complaints';
import type { PlacedComplaint } from '../../src/project';

const complaint = (file: string, message: string): PlacedComplaint => {
  return { file, message, line: 2, column: 3, endLine: 2, endColumn: 7, severity: 'error' };
};

describe('complaints', () => {
  it('stand in their file, each once, counted from 0', () => {
    const same = complaint('/w/lakelint.json', 'a');
    const byUri = diagnosticsByFile([same, { ...same }, complaint('/w/lakelint.json', 'b')]);
    const [list] = [...byUri.values()];
    assert.deepEqual([...byUri.keys()], ['file:///w/lakelint.json']);
    assert.deepEqual(list!.map(({ message }) => message), ['a', 'b']); // prettier-ignore
    assert.deepEqual(list![0]!.range, { start: { line: 1, character: 2 }, end: { line: 1, character: 6 } });
  });

  it('are sent when they change, and cleared when they are gone', () => {
    const sent: PublishDiagnosticsParams[] = [];
    const complaints = new Complaints({ sendDiagnostics: async (params) => void sent.push(params) });
    complaints.show([complaint('/w/a.json', 'x')]);
    complaints.show([complaint('/w/a.json', 'x')]);
    assert.equal(sent.length, 1);
    complaints.show([complaint('/w/b.json', 'x')]);
    assert.deepEqual(sent.slice(1).map(({ uri, diagnostics }) => [uri, diagnostics.length]), [['file:///w/a.json', 0], ['file:///w/b.json', 1]]); // prettier-ignore
  });
});
