import { defineRule } from '../../rule';
import { piecesOf } from '../../sql/phrases';
import { isUnderstood, statementsOf } from '../../sql/walk';

const everyone = /^(users|account users|public)$/i;

export default defineRule({
  id: 'broad-grant',
  family: 'security',
  severity: 'info',

  summary: 'Rights for a single person, or all rights for everyone',
  why:
    'Rights of a person stay when the person moves on, and nobody sees who else should have them: grant to a group. ALL PRIVILEGES to all users also gives ' +
    'the right to change and drop, and every right that is added to the platform later.',
  docs: [
    {
      title: 'Unity Catalog best practices',
      url: 'https://docs.databricks.com/data-governance/unity-catalog/best-practices.html',
      checked: '2026-11-21',
    },
    {
      title: 'Principal (Databricks SQL)',
      url: 'https://learn.microsoft.com/sk-sk/azure/databricks/sql/language-manual/sql-ref-principal',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'GRANT SELECT ON TABLE main.sales.orders TO `ada@example.com`;\n',
      good: 'GRANT SELECT ON TABLE main.sales.orders TO `sales-analysts`;\n',
    },
    {
      bad: 'GRANT ALL PRIVILEGES ON SCHEMA main.sales TO `account users`;\n',
      good: 'GRANT USE SCHEMA, SELECT ON SCHEMA main.sales TO `account users`;\n',
    },
  ],
  nearMisses: [
    { why: 'a group', code: 'GRANT ALL PRIVILEGES ON SCHEMA main.sales TO `sales-engineers`;\n' },
    { why: 'reading is for everyone', code: 'GRANT SELECT ON TABLE main.s.t TO `account users`;\n' },
    { why: 'a service principal', code: 'GRANT SELECT ON TABLE main.s.t TO `f0e1d2c3-0000-4a5b-8c7d-1234567890ab`;\n' },
    { why: 'rights are taken back', code: 'REVOKE ALL PRIVILEGES ON TABLE main.s.t FROM `ada@example.com`;\n' },
    { why: 'only asked', code: 'SHOW GRANTS `ada@example.com` ON TABLE main.s.t;\n' },
    {
      why: 'the principal is filled in',
      code: 'GRANT SELECT ON TABLE main.s.t TO `${user}`;\nGRANT SELECT ON TABLE main.s.t TO ${user};\n',
    },
    { why: 'an address in a table name', code: 'GRANT SELECT ON TABLE main.s.`a@b` TO analysts;\n' },
  ],

  scope: 'statement',
  words: ['GRANT'],

  *sql(facts) {
    for (const statement of statementsOf(facts.tree)) {
      if (statement.kind !== 'other' || statement.words[0] !== 'GRANT' || !isUnderstood(statement)) continue;
      if (!facts.source.isKnown(statement)) continue;
      const pieces = piecesOf(facts.tree, statement);
      const at = pieces.findLastIndex((piece) => !piece.quoted && piece.text === 'TO');
      const principal = pieces[at + 1];
      if (at < 0 || !principal || /[${}]/.test(principal.text)) continue;
      const span = { from: principal.from, to: principal.to };
      const all = pieces.some((piece, i) => piece.text === 'ALL' && pieces[i + 1]?.text === 'PRIVILEGES');
      if (principal.quoted && /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(principal.text)) {
        yield { span, message: 'Rights for one person: grant to a group that the person is in.' };
      } else if (all && everyone.test(principal.text)) {
        yield { span, message: 'All rights for everyone, dropping included: name the rights that are needed.' };
      }
    }
  },
});
