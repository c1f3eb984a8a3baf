import assert from 'node:assert/strict';
import { Tree } from '@lezer/common';
import { parsePython } from '../../../src/engine/python/parse';

/** Functions long enough for the parser to keep each of them as a part of its own. */
const CODE = Array.from({ length: 6 }, (_, i) => {
  const line = `    df = df.where(F.col("day") == ${i}).withColumn("amount", F.round(F.col("amount") * 2, ${i}))\n`;
  return `def step_${i}(df):\n${line.repeat(30)}    return df.count()\n\n\n`;
}).join('');

/** The parts of a tree that another one may hold, too. */
function partsOf(tree: Tree): Set<Tree> {
  const parts = new Set<Tree>([tree]);
  for (const part of parts) for (const child of part.children) if (child instanceof Tree) parts.add(child);
  return parts;
}

/** How many parts of a tree were used again for an edited text. */
function shared(before: string, after: string): number {
  const first = parsePython(before);
  const parts = partsOf(first.tree);
  const second = parsePython(after, first);
  assert.equal(second.tree.toString(), parsePython(after).tree.toString());
  return [...partsOf(second.tree)].filter((part) => parts.has(part)).length;
}

describe('parsePython', () => {
  const edited = CODE.replace('day', 'days');
  const damaged = CODE.replace('df.count()', 'df.count(');

  it('uses what has not changed again', () => {
    assert.ok(shared(CODE, edited) > 0);
  });

  it('uses nothing again beside a mistake: how the parser gets over it would depend on what the text was before', () => {
    assert.deepEqual([shared(CODE, damaged), shared(damaged, CODE), shared(damaged, `${damaged} `)], [0, 0, 0]);
  });
});
