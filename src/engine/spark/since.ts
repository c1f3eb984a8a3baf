/** What a Databricks Runtime has, and from which version on. Each row names the page that says so and the day it was read. */
export interface Since {
  /** As a sentence can begin with it: `WITH RECURSIVE`. */
  readonly what: string;
  /** The first Databricks Runtime that has it. */
  readonly runtime: string;
  readonly source: string;
  readonly checked: string;
}

const DOCS = 'https://docs.databricks.com/';
const CHECKED = '2026-11-21';

function since(what: string, runtime: string, page: string): Since {
  return { what, runtime, source: page.startsWith('https:') ? page : `${DOCS}${page}`, checked: CHECKED };
}

const SQL = 'sql/language-manual/';
const VARIANT = 'aws/en/semi-structured/variant';
const SELECTIVE = 'aws/en/delta/selective-overwrite';
const COMPOUND = 'gcp/en/sql/language-manual/control-flow/compound-stmt';
const VARIABLES = `${SQL}sql-ref-syntax-ddl-declare-variable.html`;
const AUTO_LOADER = 'ingestion/cloud-object-storage/auto-loader/options';
/** Version 2024.43, which is Runtime 15.4. */
const SERVERLESS = 'https://learn.microsoft.com/azure/databricks/release-notes/serverless';

/** Syntax of SQL, by the names that `engine/sql/features` gives it. */
export const SYNTAX_SINCE = {
  'not matched by source': since('`WHEN NOT MATCHED BY SOURCE`', '12.2', 'aws/en/delta/merge'),
  'by name': since('`INSERT … BY NAME`', '13.3', `${SQL}sql-ref-syntax-dml-insert-into.html`),
  identifier: since('`IDENTIFIER()`', '13.3', 'en/sql/language-manual/sql-ref-names-identifier-clause.html'),
  variable: since('A session variable', '14.1', VARIABLES),
  'execute immediate': since('`EXECUTE IMMEDIATE`', '14.3', `${SQL}sql-ref-syntax-aux-execute-immediate.html`),
  'schema evolution': since('`MERGE WITH SCHEMA EVOLUTION`', '15.2', `${SQL}delta-merge-into.html`),
  variant: since('The type `VARIANT`', '15.3', VARIANT),
  'cluster by auto': since('`CLUSTER BY AUTO`', '15.4', 'aws/en/delta/clustering'),
  collate: since('A collation', '16.1', `${SQL}functions/collate.html`),
  pipe: since('Pipe syntax', '16.2', `aws/en/${SQL}sql-ref-syntax-qry-pipeline`),
  script: since('`BEGIN … END`', '16.3', COMPOUND),
  'replace using': since('`REPLACE USING`', '16.3', SELECTIVE),
  procedure: since('`CREATE PROCEDURE`', '17.0', `aws/${SQL}sql-ref-syntax-ddl-create-procedure`),
  recursive: since('`WITH RECURSIVE`', '17.0', `${SQL}sql-ref-syntax-qry-select-cte.html`),
  'replace on': since('`REPLACE ON`', '17.1', SELECTIVE),
} as const satisfies Readonly<Record<string, Since>>;

function named(runtime: string, page: string, names: string): [string, Since][] {
  return names.split(' ').map((name) => [name.toLowerCase(), since(`\`${name}\``, runtime, page)]);
}

/** Built-in SQL functions, by name in lower case. */
export const FUNCTION_SINCE: ReadonlyMap<string, Since> = new Map([
  ...named('13.3', `${SQL}functions/read_files.html`, 'read_files'),
  ...named('14.1', `en/${SQL}functions/from_xml.html`, 'from_xml'),
  ...named('15.3', VARIANT, 'parse_json try_parse_json variant_get try_variant_get schema_of_variant variant_explode'),
  ...named('15.4', SERVERLESS, 'is_valid_utf8 make_valid_utf8 validate_utf8 try_validate_utf8 try_url_decode'),
  ...named('16.1', `${SQL}functions/collate.html`, 'collation'),
  ...named('16.4', `aws/en/${SQL}functions/listagg`, 'listagg string_agg'),
]);

/** Methods of PySpark whose names nothing else has. */
export const METHOD_SINCE: ReadonlyMap<string, Since> = new Map([
  ['toArrow', since('`toArrow()`', '15.3', 'aws/en/pyspark/reference/classes/dataframe/toArrow')],
  [
    'transformWithStateInPandas',
    since('`transformWithStateInPandas()`', '16.2', 'aws/en/stateful-applications/examples'),
  ],
]);

/** Options of readers and writers that older runtimes refuse or pass over, by name in lower case. */
export const OPTION_SINCE: ReadonlyMap<string, Since> = new Map([
  ...named('14.3', AUTO_LOADER, 'cloudFiles.useManagedFileEvents'),
  ...named('16.4', AUTO_LOADER, 'cloudFiles.cleanSource'),
  ...named('18.2', SELECTIVE, 'replaceUsing replaceOn'),
]);
