import { randomBytes } from 'node:crypto';

/** What the page of a webview is made of. Addresses are such as the page may load (`webview.asWebviewUri`). */
export interface WebviewPage {
  readonly title: string;
  readonly script: string;
  readonly style: string;
  /** `webview.cspSource` */
  readonly cspSource: string;
}

/** The page of a webview: nothing may be loaded or run but our own script and our own style sheet. */
export function webviewHtml({ title, script, style, cspSource }: WebviewPage): string {
  const nonce = randomBytes(16).toString('base64');
  // The control library reads its nonce from the page, so it gets one that is good for styles only.
  const styleNonce = randomBytes(16).toString('base64');
  const policy = [
    `default-src 'none'`,
    `style-src 'nonce-${styleNonce}' ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta http-equiv="Content-Security-Policy" content="${escape(policy)}">
  <meta property="csp-nonce" content="${styleNonce}">
  <title>${escape(title)}</title>
  <link rel="stylesheet" href="${escape(style)}">
  <script nonce="${nonce}" defer src="${escape(script)}"></script>
</head>
<body>
  <div id="root"></div>
</body>
</html>`;
}

function escape(text: string): string {
  return text.replace(/[&"<>]/g, (char) => `&#${char.charCodeAt(0)};`);
}
