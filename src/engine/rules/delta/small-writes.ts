import type { PythonFacts, SqlString, WriteFact } from '../../python/facts';
import { isShortLoop, mayStopEarly } from '../../python/loops';
import type { Place } from '../../python/place';
import { argument } from '../../python/strings-of';
import { sourcesOf } from '../../python/values';
import { defineRule } from '../../rule';
import type { SqlFacts } from '../../sql/facts';
import { holdsTemplate } from '../../sql/marks';
import { wordsOf } from '../../sql/names';
import type { Name } from '../../sql/nodes';
import type { SqlTree, InsertStatement, Statement } from '../../sql/tree';
import { readSql } from '../../sql/reader/read';
import { isUnderstood, statementsOf } from '../../sql/walk';

const conf = 'spark.sql.files.maxrecordsperfile';
/** Tables that get one line for each step of a job, and are meant to. */
const journal =
  /^(logs?|logging|audits?|runs?|status|metrics?|history|control|config|checkpoints?|watermarks?|jobs?|state|progress|results?)$/;

/** An INSERT whose target is written down. */
type RowInsert = InsertStatement & { readonly target: Name };

function isJournal(table: string): boolean {
  return wordsOf(table).some((word) => journal.test(word));
}

/** True for code that runs often: in a loop that is neither short nor ends early. */
function runsOften({ loop }: Place, facts: PythonFacts, turns: number): boolean {
  return loop !== undefined && !mayStopEarly(loop) && !isShortLoop(loop, facts, turns);
}

/** INSERT … VALUES into a table whose name is written down. */
function insertsRows(statement: Statement | undefined): statement is RowInsert {
  if (statement?.kind !== 'insert' || statement.overwrite || !statement.target?.known) return false;
  return statement.query?.body.kind === 'values' && isUnderstood(statement);
}

function insertInLoop({ text }: SqlString): RowInsert | undefined {
  if (!/^\s*insert\b/i.test(text.text)) return undefined;
  const [statement] = readSql(text.text, 'statements').statements;
  if (!insertsRows(statement) || !text.isKnown(statement.target) || isJournal(statement.target.text)) return undefined;
  return statement;
}

/** Appends to one table, turn after turn. */
function appendsToOne({ mode, end, writer, target }: WriteFact): boolean {
  const appends = mode === 'append' || (end.method === 'insertInto' && mode === undefined);
  return appends && !writer.streaming && target?.known === true && !isJournal(target.text.text);
}

interface Run {
  readonly first: RowInsert;
  readonly length: number;
}

/** Where an INSERT of one row goes to: the columns of a table. */
function intoOf(statement: Statement | undefined): string | undefined {
  if (!insertsRows(statement) || statement.query?.body.kind !== 'values' || statement.query.body.rowCount !== 1)
    return undefined;
  const columns = statement.columns?.map(({ name }) => name.toLowerCase()).join(',') ?? '';
  return `${statement.target.text}(${columns})`;
}

/** INSERTs of one row each that follow each other and go to the same columns of one table; those that begin in this text. */
function* runsOf(facts: SqlFacts): Generator<Run> {
  const own = statementsOf(facts.tree);
  const flat = (trees: readonly SqlTree[] = []) => trees.flatMap(statementsOf);
  for (let i = 0; i < own.length; i++) {
    const first = own[i];
    const into = intoOf(first);
    if (into === undefined || !insertsRows(first)) continue;
    if (i === 0 && intoOf(flat(facts.before?.slice(-1)).at(-1)) === into) continue;
    let length = 1;
    while (intoOf(own[i + 1]) === into) {
      i++;
      length++;
    }
    if (i === own.length - 1)
      for (const next of flat(facts.after)) {
        if (intoOf(next) !== into) break;
        length++;
      }
    yield { first, length };
  }
}

