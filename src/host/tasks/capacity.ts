import { availableParallelism, totalmem } from "node:os";

/** Memory that a run is counted with where its model does not say, and the share of the computer's that all may have. */
const RUN_BYTES = 2 * 2 ** 30;
const SHARE = 0.5;
const CORES_OF_A_RUN = 4;

/** How many models run at once: one for every four cores, as far as memory reaches, at least one. */
export function runsAtOnce(cores: number = availableParallelism(), memoryBytes: number = totalmem()): number {
  return Math.max(1, Math.min(Math.floor(cores / CORES_OF_A_RUN), Math.floor((memoryBytes * SHARE) / RUN_BYTES), 4));
}

/** Threads of each. From four cores on one is left to the reader; runs have a lower priority besides. */
export function threadsOfARun(cores: number = availableParallelism(), runs: number = runsAtOnce(cores)): number {
  return Math.max(1, Math.floor((cores >= CORES_OF_A_RUN ? cores - 1 : cores) / runs));
}
