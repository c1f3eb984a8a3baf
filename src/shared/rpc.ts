/**
 * A typed two-way message channel between two ends that can only post plain values: a webview and its host, or two
 * ends of a test. Each end offers one contract; a missing handler or a wrong parameter does not compile.
 */

/** What one end offers: methods that the other end calls, events that the other end hears. */
export interface Contract {
  readonly methods: object;
  readonly events: object;
}

/** The way to the other end. `listen` hands back the function that stops listening. */
export interface Wire {
  post(message: unknown): void;
  listen(receive: (message: unknown) => void): () => void;
}

type AnyFunction = (...args: never[]) => unknown;
/** The parameters of a method. */
export type ArgsOf<F> = F extends (...args: infer A) => unknown ? A : never;
type ReplyOf<F> = F extends (...args: never[]) => infer R ? Awaited<R> : never;

/** One handler for each method of a contract, no more and no less. */
export type Handlers<C extends Contract> = {
  readonly [K in keyof C['methods']]: (
    ...args: ArgsOf<C['methods'][K]>
  ) => ReplyOf<C['methods'][K]> | Promise<ReplyOf<C['methods'][K]>>;
};

/** One end of the channel: `Mine` is what it offers, `Theirs` what the other end offers. */
export interface Channel<Mine extends Contract, Theirs extends Contract> {
  /** Calls a method of the other end. Rejects when its handler throws, when time runs out, and when the channel closes. */
  call<K extends keyof Theirs['methods'] & string>(
    method: K,
    ...args: ArgsOf<Theirs['methods'][K]>
  ): Promise<ReplyOf<Theirs['methods'][K]>>;
  /** Tells the other end. An event is a whole snapshot: losing an older one loses nothing. */
  emit<K extends keyof Mine['events'] & string>(event: K, snapshot: Mine['events'][K]): void;
  /** Hears an event of the other end. Hands back the function that stops hearing it. */
  on<K extends keyof Theirs['events'] & string>(
    event: K,
    listener: (snapshot: Theirs['events'][K]) => void,
  ): () => void;
  /** Stops listening and rejects every call that is still open. */
  dispose(): void;
}

export interface ChannelOptions {
  /** How long a call waits for its reply, in milliseconds. */
  readonly timeoutMs?: number;
  /** Told about a listener that threw; the other listeners are served all the same. */
  readonly onError?: (error: unknown) => void;
}

type Message =
  | { readonly kind: 'call'; readonly id: number; readonly method: string; readonly args: readonly unknown[] }
  | { readonly kind: 'reply'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string }
  | { readonly kind: 'event'; readonly event: string; readonly snapshot: unknown };

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly timer: unknown;
}

// Declared here, because this file is compiled for the page, for Node and for neither; all hosts have them.
declare function setTimeout(run: () => void, ms: number): unknown;
declare function clearTimeout(timer: unknown): void;

/** Opens one end of the channel over `wire`, answering with `handlers`. */
export function openChannel<Mine extends Contract, Theirs extends Contract>(
  wire: Wire,
  handlers: Handlers<Mine>,
  options: ChannelOptions = {},
): Channel<Mine, Theirs> {
  const { timeoutMs = 30_000, onError = () => undefined } = options;
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, Set<(snapshot: never) => void>>();
  let lastId = 0;
  let open = true;

  const post = (message: Message): void => {
    if (open) wire.post(message);
  };

  async function answer(id: number, method: string, args: readonly unknown[]): Promise<void> {
    try {
      if (!Object.hasOwn(handlers, method)) throw new Error(`There is no method called "${method}".`);
      const handler = (handlers as Record<string, AnyFunction>)[method] as AnyFunction;
      post({ kind: 'reply', id, value: await handler(...(args as never[])) });
    } catch (error) {
      post({ kind: 'failure', id, message: messageOf(error) });
    }
  }

  function settle(id: number, use: (call: Pending) => void): void {
    const call = pending.get(id);
    if (!call) return;
    pending.delete(id);
    clearTimeout(call.timer);
    use(call);
  }

  function tell(event: string, snapshot: unknown): void {
    for (const listener of listeners.get(event) ?? []) {
      try {
        listener(snapshot as never);
      } catch (error) {
        onError(error);
      }
    }
  }

  const stop = wire.listen((raw) => {
    if (!open || !isMessage(raw)) return;
    if (raw.kind === 'call') void answer(raw.id, raw.method, raw.args);
    else if (raw.kind === 'reply') settle(raw.id, (call) => call.resolve(raw.value));
    else if (raw.kind === 'failure') settle(raw.id, (call) => call.reject(new Error(raw.message)));
    else tell(raw.event, raw.snapshot);
  });

  return {
    call(method, ...args) {
      return new Promise((resolve, reject) => {
        if (!open) return reject(new Error(`"${method}" was called on a closed channel.`));
        const id = ++lastId;
        const timer = setTimeout(
          () => settle(id, (call) => call.reject(new Error(`"${method}" got no reply within ${timeoutMs} ms.`))),
          timeoutMs,
        );
        pending.set(id, { resolve: resolve as (value: unknown) => void, reject, timer });
        try {
          post({ kind: 'call', id, method, args });
        } catch (error) {
          settle(id, (call) => call.reject(error instanceof Error ? error : new Error(messageOf(error))));
        }
      });
    },
    emit(event, snapshot) {
      post({ kind: 'event', event, snapshot });
    },
    on(event, listener) {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set.add(listener));
      return () => void set.delete(listener);
    },
    dispose() {
      open = false;
      stop();
      for (const id of [...pending.keys()]) settle(id, (call) => call.reject(new Error('The channel was closed.')));
      listeners.clear();
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What arrives is checked for shape: a page may receive messages that are not ours. */
function isMessage(raw: unknown): raw is Message {
  if (typeof raw !== 'object' || raw === null) return false;
  const { kind, id, method, args, event, message } = raw as Record<string, unknown>;
  if (kind === 'event') return typeof event === 'string';
  if (typeof id !== 'number') return false;
  if (kind === 'call') return typeof method === 'string' && Array.isArray(args);
  return kind === 'reply' || (kind === 'failure' && typeof message === 'string');
}
