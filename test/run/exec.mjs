// One child process after the other, each with a limit of time.
import { spawn } from 'node:child_process';

const isWindows = process.platform === 'win32';
let current;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (current) end(current, 'SIGTERM');
    process.exit(130);
  });
}

/** Runs a program with our terminal and gives its exit code; 124 when it took too long. */
export function exec(command, args, { cwd, minutes = 5 }) {
  return new Promise((resolve) => {
    // A group of its own, so that its children end with it.
    const child = spawn(command, args, {
      cwd,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: !isWindows,
      shell: isWindows,
    });
    current = child;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      console.log(`!!! It took longer than ${minutes} minutes and was stopped.`);
      end(child, 'SIGKILL');
    }, minutes * 60_000);
    child.on('error', (error) => {
      clearTimeout(timer);
      console.log(error.message);
      resolve(127);
    });
    child.on('exit', (code) => {
      clearTimeout(timer);
      current = undefined;
      resolve(late ? 124 : (code ?? 1));
    });
  });
}

function end(child, signal) {
  try {
    if (isWindows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself meanwhile.
  }
}
