import { cancelledError } from './errors';

/** Time, so that tests can hold it still. */
export interface Clock {
  now(): number;
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** The real time. */
export const realClock: Clock = {
  now: () => Date.now(),
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (handle) => {
    clearTimeout(handle as NodeJS.Timeout);
  },
};

/** Waits, unless the signal ends it. */
export function sleep(ms: number, clock: Clock, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(cancelledError());
      return;
    }
    const onAbort = (): void => {
      clock.clearTimeout(handle);
      reject(cancelledError());
    };
    const handle = clock.setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** Keeps one host from being flooded: so many requests at once, so many begun in any second. */
export class Limiter {
  #inFlight = 0;
  readonly #begun: number[] = [];
  readonly #waiting: (() => void)[] = [];

  constructor(
    private readonly clock: Clock = realClock,
    private readonly most = 4,
    private readonly perSecond = 10,
  ) {}

  /** Runs the work when there is room for it. */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#enter(signal);
    try {
      await this.#pace(signal);
      return await work();
    } finally {
      this.#inFlight--;
      this.#waiting.shift()?.();
    }
  }

  async #enter(signal?: AbortSignal): Promise<void> {
    while (this.#inFlight >= this.most) {
      await new Promise<void>((resolve, reject) => {
        const wake = (): void => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        };
        const onAbort = (): void => {
          const at = this.#waiting.indexOf(wake);
          if (at >= 0) this.#waiting.splice(at, 1);
          reject(cancelledError());
        };
        if (signal?.aborted) {
          reject(cancelledError());
          return;
        }
        this.#waiting.push(wake);
        signal?.addEventListener('abort', onAbort, { once: true });
      });
    }
    this.#inFlight++;
  }

  async #pace(signal?: AbortSignal): Promise<void> {
    for (;;) {
      const now = this.clock.now();
      while (this.#begun.length > 0 && (this.#begun[0] ?? 0) <= now - 1000) this.#begun.shift();
      if (this.#begun.length < this.perSecond) {
        this.#begun.push(now);
        return;
      }
      await sleep((this.#begun[0] ?? now) + 1000 - now, this.clock, signal);
    }
  }
}
