import type { Expr, FunctionDef, Lambda, Stmt } from '../../python/ast';
import { dottedName, unwrap } from '../../python/ast';
import type { PythonFacts } from '../../python/facts';
import { udfsOf } from '../../python/udfs';
import { defineRule } from '../../rule';

/** Methods of a string that Spark has, without arguments and with one literal. */
const METHODS: Readonly<Record<string, string>> = { lower: 'lower', upper: 'upper' };
const WITH_LITERAL: Readonly<Record<string, string>> = { startswith: 'startswith', endswith: 'endswith' };
/** Functions of Python with one parameter. */
const CALLS: Readonly<Record<string, string>> = {
  abs: 'abs',
  'math.sqrt': 'sqrt',
  'math.exp': 'exp',
  'math.radians': 'radians',
  'math.degrees': 'degrees',
};
const HASHES: Readonly<Record<string, string>> = {
  md5: 'md5(…)',
  sha1: 'sha1(…)',
  sha256: 'sha2(…, 256)',
  sha512: 'sha2(…, 512)',
};

/** The built-in function that an expression over one parameter is; `undefined` unless that is sure. */
function builtin(expr: Expr, param: string, facts: PythonFacts): string | undefined {
  const e = unwrap(expr);
  if (e.type !== 'Call') return undefined;
  const func = unwrap(e.func);
  if (func.type === 'Attribute') {
    if (func.name === 'hexdigest' && e.args.length === 0) return hashOf(unwrap(func.object), param, facts);
    if (isParam(func.object, param)) {
      if (e.args.length === 0) return METHODS[func.name] && `${METHODS[func.name]}(…)`;
      const isLiteral = e.args.length === 1 && unwrap(e.args[0]!.value).type === 'Str';
      return isLiteral && WITH_LITERAL[func.name] ? `${WITH_LITERAL[func.name]}(…)` : undefined;
    }
  }
  const value = facts.valueOf(func);
  const name = value.kind === 'imported' ? value.name : func.type === 'Name' && value.kind === 'unknown' ? func.id : '';
  const isOnlyArgument = e.args.length === 1 && !e.args[0]!.star && isParam(e.args[0]!.value, param);
  return isOnlyArgument && Object.hasOwn(CALLS, name) ? `${CALLS[name]}(…)` : undefined;
}

/** `hashlib.md5(p.encode())`. */
function hashOf(expr: Expr, param: string, facts: PythonFacts): string | undefined {
  if (expr.type !== 'Call' || expr.args.length !== 1) return undefined;
  const made = facts.valueOf(expr.func);
  const name = made.kind === 'imported' ? /^hashlib\.(\w+)$/.exec(made.name)?.[1] : undefined;
  const encoded = unwrap(expr.args[0]!.value);
  if (!name || encoded.type !== 'Call') return undefined;
  const func = unwrap(encoded.func);
  const isUtf8 = encoded.args.every((a) => /^utf-?8$/i.test(facts.constantOf(a.value) ?? ''));
  const encodes = func.type === 'Attribute' && func.name === 'encode' && isParam(func.object, param) && isUtf8;
  return encodes && Object.hasOwn(HASHES, name) ? HASHES[name] : undefined;
}

function isParam(expr: Expr, param: string): boolean {
  return dottedName(expr) === param;
}

/** `p is None` or `p is not None`. */
function nullTest(expr: Expr | undefined, param: string): 'null' | 'value' | undefined {
  const e = expr && unwrap(expr);
  if (e?.type !== 'Compare' || !isParam(e.left, param) || !isNone(e.right)) return undefined;
  return e.op === 'is' ? 'null' : e.op === 'is not' ? 'value' : undefined;
}

function isNone(expr: Expr | undefined): boolean {
  const e = expr && unwrap(expr);
  return e?.type === 'Constant' && e.value === 'None';
}

/** The one expression that a function gives back for a value that is not null. */
function resultOf(node: FunctionDef | Lambda, param: string): Expr | undefined {
  if (node.type === 'FunctionDef') return returned(node.body, param);
  const e = unwrap(node.body);
  if (e.type !== 'Conditional') return e;
  const asked = nullTest(e.test, param);
  if (asked === 'value' && isNone(e.orelse)) return e.body;
  return asked === 'null' && isNone(e.body) ? e.orelse : undefined;
}

