/** Spark core: the application, its processes, memory, shuffle, scheduling. */
export const core: Readonly<Record<string, string>> = {
  'spark.master':
    'Where the application runs: `local[*]` in this process with all cores, or the address of a cluster manager. Set it in local tests; on Databricks the compute sets it, so leave it out of code that runs there.',
  'spark.app.name': 'Name of the application in the Spark UI and in logs. On Databricks the compute gives the name.',
  'spark.app.id':
    'Id that the cluster manager gave the application. Spark sets it; read it to tell runs apart in logs.',
  'spark.submit.deployMode':
    'Where the driver runs: `client` on the machine that submits, `cluster` on a machine of the cluster. Only for applications started by spark-submit.',

  'spark.driver.memory':
    'Heap of the driver process. Raise it when collected results or large plans exhaust the driver. It must be known before the process starts, so set it in the submit command or the compute settings; on Databricks the node type decides.',
  'spark.driver.memoryOverhead':
    'Memory that a driver container gets on top of the heap, for native memory and Python. Not set, it is the heap times `spark.driver.memoryOverheadFactor`, at least `spark.driver.minMemoryOverhead`.',
  'spark.driver.memoryOverheadFactor':
    'Share of the driver heap that is added as overhead when `spark.driver.memoryOverhead` is not set.',
  'spark.driver.cores': 'Cores of the driver process, in cluster mode only.',
  'spark.driver.maxResultSize':
    'Largest total size of the results that one action may bring to the driver; beyond it the job fails. `0` means no limit and moves the failure to the driver running out of memory. Better collect less.',
  'spark.driver.extraJavaOptions':
    'JVM flags of the driver, for example for garbage collection or logging. The heap size is not allowed here: it has its own setting.',
  'spark.driver.extraClassPath':
    'Entries put in front of the class path of the driver. Jars must already lie on the machine.',
  'spark.driver.host':
    'Host name or address at which executors reach the driver. Set it when the driver runs behind another address than the one it sees.',
  'spark.driver.bindAddress':
    'Address that the driver listens on. Differs from `spark.driver.host` in containers and behind address translation; `127.0.0.1` helps local tests on machines without a resolvable name.',
  'spark.driver.port':
    'Port at which executors reach the driver. `0` takes any free one; fix it when a firewall stands between.',
  'spark.driver.userClassPathFirst':
    'Prefers jars of the user over those of Spark in the driver. Last resort for conflicting library versions; it breaks easily.',

  'spark.executor.memory':
    'Heap of each executor. Raise it when tasks spill a lot or fail for lack of memory, or use more partitions instead. On Databricks it follows from the worker type.',
  'spark.executor.memoryOverhead':
    'Memory that an executor container gets on top of the heap, for native buffers and Python workers. Raise it when containers are killed for exceeding memory although the heap is fine. Not set, it is the heap times `spark.executor.memoryOverheadFactor`.',
  'spark.executor.memoryOverheadFactor':
    'Share of the executor heap that is added as overhead when `spark.executor.memoryOverhead` is not set.',
  'spark.executor.pyspark.memory':
    'Limit for the memory of the Python workers of an executor. Not set, Spark does not limit Python and it shares the overhead with everything else.',
  'spark.executor.cores':
    'Cores of each executor, so also how many tasks it runs at a time (divided by `spark.task.cpus`). On Databricks the worker type decides.',
  'spark.executor.instances':
    'Fixed number of executors. With dynamic allocation it is where the number starts. On Databricks choose the number of workers instead.',
  'spark.executor.extraJavaOptions':
    'JVM flags of the executors. The heap size and Spark settings are not allowed here.',
  'spark.executor.extraClassPath':
    'Entries put in front of the class path of the executors. Jars must already lie on every machine.',
  'spark.executor.heartbeatInterval':
    'How often an executor tells the driver that it lives. Keep it well below `spark.network.timeout`, or living executors are given up.',
  'spark.executor.userClassPathFirst':
    'Prefers jars of the user over those of Spark in the executors. Last resort for conflicting library versions.',
  'spark.executorEnv.[EnvironmentVariableName]': 'Sets an environment variable in the executor processes.',
  'spark.executor.resource.{resourceName}.amount':
    'How much of a resource, such as GPUs, each executor asks for. Tasks take their part through `spark.task.resource.{resourceName}.amount`.',
  'spark.task.resource.{resourceName}.amount':
    'How much of a resource each task needs. A fraction lets several tasks share one GPU.',

  'spark.task.cpus':
    'Cores that each task reserves. Raise it when the code inside a task is multi-threaded; fewer tasks then run at a time.',
  'spark.task.maxFailures':
    'How often one task may fail before its job is given up; the number of retries is one less. Failures of different tasks do not add up.',
  'spark.cores.max': 'Most cores that the application takes from the whole cluster, in standalone mode.',
  'spark.default.parallelism':
    'Number of partitions that RDD operations such as `parallelize`, `join` and `reduceByKey` make when none is given. DataFrames do not use it for shuffles: they take `spark.sql.shuffle.partitions`.',

  'spark.dynamicAllocation.enabled':
    'Adds and removes executors with the load. Needs shuffle data to survive an executor: shuffle tracking or an external shuffle service. On Databricks use autoscaling of the compute instead.',
  'spark.dynamicAllocation.minExecutors': 'Fewest executors that dynamic allocation keeps.',
  'spark.dynamicAllocation.maxExecutors':
    'Most executors that dynamic allocation asks for. Without it one job can take the whole cluster.',
  'spark.dynamicAllocation.initialExecutors':
    'Number of executors that dynamic allocation starts with. `spark.executor.instances` wins when it is larger.',
  'spark.dynamicAllocation.executorIdleTimeout': 'An executor without tasks for this long is given back.',
  'spark.dynamicAllocation.cachedExecutorIdleTimeout':
    'The same for executors that hold cached data. By default these are never given back.',
  'spark.dynamicAllocation.shuffleTracking.enabled':
    'Keeps executors alive as long as their shuffle files are needed, so that dynamic allocation works without an external shuffle service.',
  'spark.dynamicAllocation.schedulerBacklogTimeout':
    'How long tasks must wait before dynamic allocation asks for more executors.',

  'spark.memory.fraction':
    'Share of the heap, less 300 MB, that Spark uses for execution and cached data; the rest is for objects of user code. Lower it when user code runs out of memory, at the price of more spilling.',
  'spark.memory.storageFraction':
    'Part of the memory of `spark.memory.fraction` in which cached data is safe from being pushed out by execution. A larger part leaves less to joins and sorts.',
  'spark.memory.offHeap.enabled':
    'Lets Spark use memory outside the JVM heap for some operations. Needs `spark.memory.offHeap.size`.',
  'spark.memory.offHeap.size':
    'How much memory outside the heap Spark may use. Comes on top of the heap, so the machine must have room for both.',
  'spark.local.dir':
    'Folders for shuffle files and spilled data. Fast local disks, several for more throughput; the cluster manager may set others.',

  'spark.serializer':
    'Class that turns objects of RDDs and shuffles into bytes. `org.apache.spark.serializer.KryoSerializer` is faster for RDDs; DataFrames use their own format and gain little.',
  'spark.kryoserializer.buffer': 'First size of the Kryo buffer, one for each core of a worker.',
  'spark.kryoserializer.buffer.max':
    'Largest size of the Kryo buffer; it must hold any single object. Raise it after `Buffer overflow` errors, at most to below 2 GiB.',
  'spark.kryo.registrationRequired':
    'Fails for classes that were not registered with Kryo, instead of writing their name with each object.',
  'spark.kryo.classesToRegister': 'Class names to register with Kryo.',
  'spark.rdd.compress': 'Compresses cached RDD partitions that are kept in serialized form: less memory for more CPU.',
  'spark.broadcast.compress': 'Compresses broadcast variables before they are sent.',
  'spark.broadcast.blockSize': 'Size of the pieces in which a broadcast variable is sent around.',
  'spark.io.compression.codec':
    'Codec for shuffle files, broadcast variables and cached RDD partitions; not for table files. `zstd` packs tighter than `lz4` and costs more CPU.',

  'spark.shuffle.compress': 'Compresses the output of the map side of a shuffle. Turning it off rarely helps.',
  'spark.shuffle.spill.compress': 'Compresses data that a shuffle spills to disk.',
  'spark.shuffle.file.buffer':
    'Memory buffer in front of each shuffle file. Larger means fewer writes to disk and more memory for each open file.',
  'spark.shuffle.manager':
    'Implementation of the shuffle: `sort`, or the class of a plug-in such as a remote shuffle service.',
  'spark.shuffle.service.enabled':
    'Lets a service outside the executors serve shuffle files, so that executors can go without losing them. The service must run on every machine.',
  'spark.shuffle.io.maxRetries':
    'How often a failed fetch of shuffle data is tried again before the stage is run anew.',
  'spark.shuffle.io.retryWait': 'Pause between two attempts to fetch shuffle data.',
  'spark.reducer.maxSizeInFlight':
    'How much shuffle data one task fetches at a time. Each task needs that much buffer.',
  'spark.shuffle.sort.bypassMergeThreshold':
    'Shuffles without map-side aggregation into at most this many partitions write one file each and skip the sort.',

  'spark.network.timeout':
    'Default of most network timeouts; an executor that is silent this long is given up. Raise it when long garbage collection makes executors look dead, and look for the cause.',
  'spark.rpc.message.maxSize':
    'Largest control message in MiB between driver and executors. Raise it when a job with very many tasks fails for too large a message; a very large closure is better broadcast.',
  'spark.rpc.askTimeout': 'How long a question to another process may wait for its answer.',
  'spark.port.maxRetries': 'How many following ports are tried when one is taken.',

  'spark.speculation':
    'Starts a second copy of tasks that run much longer than the others and takes the first result. Helps with slow machines, not with skewed data; unsafe for writes that are not idempotent.',
  'spark.speculation.multiplier': 'How many times slower than the median a task must be to be started a second time.',
  'spark.speculation.quantile': 'Share of the tasks of a stage that must be done before slow ones are looked for.',
  'spark.locality.wait':
    'How long a task waits for a free core near its data before it takes a farther one. `0s` is often better for object storage, where no core is near.',
  'spark.scheduler.mode':
    'Order of the jobs inside one application: `FIFO` gives the first job everything, `FAIR` shares among them.',
  'spark.scheduler.pool':
    'Fair-scheduler pool of the jobs that this thread starts. A local property, not a setting: give it by `sparkContext.setLocalProperty`.',
  'spark.scheduler.allocation.file': 'File that describes the pools of the fair scheduler.',
  'spark.excludeOnFailure.enabled': 'Stops using executors and machines on which tasks fail too often.',
  'spark.decommission.enabled':
    'Moves cached and shuffle data away before an executor is taken down, for example a spot instance.',

  'spark.jars':
    'Jars to give to the driver and all executors. Has no effect on a session that already runs; on Databricks install a library.',
  'spark.jars.packages':
    'Maven coordinates (`group:artifact:version`) to download with what they depend on when the application starts. Has no effect on a running session; on Databricks install a library.',
  'spark.jars.excludes': 'What `spark.jars.packages` must not bring along, as `group:artifact`.',
  'spark.jars.repositories': 'More Maven repositories in which `spark.jars.packages` are looked for.',
  'spark.jars.ivy': 'Folder in which downloaded packages are kept.',
  'spark.jars.ivySettings':
    'Ivy settings file for the download of packages, for example to reach an internal repository.',
  'spark.files': 'Files to put into the working folder of every executor.',
  'spark.submit.pyFiles': 'Python files and archives to put on the module path of driver and executors.',
  'spark.archives':
    'Archives to unpack into the working folder of every executor, for example a packed Python environment.',

  'spark.pyspark.python':
    'Python that driver and executors run. All must have the same minor version. On Databricks the runtime brings its own.',
  'spark.pyspark.driver.python': 'Python of the driver, when it is to be another program than that of the executors.',
  'spark.python.worker.reuse':
    'Keeps Python workers alive from task to task. Turn it off only to work around workers that leak memory or state.',
  'spark.python.worker.memory': 'Memory that a Python worker may use for an RDD aggregation before it spills to disk.',
  'spark.python.worker.faulthandler.enabled':
    'Prints the Python stack when a worker crashes. Helps to find crashes in native libraries.',

  'spark.ui.enabled':
    'Whether the application has a Spark UI. Turn it off in unit tests to start faster and to need no port.',
  'spark.ui.port': 'Port of the Spark UI; following ports are tried when it is taken.',
  'spark.ui.showConsoleProgress':
    'Shows progress bars of stages in the terminal. Turn it off where output goes to a log.',
  'spark.ui.retainedJobs':
    'How many finished jobs the UI keeps. Fewer need less driver memory in long-running applications.',
  'spark.ui.retainedStages': 'How many finished stages the UI keeps.',
  'spark.eventLog.enabled': 'Writes the events that the history server shows the application from after its end.',
  'spark.eventLog.dir': 'Folder of the event logs. It must exist, and the history server must read the same.',
  'spark.eventLog.compress': 'Compresses event logs.',
  'spark.log.level':
    'Log level for the whole application, over the logging configuration. `WARN` keeps test output readable.',
  'spark.metrics.conf':
    'File that says which metrics are reported and where to. Single values can also be given as `spark.metrics.conf.…`.',
  'spark.redaction.regex':
    'Settings and environment variables whose name matches are hidden in UI and logs. Widen it when your own names for secrets are not covered.',
  'spark.logConf': 'Logs the settings in effect when the application starts.',

  'spark.cleaner.referenceTracking.cleanCheckpoints':
    'Deletes RDD checkpoints that are no longer referenced. By default they stay for ever.',
  'spark.checkpoint.compress': 'Compresses RDD checkpoints. Not about streaming checkpoints.',
  'spark.files.maxPartitionBytes':
    'Most bytes in one partition when RDDs read files. DataFrames use `spark.sql.files.maxPartitionBytes`.',
  'spark.hadoop.<name>':
    'Passes `<name>` to the Hadoop configuration, for example to file systems. Give it when the application starts.',
  'spark.hive.<name>': 'Passes `hive.<name>` to the Hive client.',
  'spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version':
    'How Hadoop output committers move files into place. `2` is faster and may leave part of the output of a failed job; Delta tables do not use it.',
  'spark.hadoop.validateOutputSpecs': 'Makes RDD writes fail when the output folder exists already.',
  'spark.kubernetes.container.image': 'Container image of driver and executors on Kubernetes.',
  'spark.kubernetes.executor.request.cores':
    'CPU that executor pods ask Kubernetes for; may be a fraction such as `500m`. Does not change how many tasks run at a time: that is `spark.executor.cores`.',
  'spark.kubernetes.namespace': 'Namespace of the pods on Kubernetes.',
  'spark.plugins': 'Classes that are loaded into driver and executors when the application starts.',
  'spark.ssl.<name>':
    'TLS of the web interfaces and of messages between processes: `enabled`, `port`, `keyStore`, `keyStorePassword` and so on. Behind `spark.ssl.ui.` for one of them alone.',
  'spark.ui.proxyBase': 'Path under which a proxy shows the web interface. The resource manager sets it.',
  'spark.delta.logStore.class':
    'Class that writes the transaction log of Delta tables, whatever the storage. Open source only.',
  'spark.delta.logStore.<scheme>.impl':
    'Class that writes the transaction log of Delta tables under paths of this scheme. Open source only: Databricks has its own.',
};
