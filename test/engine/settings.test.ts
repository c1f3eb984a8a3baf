import assert from 'node:assert/strict';
import picomatch from 'picomatch';
import { nearest } from '../../src/engine/nearest';
import {
  defaultSettings,
  layer,
  parseSettings,
  parseTarget,
  selectRules,
  settingsForFile,
  type KnownRule,
} from '../../src/engine/settings';
import type { Severity } from '../../src/engine/types';

const known: readonly (KnownRule & { severity: Severity })[] = [
  { id: 'select-star', severity: 'warning' },
  { id: 'quiet', severity: 'off' },
  {
    id: 'collect-on-driver',
    severity: 'warning',
    options: {
      methods: { default: ['collect', 'toPandas'], description: 'calls' },
      limit: { default: 1000, description: 'rows' },
      strict: { default: false, description: 'also in tests' },
      word: { default: 'x', description: 'text' },
    },
  },
];

const parse = (value: unknown) => parseSettings(value, known);
const matches = (glob: string, path: string) => picomatch.isMatch(path, glob, { dot: true });

describe('settings: what is right is read', () => {
  it('reads the whole schema', () => {
    const { settings, complaints } = parse({
      $schema: 'https://example.org/lakelint.json',
      rules: {
        'select-star': 'off',
        'collect-on-driver': ['error', { methods: ['collect'], limit: 5, strict: true, word: '' }],
      },
      overrides: [{ files: ['tests/**'], rules: { 'collect-on-driver': 'off' } }],
      target: { runtime: '16.4', compute: 'serverless' },
      tables: {
        'main.sales.orders': {
          columns: ['id', { name: 'order_date', type: 'date', nullable: false }],
          partitionedBy: ['order_date'],
          clusteredBy: [],
          primaryKey: ['id'],
        },
      },
      exclude: ['**/generated/**'],
    });
    assert.deepEqual(complaints, []);
    assert.deepEqual(settings.rules.get('select-star'), { severity: 'off', options: {} });
    assert.deepEqual(settings.rules.get('collect-on-driver'), {
      severity: 'error',
      options: { methods: ['collect'], limit: 5, strict: true, word: '' },
    });
    assert.deepEqual(settings.overrides[0]?.files, ['tests/**']);
    assert.deepEqual(settings.target, { runtime: '16.4', compute: 'serverless' });
    assert.deepEqual(settings.tables.get('main.sales.orders'), {
      columns: [{ name: 'id' }, { name: 'order_date', type: 'date', nullable: false }],
      partitionedBy: ['order_date'],
      clusteredBy: [],
      primaryKey: ['id'],
    });
    assert.deepEqual(settings.exclude, ['**/generated/**']);
  });

  it('reads an empty object as nothing set', () => {
    const { settings, complaints } = parse({});
    assert.deepEqual(complaints, []);
    assert.deepEqual(settingsForFile(settings, 'a.py', matches), defaultSettings);
  });
});

