import type { ScoredCandidate } from "./analyse.ts";
import type { Candidate } from "./candidates.ts";
import { noThreads } from "./engine/threads.ts";
import type { Lungs } from "./lungs.ts";
import type { MeasuredOutline } from "./outline-job.ts";
import type { SampledSource } from "./resample.ts";
import type { SteppedOptions } from "./resample-volume.ts";

/** Boundaries drawn before they are asked for at most: each is about a megabyte. */
const MOST_DRAWN = 48;

/** Boundaries of candidates, begun while others are still looked at. */
export interface Outlines {
  /** Draws those over the threshold before they are asked for, where there are threads for it. */
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
  const waiting = new Map<string, Candidate>();
  const drawn = new Map<string, Promise<MeasuredOutline | null>>();
  let drawing = 0;
  const draw = ({ centerPatient, diameterMm }: Candidate) =>
    threads.run("outline", { source, lungs: { grid, inside }, centerPatient, diameterMm }, { signal });
  // One at a time: the network waits for the threads' crops, nobody yet for this.
  const drawNext = () => {
    const [next] = waiting;
    if (!next || drawing > 0 || drawn.size >= MOST_DRAWN) return;
    const [key, candidate] = next;
    waiting.delete(key);
    drawing++;
    const one = draw(candidate).finally(() => {
      drawing--;
      drawNext();
    });
    // Told to whoever asks for it.
    one.catch(() => undefined);
    drawn.set(key, one);
  };
  return {
    begin(candidates, scores) {
      if (threads.count === 0) return;
      for (const [n, candidate] of candidates.entries()) {
        if ((scores[n] as number) >= threshold && waiting.size < MOST_DRAWN) waiting.set(keyOf(candidate), candidate);
      }
      drawNext();
    },
    of(candidate) {
      const key = keyOf(candidate);
      waiting.delete(key);
      const one = drawn.get(key) ?? draw(candidate);
      drawn.delete(key);
      return one;
    },
  };
}

function keyOf({ centerPatient, diameterMm }: Candidate): string {
  return [...centerPatient, diameterMm].join(" ");
}
