/** Delta Lake: session settings and table properties. */
export const delta: Readonly<Record<string, string>> = {
  'spark.databricks.delta.retentionDurationCheck.enabled':
    'Makes VACUUM refuse a retention shorter than that of the table. Off, VACUUM can delete files that running readers, writers and time travel still need. Shorten `delta.deletedFileRetentionDuration` of the one table instead.',
  'spark.databricks.delta.schema.autoMerge.enabled':
    'Adds unknown columns to the target in every write and MERGE of the session. A misspelt column then becomes a new one. Prefer the option `mergeSchema` or MERGE WITH SCHEMA EVOLUTION for the one statement that means it.',
  'spark.databricks.delta.optimizeWrite.enabled':
    'Shuffles data before a Delta write so that fewer, larger files come out. Pays for partitioned tables with many small files; costs a shuffle for each write. While set, it goes before the table property `delta.autoOptimize.optimizeWrite`, which does it for one table.',
  'spark.databricks.delta.optimizeWrite.binSize': 'Size of the files that an optimized write aims at.',
  'spark.databricks.delta.optimizeWrite.maxShufflePartitions': 'Most shuffle partitions that an optimized write makes.',
  'spark.databricks.delta.autoCompact.enabled':
    'Merges small files of a table right after a write, within the job that wrote: `true`, `auto` (the runtime decides), `legacy` or `false`. While set, it goes before the table property `delta.autoOptimize.autoCompact`, which does it for one table.',
  'spark.databricks.delta.autoCompact.maxFileSize': 'Size of the files that auto compaction makes.',
  'spark.databricks.delta.autoCompact.minNumFiles':
    'How many small files there must be before auto compaction does anything.',
  'spark.databricks.delta.optimize.maxFileSize':
    'Size of the files that OPTIMIZE makes. Smaller suits tables with many MERGE and DELETE, larger suits big scans.',
  'spark.databricks.delta.optimize.repartition.enabled':
    'Lets OPTIMIZE write by repartitioning instead of merging partitions, which helps when it makes few, uneven tasks.',
  'spark.databricks.delta.commitInfo.userMetadata':
    'Text that each commit of the session stores, shown by DESCRIBE HISTORY. For one write use the option `userMetadata`, which wins.',
  'spark.databricks.delta.snapshotPartitions':
    'Number of partitions in which the state of a table is computed. A small number speeds up tests on small tables.',
  'spark.databricks.delta.write.txnAppId':
    'Name of the writer for writes that may be repeated: a version already committed under it is skipped. Give it together with `spark.databricks.delta.write.txnVersion`.',
  'spark.databricks.delta.write.txnVersion':
    'Number of the write; a number not above the last one of the same `txnAppId` is skipped. Raise it with each write, or enable the automatic reset, or later writes vanish silently.',
  'spark.databricks.delta.write.txnVersion.autoReset.enabled':
    'Clears the transaction version after each write, so that the next write cannot be skipped by mistake.',
  'spark.databricks.delta.replaceWhere.constraintCheck.enabled':
    'Fails a `replaceWhere` write whose rows do not match its condition. Off, rows outside the condition are added and repeat with each run.',
  'spark.databricks.delta.replaceWhere.dataColumns.enabled':
    'Allows `replaceWhere` on any column, not on partition columns alone.',
  'spark.databricks.delta.lastCommitVersionInSession':
    'Version of the last commit that this session made to any Delta table. Read it after a write to name exactly what was written.',
  'spark.databricks.delta.vacuum.parallelDelete.enabled':
    'Lets VACUUM delete files from many tasks. Faster; watch the request limits of the storage.',
  'spark.databricks.delta.vacuum.parallelDelete.parallelism':
    'Number of tasks that delete files when VACUUM deletes in parallel.',
  'spark.databricks.delta.vacuum.logging.enabled': 'Records VACUUM in the history of the table.',
  'spark.databricks.delta.vacuum.lite.enabled':
    'Makes VACUUM find old files by the transaction log instead of listing the whole folder.',
  'spark.databricks.delta.stalenessLimit':
    'How old a cached state of a table may be when a query starts. Above zero queries start faster and may miss the newest commits.',
  'spark.databricks.delta.merge.repartitionBeforeWrite.enabled':
    'Repartitions the result of a MERGE by the partition columns before writing, so that each partition gets few files.',
  'spark.databricks.delta.merge.materializeSource.maxAttempts':
    'How often MERGE starts again when the stored copy of its source was lost.',
  'spark.databricks.delta.changeDataFeed.timestampOutOfRange.enabled':
    'Lets a range of the change data feed reach past the last commit: it gives what there is, perhaps no rows, instead of failing.',
  'spark.databricks.delta.catalog.update.enabled':
    'Copies schema and properties of a table to the metastore after changes, for tools that read them there.',
  'spark.databricks.delta.checkLatestSchemaOnRead':
    'Fails a query when the schema of its table changed in an incompatible way since the DataFrame was made.',
  'spark.databricks.delta.properties.defaults.<property>':
    'Gives every table that the session creates the property `delta.<property>`. Existing tables keep theirs.',
  'spark.databricks.delta.properties.defaults.minReaderVersion':
    'Reader protocol of tables that the session creates. Table features raise it by themselves.',
  'spark.databricks.delta.properties.defaults.minWriterVersion':
    'Writer protocol of tables that the session creates. Table features raise it by themselves.',

  'delta.appendOnly': 'Refuses UPDATE, DELETE and overwrites that remove rows. For tables that must never lose a row.',
  'delta.autoOptimize.autoCompact': 'Merges small files of this table right after each write.',
  'delta.autoOptimize.optimizeWrite':
    'Shuffles data before each write to this table so that fewer, larger files come out.',
  'delta.autoOptimize':
    'Older switch for optimized writes. Use `delta.autoOptimize.optimizeWrite` and `delta.autoOptimize.autoCompact`.',
  'delta.checkpoint.writeStatsAsJson': 'Stores file statistics in checkpoints as JSON text.',
  'delta.checkpoint.writeStatsAsStruct':
    'Stores file statistics in checkpoints as columns, which are faster to read than JSON.',
  'delta.checkpointInterval':
    'After how many commits a checkpoint of the log is written. Small numbers speed up reading the log and cost time at commits.',
  'delta.checkpointPolicy':
    'Format of the checkpoints of the log. `v2` suits very large tables and must be supported by every reader.',
  'delta.checkpointRetentionDuration': 'How long old checkpoints of the log are kept.',
  'delta.columnMapping.mode':
    'Separates column names from those in the files: `name` makes renaming and dropping columns possible without rewriting files. Raises the protocol of the table; older readers lose access.',
  'delta.constraints.<name>':
    'A CHECK constraint: every row must satisfy the expression. Add it by ALTER TABLE … ADD CONSTRAINT, not by hand.',
  'delta.dataSkippingNumIndexedCols':
    'How many columns from the left get the statistics that let queries skip files. `-1` means all. Put columns that are filtered on first, or name them in `delta.dataSkippingStatsColumns`.',
  'delta.dataSkippingStatsColumns':
    'Names the columns that get statistics for skipping files; it goes before `delta.dataSkippingNumIndexedCols`.',
  'delta.deletedFileRetentionDuration':
    'How long files stay after they left the table, before VACUUM may delete them. It bounds time travel, and must be longer than any query or stream that reads old files.',
  'delta.logRetentionDuration':
    'How long the history of the table is kept. Time travel needs this and the data files, so raise `delta.deletedFileRetentionDuration` with it.',
  'delta.enableExpiredLogCleanup':
    'Deletes log entries older than `delta.logRetentionDuration` when a checkpoint is written.',
  'delta.enableChangeDataFeed':
    'Records what each commit changed, row by row, for `table_changes` and `readChangeFeed`. Only changes made after it was switched on can be read.',
  'delta.enableDeletionVectors':
    'Marks deleted rows beside the files instead of rewriting files: faster DELETE, UPDATE and MERGE. Raises the protocol; readers must support it.',
  'delta.enableRowTracking': 'Gives each row an id that stays through updates.',
  'delta.enableTypeWidening':
    'Allows column types to become wider, for example INT to BIGINT, without rewriting files.',
  'delta.enableInCommitTimestamps':
    'Stores the time of a commit in the log, so that time travel by timestamp does not depend on file times.',
  'delta.enableIcebergCompatV2': 'Keeps the table within what Iceberg readers understand. Needed for UniForm.',
  'delta.universalFormat.enabledFormats': 'Formats as which the table can also be read: `iceberg` or `hudi`.',
  'delta.feature.<featureName>':
    'Switches a table feature on. It can raise the protocol of the table, and removing a feature needs ALTER TABLE … DROP FEATURE.',
  'delta.isolationLevel': 'How strictly concurrent writers are kept apart.',
  'delta.minReaderVersion':
    'Protocol version that a reader must support. Raising it locks older readers out and cannot simply be undone.',
  'delta.minWriterVersion':
    'Protocol version that a writer must support. Raising it locks older writers out and cannot simply be undone.',
  'delta.randomizeFilePrefixes': 'Puts files below random prefixes instead of partition folders.',
  'delta.setTransactionRetentionDuration':
    'How long the table remembers the last write of each `txnAppId`. A repetition after that time is not recognized and writes twice.',
  'delta.targetFileSize':
    'Wished size of the files of this table; OPTIMIZE, auto compaction and optimized writes aim at it.',
  'delta.tuneFileSizesForRewrites':
    'Makes files of this table smaller, for tables with frequent MERGE, UPDATE and DELETE.',
  'delta.parquet.compression.codec': 'Codec of the Parquet files of this table. Existing files stay as they are.',
  'delta.compatibility.symlinkFormatManifest.enabled':
    'Writes a manifest with each commit, for engines that read Delta tables through one.',
};
