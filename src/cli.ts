import { version } from '../package.json';
import { UsageError, print, type Command } from './commands/command';
import { didYouMean } from './engine';

/** Loaded when they are called, so that `check` does not wait for the parts of the others. */
const commands: Readonly<
  Record<string, { readonly summary: string; readonly load: () => Promise<{ command: Command }> }>
> = {
  check: { summary: 'lints files, and fixes them', load: () => import('./commands/check') },
  rule: { summary: 'says what a rule says, or lists all rules', load: () => import('./commands/rule') },
  conf: { summary: 'says what a Spark, Delta or Databricks setting does', load: () => import('./commands/conf') },
  demo: { summary: 'starts the demo workspace for job runs', load: () => import('./commands/demo') },
  server: { summary: 'starts the language server', load: () => import('./commands/server') },
};

function help(): string {
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(8)}${summary}`);
  return `Lakelint ${version}: lints Spark and Delta Lake code for Databricks.

lakelint COMMAND [arguments]

${lines.join('\n')}

\`lakelint COMMAND --help\` says more. Exit code: 0 nothing found, 1 findings, 2 wrong use or unreadable input.
`;
}

async function run([name, ...args]: readonly string[]): Promise<number> {
  if (name === '--version' || name === '-V') {
    await print(`lakelint ${version}\n`);
    return 0;
  }
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    await print(help());
    // Called without anything, the help is no answer to a question: a script should notice.
    return name === undefined ? 2 : 0;
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!entry) {
    const what = name.startsWith('-') ? 'option' : 'command';
    throw new UsageError(
      `Unknown ${what} \`${name}\`${didYouMean(name, Object.keys(commands)) || '; `lakelint --help` lists what there is.'}`,
    );
  }
  const { command } = await entry.load();
  if (args.includes('--help') || args.includes('-h')) {
    await print(command.help);
    return 0;
  }
  const code = await command.run(args);
  if (name === 'server') await import('./server');
  return code;
}

// `lakelint check | head`: the reader has seen enough, and that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

run(process.argv.slice(2)).then(
  // Not `exit`: what is still on its way to a pipe would be lost.
  (code) => (process.exitCode = code),
  (error: unknown) => {
    if (error instanceof UsageError) process.stderr.write(`lakelint: ${error.message}\n`);
    else
      process.stderr.write(
        `lakelint: a defect of Lakelint, please report it: ${error instanceof Error ? error.stack : String(error)}\n`,
      );
    process.exitCode = 2;
  },
);
