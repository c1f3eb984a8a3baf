import type { ColumnFacts, NameAt, TableCatalog, TableFacts } from '../engine';

/** More columns than this are not listed in a hover. */
const mostColumns = 40;

/** What is known of a table or column, in Markdown; nothing when nothing is known. */
export function renderName(name: NameAt, catalog: TableCatalog): string | undefined {
  switch (name.kind) {
    case 'table':
      return name.facts && renderTable(name.name.text, name.facts);
    case 'cte':
      return renderColumns(`${name.name} (WITH)`, name.columns);
    case 'alias': {
      const { relation, columns } = name.source;
      const facts = relation.kind === 'table' && relation.name.known ? catalog.find(relation.name.text) : undefined;
      if (facts && relation.kind === 'table') return renderTable(relation.name.text, facts);
      return renderColumns(relation.kind === 'table' ? relation.name.text : name.name, columns);
    }
    case 'column':
      return renderColumn(name, name.table?.known ? catalog.find(name.table.text) : undefined);
  }
}

function renderTable(name: string, facts: TableFacts): string {
  const lines = [`**${name}**`];
  if (facts.comment) lines.push(escaped(facts.comment));
  const layout = [
    phrase('partitioned by', facts.partitionedBy),
    phrase('clustered by', facts.clusteredBy),
    phrase('primary key', facts.primaryKey),
  ].filter(Boolean);
  if (layout.length > 0) lines.push(layout.join(' · '));
  if (facts.columns && facts.columns.length > 0) lines.push(listOf(facts.columns));
  if (facts.isOpen) lines.push('_It may have more columns: something in the project changes them._');
  const origin = originOf(facts);
  if (origin) lines.push(`_${origin}_`);
  return lines.join('\n\n');
}

function renderColumns(title: string, columns: readonly ColumnFacts[] | undefined): string | undefined {
  const named = columns?.filter(({ name }) => name !== '');
  return named && named.length > 0 ? `**${title}**\n\n${listOf(named)}` : undefined;
}

function listOf(columns: readonly ColumnFacts[]): string {
  const lines = columns.slice(0, mostColumns).map(definitionOf);
  if (columns.length > mostColumns) lines.push(`-- and ${columns.length - mostColumns} more`);
  return ['```sql', ...lines, '```'].join('\n');
}

function definitionOf({ name, type, nullable, comment }: ColumnFacts): string {
  const words = [name, type?.toUpperCase(), nullable === false && 'NOT NULL', comment && `-- ${comment}`];
  return words.filter(Boolean).join(' ').replace(/\s+/g, ' ');
}

function renderColumn(
  { name, column, of, table }: Extract<NameAt, { kind: 'column' }>,
  facts: TableFacts | undefined,
): string | undefined {
  const title = table?.text ?? of;
  if (!column && !title) return undefined;
  const lower = name.toLowerCase();
  const has = (list: readonly string[] | undefined) => list?.some((one) => one.toLowerCase() === lower);
  const roles = [
    has(facts?.partitionedBy) && 'partition column',
    has(facts?.clusteredBy) && 'clustering column',
    has(facts?.primaryKey) && 'primary key',
  ].filter(Boolean);
  if (!column?.type && roles.length === 0 && !column?.comment) return title ? `**${name}** of \`${title}\`` : undefined;
  const lines = [['```sql', definitionOf({ ...column, name, comment: undefined }), '```'].join('\n')];
  lines.push([title && `of \`${title}\``, ...roles, facts && originOf(facts)].filter(Boolean).join(' · '));
  if (column?.comment) lines.push(escaped(column.comment));
  return lines.join('\n\n');
}

/** Where facts come from that do not stand in the project, and how old they are. */
function originOf({ readFrom }: TableFacts): string | undefined {
  if (!readFrom) return undefined;
  const local = new Date(readFrom.at - new Date(readFrom.at).getTimezoneOffset() * 60_000);
  const time = Number.isNaN(local.getTime()) ? 'some time ago' : local.toISOString().slice(0, 16).replace('T', ' ');
  return `Unity Catalog of ${escaped(readFrom.host.replace(/^https?:\/\//, ''))}, read ${time}`;
}

function phrase(words: string, columns: readonly string[] | undefined): string | undefined {
  if (!columns || columns.length === 0) return undefined;
  // A backtick in a name would end the code that it is shown as.
  return `${words} ${columns.map((name) => `\`${name.replace(/[`\s]+/g, ' ')}\``).join(', ')}`;
}

/** A comment of somebody else's, without the power to write links and pictures. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]()<>#!|]/g, '\\$&');
}
