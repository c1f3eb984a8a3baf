import type { Span } from '../types';
import { Kind, Op } from './tokens';
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

/** What stands before a token: enough to tell a path from any other string. */
class Behind {
  /** The last tokens that mean something, the nearest first: `.` and `csv`, `(` and `read_files`. */
  private one = '';
  private two = '';
  private head = '';
  private inOptions = false;

  add(token: string, code: number): void {
    if (code === Op[';']) {
      this.one = this.two = this.head = '';
      return;
    }
    if (code === Op['(']) this.inOptions = /^options$/i.test(this.one);
    if (code === Op[')']) this.inOptions = false;
    this.head ||= token.toUpperCase();
    this.two = this.one;
    this.one = token;
  }

  /** What a string or a name in backticks is used for here; `undefined` where it is no path. */
  use(kind: number): SqlPath['use'] | undefined {
    const { one, two } = this;
    if (one === '.') return formats.test(two.replace(/`/g, '')) ? 'data' : undefined;
    if (kind === Kind.quoted) return undefined;
    if (one === '(') return functions.test(two) ? 'data' : undefined;
    if (this.inOptions) return isPathKey(one === '=' ? two : one) ? 'data' : undefined;
    // Elsewhere a string behind FROM is what `trim` and `IS DISTINCT FROM` work on.
    if (/^from$/i.test(one)) return this.head === 'COPY' ? 'data' : undefined;
    return before[one.toUpperCase()];
  }
}

/** The option `path`. */
function isPathKey(text: string): boolean {
  return /^["'`]?path["'`]?$/i.test(text);
}

/** Every path of a text. Paths in comments, in comparisons and in other strings are none. */
export function* pathsIn({ tokens }: SqlTree): Generator<SqlPath> {
  const behind = new Behind();
  for (let i = 0; i < tokens.count; i++) {
    const kind = tokens.kinds[i]!;
    if (kind <= Kind.block) continue;
    const text = tokens.textOf(i);
    const use = kind === Kind.string || kind === Kind.quoted ? behind.use(kind) : undefined;
    const body = use && /^[rR]?(["'`])([\s\S]*)\1$/.exec(text)?.[2];
    if (use && body) yield { text: body, span: { from: tokens.from(i), to: tokens.to(i) }, use };
    behind.add(text, tokens.codes[i]!);
  }
}
