import type { Conf } from './types';

/** Where a setting is to be written. `line`: a line with nothing else in it. `code`: between other code. `string`: between quotes. */
export type InsertionPlace =
  'python line' | 'python code' | 'string' | 'sql line' | 'sql code' | 'yaml' | 'json' | 'properties' | 'shell';

/** A setting as it is written at a place: the value stands apart, to be typed over. */
export function written(conf: Conf, place: InsertionPlace): { before: string; value: string; after: string } {
  const name = conf.asked ?? conf.key;
  const value = valueOf(conf);
  switch (place) {
    case 'python line':
      return {
        before: `${pythonCall(conf)}"${name}"${isEntry(conf) ? ': ' : ', '}"`,
        value,
        after: isEntry(conf) ? '",' : '")',
      };
    case 'python code':
      return { before: `"${name}"`, value: '', after: '' };
    case 'sql line':
      if (conf.kind === 'option' || isEntry(conf)) return { before: `'${name}' = '`, value, after: "'" };
      return { before: `SET ${name} = `, value, after: ';' };
    case 'yaml':
      return { before: `${name}: "`, value, after: '"' };
    case 'json':
      return { before: `"${name}": "`, value, after: '"' };
    case 'properties':
      return { before: `${name} `, value, after: '' };
    case 'shell':
      return { before: `--conf ${name}=`, value, after: '' };
    case 'string':
    case 'sql code':
      return { before: name, value: '', after: '' };
  }
}

/** Table properties stand in maps and lists of their own. */
function isEntry({ kind }: Conf): boolean {
  return kind === 'table property';
}

function pythonCall(conf: Conf): string {
  if (isEntry(conf)) return '';
  if (conf.kind === 'option') return '.option(';
  // What a running session refuses belongs to its builder.
  return conf.scope === 'start' || conf.scope === 'static' ? '.config(' : 'spark.conf.set(';
}

function valueOf({ databricksDefault, default: value, values, secret }: Conf): string {
  if (secret) return '{{secrets/<scope>/<key>}}';
  const text = databricksDefault ?? value ?? values?.[0] ?? '';
  return isLiteral(text) ? text : '';
}

/** False for a default that is described, such as `<JVM local time zone>`, and for one that quotes do not take as it is. */
export function isLiteral(value: string): boolean {
  return !/["'\\\n<>]|\$\{/.test(value);
}
