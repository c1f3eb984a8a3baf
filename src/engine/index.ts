/** The only door of the engine. */
export { lint, type LintCache, type LintInput, type LintResult } from './lint';
export { readDocument } from './documents/read';
export type { Document, Cell, CellLanguage, DocumentKind } from './documents/document';
export { MappedText } from './documents/mapped-text';
export { LineIndex, type Position } from './documents/lines';
export { applyEdits, selectFixes } from './edits';
export { stringAt, type StringAt } from './python/string-at';
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
export { tablesOf } from './tables';
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
