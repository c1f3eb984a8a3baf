#!/usr/bin/env python3
"""Real Spark + Delta behind JSON lines: one request per stdin line, one reply per stdout line.

One JVM serves every proof. A proof gets its own session (temporary views, settings), database and folder, so that
proofs cannot see each other, and a time limit. A proof that does not stop ends the worker; the caller starts another.
"""
import ast, contextlib, glob, json, os, re, shutil, sys, threading, time, traceback

OUT = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")  # the protocol's own channel
os.dup2(2, 1)  # whatever else prints goes to stderr
sys.stdout = sys.stderr
ROOT = os.environ["SPARK_WORKER_ROOT"]  # made by the caller, who removes it even if this process is killed
JARS = os.environ["SPARK_WORKER_JARS"]
os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable

from pyspark.sql import DataFrame, Row, SparkSession, Window, functions, types  # noqa: E402

T0 = time.time()
CONF = {
    "spark.driver.extraClassPath": os.pathsep.join(sorted(glob.glob(os.path.join(JARS, "*.jar")))),
    # Short runs: the second compiler never pays for itself.
    "spark.driver.extraJavaOptions": f"-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xss4m -Djava.io.tmpdir={ROOT}",
    "spark.driver.memory": os.environ.get("SPARK_WORKER_MEMORY", "1g"),
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.local.dir": ROOT + "/local",
    "spark.sql.warehouse.dir": ROOT + "/warehouse",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
    "spark.sql.sources.default": "delta",  # as on Databricks
    # Delta 4.4's parser does not pass on the values of parameter markers; bound later, as before Spark 4.1, they arrive.
    "spark.sql.legacy.parameterSubstitution.constantsOnly": "true",
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
    "spark.sql.session.timeZone": "UTC",
    "spark.databricks.delta.snapshotPartitions": "1",
    "spark.sql.sources.parallelPartitionDiscovery.parallelism": "2",  # the default makes VACUUM run 10,000 tasks
    "spark.sql.streaming.stopTimeout": "10s",
    "spark.driver.maxResultSize": "8m",  # small, so that a proof can exceed it
    "spark.sql.debug.maxToStringFields": "10000",  # plans are compared whole
}
builder = SparkSession.builder.master("local[2]").appName("lakelint-proofs")
for key, value in CONF.items():
    builder = builder.config(key, value)
BASE = builder.getOrCreate()
BASE.sparkContext.setLogLevel("OFF")
PROCESS = BASE.sparkContext._gateway.jvm.ProcessHandle.current()
JVM_PID = PROCESS.pid()
STARTED = time.time()


def send(reply):
    OUT.write(json.dumps(reply, default=str, ensure_ascii=False) + "\n")


def error_class(e):
    """Spark's error condition: from the exception, or, for those py4j does not translate, from the message."""
    for name in ("getCondition", "getErrorClass"):
        with contextlib.suppress(Exception):
            if found := getattr(e, name)():
                return found
    found = re.search(r"\[([A-Z][A-Z0-9_]+(?:\.[A-Z0-9_]+)*)\]", str(e))
    return found.group(1) if found else None


def failure(e):
    out = {"type": type(e).__name__, "message": str(e).split("\n\nJVM stacktrace")[0][:2000], "errorClass": error_class(e)}
    frames = [f for f in traceback.extract_tb(e.__traceback__) if f.filename.startswith("<")]
    if frames:
        out["place"] = f"{frames[-1].filename} line {frames[-1].lineno}"
    return out


def cpu_seconds():
    """What the proofs cost, whatever else the machine does."""
    return PROCESS.info().totalCpuDuration().get().toMillis() / 1000


