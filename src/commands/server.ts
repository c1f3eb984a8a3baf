import { readArguments, UsageError, type Command } from './command';

/** `lakelint server`: checks the arguments; the entry then starts the language server. */
export const command: Command = {
  help: `lakelint server --stdio

Starts the language server; it speaks the Language Server Protocol over stdin and stdout until the client ends it.
`,
  run(args) {
    const { values } = readArguments(
      'server',
      args,
      { stdio: { type: 'boolean' }, clientProcessId: { type: 'string' } },
      0,
    );
    if (!values.stdio) throw new UsageError('`lakelint server` speaks over stdin and stdout only; give `--stdio`.');
    return Promise.resolve(0);
  },
};
