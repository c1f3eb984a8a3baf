import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { openChannel, type Channel, type ChannelOptions, type Handlers, type Wire } from '../../src/shared/rpc';

interface Clock {
  readonly methods: {
    add(a: number, b: number): number;
    fail(): void;
    hang(): void;
    echo(value?: string): string | undefined;
  };
  readonly events: { tick: { readonly at: number } };
}
interface Nobody {
  readonly methods: { greet(name: string): string };
  readonly events: Record<never, never>;
}

/** Two wires that post to each other as a webview does: asynchronously, and plain values only. */
function pair(): [Wire, Wire] {
  const hearers: [Set<(m: unknown) => void>, Set<(m: unknown) => void>] = [new Set(), new Set()];
  const end = (mine: 0 | 1): Wire => ({
    post: (message) => {
      const copy: unknown = JSON.parse(JSON.stringify(message));
      setImmediate(() => hearers[mine === 0 ? 1 : 0].forEach((hear) => hear(copy)));
    },
    listen: (hear) => {
      hearers[mine].add(hear);
      return () => void hearers[mine].delete(hear);
    },
  });
  return [end(0), end(1)];
}

const HANDLERS: Handlers<Clock> = {
  add: (a, b) => a + b,
  fail: () => {
    throw new Error('the disk is full');
  },
  hang: () => new Promise<void>(() => undefined),
  echo: (value) => value,
};

function connect(options?: ChannelOptions): {
  host: Channel<Clock, Nobody>;
  view: Channel<Nobody, Clock>;
  wires: [Wire, Wire];
} {
  const wires = pair();
  const host = openChannel<Clock, Nobody>(wires[0], HANDLERS);
  const view = openChannel<Nobody, Clock>(wires[1], { greet: (name) => Promise.resolve(`hello ${name}`) }, options);
  return { host, view, wires };
}

describe('channel', () => {
  it('answers calls in both directions', async () => {
    const { host, view } = connect();
    assert.equal(await view.call('add', 2, 3), 5);
    assert.equal(await host.call('greet', 'Ada'), 'hello Ada');
  });

  it('keeps replies apart when calls overlap', async () => {
    const { view } = connect();
    const sums = await Promise.all(Array.from({ length: 50 }, (_, i) => view.call('add', i, 1)));
    assert.deepEqual(
      sums,
      Array.from({ length: 50 }, (_, i) => i + 1),
    );
  });

  it('leaves out an argument that may be left out', async () => {
    const { view } = connect();
    assert.equal(await view.call('echo'), undefined);
    assert.equal(await view.call('echo', 'x'), 'x');
  });

  it('turns a throw into a rejection with its message', async () => {
    const { view } = connect();
    await assert.rejects(view.call('fail'), /the disk is full/);
  });

  it('rejects when time runs out, and drops the late reply', async () => {
    const { view } = connect({ timeoutMs: 20 });
    await assert.rejects(view.call('hang'), /"hang" got no reply within 20 ms/);
    assert.equal(await view.call('add', 1, 1), 2);
  });

  it('rejects what is open, and what comes later, once it is closed', async () => {
    const { view } = connect();
    const open = view.call('hang');
    view.dispose();
    await assert.rejects(open, /closed/);
    await assert.rejects(view.call('add', 1, 1), /closed/);
  });

  it('answers nothing after it was closed', async () => {
    const { host, view } = connect({ timeoutMs: 30 });
    host.dispose();
    await assert.rejects(view.call('add', 1, 1), /no reply/);
  });

  it('hands every event to every listener until it stops listening', async () => {
    const { host, view } = connect();
    const heard: string[] = [];
    const stop = view.on('tick', ({ at }) => heard.push(`first ${at}`));
    view.on('tick', ({ at }) => heard.push(`second ${at}`));
    host.emit('tick', { at: 1 });
    await view.call('add', 0, 0);
    stop();
    host.emit('tick', { at: 2 });
    await view.call('add', 0, 0);
    assert.deepEqual(heard, ['first 1', 'second 1', 'second 2']);
  });

  it('serves the other listeners when one throws', async () => {
    const errors: unknown[] = [];
    const { host, view } = connect({ onError: (error) => errors.push(error) });
    let heard = 0;
    view.on('tick', () => {
      throw new Error('no');
    });
    view.on('tick', ({ at }) => (heard = at));
    host.emit('tick', { at: 7 });
    await view.call('add', 0, 0);
    assert.equal(heard, 7);
    assert.equal(errors.length, 1);
  });

  it('refuses methods that nobody offers, inherited names among them', async () => {
    const { view } = connect();
    const call = view.call as unknown as (method: string) => Promise<unknown>;
    for (const method of ['remove', 'toString', '__proto__', 'constructor']) {
      await assert.rejects(call(method), new RegExp(`no method called "${method}"`));
    }
  });

  it('passes over messages that are not its own', async () => {
    const { view, wires } = connect();
    for (const junk of [
      null,
      7,
      'x',
      [],
      {},
      { kind: 'reply' },
      { kind: 'call', id: 1 },
      { kind: 'reply', id: 99, value: 1 },
    ]) {
      wires[0].post(junk);
      wires[1].post(junk);
    }
    assert.equal(await view.call('add', 1, 2), 3);
  });

  it('rejects the call when the message cannot be posted', async () => {
    const wire: Wire = {
      post: () => {
        throw new Error('could not be cloned');
      },
      listen: () => () => undefined,
    };
    const channel = openChannel<Nobody, Clock>(wire, { greet: () => '' });
    await assert.rejects(channel.call('add', 1, 2), /could not be cloned/);
  });

  it('does not compile with a missing handler, a wrong parameter or a wrong event', () => {
    const [wire] = pair();
    const compiles = (): void => {
      // @ts-expect-error `greet` is missing
      openChannel<Nobody, Clock>(wire, {});
      // @ts-expect-error the handler gives the wrong type back
      const channel = openChannel<Nobody, Clock>(wire, { greet: () => 7 });
      // @ts-expect-error the second parameter is missing
      void channel.call('add', 1);
      // @ts-expect-error a parameter of the wrong type
      void channel.call('add', 1, 'two');
      // @ts-expect-error no such method
      void channel.call('subtract', 1, 2);
      // @ts-expect-error the snapshot has no such field
      channel.on('tick', ({ when }) => when);
    };
    assert.equal(typeof compiles, 'function');
  });
});
