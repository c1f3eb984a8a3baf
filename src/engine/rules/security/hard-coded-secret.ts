import type { Expr, Str } from '../../python/ast';
import { dottedName, unwrap } from '../../python/ast';
import type { PythonFacts } from '../../python/facts';
import { literalText } from '../../python/strings';
import { argument } from '../../python/strings-of';
import { entriesOf, everyValue, isDynamic, type Value } from '../../jobs/values';
import { defineRule } from '../../rule';
import { isSecretName, looksRandom, looksSecret, mayHoldSecret, secretIn } from '../../spark/secrets';
import { Kind } from '../../sql/reader/tokens';
import type { Problem } from '../../types';

const CURE = 'keep it in a secret scope and read it with `dbutils.secrets.get(scope, key)`';
const CURE_IN_JOBS = 'keep it in a secret scope and write `{{secrets/scope/key}}`';

export default defineRule({
  id: 'hard-coded-secret',
  family: 'security',
  severity: 'error',

  summary: 'A password, key or token stands in the code',
  why:
    'Everybody who can read the repository, the notebook or its revision history can use it, and it stays in the history after it was deleted. ' +
    'Put it into a secret scope, read it with `dbutils.secrets.get`, and make the one in the code invalid.',
  docs: [
    {
      title: 'Secret management (Databricks)',
      url: 'https://docs.databricks.com/security/secrets',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      kind: 'python',
      bad: 'df = (spark.read.format("jdbc")\n  .option("url", url)\n  .option("user", "etl")\n  .option("password", "Tr0ub4dor&3")\n  .load())\n',
      good: 'df = (spark.read.format("jdbc")\n  .option("url", url)\n  .option("user", "etl")\n  .option("password", dbutils.secrets.get("shop", "jdbc-password"))\n  .load())\n',
    },
    {
      kind: 'python',
      bad: 'headers = {"Authorization": "Bearer dapi' + '0123456789abcdef0123456789abcdef"}\n',
      good: 'headers = {"Authorization": f"Bearer {token}"}\n',
    },
    {
      kind: 'bundle',
      bad: 'resources:\n  clusters:\n    dev:\n      spark_conf:\n        fs.azure.account.key.shop.dfs.core.windows.net: Tr0ub4dor+3\n',
      good: 'resources:\n  clusters:\n    dev:\n      spark_conf:\n        fs.azure.account.key.shop.dfs.core.windows.net: "{{secrets/shop/key}}"\n',
    },
    {
      kind: 'sql',
      bad: "CREATE CONNECTION shop TYPE postgresql OPTIONS (host 'db.shop.example', user 'etl', password 'Tr0ub4dor&3')",
      good: "CREATE CONNECTION shop TYPE postgresql OPTIONS (host 'db.shop.example', user 'etl', password secret('shop', 'jdbc'))",
    },
  ],
  nearMisses: [
    {
      why: 'references and variables in a bundle',
      kind: 'bundle',
      code: 'variables: { token: { description: Token of the shop } }\nresources:\n  clusters:\n    dev:\n      spark_conf:\n        fs.azure.account.key.shop.dfs.core.windows.net: "{{secrets/shop/key}}"\n      spark_env_vars: { TOKEN: "${var.token}", SECRET: shop-prod }\n',
    },
    {
      why: 'placeholders',
      kind: 'python',
      code: 'token = "<your-token>"\nreader.option("password", "${PASSWORD}")\nreader.option("password", "********")\n',
    },
    {
      why: 'words that explain the shape of a URL or of a login',
      kind: 'python',
      code: '"""Reads postgresql://user:password@host:5432/db\n\nreader.option("jaas", \'PlainLoginModule required username="me" password="secret";\')\n"""\nlocal = "postgresql://app:Tr0ub4dor3@localhost:5432/shop"\n',
    },
    {
      why: 'a value that asks to be changed',
      kind: 'sql',
      code: "CREATE USER etl PASSWORD = 'CHANGE_ME_ON_FIRST_LOGIN';\n",
    },
    {
      why: 'the name of a secret, not the secret',
      kind: 'python',
      code: 'password = dbutils.secrets.get(scope="shop", key="jdbc-password")\nsecret_key = "jdbc-password"\n',
    },
    {
      why: 'an empty or switched-off value',
      kind: 'python',
      code: 'spark.read.format("jdbc").option("password", "").load()\n',
    },
    {
      why: 'a column called token',
      kind: 'python',
      code: 'df = spark.table("a.b.c").withColumn("token", F.lit("abc_def"))\ntoken = "word_token"\n',
    },
    { why: 'the key from the documentation', kind: 'python', code: 'key = "AKIAIOSFODNN7EXAMPLE"\n' },
    {
      why: 'a reference to a secret',
      kind: 'python',
      code: 'spark.conf.set("fs.azure.account.key.shop.dfs.core.windows.net", "{{secrets/shop/key}}")\n',
    },
  ],

  pythonScope: 'cell',
  *python(facts) {
    const reported = new Set<Str>();
    for (const { str } of facts.strings) {
      const text = str.parts.map((p) => p.raw).join('');
      const what = text.length >= 12 ? secretIn(text) : undefined;
      if (!what) continue;
      reported.add(str);
      yield problem(str, what);
    }
    for (const { str, name } of named(facts)) {
      if (reported.has(str) || !isSecretName(name.text) || facts.isTest) continue;
      const value = literalText(str);
      if (value === undefined || !(name.isVariable ? looksRandom(value) : looksSecret(value))) continue;
      reported.add(str);
      yield problem(str, `the value of \`${name.text}\``);
    }
  },

  scope: 'statement',
  words: ['string'],

  *sql({ tree, form, source }) {
    if (form !== 'statements') return;
    const { tokens, text } = tree;
    let last = '';
    for (let i = 0; i < tokens.count; i++) {
      const kind = tokens.kinds[i];
      if (kind === Kind.space || kind === Kind.comment) continue;
      const span = { from: tokens.from(i), to: tokens.to(i) };
      const raw = text.slice(span.from, span.to);
      if (kind === Kind.string && source.isKnown(span)) {
        const value = raw.slice(1, -1);
        const what =
          secretIn(value) ?? (isSecretName(last) && looksSecret(value) ? `the value of \`${last}\`` : undefined);
        if (what) yield problem(span, what);
        last = isSecretName(value) ? value : '';
      } else if (kind === Kind.word || kind === Kind.quoted) last = raw.replace(/`/g, '');
      else if (raw !== '=' && raw !== '=>') last = '';
    }
  },

  *job({ tree, isHere }) {
    if (!mayHoldSecret(tree.text)) return;
    for (const holder of everyValue(tree.root)) {
      const items = holder.kind === 'list' ? holder.items.map((value) => ({ key: '', value })) : entriesOf(holder);
      for (const { key, value } of items) {
        const what = isHere(value) ? secretUnder(key, value) : undefined;
        if (what) yield problem(value.span, what, CURE_IN_JOBS);
      }
    }
  },
});

function problem(span: { from: number; to: number }, what: string, cure = CURE): Problem {
  return {
    span: { from: span.from, to: span.to },
    message: `This is ${what}, readable for everybody who can read the code: ${cure}.`,
  };
}

/** What kind of secret a value in a job definition is. Settings of Spark are told by their names alone. */
function secretUnder(name: string, value: Value): string | undefined {
  if (value.kind !== 'scalar' || typeof value.value !== 'string' || isDynamic(value)) return undefined;
  const text = value.value;
  const shape = text.length >= 12 ? secretIn(text) : undefined;
  if (shape !== undefined || !isSecretName(name)) return shape;
  const isSecret = /^(spark|fs)\./.test(name) ? looksSecret(text) : looksRandom(text);
  return isSecret ? `the value of \`${name}\`` : undefined;
}

interface Named {
  readonly str: Str;
  readonly name: { readonly text: string; readonly isVariable: boolean };
}

/** String literals that stand under a name: options, settings, keyword arguments, entries of dicts, variables. */
function* named(facts: PythonFacts): Generator<Named> {
  const literal = (expr: Expr | undefined): Str | undefined => {
    const e = expr && unwrap(expr);
    return e?.type === 'Str' ? e : undefined;
  };
  for (const { call, method } of facts.calls) {
    if (method === 'option' || method === 'set' || method === 'config') {
      const key = facts.constantOf(argument(call, 0, 'key'));
      const str = literal(argument(call, 1, 'value'));
      if (key !== undefined && str) yield { str, name: { text: key, isVariable: false } };
    }
    for (const arg of call.args) {
      const str = arg.keyword === undefined ? undefined : literal(arg.value);
      if (str && !/^(get|getBytes|withColumn|lit)$/.test(method))
        yield { str, name: { text: arg.keyword!, isVariable: method !== 'options' } };
    }
  }
  for (const { name, stmt } of facts.assignments) {
    const str = literal(stmt.value);
    if (str) yield { str, name: { text: name.split('.').pop()!, isVariable: true } };
  }
  const dicts = new Set(facts.strings.flatMap(({ str }) => (str.parent?.type === 'Dict' ? [str.parent] : [])));
  for (const { entries } of dicts) {
    for (const { key, value } of entries) {
      const str = literal(value);
      const text = key && keyText(unwrap(key));
      if (str && text !== undefined) yield { str, name: { text, isVariable: true } };
    }
  }
}

/** The name under which an entry of a dict stands. */
function keyText(key: Expr): string | undefined {
  return key.type === 'Str' ? literalText(key) : dottedName(key);
}
