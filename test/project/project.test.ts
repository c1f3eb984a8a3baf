import assert from 'node:assert/strict';
import { symlinkSync, utimesSync } from 'node:fs';
import { relative } from 'node:path';
import { emptyProjectSettings, type ProjectSettings } from '../../src/engine';
import { createProject, decode, mapLimited, readText } from '../../src/project';
import { temp, type Temp } from './temp';

let folder: Temp;
const make = (files: Record<string, string | Uint8Array>) => (folder = temp(files));
afterEach(() => folder?.remove());

function project(options: { roots?: string[]; files?: string[]; configFile?: string } = {}) {
  return createProject({ roots: [folder.path], ...options });
}

async function listed(under = '.'): Promise<string[]> {
  const found = await project().filesUnder(folder.at(under));
  return found.map((path) => relative(folder.path, path));
}

describe('project: which files are code of the project', () => {
  it('takes .py, .sql and .ipynb in any depth, sorted', async () => {
    make({ 'b.sql': '', 'a/x.py': '', 'a/n.ipynb': '', 'a/q.dbquery.ipynb': '', 'a/README.md': '', 'Z.PY': '' });
    assert.deepEqual(await listed(), ['Z.PY', 'a/n.ipynb', 'a/q.dbquery.ipynb', 'a/x.py', 'b.sql']);
  });

  it('leaves out folders that never hold code of the project', async () => {
    make({
      '.git/hooks/a.py': '',
      'node_modules/a.py': '',
      'x/.venv/lib/a.py': '',
      '__pycache__/a.py': '',
      'kept.py': '',
    });
    assert.deepEqual(await listed(), ['kept.py']);
  });

  it('honours nested .gitignore files, the deepest one first', async () => {
    make({
      '.git/': '',
      '.gitignore': '*.tmp.py\n/build/\nlogs/\n!logs/kept.py\n',
      'a.tmp.py': '',
      'build/a.py': '',
      'src/build/a.py': '',
      'src/.gitignore': '!important.tmp.py\nlocal.py\n',
      'src/important.tmp.py': '',
      'src/other.tmp.py': '',
      'src/local.py': '',
      'local.py': '',
      'logs/kept.py': '',
    });
    // As with git, nothing comes back from a folder that is ignored itself.
    assert.deepEqual(await listed(), ['local.py', 'src/build/a.py', 'src/important.tmp.py']);
  });

  it('honours the .gitignore above the folder that is looked through, and .git/info/exclude', async () => {
    make({
      '.git/info/exclude': 'secret.py\n',
      '.gitignore': 'out.py\n',
      'sub/out.py': '',
      'sub/secret.py': '',
      'sub/in.py': '',
    });
    assert.deepEqual(await listed('sub'), ['sub/in.py']);
  });

  it('does not look above the root of the repository', async () => {
    make({ '.gitignore': '*.py\n', 'repo/.git/': '', 'repo/a.py': '' });
    assert.deepEqual(await listed('repo'), ['repo/a.py']);
    assert.equal(project().isIgnored(folder.at('repo/a.py')), false);
    assert.equal(project().isIgnored(folder.at('b.py')), true);
  });

  it('leaves out what the settings exclude: globs, and folders by name', async () => {
    make({
      'lakelint.json': '{ "exclude": ["**/generated/**", "vendor", "src/*.sql"] }',
      'src/generated/a.py': '',
      'deep/vendor/a.py': '',
      'src/a.sql': '',
      'src/in/a.sql': '',
    });
    assert.deepEqual(await listed(), ['src/in/a.sql']);
    assert.equal(project().isExcluded(folder.at('src/generated/deep/a.py')), true);
    assert.equal(project().isExcluded(folder.at('src/in/a.sql')), false);
  });

  it('does not follow links, which may lead in circles', async () => {
    make({ 'a/a.py': '' });
    symlinkSync(folder.path, folder.at('a/loop'));
    assert.deepEqual(await listed(), ['a/a.py']);
  });

  it('reports a folder that cannot be listed and goes on', async () => {
    make({ 'a.py': '' });
    const failed: string[] = [];
    const found = await project().filesUnder(folder.at('missing'), (path) => failed.push(path));
    assert.deepEqual(found, []);
    assert.deepEqual(failed, [folder.at('missing')]);
  });
});

