import { join, relative, resolve } from 'node:path';
import { didYouMean, emptyProjectSettings, parseTarget, rules } from '../engine';
import { createProject, mapLimited, type Project } from '../project';
import { checkFile, checkText, type Checked, type Plan } from './check-file';
import { help } from './check-help';
import { isChecked, listInputs, sortArguments, type Arguments, type LeftOut } from './check-inputs';
import { openKept } from './check-kept';
import { githubReport, jsonReport, leftOutLines, paintFor, textReport, type Report } from './check-report';
import { readStdin } from './check-stdin';
import { oneOf, print, readArguments, UsageError, type Command } from './command';

interface CheckPlan extends Plan {
  readonly format: 'text' | 'json' | 'github';
}

const options = {
  format: { type: 'string' },
  select: { type: 'string', multiple: true },
  ignore: { type: 'string', multiple: true },
  target: { type: 'string' },
  fix: { type: 'boolean' },
  'unsafe-fixes': { type: 'boolean' },
  diff: { type: 'boolean' },
  config: { type: 'string' },
  'no-cache': { type: 'boolean' },
  'cache-dir': { type: 'string' },
  'stdin-filename': { type: 'string' },
} as const;

/** `lakelint check`: lints files and reports. */
export const command: Command = {
  help,
  async run(args) {
    const { values, positionals } = readArguments('check', args, options);
    const wanted = planOf(values);
    const fromStdin = positionals.includes('-');
    if (fromStdin && positionals.length > 1)
      throw new UsageError('`-` reads one file from stdin and stands alone; name no other paths.');
    const named = values['stdin-filename'];
    if (fromStdin && !named)
      throw new UsageError(
        '`-` needs `--stdin-filename NAME`: its ending tells the language, its folder the settings.',
      );
    if (!fromStdin && named !== undefined)
      throw new UsageError('`--stdin-filename` belongs to `-`, which reads from stdin; give `-` as the path.');

    const given = fromStdin ? { folders: [], files: [] } : sortArguments(positionals.length > 0 ? positionals : ['.']);
    // Fixing asks about texts that nobody will see again.
    const isKept = wanted.fixing === 'no' && !fromStdin && !values['no-cache'];
    const kept = isKept ? await openKept(values['cache-dir']) : undefined;
    const plan = { ...wanted, kept };
    const project = createProject({
      kept,
      roots: given.folders.map((folder) => resolve(folder)),
      files: given.files.map((file) => resolve(file)),
      configFile: values.config === undefined ? undefined : resolve(values.config),
    });
    if (values.target !== undefined) {
      const target = parseTarget(values.target);
      if ('complaint' in target) throw new UsageError(`--target: ${target.complaint}`);
      project.configure({ ...emptyProjectSettings, target: target.target });
    }
    return named !== undefined ? checkStdin(project, plan, named) : checkFiles(project, plan, given);
  },
};

function planOf(values: {
  format?: string;
  select?: string[];
  ignore?: string[];
  fix?: boolean;
  'unsafe-fixes'?: boolean;
  diff?: boolean;
}): CheckPlan {
  if (values.format === 'sarif')
    throw new UsageError('`--format sarif` does not exist yet; give text, json or github.');
  const format = oneOf('--format', values.format ?? 'text', ['text', 'json', 'github']);
  const unsafe = values['unsafe-fixes'] === true;
  if (unsafe && !values.fix && !values.diff)
    throw new UsageError('`--unsafe-fixes` widens `--fix` or `--diff`; give one of them with it.');
  if (values.diff && format !== 'text') throw new UsageError('`--diff` prints a diff; leave out `--format`.');
  return {
    format,
    selection: { select: ruleIds('--select', values.select), ignore: ruleIds('--ignore', values.ignore) },
    fixing: values.diff ? 'diff' : values.fix ? 'write' : 'no',
    allowed: unsafe ? ['safe', 'unsafe'] : ['safe'],
  };
}

function ruleIds(option: string, values: readonly string[] | undefined): string[] | undefined {
  const ids = values?.flatMap((value) => value.split(',').map((id) => id.trim())).filter((id) => id !== '');
  if (ids?.length === 0) throw new UsageError(`\`${option}\` needs rule ids; \`lakelint rule\` lists them.`);
  const known = rules.map((rule) => rule.id);
  for (const id of ids ?? []) {
    if (known.includes(id) || (id === 'ALL' && option === '--select')) continue;
    throw new UsageError(
      `${option}: unknown rule \`${id}\`${didYouMean(id, known) || '; `lakelint rule` lists them.'}`,
    );
  }
  return ids;
}