function returned(body: readonly Stmt[], param: string): Expr | undefined {
  const isText = (s: Stmt) => s.type === 'ExprStmt' && unwrap(s.value).type === 'Str';
  const [first, second, ...more] = body.filter((s, i) => i > 0 || !isText(s));
  if (!first || more.length > 0) return undefined;
  if (first.type === 'Return') return second ? undefined : first.value;
  if (first.type !== 'If' || first.branches.length !== 1) return undefined;
  const { test, body: inside } = first.branches[0]!;
  const only = inside.length === 1 && inside[0]!.type === 'Return' ? inside[0]! : undefined;
  if (!only) return undefined;
  const rest = second?.type === 'Return' ? second : undefined;
  if (second && !rest) return undefined;
  const asked = nullTest(test, param);
  if (asked === 'null' && (!only.value || isNone(only.value))) return rest?.value;
  return asked === 'value' && (!rest?.value || isNone(rest.value)) ? only.value : undefined;
}

export default defineRule({
  id: 'udf-for-builtin',
  family: 'performance',
  severity: 'warning',

  summary: 'A Python UDF does what a built-in function does',
  why:
    'Each row is packed, sent to a Python process and unpacked again for something that Spark does in place, together with the rest of the query. ' +
    'The built-in function also gives NULL for NULL, where the Python code raises an error.',
  docs: [
    {
      title: 'What are user-defined functions? (Databricks)',
      url: 'https://docs.gcp.databricks.com/en/udf/index.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        'from pyspark.sql.functions import udf\nfrom pyspark.sql.types import StringType\n\nto_lower = udf(lambda s: s.lower(), StringType())\n' +
        'users = spark.table("main.crm.users").withColumn("email", to_lower("email"))\n',
      good: 'from pyspark.sql.functions import lower\n\nusers = spark.table("main.crm.users").withColumn("email", lower("email"))\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\nimport hashlib\nfrom pyspark.sql import functions as F\n\n# COMMAND ----------\n\n@F.udf("string")\ndef fingerprint(text):\n    """Hash of a text."""\n' +
        '    if text is None:\n        return None\n    return hashlib.sha256(text.encode("utf-8")).hexdigest()\n',
      good: '# Databricks notebook source\nfrom pyspark.sql import functions as F\n\n# COMMAND ----------\n\ndef fingerprint(column):\n    return F.sha2(column, 256)\n',
    },
  ],
  nearMisses: [
    {
      why: 'a new value for each row',
      code: 'import uuid\nfrom pyspark.sql.functions import udf\n\nnew_id = udf(lambda: str(uuid.uuid4()), "string")\n',
    },
    {
      why: 'strip takes tabs and line ends away, trim only blanks',
      code: 'from pyspark.sql.functions import udf\n\nclean = udf(lambda s: s.strip(), "string")\n',
    },
    {
      why: 'more than one step',
      code: 'from pyspark.sql.functions import udf\n\n@udf("string")\ndef f(s):\n    s = normalize(s)\n    return s.lower()\n',
    },
    {
      why: 'an empty text becomes null as well',
      code: 'from pyspark.sql.functions import udf\n\nf = udf(lambda s: s.lower() if s else None, "string")\n',
    },
    {
      why: 'a default for null',
      code: 'from pyspark.sql.functions import udf\n\nf = udf(lambda s: s.lower() if s is not None else "none", "string")\n',
    },
    { why: 'no UDF', code: 'names = list(map(lambda s: s.lower(), ["A"]))\n' },
    {
      why: 'an abs of our own',
      code: 'from pyspark.sql.functions import udf\nfrom shop.maths import abs\n\nf = udf(lambda x: abs(x), "double")\n',
    },
  ],

  *python(facts) {
    if (facts.isTest) return;
    for (const { body, span } of udfsOf(facts).all) {
      const param = body?.params.length === 1 ? body.params[0]! : undefined;
      if (!body || !param || param.default) continue;
      const result = resultOf(body, param.name);
      const name = result && builtin(result, param.name, facts);
      if (name)
        yield {
          span,
          message: `This UDF does what the built-in \`${name}\` does: each row goes to Python and back for nothing.`,
        };
    }
  },
});
