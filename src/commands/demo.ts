import { print, readArguments, UsageError, type Command } from './command';

/** `lakelint demo`: the demo workspace, until it is stopped. */
export const command: Command = {
  help: `lakelint demo [--port PORT]

Starts a small made-up workspace that answers the Jobs API, on this machine only. Prints its address and its token and
runs until it is stopped (Ctrl+C).
`,
  async run(args) {
    const { values } = readArguments('demo', args, { port: { type: 'string' } }, 0);
    const port = values.port === undefined ? 0 : Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65535) {
      throw new UsageError(`\`--port ${values.port}\`: give a number from 0 (any free port) to 65535.`);
    }
    const { startDemoWorkspace } = await import('../runs/demo');
    const demo = await startDemoWorkspace({ port }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        throw new UsageError(`Port ${port} is taken; give another one, or leave out --port.`);
      throw error;
    });
    const stopped = new Promise<void>((done) => {
      process.once('SIGINT', () => done());
      process.once('SIGTERM', () => done());
    });
    await print(`${demo.url}\ntoken ${demo.token}\nThe demo workspace runs until you stop it (Ctrl+C).\n`);
    await stopped;
    await demo.stop();
    return 0;
  },
};
