import type { Stage } from "../contract/pipeline.ts";
import type { AnalysisProgress } from "../types.ts";

type Step = "read" | "lungs" | "network" | "candidates" | "measure";

/** Where the stages begin and end on the way from 0 to 1. */
const FIRST = 0.1;
const LAST = 0.93;

/** A stage that sees the whole series takes longer than one that sees crops: about so much. */
const weightOf = ({ on }: Stage) => (on === "series" ? 4 : 1);

/** Tells how far a run of stages is, and measures its steps. */
export function createStageClock(
  stages: readonly Stage[],
  onProgress: ((progress: AnalysisProgress) => void) | undefined,
): {
  /** A step begins; `stage` is its place in the pipeline, null before the first and after the last. */
  readonly begin: (step: Step, stage: number | null) => void;
  /** How far the stage is, 0 to 1. */
  readonly within: (fraction: number) => void;
  readonly finish: () => Readonly<Record<string, number>>;
} {
  const total = stages.reduce((sum, stage) => sum + weightOf(stage), 0);
  const startOf = (at: number) =>
    FIRST + ((LAST - FIRST) * stages.slice(0, at).reduce((sum, stage) => sum + weightOf(stage), 0)) / total;
  const timings: Partial<Record<Step, number>> = {};
  let current: { step: Step; from: number; to: number } | null = null;
  let since = performance.now();
  const close = () => {
    const now = performance.now();
    if (current) timings[current.step] = (timings[current.step] ?? 0) + now - since;
    since = now;
  };
  return {
    begin: (step, stage) => {
      close();
      const [from, to] = stage === null ? (step === "measure" ? [LAST, 1] : [0, FIRST]) : [startOf(stage), startOf(stage + 1)];
      current = { step, from, to };
      onProgress?.({ fraction: from, step });
    },
    within: (fraction) => {
      if (current) onProgress?.({ fraction: current.from + fraction * (current.to - current.from), step: current.step });
    },
    finish: () => {
      close();
      current = null;
      onProgress?.({ fraction: 1, step: "measure" });
      return timings;
    },
  };
}
