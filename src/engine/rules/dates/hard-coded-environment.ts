import { perCell } from '../../python/per-cell';
import { defineRule } from '../../rule';
import { boundText, ownStrings, type Bound } from '../../spark/environments';
import { pathWords } from '../../sql/file-words';
import { wordsOf } from '../../sql/names';
import { namesIn } from '../../sql/names-in';
import type { Ident } from '../../sql/nodes';
import { oncePer } from '../../once';
import type { SqlTree, Statement } from '../../sql/tree';
import { allExpressions, statementsOf } from '../../sql/walk';
import type { Problem, Span } from '../../types';

/** The catalogs that a statement names: of tables with all three levels, and of USE CATALOG. */
function* catalogsOf(statement: Statement): Generator<Ident> {
  for (const { name } of namesIn(statement)) if (name.parts.length === 3) yield name.parts[0]!;
  if (statement.kind === 'use' && statement.object === 'catalog' && statement.name?.parts.length === 1)
    yield statement.name.parts[0]!;
}

/** The environment in the name of a catalog: `prod` of `prod_sales`. A name that is filled in says nothing. */
function environmentOf(catalog: string, environments: readonly string[]): string | undefined {
  const lower = catalog.toLowerCase();
  if (!environments.some((word) => lower.includes(word)) || /[${}:]|__hole_/.test(catalog)) return undefined;
  return wordsOf(catalog.replace(/_/g, ' ')).find((word) => environments.includes(word));
}

function* textsOf(statement: Statement): Generator<Span> {
  for (const expr of allExpressions(statement)) if (expr.kind === 'literal' && expr.type === 'string') yield expr;
  if (statement.kind === 'create' && statement.location) yield statement.location;
}

function messageOf(catalog: string, environment: string): string {
  return `The catalog \`${catalog}\` ties this code to \`${environment}\`: take the name from a parameter, as in \`IDENTIFIER(:catalog || '.schema.table')\`.`;
}

/** `spark.table("prod.sales.orders")` and what else takes the name of a table. */
const TABLE_CALLS = ['table', 'saveAsTable', 'insertInto', 'toTable', 'writeTo', 'forName', 'tableExists'];

/** Strings of code that are bound to a person or a workspace. */
const boundStrings = perCell((facts) =>
  [...ownStrings(facts)].flatMap((str) => {
    const found = boundText(str.parts.map((part) => part.raw).join(''));
    return found ? [{ str, found }] : [];
  }),
);

/** The catalogs of full names of tables. */
const catalogsNamed = perCell((facts) =>
  facts.callsNamed(...TABLE_CALLS).flatMap(({ call }) => {
    const name = call.args[0]?.value;
    const parts = (facts.constantOf(name) ?? '').split('.');
    return name && parts.length === 3 ? [{ catalog: parts[0]!, name, call }] : [];
  }),
);

