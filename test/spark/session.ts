import { SparkWorker } from './client';
import { SparkUnavailable, installSpark } from './install';

let worker: SparkWorker | undefined;
let unavailable: string | undefined;
let began = 0;

/** Installs Spark on first use. `undefined` when it cannot be had; with CI set that is an error. */
function shared(): SparkWorker | undefined {
  if (worker || unavailable) return worker;
  began = Date.now();
  try {
    worker = new SparkWorker(installSpark());
  } catch (error) {
    if (!(error instanceof SparkUnavailable)) throw error;
    unavailable = error.message;
    if (process.env['CI']) throw new Error(`Proofs on real Spark cannot run here. ${unavailable}`, { cause: error });
    console.warn(`\n  !! SKIPPED: every proof on real Spark + Delta. ${unavailable}\n`);
  }
  return worker;
}

/** To be called in `describe`: skips the suite, loudly, where Spark cannot be had. All suites share one Spark. */
export function useSpark(): () => SparkWorker {
  before(function () {
    this.timeout(20 * 60_000);
    if (!shared()) this.skip();
  });
  return () => worker!;
}

after(async function () {
  this.timeout(30_000);
  if (!worker) return;
  await worker.stop();
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  console.log(
    `\n  Spark ${worker.version}: ${worker.requests} requests in ${seconds} s (CPU: ${Math.round(worker.cpuSeconds)} s)`,
  );
});
