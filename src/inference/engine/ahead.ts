/** So many items are begun for each thread before the first of them is asked for. */
const AHEAD_OF_EACH = 2;

/**
 * Begins what takes long a few items before it is asked for, one after the other; memory is bounded by how few. Without threads each is
 * begun when it is asked for. The answer is to be asked for each item in turn.
 */
export function ahead<T, R>(items: readonly T[], threads: number, begin: (item: T) => Promise<R>): (n: number) => Promise<R> {
  const begun = new Map<number, Promise<R>>();
  let next = 0;
  return (n) => {
    const until = Math.min(items.length, n + 1 + AHEAD_OF_EACH * threads);
    for (; next < until; next++) {
      const one = begin(items[next] as T);
      // Whoever asks is told; nobody asks any more once one before failed.
      one.catch(() => undefined);
      begun.set(next, one);
    }
    const asked = begun.get(n) as Promise<R>;
    begun.delete(n);
    return asked;
  };
}
