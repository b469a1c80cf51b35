import type { Vec3 } from "../../geometry/index.ts";
import type { HeatmapDecoder } from "../contract/decoder.ts";
import { createStitcher } from "../recipe/stitch.ts";
import type { WindowPlan } from "../recipe/window-plan.ts";
import { activated } from "./activation.ts";
import { createPeakFinder, type Peak } from "./peaks.ts";
import type { ScoredBox } from "./suppress.ts";
import { type Outputs, otherShape, type WindowTensor, windowTensor } from "./tensor-view.ts";
import type { BoxDecoder } from "./window-decoder.ts";

/** Stride of a decoder as [x, y, z] over a plan's windows; slices have a stride of 1 from one to the next. */
function strideOf({ stride }: Pick<HeatmapDecoder, "stride">): Vec3 {
  const [x = 1, y = 1, z = 1] = stride.toReversed();
  return [x, y, z];
}

/** What a window's start must be a multiple of, so that a stride's cells fall on those of its neighbours: [x, y, z]. */
export function alignmentOf(stride: readonly number[]): Vec3 {
  const whole = (step: number) => {
    for (let n = 1; n <= 64; n++) if (Math.abs(n / step - Math.round(n / step)) < 1e-6) return n;
    return 1;
  };
  const [x = 1, y = 1, z = 1] = stride.toReversed();
  return [whole(x), whole(y), whole(z)];
}

/**
 * Centres as peaks of a map that is stitched from windows, with size and shift beside it. Boxes are in voxels of the plan's grid,
 * from edge to edge, [x, y, z].
 */
export function createHeatmapDecoder(decoder: HeatmapDecoder, plan: WindowPlan): BoxDecoder {
  const { labels, size, offset, maxCandidates } = decoder;
  const stride = strideOf(decoder);
  const cells = plan.grid.dimensions.map((voxels, axis) => Math.ceil(voxels / stride[axis as 0 | 1 | 2])) as unknown as Vec3;
  // The patch may reach over the end of the volume: its cells there are dropped.
  const deep = Math.ceil(plan.size[2] / stride[2]);
  const channels = labels.length + size.channels + (offset ? plan.axes : 0);
  const found: ScoredBox[] = [];
  const reach = (decoder.peak - 1) / 2;
  const peaks = createPeakFinder({
    ...{ width: cells[0], height: cells[1], labels: labels.length, channels, threshold: decoder.threshold, reach },
    reachZ: plan.axes === 3 ? reach : 0,
    onPeak: (peak) => {
      const label = labels[peak.label];
      if (label) found.push({ label, score: Math.min(1, peak.score), ...boxOf(peak, decoder, plan, stride) });
      // A map without contrast has peaks everywhere; only the best are asked for.
      if (found.length > 4 * maxCandidates + 1000) found.sort((a, b) => b.score - a.score).splice(maxCandidates);
    },
  });
  const stitcher = createStitcher({
    ...{ dimensions: cells, channels, depth: deep, blend: plan.blend },
    onPlane: (_, values) => peaks.push(values),
  });
  return {
    take: (min, outputs, item) => {
      const part = partsOf(decoder, outputs, item, plan);
      const start = min.map((voxel, axis) => Math.round(voxel / stride[axis as 0 | 1 | 2])) as unknown as Vec3;
      stitcher.add(start, part.size, part.values);
    },
    finish: () => {
      stitcher.end();
      peaks.end();
      return found.toSorted((a, b) => b.score - a.score).slice(0, maxCandidates);
    },
  };
}

/** Map, size and shift of one window one after another, the map as scores. */
function partsOf(decoder: HeatmapDecoder, outputs: Outputs, item: number, plan: WindowPlan): WindowTensor {
  const { heatmap, size, offset, labels } = decoder;
  const map = windowTensor(outputs, heatmap.tensor, item, plan.axes);
  if (map.channels !== labels.length) throw otherShape(heatmap.tensor, [map.channels, ...map.size]);
  const places = map.size[0] * map.size[1] * map.size[2];
  const beside = [
    { name: size.tensor, channels: size.channels },
    ...(offset ? [{ name: offset.tensor, channels: plan.axes }] : []),
  ].map(({ name, channels }) => {
    const part = windowTensor(outputs, name, item, plan.axes);
    const same = part.channels === channels && part.size.every((cells, axis) => cells === map.size[axis]);
    if (!same) throw otherShape(name, [part.channels, ...part.size]);
    return part;
  });
  const channels = map.channels + beside.reduce((sum, part) => sum + part.channels, 0);
  const values = new Float32Array(channels * places);
  values.set(activated(map.values, heatmap.activation, { classes: map.channels, step: places, places }));
  let at = map.channels * places;
  for (const part of beside) {
    values.set(part.values, at);
    at += part.values.length;
  }
  return { values, channels, size: map.size };
}

function boxOf(peak: Peak, { size, offset }: HeatmapDecoder, plan: WindowPlan, stride: Vec3): Pick<ScoredBox, "min" | "max"> {
  const spacing = plan.grid.spacingMm;
  const sizes = peak.beside.slice(0, size.channels).map((value) => (size.log ? Math.exp(value) : value));
  // [z,] y, x as the tensors have them, turned to x, y, z.
  const shift = peak.beside.slice(size.channels).toReversed();
  const cell = [peak.x, peak.y, peak.z];
  const extents = size.channels === 1 ? [sizes[0], sizes[0], sizes[0]] : sizes.toReversed();
  const centre: number[] = [];
  const half: number[] = [];
  for (const axis of [0, 1, 2] as const) {
    const within = offset && axis < plan.axes ? (shift[axis] ?? 0.5) : 0.5;
    centre.push(((cell[axis] as number) + within) * stride[axis]);
    // A slice is as deep as it is; what it shows is put together with its neighbours afterwards.
    const extent = axis < plan.axes ? (extents[axis] ?? 0) : 1;
    const voxels = size.unit === "mm" && axis < plan.axes ? extent / spacing[axis] : extent;
    half.push(Math.min(1e4, Math.max(0, Number.isFinite(voxels) ? voxels : 0)) / 2);
  }
  return {
    min: centre.map((at, axis) => at - (half[axis] as number)),
    max: centre.map((at, axis) => at + (half[axis] as number)),
  };
}
