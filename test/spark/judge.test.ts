import assert from 'node:assert/strict';
import { formatSql } from '../../src/format';
import { corpus, type CorpusStatement } from '../engine/sql/corpus';
import { useSpark } from './session';

/**
 * Statements of Spark are tried in small letters, so that what the formatter does to the case of words is judged with
 * the layout. Templates are filled in before Spark sees them: there is nothing to ask.
 */
interface Judged {
  readonly statement: CorpusStatement;
  readonly text: string;
  readonly formatted: string;
}

const judged: readonly Judged[] = corpus
  .filter(({ group }) => !group.hasTemplates)
  .map((statement) => {
    const text = statement.text.toLowerCase();
    return { statement, text, formatted: statement.group.isSpark ? formatSql(text).text : text };
  });

/** What Spark makes up for each parse: ids of expressions and of blocks, places in the text, names of lambdas in the JVM. */
function normalised(plan: string): string {
  return plan
    .replace(/#\d+L?/g, '#')
    .replace(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g, 'uuid')
    .replace(/posparameter\(\d+\)/g, 'posparameter')
    .replace(/\$\$Lambda\S*@[\da-f]+/g, 'lambda')
    .replace(/'ALL\b/gi, "'all")
    .replace(/\s+/g, '');
}

/** Plans of views, functions, cached queries and generated columns hold the text itself, in the case it was written. */
function holdsText({ group }: CorpusStatement): boolean {
  return /^(?:create|alter) |CACHE/.test(group.gives);
}

describe("Spark's own parser", function () {
  this.timeout(300_000);
  const spark = useSpark();
  let plans: readonly { plan?: string; message?: string }[] = [];
  const planOf = (n: number) => plans[2 * n]!;
  const formattedPlanOf = (n: number) => plans[2 * n + 1]!;

  before(async () => {
    plans = await spark().plans(judged.flatMap(({ text, formatted }) => [text, formatted]));
  });

  it('takes every statement of the corpus, and none of those for Databricks only', () => {
    const wrong = judged
      .map(({ statement }, n) => ({ statement, message: planOf(n).message }))
      .filter(({ statement, message }) => statement.group.isSpark !== (message === undefined))
      .map(({ statement, message }) => `${statement.place}: ${message?.slice(0, 200) ?? 'Spark takes it'}`);
    assert.deepEqual(wrong, []);
  });

  it('makes the same plan of a statement that has been formatted', () => {
    const wrong: string[] = [];
    let changed = 0;
    judged.forEach(({ statement, text, formatted }, n) => {
      const { plan } = planOf(n);
      if (plan === undefined || text === formatted) return;
      changed++;
      const { plan: after, message } = formattedPlanOf(n);
      if (after === undefined) wrong.push(`${statement.place}: ${message}\n${formatted}`);
      else {
        const [a, b] = [normalised(plan), normalised(after)];
        if (a !== b && !(holdsText(statement) && a.toLowerCase() === b.toLowerCase()))
          wrong.push(`${statement.place}:\n${a}\n${b}`);
      }
    });
    assert.deepEqual(wrong, []);
    assert.ok(changed >= 550, `${changed} statements were laid out anew`);
  });
});
