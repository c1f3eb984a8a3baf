import { isSecret } from '../../confs/secrets';
import type { Conf, ConfData, ConfScope, ServerlessReason } from '../../confs/types';
import type { DatabricksFact, DeltaFact, Facts, OptionFact, PropertyFact, Serverless, SparkFact } from './facts';
import { databricksPage, DELTA_PROPERTIES, optionPage, sparkPage } from './pages';
import { defaultOf, documentedDefault, typeOf } from './values';

type Draft = { -readonly [K in keyof Conf]: Conf[K] };

const SCOPES: Readonly<Record<string, ConfScope>> = {
  core: 'start',
  cluster: 'start',
  static: 'static',
  runtime: 'session',
  pipeline: 'pipeline',
  table: 'table',
  'read-only': 'read-only',
};

const FILE_SYSTEM = /^(?:spark\.hadoop\.)?fs\./;

/** Joins the facts and our explanations into the data that the hosts read. `words` are by key, options by `format key`. */
export function join(facts: Facts, words: Readonly<Record<string, string>>): ConfData {
  const confs = new Map<string, Draft>();
  for (const fact of facts.spark) if (fact.key.startsWith('spark.')) confs.set(fact.key, spark(fact));
  for (const fact of facts.delta.confs) confs.set(fact.key, delta(fact));
  for (const fact of facts.delta.tableProperties) confs.set(fact.key, property(fact));
  for (const fact of found(facts)) confs.set(fact.key, databricks(fact, confs.get(fact.key)));
  addGone(facts, confs);
  addOwn(facts, confs);

  for (const change of facts.changed) {
    const conf = confs.get(change.key);
    // A default that could not be read at one of the two cuts, or was not declared there, says nothing about a change.
    if (!conf || change.old === null || change.new === null) continue;
    if (change.new === '?' || change.old.includes('SystemUtils')) continue;
    const version = change.toVersion.replace('-SNAPSHOT', '').replace(/^5\.0\.0$/, '5.0');
    conf.history = [...(conf.history ?? []), { version, from: change.old, to: change.new }];
  }
  const used = new Map(facts.top.map((one) => [one.key, one.repos]));
  for (const conf of confs.values()) {
    const count = used.get(conf.key);
    if (count !== undefined) conf.usedBy = count;
    if (isSecret(conf.key)) conf.secret = true;
    addServerless(conf, facts.databricks.serverless);
    conf.what = words[conf.key] ?? conf.what;
    if (conf.what === undefined) delete conf.what;
  }
  const byKey = (a: Conf, b: Conf): number =>
    a.key < b.key ? -1 : a.key > b.key ? 1 : (a.format ?? '') < (b.format ?? '') ? -1 : 1;
  return {
    format: 1,
    confs: [...confs.values()].sort(byKey),
    options: [...facts.options, ...facts.additions.options]
      .filter((fact) => !fact.sources.some((source) => source.includes('recalled')))
      .map((fact) => option({ ...fact, ...laterValues(fact, facts) }, words, facts.additions.optionUse.repos))
      .sort(byKey),
  };
}

function spark(fact: SparkFact): Draft {
  const conf: Draft = {
    key: fact.key,
    kind: 'spark',
    ...typeOf(fact.type, fact.values),
    ...defaultOf(fact),
    area: fact.area,
  };
  if (fact.pattern) conf.pattern = true;
  if (fact.unit) conf.unit = fact.unit;
  if (fact.since) conf.since = fact.since;
  const scope = SCOPES[fact.scope];
  if (scope) conf.scope = scope;
  if (fact.internal) conf.internal = true;
  const url = sparkPage(fact.docPages);
  if (url) conf.url = url;
  retire(conf, fact);
  return conf;
}

function retire(conf: Draft, fact: SparkFact): void {
  if (fact.removed) {
    conf.removed = { since: fact.removed.version, onlyValue: fact.removed.default };
    conf.replacement = fact.removed.replacement;
  } else if (fact.renamedTo) {
    conf.renamed = { since: fact.renamedTo.version };
    conf.replacement = [fact.renamedTo.newKey];
  } else if (fact.deprecated) {
    conf.deprecated = { since: fact.deprecated.version };
    conf.replacement = fact.deprecated.replacement;
    // Only the list of deprecated settings still knows the name; nothing reads it.
    if (fact.area === 'retired') conf.removed = {};
  }
  if (conf.replacement?.length === 0) delete conf.replacement;
}

