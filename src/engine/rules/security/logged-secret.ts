import { perCell } from '../../python/per-cell';
import type { Expr, Name } from '../../python/ast';
import { unwrap } from '../../python/ast';
import type { CallFact, PythonFacts } from '../../python/facts';
import { isLogCall, partsShown } from '../../python/logs';
import { defineRule } from '../../rule';

/** `dbutils.secrets.get(…)`. */
function readsSecret(expr: Expr, facts: PythonFacts): boolean {
  const e = unwrap(expr);
  if (e.type !== 'Call') return false;
  const func = unwrap(e.func);
  if (func.type !== 'Attribute' || !/^(get|getBytes)$/.test(func.name)) return false;
  const object = unwrap(func.object);
  return object.type === 'Attribute' && object.name === 'secrets' && facts.valueOf(object.object).kind === 'dbutils';
}

const boundNames = perCell((facts) =>
  facts.assignments.map(({ name, stmt, place }) => {
    const isSecret = stmt.type === 'Assign' && stmt.value !== undefined && readsSecret(stmt.value, facts);
    return { name, func: place.func, isSecret };
  }),
);

/** Names that stand for a secret and for nothing else, with the function that they were bound in. */
function secretNames(facts: PythonFacts): Map<string, unknown> {
  const names = new Map<string, unknown>();
  const others = new Set<string>();
  for (const { name, func, isSecret } of boundNames(facts)) {
    if (isSecret) names.set(name, func);
    else others.add(name);
  }
  for (const name of others) names.delete(name);
  return names;
}

function leak(fact: CallFact, names: ReadonlyMap<string, unknown>, facts: PythonFacts): Expr | undefined {
  const isSecret = (e: Expr): boolean => {
    if (readsSecret(e, facts)) return true;
    if (e.type !== 'Name' || !names.has((e as Name).id)) return false;
    const home = names.get(e.id);
    return home === undefined || home === fact.place.func;
  };
  for (const arg of fact.call.args) for (const part of partsShown(arg.value)) if (isSecret(part)) return part;
  return undefined;
}

/** Calls that show what they are given, or put it into a column. */
const showingCalls = perCell((facts) =>
  facts.calls.flatMap((fact) => {
    const isColumn = fact.qualified === 'pyspark.sql.functions.lit' && becomesColumn(fact);
    return isColumn || isLogCall(fact, facts) ? [{ fact, isColumn }] : [];
  }),
);

export default defineRule({
  id: 'logged-secret',
  family: 'security',
  severity: 'warning',

  summary: 'A secret is printed, logged or put into a column',
  why:
    'Databricks replaces a secret by `[REDACTED]` only in the output of a notebook, and only where it stands as it is. In log files, in a slice of it, in a table or in what a job hands on, it is readable for ' +
    'everybody who can read those. Say that the secret was found, not what it is.',
  docs: [
    {
      title: 'Secret redaction (Databricks)',
      url: 'https://docs.databricks.com/user-guide/secrets/redaction.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'import logging\n\nlogger = logging.getLogger(__name__)\ntoken = dbutils.secrets.get("shop", "api-token")\nlogger.info(f"calling the shop with {token}")\n',
      good: 'import logging\n\nlogger = logging.getLogger(__name__)\ntoken = dbutils.secrets.get("shop", "api-token")\nlogger.info("calling the shop")\n',
    },
    {
      kind: 'python-notebook',
      bad: '# Databricks notebook source\npassword = dbutils.secrets.get(\n    scope="shop",\n    key="jdbc-password",\n)\n\n# COMMAND ----------\n\nprint("password: " + password)\n',
      good: '# Databricks notebook source\npassword = dbutils.secrets.get(\n    scope="shop",\n    key="jdbc-password",\n)\n\n# COMMAND ----------\n\nprint("password read")\n',
    },
    {
      bad: 'from pyspark.sql.functions import lit\n\nkey = dbutils.secrets.get("shop", "salt")\nusers = spark.table("main.crm.users").withColumn("salt", lit(key))\n',
      good: "users = spark.sql(\"SELECT *, sha2(concat(email, secret('shop', 'salt')), 256) AS fingerprint FROM main.crm.users\")\n",
    },
  ],
  nearMisses: [
    {
      why: 'the secret is used, not shown',
      code: 'password = dbutils.secrets.get("shop", "jdbc")\ndf = spark.read.format("jdbc").option("password", password).load()\n',
    },
    { why: 'its length says little', code: 'token = dbutils.secrets.get("shop", "token")\nprint(len(token))\n' },
    {
      why: 'names of secrets are no secrets',
      code: 'print(dbutils.secrets.list("shop"))\nprint("token of the shop")\n',
    },
    {
      why: 'the name stands for something else later',
      code: 'token = dbutils.secrets.get("shop", "token")\ntoken = "none"\nprint(token)\n',
    },
    {
      why: 'a variable of another function',
      code: 'def read():\n    token = dbutils.secrets.get("shop", "token")\n    return call(token)\n\ndef show(token):\n    print(token)\n',
    },
    {
      why: 'the answer of a service',
      code: 'token = dbutils.secrets.get("shop", "token")\nprint(requests.get(url, headers={"Authorization": token}).status_code)\n',
    },
    {
      why: 'it is hashed with, not stored',
      code: 'from pyspark.sql.functions import concat, lit, sha2\n\nsalt = dbutils.secrets.get("shop", "salt")\ndf = spark.table("a.b.c").withColumn("h", sha2(concat("email", lit(salt)), 256))\n',
    },
  ],

  *python(facts) {
    if (facts.isTest) return;
    const names = secretNames(facts);
    for (const { fact, isColumn } of showingCalls(facts)) {
      const found = leak(fact, names, facts);
      if (!found) continue;
      const where = isColumn
        ? 'This puts the secret into a column'
        : 'This shows the secret to everybody who can read the output';
      yield { span: found, message: `${where}: leave it out.` };
    }
  },
});

/** `withColumn("x", lit(…))`: the value itself is the column. */
function becomesColumn({ call }: CallFact): boolean {
  const around = call.parent;
  if (around?.type !== 'Call' || around.func === call) return false;
  const func = unwrap(around.func);
  return func.type === 'Attribute' && func.name === 'withColumn';
}
