import {
  add,
  cross,
  normalize,
  patientMmToIndex,
  scale,
  subtract,
  type Vec3,
  type VolumeGrid,
} from "../../../src/geometry/index.ts";

/** A volume of HU. */
export interface HuGrid {
  readonly grid: VolumeGrid;
  readonly values: ArrayLike<number>;
}

/** A view of a volume: parallel rays onto a square detector. */
export interface ProjectionView {
  /** Where the detector's middle is seen, LPS+ millimetres. */
  readonly middlePatient: Vec3;
  /** Of the rays, about the patient's long axis from front to back (0) to the side (90), degrees. */
  readonly turnedBy: number;
  /** Of the rays towards the head, degrees. */
  readonly tiltedBy: number;
  /** Sides of the detector, millimetres and pixels. */
  readonly extentMm: number;
  readonly pixels: number;
}

/** Attenuation of water at 60 keV, per millimetre (NIST); bone, which such rays see better than a CT's, above what its HU say. */
const WATER_PER_MM = 0.021;
const BONE_FROM_HU = 130;
const BONE_GAIN = 1.7;
const STEP_MM = 1.5;
/** Rays go so far to both sides of the middle: through a chest from its middle. */
const REACH_MM = 300;

/**
 * Line integrals of attenuation (pixels x pixels, row after row, the head above) of a volume of HU; what lies outside it absorbs nothing.
 * Trilinear between voxels; every 1.5 mm of a ray is looked at.
 */
export function projectVolume(volume: HuGrid, view: ProjectionView): Float32Array {
  const { grid, values } = volume;
  const [columns, rows, slices] = grid.dimensions;
  const [turn, tilt] = [view.turnedBy, view.tiltedBy].map((degrees) => (degrees * Math.PI) / 180) as [number, number];
  const ray = normalize([Math.sin(turn) * Math.cos(tilt), Math.cos(turn) * Math.cos(tilt), Math.sin(tilt)]);
  const right = normalize(cross(ray, [0, 0, 1]));
  const up = cross(right, ray);
  const pixelMm = view.extentMm / view.pixels;
  const start = add(
    view.middlePatient,
    add(scale(right, (-view.extentMm + pixelMm) / 2), scale(up, (view.extentMm - pixelMm) / 2)),
  );
  // Steps in voxels: the grid is affine, so that one ray is a straight line of indices.
  const origin = patientMmToIndex(grid, [0, 0, 0]);
  const inVoxels = (way: Vec3): Vec3 => subtract(patientMmToIndex(grid, way), origin);
  const [across, down, along] = [inVoxels(scale(right, pixelMm)), inVoxels(scale(up, -pixelMm)), inVoxels(scale(ray, STEP_MM))];
  const first = patientMmToIndex(grid, subtract(start, scale(ray, REACH_MM)));
  const steps = Math.ceil((2 * REACH_MM) / STEP_MM);
  const out = new Float32Array(view.pixels * view.pixels);
  const last: Vec3 = [columns - 1.001, rows - 1.001, slices - 1.001];
  for (let row = 0; row < view.pixels; row++) {
    for (let column = 0; column < view.pixels; column++) {
      const from = add(first, add(scale(across, column), scale(down, row)));
      const [begin, end] = inside(from, along, last, steps);
      let sum = 0;
      for (let n = begin; n <= end; n++) {
        const [x, y, z] = [from[0] + n * along[0], from[1] + n * along[1], from[2] + n * along[2]];
        sum += attenuation(sample(values, columns, rows, x, y, z));
      }
      out[row * view.pixels + column] = sum * STEP_MM;
    }
  }
  return out;
}

/** First and last step of a ray between the first voxel and the last of all three directions. */
function inside(from: Vec3, along: Vec3, last: Vec3, steps: number): readonly [number, number] {
  let [begin, end] = [0, steps];
  for (const axis of [0, 1, 2] as const) {
    const [at, by, to] = [from[axis], along[axis], last[axis]];
    if (Math.abs(by) < 1e-9) {
      if (at < 0 || at > to) return [0, -1];
      continue;
    }
    const [a, b] = [-at / by, (to - at) / by];
    begin = Math.max(begin, Math.ceil(Math.min(a, b)));
    end = Math.min(end, Math.floor(Math.max(a, b)));
  }
  return [begin, end];
}

function sample(values: ArrayLike<number>, columns: number, rows: number, x: number, y: number, z: number): number {
  // A rounding error below the first voxel is in it.
  const [i, j, k] = [Math.max(0, Math.floor(x)), Math.max(0, Math.floor(y)), Math.max(0, Math.floor(z))];
  const [u, v, w] = [x - i, y - j, z - k];
  const at = i + columns * (j + rows * k);
  const line = (n: number) => (values[n] as number) * (1 - u) + (values[n + 1] as number) * u;
  const plane = (n: number) => line(n) * (1 - v) + line(n + columns) * v;
  return plane(at) * (1 - w) + plane(at + columns * rows) * w;
}

function attenuation(hu: number): number {
  const bone = Math.max(0, hu - BONE_FROM_HU);
  return (WATER_PER_MM * Math.max(0, 1000 + hu + (BONE_GAIN - 1) * bone)) / 1000;
}

/** Line integrals as they are shown: 0 to 255, bone bright, local contrast raised over a compressed background as detectors' processing does. */
export function displayed(lines: Float32Array, pixels: number): Uint8Array {
  const slow = blurred(blurred(lines, pixels, 14), pixels, 14);
  const level = Float32Array.from(lines, (value, n) => 0.7 * (slow[n] as number) + 1.5 * (value - (slow[n] as number)));
  const order = Float32Array.from(level).sort();
  const [low, high] = [order[Math.floor(0.01 * order.length)] as number, order[Math.floor(0.995 * order.length)] as number];
  return Uint8Array.from(level, (value) => Math.round(255 * Math.min(1, Math.max(0, (value - low) / (high - low || 1)))));
}

/** Mean over a square of 2 * reach + 1 pixels, the edge's own pixels going on beyond it. */
function blurred(source: Float32Array, pixels: number, reach: number): Float32Array {
  const pass = (from: Float32Array, step: number, stride: number) => {
    const to = new Float32Array(from.length);
    for (let line = 0; line < pixels; line++) {
      const at = (n: number) => from[line * stride + Math.min(pixels - 1, Math.max(0, n)) * step] as number;
      let sum = 0;
      for (let n = -reach; n <= reach; n++) sum += at(n);
      for (let n = 0; n < pixels; n++) {
        to[line * stride + n * step] = sum / (2 * reach + 1);
        sum += at(n + reach + 1) - at(n - reach);
      }
    }
    return to;
  };
  return pass(pass(source, 1, pixels), pixels, 1);
}
