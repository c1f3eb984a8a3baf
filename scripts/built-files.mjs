// What `npm run build` makes: `npm start` builds where one is missing, the tests in VS Code ask for all of them.
export const builtFiles = [
  'dist/extension.js',
  'dist/languageClient.js',
  'dist/runs.js',
  'dist/server.js',
  'dist/cli.js',
  'dist/lakelint.js',
  'dist/webview/runs.js',
  'dist/confs.json',
];