describe('project: reading text', () => {
  it('keeps a byte order mark and odd line ends', () => {
    const bytes = Buffer.from('\uFEFFa\r\nb\r😀', 'utf8');
    assert.deepEqual(decode(bytes), { ok: true, text: '\uFEFFa\r\nb\r😀' });
  });

  it('names what cannot be read', async () => {
    make({ 'big.py': new Uint8Array(20 * 1024 * 1024 + 1).fill(0x20), 'dir.py/': '' });
    const reason = (bytes: number[]) => {
      const result = decode(Uint8Array.from(bytes));
      return result.ok ? 'ok' : result.reason;
    };
    assert.match(reason([0x61, 0xff]), /not valid UTF-8/);
    assert.match(reason([0x61, 0x00]), /binary/);
    assert.match(reason([0xff, 0xfe, 0x61, 0x00]), /UTF-16/);
    assert.match(reason([0xed, 0xa0, 0x80]), /not valid UTF-8/, 'a lone surrogate');
    const of = async (name: string) => {
      const result = await readText(folder.at(name));
      return result.ok ? 'ok' : `${result.cause}: ${result.reason}`;
    };
    assert.match(await of('big.py'), /content: the file has 20\.0 MB; the limit is 20 MB/);
    assert.match(await of('dir.py'), /unreadable: it is not a regular file/);
    assert.match(await of('nope.py'), /unreadable: there is no such file/);
  });

  it('runs at most so many at a time, in order', async () => {
    let running = 0;
    let most = 0;
    const results = await mapLimited([5, 1, 4, 2, 3], 2, async (n) => {
      most = Math.max(most, ++running);
      await new Promise((done) => setTimeout(done, n));
      running--;
      return n * 10;
    });
    assert.deepEqual(results, [50, 10, 40, 20, 30]);
    assert.equal(most, 2);
  });
});

describe('project: settings of a file', () => {
  const top = (change: Partial<ProjectSettings>): ProjectSettings => ({ ...emptyProjectSettings, ...change });

  it('takes the nearest file up the tree, json before toml, and stops at the repository', () => {
    make({
      'lakelint.json': '{ "target": { "runtime": "1.1" } }',
      'repo/.git/': '',
      'repo/x/lakelint.json': '// why\n{ "target": { "runtime": "2.2", }, }',
      'repo/x/pyproject.toml': '[tool.lakelint.target]\nruntime = "3.3"\n',
      'repo/y/pyproject.toml': '[tool.lakelint.target]\nruntime = "4.4"\n',
      'repo/x/z/pyproject.toml': '[tool.other]\n',
    });
    const runtime = (path: string) => project().targetFor(folder.at(path)).runtime;
    assert.equal(runtime('a.py'), '1.1');
    assert.equal(runtime('repo/a.py'), undefined);
    assert.equal(runtime('repo/x/a.py'), '2.2');
    assert.equal(runtime('repo/x/z/deep/a.py'), '2.2', 'a pyproject.toml without our table does not count');
    assert.equal(runtime('repo/y/a.py'), '4.4');
  });

  it('a settings file that was named holds for everything', () => {
    make({ 'lakelint.json': '{}', 'other.json': '{ "target": { "runtime": "9.1" } }' });
    assert.equal(project({ configFile: folder.at('other.json') }).targetFor(folder.at('a.py')).runtime, '9.1');
  });

  it('globs of overrides are relative to the settings file', () => {
    make({ 'sub/lakelint.json': '{ "overrides": [{ "files": ["tests/**"], "rules": { "bare-magic": "off" } }] }' });
    const severity = (path: string) => project().settingsFor(folder.at(path)).rules.get('bare-magic')?.severity;
    assert.equal(severity('sub/tests/a.sql'), 'off');
    assert.equal(severity('sub/a/tests/a.sql'), undefined);
  });

  it('what is laid over wins, and may change', () => {
    make({ 'lakelint.json': '{ "target": { "runtime": "15.4", "compute": "classic" } }' });
    const one = project();
    assert.deepEqual(one.targetFor(folder.at('a.py')), { runtime: '15.4', compute: 'classic' });
    one.configure(top({ target: { compute: 'serverless' } }));
    assert.deepEqual(one.targetFor(folder.at('a.py')), { runtime: '15.4', compute: 'serverless' });
    one.configure(emptyProjectSettings);
    assert.deepEqual(one.targetFor(folder.at('a.py')), { runtime: '15.4', compute: 'classic' });
  });

  it('reads settings again after they changed', () => {
    make({ 'a.py': '' });
    const one = project();
    assert.equal(one.targetFor(folder.at('a.py')).runtime, undefined);
    one.invalidate(folder.write('lakelint.json', '{ "target": { "runtime": "15.4" } }'));
    assert.equal(one.targetFor(folder.at('a.py')).runtime, '15.4');
  });
});

