import type { Subject } from './places/place';
import type { Conf, Confs } from './types';

/** Formats whose files take the options of all file sources as well. */
const FILES = ['csv', 'json', 'parquet', 'orc', 'text', 'xml', 'avro'];
const FILE_FORMATS: ReadonlySet<string> = new Set([...FILES, 'binaryfile']);

/** Options of Auto Loader that `read_files` takes without their prefix. */
const READ_FILES = ['inferColumnTypes', 'partitionColumns', 'schemaHints', 'schemaLocation', 'schemaEvolutionMode'];
const READ_FILES_STREAM = ['allowOverwrites', 'includeExistingFiles', 'maxBytesPerTrigger', 'maxFilesPerTrigger'];

/** The settings that a key can be at a place of this kind; several only where an option is that of several formats. */
export function settingsNamed(confs: Confs, subject: Subject, key: string): readonly Conf[] {
  if (key === '') return [];
  if (subject.what !== 'option') {
    const conf = confs.find(key);
    return conf ? [conf] : [];
  }
  const formats = formatsOf(subject);
  const found = formats ? formats.flatMap((format) => confs.findOption(key, format)) : confs.findOption(key);
  const prefixed =
    subject.format === 'read_files' && isOfReadFiles(key) ? confs.findOption(`cloudFiles.${key}`, 'cloudFiles') : [];
  // Of several formats the one of the place says most.
  const all = found.length > 0 ? found : prefixed;
  return formats ? all.slice(0, 1) : all;
}

/** The settings that can be written at a place of this kind, with the name to write. */
export function settingsFor(confs: Confs, subject: Subject): readonly { readonly conf: Conf; readonly name: string }[] {
  if (subject.what === 'conf') return named(confs.settings.filter((conf) => conf.kind !== 'table property'));
  if (subject.what === 'property') return named(confs.settings.filter((conf) => conf.kind === 'table property'));
  const formats = formatsOf(subject)?.map((format) => format.toLowerCase());
  const own = confs.options.filter(
    (option) => (!formats || formats.includes(option.format!.toLowerCase())) && isFor(option, subject.use),
  );
  const names = new Map(named(own).map((one) => [one.name.toLowerCase(), one]));
  if (subject.format === 'read_files')
    for (const name of [...READ_FILES, ...READ_FILES_STREAM])
      for (const conf of confs.findOption(`cloudFiles.${name}`, 'cloudFiles'))
        names.set(name.toLowerCase(), { conf, name });
  return [...names.values()];
}

/** The formats whose options a place takes, the nearest first; `undefined` where the code does not say which. */
function formatsOf(subject: Extract<Subject, { what: 'option' }>): readonly string[] | undefined {
  const { format, fileFormat, use } = subject;
  if (format === undefined) return undefined;
  const name = format.toLowerCase();
  const files = fileFormat === undefined ? FILES : [fileFormat];
  if (name === 'cloudfiles') return ['cloudFiles', ...files, 'file'];
  if (name === 'read_files') return ['read_files', ...files, 'file'];
  const general = use === 'writeStream' ? ['stream sink'] : [];
  if (!FILE_FORMATS.has(name)) return [format, ...general];
  return [format, 'file', ...(use === 'readStream' ? ['file stream source'] : general)];
}

function isOfReadFiles(key: string): boolean {
  return [...READ_FILES, ...READ_FILES_STREAM].some((name) => name.toLowerCase() === key.toLowerCase());
}

/** Whether an option is for reading or writing as the place does. What is not known is not left out. */
function isFor({ use }: Conf, wanted: string | undefined): boolean {
  if (use === undefined || wanted === undefined) return true;
  const reads = /read|quer|stream/i.test(use);
  const writes = /write/i.test(use);
  // Streams take the options of the format as well; what is for streams alone is not for a batch.
  if (wanted === 'readStream') return reads;
  if (wanted === 'writeStream') return writes;
  const words = use.split(/[/, ]+/);
  return wanted === 'read'
    ? reads && !words.every((word) => word === 'readStream')
    : writes && !words.every((word) => word === 'writeStream');
}

function named(confs: readonly Conf[]): { conf: Conf; name: string }[] {
  return confs.map((conf) => ({ conf, name: conf.key }));
}
