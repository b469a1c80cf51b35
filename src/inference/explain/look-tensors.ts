import { indexToPatientMm, patientMmToIndex, type Vec3, type VolumeGrid } from "../../geometry/index.ts";
import type { Decoder } from "../contract/decoder.ts";
import type { Channel } from "../contract/recipe.ts";
import { type Outputs, windowTensor } from "../decode/tensor-view.ts";
import type { Network } from "../engine/network.ts";
import type { StageFound } from "../pipeline/run-windows.ts";
import { createChannelMap } from "../recipe/channels.ts";
import type { CoverBox, Look } from "./map.ts";

/** One input tensor as it is without any cover. */
export interface LookedAt {
  readonly name: string;
  readonly shape: (count: number) => readonly number[];
  readonly values: Float32Array;
  /** Where its voxels lie. */
  readonly grid: VolumeGrid;
  /** What covers each of its channels, mapped as the channel is; null leaves it as it is. */
  readonly fills: readonly (number | null)[];
}

/** A look at tensors that were made once: covers are painted into copies of them, as many in one run as the batch holds. */
export function lookAtTensors(options: {
  readonly inputs: readonly [LookedAt, ...LookedAt[]];
  readonly network: Network;
  readonly batch: number;
  readonly axes: 2 | 3;
  readonly decode: (outputs: Outputs, item: number) => StageFound;
}): Look {
  const { inputs, network, batch, axes, decode } = options;
  const [{ grid }] = inputs;
  const run = (covers: readonly (CoverBox | null)[]) =>
    network.run(
      Object.fromEntries(
        inputs.map((input) => {
          const { length } = input.values;
          const data = new Float32Array(covers.length * length);
          for (const [n, cover] of covers.entries()) {
            const to = data.subarray(n * length, (n + 1) * length);
            to.set(input.values);
            if (cover) paint(to, input, cover, grid);
          }
          return [input.name, { data, shape: input.shape(covers.length) }];
        }),
      ),
    );
  return {
    ...{ grid, batch },
    see: async (covers) => {
      const outputs = await run(covers);
      return covers.map((_, item) => decode(outputs, item));
    },
    output: async (name) => windowTensor(await run([null]), name, 0, axes),
  };
}

function paint(values: Float32Array, { grid, fills }: LookedAt, cover: CoverBox, first: VolumeGrid): void {
  const voxels = grid === first ? inBox(grid, cover) : inOtherGrid(grid, cover, first);
  const length = grid.dimensions[0] * grid.dimensions[1] * grid.dimensions[2];
  for (const [channel, fill] of fills.entries()) {
    if (fill !== null) for (const voxel of voxels) values[channel * length + voxel] = fill;
  }
}

function inBox({ dimensions }: VolumeGrid, { min, size }: CoverBox): readonly number[] {
  const voxels: number[] = [];
  const end = (axis: 0 | 1 | 2) => Math.min(dimensions[axis], min[axis] + size[axis]);
  for (let k = Math.max(0, min[2]); k < end(2); k++) {
    for (let j = Math.max(0, min[1]); j < end(1); j++) {
      for (let i = Math.max(0, min[0]); i < end(0); i++) voxels.push(i + dimensions[0] * (j + dimensions[1] * k));
    }
  }
  return voxels;
}

/** Voxels of another input whose middle lies in the part that is covered. */
function inOtherGrid(grid: VolumeGrid, { min, size }: CoverBox, first: VolumeGrid): readonly number[] {
  const low: [number, number, number] = [Infinity, Infinity, Infinity];
  const high: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (let corner = 0; corner < 8; corner++) {
    const at = (axis: 0 | 1 | 2) => min[axis] - 0.5 + (corner & (1 << axis) ? size[axis] : 0);
    const there = patientMmToIndex(grid, indexToPatientMm(first, [at(0), at(1), at(2)]));
    for (const axis of [0, 1, 2] as const) {
      low[axis] = Math.min(low[axis], there[axis]);
      high[axis] = Math.max(high[axis], there[axis]);
    }
  }
  const from: Vec3 = [Math.ceil(low[0]), Math.ceil(low[1]), Math.ceil(low[2])];
  const count = (axis: 0 | 1 | 2) => Math.floor(high[axis]) - from[axis] + 1;
  return inBox(grid, { min: from, size: [count(0), count(1), count(2)] }).filter((voxel) => {
    const [ni, nj] = grid.dimensions;
    const middle = indexToPatientMm(grid, [voxel % ni, Math.floor(voxel / ni) % nj, Math.floor(voxel / (ni * nj))]);
    return patientMmToIndex(first, middle).every((at, axis) => {
      const start = (min[axis] as number) - 0.5;
      return at >= start && at < start + (size[axis] as number);
    });
  });
}

/** What a value becomes in each channel; parts of the anatomy stay as they are. Of a `zscore` over the patch its mean stands for it. */
export function mappedFills(fill: number, channels: readonly Channel[], whole: ArrayLike<number>): readonly (number | null)[] {
  return channels.map((channel) => {
    if (channel.of !== "value") return null;
    if (channel.map.kind === "zscore" && channel.map.over === "patch") return 0;
    const value = Float32Array.of(fill);
    createChannelMap(channel, whole)(value);
    return value[0] as number;
  });
}

/** Decoders that leave nothing out: a score that falls is followed down. */
export function followed(decoders: readonly Decoder[]): readonly Decoder[] {
  return decoders.map((decoder) => {
    if (decoder.decoder === "heatmap") return { ...decoder, threshold: Math.min(decoder.threshold, LEAST), maxCandidates: 5000 };
    if (decoder.decoder !== "anchors" && decoder.decoder !== "yolo") return decoder;
    return { ...decoder, threshold: Math.min(decoder.threshold, LEAST), iou: 1, maxCandidates: 5000 };
  });
}

const LEAST = 0.005;
