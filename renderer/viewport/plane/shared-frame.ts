import type { Frame } from "../../../src/contract/index.ts";

/** Factors that differ by no more than rounding. */
const SAME = 1e-6;

/**
 * What stands for a picture that is made of several frames: the frame nearest to it, without what its values mean where that differs from
 * frame to frame (uptake of frames that were corrected to different times, mappings of slices that were scaled one by one). Such a picture
 * is read in the values themselves.
 */
export function frameForMany(frames: readonly Frame[]): (frame: Frame) => Frame {
  let isShared: { readonly suv: boolean; readonly mapping: boolean } | undefined;
  const made = new WeakMap<Frame, Frame>();
  return (frame) => {
    isShared ??= {
      suv: frames.every((other) => isSameNumber(other.suv?.bodyWeight, frames[0]?.suv?.bodyWeight)),
      mapping: isSameMapping(frames),
    };
    if (isShared.suv && isShared.mapping) return frame;
    const known = made.get(frame);
    if (known !== undefined) return known;
    const { suv, realWorldValues, ...rest } = frame;
    const one: Frame = {
      ...rest,
      ...(isShared.suv && suv !== undefined ? { suv } : {}),
      ...(isShared.mapping && realWorldValues !== undefined ? { realWorldValues } : {}),
    };
    made.set(frame, one);
    return one;
  };
}

function isSameNumber(a: number | undefined, b: number | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && Math.abs(a - b) <= SAME * Math.abs(b));
}

function isSameMapping(frames: readonly Frame[]): boolean {
  const first = meaningOf(frames[0]);
  return frames.every((frame) => frame.realWorldValues === frames[0]?.realWorldValues || meaningOf(frame) === first);
}

/** What a mapping makes of values, whatever range of them a frame holds. */
function meaningOf(frame: Frame | undefined): string {
  return JSON.stringify(
    (frame?.realWorldValues ?? []).map(({ unit, slope, intercept, table }) => [unit, slope, intercept, table?.values]),
  );
}
