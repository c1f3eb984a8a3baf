const SPARK = 'https://spark.apache.org/docs/latest/';
const DATABRICKS = 'https://docs.databricks.com/aws/en/';
const DELTA = 'https://docs.delta.io/';

/** The pages that name the setting; the one that says most about it first. */
export function sparkPage(pages: readonly string[] | undefined): string | undefined {
  const page = pages?.find((one) => !one.includes('(generated)') && one !== 'configuration.md') ?? pages?.[0];
  if (page === undefined) return undefined;
  return SPARK + page.replace(' (generated)', '').replace('.md', '.html');
}

/** Paths that were recalled and could not be found again, or moved. No link is better than a dead one. */
const CORRECTED: Readonly<Record<string, string | undefined>> = {
  archive: undefined,
  'archive/databricks-connect-legacy': undefined,
  'archive/runtime-release-notes': undefined,
  'archive/table-acls': undefined,
  'compute/preemption': undefined,
  notebooks: undefined,
  'archive/external-metastores/aws-glue': 'archive/external-metastores/aws-glue-metastore',
  'delta/idempotent-writes': 'structured-streaming/delta-lake',
};

/** `page` is a path under the documentation; what stands in brackets or has a gap is a remark of ours. */
export function databricksPage(page: string): string | undefined {
  const named = page.replace(/\s*\(.*\)$/, '').trim();
  const path = named in CORRECTED ? CORRECTED[named] : named;
  return !path || path.includes('...') || path.includes(' ') ? undefined : DATABRICKS + path;
}

/** Table properties have one page. */
export const DELTA_PROPERTIES = `${DELTA}table-properties/`;

/** The page among the sources of an option. */
export function optionPage(sources: readonly string[]): string | undefined {
  for (const source of sources) {
    const [kind, rest] = source.split(':', 2);
    const path = rest?.replace(/\s*\(.*\)$/, '');
    if (!path) continue;
    if (kind === 'spark-docs') return SPARK + path.replace(/\.md$/, '.html');
    if (kind === 'databricks-docs') return DATABRICKS + path;
    if (kind === 'delta-docs') return `${DELTA}${path}/`;
  }
  return undefined;
}
