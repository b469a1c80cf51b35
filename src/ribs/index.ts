export { RibsError, type RibsErrorCode } from "./errors.ts";
export { type FindRibsOptions, findRibs } from "./find-ribs.ts";
export { runsOf } from "./runs.ts";
export { segmentRibs } from "./segment.ts";
export { type RibStrip, straightenRibs } from "./straighten.ts";
export type { HuVolume, Numbering, NumberingReason, Rib, RibCage, Side } from "./types.ts";
