// Stand-in for the native @vscode/native-watchdog: ends an orphaned process when its parent is gone.
exports.start = (pid) => {
  const check = () => {
    try {
      process.kill(pid, 0);
    } catch {
      process.exit(87);
    }
  };
  setInterval(check, 2000).unref();
};
