import { oncePer } from '../once';
import type { PythonCell, PythonFacts, PythonFile } from './facts';

/**
 * Makes a function that works something out of each cell of a file and keeps it for as long as nothing changes in that cell. For what a
 * rule wants to know of a whole file, again after every keystroke.
 * @param work looks at the code and its values alone: not at the catalog, the target or the settings of a rule. What it gives holds nodes
 *   and values, no offsets: cells move.
 */
export function perCell<T>(work: (cell: PythonFacts) => readonly T[]): (facts: PythonFacts) => readonly T[] {
  const kept = new WeakMap<object, readonly T[]>();
  const ofCell = (cell: PythonCell): readonly T[] => {
    const known = kept.get(cell.key);
    if (known) return known;
    let isOwn = true;
    const found = work(cell.facts(() => void (isOwn = false)));
    if (isOwn) kept.set(cell.key, found);
    return found;
  };
  const ofFile = oncePer((file: PythonFile): readonly T[] => file.cells.flatMap(ofCell));
  return (facts) => ofFile(facts.file);
}
