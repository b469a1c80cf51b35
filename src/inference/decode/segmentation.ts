import type { Vec3 } from "../../geometry/index.ts";
import type { SegmentationDecoder } from "../contract/decoder.ts";
import { createStitcher } from "../recipe/stitch.ts";
import { activated } from "./activation.ts";
import { createPartCollector, type Part } from "./components.ts";
import { createEroder, type PlaneSink } from "./erode.ts";
import { createRegrowth } from "./regrow.ts";
import { type Outputs, otherShape, type WindowTensor, windowTensor } from "./tensor-view.ts";
import type { WindowDecoder } from "./window-decoder.ts";

/** Voxels of a label: one connected part, or all of them. */
export interface LabelledPart extends Part {
  readonly label: string;
  readonly score: number;
  /** Whether it is one of many (a candidate) or all of its label (a mask). */
  readonly as: "candidates" | "mask";
}

/** What a segmentation is made of: the grid that outputs are stitched on, and how windows lie in it. */
export interface SegmentedGrid {
  readonly dimensions: Vec3;
  /** Volume of a voxel in mm³ and, of two-dimensional outputs alone, area of a pixel in mm². */
  readonly voxelMm3: number;
  readonly pixelMm2: number;
  readonly axes: 2 | 3;
  readonly windowSize: Vec3;
  readonly blend: "gaussian" | "uniform" | "centre";
}

/**
 * Masks that are stitched from windows (slices are put together to a volume), then cut into connected parts. Scores are blended after
 * the activation; an output of fewer cells than its input is repeated to the input's voxels.
 */
export function createSegmentationDecoder(
  decoder: SegmentationDecoder,
  grid: SegmentedGrid,
): WindowDecoder<readonly LabelledPart[]> {
  const { labels, tensor, activation } = decoder;
  const collectors = labels.map((label) => (label === null ? null : createLabelParts(decoder, grid.dimensions)));
  const area = grid.dimensions[0] * grid.dimensions[1];
  const chosen = new Float32Array(area);
  const stitcher = createStitcher({
    ...{ dimensions: grid.dimensions, channels: labels.length, depth: grid.windowSize[2], blend: grid.blend },
    onPlane: (z, scores) => {
      for (const [c, collector] of collectors.entries()) {
        if (!collector) continue;
        choose(scores, c, labels.length, decoder, chosen);
        collector.push(z, chosen);
      }
    },
  });
  return {
    take: (min, outputs, item) => {
      const part = readPart(tensor, outputs, item, grid, labels.length);
      const places = part.size[0] * part.size[1] * part.size[2];
      const scores = activated(part.values, activation, { classes: labels.length, step: places, places });
      stitcher.add(min, grid.windowSize, repeated(scores, labels.length, part.size, grid.windowSize));
    },
    finish: () => {
      stitcher.end();
      return collectors.flatMap((collector, c) =>
        collector ? partsOf(collector.finish(), labels[c] as string, decoder, grid) : [],
      );
    },
  };
}

/** Collects the connected parts of one label, worn down before they are told apart where the decoder asks for it. */
function createLabelParts(
  { components }: SegmentationDecoder,
  dimensions: Vec3,
): { readonly push: PlaneSink["push"]; readonly finish: () => readonly Part[] } {
  const collector = createPartCollector(dimensions, components?.connectivity ?? null);
  const layers = components?.erode ?? 0;
  if (layers === 0) return collector;
  const regrowth = createRegrowth(dimensions);
  let sink: PlaneSink = { push: collector.push, end: () => undefined };
  for (let n = 0; n < layers; n++) sink = createEroder(dimensions, sink);
  return {
    push: (z, scores) => {
      regrowth.remember(z, scores);
      sink.push(z, scores);
    },
    finish: () => {
      sink.end();
      return regrowth.grow(collector.finish(), layers);
    },
  };
}

/** Scores of one label where a voxel belongs to it, else 0. */
function choose(
  scores: Float32Array,
  label: number,
  labels: number,
  { pick, threshold }: SegmentationDecoder,
  out: Float32Array,
): void {
  const area = out.length;
  for (let p = 0; p < area; p++) {
    const score = scores[label * area + p] as number;
    let wins = score >= threshold && score > 0;
    for (let c = 0; wins && pick === "argmax" && c < labels; c++) {
      const other = scores[c * area + p] as number;
      if (c !== label && (other > score || (other === score && c < label))) wins = false;
    }
    out[p] = wins ? Math.min(1, score) : 0;
  }
}

function readPart(name: string, outputs: Outputs, item: number, grid: SegmentedGrid, labels: number): WindowTensor {
  const part = windowTensor(outputs, name, item, grid.axes);
  const whole = part.size.every((cells, axis) => cells > 0 && (grid.windowSize[axis] as number) % cells === 0);
  if (part.channels !== labels || !whole) throw otherShape(name, [part.channels, ...part.size]);
  return part;
}

/** Each cell over as many voxels as it stands for. */
function repeated(values: Float32Array, channels: number, from: Vec3, to: Vec3): Float32Array {
  if (from.every((cells, axis) => cells === to[axis])) return values;
  const [fx, fy, fz] = [to[0] / from[0], to[1] / from[1], to[2] / from[2]];
  const out = new Float32Array(channels * to[0] * to[1] * to[2]);
  let p = 0;
  for (let c = 0; c < channels; c++) {
    for (let k = 0; k < to[2]; k++) {
      for (let j = 0; j < to[1]; j++) {
        const row = from[0] * (Math.floor(j / fy) + from[1] * (Math.floor(k / fz) + from[2] * c));
        for (let i = 0; i < to[0]; i++) out[p++] = values[row + Math.floor(i / fx)] as number;
      }
    }
  }
  return out;
}

function partsOf(
  parts: readonly Part[],
  label: string,
  { components }: SegmentationDecoder,
  grid: SegmentedGrid,
): LabelledPart[] {
  const { as = "mask", minVolumeMm3 = 0, minAreaMm2 = 0, score = "mean", maxCandidates = 1 } = components ?? {};
  const large = parts.filter(
    ({ voxels }) => voxels.length * grid.voxelMm3 >= minVolumeMm3 && voxels.length * grid.pixelMm2 >= minAreaMm2,
  );
  const named = (part: Part): LabelledPart => ({ ...part, label, as, score: score === "max" ? part.maxScore : part.meanScore });
  if (as === "candidates") {
    return large
      .map(named)
      .sort((a, b) => b.score - a.score)
      .slice(0, maxCandidates);
  }
  return large.length === 0 ? [] : [named(joined(large))];
}

function joined(parts: readonly Part[]): Part {
  const [first] = parts;
  if (parts.length === 1 && first) return first;
  const count = parts.reduce((sum, { voxels }) => sum + voxels.length, 0);
  const voxels = new Int32Array(count);
  let at = 0;
  for (const part of parts) {
    voxels.set(part.voxels, at);
    at += part.voxels.length;
  }
  const over = (of: (part: Part) => number) => parts.reduce((sum, part) => sum + of(part) * part.voxels.length, 0) / count;
  const each = (of: (axis: 0 | 1 | 2) => number): Vec3 => [of(0), of(1), of(2)];
  return {
    voxels,
    min: each((axis) => Math.min(...parts.map(({ min }) => min[axis]))),
    max: each((axis) => Math.max(...parts.map(({ max }) => max[axis]))),
    centre: each((axis) => over(({ centre }) => centre[axis])),
    maxScore: Math.max(...parts.map(({ maxScore }) => maxScore)),
    meanScore: over(({ meanScore }) => meanScore),
  };
}
