import { yieldToLoop } from "../base/index.ts";
import type { WorkVolume } from "./work-volume.ts";

/** How much of a voxel is bone: 0 to 255 along a ramp of Hounsfield units that fits the scan. */
export interface BoneShare {
  readonly share: Uint8Array;
  readonly fromHu: number;
  readonly toHu: number;
}

const TISSUE_FROM_HU = -20;
const TISSUE_TO_HU = 140;
const RAMP_HU = 170;

/**
 * Bone against the soft tissue of this very scan: the ramp begins where the spread of muscle (noise, dose, kernel, contrast medium)
 * ends, so that a quiet scan of thin bones is read from lower values than a noisy one.
 */
export async function findBone({ values }: WorkVolume, signal?: AbortSignal): Promise<BoneShare> {
  const fromHu = rampStart(values);
  const toHu = fromHu + RAMP_HU;
  await yieldToLoop(signal);
  const share = new Uint8Array(values.length);
  const gain = 255 / RAMP_HU;
  for (let p = 0; p < values.length; p++) {
    const above = (values[p] as number) - fromHu;
    if (above > 0) share[p] = above >= RAMP_HU ? 255 : above * gain;
  }
  return { share, fromHu, toHu };
}

/** Peak of soft tissue, and as far above it as its spread says; 120 to 135 HU: over that thin cortex is lost. */
function rampStart(values: Int16Array): number {
  const counts = new Float64Array(TISSUE_TO_HU - TISSUE_FROM_HU);
  for (let p = 0; p < values.length; p++) {
    const bin = (values[p] as number) - TISSUE_FROM_HU;
    if (bin >= 0 && bin < counts.length) counts[bin] = (counts[bin] as number) + 1;
  }
  let peak = 0;
  let most = -1;
  for (let bin = 4; bin < counts.length - 4; bin++) {
    let sum = 0;
    for (let n = -4; n <= 4; n++) sum += counts[bin + n] as number;
    if (sum > most) {
      most = sum;
      peak = bin;
    }
  }
  let right = peak;
  while (right + 1 < counts.length && (counts[right] as number) > (counts[peak] as number) * 0.5) right++;
  const sigma = (right - peak) / 1.18;
  return Math.min(135, Math.max(120, peak + TISSUE_FROM_HU + 2.5 * sigma));
}
