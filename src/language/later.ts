/**
 * Something that takes a while to read, for callers who cannot wait: the first call begins to read and gives nothing, as do all others
 * until it is there. Then `onReady` is called once. What could not be read is not tried again.
 */
export function later<T>(
  read: () => Promise<T>,
  onReady: () => void,
  onError: (error: unknown) => void,
): () => T | undefined {
  let value: T | undefined;
  let begun = false;
  return () => {
    if (!begun) {
      begun = true;
      read().then((result) => {
        value = result;
        onReady();
      }, onError);
    }
    return value;
  };
}
