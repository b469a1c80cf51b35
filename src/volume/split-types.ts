import type { FrameTraits, SplitDimension } from "./frame-traits.ts";
import type { FrameHeader, GeometryVerdict } from "./types.ts";

/** What a stack was told apart by, or is called by. */
export type SplitPartCode =
  | SplitDimension
  | "image-kind"
  | "samples"
  | "unplaced"
  | "stills"
  | "clip"
  | "size"
  | "spacing"
  | "orientation"
  | "frame-of-reference"
  | "field"
  | "block"
  | "repeat"
  | "duplicate"
  | "number";

/** What only says "another": stacks told apart by it are counted in the order of their instance numbers. */
export const countedCodes: ReadonlySet<string> = new Set<SplitPartCode>([
  "diffusion-direction",
  "field",
  "frame-of-reference",
  "instance",
]);

/** A part of a stack's name: its sentence is `splits.<code>`, filled with the value. */
export interface SplitPart {
  readonly code: SplitPartCode;
  readonly value: string | number;
}

/** A frame and what it says of the stack it belongs to. */
export interface TraitedFrame {
  readonly header: FrameHeader;
  readonly traits: FrameTraits;
}

/** Frames that form one stack. */
export interface FrameGroup {
  readonly kind: SplitPartCode | "whole";
  readonly label: readonly SplitPart[];
  readonly frames: readonly TraitedFrame[];
  /** Frames at places where this group already has one: they lie in a group of their own. */
  readonly duplicates?: number;
}

/** One of the stacks of a series as lists name it. */
export interface SplitSummary {
  readonly index: number;
  readonly kind: SplitPartCode | "whole";
  readonly label: readonly SplitPart[];
  readonly frameCount: number;
  readonly verdictKind: GeometryVerdict["kind"];
  /** When its first frame was acquired, local milliseconds of which only differences mean something. */
  readonly acquiredMs?: number;
  /** From the beginning of the injection to its first frame; below 0 before it. */
  readonly secondsAfterContrast?: number;
}
