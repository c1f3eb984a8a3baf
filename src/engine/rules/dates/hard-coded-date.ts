import { defineRule } from '../../rule';
import { dateBoundsOf } from '../../spark/load-filters';
import { boundsOf, columnIn, isStored, yearOf, type Bound } from '../../sql/bounds';
import { pathWords } from '../../sql/file-words';
import { loadConditions } from '../../sql/filters';
import { allNameWords, wordsOf } from '../../sql/names';
import type { Expr, Name } from '../../sql/nodes';
import { shown } from '../../sql/shown';
import { dateName } from '../../sql/slices';
import type { Statement } from '../../sql/tree';
import { isUnderstood, statementsOf } from '../../sql/walk';
import type { Level } from '../../types';

/** Years that a load can be about; what lies outside stands for "always", "never" or "unknown". */
function isRealYear(year: number | undefined): boolean {
  return year !== undefined && year > 2000 && year < 2099;
}

interface Stored {
  readonly target: Name;
  /** How loud a period is that is written down. */
  readonly level: Level;
}

/** What a statement stores: rows, or a query that is run again and again. Corrections by UPDATE and DELETE are made once. */
function storedBy(statement: Statement): Stored | undefined {
  switch (statement.kind) {
    case 'insert':
      return statement.query && statement.target && { target: statement.target, level: 'warning' };
    case 'merge': {
      const { relation } = statement.target;
      return relation.kind === 'table' ? { target: relation.name, level: 'warning' } : undefined;
    }
    case 'create': {
      if (!statement.query || !statement.name || !/table|view/.test(statement.object)) return undefined;
      const again = statement.object === 'table' && statement.orReplace;
      return { target: statement.name, level: again ? 'warning' : 'info' };
    }
    default:
      return undefined;
  }
}

/** `date_key = 20240131`. */
function isDayNumber(expr: Expr, text: string): boolean {
  return expr.kind === 'literal' && /^20[0-8]\d(0[1-9]|1[0-2])([0-2]\d|3[01])$/.test(text.slice(expr.from, expr.to));
}

function isDateBound({ stored, value }: Bound, text: string): boolean {
  if (!isStored(stored)) return false;
  const plain = value.kind === 'literal' && value.type !== 'date' && value.type !== 'timestamp';
  // A text that looks like a date may be a version; the column has to say that it is one.
  return (!plain || dateName.test(columnIn(stored))) && (isDayNumber(value, text) || isRealYear(yearOf(value, text)));
}

/** The first comparison of each column, and whether they fix a period: one day, or a range with both ends. */
function periods<B extends { readonly kind: Bound['kind'] }>(
  bounds: readonly B[],
  columnOf: (bound: B) => string,
): { readonly first: B; readonly closed: boolean }[] {
  const byColumn = new Map<string, B[]>();
  for (const bound of bounds) byColumn.set(columnOf(bound), [...(byColumn.get(columnOf(bound)) ?? []), bound]);
  return [...byColumn.values()].map((list) => {
    const kinds = new Set(list.map(({ kind }) => kind));
    return { first: list[0]!, closed: kinds.has('equal') || kinds.size === 2 };
  });
}

function messageOf(condition: string, closed: boolean): string {
  return closed
    ? `\`${shown(condition)}\` ties the code to one period: every run reads the same one. Use a job parameter.`
    : `\`${shown(condition)}\` is written into the job: a parameter with a name says what the date means.`;
}

