/** Files on disk, files that were never saved, cells of notebooks, and files of a virtual workspace. */
const schemes = ['file', 'untitled', 'vscode-notebook-cell', 'vscode-vfs'];

/** Python, and the ids that people use for Spark and Databricks SQL. */
const languages = ['python', 'sql', 'databricks-sql', 'spark-sql', 'sparksql'];

/** What the language server is told about. */
export const documentSelector: { scheme: string; language: string; pattern?: string }[] = [
  ...schemes.flatMap((scheme) => languages.map((language) => ({ scheme, language }))),
  { scheme: 'file', language: 'yaml', pattern: '**/databricks.{yml,yaml}' },
];
