import { isOlder, sparkOfRuntime } from './runtimes';
import { readable } from './sizes';
import type { Conf, ConfScope, ConfTarget } from './types';

/** The hover of a setting, as Markdown: signature, warnings, explanation, facts, link. */
export function renderHover(conf: Conf, target: ConfTarget = {}): string {
  const parts = [`\`\`\`text\n${signature(conf)}\n\`\`\``];
  const warnings = warningsOf(conf, target);
  if (warnings.length > 0) parts.push(warnings.map((warning) => `⚠ ${warning}`).join('  \n'));
  if (conf.what) parts.push(conf.what);
  const facts = factsOf(conf, target);
  if (facts.length > 0) parts.push(facts.map(([label, text]) => `- ${label}: ${text}`).join('\n'));
  if (conf.url) parts.push(`[Documentation](${conf.url})`);
  return parts.join('\n\n');
}

/** The same for a terminal: plain text, facts in two columns. */
export function renderText(conf: Conf, target: ConfTarget = {}): string {
  const lines = [signature(conf)];
  const rows = [...factsOf(conf, target)];
  if (conf.url) rows.push(['Documentation', conf.url]);
  for (const warning of warningsOf(conf, target)) lines.push(`! ${plain(warning)}`);
  if (conf.what) lines.push('', plain(conf.what));
  if (rows.length > 0) lines.push('');
  const width = Math.max(0, ...rows.map(([label]) => label.length));
  for (const [label, text] of rows) lines.push(`  ${label.padEnd(width)}  ${plain(text)}`);
  return lines.join('\n');
}

/** `spark.sql.shuffle.partitions: int = 200` */
function signature(conf: Conf): string {
  const type = conf.values && conf.values.length <= 6 ? conf.values.join(' | ') : conf.type;
  const unit = conf.unit && !conf.values ? ` in ${conf.unit}` : '';
  const value =
    typeof conf.default === 'string' && !conf.removed ? ` = ${conf.default === '' ? '""' : conf.default}` : '';
  const name = conf.kind === 'option' ? `${conf.key} (${conf.format ?? ''} option)` : (conf.asked ?? conf.key);
  return `${name}${type ? `: ${type}${unit}` : ''}${value}`;
}

function warningsOf(conf: Conf, target: ConfTarget): string[] {
  const warnings: string[] = [];
  const instead = conf.replacement?.length ? ` Use ${conf.replacement.map(code).join(' or ')}.` : '';
  if (conf.removed) {
    const { since, lastSeen, onlyValue } = conf.removed;
    const old = conf.deprecated?.since ? `, deprecated since Spark ${conf.deprecated.since}` : '';
    const when = since ? ` in Spark ${since}` : lastSeen ? ` after Spark ${lastSeen}` : old;
    const only = onlyValue === undefined ? '' : ` Setting it to anything but ${code(onlyValue)} is an error.`;
    warnings.push(`**Removed${when}.**${instead}${only}`);
  } else if (conf.renamed) {
    warnings.push(
      `**Old name**${conf.renamed.since ? ` since Spark ${conf.renamed.since}` : ''}, still read.${instead}`,
    );
  } else if (conf.deprecated) {
    const { since, note } = conf.deprecated;
    warnings.push(`**Deprecated${since ? ` since Spark ${since}` : ''}.**${instead}${note ? ` ${note}.` : ''}`);
  }
  if (target.compute === 'serverless' && conf.serverless === false) {
    warnings.push(
      `**Not available on serverless compute:** setting or reading it raises \`CONFIG_NOT_AVAILABLE\`. ${reason(conf)}`.trim(),
    );
  }
  if (conf.secret) {
    warnings.push(
      '**Holds a secret.** In compute and job settings write `{{secrets/<scope>/<key>}}` in place of the value; never commit it.',
    );
  }
  return warnings;
}

function factsOf(conf: Conf, target: ConfTarget): [string, string][] {
  const facts: [string, string][] = [];
  const add = (label: string, text: string | undefined) => text && facts.push([label, text]);
  // Of a setting that is gone, only what to do instead matters.
  if (conf.removed) {
    add('Since', sinceText(conf));
    return facts;
  }
  add('Default', defaultText(conf));
  add('Default on Databricks', conf.databricksDefault === undefined ? undefined : value(conf.databricksDefault, conf));
  for (const change of conf.history ?? []) {
    add(`Default before Spark ${change.version}`, value(change.from, conf));
  }
  const spark = target.runtime === undefined ? undefined : sparkOfRuntime(target.runtime);
  // Where Databricks has a default of its own, that of Spark says nothing about a runtime.
  const then = spark === undefined || conf.databricksDefault !== undefined ? undefined : defaultIn(conf, spark);
  if (then !== undefined) add(`Default in Spark ${spark}, in runtime ${target.runtime}`, value(then, conf));
  if (conf.values && conf.values.length > 6) add('Values', conf.values.map(code).join(', '));
  if (conf.asked !== undefined && conf.presets === undefined) add('Family', code(conf.key));
  add(
    'Sets the table property',
    conf.presets === undefined ? undefined : `${code(conf.presets)} on the tables that the session creates`,
  );
  add('Can be set', conf.scope === undefined ? undefined : SCOPES[conf.scope]);
  add('Use', conf.use);
  if (conf.required) add('Required', 'yes');
  add('Other names', conf.aliases?.map(code).join(', '));
  add('Since', sinceText(conf));
  if (conf.serverless !== undefined && target.compute !== 'serverless') {
    add('Serverless notebooks and jobs', conf.serverless ? 'can be set' : `not available. ${reason(conf)}`.trim());
  }
  if (conf.serverless === true && target.compute === 'serverless') add('Serverless', 'can be set');
  if (conf.internal) add('Internal', 'not part of the public settings; it may change without notice');
  return facts;
}

const SCOPES: Readonly<Record<ConfScope, string>> = {
  start: 'when the compute or the application starts, not from running code',
  static: 'when the compute or the application starts; `SET` and `spark.conf.set` fail',
  session: 'any time in the session',
  pipeline: 'in the settings of the pipeline',
  table: 'as a table property',
  'read-only': 'never, it is read only',
};

function sinceText(conf: Conf): string | undefined {
  return conf.since?.replace(/^DBR /, 'Databricks Runtime ').replace(/^(?=\d)/, 'Spark ');
}

function reason(conf: Conf): string {
  switch (conf.serverlessReason) {
    case 'automatic':
      return 'Serverless tunes it by itself.';
    case 'resources':
      return 'Serverless has no machines to size.';
    case 'credentials':
      return 'Reach storage through Unity Catalog instead.';
    case undefined:
      return '';
  }
}

function defaultText(conf: Conf): string | undefined {
  const other = conf.fallback === undefined ? '' : `the value of ${code(conf.fallback)}`;
  if (conf.presets !== undefined || conf.default === undefined) return other || undefined;
  if (conf.default === null) return other || 'none';
  return other === '' ? value(conf.default, conf) : `${other}, else ${value(conf.default, conf)}`;
}

/** The default that held in a version, when it is another than today's. */
function defaultIn(conf: Conf, spark: string): string | undefined {
  const change = conf.history?.find((one) => isOlder(spark, one.version));
  return change?.from;
}

function value(text: string, conf: Conf): string {
  if (text === '') return 'empty';
  const size = readable(text, conf);
  return size === undefined ? code(text) : `${code(text)} (${size})`;
}

function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** Markdown without its marks. */
function plain(markdown: string): string {
  return markdown.replace(/\*\*|`/g, '');
}
