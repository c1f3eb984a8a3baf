import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';

/** One file to measure with. */
export interface Sample {
  readonly path: string;
  readonly text: string;
}

const layers = ['bronze', 'silver', 'gold'];
const subjects = ['orders', 'customers', 'payments', 'shipments', 'returns', 'clicks', 'prices', 'stock'];

/** The cells of one step of a pipeline, as people write them; `n` makes each step differ from the others. */
function step(n: number): string[] {
  const subject = `${subjects[n % subjects.length]!}_${n}`;
  const [from, to] = [layers[n % 2]!, layers[(n % 2) + 1]!];
  return [
    `# MAGIC %md\n# MAGIC ## ${to}.${subject}\n# MAGIC Reads what arrived since the last run and keeps the newest state of each key.`,
    `from pyspark.sql import functions as F, Window

${subject} = (
    spark.read.table("main.${from}.${subject}")
    .where(F.col("ingest_date") >= F.lit(run_date))
    .withColumn("amount", F.col("amount").cast("decimal(18,2)"))
    .withColumn("country", F.upper(F.trim("country")))
    .filter("status <> 'cancelled' AND amount IS NOT NULL")
)
newest = Window.partitionBy("${subject}_id").orderBy(F.col("updated_at").desc())
deduplicated = ${subject}.withColumn("rank", F.row_number().over(newest)).where("rank = 1").drop("rank")`,
    `def enrich_${subject}(df, rates):
    """Adds the amount in euros and what the day makes of it."""
    joined = df.join(rates, on=["currency", "rate_date"], how="left")
    for column in ("amount", "tax", "discount"):
        if column in joined.columns:
            joined = joined.withColumn(f"{column}_eur", F.round(F.col(column) * F.col("rate"), 2))
    return joined.select("${subject}_id", "country", "amount_eur", "tax_eur", F.current_timestamp().alias("loaded_at"))


result = enrich_${subject}(deduplicated, spark.table("main.reference.rates"))
print(f"{result.count()} rows of ${subject}")`,
    `# MAGIC %sql
# MAGIC CREATE TABLE IF NOT EXISTS main.${to}.${subject} (
# MAGIC   ${subject}_id BIGINT NOT NULL, country STRING, amount_eur DECIMAL(18,2), loaded_at TIMESTAMP
# MAGIC ) USING DELTA CLUSTER BY (country);`,
    `(result.write.format("delta").mode("overwrite")
    .option("replaceWhere", f"ingest_date = '{run_date}'")
    .saveAsTable("main.${to}.${subject}"))
spark.sql(f"""
    MERGE INTO main.${to}.${subject}_current AS t
    USING (SELECT * FROM main.${to}.${subject} WHERE ingest_date = '{run_date}') AS s
    ON t.${subject}_id = s.${subject}_id
    WHEN MATCHED AND s.updated_at > t.updated_at THEN UPDATE SET *
    WHEN NOT MATCHED THEN INSERT *
""")`,
    `# MAGIC %sql
# MAGIC WITH daily AS (
# MAGIC   SELECT country, date_trunc('DAY', loaded_at) AS day, sum(amount_eur) AS revenue, count(DISTINCT ${subject}_id) AS number
# MAGIC   FROM main.${to}.${subject}
# MAGIC   WHERE loaded_at >= current_date() - INTERVAL 30 DAYS AND country IN ('DE', 'FR', 'IT')
# MAGIC   GROUP BY ALL
# MAGIC )
# MAGIC SELECT d.*, revenue / nullif(lag(revenue) OVER (PARTITION BY d.country ORDER BY day), 0) - 1 AS growth
# MAGIC FROM daily d LEFT JOIN main.reference.countries c ON c.code = d.country
# MAGIC ORDER BY day DESC LIMIT 100;`,
  ];
}

/** A Databricks source notebook of about so many lines, always the same for the same arguments. */
export function notebook(lines: number, seed = 0): string {
  const cells = ['dbutils.widgets.text("run_date", "")\nrun_date = dbutils.widgets.get("run_date")'];
  let count = 4;
  for (let n = seed; ; n++) {
    for (const cell of step(n)) {
      if (count >= lines) return `# Databricks notebook source\n${cells.join('\n\n# COMMAND ----------\n\n')}\n`;
      cells.push(cell);
      count += cell.split('\n').length + 3;
    }
  }
}

/** A folder with a copy of demo/ and generated notebooks: many short ones and a few long ones, as projects have them. */
export function writeCorpus(folder: string, demo: string): void {
  cpSync(demo, join(folder, 'demo'), { recursive: true });
  for (let i = 0; i < 60; i++) {
    const file = join(folder, layers[i % 3]!, `notebook_${i}.py`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, notebook(i % 20 === 0 ? 2000 : 80 + (i % 7) * 60, i * 100));
  }
}

/** The files of a folder that Lakelint reads. */
export function samplesIn(folder: string): Sample[] {
  const left = new Set(['.git', 'node_modules', '.venv', '.cache']);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ['.py', '.sql', '.ipynb'].includes(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (file) =>
        !relative(folder, file)
          .split(/[\\/]/)
          .some((part) => left.has(part)),
    )
    .map((file) => ({ path: relative(folder, file), text: readFileSync(file, 'utf8') }));
}
