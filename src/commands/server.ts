import { readArguments, UsageError, type Command } from './command';

/** `lakelint server`: the language server, as any editor starts it. */
export const command: Command = {
  help: `lakelint server --stdio

Starts the language server; it speaks the Language Server Protocol over stdin and stdout until the client ends it.
`,
  async run(args) {
    const { values } = readArguments(
      'server',
      args,
      { stdio: { type: 'boolean' }, clientProcessId: { type: 'string' } },
      0,
    );
    if (!values.stdio) throw new UsageError('`lakelint server` speaks over stdin and stdout only; give `--stdio`.');
    await import('../server');
    return 0;
  },
};
