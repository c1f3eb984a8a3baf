import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { version } from '../package.json';
import { createConfs, type ConfData, type Confs } from './confs';
import { startServer } from './language/server';

let confs: Confs | undefined;

/** Read when the first setting has to be explained: most sessions begin without that. */
function readConfs(): Confs {
  confs ??= createConfs(JSON.parse(readFileSync(join(__dirname, 'confs.json'), 'utf8')) as ConfData);
  return confs;
}

// Started by hand, without saying how to talk: an editor that does so means its pipes.
if (!process.argv.some((arg) => /^--(stdio|node-ipc|pipe|socket|clientProcessId)/.test(arg)))
  process.argv.push('--stdio');

startServer(createConnection(ProposedFeatures.all), { version, confs: readConfs });
