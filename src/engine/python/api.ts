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

/** The functions that `from pyspark.sql.functions import *` brings and that pipelines use. `sum`, `max` and their like are left out: Python has them too. */
export const STAR_FUNCTIONS = set(`
  add_months approx_count_distinct array array_contains array_distinct array_join arrays_zip asc asc_nulls_first
  asc_nulls_last avg base64 bool_and bool_or broadcast cast ceil coalesce col collect_list collect_set column concat
  concat_ws conv count countDistinct count_distinct count_if create_map cume_dist current_date current_timestamp
  date_add date_diff date_format date_sub date_trunc datediff dayofmonth dayofweek dayofyear dense_rank desc
  desc_nulls_first desc_nulls_last element_at explode explode_outer expr first flatten floor format_number
  format_string from_json from_unixtime from_utc_timestamp get_json_object greatest hour ifnull initcap
  input_file_name instr isnan isnull kurtosis lag last last_day lead least length levenshtein lit lower lpad ltrim
  make_date map_from_arrays max_by md5 mean median min_by minute monotonically_increasing_id month months_between
  nanvl next_day nth_value ntile nullif nvl nvl2 percent_rank percentile_approx posexplode quarter rand randn rank
  regexp_extract regexp_replace reverse row_number rpad rtrim schema_of_json sequence sha1 sha2 skewness sort_array
  spark_partition_id split sqrt stddev stddev_pop stddev_samp struct substring sum_distinct timestamp_seconds to_date
  to_json to_timestamp to_utc_timestamp translate trim trunc try_to_timestamp udf pandas_udf unhex unix_timestamp
  upper uuid var_pop var_samp variance weekofyear when xxhash64 year`);
