import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDocument, rules } from '../../src/engine';
import { tokenize } from '../../src/engine/sql/reader/lexer';
import { Kind } from '../../src/engine/sql/reader/tokens';
import type { ExampleKind } from '../../src/engine/rule';
import { defaultKind } from '../../src/tools/rule-page';

/** Job definitions hold no SQL. */
const paths: Readonly<Record<Exclude<ExampleKind, 'bundle' | 'job'>, string>> = {
  python: 'job.py',
  'python-notebook': 'notebook.py',
  sql: 'query.sql',
  'sql-notebook': 'notebook.sql',
};

export interface Text {
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

/** The examples of all rules, and the files of the demo. */
export function allTexts(): Text[] {
  const texts: Text[] = [];
  for (const rule of rules) {
    const add = (text: string, given: ExampleKind | undefined, name: string): void => {
      const kind = given ?? defaultKind(rule);
      if (kind !== 'bundle' && kind !== 'job') texts.push({ name: `${rule.id}: ${name}`, path: paths[kind], text });
    };
    rule.examples.forEach((example, i) => {
      add(example.bad, example.kind, `bad ${i + 1}`);
      add(example.good, example.kind, `good ${i + 1}`);
    });
    rule.nearMisses?.forEach((miss, i) => add(miss.code, miss.kind, `near miss ${i + 1}`));
  }
  const demo = join(__dirname, '../../demo');
  for (const name of readdirSync(demo, { recursive: true, encoding: 'utf8' })) {
    if (/\.(py|sql|ipynb)$/.test(name)) texts.push({ name, path: name, text: readFileSync(join(demo, name), 'utf8') });
  }
  return texts;
}

/** The SQL cells of a file. */
export function sqlIn(path: string, text: string): string[] {
  return readDocument({ path, text })
    .cells.filter((cell) => cell.language === 'sql')
    .map((cell) => cell.source.text);
}

/** What a SQL text says, white space and the case of words aside: its code, then its comments. */
export function substance(sql: string): string[] {
  const tokens = tokenize(sql);
  const code: string[] = [];
  const comments: string[] = [];
  for (let i = 0; i < tokens.count; i++) {
    const text = tokens.textOf(i);
    if (tokens.kinds[i] === Kind.space) continue;
    if (tokens.kinds[i] === Kind.comment) comments.push(text.replace(/\s+/g, ' ').trim());
    else code.push(tokens.kinds[i] === Kind.word ? text.toUpperCase() : text);
  }
  return [...code, ...comments];
}
