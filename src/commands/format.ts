import { join, resolve } from 'node:path';
import { applyEdits, LineIndex } from '../engine';
import { readFormatOptions, type FormatOptions } from '../format/options';
import { createProject, isCodeFile, mapLimited, readText, whyUnreadable, type Project } from '../project';
import { complainer, diffOf } from './check';
import { stampOf } from './check-file';
import { writeFileAtomically } from './check-fix';
import { listInputs, sortArguments, type Arguments, type Input, type LeftOut } from './check-inputs';
import { leftOutLines } from './check-report';
import { readStdin } from './check-stdin';
import { print, readArguments, UsageError, type Command } from './command';

type Formatting = typeof import('../format');

interface Plan {
  readonly mode: 'write' | 'check' | 'diff';
  readonly options: FormatOptions;
  /** SQL in strings of Python, too. */
  readonly strings: boolean;
  readonly formatting: Formatting;
}

/** A file after formatting. */
interface FormattedFile {
  readonly shown: string;
  readonly before: string;
  /** The new text, when that is another one. */
  readonly changed?: string;
}

const options = {
  check: { type: 'boolean' },
  diff: { type: 'boolean' },
  'keyword-case': { type: 'string' },
  indent: { type: 'string' },
  commas: { type: 'string' },
  'sql-strings': { type: 'boolean' },
  config: { type: 'string' },
  'stdin-filename': { type: 'string' },
} as const;

/** `lakelint format`: lays out the SQL of files. */
export const command: Command = {
  help: `lakelint format [PATH…] [options]

Lays out the SQL in files: .sql files, SQL notebooks, and the %sql cells of .py and .ipynb notebooks. Only white space and
the case of keywords change; a statement for which that is not certain stays as it is and is named on stderr. SQL in
strings of Python is left alone unless --sql-strings is given. Folders are searched as for \`lakelint check\`.

  --check               writes nothing; names the files that would change
  --diff                writes nothing; prints what would change, as a unified diff
  --keyword-case CASE   upper (default), lower or preserve
  --indent N            spaces of one step of indentation, 1 to 8 (default 2)
  --commas PLACE        trailing (default) or leading: where the comma between two lines stands
  --sql-strings         also lays out SQL in strings of Python: those in three quotes; in others only keywords change
  --config FILE         this settings file (for \`exclude\`), instead of the nearest lakelint.json or pyproject.toml
  -                     reads one file from stdin and writes the formatted text to stdout
  --stdin-filename NAME what that file is called; it need not exist

Exit code: 0 formatted, or nothing to do; 1 with --check or --diff: something would change; 2 wrong use, broken settings,
or a file that could not be read or written.
`,
  async run(args) {
    const { values, positionals } = readArguments('format', args, options);
    if (values.check && values.diff)
      throw new UsageError('`--check` and `--diff` exclude each other; give one of them.');
    const given = {
      keywordCase: values['keyword-case'],
      indent: values.indent && Number(values.indent),
      commas: values.commas,
    };
    const { options: layout, complaints } = readFormatOptions(given);
    if (complaints[0]) throw new UsageError(`--${complaints[0].replace('keywordCase', 'keyword-case')}.`);
    const plan: Plan = {
      mode: values.check ? 'check' : values.diff ? 'diff' : 'write',
      options: layout,
      strings: values['sql-strings'] === true,
      formatting: await import('../format'),
    };
    const named = values['stdin-filename'];
    const fromStdin = positionals.includes('-');
    if (fromStdin !== (named !== undefined) || (fromStdin && positionals.length > 1))
      throw new UsageError('`-` reads one file from stdin: it stands alone, together with `--stdin-filename NAME`.');
    const paths: Arguments = fromStdin
      ? { folders: [], files: [] }
      : sortArguments(positionals.length > 0 ? positionals : ['.']);
    const project = createProject({
      roots: paths.folders.map((folder) => resolve(folder)),
      files: paths.files.map((file) => resolve(file)),
      configFile: values.config === undefined ? undefined : resolve(values.config),
    });
    return named === undefined ? formatFiles(project, plan, paths) : formatStdin(plan, named);
  },
};

