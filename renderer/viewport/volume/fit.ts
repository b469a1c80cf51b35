import type { Vec3 } from "../../../src/geometry/index.ts";

/** Voxels are left out to fit the graphics card: every `stride`th is kept, along each axis. */
export interface Fit {
  readonly stride: number;
  readonly voxels: readonly [number, number, number];
  /** What made it necessary. */
  readonly reason: "texture" | "memory" | undefined;
  readonly limit: number;
}

/** No texture is asked for above this many bytes: drivers answer with a lost context rather than an error. */
const LARGEST_TEXTURE_BYTES = 2 ** 31;

export function fitVolume(dimensions: Vec3, limit: number): Fit {
  for (let stride = 1; ; stride++) {
    const voxels = dimensions.map((count) => Math.ceil(count / stride)) as [number, number, number];
    const isTooLong = voxels.some((count) => count > limit);
    const isTooLarge = voxels[0] * voxels[1] * voxels[2] > LARGEST_TEXTURE_BYTES;
    if (!isTooLong && !isTooLarge) {
      const reason = stride === 1 ? undefined : dimensions.some((count) => count > limit) ? "texture" : "memory";
      return { stride, voxels, reason, limit };
    }
  }
}
