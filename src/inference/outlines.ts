import type { ScoredCandidate } from "./analyse.ts";
import type { Candidate } from "./candidates.ts";
import { noThreads } from "./engine/threads.ts";
import type { Lungs } from "./lungs.ts";
import type { MeasuredOutline } from "./outline-job.ts";
import type { SampledSource } from "./resample.ts";
import type { SteppedOptions } from "./resample-volume.ts";

/** Boundaries begun before their turn at most: each is about a megabyte. */
const MOST_BEGUN = 48;

/** Boundaries of candidates, begun while others are still looked at. */
export interface Outlines {
  /** Begins those over the threshold, where there are threads for it. */
  readonly begin: (candidates: readonly Candidate[], scores: readonly number[]) => void;
  readonly of: (candidate: ScoredCandidate) => Promise<MeasuredOutline | null>;
}

/** Each boundary is of its candidate alone, so that it does not matter when it is drawn, nor whether it will be asked for. */
export function createOutlines(
  source: SampledSource,
  { grid, inside }: Pick<Lungs, "grid" | "inside">,
  threshold: number,
  { signal, threads = noThreads }: SteppedOptions = {},
): Outlines {
  const begun = new Map<string, Promise<MeasuredOutline | null>>();
  const draw = ({ centerPatient, diameterMm }: Candidate) =>
    threads.run("outline", { source, lungs: { grid, inside }, centerPatient, diameterMm }, { signal });
  const keyOf = ({ centerPatient, diameterMm }: Candidate) => [...centerPatient, diameterMm].join(" ");
  return {
    begin(candidates, scores) {
      for (const [n, candidate] of candidates.entries()) {
        if (threads.count === 0 || begun.size >= MOST_BEGUN || (scores[n] as number) < threshold) continue;
        const drawn = draw(candidate);
        // Told to whoever asks for it.
        drawn.catch(() => undefined);
        begun.set(keyOf(candidate), drawn);
      }
    },
    of(candidate) {
      const key = keyOf(candidate);
      const drawn = begun.get(key) ?? draw(candidate);
      begun.delete(key);
      return drawn;
    },
  };
}
