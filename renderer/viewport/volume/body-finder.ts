import type { Vec3, VolumeGrid } from "../../../src/geometry/index.ts";
import type { SeriesPixels } from "../pixels/series-pixels.ts";
import type { Coarse } from "./body.ts";

/** Which voxels belong to the body, told for every `step`th along each axis. */
export interface BodyMask {
  readonly size: readonly [number, number, number];
  readonly step: readonly [number, number, number];
  /** OUTSIDE, RIM or INSIDE of `body.ts`. */
  readonly parts: Uint8Array;
}

/** Places are looked at this far apart. */
const COARSE_MM = 2;
/** More than air and lung, and less than the fat of the skin's edge. */
const FILLED_HU = -350;
/** Milliseconds that thinning may take before the hand gets its turn. */
const TURN_MS = 10;

/**
 * Finds the body of a series whose values are Hounsfield units; all of its frames must have come.
 *
 * @throws DOMException AbortError; Error where the worker cannot be had
 */
export async function findBodyMask(pixels: SeriesPixels, grid: VolumeGrid, signal: AbortSignal): Promise<BodyMask> {
  const step = grid.spacingMm.map((mm) => Math.max(1, Math.round(COARSE_MM / mm))) as [number, number, number];
  const size = grid.dimensions.map((count, axis) => Math.ceil(count / (step[axis] as number))) as [number, number, number];
  const isFilled = await thin(pixels, grid.dimensions, step, size, signal);
  const spacingMm = grid.spacingMm.map((mm, axis) => mm * (step[axis] as number)) as unknown as Vec3;
  const parts = await inWorker({ size, spacingMm, isFilled }, signal);
  return { size, step, parts };
}

/** A place is filled when the mean of its voxels in the slice is more than air, so that noise is none. */
async function thin(
  pixels: SeriesPixels,
  [columns, rows]: Vec3,
  step: readonly [number, number, number],
  size: readonly [number, number, number],
  signal: AbortSignal,
): Promise<Uint8Array> {
  const values = pixels.whole();
  const out = new Uint8Array(size[0] * size[1] * size[2]);
  if (values === undefined) return out;
  let turn = performance.now();
  const mean = (slice: number, row: number, column: number) => {
    const [toRow, toColumn] = [Math.min(rows, row + step[1]), Math.min(columns, column + step[0])];
    let sum = 0;
    for (let j = row; j < toRow; j++)
      for (let i = column; i < toColumn; i++) sum += values[i + columns * (j + rows * slice)] as number;
    return sum / ((toRow - row) * (toColumn - column));
  };
  for (let k = 0; k < size[2]; k++) {
    for (let j = 0; j < size[1]; j++)
      for (let i = 0; i < size[0]; i++)
        out[i + size[0] * (j + size[1] * k)] = Number(mean(k * step[2], j * step[1], i * step[0]) > FILLED_HU);
    if (performance.now() - turn < TURN_MS) continue;
    await new Promise((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
    turn = performance.now();
  }
  return out;
}

function inWorker(coarse: Coarse, signal: AbortSignal): Promise<Uint8Array> {
  const worker = new Worker(new URL("./body-worker.ts", import.meta.url), { type: "module" });
  return new Promise<Uint8Array>((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    worker.onmessage = ({ data }: MessageEvent<Uint8Array>) => resolve(data);
    worker.onerror = () => reject(new Error("The worker that finds the body could not be started."));
    worker.postMessage(coarse, [coarse.isFilled.buffer]);
  }).finally(() => worker.terminate());
}
