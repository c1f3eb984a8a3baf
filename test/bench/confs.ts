import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { ms, quantile, table, timed } from './measure';

/** Knowledge about settings, as it ships. */
export type BuiltConfs = typeof import('../../src/confs');

const goal = (text: string): string => `goal: ${text}`;

/** Processor time that `dist/confs.json` takes when it is first asked for, in processes that have read nothing yet. */
function loading(bundle: string, data: string): readonly number[] {
  const script =
    'const { readFileSync } = require("node:fs"); const { createConfs } = require(process.argv[1]); const before = process.cpuUsage();' +
    'createConfs(JSON.parse(readFileSync(process.argv[2], "utf8"))).find("spark.sql.shuffle.partitions");' +
    'const { user, system } = process.cpuUsage(before); console.log((user + system) / 1000);';
  return Array.from({ length: 11 }, () =>
    Number(execFileSync(process.execPath, ['-e', script, bundle, data], { encoding: 'utf8' })),
  );
}

/** Microseconds that one of many look-ups takes. */
function each(keys: readonly string[], find: (key: string) => unknown): number {
  const rounds = Math.ceil(2000 / keys.length);
  const times = Array.from({ length: 9 }, () =>
    timed(() => {
      for (let round = 0; round < rounds; round++) keys.forEach(find);
    }),
  );
  return (Math.min(...times) / keys.length / rounds) * 1000;
}

/** Settings: first use, look-up, hover, search and completion. */
export function confTables(
  { createConfs, placeInPython, proposalsAt, renderHover }: BuiltConfs,
  bundle: string,
  file: string,
): void {
  const data = JSON.parse(readFileSync(file, 'utf8')) as Parameters<typeof createConfs>[0];
  const confs = createConfs(data);
  const all = [...data.confs, ...data.options];
  const keys = data.confs.filter((conf) => !conf.pattern).map((conf) => conf.key);
  const members = data.confs
    .filter((conf) => conf.pattern)
    .map(({ key }) => key.replace(/\$?\{[^}]+\}|\[[^\]]+\]|<[^>]+>|\*/g, 'own'));
  const unknown = keys.map((key) => `${key}.own`);
  const first = loading(bundle, file);
  const us = (value: number): string => `${value.toFixed(2)} µs`;
  table(`Settings: ${keys.length} keys, ${members.length} families, ${data.options.length} options`, [
    ['', 'best', ''],
    ['read at first use, 11 fresh processes, processor time', ms(Math.min(...first)), goal('15 ms')],
    ['look-up of a key', us(each(keys, (key) => confs.find(key))), goal('5 µs')],
    ['look-up of a member of a family', us(each(members, (key) => confs.find(key))), goal('5 µs')],
    ['look-up of a key that nobody knows', us(each(unknown, (key) => confs.find(key))), goal('5 µs')],
  ]);

  const hovers = all.map((conf) => timed(() => renderHover(conf, { compute: 'serverless', runtime: '15.4' })));
  const words = [
    's',
    'spark',
    'spark.sql.',
    'shuffle part',
    'time zone',
    'adaptive skew',
    'cloudFiles',
    'delta',
    'memory over',
    'e',
  ];
  const searches = Array.from({ length: 20 }, () => words.map((text) => timed(() => confs.search(text, 100)))).flat();
  const completions = Array.from({ length: 20 }, () =>
    words.map((typed) => {
      const before = `spark.conf.set("${typed}`;
      const code = `${before}")\n`;
      return timed(() => {
        const { place } = placeInPython(code, before.length, code);
        if (!place) throw new Error(`no place in ${code}`);
        proposalsAt(confs, place, typed, 100);
      });
    }),
  ).flat();
  const slips = keys.slice(0, 500).map((key) => timed(() => confs.suggest(`${key}s`, 3)));
  const row = (name: string, times: readonly number[], text: string): string[] => [
    name,
    ms(quantile(times, 0.5)),
    ms(quantile(times, 0.95)),
    ms(Math.max(...times)),
    goal(text),
  ];
  table('Settings: hover, completion, did you mean', [
    ['', 'p50', 'p95', 'most', ''],
    row(`text of a hover, all ${all.length}`, hovers, '2 ms'),
    row('search over all keys, options and explanations', searches, '10 ms (p95)'),
    row('completion of a key in Python', completions, '10 ms (p95)'),
    row('did you mean, a key with a letter too much', slips, '10 ms (p95)'),
  ]);
}
