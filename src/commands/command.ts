import { parseArgs, type ParseArgsConfig } from 'node:util';
import { didYouMean } from '../engine';

/** One command of the command line. */
export interface Command {
  /** Shown by `--help`; begins with the usage line. */
  readonly help: string;
  /** @returns the exit code: 0 nothing found, 1 findings, 2 wrong use or unreadable input. */
  run(args: readonly string[]): Promise<number>;
}

/** Wrong use. The message is one line that names the cure; the exit code is 2. */
export class UsageError extends Error {}

type Options = NonNullable<ParseArgsConfig['options']>;

/** Reads arguments strictly; whatever is wrong with them is a `UsageError`. */
export function readArguments<const T extends Options>(
  command: string,
  args: readonly string[],
  options: T,
  maxPositionals = Infinity,
) {
  const see = `\`lakelint ${command} --help\` lists what there is.`;
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const option = /'(?:-\w, )?(--?[^'\s=<]*)/.exec(message)?.[1] ?? '';
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
      const names = Object.keys(options).map((name) => `--${name}`);
      throw new UsageError(`Unknown option \`${option}\`${didYouMean(option, names) || `; ${see}`}`);
    }
    const needs = options[option.slice(2)]?.type === 'string' ? 'needs a value' : 'takes no value';
    throw new UsageError(`Option \`${option}\` ${needs}; ${see}`);
  }
  if (parsed.positionals.length > maxPositionals) {
    throw new UsageError(`Unexpected argument \`${parsed.positionals[maxPositionals]}\`; ${see}`);
  }
  return parsed;
}

/** Checks a value that must be one of a few words. */
export function oneOf<T extends string>(option: string, value: string, words: readonly T[]): T {
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  throw new UsageError(
    `\`${value}\` is not a value of \`${option}\`${didYouMean(value, words) || `; give ${words.join(', ')}.`}`,
  );
}

/** Writes to stdout. Waits when the reader is slow, so that a long report does not pile up in memory. */
export function print(text: string): Promise<void> {
  return new Promise((done) => {
    process.stdout.write(text, () => done());
  });
}
