import type { Conf } from './types';

const UNITS: readonly (readonly [string, bigint])[] = [
  ['TiB', 1n << 40n],
  ['GiB', 1n << 30n],
  ['MiB', 1n << 20n],
  ['KiB', 1n << 10n],
];
/** The largest values of the two integer types: Spark's way of writing that there is no limit. */
const NO_LIMIT = /^(?:2147483647|9223372036854775807)(?:b|ms|s)?$/;
/** Numbers that count bytes although their type does not say so. */
const COUNTS_BYTES = /(?:bytes|fileSize)$/i;

/** `134217728b` is 128 MiB; the largest integer is no limit. `undefined` when the value reads well as it is. */
export function readable(value: string, conf: Pick<Conf, 'key' | 'type'>): string | undefined {
  if (NO_LIMIT.test(value)) return 'no limit';
  const [, digits, suffix] = /^(\d{4,19})(b?)$/.exec(value) ?? [];
  // Most numbers count rows, files or threads: 4096 is 4 KiB only where bytes are meant.
  if (digits === undefined || !(suffix === 'b' || conf.type === 'bytes' || COUNTS_BYTES.test(conf.key)))
    return undefined;
  const bytes = BigInt(digits);
  const unit = UNITS.find(([, size]) => bytes >= size && bytes % size === 0n);
  const count = unit && bytes / unit[1];
  return unit && count !== undefined && count < 1024n ? `${count} ${unit[0]}` : undefined;
}