export default defineRule({
  id: 'hard-coded-date',
  family: 'dates',
  severity: 'warning',
  summary: 'A load that is tied to a date in its text',
  why:
    'A date in the filter of a load is right for one run. The next run loads the same days again, or somebody edits the code for each run and forgets it once. ' +
    'A job parameter keeps the code as it is, and a backfill is a run with another value.',
  docs: [
    {
      title: 'Dynamic value references in jobs',
      url: 'https://docs.databricks.com/jobs/dynamic-value-references.html',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: "INSERT INTO main.sales.orders BY NAME SELECT order_id, day FROM main.raw.orders WHERE day = '2024-01-31';\n",
      good: 'INSERT INTO main.sales.orders BY NAME SELECT order_id, day FROM main.raw.orders WHERE day = :day;\n',
    },
    {
      bad:
        'CREATE OR REPLACE TABLE main.sales.orders AS\n' +
        "SELECT order_id, day FROM main.raw.orders WHERE day >= DATE'2024-01-01' AND day < DATE'2024-02-01';\n",
      good:
        'CREATE OR REPLACE TABLE main.sales.orders AS\n' +
        'SELECT order_id, day FROM main.raw.orders WHERE day >= :first_day AND day < :end_day;\n',
    },
    {
      kind: 'python',
      bad: 'spark.table("main.raw.orders").where("day = \'2024-01-31\'").write.mode("append").saveAsTable("main.sales.orders")\n',
      good:
        'day = dbutils.widgets.get("day")\n' +
        'spark.table("main.raw.orders").where(f"day = \'{day}\'").write.mode("append").saveAsTable("main.sales.orders")\n',
    },
  ],
  nearMisses: [
    {
      why: 'an end of time',
      code: "INSERT INTO main.s.t BY NAME SELECT id FROM main.s.u WHERE valid_to_date = '9999-12-31' AND day > DATE'1900-01-01';\n",
    },
    {
      why: 'a backfill by name',
      code: "INSERT INTO main.s.orders_backfill BY NAME SELECT id FROM main.s.u WHERE day BETWEEN '2024-01-01' AND '2024-01-31';\n",
    },
    {
      why: 'a table of one year by name',
      code: "CREATE OR REPLACE TABLE main.s.orders_2024 AS SELECT id FROM main.s.u WHERE day >= '2024-01-01' AND day < '2025-01-01';\n",
    },
    {
      why: 'a view says where its data begins, and which source holds which days',
      code: "CREATE VIEW main.s.v AS SELECT id FROM main.s.old WHERE day < '2024-07-01' UNION ALL SELECT id FROM main.s.new WHERE day >= '2024-07-01';\n",
    },
    { why: 'a question, no load', code: "SELECT count(*) FROM main.s.u WHERE day = '2024-01-31';\n" },
    { why: 'a correction that is made once', code: "DELETE FROM main.s.t WHERE day = '2024-01-31';\n" },
    {
      why: 'a rule of the business that began on a day',
      code: "INSERT INTO main.s.t BY NAME SELECT id, CASE WHEN day < '2024-07-01' THEN 19 ELSE 20 END AS rate FROM main.s.u WHERE day = :day;\n",
    },
    {
      why: 'training data',
      code: "CREATE OR REPLACE TABLE main.s.orders_train AS SELECT id FROM main.s.u WHERE day BETWEEN '2023-01-01' AND '2024-01-01';\n",
    },
    {
      why: 'a version, no date',
      code: "INSERT INTO main.s.t BY NAME SELECT id FROM main.s.u WHERE api_version = '2024-01-31';\n",
    },
    {
      why: 'rows written down',
      code: "INSERT INTO main.s.holidays (day, name) VALUES (DATE'2024-01-01', 'New Year');\n",
    },
    {
      why: 'the default of a widget, and dates in comments',
      code: "CREATE WIDGET TEXT day DEFAULT '2024-01-31';\nINSERT INTO main.s.t BY NAME SELECT id FROM main.s.u WHERE day = '${day}'; -- day = '2024-01-31'\n",
    },
    {
      why: 'the frame is only shown',
      kind: 'python',
      code: 'display(spark.table("a.b.c").where("day = \'2024-01-31\'"))\n',
    },
    {
      why: 'a sample for a model',
      kind: 'python',
      code: 'spark.table("a.b.c").where("day < \'2024-01-31\'").write.mode("overwrite").saveAsTable("a.b.training_set")\n',
    },
  ],

  options: {
    fixed: {
      default: ['backfill', 'backfills', 'archive', 'archived', 'history', 'historical', 'migration', 'migrations', 'migrate', 'init', 'initial', 'seed', 'fix', 'hotfix', 'adhoc', 'demo', 'demos', 'sample', 'samples', 'example', 'examples', 'test', 'tests', 'testing', 'train', 'training', 'validation', 'holdout', 'eval', 'baseline', 'exploration', 'sandbox', 'scratch', 'tmp', 'temp'], // prettier-ignore
      description: 'Words in a path or in the name of a target that say that its period is fixed on purpose.',
    },
  },

  scope: 'statement',
  words: ['string', 'number'],

  pythonScope: 'cell',
  *python(facts, { fixed }) {
    if (facts.isTest || pathWords(facts.document.path).some((word) => fixed.includes(word))) return;
    for (const { frame, writer, mode, target } of facts.writes) {
      if (writer.streaming || frame.streaming || !target || !/^(append|overwrite)$/.test(mode ?? '')) continue;
      const name = target.text.text;
      if (wordsOf(name).some((word) => fixed.includes(word)) || /\d{4}/.test(name)) continue;
      const bounds = [...dateBoundsOf(frame, facts)].filter((b) => isRealYear(b.year) && dateName.test(b.column));
      for (const { first, closed } of periods(bounds, (bound) => bound.column)) {
        const text = facts.document.text.slice(first.span.from, first.span.to);
        yield { span: first.span, severity: closed ? undefined : 'info', message: messageOf(text, closed) };
      }
    }
  },

  *sql(facts, { fixed }) {
    if (pathWords(facts.path).some((word) => fixed.includes(word))) return;
    const { text } = facts.tree;
    for (const statement of statementsOf(facts.tree)) {
      const stored = storedBy(statement);
      if (!stored || !isUnderstood(statement)) continue;
      const { target, level } = stored;
      const isView = statement.kind === 'create' && statement.object.endsWith('view');
      if (allNameWords(target).some((word) => fixed.includes(word)) || /\d{4}/.test(target.text)) continue;
      const isValue = (expr: Expr) => isDayNumber(expr, text) || yearOf(expr, text) !== undefined;
      // Each condition by itself: two branches of a UNION may share a border, and leave no day out.
      const said = new Set<string>();
      for (const condition of loadConditions(statement)) {
        const bounds = [...boundsOf(condition, isValue)].filter((bound) => isDateBound(bound, text));
        for (const { first, closed } of periods(bounds, ({ stored: side }) => text.slice(side.from, side.to))) {
          // A view has no parameters; where its data begins it has to say itself.
          if (isView && !closed) continue;
          const { part } = first;
          const written = text.slice(part.from, part.to);
          // REPLACE WHERE and the query say the same: one mistake.
          if (said.has(written)) continue;
          said.add(written);
          const message = messageOf(written, closed);
          yield { span: part, severity: closed ? level : 'info', message };
        }
      }
    }
  },
});
