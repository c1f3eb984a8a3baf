import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

/** What one test came to. */
export interface Outcome {
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'pending';
  readonly ms?: number;
  readonly error?: string;
}

/** The file that a test run leaves behind. A run without it has not taken place. */
export interface SuiteResult {
  readonly failures: number;
  readonly tests: readonly Outcome[];
}

/** Loads test modules and runs them with mocha; writes the result file that `LAKELINT_RESULT_FILE` names. */
export async function runSuite(load: (mocha: Mocha) => void | Promise<void>, timeout: number): Promise<SuiteResult> {
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout, grep: process.env.LAKELINT_TEST_GREP || undefined });
  await load(mocha);
  const tests: Outcome[] = [];
  const failures = await new Promise<number>((resolve, reject) => {
    try {
      const runner = mocha.run(resolve);
      runner.on('pass', (test) => tests.push({ title: test.fullTitle(), state: 'passed', ms: test.duration }));
      runner.on('pending', (test) => tests.push({ title: test.fullTitle(), state: 'pending' }));
      runner.on('fail', (test, error) => {
        tests.push({ title: test.fullTitle(), state: 'failed', error: error?.stack ?? String(error) });
      });
    } catch (error) {
      reject(error);
    }
  });
  const result = { failures, tests };
  const file = process.env.LAKELINT_RESULT_FILE;
  if (file) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(`${file}.part`, JSON.stringify(result, null, 2));
    renameSync(`${file}.part`, file); // never half a file
  }
  return result;
}
