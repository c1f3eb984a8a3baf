import type { Call, Expr } from '../python/ast';
import { unwrap } from '../python/ast';
import type { CallFact, PythonFacts } from '../python/facts';
import { argument } from '../python/strings-of';
import { isPipelineModule } from './pipelines';

/** A table that Python code names without its catalog. */
export interface ShortName {
  readonly node: Expr;
  readonly levels: 1 | 2;
}

/** First parts that are no schema of a table: formats before a path, pipelines, views of all sessions. */
export const noSchema =
  /^(delta|parquet|csv|json|text|orc|avro|xml|binaryfile|iceberg|live|global_temp|information_schema|system|session)$/i;

/** Code after which names mean tables of a catalog that somebody has chosen, or another notebook that may choose one. */
const chooses =
  /\b(use|set)\s+catalog\b|\buse\s+((schema|database)\s+)?[\w`${}]+\.[\w`${}]|\buse\s+[`"']?[{$]|setCurrentCatalog|defaultCatalog|initial\.catalog|^(# MAGIC )?\s*%run\b|dbutils\.notebook\.run/im;

/** The tables that a file reads or writes by names with fewer than three levels, where nothing says in which catalog they are. */
export function* shortNames(facts: PythonFacts): Generator<ShortName> {
  if (facts.isTest || isPipelineModule(facts) || chooses.test(facts.document.text)) return;
  for (const fact of facts.callsNamed('table', 'forName', 'saveAsTable', 'insertInto', 'toTable', 'writeTo')) {
    const node = tableIn(fact);
    const name = node && facts.constantOf(node);
    // A name that is put together elsewhere may be another one tomorrow.
    if (!node || name === undefined || unwrap(node).type !== 'Str') continue;
    const [first, second] = /^(\w+|`[^`]+`)(?:\.(\w+|`[^`]+`))?$/.exec(name)?.slice(1) ?? [];
    if (!first || noSchema.test(first)) continue;
    const reads = /^(table|forName)$/.test(fact.method);
    // A single name may be a temporary view, unless the project has such a table.
    if (!second && reads && (facts.isNotebook || !facts.catalog.find(name) || makesViews(facts))) continue;
    yield { node, levels: second ? 2 : 1 };
  }
}

function tableIn({ call, method, receiver, qualified }: CallFact): Expr | undefined {
  switch (method) {
    case 'table':
      return receiver?.kind === 'session' || receiver?.kind === 'reader' ? nameIn(call, 0) : undefined;
    case 'forName':
      return /(^|\.)DeltaTable\.forName$/.test(qualified ?? '') ? nameIn(call, 1) : undefined;
    case 'writeTo':
      return receiver?.kind === 'dataframe' ? nameIn(call, 0) : undefined;
    default:
      return receiver?.kind === 'writer' ? nameIn(call, 0) : undefined;
  }
}

function nameIn(call: Call, position: number): Expr | undefined {
  return argument(call, position, 'tableName', 'name', 'table', 'tableOrViewName');
}

/** Views of the session hide tables of the same name; which, is not always written down. */
function makesViews({ document }: PythonFacts): boolean {
  return /create\w*TempView|registerTempTable|\btemp(orary)?\s+(view|table)\b/i.test(document.text);
}
