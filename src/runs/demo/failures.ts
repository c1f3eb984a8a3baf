/** Failures that a data engineer has met, in the words of Spark and Databricks. */

/** One way for a task to fail. */
export interface Failure {
  /** `result_state` of the task run. */
  readonly result: 'FAILED' | 'TIMEDOUT' | 'CANCELED';
  readonly code: string;
  readonly type: 'CLIENT_ERROR' | 'INTERNAL_ERROR' | 'CLOUD_FAILURE';
  /** State message; the usual one when absent. */
  readonly message?: string;
  readonly error: string;
  readonly trace?: string;
}

const run = { result: 'FAILED', code: 'RUN_EXECUTION_ERROR', type: 'CLIENT_ERROR' } as const;
const rule = '---------------------------------------------------------------------------';

export const FAILURES = {
  mergeDuplicates: {
    ...run,
    error:
      'UnsupportedOperationException: [DELTA_MULTIPLE_SOURCE_ROW_MATCHING_TARGET_ROW_IN_MERGE] Cannot perform Merge as multiple source rows matched and attempted to modify the same target row in the Delta table in possibly conflicting ways. By SQL semantics of Merge, when multiple source rows match on the same target row, the result may be ambiguous as it is unclear which source row should be used to update or delete the matching target row. You can preprocess the source table to eliminate the possibility of multiple matches.',
    trace: `${rule}
UnsupportedOperationException             Traceback (most recent call last)
File <command-4183921034>, line 31
     22 target = DeltaTable.forName(spark, "main.silver.customers")
     23 (
     24     target.alias("t")
     25     .merge(updates.alias("s"), "t.customer_id = s.customer_id")
   (...)
     29     .whenNotMatchedInsertAll()
     30 )
---> 31     .execute()

File /databricks/spark/python/delta/connect/tables.py:637, in DeltaMergeBuilder.execute(self)
    635 def execute(self) -> DataFrame:
    636     df = self._spark._with_new_plan(self._plan)
--> 637     return df.toPandas()

File /databricks/spark/python/pyspark/sql/connect/client/core.py:2155, in SparkConnectClient._handle_rpc_error(self, rpc_error)
   2154             raise convert_exception(info, status.message, self._fetch_enriched_error(info)) from None

UnsupportedOperationException: [DELTA_MULTIPLE_SOURCE_ROW_MATCHING_TARGET_ROW_IN_MERGE] Cannot perform Merge as multiple source rows matched and attempted to modify the same target row in the Delta table in possibly conflicting ways. SQLSTATE: 21506`,
  },
  collectMemory: {
    ...run,
    code: 'DRIVER_ERROR',
    message:
      'The Spark driver has stopped unexpectedly and is restarting. Your notebook will be automatically reattached.',
    error:
      'Job aborted due to stage failure: Total size of serialized results of 412 tasks (4.0 GiB) is bigger than spark.driver.maxResultSize 4.0 GiB.',
    trace: `${rule}
Py4JJavaError                             Traceback (most recent call last)
File <command-2209417755>, line 18
     16 # one row per order line of the last 90 days
     17 lines = spark.table("main.silver.orders").where("order_date >= date_sub(current_date(), 90)")
---> 18 rows = lines.collect()
     19 revenue = sum(row["amount"] for row in rows)

File /databricks/spark/python/pyspark/sql/dataframe.py:1502, in DataFrame.collect(self)
   1500 """Returns all the records as a list of :class:\`Row\`."""
   1501 with SCCallSiteSync(self._sc):
-> 1502     sock_info = self._jdf.collectToPython()

Py4JJavaError: An error occurred while calling o512.collectToPython.
: org.apache.spark.SparkException: Job aborted due to stage failure: Total size of serialized results of 412 tasks (4.0 GiB) is bigger than spark.driver.maxResultSize 4.0 GiB.
	at org.apache.spark.scheduler.DAGScheduler.failJobAndIndependentStages(DAGScheduler.scala:4018)
	at org.apache.spark.scheduler.DAGScheduler.$anonfun$abortStage$2(DAGScheduler.scala:3935)`,
  },
  confNotAvailable: {
    ...run,
    error:
      '[CONFIG_NOT_AVAILABLE] Configuration spark.sql.adaptive.coalescePartitions.minPartitionNum is not available. SQLSTATE: 42K0I',
    trace: `${rule}
AnalysisException                         Traceback (most recent call last)
File <command-3371904418>, line 6
      4 from pyspark.sql import functions as F
      5 
----> 6 spark.conf.set("spark.sql.adaptive.coalescePartitions.minPartitionNum", "64")

File /databricks/python/lib/python3.12/site-packages/pyspark/sql/connect/conf.py:64, in RuntimeConf.set(self, key, value)
     62 operation = proto.ConfigRequest.Operation(set=op_set)
---> 64 result = self._client.config(operation)

AnalysisException: [CONFIG_NOT_AVAILABLE] Configuration spark.sql.adaptive.coalescePartitions.minPartitionNum is not available. SQLSTATE: 42K0I`,
  },
  schemaMismatch: {
    ...run,
    error:
      "AnalysisException: [DELTA_FAILED_TO_MERGE_FIELDS] Failed to merge fields 'amount' and 'amount'. SQLSTATE: 22005",
    trace: `${rule}
AnalysisException                         Traceback (most recent call last)
File <command-1729408823>, line 24
     19 (
     20     cleaned.write.format("delta")
     21     .mode("append")
     22     .option("mergeSchema", "true")
     23     .partitionBy("order_date")
---> 24     .saveAsTable("main.silver.orders")
     25 )

AnalysisException: [DELTA_FAILED_TO_MERGE_FIELDS] Failed to merge fields 'amount' and 'amount'.
Failed to merge incompatible data types DecimalType(18,2) and DoubleType. SQLSTATE: 22005`,
  },
  streamSchema: {
    ...run,
    error:
      'StreamingQueryException: [STREAM_FAILED] Query [id = 7c1f0d4e-5b0b-4f3f-9d0a-2a7f63b41c90, runId = 0e9a7b52-8f1d-4a75-9b4e-1b5d0c6f2f11] terminated with exception: [DELTA_SCHEMA_CHANGED_WITH_VERSION] Detected schema change in version 4182. Please try restarting the query. SQLSTATE: XXKST',
    trace: `${rule}
StreamingQueryException                   Traceback (most recent call last)
File <command-2840011963>, line 41
     33 query = (
     34     orders.writeStream
     35     .option("checkpointLocation", "/Volumes/main/streaming/checkpoints/orders")
   (...)
     39     .toTable("main.bronze.orders")
     40 )
---> 41 query.awaitTermination()

StreamingQueryException: [STREAM_FAILED] Query [id = 7c1f0d4e-5b0b-4f3f-9d0a-2a7f63b41c90] terminated with exception: [DELTA_SCHEMA_CHANGED_WITH_VERSION] Detected schema change in version 4182:
streaming source schema: root
-- order_id: long (nullable = true)
-- amount: double (nullable = true)


data file schema: root
-- order_id: long (nullable = true)
-- amount: decimal(18,2) (nullable = true)
-- channel: string (nullable = true)`,
  },
  concurrentAppend: {
    ...run,
    error:
      'ConcurrentAppendException: [DELTA_CONCURRENT_APPEND] ConcurrentAppendException: Files were added to partition [order_date=2026-10-03] by a concurrent update. Please try the operation again. SQLSTATE: 2D521',
    trace: `${rule}
ConcurrentAppendException                 Traceback (most recent call last)
File <command-5102284417>, line 15
     13 day = dbutils.widgets.get("day")
     14 batch = spark.read.json(f"/Volumes/main/landing/orders/{day}")
---> 15 batch.write.mode("overwrite").option("replaceWhere", f"order_date = '{day}'").saveAsTable("main.bronze.orders")

ConcurrentAppendException: [DELTA_CONCURRENT_APPEND] Files were added to partition [order_date=2026-10-03] by a concurrent update.
Conflicting commit: {"timestamp":1791024011000,"operation":"WRITE","operationParameters":{"mode":"Append"},"isBlindAppend":true}`,
  },
  pathMissing: {
    ...run,
    error: '[PATH_NOT_FOUND] Path does not exist: dbfs:/Volumes/main/landing/orders/2026-09-14. SQLSTATE: 42K03',
    trace: `${rule}
AnalysisException                         Traceback (most recent call last)
File <command-5102284417>, line 14
     13 day = dbutils.widgets.get("day")
---> 14 batch = spark.read.json(f"/Volumes/main/landing/orders/{day}")

AnalysisException: [PATH_NOT_FOUND] Path does not exist: dbfs:/Volumes/main/landing/orders/2026-09-14. SQLSTATE: 42K03`,
  },
  timeout: {
    result: 'TIMEDOUT',
    code: 'CANCELED',
    type: 'CLIENT_ERROR',
    message: 'Run was cancelled because it exceeded its timeout of 900 seconds.',
    error: 'Timed out: the run exceeded its timeout of 900 seconds.',
  },
  spotLost: {
    result: 'FAILED',
    code: 'CLOUD_FAILURE',
    type: 'CLOUD_FAILURE',
    message:
      'Cluster 1121-020311-k3x9q7tz became unusable during the run since the driver became unhealthy: the spot instance was reclaimed by the cloud provider.',
    error:
      'Cluster became unusable during the run: AWS spot instance terminated (AWS_INSUFFICIENT_INSTANCE_CAPACITY_FAILURE).',
  },
  qualityRule: {
    ...run,
    error: 'AssertionError: 318 of 48210 rows of main.silver.orders break the rule "amount is not null"',
    trace: `${rule}
AssertionError                            Traceback (most recent call last)
File <command-6620938471>, line 12
     10 broken = frame.where(~F.expr(rule)).count()
     11 total = frame.count()
---> 12 assert broken == 0, f'{broken} of {total} rows of {table} break the rule "{rule_name}"'

AssertionError: 318 of 48210 rows of main.silver.orders break the rule "amount is not null"`,
  },
  tableMissing: {
    ...run,
    error:
      '[TABLE_OR_VIEW_NOT_FOUND] The table or view `main`.`gold`.`revenue_by_channel` cannot be found. Verify the spelling and correctness of the schema and catalog. SQLSTATE: 42P01; line 3 pos 5',
  },
  wheelImport: {
    ...run,
    error: "ModuleNotFoundError: No module named 'inventory_client.v2'",
    trace: `Traceback (most recent call last):
  File "/databricks/python/lib/python3.12/site-packages/inventory/main.py", line 7, in <module>
    from inventory_client.v2 import Session
ModuleNotFoundError: No module named 'inventory_client.v2'`,
  },
} as const satisfies Record<string, Failure>;

/** The name of a failure above. */
export type FailureName = keyof typeof FAILURES;
