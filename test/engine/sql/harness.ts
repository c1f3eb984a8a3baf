import { TableCatalog } from '../../../src/engine/catalog/catalog';
import { MappedText } from '../../../src/engine/documents/mapped-text';
import type { NearMiss, OptionsOf, OptionTable, Rule } from '../../../src/engine/rule';
import type { SqlFacts, SqlForm } from '../../../src/engine/sql/facts';
import { readSql } from '../../../src/engine/sql/reader/read';
import { resolveTables, tableNotes } from '../../../src/engine/tables';
import type { Problem } from '../../../src/engine/types';

type Setting = Pick<NearMiss, 'kind' | 'tables'> & { readonly form?: SqlForm };

/** Runs the SQL side of one rule over a text, cell by cell for a notebook, with the rule's default options. */
export function problemsOf(rule: Rule<OptionTable>, code: string, setting: Setting = {}): Problem[] {
  const notebook = setting.kind === 'sql-notebook';
  const texts = notebook ? code.split(/^-- COMMAND -+$/m) : [code];
  const trees = texts.map((text) => readSql(text, setting.form));
  const catalog = new TableCatalog([
    ...resolveTables(trees.flatMap(tableNotes)),
    ...Object.entries(setting.tables ?? {}),
  ]);
  const options = Object.fromEntries(Object.entries(rule.options ?? {}).map(([name, spec]) => [name, spec.default]));
  return texts.flatMap((text, i) => {
    const place = setting.form === 'expression' ? 'string' : notebook ? 'cell' : 'file';
    const around = {
      file: trees.slice(0, i + 1),
      text: [trees[i]!],
      at: i,
      matches: (pattern: RegExp) => pattern.test(code),
    };
    const facts: SqlFacts = {
      source: MappedText.identity(text),
      place,
      path: notebook ? 'notebook.sql' : 'query.sql',
      form: setting.form ?? 'statements',
      tree: trees[i]!,
      earlier: notebook ? trees.slice(0, i) : undefined,
      around,
      ask: (question) => question(around),
      catalog,
      target: {},
    };
    return [...rule.sql!(facts, options as OptionsOf<OptionTable>)];
  });
}

/** What a problem's span covers, with its level. */
export function shown(code: string, problems: readonly Problem[]): string[] {
  return problems.map(({ span }) => code.slice(span.from, span.to));
}