describe('project: what is wrong with settings has a place', () => {
  const place = (name: string, content: string) => {
    make({ [name]: content });
    const [first, ...more] = project().complaintsFor(folder.at('a.py'));
    assert.deepEqual(more, []);
    assert.ok(first);
    assert.equal(first.file, folder.at(name));
    assert.equal(first.severity, 'error');
    return `${first.line}:${first.column}-${first.endLine}:${first.endColumn} ${first.message}`;
  };
  const json = (content: string) => place('lakelint.json', content);
  const toml = (content: string) => place('pyproject.toml', content);

  it('JSON: the key of a wrong key, the value of a wrong value', () => {
    assert.match(json('{\n  "ruls": {}\n}'), /^2:3-2:9 Unknown key `ruls`/);
    assert.match(json('{\n  "rules": { "bare-magic": "lod" }\n}'), /^2:28-2:33 Severity must be/);
    assert.match(json('{ "exclude": ["a",\n 1] }'), /^2:2-2:3 /);
    assert.match(json('\uFEFF{ "target": { "runtime": 16.4 } }'), /^1:26-1:30 `runtime`/);
  });

  it('JSON: broken, empty, not an object', () => {
    assert.match(json('{\n  "rules": {,}\n}'), /^2:\d+-2:\d+ This is not valid JSON \(.*\)\. Correct/);
    assert.match(json('{ "rules": '), /^1:\d+.* not valid JSON/);
    assert.match(json(''), /^1:1-1:1 /);
    assert.match(json('[]'), /^1:1-1:3 The settings must be an object/);
  });

  it('TOML: the line of the key', () => {
    assert.match(toml('[project]\nname = "x"\n\n[tool.lakelint]\nruls = 1\n'), /^5:1-5:5 Unknown key/);
    assert.match(toml('[tool.lakelint.rules]\n"bare-magic" = "lod"\n'), /^2:1-2:13 Severity/);
    assert.match(toml('[tool.lakelint]\ntarget.runtime = 16.4\n'), /^2:1-2:15 `runtime`/);
    assert.match(toml('[tool.lakelint]\ntarget = { runtime = 16.4 }\n'), /^2:12-2:19 `runtime`/);
    const list = '[[tool.lakelint.overrides]]\nfiles = ["a"]\n\n[[tool.lakelint.overrides]]\nfiles = 1\n';
    assert.match(toml(`[tool.lakelint]\n${list}`), /^6:1-6:6 `files`/);
    assert.match(toml('[tool.lakelint]\nexclude = 3\n'), /^2:1-2:8 `exclude`/);
  });

  it('TOML: broken', () => {
    assert.match(toml('[tool.lakelint]\nexclude = [\n'), /^\d:\d+-.* not valid TOML/);
    assert.match(toml('[tool.lakelint]\nexclude = nope\n'), /^2:11-2:12 This is not valid TOML/);
  });
});

