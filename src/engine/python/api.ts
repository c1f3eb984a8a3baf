/** Names of the PySpark API, by what they give back. Spark 4.2 and Databricks Runtime 18 (checked 2026-11-21). */

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/).filter(Boolean));

/** DataFrame -> DataFrame. */
export const FRAME_METHODS = set(`
  agg alias cache checkpoint coalesce crossJoin cube describe distinct drop dropDuplicates dropDuplicatesWithinWatermark
  drop_duplicates dropna exceptAll except_ fillna filter hint intersect intersectAll join limit localCheckpoint
  mapInArrow mapInPandas melt observe offset orderBy persist randomSplit repartition repartitionByRange replace sample
  sampleBy select selectExpr sort sortWithinPartitions subtract summary to toDF transform union unionAll unionByName
  unpersist unpivot where withColumn withColumnRenamed withColumns withColumnsRenamed withMetadata withWatermark
  asTable lateralJoin groupingSets repartitionById zipWithIndex transpose`);

/** Methods that no pandas frame, list or string has: a parameter they are called on is a DataFrame. */
export const FRAME_ONLY = set(`
  withColumn withColumns withColumnRenamed withColumnsRenamed selectExpr groupBy toPandas dropDuplicates unionByName
  createOrReplaceTempView createTempView createGlobalTempView createOrReplaceGlobalTempView crossJoin withWatermark
  write writeStream writeTo repartition coalesce sortWithinPartitions orderBy printSchema exceptAll localCheckpoint
  unpersist isStreaming mapInPandas dropDuplicatesWithinWatermark toLocalIterator foreachPartition`);

/** Methods after which a frame has few rows whatever it was made from. */
export const BOUNDING = set('limit take head tail describe summary sample sampleBy');

export const JOIN_METHODS = set(
  'join crossJoin lateralJoin union unionAll unionByName intersect intersectAll exceptAll subtract',
);

export const READER_ENDS: Readonly<Record<string, string | undefined>> = {
  table: undefined, load: undefined, csv: 'csv', json: 'json', parquet: 'parquet', orc: 'orc', text: 'text', xml: 'xml',
  jdbc: 'jdbc', delta: 'delta', avro: 'avro', excel: 'excel', changes: 'delta', wholeTextFiles: 'text',
}; // prettier-ignore

export const WRITER_ENDS: Readonly<Record<string, string | undefined>> = {
  save: undefined, saveAsTable: undefined, insertInto: undefined, csv: 'csv', json: 'json', parquet: 'parquet', orc: 'orc',
  text: 'text', xml: 'xml', jdbc: 'jdbc', delta: 'delta', avro: 'avro', excel: 'excel', start: undefined, toTable: undefined,
  append: undefined, overwrite: undefined, overwritePartitions: undefined, create: undefined, createOrReplace: undefined,
  replace: undefined,
}; // prettier-ignore

/** Names that a notebook has without an import. */
export const GLOBALS: Readonly<Record<string, 'session' | 'dbutils' | 'context'>> = {
  spark: 'session',
  dbutils: 'dbutils',
  sc: 'context',
  sqlContext: 'session',
};

const MODULE_ALIASES: Readonly<Record<string, string>> = {
  'pyspark.sql.connect.functions': 'pyspark.sql.functions',
  'pyspark.sql.functions.builtin': 'pyspark.sql.functions',
};

/** One name for modules that offer the same functions. */
export function canonicalName(name: string): string {
  for (const [alias, target] of Object.entries(MODULE_ALIASES)) {
    if (name === alias || name.startsWith(alias + '.')) return target + name.slice(alias.length);
  }
  return name;
}

export const FUNCTIONS = 'pyspark.sql.functions.';
