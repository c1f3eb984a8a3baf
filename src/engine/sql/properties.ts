import type { Span } from '../types';
import { Kind, Op } from './reader/tokens';
import type { SqlTree } from './tree';

/** One entry of TBLPROPERTIES, DBPROPERTIES, OPTIONS, or of the two clauses of COPY INTO. */
export interface Property {
  readonly clause: 'TBLPROPERTIES' | 'DBPROPERTIES' | 'OPTIONS' | 'FORMAT_OPTIONS' | 'COPY_OPTIONS';
  /** As it is written, without quotes: keys are case-sensitive. */
  readonly key: string;
  readonly span: Span;
}

const clauses: Readonly<Record<string, Property['clause']>> = {
  TBLPROPERTIES: 'TBLPROPERTIES',
  DBPROPERTIES: 'DBPROPERTIES',
  PROPERTIES: 'DBPROPERTIES',
  OPTIONS: 'OPTIONS',
  FORMAT_OPTIONS: 'FORMAT_OPTIONS',
  COPY_OPTIONS: 'COPY_OPTIONS',
};

/** The properties that a span of a text sets or unsets. */
export function* propertiesIn({ tokens }: SqlTree, span: Span): Generator<Property> {
  let clause: Property['clause'] | undefined;
  for (let i = tokens.at(span.from); i < tokens.count && tokens.from(i) < span.to; i++) {
    if (tokens.kinds[i]! <= Kind.block) continue;
    if (tokens.codes[i] !== Op['(']) {
      const word = tokens.textOf(i).toUpperCase();
      // UNSET TBLPROPERTIES IF EXISTS (…)
      if (word !== 'IF' && word !== 'EXISTS') clause = Object.hasOwn(clauses, word) ? clauses[word] : undefined;
      continue;
    }
    if (!clause) continue;
    let key: { first: number; last: number } | undefined;
    // A key is what stands between a bracket or comma and what follows: `=`, a value, a comma.
    for (i++; i < tokens.count && tokens.from(i) < span.to && tokens.codes[i] !== Op[')']; i++) {
      if (tokens.kinds[i]! <= Kind.block) continue;
      if (tokens.codes[i] === Op[',']) key = undefined;
      else if (!key) {
        key = { first: i, last: i };
        while (tokens.codes[key.last + 1] === Op['.'] && key.last + 2 < tokens.count) key.last += 2;
        i = key.last;
        const place = { from: tokens.from(key.first), to: tokens.to(key.last) };
        const text = tokens.text.slice(place.from, place.to).replace(/^[rR]?(["'])([\s\S]*)\1$/, '$2');
        yield { clause, key: text.replace(/`/g, ''), span: place };
      }
    }
    clause = undefined;
  }
}
