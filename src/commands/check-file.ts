import { stat } from 'node:fs/promises';
import { LineIndex, mayHoldJobs, rules, selectRules, type Safety, type Selection } from '../engine';
import { readText, whyUnreadable, type Kept, type Project } from '../project';
import { fixText, writeFileAtomically, type Fixed } from './check-fix';
import type { Input, LeftOut } from './check-inputs';
import { linterOf } from './check-lint';
import type { CheckedFile } from './check-report';

/** What is to be done with each file. */
export interface Plan {
  readonly selection: Selection;
  readonly fixing: 'no' | 'write' | 'diff';
  readonly allowed: readonly Safety[];
  /** Answers of earlier processes. */
  readonly kept?: Kept;
}

/** A file after its check. */
export interface Checked extends CheckedFile {
  readonly before: string;
  /** The text after its fixes, when that is another one. */
  readonly changed?: string;
}

/** Reads, checks and fixes one file. Nothing when it holds nothing to check: `leftOut` then says why. */
export async function checkFile(
  project: Project,
  plan: Plan,
  input: Input,
  leftOut: LeftOut[],
): Promise<Checked | undefined> {
  const stamp = plan.fixing === 'write' ? await stampOf(input.path) : undefined;
  const read = await readText(input.path);
  if (!read.ok) {
    leftOut.push({ file: input.shown, reason: read.reason, fatal: input.named || read.cause === 'unreadable' });
    return undefined;
  }
  const checked = await checkText(project, plan, input, read.text, leftOut);
  if (checked?.changed === undefined || plan.fixing !== 'write') return checked;
  try {
    if ((await stampOf(input.path)) !== stamp) throw new Error('it was changed meanwhile; run the command again');
    await writeFileAtomically(input.path, checked.changed);
    return checked;
  } catch (error) {
    const reason = `the fixes could not be written: ${whyUnreadable(error)}`;
    leftOut.push({ file: input.shown, reason, partly: true, fatal: true });
    return checkText(project, { ...plan, fixing: 'no' }, input, read.text, []);
  }
}

/** Changes when the file does. */
export async function stampOf(path: string): Promise<string | undefined> {
  const info = await stat(path).catch(() => undefined);
  return info && `${info.mtimeMs}:${info.size}`;
}

/** The same for a text that was read already. */
export async function checkText(
  project: Project,
  plan: Plan,
  input: Input,
  text: string,
  leftOut: LeftOut[],
): Promise<Checked | undefined> {
  if (mayHoldJobs(input.path) && !project.isJobFile(input.path, text)) {
    const reason = /\.json$/i.test(input.path) ? 'it is no job definition' : 'no databricks.yml includes it';
    leftOut.push({ file: input.shown, reason, fatal: false });
    return undefined;
  }
  const settings = selectRules(project.settingsFor(input.path), plan.selection, rules);
  const run = await linterOf(input.path, project, settings, plan.kept);
  const fixed: Fixed = plan.fixing === 'no' ? { text, result: run(text), count: 0 } : fixText(text, plan.allowed, run);
  const { findings, skipped, failures, unread, isUnread } = fixed.result;
  // Code that is not understood is a finding; a file that cannot even be taken apart has no place for one.
  const lines = new LineIndex(fixed.text);
  for (const { span, reason } of unread) {
    const { line } = lines.position(span.from);
    const partly = isUnread ? {} : ({ partly: true } as const);
    leftOut.push({ file: input.shown, line, reason, ...partly, fatal: isUnread && input.named });
  }
  if (isUnread) return undefined;
  for (const { rule, error } of failures) {
    const reason = `the rule ${rule} failed (${whyUnreadable(error)}); this is a defect of Lakelint, please report it`;
    leftOut.push({ file: input.shown, reason, partly: true, fatal: true });
  }
  const changed = fixed.text === text ? undefined : fixed.text;
  return { shown: input.shown, text: fixed.text, before: text, changed, findings, skipped, fixed: fixed.count };
}
