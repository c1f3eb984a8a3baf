import { RunsError } from './errors';
import type { Clock } from './limiter';

/** How fast to poll. */
export interface Pace {
  /** Something is active and somebody looks. */
  readonly fastMs: number;
  /** Somebody looks, nothing moves. */
  readonly slowMs: number;
  /** Errors make the pause grow up to here. */
  readonly longestMs: number;
}

/** 5 s while something moves, 60 s otherwise. */
export const PACE: Pace = { fastMs: 5_000, slowMs: 60_000, longestMs: 300_000 };

/** What a round found: is something still moving? */
export type Round = 'active' | 'quiet';

/**
 * Repeats a round of reading: fast while something is active, slowly when all has ended, not at all while nobody looks. A failed round
 * makes the pause grow, and a server that asks for more time gets it.
 */
export class Poller {
  #visible = false;
  #timer: unknown;
  #running: Promise<void> | undefined;
  #again = false;
  #failures = 0;
  #dueAt: number | undefined;
  #stopped = false;

  constructor(
    private readonly round: () => Promise<Round>,
    private readonly clock: Clock,
    private readonly pace: Pace = PACE,
  ) {}

  /** When the next round begins; `undefined` while none is planned. */
  get dueAt(): number | undefined {
    return this.#dueAt;
  }

  /** Somebody looks, or no longer does. Becoming visible reads at once, unless a round has just been put off by an error. */
  setVisible(visible: boolean): void {
    if (visible === this.#visible) return;
    this.#visible = visible;
    if (!visible) this.#cancel();
    else if (this.#failures === 0) void this.now();
    else this.#plan(this.#grown(undefined));
  }

  /** Reads now. During a round, another one follows it, so that the caller sees what holds after the call. */
  now(): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    this.#cancel();
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#loop().finally(() => (this.#running = undefined));
    return this.#running;
  }

  /** Something began to move: the next round need not wait for the slow pace. */
  hurry(): void {
    const wanted = this.clock.now() + this.pace.fastMs;
    if (this.#failures === 0 && this.#dueAt !== undefined && this.#dueAt > wanted) this.#plan(this.pace.fastMs);
  }

  /** Ends it for good. */
  stop(): void {
    this.#stopped = true;
    this.#visible = false;
    this.#cancel();
  }

  async #loop(): Promise<void> {
    let wait: number;
    do {
      this.#again = false;
      wait = await this.#once();
    } while (this.#again && !this.#isStopped());
    this.#plan(wait);
  }

  #isStopped(): boolean {
    return this.#stopped;
  }

  async #once(): Promise<number> {
    try {
      const found = await this.round();
      this.#failures = 0;
      return found === 'active' ? this.pace.fastMs : this.pace.slowMs;
    } catch (cause) {
      this.#failures++;
      return this.#grown(cause);
    }
  }

  #grown(cause: unknown): number {
    const asked = cause instanceof RunsError ? (cause.retryAfterMs ?? 0) : 0;
    return Math.max(asked, Math.min(this.pace.longestMs, this.pace.fastMs * 2 ** this.#failures));
  }

  #plan(ms: number): void {
    this.#cancel();
    if (!this.#visible || this.#stopped) return;
    this.#dueAt = this.clock.now() + ms;
    this.#timer = this.clock.setTimeout(() => {
      void this.now();
    }, ms);
  }

  #cancel(): void {
    if (this.#timer !== undefined) this.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#dueAt = undefined;
  }
}