async function checkFiles(project: Project, plan: CheckPlan, given: Arguments): Promise<number> {
  const complain = complainer(project);
  // Settings first: with broken ones, even which files to check is not certain.
  const places = [...given.files, ...given.folders.map((folder) => join(folder, 'any'))];
  if (complain(places.map((path) => resolve(path)))) return 2;
  const { inputs, leftOut } = await listInputs(project, given);
  if (complain(inputs.map((input) => input.path))) return 2;

  const results = await mapLimited(inputs, 16, (input) => checkFile(project, plan, input, leftOut));
  const checked = results.filter((file) => file !== undefined);
  await plan.kept?.save();
  process.stderr.write(leftOutLines(leftOut));
  const report = { checked, leftOut };
  if (plan.fixing === 'diff') for (const file of checked) await print(await diffOf(file));
  else await print(render(plan, report));
  return exitCode(plan, report);
}

/** Prints what is wrong with the settings of files, each thing once. Says whether the call cannot go on. */
export function complainer(project: Project): (paths: readonly string[]) => boolean {
  const seen = new Set<string>();
  return (paths) => {
    let fatal = false;
    for (const { file, line, column, message, severity } of paths.flatMap((path) => project.complaintsFor(path))) {
      fatal ||= severity === 'error';
      const inside = relative('.', file);
      const text = `${inside.startsWith('..') ? file : inside}:${line}:${column}: ${message}\n`;
      if (!seen.has(text)) process.stderr.write(text);
      seen.add(text);
    }
    return fatal;
  };
}

async function checkStdin(project: Project, plan: CheckPlan, shown: string): Promise<number> {
  if (plan.fixing === 'write' && plan.format !== 'text') {
    throw new UsageError('With `-`, `--fix` writes the fixed text to stdout; leave out `--format`.');
  }
  const path = resolve(shown);
  sortStdinName(shown);
  if (complainer(project)([path])) return 2;
  const read = await readStdin();
  if (!read.ok) throw new UsageError(`${shown}: stdin cannot be checked: ${read.reason}.`);
  const leftOut: LeftOut[] = [];
  const file = await checkText(project, plan, { path, shown, named: true }, read.text, leftOut);
  process.stderr.write(leftOutLines(leftOut));
  const report = { checked: file ? [file] : [], leftOut };
  if (plan.fixing === 'no') {
    await print(render(plan, report));
  } else if (plan.fixing === 'diff') {
    await print(file ? await diffOf(file) : '');
  } else {
    // The text belongs to stdout, so that it can be piped on; what is left to say goes to stderr.
    process.stderr.write(textReport(report, paintFor(process.stderr, process.env)));
    await print(file?.text ?? read.text);
  }
  return exitCode(plan, report);
}

function exitCode(
  plan: CheckPlan,
  { checked, leftOut }: { checked: readonly Checked[]; leftOut: readonly LeftOut[] },
): number {
  if (leftOut.some((one) => one.fatal)) return 2;
  const isFound = (file: Checked) => file.findings.length > 0 || (plan.fixing === 'diff' && file.changed !== undefined);
  return checked.some(isFound) ? 1 : 0;
}

function sortStdinName(shown: string): void {
  if (!isChecked(shown))
    throw new UsageError(
      `\`--stdin-filename ${shown}\`: the name must end in .py, .sql or .ipynb, or be that of a bundle file or a job (.yml, .json).`,
    );
}

function render(plan: CheckPlan, report: Report): string {
  if (plan.format === 'json') return jsonReport(report);
  if (plan.format === 'github') return githubReport(report);
  return textReport(report, paintFor(process.stdout, process.env));
}

/** What has changed in a file, as a unified diff; nothing when nothing has. */
export async function diffOf({
  shown,
  before,
  changed,
}: Pick<Checked, 'shown' | 'before' | 'changed'>): Promise<string> {
  if (changed === undefined) return '';
  const { createTwoFilesPatch } = await import('diff');
  const patch = createTwoFilesPatch(`a/${shown}`, `b/${shown}`, before, changed, undefined, undefined, { context: 3 });
  return patch.replace(/^=+\n/, '');
}