function delta(fact: DeltaFact): Draft {
  const conf: Draft = { key: fact.key, kind: 'delta', ...typeOf(fact.type, fact.values), ...defaultOf(fact) };
  if (fact.unit) conf.unit = fact.unit;
  const scope = SCOPES[fact.scope];
  if (scope) conf.scope = scope;
  if (fact.internal) conf.internal = true;
  return conf;
}

function property(fact: PropertyFact): Draft {
  const conf: Draft = {
    key: fact.key,
    kind: 'table property',
    ...typeOf(fact.type),
    scope: fact.userConfigurable ? 'table' : 'read-only',
  };
  const text = fact.default === null ? undefined : String(fact.default);
  // The source names objects, the documentation what is written in code: `Classic` is `classic`.
  if (text !== undefined) conf.default = text.toLowerCase() === fact.docDefault ? fact.docDefault : text;
  else if (fact.type.startsWith('Option[')) conf.default = null;
  if (fact.pattern) conf.pattern = true;
  if (fact.documented && fact.platform === 'oss') conf.url = DELTA_PROPERTIES;
  return conf;
}

/** The settings of Databricks that were read somewhere; what was recalled alone is left out. */
function* found({ databricks: { keys }, additions }: Facts): Generator<DatabricksFact> {
  const verified = new Map(additions.verified.map((one) => [one.key, one]));
  for (const fact of keys) {
    if (fact.evidence !== 'C') yield fact;
    const since = fact.evidence === 'C' ? verified.get(fact.key) : undefined;
    if (since) yield { ...fact, ...(since.default === null && { default: null }) };
  }
}

/** A setting of Databricks, or what Databricks adds to one of Spark or Delta. */
function databricks(fact: DatabricksFact, known: Draft | undefined): Draft {
  const url = databricksPage(fact.page);
  const conf: Draft = known ?? { key: fact.key, kind: fact.scope === 'table' ? 'table property' : 'databricks' };
  if (url) conf.url ??= url;
  conf.what ??= `${fact.what.charAt(0).toUpperCase()}${fact.what.slice(1)}.`;
  // Credentials of file systems may be set on the compute or in a session; the facts do not tell them apart.
  const scope = FILE_SYSTEM.test(fact.key) ? undefined : SCOPES[fact.scope];
  const readOnly = fact.default === '(read only)';
  if (readOnly) conf.scope = 'read-only';
  else if (scope) conf.scope ??= scope;
  if (fact.prefix) conf.pattern = true;
  if (fact.deprecated) conf.deprecated = {};
  if (fact.values) conf.values ??= fact.values;
  if (fact.default === null || readOnly) return conf;
  if (known === undefined) {
    conf.default = fact.default;
    if (/^(?:true|false)$/.test(fact.default)) conf.type ??= 'boolean';
  } else if (fact.page === '(delta source)') {
    conf.default = fact.default;
  } else if (conf.default !== fact.default && !fact.default.includes(';')) {
    // A text with a semicolon tells of cases, not of another default.
    conf.databricksDefault = fact.default;
  }
  return conf;
}

/** Settings that are gone, and what the lists above do not tell. */
function addGone(facts: Facts, confs: Map<string, Draft>): void {
  for (const [key, { lastSeen }] of Object.entries(facts.gone)) {
    if (!key.startsWith('spark.')) continue;
    const known = confs.get(key);
    if (!known) confs.set(key, { key, kind: 'spark', area: 'retired', removed: { lastSeen } });
    else if (known.removed) known.removed = { lastSeen, ...known.removed };
  }
  for (const { key, replacement, pattern, since } of facts.additions.removed) {
    confs.set(key, {
      key,
      kind: 'spark',
      area: 'retired',
      removed: since === undefined ? {} : { since },
      ...(replacement && { replacement }),
      ...(pattern && { pattern: true as const }),
    });
  }
  for (const { key, replacement } of facts.additions.replacements) {
    const conf = confs.get(key);
    if (conf) conf.replacement = replacement;
  }
  for (const { key, value } of facts.additions.databricksDefaults) {
    const conf = confs.get(key);
    if (conf) conf.databricksDefault = value;
  }
  for (const { prefix, version } of facts.additions.ignoredSince) {
    for (const conf of confs.values()) if (conf.key.startsWith(prefix)) conf.removed = { since: version };
  }
}

