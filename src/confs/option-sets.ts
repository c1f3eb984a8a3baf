import { familyOf } from './pattern';
import { editDistance } from './suggest';
import type { Conf, OptionSet } from './types';

/** Formats that read and write files, each with a list of options that Spark's own source closes. */
const FILES: readonly string[] = ['avro', 'binaryfile', 'csv', 'json', 'orc', 'parquet', 'text', 'xml'];

/** Further sources and sinks of Spark whose options are known to the last. */
const OTHERS: readonly string[] = [
  'console',
  'kafka',
  'rate',
  'rate-micro-batch',
  'socket',
  'state-metadata',
  'statestore',
];

/** Known in part: Databricks adds options of its own to Delta, and drivers have connection properties. */
const OPEN: readonly string[] = ['delta', 'jdbc', 'deltasharing'];

const EVERYWHERE = ['file', 'file stream source', 'stream sink'];
const AUTO_LOADER = 'cloudfiles.';

/** What `format` of an option set may be besides a format of Spark: the function `read_files` and `COPY INTO`. */
const COPY = 'copy into';
const READ_FILES = 'read_files';

/** The options by format, put together when a format is first asked for. */
export function createOptionSets(options: readonly Conf[]): (format: string, inner?: string) => OptionSet | undefined {
  const made = new Map<string, OptionSet | undefined>();

  return (format, inner) => {
    const name = `${format} ${inner ?? ''}`.toLowerCase();
    if (!made.has(name)) made.set(name, make(format.toLowerCase(), inner?.toLowerCase()));
    return made.get(name);
  };

  function make(format: string, inner: string | undefined): OptionSet | undefined {
    const layered = format === 'cloudfiles' || format === READ_FILES || format === COPY;
    const isComplete = FILES.includes(format) || OTHERS.includes(format) || layered;
    if (!isComplete && !OPEN.includes(format)) return undefined;
    // A format of somebody else's inside: nothing is known of what it reads.
    if (layered && inner !== undefined && !FILES.includes(inner)) return undefined;
    const names = layered ? [...(inner === undefined ? FILES : [inner]), 'cloudfiles', format] : [format];
    const found = [...new Set([...names, ...EVERYWHERE])].flatMap((one) =>
      options.filter((option) => option.format?.toLowerCase() === one),
    );
    return optionSet(found, {
      isComplete,
      withOthers: format === 'kafka' || !OTHERS.includes(format),
      bare: format === READ_FILES,
    });
  }
}

interface Kind {
  readonly isComplete: boolean;
  /** Names with dots go on to Hadoop, to the file format, to the table or to the platform: they may be anything. */
  readonly withOthers: boolean;
  /** The options of Auto Loader are written without their prefix. */
  readonly bare: boolean;
}

function optionSet(options: readonly Conf[], { isComplete, withOthers, bare }: Kind): OptionSet {
  const byName = new Map<string, Conf>();
  for (const option of options)
    for (const name of [option.key, ...(option.aliases ?? [])]) {
      const written = name.toLowerCase();
      byName.set(written, byName.get(written) ?? option);
      if (bare && written.startsWith(AUTO_LOADER)) byName.set(written.slice(AUTO_LOADER.length), option);
    }
  const families = options.filter((option) => option.pattern).map(familyOf);
  const find = (name: string): Conf | undefined =>
    byName.get(name.toLowerCase()) ??
    families.find((family) => family.matches(name) || family.matches(name.toLowerCase()))?.conf;

  const near = (name: string): string | undefined => {
    const asked = name.toLowerCase();
    // A prefix that is missing, or one too many.
    const other = asked.startsWith(AUTO_LOADER) ? asked.slice(AUTO_LOADER.length) : AUTO_LOADER + asked;
    const moved = byName.get(other);
    if (moved) return bare ? other : moved.key;
    let best: { readonly name: string; readonly distance: number } | undefined;
    for (const [written, option] of byName) {
      const allowed = Math.min(asked.length, written.length) < 5 ? 0 : asked.length < 9 ? 1 : 2;
      if (option.pattern || Math.abs(written.length - asked.length) > allowed) continue;
      const distance = editDistance(asked, written);
      if (distance > allowed || (best && distance >= best.distance)) continue;
      best = { name: spelling(option, written), distance };
    }
    return best?.name;
  };

  return {
    isComplete,
    options,
    find,
    near,
    isUnknown(name) {
      if (find(name)) return false;
      if (!withOthers || !name.includes('.') || name.toLowerCase().startsWith(AUTO_LOADER)) return true;
      return near(name) !== undefined;
    },
  };
}

/** The name as it is documented: an option may be known under several. */
function spelling(option: Conf, written: string): string {
  const names = [option.key, ...(option.aliases ?? [])];
  const bare = option.key.slice(AUTO_LOADER.length);
  return names.find((name) => name.toLowerCase() === written) ?? bare;
}
