import type { Finding } from "../findings/index.ts";

/** What a pipeline proposes, before it becomes a Finding of a study. */
export type Proposal = Pick<
  Finding,
  "code" | "site" | "laterality" | "geometry" | "reference" | "segment" | "measurements" | "provenance" | "caveats"
>;

export interface AnalysisProgress {
  /** 0 to 1. */
  readonly fraction: number;
  /** A key under `progress.` in the locale files: "read", "lungs", "network", "candidates", "measure". */
  readonly step: string;
}
