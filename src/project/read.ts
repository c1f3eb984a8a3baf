import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/** The largest file that is read, in bytes: code is smaller, and what is larger is data. */
export const MAX_BYTES = 20 * 1024 * 1024;

/** The text of a file, a byte order mark included; or why there is none. */
export type ReadResult =
  | { readonly ok: true; readonly text: string }
  /** `unreadable`: the file system said no. `content`: the file is there, and no code that can be read. */
  | { readonly ok: false; readonly cause: 'unreadable' | 'content'; readonly reason: string };

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Turns bytes into text, exactly: nothing is replaced, so that a fix can write back what it did not touch. */
export function decode(bytes: Uint8Array): ReadResult {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { ok: false, cause: 'content', reason: 'the file is UTF-16; save it as UTF-8' };
  }
  if (bytes.includes(0)) return { ok: false, cause: 'content', reason: 'the file is binary (it holds a NUL byte)' };
  try {
    return { ok: true, text: utf8.decode(bytes) };
  } catch {
    return { ok: false, cause: 'content', reason: 'the file is not valid UTF-8; save it as UTF-8' };
  }
}

/** Reads a code file. Never throws. */
export async function readText(path: string): Promise<ReadResult> {
  let file: FileHandle | undefined;
  try {
    // Without waiting: opening a named pipe would block until somebody writes to it.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const info = await file.stat();
    if (!info.isFile()) return { ok: false, cause: 'unreadable', reason: 'it is not a regular file' };
    if (info.size > MAX_BYTES) {
      const size = (info.size / 1024 / 1024).toFixed(1);
      return {
        ok: false,
        cause: 'content',
        reason: `the file has ${size} MB; the limit is ${MAX_BYTES / 1024 / 1024} MB`,
      };
    }
    return decode(await file.readFile());
  } catch (error) {
    return { ok: false, cause: 'unreadable', reason: whyUnreadable(error) };
  } finally {
    await file?.close();
  }
}

/** An error of the file system in plain words. */
export function whyUnreadable(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file or folder';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'ELOOP') return 'its links lead in a circle';
  return error instanceof Error ? error.message : String(error);
}

/** Runs work over items, at most `width` at a time. Results stand in the order of the items. */
export async function mapLimited<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < items.length; i = next++) results[i] = await work(items[i]!);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}