describe('project: compute from databricks.yml', () => {
  const job = (tasks: string, clusters = '') => `resources:\n  jobs:\n    nightly:\n${clusters}      tasks:\n${tasks}`;
  const cluster = (key: string, version: string, mode: string) =>
    `        - job_cluster_key: ${key}\n          new_cluster:\n            spark_version: ${version}\n            data_security_mode: ${mode}\n`;
  const task = (path: string, rest: string) =>
    `        - task_key: t\n          ${rest}\n          notebook_task:\n            notebook_path: ${path}\n`;
  const target = (path: string) => project().targetFor(folder.at(path));

  it('tells the compute of the tasks that run a file', () => {
    const clusters = `      job_clusters:\n${cluster('old', '15.4.x-scala2.12', 'SINGLE_USER')}${cluster('new', '16.4.x-photon-scala2.12', 'USER_ISOLATION')}`;
    const tasks = [
      task('./src/old.py', 'job_cluster_key: old'),
      task('src/new', 'job_cluster_key: new'),
      task('src/free.py', 'max_retries: 1'),
      task('src/given.py', 'existing_cluster_id: 123'),
      task('src/both.py', 'job_cluster_key: old') + task('src/both.py', 'job_cluster_key: new'),
    ];
    make({ '.git/': '', 'databricks.yml': job(tasks.join(''), clusters) });
    assert.deepEqual(target('src/old.py'), { runtime: '15.4', compute: 'dedicated' });
    assert.deepEqual(target('src/new.py'), { runtime: '16.4', compute: 'standard' });
    assert.deepEqual(target('src/free.py'), { compute: 'serverless' });
    assert.deepEqual(target('src/given.py'), {});
    assert.deepEqual(target('src/both.py'), {}, 'two tasks that disagree');
    assert.deepEqual(target('src/helper.py'), {}, 'no task names it, and the tasks disagree');
  });

  it('a file that no task names runs on what all tasks have in common', () => {
    const clusters = `      job_clusters:\n${cluster('a', '16.4.x-scala2.13', 'SINGLE_USER')}${cluster('b', '16.4.x-scala2.13', 'USER_ISOLATION')}`;
    make({ 'databricks.yml': job(task('a.py', 'job_cluster_key: a') + task('b.py', 'job_cluster_key: b'), clusters) });
    assert.deepEqual(target('lib/helper.py'), { runtime: '16.4' });
  });

  it('follows include, variables, for_each_task and paths relative to the declaring file', () => {
    make({
      'databricks.yml':
        'include:\n  - resources/**/*.yml\nvariables:\n  version:\n    default: 14.3.x-scala2.12\n  shape:\n    default:\n      spark_version: ${var.version}\n' +
        'targets:\n  dev: {}\n',
      'resources/jobs/a.yml': job(
        '        - task_key: loop\n          for_each_task:\n            inputs: "[1]"\n            task:\n              task_key: in\n' +
          '              new_cluster: ${var.shape}\n              spark_python_task:\n                python_file: ../../src/a.py\n',
      ),
    });
    assert.deepEqual(target('src/a.py'), { runtime: '14.3' });
  });

  it('a variable that targets set differently is not known', () => {
    make({
      'databricks.yml':
        'variables:\n  v:\n    default: 14.3.x-scala2.12\ntargets:\n  prod:\n    variables:\n      v: 15.4.x-scala2.12\n' +
        job(
          '        - task_key: a\n          new_cluster:\n            spark_version: ${var.v}\n          notebook_task:\n            notebook_path: ./a.py\n',
        ),
    });
    assert.deepEqual(target('a.py'), {});
  });

  it('knows serverless pipelines and their globs', () => {
    make({
      'databricks.yml':
        'resources:\n  pipelines:\n    p:\n      serverless: true\n      libraries:\n        - glob:\n            include: ./etl/**\n    q:\n      libraries:\n        - notebook:\n            path: ./old.py\n',
    });
    assert.deepEqual(target('etl/deep/a.py'), { compute: 'serverless' });
    assert.deepEqual(target('old.py'), {});
  });

  it('the settings win over the bundle, field by field', () => {
    make({
      'lakelint.json': '{ "target": { "runtime": "17.0" } }',
      'databricks.yml': job(task('a.py', 'max_retries: 1')),
    });
    assert.deepEqual(target('a.py'), { runtime: '17.0', compute: 'serverless' });
  });

  it('says where the target of a file comes from', () => {
    make({
      'lakelint.json': '{ "target": { "runtime": "17.0" } }',
      'databricks.yml': job(task('a.py', 'max_retries: 1')),
      'free/lakelint.json': '{}',
    });
    const one = project();
    const origins = (path: string) =>
      one
        .targetOrigins(folder.at(path))
        .map(({ field, kind, file }) => [field, kind, file && relative(folder.path, file)]);
    const runtime = ['runtime', 'settings', 'lakelint.json'];
    assert.deepEqual(origins('a.py'), [['compute', 'task', 'databricks.yml'], runtime]);
    assert.deepEqual(origins('b.py'), [['compute', 'bundle', 'databricks.yml'], runtime]);
    one.configure({ ...emptyProjectSettings, target: { compute: 'standard' } });
    assert.deepEqual(origins('free/b.py'), [['compute', 'editor', undefined]]);
  });

  it('a broken bundle is a warning with its place, and tells nothing', () => {
    make({ 'databricks.yml': 'resources:\n  jobs: [\n' });
    const one = project();
    assert.deepEqual(one.targetFor(folder.at('a.py')), {});
    const [complaint] = one.complaintsFor(folder.at('a.py'));
    assert.equal(complaint?.severity, 'warning');
    assert.match(complaint?.message ?? '', /not valid YAML/);
    assert.ok(complaint && complaint.line >= 2);
  });

  it('odd YAML does not throw', () => {
    for (const odd of [
      '',
      '[]',
      'x',
      'include: 3\nresources: [1]\ntargets: x',
      'resources:\n  jobs:\n    a: 1\n    b:\n      tasks: {a: 1}\n',
      'a: *b',
    ]) {
      make({ 'databricks.yml': odd });
      assert.deepEqual(target('a.py'), {}, odd);
      folder.remove();
    }
  });
});

