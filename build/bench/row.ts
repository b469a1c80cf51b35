/** One line of a benchmark: ours beside a peer's on the same data in the same run. `ratio` is ours over the peer's, unless said otherwise in the name. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly peer: string | null;
  readonly peerValue: number | null;
  readonly ratio: number | null;
  readonly target: string | null;
  readonly met: boolean | null;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** A row whose target, where there is one, is an upper bound on the value or a bound on the ratio. */
export function row(
  name: string,
  value: number,
  unit: string,
  options: { peer?: { name: string; value: number }; atMost?: number; ratioAtMost?: number; ratioAtLeast?: number } = {},
): Row {
  const { peer, atMost, ratioAtMost, ratioAtLeast } = options;
  const ratio = peer && peer.value > 0 ? value / peer.value : null;
  const bounds: readonly (readonly [string, boolean] | undefined)[] = [
    atMost === undefined ? undefined : [`<= ${atMost} ${unit}`, value <= atMost],
    ratioAtMost === undefined || ratio === null ? undefined : [`ratio <= ${ratioAtMost}`, ratio <= ratioAtMost],
    ratioAtLeast === undefined || ratio === null ? undefined : [`ratio >= ${ratioAtLeast}`, ratio >= ratioAtLeast],
  ];
  const [target, met] = bounds.find((bound) => bound !== undefined) ?? [null, null];
  return { name, value, unit, peer: peer?.name ?? null, peerValue: peer?.value ?? null, ratio, target, met };
}

/** Runs each side `rounds` times, turn by turn, so that a noisy moment hits both; gives the medians in seconds. */
export async function sideBySide(
  rounds: number,
  sides: Readonly<Record<string, () => Promise<void> | void>>,
): Promise<Record<string, number>> {
  const times: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round++) {
    for (const [name, work] of Object.entries(sides)) {
      const started = performance.now();
      await work();
      times[name] = [...(times[name] ?? []), (performance.now() - started) / 1000];
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}
