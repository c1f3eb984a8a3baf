import { ruleById } from '../../src/engine';

/** The examples of a rule as sources of a proof, `bad0`, `good0`, `bad1`, …; `main.sales.orders` becomes `sales_orders`, a table of the proof. */
export function exampleSources(id: string): Record<string, string> {
  const rule = ruleById(id);
  if (!rule) throw new Error(`no rule ${id}`);
  const sources: Record<string, string> = {};
  for (const [i, { bad, good }] of rule.examples.entries()) {
    sources[`bad${i}`] = local(bad);
    sources[`good${i}`] = local(good);
  }
  return sources;
}

/** The same code with tables and folders that a proof has. */
export function local(code: string): string {
  return code.replace(/\b(?:main|a)\.(\w+)\.(\w+)\b/g, '$1_$2').replaceAll('/Volumes/main/', '@work/');
}

/** Tables of Parquet, for proofs that are not about Delta: they are made sooner. */
export const cheapTables = `
spark.conf.set("spark.sql.sources.default", "parquet")
`;

/** `jobs(action)`: how many jobs of Spark an action starts. */
export const countJobs = `
import uuid
def jobs(action):
    group = str(uuid.uuid4())
    spark.sparkContext.setJobGroup(group, "proof")
    action()
    spark.sparkContext.setJobGroup("none", "proof")
    return len(spark.sparkContext.statusTracker().getJobIdsForGroup(group))
`;
