import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Position, Range } from './client';
import { serveWorkspaces } from './served';

interface CodeAction {
  readonly title: string;
  readonly kind: string;
  readonly edit?: { readonly changes: Record<string, { range: Range; newText: string }[]> };
}

const text =
  '# Databricks notebook source\nspark.sql("""select 1""")\nspark.sql("select 2")\n\n# COMMAND ----------\n\n# MAGIC %sql\n# MAGIC select 3;\n# MAGIC select 4\n';

describe('code actions that format SQL in Python', function () {
  this.timeout(60_000);
  const served = serveWorkspaces();

  const actionsAt = async (needle: string, context: object): Promise<CodeAction[]> => {
    const uri = served.uriOf('n.py');
    const lines = text.slice(0, text.indexOf(needle)).split('\n');
    const at: Position = { line: lines.length - 1, character: lines.at(-1)!.length };
    const actions = await served.client.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: { start: at, end: at },
      context: { diagnostics: [], ...context },
    });
    return actions.filter(({ kind }) => /sql/i.test(kind));
  };
  const apply = ({ edit }: CodeAction): string => {
    const document = TextDocument.create('file:///n.py', 'python', 1, text);
    return TextDocument.applyEdits(document, edit!.changes[served.uriOf('n.py')]!);
  };
  beforeEach(async () => {
    await served.start({ capabilities: { workspace: { configuration: true } }, settings: { format: { indent: 4 } } });
    served.client.open(served.uriOf('n.py'), text);
  });

  it('lay out the string at the cursor, and no other', async () => {
    const [action, ...others] = await actionsAt('1"""', {});
    assert.deepEqual([action?.title, others], ['Format the SQL in this string', []]);
    assert.equal(apply(action!), text.replace('"""select 1"""', '"""\n    SELECT\n        1\n"""'));
    const [keywords] = await actionsAt('2"', { only: ['refactor'] });
    assert.equal(apply(keywords!), text.replace('select 2', 'SELECT 2'));
  });

  it('lay out the statement of a %sql cell at the cursor', async () => {
    const [action] = await actionsAt('4\n', {});
    assert.equal(action?.title, 'Format this SQL');
    assert.equal(apply(action!), text.replace('# MAGIC select 4', '# MAGIC SELECT\n# MAGIC     4'));
  });

  it('lay out all of a file where that is asked for by name, as on save', async () => {
    assert.deepEqual(await actionsAt('# COMMAND', {}), []);
    const [action] = await actionsAt('# COMMAND', { only: ['source.formatSql.lakelint'] });
    const formatted = apply(action!);
    for (const part of [
      '"""\n    SELECT\n        1\n"""',
      '"SELECT 2"',
      '# MAGIC SELECT\n# MAGIC     3;\n# MAGIC SELECT\n# MAGIC     4\n',
    ])
      assert.ok(formatted.includes(part), formatted);
  });

  it('are not worked out while somebody only moves the cursor', async () => {
    assert.deepEqual(await actionsAt('1"""', { triggerKind: 2 }), []);
    assert.equal((await actionsAt('1"""', { triggerKind: 1 })).length, 1);
  });
});
