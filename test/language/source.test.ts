import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { inputOf, languageOfId, notebookSource, pathOf, sizeOf, stampOf, textSource } from '../../src/language/source';
import { Sources } from '../../src/language/sources';

const python = (uri: string, text = 'x = 1\n'): TextDocument => TextDocument.create(uri, 'python', 1, text);

describe('source', () => {
  it('knows the ids of Spark SQL and leaves other dialects alone', () => {
    assert.deepEqual(
      [
        'sql',
        'databricks-sql',
        'sparksql',
        'spark-sql',
        'jinja-sql',
        'snowflake-sql',
        'plaintext',
        'python',
        'markdown',
      ].map(languageOfId),
      ['sql', 'sql', 'sql', 'sql', 'other', 'other', 'other', 'python', 'markdown'],
    );
  });

  it('turns URIs into paths', () => {
    assert.equal(pathOf('file:///w/a%20b.py'), '/w/a b.py');
    assert.equal(pathOf('untitled:Untitled-1'), 'Untitled-1');
  });

  it('gives every text a path by which the engine knows its language', () => {
    const paths = [
      python('untitled:Untitled-1'),
      python('file:///w/job'),
      TextDocument.create('file:///w/q.hql', 'sql', 1, ''),
      python('file:///w/job.py'),
    ].map((document) => inputOf(textSource(document)!).path);
    assert.deepEqual(paths, ['Untitled-1.py', '/w/job.py', '/w/q.hql.sql', '/w/job.py']);
    assert.equal(textSource(TextDocument.create('file:///w/a.yml', 'yaml', 1, '')), undefined);
  });

  it('has a new stamp after every change of any text', () => {
    const cells = [python('cell:a'), python('cell:b')];
    const source = notebookSource('file:///w/n.ipynb', cells);
    const before = stampOf(source);
    TextDocument.update(cells[1]!, [{ text: 'y' }], 2);
    assert.notEqual(stampOf(source), before);
    assert.equal(sizeOf(source), 'x = 1\n'.length + 1);
  });

  it('finds files, notebooks, and the notebook of a cell', () => {
    const texts = (documents: TextDocument[]) => ({
      get: (uri: string) => documents.find((d) => d.uri === uri),
      all: () => documents,
    });
    const sources = new Sources(texts([python('file:///w/a.py')]), texts([python('cell:a')]));
    const cells = ['cell:a', 'cell:late'].map((document) => ({ kind: 2 as const, document }));
    sources.setNotebook({ uri: 'file:///w/n.ipynb', notebookType: 'jupyter-notebook', version: 1, cells });
    assert.deepEqual(sources.uris(), ['file:///w/a.py', 'file:///w/n.ipynb']);
    assert.equal(sources.containing('cell:a')!.uri, 'file:///w/n.ipynb');
    assert.deepEqual(
      sources.get('file:///w/n.ipynb')!.parts.map(({ uri }) => uri),
      ['cell:a'],
    );
    assert.equal(sources.containing('file:///w/a.py')!.notebook, false);
    sources.removeNotebook('file:///w/n.ipynb');
    assert.equal(sources.containing('cell:a'), undefined);
  });
});
