/** What secrets look like. Used for Python strings and SQL strings alike; never echoes what it found. */

interface SecretShape {
  readonly what: string;
  /** Where words around a secret make the shape, the group `value` holds it alone; `host` is where it opens. */
  readonly pattern: RegExp;
}

/** Shapes that are secrets wherever they stand. */
const SHAPES: readonly SecretShape[] = [
  { what: 'a Databricks token', pattern: /\b(dapi|dkea|dosa|dose|dsapi)[0-9a-f]{32}(-\d+)?\b/ },
  { what: 'an AWS access key', pattern: /\b(AKIA|ASIA)[0-9A-Z]{16}\b/ },
  { what: 'an Azure storage key', pattern: /(?<![\w+/=])[A-Za-z0-9+/]{86}==(?![\w+/=])/ },
  { what: 'an Azure shared access signature', pattern: /[?&]sig=[A-Za-z0-9%+/]{40,}(=|%3D)/i },
  { what: 'a connection string with its key', pattern: /\b(AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{30,}={0,2}/i },
  { what: 'a private key', pattern: /-----BEGIN (RSA |EC |OPENSSH |ENCRYPTED )?PRIVATE KEY-----/ },
  { what: 'a GitHub token', pattern: /\b(ghp|gho|ghs|ghu)_[A-Za-z0-9]{36}\b|\bgithub_pat_[A-Za-z0-9_]{60,}/ },
  { what: 'a Slack token', pattern: /\bxox[abprs]-[A-Za-z0-9-]{20,}/ },
  { what: 'an OpenAI key', pattern: /\bsk-(proj-)?[A-Za-z0-9_-]{40,}\b/ },
  { what: 'a Hugging Face token', pattern: /\bhf_[A-Za-z0-9]{34}\b/ },
  {
    what: 'a password in a URL',
    pattern: /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@{}<>$]+:(?!\*|<|\$|\{)(?<value>[^\s/:@{}<>$*]{6,})@(?<host>[\w.-]+)/i,
  },
  {
    what: 'a password in a connection string',
    pattern: /[;?&](password|pwd)=(?![<{$*;&]|%s|:)(?<value>[^;&\s'"]{6,})/i,
  },
  { what: 'a password in a login module', pattern: /\bpassword=\\?["'](?![<{$*])(?<value>[^"'\\]{6,})\\?["'];?/i },
];

/** Names of options, settings and parameters whose value is a secret. */
const SECRET_NAME =
  /(^|[._-])(password|passwd|pwd|secret|secret[._-]?key|client[._-]?secret|access[._-]?token|api[._-]?key|apikey|auth[._-]?token|private[._-]?key|sfpassword|token)$|^fs\.azure\.account\.key\.|^fs\.azure\.account\.oauth2\.client\.secret|fs\.s3a\.secret\.key|fs\.azure\.sas\./i;

const PLACEHOLDER =
  /^(<.*>|\[.*\]|\{.*\}|\$.*|%.*|\*+|x+|\.+|-+|none|null|true|false|todo|tbd|n\/a|change[_-]?me.*|redacted|replace.*|enter.*|insert.*|put.*|fill.*|your.*|my[_ -].*|some.*|dummy.*|fake.*|sample.*|example.*|test.*|placeholder.*|secret|password|passwd|token|key)$|your[_ -]|<[^>]+>|\bexample\b|\bplaceholder\b|xxxx|\*\*\*|\.\.\./i;

/** Hosts of URLs that explain, and of databases that a developer starts. */
const NO_HOST = /^(host(name)?|server|localhost|127\.0\.0\.1|.*\bexample\b.*)$/i;

/** One of these stands in every shape: most texts are told apart by this alone. */
const HINT = /dapi|dkea|dosa|dose|AKIA|ASIA|sig=|key=|PRIVATE|gh[opsu]_|github_pat|xox|sk-|hf_|:\/\/|password|pwd|==/i;

/** What kind of secret a text holds, or `undefined`. Placeholders and documentation examples are none. */
export function secretIn(text: string): string | undefined {
  if (!HINT.test(text)) return undefined;
  if (text.length > 5000) return secretIn(text.slice(0, 5000));
  for (const { what, pattern } of SHAPES) {
    const match = pattern.exec(text);
    if (!match || isPlaceholder(match[0]) || /EXAMPLE/.test(match[0])) continue;
    const { value = '', host = '' } = match.groups ?? {};
    if (!isPlaceholder(value) && !NO_HOST.test(host)) return what;
  }
  return undefined;
}

/** True for a name under which a secret is handed over: `password`, `fs.azure.account.key.shop…`. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** True when a text stands for a value that somebody fills in later. */
export function isPlaceholder(text: string): boolean {
  return PLACEHOLDER.test(text.trim());
}

/**
 * True for a value that can only be a secret when it stands under a secret's name: long enough, no words of a
 * language, no path, no name of something else.
 */
export function looksSecret(value: string): boolean {
  if (value.length < 6 || /\s/.test(value) || isPlaceholder(value)) return false;
  if (/^(https?:|dbfs:|s3:|abfss?:|\/|\.\/|\{\{secrets\/)/i.test(value)) return false;
  return true;
}

/** The stricter test for plain variables: a name like `token` also stands for names and parts of speech. */
export function looksRandom(value: string): boolean {
  if (!looksSecret(value) || value.length < 8) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((k) => k.test(value)).length;
  if (kinds < 3 || !/\d/.test(value)) return false;
  return !/^[a-z]+([._-][a-z0-9]+)*$/i.test(value) || value.length >= 24;
}

/** False for a file in which nothing can be found: no secret has its shape there, and no name says that one follows. */
export function mayHoldSecret(text: string): boolean {
  return HINT.test(text) || /passw|secret|token|api.?key|private.?key|account\.key|fs\.azure/i.test(text);
}
