import { didYouMean } from '../engine';
import { print, UsageError, type Command } from './command';

/** Loaded when they are called, so that `check` does not wait for the parts of the others. */
const commands: Readonly<
  Record<string, { readonly summary: string; readonly load: () => Promise<{ command: Command }> }>
> = {
  check: { summary: 'lints files, and fixes them', load: () => import('./check') },
  format: { summary: 'lays out SQL', load: () => import('./format') },
  rule: { summary: 'says what a rule says, or lists all rules', load: () => import('./rule') },
  conf: { summary: 'says what a Spark, Delta or Databricks setting does', load: () => import('./conf') },
  demo: { summary: 'starts the demo workspace for job runs', load: () => import('./demo') },
  server: { summary: 'starts the language server', load: () => import('./server') },
};

function help(version: string): string {
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(8)}${summary}`);
  return `Lakelint ${version}: lints Spark and Delta Lake code for Databricks.

lakelint COMMAND [arguments]

${lines.join('\n')}

\`lakelint COMMAND --help\` says more. Exit code: 0 nothing found, 1 findings, 2 wrong use or unreadable input.
`;
}

async function dispatch([name, ...args]: readonly string[], version: string): Promise<number> {
  if (name === '--version' || name === '-V') {
    await print(`lakelint ${version}\n`);
    return 0;
  }
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    await print(help(version));
    // Called without anything, the help is no answer to a question: a script should notice.
    return name === undefined ? 2 : 0;
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!entry) {
    const what = name.startsWith('-') ? 'option' : 'command';
    const hint = didYouMean(name, Object.keys(commands)) || '; `lakelint --help` lists what there is.';
    throw new UsageError(`Unknown ${what} \`${name}\`${hint}`);
  }
  const { command } = await entry.load();
  if (args.includes('--help') || args.includes('-h')) {
    await print(command.help);
    return 0;
  }
  return command.run(args);
}

/** Runs the command line. Never throws: wrong use is one line on stderr and exit code 2. */
export async function main(args: readonly string[], version: string): Promise<number> {
  try {
    return await dispatch(args, version);
  } catch (error) {
    const defect = () =>
      `a defect of Lakelint, please report it: ${error instanceof Error ? error.stack : String(error)}`;
    process.stderr.write(`lakelint: ${error instanceof UsageError ? error.message : defect()}\n`);
    return 2;
  }
}
