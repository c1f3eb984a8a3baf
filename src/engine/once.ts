/** Stands for an answer that is `undefined`. */
const nothing = Symbol('nothing');

/** Makes a function that works its answer out once for each object, and keeps it for as long as that lives. */
export function oncePer<K extends object, V>(work: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V | typeof nothing>();
  return (key) => {
    const kept = known.get(key);
    if (kept !== undefined) return kept === nothing ? (undefined as V) : (kept as V);
    const answer = work(key);
    known.set(key, answer === undefined ? nothing : answer);
    return answer;
  };
}
