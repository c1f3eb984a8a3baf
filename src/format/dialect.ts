import { expandPhrases, type DialectOptions } from 'sql-formatter';
import { lineClauses, prepareTokens } from './prepare-tokens';

/** Clauses whose content goes onto lines of its own, indented. */
const blocks = expandPhrases([
  'WITH [RECURSIVE]',
  'FROM',
  'WHERE',
  'GROUP BY [ALL]',
  'HAVING',
  'QUALIFY',
  'WINDOW',
  'PARTITION BY',
  'ORDER BY',
  'SORT BY',
  'DISTRIBUTE BY',
  'VALUES',
  'THEN UPDATE SET',
]);

/** Clauses that keep their content on the same line. */
const lines = expandPhrases([
  'CLUSTER BY',
  'ZORDER BY',
  'PARTITIONED BY',
  'CLUSTERED BY',
  'REPLACE {WHERE | USING | ON}',
  'MERGE [WITH SCHEMA EVOLUTION] INTO',
  'WHEN MATCHED',
  'WHEN NOT MATCHED [BY SOURCE | BY TARGET]',
  'INSERT {INTO | OVERWRITE} [TABLE]',
  'THEN INSERT',
  'THEN DELETE',
  'DELETE FROM',
  'COPY INTO',
  'CREATE [OR REPLACE | OR REFRESH] [EXTERNAL] TABLE [IF NOT EXISTS]',
  'CREATE [OR REPLACE | OR REFRESH] [PRIVATE] {STREAMING TABLE | MATERIALIZED VIEW} [IF NOT EXISTS]',
  'CREATE [OR REPLACE] [GLOBAL TEMPORARY | TEMPORARY | TEMP] VIEW [IF NOT EXISTS]',
  'CREATE [OR REPLACE] [TEMPORARY] FUNCTION [IF NOT EXISTS]',
  'CREATE {SCHEMA | DATABASE | CATALOG | VOLUME} [IF NOT EXISTS]',
  'DROP {TABLE | VIEW | SCHEMA | DATABASE | CATALOG | VOLUME | FUNCTION} [IF EXISTS]',
  'ALTER {TABLE | VIEW | SCHEMA | CATALOG}',
  'LATERAL VIEW [OUTER]',
  'TRUNCATE TABLE',
  'ANALYZE TABLE',
  'PIVOT',
  'UNPIVOT',
]);

/** `:name` is a parameter, but not behind anything that a path (`payload:name`) can begin with. */
const beforeParameter = '(?<![\\w`)\\]\'":}])';

/**
 * SQL as Databricks reads it. The library's own `spark` dialect cannot cut `::`, `=>`, `:path` and others into tokens,
 * and writes some of them in two. No data types and hardly any keywords are named: a word that is not named here is
 * written as a word, and that is all that layout needs to know of it.
 */
export const databricks: DialectOptions = {
  name: 'databricks',
  tokenizerOptions: {
    reservedSelect: expandPhrases(['SELECT [ALL | DISTINCT]']),
    reservedClauses: [...blocks, ...lines],
    reservedSetOperations: expandPhrases(['{UNION | EXCEPT | INTERSECT | MINUS} [ALL | DISTINCT]']),
    reservedJoins: expandPhrases([
      '[INNER | CROSS] JOIN',
      '{LEFT | RIGHT | FULL} [OUTER] JOIN',
      'NATURAL [INNER] JOIN',
      'NATURAL {LEFT | RIGHT | FULL} [OUTER] JOIN',
      '[LEFT] {ANTI | SEMI} JOIN',
    ]),
    reservedKeywordPhrases: expandPhrases(['CURRENT ROW', '{ROWS | RANGE} BETWEEN']),
    reservedFunctionNames: [],
    reservedDataTypes: [],
    reservedKeywords: ['AS', 'ON', 'IN', 'OVER', 'NOT', 'EXISTS', 'IS', 'LIKE', 'ILIKE', 'RLIKE', 'TABLE', 'FILTER'],
    extraParens: ['[]'],
    stringTypes: [
      { regex: String.raw`\$\$[\s\S]*?\$\$` },
      { regex: String.raw`[rR](?:'[^']*'|"[^"]*")` },
      { regex: String.raw`(?:'(?:[^'\\]|\\[\s\S])*')+` },
      { regex: String.raw`(?:"(?:[^"\\]|\\[\s\S])*")+` },
    ],
    identTypes: ['``'],
    identChars: { allowFirstCharNumber: true },
    variableTypes: [
      { regex: String.raw`\{\{[\s\S]*?\}\}` },
      { regex: String.raw`\$\{[^\}\n]*\}` },
      { regex: String.raw`\$[A-Za-z_]\w*` },
      { regex: String.raw`\{[A-Za-z_][\w.]*\}` },
      { regex: `${beforeParameter}:[A-Za-z_]\\w*` },
      { regex: String.raw`\?(?!::)` },
    ],
    nestedBlockComments: true,
    propertyAccessOperators: [':'],
    operators: [
      '::', '?::', '=>', '->', '<=>', '==', '|>', '||', '|', '&', '^', '~', '%', '<<', '>>', '>>>', '!', '!<', '!>', '@',
    ], // prettier-ignore
    postProcess: prepareTokens,
  },
  formatOptions: {
    onelineClauses: [...lines, ...lineClauses],
    alwaysDenseOperators: ['::', '?::', '@'],
  },
};
