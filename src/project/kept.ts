import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Days after which an answer that nobody asked for is forgotten. */
const DAYS = 14;

/** A short name for texts: other texts have another one. */
export function digest(...texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text.length}:`).update(text);
  return hash.digest('base64url');
}

type Entries = Record<string, readonly [day: number, answer: unknown]>;

/**
 * Answers that one process leaves for the next one, under keys that hold all that they were worked out of: nothing ever
 * has to be declared out of date. A file that is missing, damaged or written by another version holds no answers. Two
 * processes at the same time do no harm: the file of the one that ends later stays.
 */
export class Kept {
  private hasNews = false;

  private constructor(
    private readonly file: string,
    private readonly version: string,
    private readonly today: number,
    private readonly entries: Map<string, readonly [day: number, answer: unknown]>,
  ) {}

  /** @param version of what works out the answers: answers of another version are forgotten. */
  static async open(file: string, version: string, now = Date.now()): Promise<Kept> {
    const read = await readFile(file, 'utf8').then(entriesIn(version), () => ({}));
    return new Kept(file, version, Math.floor(now / 86_400_000), new Map(Object.entries(read)));
  }

  /** What was kept under a key. A change to it is not kept. */
  get(key: string): unknown {
    const entry = this.entries.get(key);
    if (entry && entry[0] !== this.today) this.set(key, entry[1]);
    return entry?.[1];
  }

  /** @param answer anything that JSON can hold. */
  set(key: string, answer: unknown): void {
    this.entries.set(key, [this.today, answer]);
    this.hasNews = true;
  }

  /** Writes what is new. Readable for the user alone: answers quote code. Never throws; without a file everything is worked out again. */
  async save(): Promise<void> {
    if (!this.hasNews) return;
    this.hasNews = false;
    const entries = Object.fromEntries([...this.entries].filter(([, [day]]) => day > this.today - DAYS));
    const temporary = `${this.file}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      await mkdir(dirname(this.file), { recursive: true, mode: 0o700 });
      await writeFile(temporary, JSON.stringify({ version: this.version, entries }), { mode: 0o600 });
      await rename(temporary, this.file);
    } catch {
      await unlink(temporary).catch(() => undefined);
    }
  }
}

function entriesIn(version: string): (text: string) => Entries {
  return (text) => {
    try {
      const kept = JSON.parse(text) as { version?: unknown; entries?: Entries } | null;
      return (kept?.version === version && kept.entries) || {};
    } catch {
      return {};
    }
  };
}
