import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { version } from '../package.json';
import { createConfs, type ConfData, type Confs } from './confs';
import { startServer } from './language/server';

const place = join(__dirname, 'confs.json');
let confs: Confs | undefined;

/** Read when the first setting has to be explained: most sessions begin without that. */
function readConfs(): Confs {
  confs ??= createConfs(JSON.parse(readFileSync(place, 'utf8')) as ConfData);
  return confs;
}

/** The same for the rules, which do not wait for it: read when the first setting stands in a file. */
async function loadConfs(): Promise<Confs> {
  const text = confs ? '' : await readFile(place, 'utf8');
  confs ??= createConfs(JSON.parse(text) as ConfData);
  return confs;
}

// Started by hand, without saying how to talk: an editor that does so means its pipes.
if (!process.argv.some((arg) => /^--(stdio|node-ipc|pipe|socket|clientProcessId)/.test(arg)))
  process.argv.push('--stdio');

startServer(createConnection(ProposedFeatures.all), { version, confs: readConfs, loadConfs });
