import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { ClientOptions, Range } from './client';
import { serveWorkspaces } from './served';

interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

const sqlOnly: ClientOptions = {
  capabilities: {
    workspace: { configuration: true },
    textDocument: { formatting: { dynamicRegistration: true }, rangeFormatting: { dynamicRegistration: true } },
  },
};

describe('formatting by the language server', function () {
  this.timeout(60_000);
  const served = serveWorkspaces();
  const { start, uriOf } = served;
  const format = async (uri: string, text: string, range?: Range): Promise<string> => {
    const edits = await served.client.request<TextEdit[]>(`textDocument/${range ? 'rangeFormatting' : 'formatting'}`, {
      textDocument: { uri },
      range,
      options: { tabSize: 4, insertSpaces: true },
    });
    return TextDocument.applyEdits(TextDocument.create(uri, 'sql', 1, text), edits);
  };

  it('formats a file, or the statements of a range', async () => {
    const capabilities = await start();
    assert.equal(capabilities.documentFormattingProvider, true);
    assert.equal(capabilities.documentRangeFormattingProvider, true);
    const text = 'select 1;\nselect 2;\n';
    served.client.open(uriOf('a.sql'), text, 'sql');
    assert.equal(await format(uriOf('a.sql'), text), 'SELECT\n  1;\nSELECT\n  2;\n');
    const line = { start: { line: 1, character: 2 }, end: { line: 1, character: 3 } };
    assert.equal(await format(uriOf('a.sql'), text, line), 'select 1;\nSELECT\n  2;\n');
  });

  it('formats the %sql cells of a notebook in Python', async () => {
    await start();
    const text = '# Databricks notebook source\n# MAGIC %sql\n# MAGIC select 1\n';
    served.client.open(uriOf('n.py'), text);
    assert.equal(
      await format(uriOf('n.py'), text),
      '# Databricks notebook source\n# MAGIC %sql\n# MAGIC SELECT\n# MAGIC   1\n',
    );
  });

  it('is registered for SQL alone where the client can tell languages apart', async () => {
    const capabilities = await start(sqlOnly);
    assert.equal(capabilities.documentFormattingProvider, undefined);
    const methods = await served.client.until(() => {
      const registered = served.client.heard
        .filter(({ method }) => method === 'client/registerCapability')
        .flatMap(
          ({ params }) =>
            (
              params as {
                registrations: {
                  method: string;
                  registerOptions?: { documentSelector?: { language: string }[] };
                }[];
              }
            ).registrations,
        )
        .filter(({ method }) => /ormatting$/.test(method));
      return registered.length === 2 ? registered : undefined;
    }, 'both registrations');
    for (const { registerOptions } of methods) {
      assert.ok(registerOptions?.documentSelector?.some(({ language }) => language === 'sql'));
      assert.ok(!registerOptions?.documentSelector?.some(({ language }) => language === 'python'));
    }
  });

  it('follows the settings', async () => {
    await start({ ...sqlOnly, settings: { format: { keywordCase: 'lower', indent: 4 } } });
    served.client.open(uriOf('a.sql'), 'SELECT 1', 'sql');
    assert.equal(await format(uriOf('a.sql'), 'SELECT 1'), 'select\n    1');
  });

  it('says which settings make no sense', async () => {
    await start({ ...sqlOnly, settings: { format: { indent: 99 } } });
    const { params } = await served.client.until(
      () => served.client.heard.find(({ method }) => method === 'window/showMessage'),
      'a message',
    );
    assert.match(JSON.stringify(params), /lakelint\.format\.indent: give a whole number from 1 to 8/);
  });

  it('formats one cell of a notebook, and no other', async () => {
    await start();
    const cells = ['a', 'b'].map((name) => `vscode-notebook-cell:/w/n.ipynb#${name}`);
    served.client.notify('notebookDocument/didOpen', {
      notebookDocument: {
        uri: 'file:///w/n.ipynb',
        notebookType: 'jupyter-notebook',
        version: 1,
        cells: cells.map((document) => ({ kind: 2, document })),
      },
      cellTextDocuments: cells.map((uri, i) => ({ uri, languageId: 'sql', version: 1, text: `select ${i}` })),
    });
    assert.equal(await format(cells[1]!, 'select 1'), 'SELECT\n  1');
  });

  it('writes into its log what stays as it is, and leaves excluded files alone', async () => {
    writeFileSync(join(served.root, 'lakelint.json'), '{ "exclude": ["gen.sql"] }');
    await start();
    served.client.open(uriOf('a.sql'), 'select 1;\nselect (', 'sql');
    assert.equal(await format(uriOf('a.sql'), 'select 1;\nselect ('), 'SELECT\n  1;\nselect (');
    const { params } = await served.client.until(
      () => served.client.heard.find(({ method }) => method === 'window/logMessage'),
      'a line in the log',
    );
    assert.match(JSON.stringify(params), /a\.sql:2: this statement was not formatted: unclosed bracket/);
    served.client.open(uriOf('gen.sql'), 'select 1', 'sql');
    assert.equal(await format(uriOf('gen.sql'), 'select 1'), 'select 1');
  });
});