async function formatFiles(project: Project, plan: Plan, given: Arguments): Promise<number> {
  const complain = complainer(project);
  // Settings first: with broken ones, which files are excluded is not certain.
  const places = [...given.files, ...given.folders.map((folder) => join(folder, 'any'))];
  if (complain(places.map((path) => resolve(path)))) return 2;
  const { inputs, leftOut } = await listInputs(project, given, isCodeFile);
  if (complain(inputs.map((input) => input.path))) return 2;
  const results = await mapLimited(inputs, 16, (input) => formatFile(plan, input, leftOut));
  process.stderr.write(leftOutLines(leftOut).replace(/: not checked: /g, ': not formatted: '));
  const read = results.filter((file) => file !== undefined);
  const changed = read.filter((file) => file.changed !== undefined);
  if (plan.mode === 'diff') for (const file of changed) await print(await diffOf(file));
  else {
    const names = plan.mode === 'check' ? changed.map(({ shown }) => `${shown}\n`) : [];
    await print(`${names.join('')}${summary(plan, changed.length, read.length)}\n`);
  }
  if (leftOut.some((one) => one.fatal)) return 2;
  return plan.mode !== 'write' && changed.length > 0 ? 1 : 0;
}

function summary({ mode }: Plan, changed: number, all: number): string {
  const files = `${all} file${all === 1 ? '' : 's'}`;
  if (changed === 0) return `Nothing to format in ${files}.`;
  return mode === 'check' ? `${changed} of ${files} would be formatted.` : `${changed} of ${files} formatted.`;
}

async function formatFile(plan: Plan, input: Input, leftOut: LeftOut[]): Promise<FormattedFile | undefined> {
  const stamp = await stampOf(input.path);
  const read = await readText(input.path);
  if (!read.ok) {
    leftOut.push({ file: input.shown, reason: read.reason, fatal: input.named || read.cause === 'unreadable' });
    return undefined;
  }
  const file = formatText(plan, input, read.text, leftOut);
  if (file.changed === undefined || plan.mode !== 'write') return file;
  try {
    if ((await stampOf(input.path)) !== stamp) throw new Error('it was changed meanwhile; run the command again');
    await writeFileAtomically(input.path, file.changed);
    return file;
  } catch (error) {
    const reason = `the formatted text could not be written: ${whyUnreadable(error)}`;
    leftOut.push({ file: input.shown, reason, partly: true, fatal: true });
    return undefined;
  }
}

function formatText(plan: Plan, { path, shown }: Input, text: string, leftOut: LeftOut[]): FormattedFile {
  const { formatDocument, formatStrings } = plan.formatting;
  const cells = formatDocument({ path, text }, plan.options);
  const strings = plan.strings ? formatStrings({ path, text }, plan.options) : { edits: [], kept: [] };
  const lines = new LineIndex(text);
  for (const { span, reason } of [...cells.kept, ...strings.kept]) {
    const { line } = lines.position(span.from);
    leftOut.push({ file: shown, line, reason: `this statement stays as it is: ${reason}`, partly: true, fatal: false });
  }
  const formatted = applyEdits(text, [...cells.edits, ...strings.edits]).text;
  return { shown, before: text, changed: formatted === text ? undefined : formatted };
}

async function formatStdin(plan: Plan, shown: string): Promise<number> {
  if (!/\.(?:py|sql|ipynb)$/i.test(shown))
    throw new UsageError(`\`--stdin-filename ${shown}\`: the name must end in .py, .sql or .ipynb.`);
  const read = await readStdin();
  if (!read.ok) throw new UsageError(`${shown}: stdin cannot be formatted: ${read.reason}.`);
  const leftOut: LeftOut[] = [];
  const file = formatText(plan, { path: resolve(shown), shown, named: true }, read.text, leftOut);
  process.stderr.write(leftOutLines(leftOut));
  if (plan.mode === 'diff') await print(await diffOf(file));
  if (plan.mode === 'write') await print(file.changed ?? file.before);
  return plan.mode !== 'write' && file.changed !== undefined ? 1 : 0;
}
