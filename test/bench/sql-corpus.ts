import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const layers = ['bronze', 'silver', 'gold'];
const subjects = ['orders', 'customers', 'payments', 'shipments', 'returns', 'clicks', 'prices', 'stock'];

/** The statements of one step of a pipeline, as people write them; `n` makes each step differ from the others. */
function step(n: number): string[] {
  const subject = `${subjects[n % subjects.length]!}_${n}`;
  const [from, to] = [layers[n % 2]!, layers[(n % 2) + 1]!];
  return [
    `-- ${to}.${subject}: the newest state of each key.
CREATE TABLE IF NOT EXISTS main.${to}.${subject} (
  ${subject}_id BIGINT NOT NULL COMMENT 'key of the source; never reused',
  country STRING,
  amount_eur DECIMAL(18, 2),
  loaded_at TIMESTAMP
) USING DELTA CLUSTER BY (country);`,
    `MERGE INTO main.${to}.${subject} AS t
USING (
  SELECT ${subject}_id, country, amount * rate AS amount_eur, loaded_at
  FROM main.${from}.${subject} AS o
  LEFT JOIN main.reference.rates AS r ON r.currency = o.currency AND r.rate_date = o.order_date
  WHERE o.loaded_at >= current_date() - INTERVAL 3 DAYS
  QUALIFY row_number() OVER (PARTITION BY ${subject}_id ORDER BY o.loaded_at DESC) = 1
) AS s
ON t.${subject}_id = s.${subject}_id
WHEN MATCHED AND s.loaded_at > t.loaded_at THEN UPDATE SET country = s.country, amount_eur = s.amount_eur
WHEN NOT MATCHED THEN INSERT (${subject}_id, country, amount_eur) VALUES (s.${subject}_id, s.country, s.amount_eur);`,
    `CREATE OR REPLACE VIEW main.${to}.${subject}_daily AS
WITH daily AS (
  SELECT country, date_trunc('DAY', loaded_at) AS day, sum(amount_eur) AS revenue, count(DISTINCT ${subject}_id) AS number
  FROM main.${to}.${subject}
  WHERE country IN ('DE', 'FR', 'IT') AND amount_eur BETWEEN 0 AND 100000
  GROUP BY country, date_trunc('DAY', loaded_at)
),
ranked AS (
  SELECT country, day, revenue, number, dense_rank() OVER (PARTITION BY country ORDER BY revenue DESC) AS place
  FROM daily
)
SELECT
  r.country, r.day, r.revenue,
  CASE WHEN r.number > 1000 THEN 'many' WHEN r.number > 100 THEN 'some' ELSE 'few' END AS volume,
  coalesce(c.name, 'unknown') AS name
FROM ranked AS r
LEFT JOIN main.reference.countries AS c ON c.code = r.country
WHERE r.place <= 10;`,
    `INSERT INTO main.audit.loads (table_name, rows, loaded_at)
SELECT '${to}.${subject}', count(*), current_timestamp()
FROM main.${to}.${subject};`,
    n % 5 === 0 ? `DELETE FROM main.${from}.${subject} WHERE country = NULL;` : `OPTIMIZE main.${to}.${subject};`,
  ];
}

/** A SQL file of about so many lines, always the same for the same arguments. */
export function sqlFile(lines: number, seed = 0): string {
  const parts: string[] = [];
  let count = 0;
  for (let n = seed; count < lines; n++) {
    for (const statement of step(n)) {
      parts.push(statement);
      count += statement.split('\n').length + 1;
    }
  }
  return `${parts.join('\n\n')}\n`;
}

/** Plain SQL files, most of them short. */
export function writeSqlFolder(folder: string, files: number): void {
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < files; i++)
    writeFileSync(join(folder, `step_${i}.sql`), sqlFile(i % 10 === 0 ? 400 : 60, i * 10));
}

/** Offsets at which somebody types: behind a condition, in statements all over the text. */
export function typingPlaces(text: string, count: number): number[] {
  const ends = [...text.matchAll(/IN \('DE', 'FR', 'IT'\)|INTERVAL 3 DAYS|r\.place <= 10/g)].map(
    (m) => m.index + m[0].length,
  );
  return Array.from({ length: count }, (_, i) => ends[Math.floor(((i + 0.5) * ends.length) / count)]!);
}
