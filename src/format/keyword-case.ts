import { K, setOf, subqueryHeads } from '../engine/sql/reader/keywords';
import { Kind, Op, type Tokens } from '../engine/sql/reader/tokens';

/**
 * Words that nobody names a column by. Spark reserves next to nothing, and the case in which a column is named is seen
 * in results and files: a word that may be a name (`date`, `value`, `first`) is never touched.
 */
const keywords = setOf(
  'SELECT FROM WHERE HAVING JOIN INNER CROSS NATURAL LATERAL ON USING AND OR NOT IN IS NULL LIKE BETWEEN CASE WHEN THEN ELSE ' +
    'UNION EXCEPT INTERSECT DISTINCT AS WITH',
);

/** Words that are keywords unless their surroundings make a name of them. */
const others = setOf('SET UPDATE DELETE INSERT LIMIT QUALIFY PIVOT UNPIVOT');
const nameBehind = setOf('SELECT DISTINCT BY WHERE HAVING ON AND OR NOT WHEN CASE IN IS LIKE BETWEEN');
const nameBefore = setOf('AS IS FROM IN LIKE BETWEEN');
const beforeNames = new Set([Op[','], Op['('], Op['='], Op['<'], Op['>'], Op['+'], Op['-'], Op['*'], Op['/']]);
const behindNames = new Set([
  Op[','],
  Op[')'],
  Op['='],
  Op['<'],
  Op['>'],
  Op['+'],
  Op['-'],
  Op['/'],
  Op['['],
  Op['::'],
]);

/** Words that are keywords before an opening bracket. */
const beforeBracket = setOf('VALUES TBLPROPERTIES');

/** Behind these a list of columns stands: `ORDER BY name` sorts by a column of that name. */
const lists = setOf('ORDER GROUP SORT PARTITION PARTITIONED CLUSTER CLUSTERED DISTRIBUTE ZORDER');

/** Words that are keywords before a string. */
const beforeText = setOf('COMMENT LOCATION');

/** Words that are keywords together, and may be names alone: `LEFT JOIN`, but `left(name, 3)`. */
const phrases = new Set(
  (
    'LEFT JOIN,LEFT OUTER,LEFT SEMI,LEFT ANTI,RIGHT JOIN,RIGHT OUTER,FULL JOIN,FULL OUTER,SEMI JOIN,ANTI JOIN,OUTER JOIN,' +
    'PARTITION BY,PARTITIONED BY,SORT BY,CLUSTER BY,DISTRIBUTE BY,ZORDER BY,CLUSTERED BY,GROUP BY,ORDER BY,BY ALL,BY NAME,BY SOURCE,BY TARGET,' +
    'WHEN MATCHED,NOT MATCHED,UNION ALL,EXCEPT ALL,INTERSECT ALL,IF EXISTS,IF NOT,ROWS BETWEEN,RANGE BETWEEN,ROWS UNBOUNDED,' +
    'UNBOUNDED PRECEDING,UNBOUNDED FOLLOWING,CURRENT ROW,' +
    'VERSION AS,TIMESTAMP AS,AS OF,NULLS FIRST,NULLS LAST,DESC NULLS,ASC NULLS,LATERAL VIEW,VIEW OUTER,REPLACE WHERE,IS NOT'
  ).split(','),
);

/** Behind these words no name follows that could be meant: `AS end` names a column, `AS SELECT` does not. */
const followAs = setOf('SELECT WITH VALUES FROM OF');

/** Where the words stand that name a statement, counted in tokens without white space and comments. */
export interface HeadWords {
  readonly first: number;
  readonly end: number;
}

/**
 * The words of a statement whose case may be changed, as indices of tokens.
 * @param head the words that name the statement; they are keywords in any case.
 */
export function keywordTokens(tokens: Tokens, head: HeadWords): Set<number> {
  const found = new Set<number>();
  const significant: number[] = [];
  for (let i = 0; i < tokens.count; i++) if (tokens.kinds[i]! > Kind.block) significant.push(i);
  const isMerge = tokens.codes[significant[head.first] ?? -1] === K.MERGE;
  let inOrder = false;
  let cases = 0;
  significant.forEach((token, n) => {
    if (tokens.kinds[token] !== Kind.word) return;
    const codeAt = (place: number): number => tokens.codes[significant[place] ?? -1] ?? 0;
    const [before, code, after] = [codeAt(n - 1), codeAt(n), codeAt(n + 1)];
    if (n >= head.first && n < head.end && code !== 0) found.add(token);
    const isPart = before === Op['.'] || before === Op[':'] || after === Op['.'] || after === Op['=>'];
    if (code === 0 || isPart || (before === K.AS && !followAs.has(code))) return;
    if (code === K.BY) inOrder = before === K.ORDER || before === K.SORT;
    else if (code === K.SELECT || code === K.FROM) inOrder = false;
    if (code === K.OVER && before === Op[')']) found.add(token);
    if (code === K.CASE) cases++;
    if (code === K.END && cases > 0) {
      cases--;
      found.add(token);
    }
    // `EXISTS (SELECT …)`, but `exists(xs, x -> x > 1)`.
    if (code === K.EXISTS && after === Op['('] && subqueryHeads.has(codeAt(n + 2))) found.add(token);
    if (keywords.has(code) || (after === Op['('] && beforeBracket.has(code))) found.add(token);
    const isName = nameBehind.has(before) || beforeNames.has(before) || nameBefore.has(after) || behindNames.has(after);
    if (others.has(code) && !isName) found.add(token);
    const next = significant[n + 1];
    const isText = next !== undefined && tokens.kinds[next] === Kind.string;
    if (isText && beforeText.has(code) && !isName) found.add(token);
    const isColumn =
      after === K.MATCHED ? !isMerge || cases > 0 : code === K.BY && lists.has(before) && after !== K.ALL;
    if (!isColumn && next !== undefined && phrases.has(`${upper(tokens, token)} ${upper(tokens, next)}`)) {
      found.add(token);
      if (codeAt(n + 2) !== Op['.']) found.add(next);
    }
    const endsItem = after === Op[','] || after === Op[')'] || next === undefined || after === K.LIMIT;
    const isItem = before !== K.BY && before !== Op[','];
    if ((code === K.DESC || code === K.ASC) && inOrder && isItem && endsItem) found.add(token);
  });
  return found;
}

function upper(tokens: Tokens, token: number): string {
  return tokens.textOf(token).toUpperCase();
}