function addOwn(facts: Facts, confs: Map<string, Draft>): void {
  for (const fact of facts.additions.keys) {
    const kind = fact.area === 'databricks' ? 'databricks' : 'spark';
    const conf: Draft = { key: fact.key, kind, ...typeOf(fact.type), area: fact.area };
    const scope = fact.readOnly ? 'read-only' : SCOPES[fact.scope ?? ''];
    if (scope) conf.scope = scope;
    if (fact.default !== undefined) conf.default = fact.default;
    if (fact.since) conf.since = fact.since;
    if (fact.pattern) conf.pattern = true;
    if (fact.page) conf.url = `https://spark.apache.org/docs/latest/${fact.page}`;
    confs.set(fact.key, conf);
  }
}

/** The allow-list speaks of settings that code sets; pipelines, tables and what is read only are other matters. */
function addServerless(conf: Draft, serverless: Serverless): void {
  const settable =
    conf.scope === 'start' || conf.scope === 'static' || conf.scope === 'session' || FILE_SYSTEM.test(conf.key);
  if (!settable || conf.removed || conf.kind === 'table property') return;
  conf.serverless = serverless.allowed.includes(conf.key);
  if (conf.serverless) return;
  const groups: readonly [ServerlessReason, readonly string[]][] = [
    ['automatic', serverless.autoTuned],
    ['resources', serverless.resource],
    ['credentials', serverless.credentials],
  ];
  const group = groups.find(([, keys]) =>
    keys.some((key) => (key.endsWith('*') ? conf.key.startsWith(key.slice(0, -1)) : conf.key === key)),
  );
  if (group) conf.serverlessReason = group[0];
}

/** `(value of spark.x)` names a setting; everything else stands as it is, also a text such as `(none)`. */
function optionDefault(text: string): Pick<Conf, 'default' | 'fallback'> {
  const { fallback } = documentedDefault(text);
  return fallback === undefined ? { default: text } : { fallback };
}

/** The choices of an option, where some came after its facts were gathered. */
function laterValues(fact: OptionFact, { additions }: Facts): Pick<OptionFact, 'values'> {
  const later = additions.optionValues.find(({ format, key }) => format === fact.format && key === fact.key);
  return later ? { values: later.values } : {};
}

function option(
  fact: OptionFact,
  words: Readonly<Record<string, string>>,
  used: Readonly<Record<string, number>>,
): Conf {
  const format = fact.format.replace(/ \(.*\)$/, '');
  const what = words[`${format} ${fact.key}`];
  const count = Math.max(0, ...[fact.key, ...(fact.aliases ?? [])].map((name) => used[name] ?? 0));
  const url = optionPage(fact.sources);
  return {
    key: fact.key,
    kind: 'option',
    format,
    ...typeOf(fact.type, fact.values),
    ...(fact.default === null ? {} : optionDefault(fact.default)),
    ...(fact.prefix && { pattern: true as const }),
    ...(fact.since && { since: fact.since }),
    ...(fact.scope && { use: fact.scope }),
    ...(fact.required && { required: true as const }),
    ...(fact.aliases && { aliases: fact.aliases }),
    ...(fact.deprecated && {
      deprecated: { note: fact.deprecated.charAt(0).toUpperCase() + fact.deprecated.slice(1) },
    }),
    ...(isSecret(fact.key) && { secret: true as const }),
    ...(url && { url }),
    ...(what && { what }),
    ...(count > 0 && { usedBy: count }),
  };
}
