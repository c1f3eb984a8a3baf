/** Spark SQL, DataFrames and Structured Streaming. */
export const sql: Readonly<Record<string, string>> = {
  'spark.sql.shuffle.partitions':
    'Number of partitions after a shuffle for joins and aggregations. Adaptive execution merges small ones, so set it for the largest shuffle. On Databricks `auto` lets the runtime choose. A stateful stream keeps the number of its first start.',
  'spark.sql.adaptive.enabled':
    'Re-plans a query while it runs, by the sizes actually seen: merges small shuffle partitions, splits skewed ones, switches join strategies. Leave it on; turn it off only to compare plans.',
  'spark.sql.adaptive.coalescePartitions.enabled':
    'Merges small neighbouring shuffle partitions after a shuffle, towards `spark.sql.adaptive.advisoryPartitionSizeInBytes`.',
  'spark.sql.adaptive.coalescePartitions.parallelismFirst':
    'Ignores the wished partition size when merging and keeps as many tasks as there are cores. `false` gives fewer, larger partitions on a busy cluster.',
  'spark.sql.adaptive.coalescePartitions.minPartitionSize':
    'Smallest size to which merged shuffle partitions are made when parallelism is preferred.',
  'spark.sql.adaptive.coalescePartitions.minPartitionNum': 'Fewest shuffle partitions that remain after merging.',
  'spark.sql.adaptive.coalescePartitions.initialPartitionNum':
    'Number of shuffle partitions before merging. Not set, it is `spark.sql.shuffle.partitions`. Set it high when one query shuffles both a lot and a little.',
  'spark.sql.adaptive.advisoryPartitionSizeInBytes':
    'Size that shuffle partitions get when adaptive execution merges small or splits skewed ones.',
  'spark.sql.adaptive.skewJoin.enabled':
    'Splits partitions of a join that are far larger than the others, so that one task no longer holds up the stage.',
  'spark.sql.adaptive.skewJoin.skewedPartitionFactor':
    'How many times larger than the median a partition must be to count as skewed; it must also be above the threshold in bytes.',
  'spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes':
    'Size above which a partition can count as skewed; it must also be the given factor above the median. Keep it above the advisory partition size.',
  'spark.sql.adaptive.localShuffleReader.enabled':
    'Reads shuffle files where they lie when a join was switched to a broadcast join at run time.',
  'spark.sql.adaptive.autoBroadcastJoinThreshold':
    'Largest size at which adaptive execution switches to a broadcast join. Not set, it is `spark.sql.autoBroadcastJoinThreshold`. Databricks has `spark.databricks.adaptive.autoBroadcastJoinThreshold` for this.',

  'spark.sql.autoBroadcastJoinThreshold':
    'Tables estimated below this size are sent to every executor instead of being shuffled for a join. Raise it for somewhat larger dimension tables when driver and executors have the memory; `-1` turns it off.',
  'spark.sql.broadcastTimeout':
    'How long a join waits for the table it broadcasts. Running into it mostly means that the table is too large to broadcast.',
  'spark.sql.join.preferSortMergeJoin':
    'Prefers sort-merge joins over shuffled hash joins. `false` lets Spark take the hash join where one side is much smaller, which can run out of memory.',
  'spark.sql.crossJoin.enabled':
    'Whether a join without a condition may run as a product of all rows. `false` makes it an error unless it says CROSS JOIN: a cheap guard against forgotten conditions.',
  'spark.sql.cbo.enabled':
    'Uses the statistics of ANALYZE TABLE to choose plans. Worth it only when statistics are kept current.',
  'spark.sql.cbo.joinReorder.enabled':
    'Lets the cost-based optimizer reorder joins; needs statistics and `spark.sql.cbo.enabled`.',
  'spark.sql.optimizer.dynamicPartitionPruning.enabled':
    'Skips partitions of a large table by the join keys that a filtered small table turns out to have.',
  'spark.sql.optimizer.excludedRules':
    'Class names of optimizer rules to leave out. For finding the rule behind a wrong or slow plan, not for production.',
  'spark.sql.optimizer.runtime.bloomFilter.enabled':
    'Builds a Bloom filter from one side of a join to drop rows of the other before the shuffle.',
  'spark.sql.codegen.wholeStage':
    'Compiles the operators of a stage into one function. Turn it off only to work around code that is too large to compile, or to debug.',
  'spark.sql.execution.topKSortFallbackThreshold':
    'Up to this LIMIT, ORDER BY with LIMIT keeps the best rows in memory instead of sorting everything.',

  'spark.sql.files.maxPartitionBytes':
    'Most bytes of files that one read task gets. Smaller makes more tasks, for CPU-heavy work; larger makes fewer.',
  'spark.sql.files.openCostInBytes':
    'What opening a file is reckoned to cost, in bytes read. Larger packs fewer small files into one task.',
  'spark.sql.files.minPartitionNum': 'Wished smallest number of partitions when files are read.',
  'spark.sql.files.maxRecordsPerFile': 'Most rows that go into one file when writing; `0` means no limit.',
  'spark.sql.files.ignoreCorruptFiles':
    'Leaves out files that cannot be read instead of failing. Rows go missing without a word, so use it only to rescue data.',
  'spark.sql.files.ignoreMissingFiles':
    'Goes on when files vanish between listing and reading. Rows go missing without a word.',
  'spark.sql.sources.default': 'Format that reads, writes and CREATE TABLE use when none is named.',
  'spark.sql.sources.partitionOverwriteMode':
    'What an overwrite of a partitioned table deletes: `STATIC` everything that the given partition values cover, `DYNAMIC` only partitions for which new rows arrive. For Delta prefer `replaceWhere`, which says what is replaced.',
  'spark.sql.sources.partitionColumnTypeInference.enabled':
    'Guesses the types of partition columns from folder names. `false` makes them all strings, which keeps leading zeros.',
  'spark.sql.sources.parallelPartitionDiscovery.parallelism':
    'Most tasks that list files at a time when a table has many folders. Listing of Delta tables does not need it.',
  'spark.sql.sources.parallelPartitionDiscovery.threshold':
    'From more than this many paths on, files are listed by a Spark job instead of on the driver.',
  'spark.sql.sources.bucketing.enabled': 'Uses the buckets of bucketed tables to save shuffles.',
  'spark.sql.storeAssignmentPolicy':
    'What INSERT does with a value of another type: `ANSI` refuses unreasonable conversions, `LEGACY` takes anything a cast takes, `STRICT` only what cannot lose anything.',

  'spark.sql.ansi.enabled':
    'Makes SQL fail on overflow, invalid casts and division by zero instead of returning NULL or a wrapped number. When it is on, use `try_cast` and the other `try_` functions where NULL is wanted.',
  'spark.sql.session.timeZone':
    'Time zone in which timestamps are shown, parsed and cut to dates. Set it (for example `UTC`) in every job whose dates matter: the default is that of the machine, and results change with it.',
  'spark.sql.timestampType':
    'What TIMESTAMP means in SQL: with the session time zone (`TIMESTAMP_LTZ`) or without any (`TIMESTAMP_NTZ`).',
  'spark.sql.legacy.timeParserPolicy':
    'How dates and times are parsed and formatted: `CORRECTED` by the rules since Spark 3, `LEGACY` as before, `EXCEPTION` fails where the two differ. Fix the patterns rather than staying with `LEGACY`.',
  'spark.sql.caseSensitive':
    'Whether column names that differ in case only are different. Leave it off: most tables and tools expect that they are the same.',
  'spark.sql.parser.quotedRegexColumnNames':
    'Reads names in backquotes in SELECT as regular expressions for columns. Every quoted name is then a pattern, which surprises other queries of the session.',
  'spark.sql.parser.escapedStringLiterals': 'Reads string literals as Spark 1.6 did, without backslash escapes.',
  'spark.sql.mapKeyDedupPolicy': 'What happens when a map gets the same key twice: an error, or the last one wins.',
  'spark.sql.groupByOrdinal': 'Lets GROUP BY 1 mean the first column of the SELECT list.',
  'spark.sql.orderByOrdinal': 'Lets ORDER BY 1 mean the first column of the SELECT list.',
  'spark.sql.decimalOperations.allowPrecisionLoss':
    'Cuts decimal places when the exact result of decimal arithmetic would not fit. `false` returns NULL instead.',
  'spark.sql.legacy.allowUntypedScalaUDF':
    'Allows Scala UDFs without declared argument types, which see NULL as the default of primitive types.',
  'spark.sql.legacy.createHiveTableByDefault':
    'Makes CREATE TABLE without USING create a Hive table instead of one of `spark.sql.sources.default`.',
  'spark.sql.variable.substitute': 'Replaces `${…}` in SQL texts by the value of the setting or variable of that name.',

  'spark.sql.execution.arrow.pyspark.enabled':
    'Moves data between Spark and pandas in Arrow format, in `toPandas` and in `createDataFrame` from pandas. Much faster than row by row; a few types are not supported.',
  'spark.sql.execution.arrow.pyspark.fallback.enabled':
    'Goes on without Arrow when the Arrow conversion fails, slower and with a warning. `false` shows the reason as an error.',
  'spark.sql.execution.arrow.enabled': 'Older name of the switch for Arrow between Spark and pandas.',
  'spark.sql.execution.arrow.maxRecordsPerBatch':
    'Most rows in one Arrow batch for pandas functions. Lower it for wide rows when Python workers run out of memory.',
  'spark.sql.execution.pythonUDF.arrow.enabled': 'Runs plain Python UDFs with Arrow instead of pickled rows.',
  'spark.sql.execution.pyspark.udf.simplifiedTraceback.enabled':
    'Shows only the frames of user code when a Python UDF fails.',
  'spark.sql.execution.pandas.convertToArrowArraySafely':
    'Fails when values would overflow or be cut on the way from pandas to Spark.',
  'spark.sql.repl.eagerEval.enabled':
    'Lets a notebook show the rows of a DataFrame that stands alone in a cell. Each such cell runs the query.',
  'spark.sql.debug.maxToStringFields':
    'How many fields of a wide row or plan are printed before the rest is cut. Raise it to read whole plans.',

  'spark.sql.parquet.compression.codec':
    'Codec of the Parquet files that are written, those of Delta tables included. `zstd` packs tighter than `snappy`; files written earlier stay as they are.',
  'spark.sql.parquet.filterPushdown': 'Lets filters skip parts of Parquet files by their statistics. Leave it on.',
  'spark.sql.parquet.enableVectorizedReader':
    'Decodes Parquet in batches of columns. Turn it off only for files that this reader cannot handle, such as columns whose type changed.',
  'spark.sql.parquet.columnarReaderBatchSize':
    'Rows in one batch of the Parquet reader. Lower it when very wide rows exhaust memory.',
  'spark.sql.parquet.mergeSchema':
    'Reads the schema of all Parquet files and merges them, instead of trusting one. Slow on many files; Delta tables do not need it.',
  'spark.sql.parquet.writeLegacyFormat': 'Writes decimals and lists as Spark 1.4 did, for old Hive and Impala readers.',
  'spark.sql.parquet.outputTimestampType':
    'How timestamps are stored in Parquet. `TIMESTAMP_MICROS` is the standard type; `INT96` is what old readers expect.',
  'spark.sql.parquet.binaryAsString':
    'Reads binary columns as strings, for files of writers that did not mark strings.',
  'spark.sql.parquet.int96AsTimestamp': 'Reads INT96 columns as timestamps, as old writers stored them.',
  'spark.sql.parquet.datetimeRebaseModeInRead':
    'What to do with dates before 1582 in Parquet files of unknown writers: take them as they are, convert from the old calendar, or fail.',
  'spark.sql.parquet.datetimeRebaseModeInWrite':
    'The same for writing: store old dates as they are, convert to the old calendar, or fail.',
  'spark.sql.parquet.int96RebaseModeInRead': 'What to do with old timestamps in INT96 columns when reading.',
  'spark.sql.parquet.int96RebaseModeInWrite': 'What to do with old timestamps in INT96 columns when writing.',
  'spark.sql.orc.compression.codec': 'Codec of the ORC files that are written.',
  'spark.sql.orc.filterPushdown': 'Lets filters skip parts of ORC files by their statistics.',
  'spark.sql.avro.compression.codec': 'Codec of the Avro files that are written.',
  'spark.sql.columnNameOfCorruptRecord':
    'Name of the column that takes up CSV, JSON and XML lines that could not be parsed. The schema must contain it.',
  'spark.sql.inMemoryColumnarStorage.batchSize':
    'Rows in one batch of a cached DataFrame. Larger compresses better and needs more memory.',
  'spark.sql.inMemoryColumnarStorage.compressed': 'Compresses the columns of cached DataFrames.',

  'spark.sql.warehouse.dir':
    'Folder of managed tables outside Unity Catalog. In tests point it at a temporary folder, or tables outlive the test.',
  'spark.sql.catalogImplementation':
    'Where table definitions are kept: `in-memory` for the session only, or `hive` for a metastore. `enableHiveSupport()` sets it.',
  'spark.sql.catalog.spark_catalog':
    'Class behind the session catalog. Open-source Delta needs `org.apache.spark.sql.delta.catalog.DeltaCatalog` here; Databricks has its own.',
  'spark.sql.catalog.<name>':
    'Registers a catalog under that name: the value is its class, options follow as `spark.sql.catalog.<name>.<option>`.',
  'spark.sql.defaultCatalog': 'Catalog of names that have none.',
  'spark.sql.extensions':
    'Classes that extend the SQL engine. Open-source Delta needs `io.delta.sql.DeltaSparkSessionExtension`; Databricks has it built in. Has no effect on a running session.',
  'spark.sql.globalTempDatabase': 'Schema under which global temporary views are found.',
  'spark.sql.hive.metastore.version':
    'Version of the Hive metastore that Spark talks to. Set it together with `spark.sql.hive.metastore.jars` for an external metastore of another version.',
  'spark.sql.hive.metastore.jars':
    'Where the client of the Hive metastore comes from: `builtin`, `maven` (a download at each start) or `path`.',
  'spark.sql.hive.metastorePartitionPruning': 'Asks the metastore for the partitions that match a filter only.',
  'spark.sql.hive.convertMetastoreParquet':
    'Reads Parquet tables of Hive by the reader of Spark, which is faster than that of Hive.',
  'spark.sql.statistics.size.autoUpdate.enabled':
    'Updates the size of a table in the catalog after it was written. Costs a listing of the table.',
  'spark.sql.cache.serializer': 'Class that stores cached DataFrames.',

  'spark.sql.streaming.checkpointLocation':
    'Parent folder for the checkpoints of streams that name none. A location of its own for each stream, given by the option `checkpointLocation`, is safer: it survives renaming.',
  'spark.sql.streaming.schemaInference':
    'Lets file streams guess the schema at each start. The schema can then change between runs; give it explicitly, or use Auto Loader.',
  'spark.sql.streaming.stateStore.providerClass':
    'Class that keeps the state of stateful streams. The RocksDB one holds state on local disk instead of in the heap. It cannot be changed for an existing checkpoint.',
  'spark.sql.streaming.stateStore.rocksdb.changelogCheckpointing.enabled':
    'Uploads only the changes of the RocksDB state at each micro-batch, not snapshots: shorter batches for large state.',
  'spark.sql.streaming.noDataMicroBatches.enabled':
    'Runs a micro-batch without new data when a watermark moved, so that results come out in time.',
  'spark.sql.streaming.metricsEnabled': 'Reports the figures of streams to the metrics system.',
  'spark.sql.streaming.multipleWatermarkPolicy':
    'Watermark of a stream that reads several: `min` waits for the slowest, `max` drops what the slowest still brings.',
  'spark.sql.streaming.statefulOperator.checkCorrectness.enabled':
    'Refuses chains of stateful operators whose result could be wrong. Turning it off accepts lost rows.',
  'spark.sql.streaming.minBatchesToRetain': 'How many past micro-batches a checkpoint keeps to go back to.',
  'spark.sql.streaming.fileSource.log.cleanupDelay':
    'How long old entries in the log of a file stream are kept after they were merged.',
  'spark.sql.streaming.forceDeleteTempCheckpointLocation':
    'Deletes temporary checkpoints of streams even after a failure.',
};
