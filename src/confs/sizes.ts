const UNITS: readonly (readonly [string, bigint])[] = [
  ['TiB', 1n << 40n],
  ['GiB', 1n << 30n],
  ['MiB', 1n << 20n],
  ['KiB', 1n << 10n],
];
const LARGEST = 9223372036854775807n;

/** `134217728b` is 128 MiB; the largest long is no limit. `undefined` when the value reads well as it is. */
export function readableSize(value: string): string | undefined {
  const digits = /^(\d{4,19})b?$/.exec(value)?.[1];
  if (digits === undefined) return undefined;
  const bytes = BigInt(digits);
  if (bytes === LARGEST) return 'no limit';
  const unit = UNITS.find(([, size]) => bytes >= size && bytes % size === 0n);
  return unit && `${bytes / unit[1]} ${unit[0]}`;
}
