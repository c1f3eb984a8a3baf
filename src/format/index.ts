/**
 * The door of formatting. It loads the layout library, which takes a while: import it when something is to be formatted,
 * not before. The options have a door of their own, `options`.
 */
export { formatDocument, type DocumentEdits } from './format-document';
export { formatStrings } from './format-strings';
export { formatSql, sqlEdits, type Formatted, type Kept, type SqlEdits } from './format-sql';
export { defaultFormat, readFormatOptions, type CommaPlace, type FormatOptions, type KeywordCase } from './options';
