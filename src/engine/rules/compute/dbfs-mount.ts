import { dottedName } from '../../python/ast';
import { defineRule } from '../../rule';

export default defineRule({
  id: 'dbfs-mount',
  family: 'compute',
  severity: 'warning',

  summary: 'Cloud storage is mounted into DBFS',
  why:
    'A mount gives everybody on the workspace the same rights on the storage behind it, and Unity Catalog cannot govern it. Mounts are deprecated, ' +
    'new accounts come without them, and serverless compute has none. Use a volume for files and a table for data.',
  docs: [
    {
      title: 'Mounting cloud object storage (Databricks)',
      url: 'https://docs.databricks.com/gcp/dbfs/mounts',
      checked: '2026-11-21',
    },
  ],

  examples: [
    {
      bad: 'dbutils.fs.mount(source="abfss://raw@shop.dfs.core.windows.net/", mount_point="/mnt/raw", extra_configs=configs)\n',
      good: 'files = dbutils.fs.ls("/Volumes/main/raw/landing/")\n',
    },
    {
      target: { compute: 'serverless' },
      bad: 'for m in dbutils.fs.mounts():\n    print(m)\n',
      good: 'dbutils.fs.ls("/Volumes/main/raw")\n',
    },
  ],
  nearMisses: [
    { why: 'unmounting is the way out', code: 'dbutils.fs.unmount("/mnt/raw")\n' },
    {
      why: 'looking is not mounting',
      code: 'if not any(m.mountPoint == "/mnt/raw" for m in dbutils.fs.mounts()):\n    print("gone")\n',
    },
    { why: 'another object', code: 'disk.mount("/mnt/raw")\nself.fs.mount("/x")\n' },
  ],

  pythonScope: 'cell',
  *python(facts) {
    const serverless = facts.target.compute === 'serverless';
    for (const fact of facts.callsNamed('mount', 'updateMount', 'refreshMounts', 'mounts', 'unmount')) {
      if (fact.receiver?.kind !== 'dbutils' || !/\bfs\.\w+$/.test(dottedName(fact.call.func) ?? '')) continue;
      if (!serverless && fact.method !== 'mount' && fact.method !== 'updateMount') continue;
      yield {
        span: fact.nameSpan,
        message: serverless
          ? `Serverless compute has no DBFS mounts: \`dbutils.fs.${fact.method}\` fails there.`
          : 'A DBFS mount is outside of Unity Catalog and deprecated: use a volume or an external location.',
        severity: serverless ? 'error' : undefined,
      };
    }
  },
});
