import type { Repetition, SecondRun, Span } from '../engine';
import type { Analysis } from './analysis';
import { rulePage } from './diagnostics';
import { viewOf } from './view';

const TITLES: Readonly<Record<Repetition['verdict'], string>> = {
  same: 'the same rows',
  kept: 'nothing is written',
  doubled: 'rows come again',
  'days lost': 'other days are lost',
  fails: 'it fails',
  unknown: '',
};

/** The rules that say more of what a verdict means, by verdict and cause. */
export const ruleOfSecondRun: Readonly<Record<string, string>> = {
  'doubled append': 'append-without-guard',
  'doubled batch': 'foreach-batch-append',
  'doubled no checkpoint': 'missing-checkpoint',
  'days lost slice': 'overwrite-without-predicate',
  'fails no mode': 'write-without-mode',
  'fails duplicate keys': 'merge-duplicate-source',
  'fails no checkpoint': 'missing-checkpoint',
  'kept first rows': 'create-if-not-exists-as-select',
  'same emptied': 'drop-then-write',
  'same dynamic': 'dynamic-partition-overwrite',
  'clock part': 'wall-clock-filter',
};

/**
 * What a second run of the write under an offset of the editor's text does, in Markdown, and the words that name the write.
 * @param explained rules that the same hover speaks of anyway.
 */
export function secondRunUnder(
  analysis: Analysis,
  uri: string,
  offset: number,
  explained: ReadonlySet<string>,
): { readonly text: string; readonly span: Span } | undefined {
  const view = viewOf(analysis, uri);
  const found = view && analysis.result?.secondRunAt(view.toDocument(offset));
  const span = found && view.toPart(found.span);
  return span && { text: render(found.run, explained), span };
}

function render(run: SecondRun, explained: ReadonlySet<string>): string {
  if (run.verdict === 'unknown') return '';
  const lines = [`**Second run: ${titleOf(run)}.** ${run.reason}.`];
  if (run.verdict === 'clock' && run.repetition.verdict !== 'unknown')
    lines.push(`Until the clock moves on: ${titleOf(run.repetition)}. ${run.repetition.reason}.`);
  const rule = ruleOfSecondRun[`${run.verdict} ${run.cause}`];
  if (rule && !explained.has(rule)) lines.push(`More: [${rule}](${rulePage(rule)})`);
  return lines.join('\n\n');
}

function titleOf(run: SecondRun): string {
  if (run.verdict === 'clock') return 'it depends on the clock';
  return run.verdict === 'doubled' && run.cause === 'adds up' ? 'values change again' : TITLES[run.verdict];
}
