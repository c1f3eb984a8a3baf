/** Spark version in each major Databricks Runtime; the release notes of the runtimes say so (checked 2026-11-21). */
const SPARK_OF_RUNTIME: Readonly<Record<string, string>> = {
  '9': '3.1',
  '10': '3.2',
  '11': '3.3',
  '12': '3.3',
  '13': '3.4',
  '14': '3.5',
  '15': '3.5',
  '16': '3.5',
  '17': '4.0',
  '18': '4.1',
  '19': '4.2',
};

/** `3.5` for the runtime `16.4`, `16.4.x-scala2.12` or `16`; `undefined` for a runtime that is not known. */
export function sparkOfRuntime(runtime: string): string | undefined {
  const major = /^(\d+)(?:\.|$)/.exec(runtime.trim())?.[1];
  return major === undefined ? undefined : SPARK_OF_RUNTIME[major];
}

/** True when version `a` is older than `b`: by major, then minor version. */
export function isOlder(a: string, b: string): boolean {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA === majorB ? minorA < minorB : majorA < majorB;
}
