import { dottedName, unwrap } from '../../python/ast';
import { argument } from '../../python/strings-of';
import { defineRule } from '../../rule';
import { allNameWords, wordsOf } from '../../sql/names';
import { columnName } from '../../sql/merges';
import { unwrap as unwrapSql } from '../../sql/predicates';
import type { SelectItem } from '../../sql/nodes';
import { isUnderstood, selectsOf, statementsOf, type Role } from '../../sql/walk';

/** Words that mean money, wherever they stand in a name. */
const money =
  /^(amount|amt|price|prices|cost|costs|balance|salary|salaries|revenue|revenues|fee|fees|fare|invoice|payment|payments|payout|wage|wages|debit|credit|turnover|refund|deposit|premium|budget|subtotal|tip|toll|tolls|surcharge|earnings)$/;
/** Words that turn it into a measure, an estimate or a thing that is no sum of money. */
const measure =
  /^(rate|rates|ratio|pct|percent|percentage|share|index|idx|score|avg|average|mean|median|std|stddev|var|variance|estimate|estimated|est|pred|predicted|prediction|forecast|expected|prob|probability|factor|weight|log|norm|normalized|scaled|elasticity|growth|change|delta|diff|id|count|cnt|num|level|limit|risk|category|date|type|flag|days|day|feature|features|embedding|coefficient|rank|quantile|min|max|trend|correlation|energy|water|rain|carbon|co2|emission|emissions|calories|protein|sensor)$/;

/** Words for tables of models, which compute with DOUBLE whatever a number means. */
const model = /^(ml|features?|predictions?|models?|training|inference|scoring)$/;

/** True for the name of a sum of money: `total_amount`, `unitPrice`, and not `price_ratio`. */
function isMoney(name: string): boolean {
  const words = wordsOf(name.replace(/([a-z0-9])([A-Z])/g, '$1_$2'));
  return words.some((word) => money.test(word)) && !words.some((word) => measure.test(word));
}

function isFloat(type: string | undefined): boolean {
  return type !== undefined && /^(float|double|real)$/.test(type);
}

function messageOf(name: string, type: string): string {
  return `\`${name}\` as ${type.toUpperCase()} holds most cents only nearly, and sums drift: use DECIMAL(18, 2) or the scale that you need.`;
}

const stored: ReadonlySet<Role> = new Set<Role>(['table', 'view', 'insert']);

/** `CAST(x AS DOUBLE) AS amount`. */
function castName({ expr, alias }: SelectItem): { name: string; type: string } | undefined {
  const inner = unwrapSql(expr);
  if (inner.kind !== 'cast' || !isFloat(inner.type)) return undefined;
  const name = alias?.name ?? columnName(inner.expr);
  return name === undefined ? undefined : { name, type: inner.type };
}

export default defineRule({
  id: 'float-for-money',
  family: 'correctness',
  severity: 'info',
  summary: 'FLOAT or DOUBLE for a sum of money',
  why:
    'FLOAT and DOUBLE are binary: 0.10 has no exact value in them. Sums of many amounts differ from the books by some cents, and by others each time, because the order of adding changes the result; ' +
    'comparisons with `=` miss. DECIMAL holds every cent.',
  docs: [
    {
      title: 'DOUBLE type (Databricks SQL)',
      url: 'https://docs.databricks.com/sql/language-manual/data-types/double-type.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'CREATE TABLE main.sales.orders (order_id INT, total_amount DOUBLE);\n',
      good: 'CREATE TABLE main.sales.orders (order_id INT, total_amount DECIMAL(18, 2));\n',
    },
    {
      bad: 'CREATE TABLE main.sales.orders AS SELECT order_id, CAST(amount AS DOUBLE) AS amount FROM main.raw.orders;\n',
      good: 'CREATE TABLE main.sales.orders AS SELECT order_id, CAST(amount AS DECIMAL(18, 2)) AS amount FROM main.raw.orders;\n',
    },
    {
      kind: 'python',
      bad: 'from pyspark.sql.types import *\nschema = StructType([StructField("order_id", IntegerType()), StructField("price", FloatType())])\n',
      good: 'from pyspark.sql.types import *\nschema = StructType([StructField("order_id", IntegerType()), StructField("price", DecimalType(18, 2))])\n',
    },
  ],
  nearMisses: [
    { why: 'exact', code: 'CREATE TABLE main.s.t (price DECIMAL(10, 2), amount_cents BIGINT);\n' },
    { why: 'rates and shares', code: 'CREATE TABLE main.s.t (price_ratio DOUBLE, cost_pct FLOAT, tax_rate DOUBLE);\n' },
    { why: 'a statistic', code: 'CREATE TABLE main.s.t (avg_price DOUBLE, predicted_revenue DOUBLE, price_score FLOAT);\n' }, // prettier-ignore
    { why: 'other measures', code: 'CREATE TABLE main.s.t (temperature DOUBLE, latitude DOUBLE, distance FLOAT);\n' },
    { why: 'a list of numbers', code: 'CREATE TABLE main.s.t (prices ARRAY<DOUBLE>);\n' },
    {
      why: 'a step on the way of a calculation',
      code: 'CREATE TABLE main.s.t AS SELECT CAST(amount AS DOUBLE) / total AS share FROM main.s.u;\nSELECT CAST(price AS DOUBLE) AS price FROM main.s.u;\n',
    },
    {
      why: 'features of a model',
      code: 'CREATE TABLE main.ml.price_features (price DOUBLE);\nCREATE TABLE main.s.predictions (amount DOUBLE);\n',
    },
    {
      why: 'no money, in PySpark',
      kind: 'python',
      code: 'StructField("temperature", DoubleType())\nStructField("price", StringType())\nStructField(name, DoubleType())\n',
    },
  ],

  scope: 'statement',
  words: ['CREATE', 'INSERT'],

  pythonScope: 'cell',
  *python(facts) {
    if (facts.isTest) return;
    for (const { call } of facts.callsNamed('StructField')) {
      const name = facts.constantOf(argument(call, 0, 'name'));
      const given = argument(call, 1, 'dataType');
      const type = given && unwrap(given);
      const typeName = type?.type === 'Call' ? dottedName(type.func) : undefined;
      const float = /(^|\.)(Double|Float)Type$/.exec(typeName ?? '')?.[2];
      if (name === undefined || !float || !isMoney(name)) continue;
      yield { span: call.argsSpan, message: messageOf(name, float) };
    }
  },

  *sql(facts) {
    for (const statement of statementsOf(facts.tree)) {
      const name =
        statement.kind === 'create' ? statement.name : statement.kind === 'insert' ? statement.target : undefined;
      if (!name || !isUnderstood(statement) || allNameWords(name).some((word) => model.test(word))) continue;
      if (statement.kind === 'create' && statement.object !== 'view') {
        for (const column of statement.columns ?? []) {
          if (!isFloat(column.type) || !isMoney(column.name.name) || !facts.source.isKnown(column)) continue;
          yield { span: column.name, message: messageOf(column.name.name, column.type!) };
        }
      }
      for (const { role, select } of selectsOf(statement)) {
        if (!stored.has(role)) continue;
        for (const item of select.items) {
          const cast = castName(item);
          if (cast && isMoney(cast.name) && facts.source.isKnown(item))
            yield { span: item, message: messageOf(cast.name, cast.type) };
        }
      }
    }
  },
});