describe('project: job definitions', () => {
  const job = (path: string) =>
    `resources:\n  jobs:\n    j:\n      tasks:\n        - task_key: a\n          notebook_task: { notebook_path: ${path} }\n`;

  it('lists what bundles include and JSON with jobs in it, and neither what is ignored nor what is excluded', async () => {
    make({
      '.git/': '',
      '.gitignore': 'ignored.yml\n',
      'lakelint.json': '{ "exclude": ["resources/excluded.yml"] }',
      'app/databricks.yml': 'include: [resources/*.yml, ../shared/*.yml, ignored.yml]\n',
      'app/resources/a.yml': '',
      'app/ignored.yml': '',
      'resources/excluded.yml': '',
      'shared/b.yml': '',
      'app/lonely.yml': job('./a.py'),
      'jobs/c.json': '{ "tasks": [{ "task_key": "a" }] }',
      'jobs/broken.json': '{ "tasks": [{ "task_key": "a" ',
      'jobs/schema.json': '{ "properties": { "task_key": { "type": "string" } } }',
      'jobs/data.json': '[]',
    });
    assert.deepEqual(await listed(), [
      'app/databricks.yml',
      'app/resources/a.yml',
      'jobs/broken.json',
      'jobs/c.json',
      'shared/b.yml',
    ]);
  });

  it('lists what the bundle around a folder includes from it', async () => {
    make({
      '.git/': '',
      'databricks.yml': 'include: [resources/*.yml]\n',
      'resources/a.yml': '',
      'resources/b.txt': '',
    });
    assert.deepEqual(await listed('resources'), ['resources/a.yml']);
  });

  it('tells what lies around a file of a bundle', () => {
    make({
      'databricks.yml': 'include: [jobs/*.yml]\n',
      'jobs/a.yml': job('./x.py'),
      'jobs/b.yml': 'a: [\n',
      'jobs/nb.ipynb': '',
      'src/load.py': '',
    });
    const one = project();
    const around = one.bundleAround(folder.at('jobs/a.yml'))!;
    assert.deepEqual(
      around.others.map(({ path }) => relative(folder.path, path)),
      ['databricks.yml', 'jobs/b.yml'],
    );
    assert.equal(around.isComplete, false, 'one of them is broken');
    assert.deepEqual(around.findSource!('../src/load.py', 'file'), { isThere: true });
    assert.deepEqual(around.findSource!('src/load.py', 'root'), { isThere: true });
    assert.deepEqual(around.findSource!('./nb', 'file'), { isThere: false, near: './nb.ipynb' });
    assert.deepEqual(around.findSource!('./none.py', 'file'), { isThere: false, near: undefined });
    assert.equal(one.bundleAround(folder.at('jobs/c.yml')), undefined);
    assert.equal(one.isJobFile(folder.at('jobs/a.yml'), ''), true);
    assert.equal(one.isJobFile(folder.at('jobs/c.yml'), job('./x.py')), false);
  });

  it('reads a bundle again when one of its files was written', () => {
    make({ 'databricks.yml': 'include: [jobs/*.yml]\n', 'jobs/a.yml': '' });
    const one = project();
    assert.equal(one.bundleAround(folder.at('jobs/b.yml')), undefined);
    one.invalidate(folder.write('jobs/b.yml', ''));
    assert.equal(one.bundleAround(folder.at('jobs/b.yml'))?.others.length, 2);
  });
});

