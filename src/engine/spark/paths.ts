/** What the paths of files say about where the files lie. Used for Python strings and SQL strings alike. */

/** Data that everybody has, volumes and workspace files, which may be written with `dbfs:` too. */
const fine = /^(dbfs:|file:)?\/*(dbfs\/)?(Volumes|Workspace|databricks-datasets|databricks-results)(\/|$)/i;
/** With one character more, because what follows may be a volume. */
const dbfs = /^(dbfs:\/+|\/dbfs\/+|file:\/*dbfs\/+)[^/${]/i;
/** Folders of DBFS for everything that speaks Spark's file systems, where `/x` means `dbfs:/x`. */
const rooted = /^\/(mnt|FileStore)(\/|$)/;
const cloud = /^(s3[an]?|abfss?|wasbs?|adl|gs|oss|cosn?|r2):\/\/[^/${]/i;

/** How a path is resolved: by Spark and `dbutils.fs`, or by the operating system of the driver. */
export type PathReader = 'spark' | 'system';

/** The part of a path that shows that it lies in DBFS; `undefined` for every other path. A hole must not stand in it. */
export function dbfsPart(path: string, reader: PathReader): string | undefined {
  if (fine.test(path)) return undefined;
  return (dbfs.exec(path) ?? (reader === 'spark' ? rooted.exec(path) : null))?.[0];
}

/** True for a path that goes through a mount: `/mnt/…`, in any of its spellings. */
export function isMountPath(path: string): boolean {
  return /^(dbfs:\/*|file:\/*dbfs\/+|\/dbfs\/+|\/)mnt(\/|$)/i.test(path);
}

/** True for a URL of cloud storage: `s3://…`, `abfss://…`. */
export function isCloudUrl(path: string): boolean {
  return cloud.test(path);
}
