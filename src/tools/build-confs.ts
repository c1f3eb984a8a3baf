import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join as path } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ConfData } from '../confs/types';
import { words } from '../confs/words';
import type { Facts } from './confs/facts';
import { join } from './confs/join';

/** Reads the facts of a checkout; `root` is its folder. */
export function readFacts(root: string): Facts {
  const read = (name: string): unknown =>
    JSON.parse(readFileSync(path(root, 'src', 'confs', 'facts', `${name}.json`), 'utf8'));
  return {
    spark: read('spark'),
    delta: read('delta'),
    databricks: read('databricks'),
    options: read('options'),
    gone: read('gone_keys'),
    changed: read('defaults_changed'),
    top: read('top_keys'),
    additions: read('additions'),
  } as Facts;
}

/** The joined data, not written anywhere. */
export function confData(root: string = process.cwd()): ConfData {
  return join(readFacts(root), words);
}

/** Writes `dist/confs.json` and says how large it became. */
export function buildConfs(root: string = process.cwd()): {
  confs: number;
  options: number;
  bytes: number;
  gzip: number;
} {
  const data = confData(root);
  const text = JSON.stringify(data);
  mkdirSync(path(root, 'dist'), { recursive: true });
  writeFileSync(path(root, 'dist', 'confs.json'), text);
  return {
    confs: data.confs.length,
    options: data.options.length,
    bytes: Buffer.byteLength(text),
    gzip: gzipSync(text).length,
  };
}

if (process.argv[1]?.endsWith('build-confs.ts')) {
  const { confs, options, bytes, gzip } = buildConfs();
  console.log(
    `dist/confs.json: ${confs} settings, ${options} options, ${Math.round(bytes / 1000)} kB (${Math.round(gzip / 1000)} kB gzipped)`,
  );
}