export default defineRule({
  id: 'hard-coded-environment',
  family: 'dates',
  severity: 'info',
  summary: 'Code that runs in one environment, workspace or personal folder only',
  why:
    'A catalog `prod_sales`, the folder of a colleague or the address of a workspace in the code means: the same code cannot run anywhere else. A test run then writes to production, ' +
    'or somebody edits names before each deployment. Hand the environment in as a parameter; bundles have variables for each target.',
  docs: [
    {
      title: 'Substitutions and variables in bundles',
      url: 'https://docs.databricks.com/dev-tools/bundles/variables.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'INSERT INTO prod_sales.gold.daily BY NAME SELECT day, total FROM prod_sales.silver.daily;\n',
      good: "INSERT INTO IDENTIFIER(:catalog || '.gold.daily') BY NAME SELECT day, total FROM IDENTIFIER(:catalog || '.silver.daily');\n",
    },
    {
      bad: "COPY INTO main.raw.orders FROM '/Volumes/main/raw/orders' FILEFORMAT = JSON;\nUSE CATALOG dev;\n",
      good: "COPY INTO main.raw.orders FROM '/Volumes/main/raw/orders' FILEFORMAT = JSON;\nUSE CATALOG IDENTIFIER(:catalog);\n",
    },
    {
      kind: 'python',
      bad: 'orders = spark.read.json("/Workspace/Users/ada.king@shop.ch/orders.json")\n',
      good: 'orders = spark.read.json(f"/Volumes/{catalog}/raw/orders.json")\n',
    },
    {
      kind: 'python',
      bad: 'spark.table("prod.sales.orders").write.mode("overwrite").saveAsTable("prod.gold.orders")\n',
      good: 'spark.table(f"{catalog}.sales.orders").write.mode("overwrite").saveAsTable(f"{catalog}.gold.orders")\n',
    },
  ],
  nearMisses: [
    { why: 'the catalog is filled in', code: 'SELECT id FROM ${env}_sales.gold.daily;\n' },
    {
      why: 'a word that only begins alike',
      code: 'SELECT id FROM products.gold.daily JOIN device.raw.t USING (id);\n',
    },
    { why: 'a schema or table, no catalog', code: 'SELECT id FROM main.prod.orders JOIN dev.orders USING (id);\n' },
    {
      why: 'rows are carried from one environment to the other',
      code: 'CREATE OR REPLACE TABLE dev_sales.gold.daily DEEP CLONE prod_sales.gold.daily;\n',
    },
    {
      why: 'a catalog is set up',
      code: 'CREATE CATALOG IF NOT EXISTS dev;\nGRANT USE CATALOG ON CATALOG prod TO readers;\n',
    },
    { why: 'a value of the data', code: "SELECT id FROM main.s.t WHERE environment = 'prod';\n" },
    {
      why: 'a comment',
      code: '-- reads prod.sales.orders of https://adb-3141592653589793.2.azuredatabricks.net\nSELECT 1;\n',
    },
    {
      why: 'the default of a widget',
      kind: 'python',
      code: 'dbutils.widgets.text("folder", "/Workspace/Users/ada.king@shop.ch/data")\n',
    },
    {
      why: 'a placeholder of documentation',
      kind: 'python',
      code: 'path = "/Workspace/Users/someone@example.com/data"\nhost = "https://adb-1234567890123456.7.azuredatabricks.net"\n',
    },
    {
      why: 'a docstring',
      kind: 'python',
      code: 'def load():\n    """Reads /Workspace/Users/ada.king@shop.ch/data."""\n    return spark.table("main.s.t")\n',
    },
    { why: 'a host name, no table', kind: 'python', code: 'connect("prod.sales.shop")\n' },
  ],

  options: {
    environments: {
      default: ['prod', 'prd', 'production', 'preprod', 'nonprod', 'dev', 'development', 'uat', 'qa'],
      description: 'Words in the name of a catalog that say which environment it belongs to.',
    },
  },

  scope: 'statement',

  *python(facts, { environments }) {
    if (facts.isTest) return;
    const said = new Set<string>();
    for (const { str, found } of boundStrings(facts)) {
      if (said.has(found.key)) continue;
      said.add(found.key);
      yield { span: str, message: `${found.what}: take it from a parameter, or use a volume.` };
    }
    const problems = new Map<string, Problem>();
    for (const { catalog, name } of [...catalogsNamed(facts)].sort((a, b) => a.call.to - b.call.to)) {
      const environment = problems.has(catalog) ? undefined : environmentOf(catalog, environments);
      if (environment) problems.set(catalog, { span: name, message: messageOf(catalog, environment) });
    }
    const seen = new Set([...problems.keys()].map((catalog) => environmentOf(catalog, environments)));
    if (seen.size === 1) yield* problems.values();
  },

  *sql(facts, { environments }) {
    const { tree, path, place } = facts;
    // What stands earlier in the same text has been reported there.
    for (const bound of place === 'string' ? [] : boundTexts(tree)) {
      if (facts.ask(({ text }) => firstBounds(text).get(bound.key) === bound))
        yield { span: bound.span, message: `${bound.what}: take it from a parameter, or use a volume.` };
    }
    const folders = pathWords(path);
    // In a folder of its own environment the name is where it belongs.
    const foreign = (catalog: string) => {
      const environment = environmentOf(catalog, environments);
      return environment && !folders.includes(environment) ? environment : undefined;
    };
    for (const ident of catalogsIn(tree)) {
      const environment = foreign(ident.name);
      if (!environment) continue;
      const isToldHere = facts.ask(({ text }) => {
        const catalogs = firstCatalogs(text);
        // A text that speaks of two environments carries rows from one to the other.
        const others = [...catalogs.keys()].some((catalog) => (foreign(catalog) ?? environment) !== environment);
        return !others && catalogs.get(ident.name.toLowerCase()) === ident;
      });
      if (isToldHere) yield { span: ident, message: messageOf(ident.name, environment) };
    }
  },
});

const catalogsIn = oncePer((tree: SqlTree): readonly Ident[] =>
  statementsOf(tree).flatMap((statement) => (statement.damage ? [] : [...catalogsOf(statement)])),
);

/** The catalogs of a text, by their names in lower case: each where it stands first. */
const firstCatalogs = oncePer((text: readonly SqlTree[]): ReadonlyMap<string, Ident> => {
  return firstBy(text.flatMap(catalogsIn), ({ name }) => name.toLowerCase());
});

function firstBy<T>(list: readonly T[], keyOf: (item: T) => string): Map<string, T> {
  const first = new Map<string, T>();
  for (const item of list) if (!first.has(keyOf(item))) first.set(keyOf(item), item);
  return first;
}

interface BoundText extends Bound {
  readonly span: Span;
}

/** Texts in a SQL text that name a host, or a folder of one person. */
const boundTexts = oncePer((tree: SqlTree): readonly BoundText[] => {
  const list: BoundText[] = [];
  for (const statement of statementsOf(tree)) {
    if (statement.damage) continue;
    for (const span of textsOf(statement)) {
      const bound = boundText(tree.text.slice(span.from, span.to));
      if (bound) list.push({ ...bound, span });
    }
  }
  return list;
});

const firstBounds = oncePer((text: readonly SqlTree[]) => firstBy(text.flatMap(boundTexts), ({ key }) => key));
