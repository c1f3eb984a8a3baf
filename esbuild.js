// Builds everything that ships: the Node bundles, the webviews, and the data files that are read at run time.
//   node esbuild.js [--production] [--watch]      node esbuild.js --sizes (only prints what is in dist)
const { execFileSync } = require('node:child_process');
const { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } = require('node:fs');
const { join, relative, resolve } = require('node:path');
const { gzipSync } = require('node:zlib');

const flags = new Set(process.argv.slice(2));
const production = flags.has('--production');
const out = join(__dirname, 'dist');

const common = {
  absWorkingDir: __dirname,
  bundle: true,
  target: 'es2022',
  minify: production,
  // Linked in development, absent from what ships.
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
};

const node = {
  ...common,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  // Some libraries' CommonJS files wrap themselves in a way that hides their imports; their ES modules do not.
  mainFields: ['module', 'main'],
};

/** For bundles with the Databricks SDK in them: see the file. */
const withSdk = { ...node, alias: { 'google-auth-library': './src/runs/google-auth-stub.ts' } };

/**
 * What is wanted only after activation gets a file of its own, so that it does not have to be parsed before: the client
 * library, which is most of the extension, and job runs with the Databricks SDK.
 */
const later = {
  name: 'later',
  setup(build) {
    build.onResolve({ filter: /^vscode-languageclient\/node$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './languageClient.js', external: true } : undefined,
    );
    build.onResolve({ filter: /^\.\.\/\.\.\/runs$/ }, () => ({ path: './runs.js', external: true }));
  },
};

/** The command line does not hold the language server a second time. */
const otherBundles = {
  name: 'other bundles',
  setup(build) {
    build.onResolve({ filter: /^\.\.\/server$/ }, () => ({ path: './server.js', external: true }));
  },
};

const bundles = [
  {
    ...node,
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.js',
    external: ['vscode'],
    plugins: [later],
    // As `require`: what VS Code offers under the name `vscode` is known to that alone.
    supported: { 'dynamic-import': false },
  },
  {
    ...node,
    stdin: { contents: "module.exports = require('vscode-languageclient/node');", resolveDir: __dirname },
    outfile: 'dist/languageClient.js',
    external: ['vscode'],
  },
  { ...withSdk, entryPoints: ['src/runs/index.ts'], outfile: 'dist/runs.js' },
  { ...node, entryPoints: ['src/server.ts'], outfile: 'dist/server.js' },
  {
    ...withSdk,
    entryPoints: ['src/cli.ts'],
    outfile: 'dist/lakelint.js',
    plugins: [otherBundles],
    supported: { 'dynamic-import': false },
  },
  { ...node, entryPoints: ['src/start.ts'], outfile: 'dist/cli.js', banner: { js: '#!/usr/bin/env node' } },
  { ...common, entryPoints: ['webview/runs/main.ts'], outfile: 'dist/webview/runs.js', format: 'iife', minify: true },
];

/** Data files are made by our own scripts, so that one fact has one home. */
const dataFiles = [{ script: 'src/tools/build-confs.ts', file: 'dist/confs.json' }];

async function main() {
  if (flags.has('--sizes')) return printSizes();
  checkEntries();
  mkdirSync(out, { recursive: true });
  buildData();
  const esbuild = require('esbuild');
  if (flags.has('--watch')) {
    for (const options of bundles)
      await (
        await esbuild.context({ ...options, plugins: [...(options.plugins ?? []), announce(options.outfile)] })
      ).watch();
    return;
  }
  const results = await Promise.all(bundles.map((options) => esbuild.build({ ...options, metafile: true })));
  removeAllBut([...results.flatMap((result) => Object.keys(result.metafile.outputs)), ...dataFiles.map((d) => d.file)]);
  printSizes();
}

function checkEntries() {
  const entries = [...bundles.flatMap((b) => b.entryPoints ?? []), ...dataFiles.map((d) => d.script)];
  const missing = entries.filter((entry) => !existsSync(join(__dirname, entry)));
  if (missing.length > 0) throw new Error(`cannot build, these entries are missing: ${missing.join(', ')}`);
}

function buildData() {
  for (const { script, file } of dataFiles) {
    execFileSync(process.execPath, ['--import', 'tsx', script, file], {
      cwd: __dirname,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (!existsSync(join(__dirname, file))) throw new Error(`${script} did not write ${file}`);
  }
}

/** A file that is no longer built must not ship. */
function removeAllBut(built) {
  const keep = new Set(built.map((file) => resolve(__dirname, file)));
  for (const file of filesInDist()) if (!keep.has(file)) rmSync(file);
}

function filesInDist() {
  const entries = readdirSync(out, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** What the watch task of the editor waits for. */
function announce(outfile) {
  return {
    name: 'announce',
    setup(build) {
      build.onStart(() => console.log(`[watch] build started ${outfile}`));
      build.onEnd(({ errors }) => console.log(`[watch] build finished ${outfile}, ${errors.length} errors`));
    },
  };
}

function printSizes() {
  for (const file of filesInDist()
    .filter((name) => !name.endsWith('.map'))
    .sort()) {
    const bytes = readFileSync(file);
    console.log(`${kilobytes(bytes.length)}  ${kilobytes(gzipSync(bytes).length)} gzip  ${relative(__dirname, file)}`);
  }
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1).padStart(8)} kB`;
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
