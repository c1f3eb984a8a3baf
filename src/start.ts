import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import envPaths from 'env-paths';

// Starts the command line with what V8 compiled of it in an earlier call: to compile it anew takes longer than to check a file.

const program = join(__dirname, 'lakelint.js');

const sha1 = (bytes: Uint8Array): Buffer => createHash('sha1').update(bytes).digest();
const seal = sha1(Buffer.of()).length;

/** Compiled code in a file: behind the hash of its source, and that of itself, because V8 ends the process over a byte that is wrong. */
class CompiledCode {
  /** In the user's own folder: whoever can write there can also change what the user runs. */
  private readonly file = join(
    envPaths('lakelint', { suffix: '' }).cache,
    `compiled-${process.version}-${process.arch}`,
  );

  constructor(private readonly source: Uint8Array) {}

  read(): Buffer | undefined {
    if (process.env.NODE_DISABLE_COMPILE_CACHE) return undefined;
    try {
      const bytes = readFileSync(this.file);
      const code = bytes.subarray(2 * seal);
      const isWhole = bytes.subarray(0, 2 * seal).equals(this.head(code));
      return isWhole ? code : undefined;
    } catch {
      return undefined;
    }
  }

  /** Writes beside and renames, so that nobody reads a half. That it cannot be written is no reason to say anything. */
  keep(code: Buffer): void {
    if (process.env.NODE_DISABLE_COMPILE_CACHE) return;
    try {
      mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
      const draft = `${this.file}-${process.pid}`;
      writeFileSync(draft, Buffer.concat([this.head(code), code]), { mode: 0o600 });
      renameSync(draft, this.file);
    } catch {
      // The next call compiles again.
    }
  }

  private head(code: Buffer): Buffer {
    return Buffer.concat([sha1(this.source), sha1(code)]);
  }
}

type Wrapper = (exports: object, require: NodeJS.Require, module: object, file: string, folder: string) => void;

// The V8 of Node 20 spends a third of a check on optimising what soon ends; later ones weigh that better, and do not know the flag.
// Only the language server lives longer.
if (/^v20\./.test(process.version) && process.argv[2] !== 'server') setFlagsFromString('--interrupt-budget=400000');

const source = readFileSync(program);
const compiled = new CompiledCode(source);
const text = `(function (exports, require, module, __filename, __dirname) { ${source.toString()}\n})`;
const script = new Script(text, { filename: program, cachedData: compiled.read() });
// Behind a check most of the program has run, and what has run is compiled.
if (script.cachedDataRejected !== false && process.argv[2] === 'check')
  process.once('exit', () => compiled.keep(script.createCachedData()));
const module_ = { exports: {} };
(script.runInThisContext() as Wrapper)(module_.exports, createRequire(program), module_, program, dirname(program));
