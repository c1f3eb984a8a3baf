import { defineRule } from '../../rule';
import { personalOutputs } from '../../spark/personal';

export default defineRule({
  id: 'logged-pii',
  family: 'security',
  severity: 'info',

  summary: 'Columns that look like personal data are shown, printed or logged',
  why:
    'A table has grants, masks and a history of who read it; the output of a run and the log of a driver have none of these, are copied to other systems and live as long as nobody deletes them. ' +
    'Whoever asks to be forgotten stays in them. Show a number, a key or a hash instead.',
  docs: [
    {
      title: 'Data classification: what counts as sensitive (Azure Databricks)',
      url: 'https://docs.azure.cn/en-us/databricks/data-governance/unity-catalog/data-classification',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad:
        'import logging\n\nlogger = logging.getLogger(__name__)\nfor row in spark.table("main.crm.bounced").limit(100).collect():\n' +
        '    logger.warning(f"no delivery to {row.email}")\n',
      good:
        'import logging\n\nlogger = logging.getLogger(__name__)\nfor row in spark.table("main.crm.bounced").limit(100).collect():\n' +
        '    logger.warning(f"no delivery to customer {row.customer_id}")\n',
    },
    {
      kind: 'python-notebook',
      bad:
        '# Databricks notebook source\nfrom pyspark.sql import functions as F\n\nusers = spark.table("main.crm.users")\n\n# COMMAND ----------\n\n' +
        '(users\n  .where("active")\n  .select("user_id", F.col("date_of_birth"))\n  .show())\n',
      good:
        '# Databricks notebook source\nfrom pyspark.sql import functions as F\n\nusers = spark.table("main.crm.users")\n\n# COMMAND ----------\n\n' +
        '(users\n  .where("active")\n  .select("user_id", F.year("date_of_birth"))\n  .show())\n',
    },
  ],
  nearMisses: [
    {
      why: 'only how many there are',
      code: 'n = spark.table("a.b.users").select("email").distinct().count()\nprint(f"{n} addresses")\n',
    },
    {
      why: 'a hash is shown',
      code: 'from pyspark.sql import functions as F\nspark.table("a.b.users").withColumn("email", F.sha2("email", 256)).select(F.md5("phone"), "email_hash").show()\n',
    },
    {
      why: 'a part of the value',
      code: 'for row in spark.table("a.b.users").limit(5).collect():\n    print(row["phone"][-2:], mask(row.email))\n',
    },
    { why: 'the name of the column', code: 'print("email", spark.table("a.b.users").select("email").columns)\n' },
    {
      why: 'the rows are written, not shown',
      code: 'spark.table("a.b.users").select("email").write.mode("overwrite").saveAsTable("a.b.mail")\n',
    },
    {
      why: 'the address of a service',
      code: 'config = spark.table("a.b.config").first()\nprint(config.support_email, settings["email"], args.email)\n',
    },
    {
      why: 'names of things',
      code: 'spark.table("a.b.products").select("name", "file_name", "address_count", "is_mobile").show()\n',
    },
    {
      why: 'the column is dropped',
      code: 'spark.sql("SELECT id, email FROM a.b.users").drop("email").show()\n',
    },
  ],

  *python(facts) {
    if (facts.isTest) return;
    for (const { span, column } of personalOutputs(facts)) {
      const message = `\`${column}\` looks like personal data, and everybody who can read this output can read it: show a key, a number or a hash.`;
      yield { span, message };
    }
  },
});
