import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createConfs, type Confs } from '../../src/confs';
import { confData } from '../../src/tools/build-confs';
import { Analyses } from '../../src/language/analysis';
import { codeActionsFor } from '../../src/language/codeActions';
import { diagnosticsOf } from '../../src/language/diagnostics';
import { readEditorSettings } from '../../src/language/editor-settings';
import { hoverAt, hoverInFile } from '../../src/language/hover';
import type { Source } from '../../src/language/source';
import { analyse, file, notebookOf, plainClient, richClient, sourceOf, surroundings } from './helpers';

const emptiness = 'a = spark.table("x.a")\nif a.count() == 0:\n    pass\n';
const everywhere = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

describe('diagnostics', () => {
  it('carry level, rule, page and fix', () => {
    const analysis = analyse(sourceOf('job.py', emptiness), { 'count-for-emptiness': 'error' });
    const [diagnostic] = diagnosticsOf(analysis).get('file:///w/job.py')!;
    assert.equal(diagnostic!.severity, 1);
    assert.equal(diagnostic!.code, 'count-for-emptiness');
    assert.ok(diagnostic!.codeDescription!.href.endsWith('/docs/rules/count-for-emptiness.md'));
    assert.equal((diagnostic!.data as { fix: { safety: string } }).fix.safety, 'safe');
  });

  it('of a notebook stand in their cells; cells without any are there too', () => {
    const byUri = diagnosticsOf(analyse(notebookOf('df = spark.table("a.b.c")', 'x = 1\ndf.collect()')));
    const counts = [...byUri.values()].map((list) => list.filter(({ code }) => code === 'collect-on-driver').length);
    assert.deepEqual(counts, [0, 1]);
    assert.equal([...byUri.values()][1]![0]!.range.start.line, 1);
  });

  it('fade an ignore comment that hides nothing', () => {
    const analysis = analyse(sourceOf('job.py', 'x = 1  # lakelint: ignore[collect-on-driver] -- no more\n'));
    const [diagnostic] = diagnosticsOf(analysis).get('file:///w/job.py')!;
    assert.deepEqual([diagnostic!.code, diagnostic!.tags], ['unused-suppression', [1]]);
  });
});

describe('analyses', () => {
  it('are made once for each state of the text, and again when settings change', () => {
    let asked = 0;
    const around = surroundings();
    const analyses = new Analyses(
      { ...around, settingsFor: (path) => (asked++, around.settingsFor(path)) },
      assert.fail,
    );
    const source = sourceOf('job.py', emptiness);
    assert.equal(analyses.of(source), analyses.of(source));
    assert.equal(asked, 1);
    TextDocument.update(source.parts[0]!.document, [{ text: 'x = 1\n' }], 2);
    assert.deepEqual(analyses.of(source)!.findings, []);
    analyses.invalidate(source.uri);
    analyses.of(source);
    assert.equal(asked, 3);
  });
});

describe('code actions', () => {
  const actionsOf = (source: Source, only?: string[], client = plainClient) =>
    codeActionsFor(analyse(source), source.parts[0]!.uri, everywhere, { diagnostics: [], only }, client);

  it('respect the kinds that are asked for', () => {
    const source = sourceOf('job.py', emptiness);
    const kinds = (only?: string[]) => [...new Set(actionsOf(source, only).map(({ kind }) => kind))];
    assert.deepEqual(kinds(), ['quickfix', 'source.fixAll.lakelint']);
    assert.deepEqual(kinds(['source']), ['source.fixAll.lakelint']);
    assert.deepEqual(kinds(['source.fixAll.lakelint']), ['source.fixAll.lakelint']);
    assert.deepEqual(kinds(['source.fixAll.eslint']), []);
    assert.deepEqual(kinds(['refactor']), []);
  });

  it('fix the text so that the finding is gone', () => {
    const source = sourceOf('job.py', `${emptiness}if a.count() > 0:\n    pass\n`);
    const { document } = source.parts[0]!;
    const edits = actionsOf(source, ['source.fixAll'])[0]!.edit!.changes![document.uri]!;
    const fixed = TextDocument.applyEdits(document, edits);
    assert.ok(!fixed.includes('count()'), fixed);
    assert.deepEqual(analyse(sourceOf('job.py', fixed)).findings, []);
  });

  it('use versions, tab stops and the rule page only for clients that have them', () => {
    const plain = JSON.stringify(actionsOf(sourceOf('job.py', emptiness)));
    assert.ok(!plain.includes('documentChanges') && !plain.includes('snippet') && !plain.includes('openRulePage'));
    const rich = actionsOf(sourceOf('job.py', emptiness), undefined, richClient);
    const ignore = JSON.stringify(rich.find(({ title }) => title.startsWith('Ignore'))!.edit!.documentChanges);

    assert.ok(ignore.includes('${1:reason}') && ignore.includes('"version":1'));
    assert.ok(rich.some(({ command }) => command?.command === 'lakelint.openRulePage'));
  });

  it('offer nothing where nothing is wrong', () => {
    assert.deepEqual(actionsOf(sourceOf('job.py', 'x = 1\n')), []);
  });
});

