/** Hands the event loop back, so that messages which have arrived meanwhile are dealt with first. */
export function breathe(): Promise<void> {
  // The message reader takes a turn of its own between reading and dispatching.
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

/** Runs one job per key, each some time after it was last asked for, one at a time and with a breath in between. */
export class Schedule {
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly due = new Set<string>();
  private running = false;

  constructor(
    private readonly run: (key: string) => void | Promise<void>,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Asks for a run. A run of the same key that has not begun is dropped in favour of this one. */
  request(key: string, delayMs: number): void {
    this.cancel(key);
    if (delayMs > 0)
      this.timers.set(
        key,
        setTimeout(() => this.enqueue(key), delayMs),
      );
    else this.enqueue(key);
  }

  /** Drops the run of a key, if it has not begun. */
  cancel(key: string): void {
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    this.due.delete(key);
  }

  /** Drops everything that has not begun. */
  dispose(): void {
    for (const key of [...this.timers.keys(), ...this.due]) this.cancel(key);
  }

  private enqueue(key: string): void {
    this.timers.delete(key);
    this.due.add(key);
    if (!this.running) void this.work();
  }

  private async work(): Promise<void> {
    this.running = true;
    for (;;) {
      await breathe();
      const [key] = this.due;
      if (key === undefined) break;
      this.due.delete(key);
      try {
        await this.run(key);
      } catch (error) {
        this.onError(error);
      }
    }
    this.running = false;
  }
}
