import { K } from './words';

export { K };

/**
 * The words that the grammar knows. A word that is not listed is a name; a listed one may still be a name, because
 * Spark reserves hardly any of them. The tables below drive the statement reader: a new statement is a new row.
 */
const words: readonly string[] = Object.keys(K);
const firstCode = 100;

/** The word of a code, `''` for any other code. */
export function keywordText(code: number): string {
  return words[code - firstCode] ?? '';
}

const tableSize = 4096;
const table = new Uint16Array(tableSize);

/** Adds one character to the hash of a word; upper and lower case give the same. */
export function hashStep(hash: number, char: number): number {
  return (Math.imul(hash, 31) + (char | 0x20)) | 0;
}

for (let i = 0; i < words.length; i++) {
  let hash = 0;
  for (let j = 0; j < words[i]!.length; j++) hash = hashStep(hash, words[i]!.charCodeAt(j));
  let slot = hash & (tableSize - 1);
  while (table[slot]) slot = (slot + 1) & (tableSize - 1);
  table[slot] = firstCode + i;
}

/** Code of the word `text[from..to)` whose hash is known, 0 when it is none of ours. */
export function keywordAt(text: string, from: number, to: number, hash: number): number {
  for (let slot = hash & (tableSize - 1); table[slot]; slot = (slot + 1) & (tableSize - 1)) {
    const word = words[table[slot]! - firstCode]!;
    if (word.length !== to - from) continue;
    let i = 0;
    while (i < word.length && (text.charCodeAt(from + i) | 0x20) === (word.charCodeAt(i) | 0x20)) i++;
    if (i === word.length) return table[slot]!;
  }
  return 0;
}

/** A set of words or operators, asked by code. */
export interface CodeSet {
  has(code: number): boolean;
}

/** Makes a set from words separated by spaces. */
export function setOf(list: string): CodeSet {
  const bits = new Uint8Array(firstCode + words.length + 1);
  for (const word of list.split(' ')) {
    const index = words.indexOf(word);
    if (index < 0) throw new Error(`not a known word: ${word}`);
    bits[firstCode + index] = 1;
  }
  return { has: (code) => bits[code] === 1 };
}

/** Words that begin a query. */
export const queryHeads = setOf('SELECT WITH FROM VALUES TABLE MAP REDUCE');

/** Words that begin a query inside brackets, where `MAP` and `FROM` mean something else. */
export const subqueryHeads = setOf('SELECT WITH VALUES TABLE');

/** Words that begin a statement. What is not read in detail becomes a statement of kind `other`. */
export const statementHeads = setOf(
  'SELECT WITH FROM VALUES TABLE MAP REDUCE INSERT MERGE UPDATE DELETE CREATE REPLACE VACUUM OPTIMIZE COPY TRUNCATE ' +
    'DROP ALTER SET RESET USE ADD ANALYZE APPLY AUTO BEGIN CACHE CALL CLEAR COMMENT COMMIT CONVERT DEALLOCATE DECLARE ' +
    'DENY DESC DESCRIBE EXECUTE EXPLAIN FSCK GENERATE GET GRANT IMPORT LIST LOAD MSCK PUT REFRESH REMOVE REORG REPAIR ' +
    'RESTORE RETURN REVOKE ROLLBACK SHOW SIGNAL START SYNC UNCACHE UNDROP UNSET IF WHILE FOR LOOP REPEAT LEAVE ITERATE ' +
    'CASE RESIGNAL OPEN CLOSE FETCH EXPECT',
);

/** Words that end whatever stands before them in a query: no expression and no alias runs over them. */
export const clauseWords = setOf(
  'FROM WHERE GROUP HAVING QUALIFY WINDOW ORDER SORT DISTRIBUTE CLUSTER LIMIT OFFSET UNION EXCEPT INTERSECT MINUS ' +
    'SELECT LATERAL JOIN INNER LEFT RIGHT FULL CROSS NATURAL SEMI ANTI ON USING PIVOT UNPIVOT TABLESAMPLE WHEN THEN ' +
    'ELSE END SET VALUES INSERT',
);

/** Words that cannot be an alias written without AS. */
export const noAlias = setOf(
  'FROM WHERE GROUP HAVING QUALIFY WINDOW ORDER SORT DISTRIBUTE CLUSTER LIMIT OFFSET UNION EXCEPT INTERSECT MINUS ' +
    'SELECT LATERAL JOIN INNER LEFT RIGHT FULL CROSS NATURAL SEMI ANTI ON USING PIVOT UNPIVOT TABLESAMPLE WHEN THEN ' +
    'ELSE END SET VALUES INSERT AND OR NOT IN IS LIKE ILIKE RLIKE REGEXP BETWEEN AS WITH DIV ESCAPE ASOF WATERMARK FOR ' +
    'VERSION TIMESTAMP REPLACE BY DO COLLATE UPDATE DELETE MERGE',
);

/** Words that begin the next clause of a query. */
export const queryClauses = setOf(
  'FROM WHERE GROUP HAVING QUALIFY WINDOW ORDER SORT DISTRIBUTE CLUSTER LIMIT OFFSET UNION EXCEPT INTERSECT MINUS ' +
    'LATERAL PIVOT UNPIVOT',
);

/** Words that begin a join. */
export const joinWords = setOf('JOIN INNER LEFT RIGHT FULL CROSS NATURAL SEMI ANTI ASOF');