describe('hover', () => {
  let confs: Confs;
  before(() => {
    confs = createConfs(confData());
  });
  const explained = (source: Source, part: number, text: string, client = () => confs): string | undefined => {
    const { document, uri } = source.parts[part]!;
    const position = document.positionAt(document.getText().indexOf(text) + 2);
    const contents = hoverAt(analyse(source), uri, position, client)?.contents as { value: string } | undefined;
    return contents?.value;
  };

  it('explains a rule once, however often it complains', () => {
    const text = explained(sourceOf('job.py', emptiness), 0, 'count()')!;
    assert.match(text, /^\*\*count-for-emptiness\*\* \(warning\): .+\n\n.+\n\nMore: \[count-for-emptiness\]\(https:/s);
  });

  it('explains settings in Python strings, plain and within SQL, but not in names', () => {
    const source = sourceOf(
      'job.py',
      'spark.conf.set("spark.sql.ansi.enabled", True)\nspark.sql("SET spark.sql.shuffle.partitions = 7")\nspark.sql.session = 1\n',
    );
    assert.match(explained(source, 0, 'spark.sql.ansi')!, /spark\.sql\.ansi\.enabled/);
    assert.match(explained(source, 0, 'spark.sql.shuffle')!, /spark\.sql\.shuffle\.partitions/);
    const never = (): Confs => assert.fail('asked for settings outside of a string');
    assert.equal(explained(source, 0, 'spark.conf', never), undefined);
  });

  it('explains settings in SQL cells and in later cells of a notebook', () => {
    const source = notebookOf(
      'x = 1',
      { sql: 'SET `spark.sql.ansi.enabled` = true' },
      'spark.conf.get("spark.sql.ansi.enabled")',
    );
    assert.match(explained(source, 1, 'spark.sql')!, /spark\.sql\.ansi\.enabled/);
    assert.match(explained(source, 2, 'spark.sql')!, /spark\.sql\.ansi\.enabled/);
    assert.equal(explained(source, 0, 'x'), undefined);
  });

  it('explains the spark_conf of a bundle and survives a broken one', () => {
    const yaml = file('databricks.yml', 'a:\n  spark_conf:\n    "spark.executor.memory": 8g\n', 'yaml');
    const hover = hoverInFile(yaml, { line: 2, character: 12 }, {}, () => confs)!;
    const text = (hover.contents as { value: string }).value;
    assert.match(text, /spark\.executor\.memory/);
    assert.match(text, /Beside it: (`spark\.executor\.\w+`(, )?){3}$/);
    assert.deepEqual(hover.range!.start, { line: 2, character: 5 });
    const broken = file('databricks.yml', 'spark_conf: {"spark\n - [', 'yaml');
    assert.equal(
      hoverInFile(broken, { line: 0, character: 16 }, {}, () => confs),
      undefined,
    );
  });
});

describe("the editor's settings", () => {
  it('leave out what is not about linting and what nobody has set', () => {
    const { settings, complaints } = readEditorSettings({
      rules: { 'collect-on-driver': 'off' },
      target: { runtime: null, compute: 'serverless' },
      exclude: [],
      trace: { server: 'off' },
      runs: { anything: 1 },
    });
    assert.deepEqual(complaints, []);
    assert.deepEqual(settings.target, { compute: 'serverless' });
    assert.equal(settings.rules.get('collect-on-driver')!.severity, 'off');
    assert.deepEqual(readEditorSettings(null).complaints, []);
  });

  it('say what is wrong, with the name of the setting', () => {
    const { complaints } = readEditorSettings({ target: { compute: 'serverles' } });
    assert.equal(complaints.length, 1);
    assert.match(complaints[0]!, /^lakelint\.target\.compute: .*serverless/);
  });
});
