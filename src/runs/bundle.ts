import { parseDocument } from 'yaml';

/** What a `databricks.yml` says about its workspace. */
export interface BundleWorkspace {
  readonly host?: string;
  readonly profile?: string;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/** A plain string; one with `${…}` in it is filled in at deploy time and means nothing here. */
function plain(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' && !value.includes('${') ? value.trim() : undefined;
}

function chosenTarget(targets: unknown, name: string | undefined): unknown {
  if (typeof targets !== 'object' || targets === null) return undefined;
  if (name !== undefined) return field(targets, name);
  const all: unknown[] = Object.values(targets);
  return all.find((target) => field(target, 'default') === true) ?? (all.length === 1 ? all[0] : undefined);
}

/** The workspace of a bundle's target (the default one, when none is named). A file that is not valid YAML says nothing. */
export function bundleWorkspace(text: string, target?: string): BundleWorkspace {
  let root: unknown;
  try {
    root = parseDocument(text, { logLevel: 'silent' }).toJS({ maxAliasCount: 50 });
  } catch {
    return {};
  }
  const general = field(root, 'workspace');
  const special = field(chosenTarget(field(root, 'targets'), target), 'workspace');
  const host = plain(field(special, 'host')) ?? plain(field(general, 'host'));
  const profile = plain(field(special, 'profile')) ?? plain(field(general, 'profile'));
  return { ...(host !== undefined && { host }), ...(profile !== undefined && { profile }) };
}