class Proof:
    """What a proof's code finds in its namespace."""

    def __init__(self, spark, work, sources):
        self.spark = spark
        # The caller cannot know the proof's folder: it writes @work in a source.
        self.sources = {name: text.replace("@work", work) for name, text in sources.items()}
        self.names = {
            "__name__": "__main__", "spark": spark, "work": work, "F": functions, "T": types, "Window": Window,
            "Row": Row, "DataFrame": DataFrame, "rows": self.rows, "attempt": self.attempt, "python": self.python,
            "sql": self.sql,
        }

    def rows(self, query):
        """The rows of a SQL text or a DataFrame, sorted: a list of lists."""
        frame = self.spark.sql(query) if isinstance(query, str) else query
        return sorted((list(r) for r in frame.collect()), key=lambda r: [(v is not None, str(v)) for v in r])

    def attempt(self, action):
        """Spark's error condition (or the exception's type) if the action fails, else None."""
        try:
            action()
        except Exception as e:
            return error_class(e) or type(e).__name__
        return None

    def python(self, name):
        """Runs the source of that name, as if it had been typed into the proof."""
        exec(compile(self.sources[name], f"<{name}>", "exec"), self.names)

    def sql(self, name, **args):
        """Runs the SQL statements of that name, with values for their parameter markers; gives the last one's rows."""
        statements = re.split(r";[ \t]*(?:\n|$)", self.sources[name])
        return [self.spark.sql(text, args=args or None) for text in statements if text.strip()][-1]


def prove(params, spark, work):
    for statement in params.get("setup", []):
        spark.sql(statement)
    proof = Proof(spark, work, params.get("sources", {}))
    exec(compile(params["code"], "<proof>", "exec"), proof.names)
    return proof.names.get("result")


def parse(params):
    """For each text None, or why it is not valid Spark SQL / Python."""
    parser = BASE._jsparkSession.sessionState().sqlParser()
    out = []
    for text in params["texts"]:
        try:
            ast.parse(text) if params["language"] == "python" else parser.parsePlan(text.rstrip().rstrip(";"))
            out.append(None)
        except Exception as e:
            out.append(failure(e))
    return out


def plans(params):
    """For each SQL text its plan before analysis, or why it is not valid Spark SQL."""
    parser = BASE._jsparkSession.sessionState().sqlParser()
    out = []
    for text in params["texts"]:
        try:
            out.append({"plan": parser.parsePlan(text).toString()})
        except Exception as e:
            out.append(failure(e))
    return out


def new_session(database):
    spark = BASE.newSession()  # own temporary views, settings and functions; same JVM, same catalog
    spark.sql(f"CREATE DATABASE {database} LOCATION '{ROOT}/{database}.db'")
    spark.sql(f"USE {database}")
    SparkSession._instantiatedSession = spark  # what SparkSession.builder.getOrCreate() finds
    spark._jvm.SparkSession.setActiveSession(spark._jsparkSession)
    spark._jvm.SparkSession.setDefaultSession(spark._jsparkSession)
    return spark


def clean_up(spark, database):
    for query in spark.streams.active:
        with contextlib.suppress(Exception):
            query.stop()
    with contextlib.suppress(Exception):
        spark.catalog.clearCache()
    with contextlib.suppress(Exception):
        BASE.sql(f"DROP DATABASE IF EXISTS {database} CASCADE")
    for folder in (f"{ROOT}/{database}.db", f"{ROOT}/{database}"):
        shutil.rmtree(folder, ignore_errors=True)


def handle(request):
    limit, params = request.get("timeout", 60), request.get("params", {})
    database = f"proof_{request['id']}"
    work, done, reply = f"{ROOT}/{database}", threading.Event(), {}

    def body():
        spark = None
        try:
            if request["method"] == "parse":
                reply["result"] = parse(params)
            elif request["method"] == "plans":
                reply["result"] = plans(params)
            elif request["method"] == "prove":
                os.makedirs(work)
                spark = new_session(database)
                reply["result"] = prove(params, spark, work)
            else:
                raise ValueError("unknown method " + request["method"])
        except BaseException as e:  # SystemExit of a snippet too
            reply["error"] = failure(e)
        if spark is not None:
            clean_up(spark, database)
        done.set()

    threading.Thread(target=body, daemon=True).start()
    timed_out = not done.wait(limit)
    if timed_out:
        BASE.sparkContext.cancelAllJobs()
        stopped = done.wait(min(10, 2 * limit))
        reply = {"error": {"type": "Timeout", "message": f"took longer than {limit} s", "fatal": not stopped}}
    send({"id": request["id"], **reply, "cpuSeconds": cpu_seconds()})
    if timed_out and reply["error"]["fatal"]:  # a busy loop in the proof: this process cannot be trusted any more
        os.kill(JVM_PID, 9)
        os._exit(3)


send({"ready": True, "spark": BASE.version, "seconds": round(STARTED - T0, 2)})
try:
    for line in sys.stdin:
        if line.strip():
            handle(json.loads(line))
finally:
    with contextlib.suppress(Exception):
        BASE.stop()
