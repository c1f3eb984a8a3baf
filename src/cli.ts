import { version } from '../package.json';
import { main } from './commands/main';

// `lakelint check | head`: the reader has seen enough, and that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

// Not `exit`: what is still on its way to a pipe would be lost.
void main(process.argv.slice(2), version).then((code) => (process.exitCode = code));
