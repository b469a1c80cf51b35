/** Orders versions `major.minor.patch`, the newest first. */
export function newestFirst(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number)) as [number[], number[]];
  for (const n of [0, 1, 2]) {
    const difference = (right[n] ?? 0) - (left[n] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
