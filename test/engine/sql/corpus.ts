import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A statement of the corpus, with what its group says of it. */
export interface CorpusStatement {
  /** File and line. */
  readonly place: string;
  readonly file: string;
  /** Without the semicolon behind it. */
  readonly text: string;
  readonly group: CorpusGroup;
}

/** Statements that belong together: the comment above them, and what the reader must find in each of them. */
export interface CorpusGroup {
  readonly title: string;
  /** Kind of the statement, with the object of CREATE, ALTER and DROP or the first word of others: `create table`. */
  readonly gives: string;
  /** A part that each of the statements has. */
  readonly holds?: string;
  /** False for what only Databricks takes, and for templates that are filled in before Spark sees them. */
  readonly isSpark: boolean;
  readonly hasTemplates: boolean;
}

export interface CorpusFile {
  readonly name: string;
  readonly text: string;
  readonly statements: readonly CorpusStatement[];
}

const folder = join(__dirname, 'corpus');

/** The files of the corpus. */
export const corpusFiles: readonly CorpusFile[] = readdirSync(folder)
  .filter((name) => name.endsWith('.sql'))
  .sort()
  .map((name) => readCorpusFile(name, readFileSync(join(folder, name), 'utf8')));

/** Every statement of the corpus. */
export const corpus: readonly CorpusStatement[] = corpusFiles.flatMap((file) => file.statements);

/**
 * The layout tells the statements apart, so that the reader can be judged by it: a statement begins in the first column,
 * and its other lines are indented or begin with END.
 */
function readCorpusFile(name: string, text: string): CorpusFile {
  const statements: CorpusStatement[] = [];
  let header: string[] = [];
  let lines: string[] = [];
  let first = 0;
  let group: CorpusGroup | undefined;
  const finish = (): void => {
    if (lines.length === 0) return;
    const body = lines.join('\n').trimEnd();
    const place = `${name}:${first}`;
    if (!group || !body.endsWith(';')) throw new Error(`${place}: no group above, or no semicolon behind`);
    statements.push({ place, file: name, text: body.slice(0, -1), group });
    lines = [];
  };
  text.split('\n').forEach((line, i) => {
    if (/^(?:\s|END\b|$)/.test(line)) {
      if (line) lines.push(line);
      return;
    }
    finish();
    if (line.startsWith('--')) {
      if (!/^-- (?:gives|holds): /.test(line)) header = [];
      header.push(line.slice(3));
      group = groupOf(header);
    } else {
      first = i + 1;
      lines.push(line);
    }
  });
  finish();
  return { name, text, statements };
}

function groupOf([title = '', ...rest]: readonly string[]): CorpusGroup {
  const value = (key: string) => rest.find((line) => line.startsWith(`${key}: `))?.slice(key.length + 2);
  const hasTemplates = title.startsWith('Filled in before it runs:');
  const isSpark = !hasTemplates && !title.startsWith('Databricks only:');
  return { title, gives: value('gives') ?? '', holds: value('holds'), isSpark, hasTemplates };
}
