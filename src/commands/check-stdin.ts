import { decode, MAX_BYTES, type ReadResult } from '../project';

/** Reads stdin to its end, up to the size that a file may have. */
export async function readStdin(): Promise<ReadResult> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BYTES)
      return { ok: false, cause: 'content', reason: `it has more than ${MAX_BYTES / 1024 / 1024} MB` };
    chunks.push(chunk);
  }
  return decode(Buffer.concat(chunks));
}
