import { oncePer } from '../once';
import type { PythonFacts } from './facts';
import { ancestors, type DataFrameValue } from './values';

const storedFrames = oncePer(
  ({ writes }: PythonFacts): ReadonlySet<DataFrameValue> =>
    new Set(writes.flatMap(({ frame }) => [...ancestors(frame)])),
);

/** True for a frame whose rows go into a table or into files, by a write of the same file. */
export function isStored(frame: DataFrameValue, facts: PythonFacts): boolean {
  return storedFrames(facts.file).has(frame);
}
