/**
 * Whether two person names (PS3.5 6.2.1) are written alike, whatever is between their parts, their case and their accents. A name that is
 * not given differs from none; of several representations one that both have is enough.
 */
export function isSameName(a: string, b: string): boolean {
  const [one, other] = [a, b].map((name) => name.split("=").map(plain)) as [string[], string[]];
  const both = one.map((group, at) => [group, other[at] ?? ""] as const).filter(([x, y]) => x !== "" && y !== "");
  return both.length === 0 || both.some(([x, y]) => x === y);
}

function plain(group: string): string {
  return group
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