describe('project: tables from CREATE TABLE', () => {
  const ddl = (name: string, by: string) =>
    `CREATE TABLE ${name} (id INT, day DATE, hour INT) PARTITIONED BY (${by});\n`;
  const partitions = async (one: ReturnType<typeof project>, name: string, path = 'a.py') =>
    (await one.catalogFor(folder.at(path))).find(name)?.partitionedBy;

  it('finds them in the whole repository, also from a folder deep within', async () => {
    make({
      '.git/': '',
      'ddl/orders.sql': ddl('main.sales.orders', 'day'),
      'jobs/deep/a.py': '',
      'ddl/.gitignore': 'x.sql',
      'ddl/x.sql': ddl('main.a.x', 'day'),
    });
    const one = project({ roots: [] });
    assert.deepEqual(await partitions(one, 'main.sales.orders', 'jobs/deep/a.py'), ['day']);
    assert.equal(await partitions(one, 'main.a.x', 'jobs/deep/a.py'), undefined);
  });

  it('what two files disagree about is not known', async () => {
    make({ 'a.sql': ddl('t.orders', 'day'), 'b.sql': ddl('t.orders', 'hour') });
    const facts = (await project().catalogFor(folder.at('a.py'))).find('t.orders');
    assert.equal(facts?.partitionedBy, undefined);
    assert.equal(facts?.columns?.length, 3);
  });

  it('names a file by its path in the project: what the folders above are called says nothing', () => {
    make({ 'tests/repo/databricks.yml': '', 'tests/repo/jobs/load.sql': '', 'tests/alone.sql': '' });
    const place = (name: string, roots: string[] = []) => project({ roots }).placeOf(folder.at(name));
    assert.equal(place('tests/repo/jobs/load.sql'), 'jobs/load.sql');
    assert.equal(place('tests/alone.sql'), 'alone.sql');
    assert.equal(place('tests/alone.sql', [folder.path]), 'tests/alone.sql');
  });

  it('knows the columns of views, and that a table is open whose columns anything in the project may change', async () => {
    make({
      '.git/': '',
      'ddl.sql': 'CREATE TABLE main.s.a (id INT);\nCREATE TABLE main.s.b (id INT);\nCREATE TABLE main.s.c (id INT);',
      'view.sql': 'CREATE TABLE main.s.t (id INT, n INT);\nCREATE VIEW main.s.v AS SELECT * FROM main.s.t;',
      'later.sql': 'ALTER TABLE s.a ADD COLUMNS (name STRING);',
      'job.py': 'df.write.option("mergeSchema", True).saveAsTable(f"{catalog}.s.b")\n',
    });
    const catalog = await project().catalogFor(folder.at('job.py'));
    const facts = (name: string) => catalog.find(`main.s.${name}`);
    assert.deepEqual(['a', 'b', 'c'].map((name) => facts(name)?.isOpen === true), [true, true, false]); // prettier-ignore
    assert.deepEqual(facts('v')?.columns?.map(({ name }) => name), ['id', 'n']); // prettier-ignore
    assert.deepEqual(facts('a')?.columns?.map(({ name }) => name), ['id']); // prettier-ignore
  });

  it('the settings win', async () => {
    make({
      'a.sql': ddl('t.orders', 'day'),
      'lakelint.json': '{ "tables": { "T.`Orders`": { "partitionedBy": ["hour"] } } }',
    });
    assert.deepEqual(await partitions(project(), 't.orders'), ['hour']);
  });

  it('sees changed, new and removed files, and keeps the same catalog otherwise', async () => {
    make({ 'a.sql': ddl('t.orders', 'day') });
    const one = project();
    const first = await one.catalogFor(folder.at('a.py'));
    assert.equal(await one.catalogFor(folder.at('a.py')), first);
    const changed = folder.write('a.sql', ddl('t.orders', 'hour'));
    utimesSync(changed, 1, 1);
    assert.equal(await one.catalogFor(folder.at('a.py')), first, 'nothing is read until it is said to have changed');
    one.invalidate(changed);
    assert.deepEqual(await partitions(one, 't.orders'), ['hour']);
    one.invalidate(folder.write('b.sql', ddl('t.more', 'day')));
    assert.deepEqual(await partitions(one, 't.more'), ['day']);
    const all = folder.path;
    folder.remove();
    one.invalidate(`${all}/b.sql`);
    assert.equal(await partitions(one, 't.more'), undefined);
    assert.deepEqual(await partitions(one, 't.orders'), ['hour']);
  });

  it('files that were named tell about each other outside of any project', async () => {
    make({ 'a.sql': ddl('t.orders', 'day'), 'b.sql': '', 'unnamed.sql': ddl('t.other', 'day') });
    const one = project({ roots: [], files: [folder.at('a.sql'), folder.at('b.sql')] });
    assert.deepEqual(await partitions(one, 't.orders', 'b.sql'), ['day']);
    assert.equal(await partitions(one, 't.other', 'b.sql'), undefined);
  });
});

describe('project: notebooks that others run', () => {
  it('are found by a relative path, with or without their ending', () => {
    make({ '.git/': '', '.gitignore': 'out/', 'a/b/main.py': '', 'a/setup.scala': '', 'a/b/load.ipynb': '' });
    const one = project();
    const find = (path: string) => one.findNotebook(folder.at('a/b/main.py'), path);
    assert.deepEqual(['./load', 'load.ipynb', '../setup', './Load', '../b', './x/load'].map(find), [true, true, true, false, false, false]); // prettier-ignore
    // Out of the project, or made by something else.
    assert.deepEqual(['../../../setup', '../../out/setup'].map(find), [undefined, undefined]);
  });

  it('are looked for again when a file has changed', () => {
    make({ '.git/': '', 'main.py': '' });
    const one = project();
    assert.equal(one.findNotebook(folder.at('main.py'), './setup'), false);
    folder.write('setup.py', '');
    one.invalidate(folder.at('setup.py'));
    assert.equal(one.findNotebook(folder.at('main.py'), './setup'), true);
  });
});
