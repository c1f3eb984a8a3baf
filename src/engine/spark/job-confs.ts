import type { JobsFacts } from '../jobs/facts';
import { at, entriesOf, everyValue, isDynamic, textOf, type JobTree, type Value } from '../jobs/values';
import type { Target } from '../types';
import type { ConfUse } from './confs';

/** A setting in a job definition, and what is known of the compute that it is for. */
export interface JobConf extends ConfUse {
  readonly target: Target;
  /** It is for a pipeline or for a job that never ends: state of streams may hang on it. */
  readonly isStreaming: boolean;
  /** The map that it stands in. */
  readonly holder: Value;
}

/**
 * The settings that a file gives compute: `spark_conf` of clusters, and those of Spark in the `configuration` of pipelines. What
 * other files or targets say of the same cluster is not asked for.
 */
export function confsInJobs({ tree, pipelines, jobs, isHere }: JobsFacts): JobConf[] {
  const ofStreams = new Set<Value>();
  for (const { value } of pipelines) for (const inner of everyValue(value)) ofStreams.add(inner);
  for (const { views } of jobs)
    for (const { value } of views)
      if (at(value, 'continuous')) for (const inner of everyValue(value)) ofStreams.add(inner);
  const found: JobConf[] = [];
  for (const holder of everyValue(tree.root)) {
    for (const { key: field, value: confs } of entriesOf(holder)) {
      if (field !== 'spark_conf' && (field !== 'configuration' || !ofStreams.has(confs))) continue;
      if (confs.kind !== 'map' || !isHere(confs)) continue;
      const runtime = runtimeOf(textOf(at(holder, 'spark_version')));
      const target: Target = runtime === undefined ? {} : { runtime };
      const around = { target, isStreaming: ofStreams.has(confs), holder: confs };
      for (const use of usesIn(confs, tree.format)) found.push({ ...use, ...around });
    }
  }
  return found;
}

/** `16.4` for `16.4.x-scala2.12`; nothing for images of one's own and for names that are chosen later. */
export function runtimeOf(version: string | undefined): string | undefined {
  return version === undefined ? undefined : /^(\d+\.\d+)\.x-/.exec(version)?.[1];
}

function usesIn(confs: Value, format: JobTree['format']): ConfUse[] {
  return entriesOf(confs).flatMap(({ key, keySpan, value }): ConfUse[] => {
    if (!/^[a-z][\w-]*(\.[\w-]+)+$/i.test(key) || value.kind !== 'scalar') return [];
    const text = value.value === null || isDynamic(value) || /\{\{secrets\//.test(value.text) ? undefined : value.text;
    // In JSON a number would need quotes to become a word.
    const isPlain = format === 'yaml' ? !/[\r\n]/.test(text ?? '') : typeof value.value === 'string';
    return [
      {
        key,
        keySpan,
        keyWritten: true,
        value: text,
        valueSpan: text !== undefined && isPlain && value.span.to > value.span.from ? value.span : undefined,
        span: { from: keySpan.from, to: Math.max(keySpan.to, value.span.to) },
        when: 'start',
      },
    ];
  });
}
