import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TestClient } from '../language/client';
import { notebook } from './corpus';
import { table } from './measure';

const files = 2000;
const goal = 300;

/** Resident memory of a process, in MB; `undefined` where the system has no `ps`. */
function residentMb(pid: number): number | undefined {
  try {
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
  } catch {
    return undefined;
  }
}

/** How much memory the language server takes in a large workspace: its tables known, and more and more files open. */
export async function memoryOfServer(server: string, folder: string): Promise<void> {
  mkdirSync(join(folder, '.git'), { recursive: true });
  const names = Array.from({ length: files }, (_, i) => join(folder, `team_${i % 40}`, `notebook_${i}.py`));
  let bytes = 0;
  for (const [i, name] of names.entries()) {
    const text = notebook(60 + (i % 5) * 40, i * 7);
    bytes += text.length;
    mkdirSync(dirname(name), { recursive: true });
    writeFileSync(name, text);
  }
  const { client } = await TestClient.start(server, { root: folder });
  const rows: string[][] = [];
  const row = (what: string): void => {
    const mb = residentMb(client.pid);
    rows.push([what, mb === undefined ? 'unknown' : `${mb.toFixed(0)} MB${mb > goal ? '  TOO MUCH' : ''}`]);
  };
  row('started');
  const open = async (from: number, to: number): Promise<void> => {
    for (let i = from; i < to; i++) {
      const uri = `file://${names[i]!}`;
      client.open(uri, notebook(60 + (i % 5) * 40, i * 7));
      await client.diagnostics(uri);
    }
    // Where a table is made is answered when the files of the project have been read for their tables.
    const text = notebook(60 + (from % 5) * 40, from * 7);
    const before = text.slice(0, text.indexOf('MERGE INTO main.') + 18).split('\n');
    await client.request('textDocument/definition', {
      textDocument: { uri: `file://${names[from]!}` },
      position: { line: before.length - 1, character: before.at(-1)!.length },
    });
  };
  await open(0, 1);
  row('1 file open');
  await open(1, 20);
  row('20 files open');
  await open(20, 100);
  row('100 files open');
  await client.stop();
  table(`Memory of the language server, ${files} files of ${(bytes / 1e6).toFixed(1)} MB in all (goal: ${goal} MB)`, [
    ['', 'resident'],
    ...rows,
  ]);
}
