// `lakelint demo` as a child: a workspace on this machine with recorded job runs.
import { spawn } from 'node:child_process';
import path from 'node:path';

/** Starts it; gives its address, its token and a way to end it. */
export function startDemoWorkspace(root) {
  const child = spawn(process.execPath, [path.join(root, 'dist/cli.js'), 'demo'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // Ctrl-C ends it when we say so, not before the editor
  });
  let stopping = false;
  const stop = () => {
    stopping = true;
    if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill();
    return Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 2000))]);
  };
  process.once('exit', () => child.kill());
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error(`The demo workspace did not start:\n${text}`)), 15_000);
    const read = (chunk) => {
      text += chunk;
      const url = /https?:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
      const token = /^\s*token[: ]+(\S+)\s/im.exec(text)?.[1];
      if (!url || !token) return;
      clearTimeout(timer);
      resolve({ url, token, stop });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearTimeout(timer);
      if (!stopping) reject(new Error(`The demo workspace ended with ${code}:\n${text}`));
    });
  });
}
