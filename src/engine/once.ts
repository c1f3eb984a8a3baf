/** Makes a function that works its answer out once for each object, and keeps it for as long as that lives. */
export function oncePer<K extends object, V>(work: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly answer: V }>();
  return (key) => {
    const kept = known.get(key);
    if (kept) return kept.answer;
    const answer = work(key);
    known.set(key, { answer });
    return answer;
  };
}
