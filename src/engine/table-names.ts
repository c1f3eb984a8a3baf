import { normalizeTableName, TableCatalog } from './catalog/catalog';
import type { LintResult } from './lint';
import { readPython } from './python/read';
import type { Statement } from './sql/tree';
import { namesIn } from './sql/names-in';
import { isUnderstood, statementsOf } from './sql/walk';

/** A name that says catalog, schema and table, of characters that need no quoting anywhere but in SQL. */
const fullName = /^[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+){2}$/u;

/** What is in the old metastore, or in none, is in no Unity Catalog. */
const elsewhere = /^(?:hive_metastore|spark_catalog)\.|__hole_/;

/** The tables and views that a file reads or writes by their full name, in SQL and in Python; sorted, in lower case. */
export function tablesNamed({ document, sql }: Pick<LintResult, 'document' | 'sql'>): string[] {
  const names = new Set<string>();
  for (const { tree } of sql) {
    for (const statement of statementsOf(tree)) {
      if (!isUnderstood(statement) || !isOfTables(statement)) continue;
      // A dot in backticks would make three parts look like more.
      for (const { name } of namesIn(statement)) if (name.known && name.parts.length === 3) names.add(name.text);
    }
  }
  const python = readPython(document, { target: {}, catalog: new TableCatalog() });
  for (const { result, method, call } of python.calls) {
    if (result.kind === 'dataframe' && result.source?.table) names.add(result.source.table);
    const named = method === 'forName' ? python.constantOf(call.args.at(-1)?.value) : undefined;
    if (named) names.add(named);
  }
  for (const { target } of python.writes) if (target?.kind === 'table' && target.known) names.add(target.text.text);
  return [...new Set([...names].map(normalizeTableName))]
    .filter((name) => fullName.test(name) && !elsewhere.test(name))
    .sort();
}

/** Not schemas, functions and the like; nor what is only dropped. */
function isOfTables(statement: Statement): boolean {
  if (statement.kind === 'drop') return false;
  return (statement.kind !== 'create' && statement.kind !== 'alter') || /table|view/i.test(statement.object);
}
