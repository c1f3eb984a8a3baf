import type { Conf } from '../../confs/types';

/** Members of the enumerations that the sources name a setting's type by. */
const ENUMS: Readonly<Record<string, readonly string[]>> = {
  SchedulingMode: ['FAIR', 'FIFO'],
  DBBackend: ['LEVELDB', 'ROCKSDB'],
  Level: ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR'],
  LegacyBehaviorPolicy: ['EXCEPTION', 'LEGACY', 'CORRECTED'],
  BinaryOutputStyle: ['UTF-8', 'BASIC', 'BASE64', 'HEX', 'HEX_DISCRETE'],
  CodegenObjectFactoryMode: ['FALLBACK', 'CODEGEN_ONLY', 'NO_CODEGEN'],
  ErrorMessageFormat: ['PRETTY', 'MINIMAL', 'STANDARD'],
  HiveCaseSensitiveInferenceMode: ['INFER_AND_SAVE', 'INFER_ONLY', 'NEVER_INFER'],
  MapKeyDedupPolicy: ['EXCEPTION', 'LAST_WIN'],
  ParquetOutputTimestampType: ['INT96', 'TIMESTAMP_MICROS', 'TIMESTAMP_MILLIS'],
  PartitionOverwriteMode: ['STATIC', 'DYNAMIC'],
  StoreAssignmentPolicy: ['ANSI', 'LEGACY', 'STRICT'],
  TimestampTypes: ['TIMESTAMP_LTZ', 'TIMESTAMP_NTZ'],
  'CheckpointPolicy.Policy': ['classic', 'v2'],
  DeltaColumnMappingMode: ['none', 'id', 'name'],
};

/** Scala and our own names of types, as shown. */
const TYPES: Readonly<Record<string, string>> = {
  Boolean: 'boolean',
  Int: 'int',
  Long: 'long',
  String: 'string',
  CalendarInterval: 'interval',
  'Seq[String]': 'seq<string>',
  'Map[String, String]': 'map',
  IsolationLevel: 'string',
  StorageLevelMapper: 'string',
};

/** Type and permitted values out of what the sources call the type. */
export function typeOf(raw: string | null | undefined, values?: readonly string[]): Pick<Conf, 'type' | 'values'> {
  // Some lists were left as the expression that computes them.
  const known =
    values && values.every((value) => !value.startsWith('<expr>') && value !== 'VALUES')
      ? [...new Set(values)]
      : undefined;
  if (!raw) return known ? { values: known } : {};
  const name = (/^Option\[(.+)\]$/.exec(raw)?.[1] ?? raw).replace(/^enum:/, '');
  const members = ENUMS[name];
  if (members) return { type: 'enum', values: members };
  const type = TYPES[name] ?? name;
  return known ? { type, values: known } : { type };
}

const NONE = /^\(?(?:none|not set|empty)\)?$/i;
const VALUE_OF = /^\(?<?(?:(?:the )?value of |fall back on )?(spark\.[\w.]+)(?: conf\S*)?>?\)?$/i;

/** A default as a documentation table words it. */
export function documentedDefault(text: string): Pick<Conf, 'default' | 'fallback'> {
  const wording = text.trim();
  if (NONE.test(wording)) return { default: null };
  const other = VALUE_OF.exec(wording)?.[1];
  if (other !== undefined) return { fallback: other };
  if (wording === '(derived; see page)') return {};
  return { default: /^(?:True|False)$/.test(wording) ? wording.toLowerCase() : wording.replace(/\. (?=[A-Z])/g, '.') };
}

/** The default in the source, else that of the documentation. */
export function defaultOf(fact: {
  readonly default: string | null;
  readonly docDefault?: string;
  readonly optional?: boolean;
  readonly fallback?: string;
  readonly defaultExpr?: string;
}): Pick<Conf, 'default' | 'fallback'> {
  const fallback = fact.fallback === undefined ? {} : { fallback: fact.fallback };
  if (fact.default !== null) return VALUE_OF.test(fact.default) ? fallback : { default: fact.default, ...fallback };
  if (fact.docDefault !== undefined) return { ...documentedDefault(fact.docDefault), ...fallback };
  if (fact.optional && fact.defaultExpr === undefined) return { default: null, ...fallback };
  return fallback;
}
