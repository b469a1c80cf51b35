import type { Vec3 } from "../../geometry/index.ts";

/** Takes planes of a mask in order, ascending in z. */
export interface PlaneSink {
  /** Scores of plane z, over 0 inside. */
  readonly push: (z: number, scores: Float32Array) => void;
  /** The last plane was given. */
  readonly end: () => void;
}

/**
 * Takes the outermost voxels off a mask that comes plane by plane: those of which one of the six face neighbours is outside. Beyond the
 * edge of the volume the mask goes on. The rest is handed on in order, with its scores.
 */
export function createEroder([nx, ny]: Vec3, next: PlaneSink): PlaneSink {
  const area = nx * ny;
  let above: Float32Array | null = null;
  let here: Float32Array | null = null;
  let at = -1;

  function eroded(plane: Float32Array, below: Float32Array | null): Float32Array {
    const out = new Float32Array(area);
    const isSet = (of: Float32Array | null, p: number) => of === null || (of[p] as number) > 0;
    for (let p = 0; p < area; p++) {
      if (!((plane[p] as number) > 0) || !isSet(above, p) || !isSet(below, p)) continue;
      const x = p % nx;
      const sides = (x === 0 || isSet(plane, p - 1)) && (x === nx - 1 || isSet(plane, p + 1));
      if (sides && (p < nx || isSet(plane, p - nx)) && (p >= area - nx || isSet(plane, p + nx))) out[p] = plane[p] as number;
    }
    return out;
  }

  return {
    push: (z, scores) => {
      const plane = scores.slice();
      if (here) next.push(at, eroded(here, plane));
      [above, here, at] = [here, plane, z];
    },
    end: () => {
      if (here) next.push(at, eroded(here, null));
      next.end();
    },
  };
}
