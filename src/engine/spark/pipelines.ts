import type { FunctionDef, Import } from '../python/ast';
import { dottedName } from '../python/ast';
import type { PythonFacts } from '../python/facts';
import type { SqlFacts } from '../sql/facts';
import type { Statement } from '../sql/tree';

/** What the pipelines module offers under its old name. A loader of another maker is called `dlt` too, and has none of these. */
const OLD_MODULE =
  /^(table|view|read|read_stream|create_streaming_table|create_streaming_live_table|create_target_table|apply_changes\w*|append_flow|create_sink|expect\w*)$/;

/** `import dlt`, where the code goes on to use it as the module of pipelines. */
export function oldPipelineImport(facts: PythonFacts): Import | undefined {
  const found = facts.imports.find(({ names }) =>
    names.some(({ module, name }) => module === 'dlt' && name === undefined),
  );
  const alias = found?.names.find(({ module }) => module === 'dlt')?.alias ?? 'dlt';
  if (!found) return undefined;
  const uses = (name: string | undefined) =>
    name?.startsWith(`${alias}.`) && OLD_MODULE.test(name.slice(alias.length + 1));
  const isUsed =
    facts.functions.some(({ decorators }) => {
      return decorators.some((d) => uses(dottedName(d.type === 'Call' ? d.func : d)));
    }) || facts.calls.some(({ call }) => uses(dottedName(call.func)));
  return isUsed ? found : undefined;
}

/** What makes a function a dataset of a pipeline, under the module's names of today and of before. */
const DATASET =
  /^(dlt|pyspark\.pipelines|databricks\.pipelines)\.(table|view|materialized_view|temporary_view|append_flow)$/;

/** True when the file names the module of pipelines. */
export function isPipelineModule(facts: PythonFacts): boolean {
  return facts.imports.some(({ names }) =>
    names.some(({ module, name }) => {
      const full = name === undefined ? module : `${module}.${name}`;
      return /^(dlt|pyspark\.pipelines|databricks\.pipelines)(\.|$)/.test(full);
    }),
  );
}

/** The functions of a file whose result a pipeline stores or shows: `@dp.table`, `@dlt.view` … */
export function datasetFunctions(facts: PythonFacts): FunctionDef[] {
  return facts.functions.filter(({ decorators }) =>
    decorators.some((decorator) => {
      const value = facts.valueOf(decorator.type === 'Call' ? decorator.func : decorator);
      return value.kind === 'imported' && DATASET.test(value.name);
    }),
  );
}

/** True for statements that only pipelines, and streaming tables outside of them, are made of. */
export function isPipelineStatement(statement: Statement): boolean {
  if (statement.kind === 'other') return statement.words[0] === 'APPLY' && statement.words[1] === 'CHANGES';
  if (statement.kind !== 'create') return false;
  return /^(materialized view|streaming table|flow)$/.test(statement.object) || statement.orRefresh;
}

/** True when a file of SQL is the source of a pipeline. */
export function isPipelineSource(facts: SqlFacts): boolean {
  return facts.tree.statements.some(isPipelineStatement);
}
