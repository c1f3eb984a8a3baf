import type { LintCache, Settings } from '../../src/engine';
import { ms, quantile, table, timed } from './measure';
import { sqlFile, typingPlaces } from './sql-corpus';

/** The engine as it ships, and its SQL reader alone. */
export interface Built {
  readonly engine: typeof import('../../src/engine');
  readonly reader: typeof import('../../src/engine/sql/reader/read');
}

const typed = " AND c.name = NULL OR d.country <> 'AT'";

/** Milliseconds of processor time that a piece of work takes in this process: other programs disturb it less than the clock. */
function cpuTimed(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function least(runs: number, measure: () => number): number {
  return Math.min(...Array.from({ length: runs }, measure));
}

const against = (value: number, goal: number, unit: string): string =>
  `${(value / goal).toFixed(2)} x of ${goal} ${unit}`;

/** Every rule that there is, also those that are off by default. */
function everyRule({ rules, defaultSettings }: Built['engine']): Settings {
  const on = rules.map(
    (rule) => [rule.id, { severity: rule.severity === 'off' ? ('info' as const) : undefined, options: {} }] as const,
  );
  return { ...defaultSettings, rules: new Map(on) };
}

/** SQL: reading, checking a long file, typing in it, and how the time grows with the text. */
export function sqlTables({ engine, reader }: Built): void {
  const settings = everyRule(engine);
  const text = sqlFile(5000);
  const bytes = Buffer.byteLength(text);
  const many = Array.from({ length: 100 }, (_, i) => sqlFile(60, i * 10));
  const manyBytes = many.reduce((sum, one) => sum + Buffer.byteLength(one), 0);
  for (let i = 0; i < 20; i++) reader.readSql(text);
  const rates: [string, number][] = [
    ['one file', (10 * bytes) / least(10, () => cpuTimed(() => { for (let i = 0; i < 10; i++) reader.readSql(text); })) / 1000],
    ['100 short files', (5 * manyBytes) / least(10, () => cpuTimed(() => { for (let i = 0; i < 5; i++) many.forEach((one) => reader.readSql(one)); })) / 1000],
  ]; // prettier-ignore
  table(`Reading SQL, ${text.split('\n').length} lines, the best of 10 in processor time`, [
    ['', 'MB/s', 'of 15 MB/s'],
    ...rates.map(([name, rate]) => [name, rate.toFixed(1), `${(rate / 15).toFixed(2)} x`]),
  ]);
  const lintOnce = (): void => void engine.lint({ path: 'a.sql', text }, settings);
  const opening = timed(lintOnce);
  for (let i = 0; i < 10; i++) lintOnce();
  const warm = least(20, () => timed(lintOnce));
  const keys = typingTimes(engine, settings, text);
  const slow = quantile(keys, 0.95);
  table(
    `A SQL file of ${text.split('\n').length} lines with all ${engine.rules.length} rules (opening: ${ms(opening)})`,
    [
      ['', 'time', 'goal', 'of the whole file'],
      ['lint(), the best of 20', ms(warm), against(warm, 40, 'ms'), '1'],
      [`a keystroke, p50 of ${keys.length}`, ms(quantile(keys, 0.5)), '', (quantile(keys, 0.5) / warm).toFixed(3)],
      ['a keystroke, p95', ms(slow), against(slow, 4, 'ms'), (slow / warm).toFixed(3)],
    ],
  );
  growth(engine, settings);
}

/** The first half of the keystrokes warms up. */
function typingTimes({ lint }: Built['engine'], settings: Settings, opened: string): number[] {
  const cache: LintCache = {};
  const times: number[] = [];
  let text = opened;
  let grown = 0;
  lint({ path: 'a.sql', text }, settings, { cache });
  for (const place of typingPlaces(text, 20)) {
    for (const char of typed) {
      const at = place + grown++;
      text = text.slice(0, at) + char + text.slice(at);
      times.push(timed(() => void lint({ path: 'a.sql', text }, settings, { cache })));
    }
  }
  return times.slice(times.length / 2);
}

function growth({ lint }: Built['engine'], settings: Settings): void {
  const lines = [17_500, 35_000, 70_000, 140_000, 280_000, 560_000];
  const rows: string[][] = [];
  let before: { time: number; length: number } | undefined;
  for (const count of lines) {
    const text = sqlFile(count);
    const runs = text.length > 2e6 ? 1 : 3;
    const time = least(runs, () => cpuTimed(() => void lint({ path: 'a.sql', text }, settings)));
    const ratio = before && time / before.time / (text.length / before.length / 2);
    rows.push([
      `${(text.length / 1e6).toFixed(1)} MB`,
      ms(time),
      ratio ? `${ratio.toFixed(2)} x${ratio > 2.6 ? '  TOO MUCH' : ''}` : '',
    ]);
    before = { time, length: text.length };
  }
  table('Twice the SQL, all rules, without a cache, processor time (goal: at most 2.6 x)', [
    ['', 'best', 'ratio'],
    ...rows,
  ]);
}
