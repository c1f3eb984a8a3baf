import { dottedName, unwrap } from '../../python/ast';
import type { PythonFacts } from '../../python/facts';
import { argument } from '../../python/strings-of';
import { defineRule } from '../../rule';
import type { Span } from '../../types';

/** A notebook that code runs by its path. */
interface Run {
  readonly path: string;
  readonly span: Span;
}

const written = /^\s*(?:"([^"\n]+)"|'([^'\n]+)'|([^\s"']+))/;

/** `%run ./setup $reset=true`: what stands behind the magic is a path, in quotes or without. */
function* magicRuns({ document }: PythonFacts): Generator<Run> {
  for (const { language, source } of document.cells) {
    const found = language === 'run' ? written.exec(source.text) : null;
    const path = found?.[1] ?? found?.[2] ?? found?.[3];
    if (!found || path === undefined) continue;
    const from = found.index + found[0].lastIndexOf(path);
    yield { path, span: source.spanToHost({ from, to: from + path.length }) };
  }
}

/** `dbutils.notebook.run("./setup", 600)`. */
function* notebookRuns(facts: PythonFacts): Generator<Run> {
  for (const { call } of facts.callsNamed('run')) {
    if (dottedName(call.func) !== 'dbutils.notebook.run') continue;
    const arg = argument(call, 0, 'path');
    const expr = arg && unwrap(arg);
    const path = expr?.type === 'Str' ? facts.constantOf(expr) : undefined;
    if (expr && path !== undefined) yield { path, span: expr };
  }
}

/** A path beside the notebook: not one of the workspace, and with no part that is filled in. */
function isLocal(path: string): boolean {
  return !/^[/~]|[${}*]|^[a-z]+:/i.test(path) && path.trim() !== '';
}

export default defineRule({
  id: 'unresolved-run',
  family: 'compute',
  severity: 'warning',

  summary: 'A notebook is run that is not there',
  why:
    'A relative path is looked for beside the notebook that names it, and the cell fails when there is nothing. It mostly happens when a notebook is moved or renamed. ' +
    'Paths of the workspace, paths that are put together at run time and those that lead out of the project are not checked.',
  docs: [
    {
      title: 'Orchestrate notebooks and modularize code in notebooks',
      url: 'https://docs.databricks.com/aws/en/notebooks/notebook-workflows',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      kind: 'python-notebook',
      files: ['setup.py'],
      bad: '# Databricks notebook source\n# MAGIC %run ./setpu\n\n# COMMAND ----------\n\nprint(catalog)\n',
      good: '# Databricks notebook source\n# MAGIC %run ./setup\n\n# COMMAND ----------\n\nprint(catalog)\n',
    },
    {
      kind: 'python-notebook',
      files: ['tasks/load.ipynb'],
      bad: '# Databricks notebook source\nresult = dbutils.notebook.run("./task/load", 600)\n',
      good: '# Databricks notebook source\nresult = dbutils.notebook.run("./tasks/load", 600)\n',
    },
  ],
  nearMisses: [
    {
      why: 'in quotes, with parameters',
      kind: 'python-notebook',
      files: ['set up.py'],
      code: '# Databricks notebook source\n# MAGIC %run "./set up" $reset="true"\n',
    },
    {
      why: 'a notebook in another language',
      kind: 'sql-notebook',
      files: ['setup.scala'],
      code: '-- Databricks notebook source\n-- MAGIC %run ./setup\n',
    },
    {
      why: 'it lies somewhere in the workspace',
      kind: 'python-notebook',
      files: [],
      code: '# Databricks notebook source\n# MAGIC %run /Workspace/Shared/setup\n\n# COMMAND ----------\n\ndbutils.notebook.run("/Shared/load", 60)\n',
    },
    {
      why: 'the path is put together at run time',
      kind: 'python-notebook',
      files: [],
      code: '# Databricks notebook source\n# MAGIC %run ./$name\n\n# COMMAND ----------\n\ndbutils.notebook.run(f"./{name}", 60)\ndbutils.notebook.run(path, 60)\n',
    },
    {
      why: 'nobody knows what lies beside the file',
      kind: 'python-notebook',
      code: '# Databricks notebook source\n# MAGIC %run ./setup\n',
    },
    {
      why: 'another thing that runs',
      kind: 'python-notebook',
      files: [],
      code: '# Databricks notebook source\nsubprocess.run("./setup")\nrunner.run("./setup", 60)\n',
    },
  ],

  *python(facts) {
    for (const { path, span } of [...magicRuns(facts), ...notebookRuns(facts)])
      if (isLocal(path) && facts.findNotebook(path) === false)
        yield {
          span: { from: span.from, to: span.to },
          message: `There is no notebook at \`${path}\`, seen from this one.`,
        };
  },
});
