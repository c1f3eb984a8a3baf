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

/** The page that lists the supported runtimes, and the day on which the rows below were read there. */
export const SUPPORT_PAGE = 'https://docs.databricks.com/release-notes/runtime';
export const SUPPORT_CHECKED = '2026-11-21';

/** The last day of support. Other runtimes below 17 had half a year, and none of them is on the list any more. */
const SUPPORTED_UNTIL: Readonly<Record<string, string>> = {
  '9.1': '2024-09-23',
  '10.4': '2025-03-18',
  '11.3': '2025-10-19',
  '12.2': '2026-03-01',
  '13.3': '2026-08-22',
  '14.3': '2027-02-01',
  '15.4': '2027-08-19',
  '16.4': '2028-05-09',
  '17.0': '2025-12-23',
  '17.1': '2026-02-01',
  '17.2': '2026-03-26',
  '17.3': '2028-10-22',
};

/** Runtimes with long-term support, the newest first. 18 has no version behind the point any more. */
const LONG_TERM = ['17.3', '16.4', '15.4', '14.3'];

/** How the support of a runtime stands on a day. `until` is absent where no page says it any more. */
export interface RuntimeSupport {
  readonly isOver: boolean;
  readonly until?: string;
}

/** Whether Databricks still supports a runtime such as `13.3`; `undefined` for one that the list did not have yet. */
export function supportOf(runtime: string, today: string = SUPPORT_CHECKED): RuntimeSupport | undefined {
  const until = SUPPORTED_UNTIL[runtime];
  if (until !== undefined) return { isOver: until < today, until };
  return isOlder(runtime, '17.0') ? { isOver: true } : undefined;
}

/** The newest runtime with long-term support on a day, among those that were known when the list was read. */
export function longTermRuntime(today: string = SUPPORT_CHECKED): string | undefined {
  return LONG_TERM.find((runtime) => supportOf(runtime, today)?.isOver === false);
}
