/** Settings that Databricks alone has. */
export const databricks: Readonly<Record<string, string>> = {
  'spark.databricks.cluster.profile':
    'Shape of the compute in its definition: `singleNode` runs driver and tasks on one machine and goes with `spark.master` set to `local[*]`.',
  'spark.databricks.delta.formatCheck.enabled':
    'Fails when a folder of a Delta table is read or written by another format. Turning it off lets plain Parquet reads see deleted and duplicate rows; read it as Delta instead.',
  'spark.databricks.delta.preview.enabled':
    'Opens preview features of Delta Lake. Set it only when the feature you want asks for it.',
  'spark.databricks.workspaceUrl':
    'Host name of the workspace, without `https://`. Read it to build links; it cannot be set.',
  'spark.databricks.unityCatalog.enabled':
    'Whether the compute is attached to Unity Catalog. Read it to branch on older compute; it cannot be set.',
  'spark.databricks.clusterUsageTags.sparkVersion':
    'Runtime version of the compute, for example `16.4.x-scala2.12`. An undocumented tag, so be ready to find it missing.',
  'spark.databricks.clusterUsageTags.clusterId':
    'Id of the compute. An undocumented tag, so be ready to find it missing.',
  'spark.databricks.clusterUsageTags.clusterName':
    'Name of the compute. An undocumented tag, so be ready to find it missing.',
  'spark.databricks.clusterUsageTags.clusterWorkers':
    'Number of workers of the compute. An undocumented tag, so be ready to find it missing.',
  'spark.databricks.clusterUsageTags.clusterAllTags':
    'Tags of the compute as JSON. An undocumented tag, so be ready to find it missing.',
  'spark.databricks.clusterUsageTags.cloudProvider':
    'Cloud that the compute runs in. An undocumented tag, so be ready to find it missing.',
  'spark.databricks.dataLineage.enabled': 'Whether lineage of what the compute reads and writes is captured.',
  'spark.databricks.optimizer.adaptive.enabled': 'Switches adaptive query execution. Leave it on.',
  'spark.databricks.adaptive.autoBroadcastJoinThreshold':
    'Largest size, measured at run time, at which a sort-merge join is switched to a broadcast join. Separate from `spark.sql.autoBroadcastJoinThreshold`, which goes by estimates before the query runs.',
  'spark.databricks.adaptive.emptyRelationPropagation.enabled':
    'Lets adaptive execution replace parts of a plan whose input turned out to be empty.',
  'spark.databricks.optimizer.dynamicPartitionPruning': 'Skips partitions by join keys found while the query runs.',
  'spark.databricks.optimizer.dynamicFilePruning':
    'Skips Delta files by join keys found while the query runs. Leave it on.',
  'spark.databricks.optimizer.deltaTableSizeThreshold':
    'Smallest size of the large table, in bytes, for which dynamic file pruning is tried.',
  'spark.databricks.optimizer.deltaTableFilesThreshold':
    'Smallest number of files of the large table for which dynamic file pruning is tried.',
  'spark.databricks.optimizer.rangeJoin.binSize':
    'Width of the bins by which joins on ranges and points in intervals are sped up. Choose it near the typical length of the intervals; a hint on the query is more exact.',
  'spark.databricks.execution.timeout':
    'Seconds after which a query of a serverless notebook or a Spark Connect session is stopped.',
  'spark.databricks.io.cache.enabled':
    'Keeps copies of remote Parquet and Delta files on the local SSDs of the workers. Good for repeated reads of the same data.',
  'spark.databricks.io.cache.maxDiskUsage': 'Disk of each worker that the disk cache may take.',
  'spark.databricks.io.cache.maxMetaDataCache': 'Disk of each worker that the disk cache may take for metadata.',
  'spark.databricks.io.cache.compression.enabled': 'Stores the disk cache compressed.',
  'spark.databricks.io.skipping.bloomFilter.enabled': 'Uses Bloom filter indexes to skip files.',
  'spark.databricks.passthrough.enabled':
    'Reaches storage with the credentials of the user. Retired in favour of Unity Catalog.',
  'spark.databricks.acl.dfAclsEnabled': 'Table access control of the Hive metastore. Unity Catalog takes its place.',
  'spark.databricks.acl.sqlOnly': 'Table access control that allows SQL only. Unity Catalog takes its place.',
  'spark.databricks.repl.allowedLanguages':
    'Languages that notebooks on this compute may use, separated by commas, for example `python,sql`.',
  'spark.databricks.conda.condaMagic.enabled': 'Allows the `%conda` command. Use `%pip`.',
  'spark.databricks.pyspark.enablePy4JSecurity': 'Limits which Java methods Python code may call on shared compute.',
  'spark.databricks.aggressiveWindowDownS': 'How often, in seconds, autoscaling decides about taking machines away.',
  'spark.databricks.photon.enabled':
    'Switches the Photon engine. Choose it by the runtime engine of the compute instead.',
  'spark.databricks.preemption.enabled':
    'Stops tasks of jobs that hold more than their share, so that others on the same compute can go on.',
  'spark.databricks.preemption.threshold':
    'Part of its fair share that a job is guaranteed: nearer to 1 shares more strictly.',
  'spark.databricks.queryWatchdog.enabled':
    'Stops queries that produce far more rows than they read, mostly from a forgotten join condition.',
  'spark.databricks.queryWatchdog.outputRatioThreshold':
    'How many rows a task may produce for each row it reads before the watchdog stops the query.',
  'spark.databricks.sql.initial.catalog.name':
    'Catalog that is current when a session starts. Full three-part names do not depend on it.',
  'spark.databricks.sql.initial.catalog.namespace':
    'Another name for the catalog that is current when a session starts.',
  'spark.databricks.hive.metastore.glueCatalog.enabled': 'Uses the AWS Glue catalog as Hive metastore.',
  'spark.databricks.streaming.realTimeMode.enabled':
    'Allows the real-time trigger of Structured Streaming on this compute.',
  'spark.databricks.streaming.realTimeMode.streamStreamJoin.enabled': 'Allows joins of two streams in real-time mode.',
  'spark.databricks.streaming.statefulOperator.asyncCheckpoint.enabled':
    'Uploads the state of a stateful stream while the next micro-batch runs: lower latency, and slower recovery after a failure.',
  'spark.databricks.delta.withEventTimeOrder.enabled':
    'Reads the first snapshot of a Delta stream in order of event time, so that a watermark does not drop rows of the backlog.',
  'spark.databricks.delta.merge.enableLowShuffle':
    'Leaves rows that a MERGE does not change in their order, and shuffles less.',
  'spark.databricks.delta.liquid.eagerClustering.streaming.enabled':
    'Clusters data while a stream writes it to a table with liquid clustering.',

  'spark.hadoop.fs.s3a.access.key':
    'Key id for S3. Prefer Unity Catalog or an instance profile: keys in settings are seen by everybody on the compute.',
  'spark.hadoop.fs.s3a.secret.key':
    'Secret key for S3. Prefer Unity Catalog or an instance profile: keys in settings are seen by everybody on the compute.',
  'spark.hadoop.fs.s3a.endpoint': 'Address of the S3 service. Needed for S3-compatible stores such as a local MinIO.',
  'spark.hadoop.fs.s3a.path.style.access':
    'Addresses buckets by path instead of by host name, which most S3-compatible stores need.',
  'spark.hadoop.fs.s3a.aws.credentials.provider': 'Class that supplies the credentials for S3.',
  'spark.hadoop.fs.s3a.stsAssumeRole.arn': 'IAM role that the compute takes on to reach S3.',
  'spark.hadoop.fs.s3a.server-side-encryption-algorithm': 'Encryption that S3 is asked to apply to what is written.',
  'fs.azure.account.oauth2.client.id.<account>':
    'Application id of the service principal that reaches the storage account.',
  'fs.azure.account.oauth2.client.secret.<account>':
    'Secret of the service principal that reaches the storage account.',
  'fs.azure.account.oauth2.client.endpoint.<account>': 'Address at which the service principal gets its token.',
  'spark.hadoop.javax.jdo.option.ConnectionURL': 'JDBC address of the database behind an external Hive metastore.',
  'spark.hadoop.javax.jdo.option.ConnectionUserName': 'User for the database of an external Hive metastore.',
  'spark.hadoop.javax.jdo.option.ConnectionPassword': 'Password for the database of an external Hive metastore.',
  'spark.hadoop.javax.jdo.option.ConnectionDriverName': 'JDBC driver for the database of an external Hive metastore.',

  'pipelines.trigger.interval':
    'How often a flow of a continuous pipeline looks for new data. Longer intervals cost less. Can be set for the pipeline or for one table.',
  'pipelines.reset.allowed':
    'Whether a full refresh may empty the table. Set it to `false` on tables whose source no longer holds the old data.',
  'pipelines.autoOptimize.managed': 'Whether the pipeline optimizes the table by itself.',
  'pipelines.autoOptimize.zOrderCols':
    'Columns by which the table is Z-ordered, separated by commas. Liquid clustering takes its place.',
  'pipelines.clusterShutdown.delay':
    'How long the compute of a development pipeline stays after an update, ready for the next.',
  'pipelines.maxFlowRetryAttempts': 'How often a failed flow is tried again before the update fails.',
  'pipelines.numUpdateRetryAttempts': 'How often a failed update of the whole pipeline is tried again.',
  'pipelines.applyChangesPreviewEnabled': 'Switched APPLY CHANGES on while it was a preview. Remove it.',
  'spark.databricks.cloudFiles.schemaInference.sampleSize.numFiles':
    'How many files Auto Loader looks into to infer a schema: up to this many, or up to `…sampleSize.numBytes`, whichever is reached first. Lower it for a quick start in development.',
  'spark.databricks.cloudFiles.schemaInference.sampleSize.numBytes':
    'How many bytes Auto Loader looks into to infer a schema; `…sampleSize.numFiles` is the other limit.',
  'spark.databricks.clusterUsageTags.<name>':
    'Something that the platform tells about the compute. Read it at run time; it cannot be set, and serverless compute does not have it.',
  'spark.databricks.service.<name>':
    'A setting of Databricks Connect before version 13. The new one is built with `DatabricksSession` and needs none of them.',
  'spark.databricks.passthrough.adls.gen2.tokenProviderClassName':
    'Class that hands on the login of the user to Azure storage. Read when a mount is made with credential passthrough, which Unity Catalog replaces.',
  'spark.databricks.unityCatalog.connectionDfOptionInjection.enabled':
    'Lets a data source of Python get its options from a connection of Unity Catalog.',
  'pipelines.id':
    'The id of the pipeline that runs the code. Absent outside of a pipeline: give a default when reading it.',
  'fs.<name>':
    'A setting of a Hadoop file system. In the Spark config of compute it stands behind `spark.hadoop.`; with Unity Catalog none is needed.',
};