export default defineRule({
  id: 'small-writes',
  family: 'delta',
  severity: 'warning',
  summary: 'Many tiny writes instead of one',
  why:
    'Every write to a Delta table is a commit with files of its own, however few rows it brings. A hundred rows in a hundred writes take minutes and leave a hundred files, ' +
    'which every later query opens one by one. Collect the rows and write them once. A limit of few records for a file does the same to one large write.',
  docs: [
    {
      title: 'Configure Delta Lake to control data file size',
      url: 'https://docs.azure.cn/en-us/databricks/delta/tune-file-size',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      kind: 'python',
      bad: 'for store in stores:\n    spark.sql(f"INSERT INTO main.sales.stores VALUES ({store.id}, \'{store.name}\')")\n',
      good: 'spark.createDataFrame(stores).write.mode("append").saveAsTable("main.sales.stores")\n',
    },
    {
      kind: 'python',
      bad: 'for store in stores:\n    row = spark.createDataFrame([(store.id, store.name)], "id INT, name STRING")\n    row.write.mode("append").saveAsTable("main.sales.stores")\n',
      good: 'rows = [(store.id, store.name) for store in stores]\nspark.createDataFrame(rows, "id INT, name STRING").write.mode("append").saveAsTable("main.sales.stores")\n',
    },
    {
      kind: 'python',
      bad: 'spark.table("main.raw.orders").write.option("maxRecordsPerFile", 100).mode("overwrite").saveAsTable("main.sales.orders")\n',
      good: 'spark.table("main.raw.orders").write.mode("overwrite").saveAsTable("main.sales.orders")\n',
    },
    {
      kind: 'sql',
      bad:
        "INSERT INTO main.sales.stores VALUES (1, 'Rome');\nINSERT INTO main.sales.stores VALUES (2, 'Oslo');\nINSERT INTO main.sales.stores VALUES (3, 'Bern');\n" +
        "INSERT INTO main.sales.stores VALUES (4, 'Lima');\nINSERT INTO main.sales.stores VALUES (5, 'Baku');\n",
      good: "INSERT INTO main.sales.stores VALUES (1, 'Rome'), (2, 'Oslo'), (3, 'Bern'), (4, 'Lima'), (5, 'Baku');\n",
    },
  ],
  nearMisses: [
    {
      why: 'each turn fills another table',
      kind: 'python',
      code: 'for t in tables:\n    spark.sql(f"INSERT INTO main.s.{t} VALUES (1)")\n    spark.createDataFrame([(1,)]).write.mode("append").saveAsTable(f"main.s.{t}")\n',
    },
    {
      why: 'each turn replaces the table',
      kind: 'python',
      code: 'for d in days:\n    spark.createDataFrame([(d,)]).write.mode("overwrite").saveAsTable("main.s.t")\n',
    },
    {
      why: 'a handful of turns',
      kind: 'python',
      code: 'for n in ["a", "b", "c"]:\n    spark.sql(f"INSERT INTO main.s.t VALUES (\'{n}\')")\n',
    },
    {
      why: 'tried again until it works',
      kind: 'python',
      code: 'for attempt in attempts:\n    try:\n        spark.sql("INSERT INTO main.s.t VALUES (1)")\n        break\n    except Exception:\n        pass\n',
    },
    {
      why: 'one line of the log for each step',
      kind: 'python',
      code: 'for t in tables:\n    load(t)\n    spark.sql(f"INSERT INTO main.ops.load_log VALUES (\'{t}\', now())")\n',
    },
    {
      why: 'a slice of a table for each turn',
      kind: 'python',
      code: 'for d in days:\n    spark.table("a.b.c").where(f"day = \'{d}\'").write.mode("append").saveAsTable("a.b.t")\n',
    },
    {
      why: 'a limit that keeps files from getting huge',
      kind: 'python',
      code: 'spark.table("a.b.c").write.option("maxRecordsPerFile", 5000000).mode("append").saveAsTable("a.b.t")\nspark.conf.set("spark.sql.files.maxRecordsPerFile", 0)\n',
    },
    { why: 'several rows in one statement', kind: 'sql', code: 'INSERT INTO a.b.t VALUES (1), (2), (3);\nINSERT INTO a.b.u VALUES (1), (2);\n' }, // prettier-ignore
    {
      why: 'other tables',
      kind: 'sql',
      code: 'INSERT INTO a VALUES (1);\nINSERT INTO b VALUES (1);\nINSERT INTO c VALUES (1);\nINSERT INTO d VALUES (1);\nINSERT INTO e VALUES (1);\n',
    },
  ],

  options: {
    records: { default: 10_000, description: 'A limit of records for one file below this is reported.' },
    statements: { default: 5, description: 'From how many INSERTs of one row in a row on they are reported.' },
    turns: { default: 10, description: 'A loop known to have no more turns than this may write in each of them.' },
  },

  scope: 'statement',
  words: ['INSERT VALUES', 'SET'],

  *python(facts, { records, turns }) {
    if (facts.isTest) return;
    const tooFew = (value: string | undefined) => Number(value) > 0 && Number(value) < records;
    for (const write of facts.writes) {
      const limit = write.writer.options.get('maxrecordsperfile');
      if (limit?.expr && tooFew(limit.value)) yield { span: limit.expr, message: limitMessage(limit.value!) };
      if (!runsOften(write.place, facts, turns) || !appendsToOne(write)) continue;
      const sources = sourcesOf(write.frame);
      if (sources.length === 0 || !sources.every(({ kind }) => kind === 'local')) continue;
      const message = 'Each turn of the loop is a commit with files of its own: collect the rows, and write them once.';
      yield { span: write.end.nameSpan, message };
    }
    for (const { call } of facts.callsNamed('set', 'config')) {
      const value = facts.constantOf(argument(call, 1, 'value'));
      if (facts.constantOf(argument(call, 0, 'key'))?.toLowerCase() !== conf || !tooFew(value)) continue;
      yield { span: call.argsSpan, message: limitMessage(value!) };
    }
    for (const string of facts.sqlStrings) {
      if (!runsOften(string.place, facts, turns)) continue;
      const insert = insertInLoop(string);
      if (!insert) continue;
      const message = 'Each turn of the loop inserts its own row, with a commit and a file: collect the rows, and write them once.'; // prettier-ignore
      yield { span: string.text.spanToHost({ from: insert.head.from, to: insert.target.to }), message };
    }
  },

  *sql(facts, { records, statements }) {
    for (const { first, length } of runsOf(facts)) {
      if (length < statements || !facts.source.isKnown(first.target) || holdsTemplate(facts.tree, first.target))
        continue;
      const message = `${length} INSERTs of one row each make ${length} commits and ${length} files: write one INSERT with all the rows.`;
      yield { span: { from: first.head.from, to: first.target.to }, message };
    }
    for (const statement of statementsOf(facts.tree)) {
      if (statement.kind !== 'set' || statement.key?.text.toLowerCase() !== conf || !isUnderstood(statement)) continue;
      const value = statement.value?.text;
      if (Number(value) > 0 && Number(value) < records) yield { span: statement, message: limitMessage(value!) };
    }
  },
});

function limitMessage(records: string): string {
  return `Files of ${records} records each are tiny: leave the size to Delta, or allow far more records.`;
}
