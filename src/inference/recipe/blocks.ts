import type { Vec3 } from "../../geometry/index.ts";
import type { Volume } from "../../volume/index.ts";
import type { Channel } from "../contract/recipe.ts";
import { type ChannelMap, createChannelMap } from "./channels.ts";
import { createPlaneSampler, type GridValues } from "./sample-grid.ts";
import type { TensorSpace } from "./tensor-space.ts";

/** What tensors are made of: a series and the parts of the anatomy that were found in it, 0 outside to 255 inside. */
export interface Subject {
  readonly volume: Pick<Volume, "grid" | "values">;
  /** Red, green and blue of an image in colour, whose luma `volume` is. */
  readonly colours?: readonly [Float32Array, Float32Array, Float32Array] | undefined;
  readonly lungs?: GridValues | undefined;
  readonly body?: GridValues | undefined;
}

/** Gives blocks of a tensor. */
export interface Blocks {
  /** Fills channels x z x y x x of the block whose first voxel is `min`; it may reach outside the grid. */
  readonly fill: (min: Vec3, size: Vec3, out: Float32Array) => void;
  /** No block that begins at a lower z will be asked for again. */
  readonly release: (z: number) => void;
}

/** Writes raw values of a block, x fastest. */
interface RawBlocks {
  readonly read: (min: Vec3, size: Vec3, out: Float32Array) => void;
  readonly release: (z: number) => void;
}

/** What is done with the values of each channel; made once for all blocks, as a `zscore` reads the whole series. */
export function channelMaps(subject: Subject, channels: readonly Channel[]): readonly ChannelMap[] {
  return channels.map((channel) => (channel.of === "value" ? createChannelMap(channel, subject.volume.values) : share));
}

/** Blocks of a tensor over its space, mapped channel by channel; `outside` is in the series' own unit. */
export function createBlocks(
  subject: Subject,
  space: TensorSpace,
  { channels, outside }: { readonly channels: readonly Channel[]; readonly outside: number },
  maps: readonly ChannelMap[] = channelMaps(subject, channels),
): Blocks {
  const raw = new Map<Channel["of"], RawBlocks>();
  for (const { of } of channels) if (!raw.has(of)) raw.set(of, rawBlocks(subject, space, of, outside));
  const parts = channels.map(({ of }, n) => ({ source: raw.get(of) as RawBlocks, map: maps[n] as ChannelMap }));
  return {
    fill: (min, size, out) => {
      const voxels = size[0] * size[1] * size[2];
      for (const [n, { source, map }] of parts.entries()) {
        const channel = out.subarray(n * voxels, (n + 1) * voxels);
        source.read(min, size, channel);
        map(channel);
      }
    },
    release: (z) => {
      for (const source of raw.values()) source.release(z);
    },
  };
}

function share(values: Float32Array): void {
  for (let p = 0; p < values.length; p++) values[p] = (values[p] as number) / 255;
}

function rawBlocks(subject: Subject, space: TensorSpace, of: Channel["of"], outside: number): RawBlocks {
  if (of === "value") {
    return space.lattice ? latticeBlocks(subject.volume.values, space, outside) : sampledBlocks(subject.volume, space, outside);
  }
  const part = subject[of];
  if (!part) throw new RangeError(`${of} were not looked for.`);
  return sampledBlocks(part, space, 0);
}

/** The series' own voxels, read where they are. */
function latticeBlocks(values: ArrayLike<number>, { grid, lattice }: TensorSpace, outside: number): RawBlocks {
  const { first, steps } = lattice ?? { first: 0, steps: [0, 0, 0] as Vec3 };
  return {
    read: (min, size, out) =>
      forEachRow(grid.dimensions, min, size, out, outside, (row, j, k, from) => {
        let at = first + from * steps[0] + j * steps[1] + k * steps[2];
        for (let i = 0; i < row.length; i++, at += steps[0]) row[i] = values[at] as number;
      }),
    release: () => undefined,
  };
}

/** Resampled values; each plane is made once and kept until it is released. */
function sampledBlocks(source: GridValues, { grid }: TensorSpace, outside: number): RawBlocks {
  const sample = createPlaneSampler(source, grid, outside);
  const [ni, nj] = grid.dimensions;
  const kept = new Map<number, Float32Array>();
  const spare: Float32Array[] = [];
  const plane = (k: number) => {
    const known = kept.get(k);
    if (known) return known;
    const made = spare.pop() ?? new Float32Array(ni * nj);
    sample(k, made);
    kept.set(k, made);
    return made;
  };
  return {
    read: (min, size, out) =>
      forEachRow(grid.dimensions, min, size, out, outside, (row, j, k, from) => {
        row.set(plane(k).subarray(from + ni * j, from + ni * j + row.length));
      }),
    release: (z) => {
      for (const [k, values] of kept) {
        if (k >= z) continue;
        kept.delete(k);
        spare.push(values);
      }
    },
  };
}

/** Calls `copy` with each row of a block as far as it lies in the grid, which begins at column `from`; the rest is `outside`. */
function forEachRow(
  dimensions: Vec3,
  min: Vec3,
  size: Vec3,
  out: Float32Array,
  outside: number,
  copy: (row: Float32Array, j: number, k: number, from: number) => void,
): void {
  out.fill(outside);
  const from = Math.max(0, min[0]);
  const to = Math.min(dimensions[0], min[0] + size[0]);
  if (to <= from) return;
  for (let c = 0; c < size[2]; c++) {
    const k = min[2] + c;
    if (k < 0 || k >= dimensions[2]) continue;
    for (let b = 0; b < size[1]; b++) {
      const j = min[1] + b;
      if (j < 0 || j >= dimensions[1]) continue;
      const at = size[0] * (b + size[1] * c) - min[0];
      copy(out.subarray(at + from, at + to), j, k, from);
    }
  }
}
