/** Options of readers and writers that people use most. The key is `format option`. */
export const options: Readonly<Record<string, string>> = {
  'csv header': 'Reading: the first line holds column names. Writing: writes such a line into every file.',
  'csv inferSchema':
    'Reads the data once more to guess column types. Costs a pass and makes the schema depend on the data: give a schema where you can.',
  'csv sep': 'Text between two columns.',
  'csv multiLine':
    'Allows line breaks inside quoted values. Each file is then read by one task, so large files are slow.',
  'csv mode':
    'What happens to lines that do not fit: `PERMISSIVE` sets NULL, `DROPMALFORMED` drops the line silently, `FAILFAST` fails.',
  'csv quote': 'Character around values that contain the separator. An empty text turns quoting off when reading.',
  'csv escape':
    'Character before a quote inside a quoted value. Many tools double the quote instead: set it to `"` for their files.',
  'csv nullValue': 'Text that stands for NULL.',
  'csv encoding': 'Character set of the files.',
  'csv dateFormat': 'Pattern of date columns.',
  'csv timestampFormat': 'Pattern of timestamp columns.',
  'json multiLine': 'Reads each file as one JSON value that may spread over lines. Each file is then read by one task.',
  'json mode':
    'What happens to records that do not fit: `PERMISSIVE` sets NULL, `DROPMALFORMED` drops the record silently, `FAILFAST` fails.',
  'json primitivesAsString': 'Infers all simple values as strings.',
  'parquet mergeSchema': 'Merges the schemas of all files instead of trusting one of them. Slow with many files.',
  'parquet compression': 'Codec of the files written; it wins over `spark.sql.parquet.compression.codec`.',

  'delta mergeSchema':
    'Adds columns of the new data to the table. Say it on the write that means it; it does not change existing column types by itself.',
  'delta overwriteSchema':
    'Lets an overwrite replace schema and partitioning. Everything that reads the table must cope; without it an overwrite with another schema fails.',
  'delta replaceWhere':
    'Overwrites only the rows that match this condition, in one transaction. Running the job again gives the same result, which a plain append does not.',
  'delta partitionOverwriteMode':
    '`dynamic` overwrites only the partitions for which new rows arrive. Prefer `replaceWhere`: it names what is replaced even when no row arrives.',
  'delta versionAsOf':
    'Reads the table as it was at this version. Works as long as the history and the files are kept.',
  'delta timestampAsOf': 'Reads the table as it was at this time. Works as long as the history and the files are kept.',
  'delta readChangeFeed':
    'Reads changes instead of rows. The table must have `delta.enableChangeDataFeed` set since before the first change you want.',
  'delta startingVersion':
    'Version from which a stream, or the change data feed, begins. For a stream it counts only at its first start; later the checkpoint decides.',
  'delta startingTimestamp':
    'Time from which a stream, or the change data feed, begins. For a stream it counts only at its first start.',
  'delta endingVersion': 'Last version of the change data feed to read.',
  'delta ignoreDeletes': 'Lets a stream pass over commits that delete whole partitions.',
  'delta ignoreChanges':
    'Sends rewritten files downstream again after updates and deletes, unchanged rows included: the target must remove duplicates. `skipChangeCommits` is its successor.',
  'delta skipChangeCommits':
    'Lets a stream pass over commits that update or delete rows. Those changes never reach the target; to pass them on, read the change data feed.',
  'delta maxFilesPerTrigger':
    'Most new files in one micro-batch. Keeps the first batch of a large table small; ignored by the trigger `once`.',
  'delta maxBytesPerTrigger': 'About how many bytes one micro-batch reads; a single larger file is still read whole.',
  'delta txnAppId':
    'Name of the writer for writes that may be repeated, as in `foreachBatch`: a version already committed under it is skipped. Needs `txnVersion`. After deleting the checkpoint use a new name.',
  'delta txnVersion':
    'Number of the write, mostly the batch id; one not above the last of the same `txnAppId` is skipped. Needs `txnAppId`.',
  'delta userMetadata': 'Text stored with the commit, shown by DESCRIBE HISTORY.',
  'delta maxRecordsPerFile': 'Most rows that go into one file.',
  'delta optimizeWrite': 'Shuffles data before this write so that fewer, larger files come out.',

  'cloudFiles cloudFiles.format': 'Format of the files that Auto Loader reads. Always needed.',
  'cloudFiles cloudFiles.schemaLocation':
    'Folder in which Auto Loader keeps the schema it inferred. Needed when no schema is given; the checkpoint folder of the stream is a good place.',
  'cloudFiles cloudFiles.schemaHints':
    'Types for some columns while the rest is inferred, for example `amount DECIMAL(18,2)`.',
  'cloudFiles cloudFiles.schemaEvolutionMode':
    'What happens when a new column arrives: `addNewColumns` stops the stream and has it at the next start, `rescue` puts it into the rescued data, `failOnNewColumns` fails until you act, `none` ignores it.',
  'cloudFiles cloudFiles.inferColumnTypes':
    'Infers types instead of reading everything as strings from formats without types.',
  'cloudFiles cloudFiles.includeExistingFiles':
    'Whether files that lie there at the first start are read. Counts at the first start only.',
  'cloudFiles cloudFiles.maxFilesPerTrigger':
    'Most new files in one micro-batch. Lower it when the first batch is too large.',
  'cloudFiles cloudFiles.maxBytesPerTrigger': 'About how many bytes one micro-batch reads.',
  'cloudFiles cloudFiles.useNotifications':
    'Learns of new files by events of the cloud instead of listing folders. Cheaper for folders with very many files.',
  'cloudFiles cloudFiles.useManagedFileEvents':
    'Learns of new files by the file events of the external location, set up once for all streams.',
  'cloudFiles cloudFiles.validateOptions':
    'Fails for options that Auto Loader does not know. Leave it on: it catches misspelt options.',
  'cloudFiles cloudFiles.allowOverwrites':
    'Reads a file again when it was changed. The same rows can then arrive twice, and the target must deal with it.',
  'cloudFiles cloudFiles.cleanSource': 'Deletes or moves files some time after they were read.',

  'kafka kafka.bootstrap.servers': 'Addresses of the brokers, `host:port`, separated by commas. Always needed.',
  'kafka kafka.*':
    'Passed to the Kafka client without the prefix. Some are set by Spark and refused, such as `kafka.auto.offset.reset` and the deserializers.',
  'kafka subscribe':
    'Topics to read, separated by commas. One of `subscribe`, `subscribePattern` and `assign` must be given.',
  'kafka subscribePattern': 'Regular expression for the topics to read.',
  'kafka startingOffsets':
    'Where a query begins: `earliest`, `latest` or offsets as JSON. A stream uses it at its first start only; later the checkpoint decides.',
  'kafka maxOffsetsPerTrigger':
    'Most messages in one micro-batch, over all partitions. Without it the first batch takes the whole backlog.',
  'kafka failOnDataLoss':
    'Fails when messages that were to be read are gone, because of retention or a deleted topic. `false` goes on and hides the gap.',
  'kafka minPartitions':
    'Wished number of Spark partitions. Splits large Kafka partitions when it is above their number.',
  'kafka topic': 'Topic to write to; it wins over a `topic` column.',

  'jdbc url': 'JDBC address of the database. Keep user and password out of it.',
  'jdbc dbtable': 'Table to read or write, or a query in brackets with an alias.',
  'jdbc query': 'Query to read instead of a table. Cannot be split by `partitionColumn`.',
  'jdbc user': 'User for the database. Take it from a secret scope.',
  'jdbc password': 'Password for the database. Take it from a secret scope.',
  'jdbc driver': 'Class of the JDBC driver.',
  'jdbc numPartitions':
    'Most connections at a time. A read is parallel only with `partitionColumn`, `lowerBound` and `upperBound`; otherwise one task reads everything.',
  'jdbc partitionColumn':
    'Numeric, date or timestamp column by which a read is split. The bounds only say where to split, they filter nothing.',
  'jdbc lowerBound': 'Where splitting by `partitionColumn` begins. It filters nothing.',
  'jdbc upperBound': 'Where splitting by `partitionColumn` ends. It filters nothing.',
  'jdbc fetchsize':
    'Rows that one round trip to the database brings. Some drivers default to few, which makes large reads slow.',
  'jdbc batchsize': 'Rows that one INSERT round trip writes.',
  'jdbc truncate':
    'Empties the table on overwrite instead of dropping it, so that its definition, indexes and rights stay.',

  'stream sink checkpointLocation':
    'Folder in which the stream keeps how far it came and its state. Always give one, for each stream its own, on durable storage: without it a restart begins anew and writes twice.',
  'file stream source maxFilesPerTrigger': 'Most new files in one micro-batch.',
  'file pathGlobFilter': 'Reads only files whose name matches the pattern. Does not change the partitions found.',
  'file recursiveFileLookup':
    'Reads all files below the path. Partition columns are then no longer read from folder names.',
  'rate rowsPerSecond': 'Rows that the test source makes in a second.',
  'xml rowTag': 'Element that is one row. Needed for reading.',
};
