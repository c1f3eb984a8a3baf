// One activation in a fresh process: prints the milliseconds of `require` and of `activate`, with a stand-in for VS Code that
// costs nothing, and the files of `dist` that were read. The server and everything else that starts later is not waited for.
const Module = require('node:module');
const path = require('node:path');

const get = (_, key) => {
  if (key === Symbol.toPrimitive) return () => '';
  return key === 'then' || key === Symbol.iterator ? undefined : anything;
};
const base = new Proxy(Object.create(null), { get });
const anything = new Proxy(function () {}, {
  get,
  getPrototypeOf: () => base, // the bundle copies the module, and then looks things up in what the copy inherits
  apply: () => anything,
  construct: () => anything,
});
const load = Module._load;
Module._load = (request, ...rest) => (request === 'vscode' ? anything : load(request, ...rest));

const began = performance.now();
const extension = require(path.resolve(process.argv[2]));
const loaded = performance.now();
extension.activate({ subscriptions: [], extensionPath: path.resolve(process.argv[2], '..', '..') });
const active = performance.now();
const files = Object.keys(require.cache)
  .filter((file) => file !== __filename)
  .map((file) => path.basename(file));
process.stdout.write(JSON.stringify({ load: loaded - began, activate: active - loaded, files }), () => process.exit(0));
