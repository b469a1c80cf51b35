interface Named {
  readonly side: "R" | "L";
  readonly number: number | null;
  readonly order: number;
}

/**
 * What stands beside a rib: side and number, with a question mark behind it where the numbers are to be checked; where it has no number,
 * its place in the order behind a question mark.
 */
export function shortName({ side, number, order }: Named, isLikely: boolean): string {
  if (number === null) return `${side}?${order}`;
  return `${side}${number}${isLikely ? "?" : ""}`;
}
