import type { Span } from '../types';
import { K } from './reader/keywords';
import { oncePer } from '../once';
import { Kind, Op, type Tokens } from './reader/tokens';
import type { SqlTree } from './tree';

/** A path of files in a SQL text, where the grammar takes one. */
export interface SqlPath {
  /** Without its quotes, as it is written. */
  readonly text: string;
  readonly span: Span;
  /** `place`: where something is to lie, as LOCATION says. `data`: files that the statement reads, writes or lists. */
  readonly use: 'data' | 'place';
}

/** Words behind which a path stands as a string. */
const before: Readonly<Record<string, SqlPath['use']>> = {
  DIRECTORY: 'data',
  INPATH: 'data',
  LIST: 'data',
  VACUUM: 'data',
  OPTIMIZE: 'data',
  DETAIL: 'data',
  HISTORY: 'data',
  LOCATION: 'place',
  URL: 'place',
};
const formats = /^(delta|parquet|csv|json|text|orc|avro|xml|binaryfile|iceberg|hudi)$/i;
const functions = /^(read_files|cloud_files)$/i;

/** What stands before a token, as indexes: enough to tell a path from any other string. */
class Behind {
  /** The last tokens that mean something, the nearest first: `.` and `csv`, `(` and `read_files`. */
  private one = -1;
  private two = -1;
  private head = -1;
  private inOptions = false;

  constructor(private readonly tokens: Tokens) {}

  add(token: number): void {
    const code = this.tokens.codes[token];
    if (code === Op[';']) {
      this.one = this.two = this.head = -1;
      return;
    }
    if (code === Op['(']) this.inOptions = this.one >= 0 && this.tokens.codes[this.one] === K.OPTIONS;
    if (code === Op[')']) this.inOptions = false;
    if (this.head < 0) this.head = token;
    this.two = this.one;
    this.one = token;
  }

  private text(token: number): string {
    return token < 0 ? '' : this.tokens.textOf(token);
  }

  /** What a string or a name in backticks is used for here; `undefined` where it is no path. */
  use(kind: number): SqlPath['use'] | undefined {
    const [one, two] = [this.text(this.one), this.text(this.two)];
    if (one === '.') return formats.test(two.replace(/`/g, '')) ? 'data' : undefined;
    if (kind === Kind.quoted) return undefined;
    if (one === '(') return functions.test(two) ? 'data' : undefined;
    if (this.inOptions) return isPathKey(one === '=' ? two : one) ? 'data' : undefined;
    // Elsewhere a string behind FROM is what `trim` and `IS DISTINCT FROM` work on.
    if (/^from$/i.test(one)) return this.tokens.codes[this.head] === K.COPY ? 'data' : undefined;
    const word = one.toUpperCase();
    return Object.hasOwn(before, word) ? before[word] : undefined;
  }
}

/** The option `path`. */
function isPathKey(text: string): boolean {
  return /^["'`]?path["'`]?$/i.test(text);
}

/** Every path of a text. Paths in comments, in comparisons and in other strings are none. */
export const pathsIn = oncePer(({ tokens }: SqlTree): readonly SqlPath[] => {
  const list: SqlPath[] = [];
  const behind = new Behind(tokens);
  for (let i = 0; i < tokens.count; i++) {
    const kind = tokens.kinds[i]!;
    if (kind <= Kind.block) continue;
    const use = kind === Kind.string || kind === Kind.quoted ? behind.use(kind) : undefined;
    const text = use && /^[rR]?(["'`])([\s\S]*)\1$/.exec(tokens.textOf(i))?.[2];
    if (use && text) list.push({ text, span: { from: tokens.from(i), to: tokens.to(i) }, use });
    behind.add(i);
  }
  return list;
});
