/** Files on disk, files that were never saved, cells of notebooks, and files of a virtual workspace. */
const schemes = ['file', 'untitled', 'vscode-notebook-cell', 'vscode-vfs'];

/** Python, and the ids that people use for Spark and Databricks SQL. */
const languages = ['python', 'sql', 'databricks-sql', 'spark-sql', 'sparksql'];

type Filter = { scheme: string; language?: string; pattern?: string };

const code: readonly Filter[] = schemes.flatMap((scheme) => languages.map((language) => ({ scheme, language })));

/** What the language server is told about. It lints only the YAML that a bundle includes, and only the JSON that is a job. */
export const documentSelector: Filter[] = [
  ...code,
  ...['yaml', 'json', 'jsonc'].map((language) => ({ scheme: 'file', language })),
  // Not linted: settings are explained in them.
  { scheme: 'file', language: 'shellscript' },
  { scheme: 'file', pattern: '**/spark-defaults.conf{,.template}' },
];

/** Where the status items are shown: not for all that is YAML or JSON. */
export const statusSelector: Filter[] = [
  ...code,
  { scheme: 'file', language: 'yaml', pattern: '**/{databricks.yml,databricks.yaml,*.job.yml,*.pipeline.yml}' },
  { scheme: 'file', language: 'yaml', pattern: '**/resources/**' },
];
