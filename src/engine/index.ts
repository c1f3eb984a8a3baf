/** The only door of the engine. */
export { lint, type LintCache, type LintInput, type LintResult } from './lint';
export type { SqlText } from './sql-texts';
export { confsInCode, type CodeConf } from './code-confs';
export { readDocument } from './documents/read';
export { isJobJson, mayHoldJobs, readTree, type BundleAround, type SourceFile } from './jobs/facts';
export { readBundleJobs, type Definitions, type Job, type Pipeline, type Task } from './jobs/definitions';
export { at, entriesOf, isDynamic, itemsOf, textOf, type JobTree, type Value } from './jobs/values';
export type { Variables } from './jobs/variables';
export type { Document, Cell, CellLanguage, DocumentKind } from './documents/document';
export { MappedText } from './documents/mapped-text';
export { LineIndex, type Position } from './documents/lines';
export { applyEdits, selectFixes } from './edits';
export { sqlLiterals, type SqlLiteral } from './spark/sql-literals';
export { stringAt, type StringAt } from './python/string-at';
export { completionsAt, type Completion } from './sql/complete';
export { foldsOf, type Fold } from './sql/folds';
export { highlights, type Highlight, type HighlightType } from './sql/highlight';
export { definitionIn, nameAt, type NameAt } from './sql/name-at';
export { readSql } from './sql/reader/read';
export { outlineOf, shortened, type OutlineItem, type OutlineKind } from './sql/outline';
export { endOf, nested, selectionsAt, statementAt } from './sql/selection';
export type { SecondRunAt } from './second-run-at';
export type { Clock, Repetition, SecondRun } from './spark/verdicts';
export { rules, ruleById } from './rules';
export { languageOf, type Rule } from './rule';
export {
  defaultSettings,
  emptyProjectSettings,
  layer,
  parseSettings,
  parseTarget,
  selectRules,
  settingsForFile,
  type Complaint,
  type ProjectSettings,
  type RuleSetting,
  type Selection,
  type Settings,
} from './settings';
export { didYouMean, nearest } from './nearest';
export { isOnlyOpen, mergeTables, tablesOf, type NamedFacts } from './tables';
export { tablesNamed } from './table-names';
export { sameTable } from './sql/names';
export { TableCatalog, normalizeTableName } from './catalog/catalog';
export type {
  ColumnFacts,
  ConfFacts,
  ConfLookup,
  Edit,
  Family,
  Finding,
  Fix,
  Level,
  Safety,
  Severity,
  Skipped,
  Span,
  TableFacts,
  Target,
} from './types';
export { oncePer } from './once';