describe('settings: what is wrong is a complaint with its place, and the rest is kept', () => {
  const cases: [what: string, value: unknown, path: (string | number)[], message: RegExp][] = [
    ['not an object', [], [], /must be an object, not a list/],
    ['null', null, [], /must be an object, not `null`/],
    ['a wrong key', { ruls: {} }, ['ruls'], /Unknown key `ruls`; did you mean `rules`\?/],
    ['a far key', { zzzzzzzzzz: 1 }, ['zzzzzzzzzz'], /may hold `rules`, .* or `exclude`\./],
    ['a key named like a method', { constructor: {} }, ['constructor'], /Unknown key `constructor`/],
    ['rules not an object', { rules: ['select-star'] }, ['rules'], /from rule id to severity, not a list/],
    ['an unknown rule', { rules: { 'selct-star': 'off' } }, ['rules', 'selct-star'], /did you mean `select-star`/],
    ['a far rule', { rules: { 'foo-bar-baz': 'off' } }, ['rules', 'foo-bar-baz'], /`lakelint rule` lists them all/],
    [
      'a wrong severity',
      { rules: { 'select-star': 'warn' } },
      ['rules', 'select-star'],
      /not `"warn"`.*did you mean `warning`/,
    ],
    [
      'a severity of a wrong type',
      { rules: { 'select-star': 2 } },
      ['rules', 'select-star'],
      /Severity must be .* not `2`\./,
    ],
    [
      'an empty list for a rule',
      { rules: { 'select-star': [] } },
      ['rules', 'select-star'],
      /`\[severity, \{ options \}\]`/,
    ],
    ['a list too long', { rules: { 'select-star': ['off', {}, 1] } }, ['rules', 'select-star'], /`\[severity/],
    [
      'a wrong severity in a list',
      { rules: { 'select-star': ['loud'] } },
      ['rules', 'select-star', 0],
      /Severity must be/,
    ],
    [
      'options not an object',
      { rules: { 'select-star': ['off', 1] } },
      ['rules', 'select-star', 1],
      /must be an object, not `1`/,
    ],
    [
      'an option of a rule without any',
      { rules: { 'select-star': ['off', { a: 1 }] } },
      ['rules', 'select-star', 1, 'a'],
      /it has none/,
    ],
    [
      'an unknown option',
      { rules: { 'collect-on-driver': ['off', { method: [] }] } },
      ['rules', 'collect-on-driver', 1, 'method'],
      /did you mean `methods`/,
    ],
    [
      'an option that is no list',
      { rules: { 'collect-on-driver': ['off', { methods: 'collect' }] } },
      ['rules', 'collect-on-driver', 1, 'methods'],
      /list of strings, not `"collect"`/,
    ],
    [
      'a wrong entry in an option list',
      { rules: { 'collect-on-driver': ['off', { methods: ['a', 1] }] } },
      ['rules', 'collect-on-driver', 1, 'methods', 1],
      /not `1`/,
    ],
    [
      'a text for a number',
      { rules: { 'collect-on-driver': ['off', { limit: '5' }] } },
      ['rules', 'collect-on-driver', 1, 'limit'],
      /must be a number/,
    ],
    [
      'a number that is none',
      { rules: { 'collect-on-driver': ['off', { limit: NaN }] } },
      ['rules', 'collect-on-driver', 1, 'limit'],
      /must be a number/,
    ],
    [
      'a text for a flag',
      { rules: { 'collect-on-driver': ['off', { strict: 'yes' }] } },
      ['rules', 'collect-on-driver', 1, 'strict'],
      /`true` or `false`/,
    ],
    ['overrides not a list', { overrides: {} }, ['overrides'], /list of `\{ files, rules \}`/],
    ['an override without files', { overrides: [{ rules: {} }] }, ['overrides', 0], /needs `files`/],
    ['an override that is no object', { overrides: [1] }, ['overrides', 0], /must be an object, not `1`/],
    [
      'a wrong key in an override',
      { overrides: [{ files: [], rule: {} }] },
      ['overrides', 0, 'rule'],
      /did you mean `rules`/,
    ],
    ['an empty glob', { overrides: [{ files: [''] }] }, ['overrides', 0, 'files', 0], /not empty/],
    [
      'a runtime as a number',
      { target: { runtime: 16.4 } },
      ['target', 'runtime'],
      /in quotes such as `"16.4"`, not `16.4`/,
    ],
    ['a runtime of a cluster', { target: { runtime: '16.4.x-scala2.12' } }, ['target', 'runtime'], /`"16.4"`/],
    ['an unknown compute', { target: { compute: 'severless' } }, ['target', 'compute'], /did you mean `serverless`/],
    ['target not an object', { target: '16.4' }, ['target'], /`target` must be an object/],
    ['tables not an object', { tables: [] }, ['tables'], /from table name to facts/],
    [
      'a wrong key of a table',
      { tables: { t: { partitionBy: [] } } },
      ['tables', 't', 'partitionBy'],
      /did you mean `partitionedBy`/,
    ],
    ['columns not a list', { tables: { t: { columns: {} } } }, ['tables', 't', 'columns'], /must be a list/],
    [
      'a column without a name',
      { tables: { t: { columns: [{ type: 'int' }] } } },
      ['tables', 't', 'columns', 0],
      /needs a `name`/,
    ],
    [
      'a wrong nullable',
      { tables: { t: { columns: [{ name: 'a', nullable: 1 }] } } },
      ['tables', 't', 'columns', 0, 'nullable'],
      /`true` or `false`/,
    ],
    ['exclude not a list', { exclude: '**' }, ['exclude'], /list of strings, not `"\*\*"`/],
  ];
  for (const [what, value, path, message] of cases) {
    it(what, () => {
      const { complaints } = parse(value);
      assert.equal(complaints.length, 1, JSON.stringify(complaints));
      assert.deepEqual(complaints[0]?.path, path);
      assert.match(complaints[0]?.message ?? '', message);
    });
  }

  it('keeps what is right beside what is wrong', () => {
    const { settings, complaints } = parse({
      rules: { nope: 'off', 'collect-on-driver': ['loud', { limit: 3, strict: 0 }], 'select-star': 'info' },
      target: { runtime: 'x', compute: 'standard' },
      tables: { t: { partitionedBy: ['a', 1], primaryKey: ['k'] } },
    });
    assert.equal(complaints.length, 5);
    assert.deepEqual([...settings.rules.keys()], ['collect-on-driver', 'select-star']);
    assert.deepEqual(settings.rules.get('collect-on-driver'), { severity: undefined, options: { limit: 3 } });
    assert.deepEqual(settings.target, { compute: 'standard' });
    assert.deepEqual(settings.tables.get('t')?.primaryKey, ['k']);
    assert.equal(settings.tables.get('t')?.partitionedBy, undefined, 'half a list of partition columns is not a fact');
  });
});

describe('settings: layers, overrides, selection', () => {
  const project = parse({
    rules: { 'select-star': 'error', 'collect-on-driver': ['info', { limit: 1, strict: true }] },
    overrides: [{ files: ['tests/**'], rules: { 'select-star': 'off', 'collect-on-driver': ['error', { limit: 2 }] } }],
    target: { runtime: '15.4', compute: 'classic' },
    exclude: ['a/**'],
  }).settings;

  it('an override holds for its files only and merges options', () => {
    assert.equal(settingsForFile(project, 'src/a.py', matches).rules.get('select-star')?.severity, 'error');
    const inTests = settingsForFile(project, 'tests/deep/a.py', matches);
    assert.equal(inTests.rules.get('select-star')?.severity, 'off');
    assert.deepEqual(inTests.rules.get('collect-on-driver'), {
      severity: 'error',
      options: { limit: 2, strict: true },
    });
  });

  it('the upper layer wins, also over overrides of the lower one', () => {
    const top = parse({ rules: { 'select-star': 'info' }, target: { runtime: '16.4' }, exclude: ['b/**'] }).settings;
    const both = layer(project, top);
    assert.equal(settingsForFile(both, 'tests/a.py', matches).rules.get('select-star')?.severity, 'info');
    assert.equal(settingsForFile(both, 'tests/a.py', matches).rules.get('collect-on-driver')?.severity, 'error');
    assert.deepEqual(both.target, { runtime: '16.4', compute: 'classic' });
    assert.deepEqual(both.exclude, ['a/**', 'b/**']);
  });

  it('select leaves only the named rules on, also those that settings switch off', () => {
    const off = parse({ rules: { 'select-star': 'off' } }).settings;
    const rules = selectRules(settingsForFile(off, 'a.py', matches), { select: ['select-star'] }, known).rules;
    assert.equal(rules.get('select-star')?.severity, undefined, 'its own severity');
    assert.equal(rules.get('collect-on-driver')?.severity, 'off');
    assert.equal(rules.get('quiet')?.severity, 'off');
  });

  it('ALL enables rules that are off by default; ignore wins over select', () => {
    const rules = selectRules(defaultSettings, { select: ['ALL'], ignore: ['select-star'] }, known).rules;
    assert.equal(rules.get('quiet')?.severity, 'warning');
    assert.equal(rules.get('select-star')?.severity, 'off');
    assert.equal(rules.get('collect-on-driver'), undefined);
  });

  it('no selection changes nothing', () => {
    assert.equal(selectRules(defaultSettings, {}, known), defaultSettings);
  });
});

describe('settings: small words', () => {
  it('reads a target of the command line', () => {
    assert.deepEqual(parseTarget('16.4'), { target: { runtime: '16.4' } });
    assert.deepEqual(parseTarget('serverless'), { target: { compute: 'serverless' } });
    assert.deepEqual(parseTarget('16.4, dedicated'), { target: { runtime: '16.4', compute: 'dedicated' } });
    for (const wrong of ['', '16', '16.4,15.4', 'servrless', '16.4,'])
      assert.ok('complaint' in parseTarget(wrong), wrong);
  });

  it('guesses near words only', () => {
    assert.equal(nearest('slect-star', ['select-star', 'null-comparison']), 'select-star');
    assert.equal(nearest('chekc', ['rule', 'check']), 'check');
    assert.equal(nearest('xyz', ['check']), undefined);
    assert.equal(nearest('', ['check']), undefined);
  });
});
