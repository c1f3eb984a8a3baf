import { K, setOf } from '../engine/sql/keywords';
import { Kind, Op, type Tokens } from '../engine/sql/tokens';

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
const beforeBracket = setOf('VALUES EXISTS TBLPROPERTIES');

/** Words that are keywords before a string. */
const beforeText = setOf('COMMENT LOCATION');

/** Words that are keywords together, and may be names alone: `LEFT JOIN`, but `left(name, 3)`. */
const phrases = new Set(
  (
    'LEFT JOIN,LEFT OUTER,LEFT SEMI,LEFT ANTI,RIGHT JOIN,RIGHT OUTER,FULL JOIN,FULL OUTER,SEMI JOIN,ANTI JOIN,OUTER JOIN,' +
    'PARTITION BY,PARTITIONED BY,SORT BY,CLUSTER BY,DISTRIBUTE BY,ZORDER BY,CLUSTERED BY,GROUP BY,ORDER BY,BY ALL,BY NAME,BY SOURCE,BY TARGET,' +
    'WHEN MATCHED,NOT MATCHED,UNION ALL,EXCEPT ALL,INTERSECT ALL,OR REPLACE,OR REFRESH,IF EXISTS,IF NOT,ROWS BETWEEN,RANGE BETWEEN,ROWS UNBOUNDED,' +
    'BETWEEN UNBOUNDED,AND UNBOUNDED,UNBOUNDED PRECEDING,UNBOUNDED FOLLOWING,BETWEEN CURRENT,AND CURRENT,CURRENT ROW,' +
    'VERSION AS,TIMESTAMP AS,AS OF,NULLS FIRST,NULLS LAST,DESC NULLS,ASC NULLS,LATERAL VIEW,VIEW OUTER,REPLACE WHERE,IS NOT'
  ).split(','),
);

/** Behind these words no name follows that could be meant: `AS end` names a column, `AS SELECT` does not. */
const followAs = setOf('SELECT WITH VALUES FROM OF');

/**
 * The words of a statement whose case may be changed, as indices of tokens.
 * @param head how far the words that name the statement reach; they are keywords in any case.
 */
export function keywordTokens(tokens: Tokens, head: number): Set<number> {
  const found = new Set<number>();
  const significant: number[] = [];
  for (let i = 0; i < tokens.count; i++) if (tokens.kinds[i]! > Kind.block) significant.push(i);
  let inOrder = false;
  let cases = 0;
  significant.forEach((token, n) => {
    if (tokens.kinds[token] !== Kind.word) return;
    const codeAt = (place: number): number => tokens.codes[significant[place] ?? -1] ?? 0;
    const [before, code, after] = [codeAt(n - 1), codeAt(n), codeAt(n + 1)];
    if (n < head && code !== 0) found.add(token);
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
    if (keywords.has(code) || (after === Op['('] && beforeBracket.has(code))) found.add(token);
    const isName = nameBehind.has(before) || beforeNames.has(before) || nameBefore.has(after) || behindNames.has(after);
    if (others.has(code) && !isName) found.add(token);
    const next = significant[n + 1];
    const isText = next !== undefined && tokens.kinds[next] === Kind.string;
    if (isText && beforeText.has(code) && !isName) found.add(token);
    if (next !== undefined && phrases.has(`${upper(tokens, token)} ${upper(tokens, next)}`)) {
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
