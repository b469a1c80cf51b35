import type { VolumeGrid } from "../geometry/index.ts";
import type { Tube } from "./chain.ts";
import type { Frame } from "./frame.ts";

/** Measures how much of each pixel of a slice is covered by a set of tubes. */
export interface TubePainter {
  /**
   * Raises `cover` (share of the pixel, 0 to 1) by the tubes at patient height z.
   * @returns the first row touched and the row after the last; equal where no tube was met
   */
  cover(cover: Float32Array, z: number): readonly [first: number, end: number];
}

/** Numbers kept per tube: from x y z radius, to x y z radius. */
const STRIDE = 8;

/** @param grow added to every radius (a wall), millimetres */
export function createTubePainter(
  tubes: readonly Tube[],
  grid: VolumeGrid,
  frame: Frame,
  thicknessMm: number,
  grow = 0,
): TubePainter {
  const [columns, rows, slices] = grid.dimensions;
  const pixelMm = grid.spacingMm[0];
  const [originX, originY, originZ] = grid.originPatient;
  const data = new Float64Array(tubes.length * STRIDE);
  const bySlice: number[][] = Array.from({ length: slices }, () => []);
  tubes.forEach((tube, index) => {
    const a = frame.toPatient(tube.from);
    const b = frame.toPatient(tube.to);
    const radii = [tube.fromRadius * frame.scale + grow, tube.toRadius * frame.scale + grow] as const;
    data.set([...a, radii[0], ...b, radii[1]], index * STRIDE);
    const reach = Math.max(...radii) + thicknessMm / 2 + 0.5;
    const first = Math.max(0, Math.ceil((Math.min(a[2], b[2]) - reach - originZ) / grid.spacingMm[2]));
    const last = Math.min(slices - 1, Math.floor((Math.max(a[2], b[2]) + reach - originZ) / grid.spacingMm[2]));
    for (let k = first; k <= last; k++) (bySlice[k] as number[]).push(index);
  });
  const coverTube = (cover: Float32Array, z: number, n: number): readonly [first: number, last: number] => {
    const span = spanOf(data, n, pixelMm);
    const reach = Math.max(span.ra, span.ra + span.grow) + pixelMm * 0.6;
    const c0 = Math.max(0, Math.ceil((Math.min(span.ax, span.ax + span.dx) - reach - originX) / pixelMm));
    const c1 = Math.min(columns - 1, Math.floor((Math.max(span.ax, span.ax + span.dx) + reach - originX) / pixelMm));
    const r0 = Math.max(0, Math.ceil((Math.min(span.ay, span.ay + span.dy) - reach - originY) / pixelMm));
    const r1 = Math.min(rows - 1, Math.floor((Math.max(span.ay, span.ay + span.dy) + reach - originY) / pixelMm));
    for (let row = r0; row <= r1; row++) {
      for (let column = c0; column <= c1; column++) {
        const x = originX + column * pixelMm;
        const y = originY + row * pixelMm;
        const share =
          shareOf(span, x, y, z - thicknessMm / 3) + shareOf(span, x, y, z) + shareOf(span, x, y, z + thicknessMm / 3);
        const index = row * columns + column;
        cover[index] = Math.max(cover[index] as number, (share * span.factor) / 3);
      }
    }
    return [r0, r1];
  };

  return {
    cover: (cover, z) => {
      const k = Math.round((z - originZ) / grid.spacingMm[2]);
      let [first, end] = [rows, 0];
      for (const index of bySlice[k] ?? []) {
        const [from, to] = coverTube(cover, z, index * STRIDE);
        first = Math.min(first, from);
        end = Math.max(end, to + 1);
      }
      return [Math.min(first, end), end];
    },
  };
}

/** A tube ready to be measured. */
interface Span {
  readonly ax: number;
  readonly ay: number;
  readonly az: number;
  readonly ra: number;
  readonly dx: number;
  readonly dy: number;
  readonly dz: number;
  /** Radius at the far end less that at the near end. */
  readonly grow: number;
  readonly inverse: number;
  readonly pixelMm: number;
  /** A tube thinner than a pixel covers only its width's share of it. */
  readonly factor: number;
}

function spanOf(data: Float64Array, n: number, pixelMm: number): Span {
  const at = (i: number) => data[n + i] as number;
  const [dx, dy, dz] = [at(4) - at(0), at(5) - at(1), at(6) - at(2)];
  const mean = (at(3) + at(7)) / 2;
  return {
    ax: at(0),
    ay: at(1),
    az: at(2),
    ra: at(3),
    dx,
    dy,
    dz,
    grow: at(7) - at(3),
    inverse: 1 / (dx * dx + dy * dy + dz * dz || 1),
    pixelMm,
    factor: Math.min(1, (2 * mean) / pixelMm) / Math.min(1, 0.5 + mean / pixelMm),
  };
}

/** Share of a pixel around a point that lies in the tube. */
function shareOf(span: Span, x: number, y: number, z: number): number {
  const px = x - span.ax;
  const py = y - span.ay;
  const pz = z - span.az;
  const t = Math.min(1, Math.max(0, (px * span.dx + py * span.dy + pz * span.dz) * span.inverse));
  const qx = px - t * span.dx;
  const qy = py - t * span.dy;
  const qz = pz - t * span.dz;
  const outside = Math.sqrt(qx * qx + qy * qy + qz * qz) - span.ra - t * span.grow;
  return Math.min(1, Math.max(0, 0.5 - outside / span.pixelMm));
}
