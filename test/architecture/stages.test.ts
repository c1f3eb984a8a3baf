import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '..');

describe('npm test', () => {
  it('runs every test file', async () => {
    const { stages } = (await import(path.join(root, 'run/stages.mjs'))) as { stages: { name: string }[] };
    const names = stages.map((stage) => stage.name);
    const folders = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts') && !file.includes('node_modules'))
      .map((file) => file.split(path.sep)[0]!);
    const missed = [...new Set(folders)].filter((folder) => !names.includes(folder));
    assert.deepEqual(missed, []);
  });
});
