import type { Vec3, VolumeGrid } from "../../geometry/index.ts";
import type { Decoder } from "../contract/decoder.ts";
import { otherShape } from "../decode/tensor-view.ts";
import { coarseGrid, type Look, scoreOf, type Target } from "./map.ts";

/** Values of a map at most; a finer one is averaged. */
const MAX_VALUES = 2 ** 16;

/**
 * The map that the network gives of a class itself (Zhou et al., Learning Deep Features for Discriminative Localization), relative to its
 * largest value. The class is the label's place among those of the stage's decoder; a map of one channel is of every class.
 */
export async function classActivationMap(
  look: Look,
  target: Target,
  { tensor, decoders }: { readonly tensor: string; readonly decoders: readonly Decoder[] },
): Promise<{ readonly score: number; readonly grid: VolumeGrid; readonly values: Float32Array }> {
  const [plain] = await look.see([null]);
  const { values: all, channels, size } = await look.output(tensor);
  const place = decoders
    .map((decoder) => ("labels" in decoder ? decoder.labels.indexOf(target.label) : -1))
    .find((index) => index >= 0);
  const channel = channels === 1 ? 0 : (place ?? -1);
  if (channel < 0 || channel >= channels) throw otherShape(tensor, [channels, ...size.toReversed()]);
  const length = size[0] * size[1] * size[2];
  const { values, counts, factor } = averaged(all.subarray(channel * length, (channel + 1) * length), size);
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const { dimensions } = look.grid;
  const each = (of: (axis: 0 | 1 | 2) => number): Vec3 => [of(0), of(1), of(2)];
  return {
    score: plain ? scoreOf(target, plain) : 0,
    values: largest > 0 ? values.map((value) => value / largest) : values,
    grid: coarseGrid(
      look.grid,
      [0, 0, 0],
      each((axis) => (factor * dimensions[axis]) / size[axis]),
      counts,
    ),
  };
}

/** A map with as many cells put together as it takes to keep the bound; what is no number counts as 0. */
function averaged(
  values: Float32Array,
  size: Vec3,
): { readonly values: Float32Array; readonly counts: Vec3; readonly factor: number } {
  let factor = 1;
  const countsOf = (): Vec3 => [Math.ceil(size[0] / factor), Math.ceil(size[1] / factor), Math.ceil(size[2] / factor)];
  while (countsOf().reduce((product, count) => product * count, 1) > MAX_VALUES) factor++;
  const counts = countsOf();
  const sums = new Float32Array(counts[0] * counts[1] * counts[2]);
  const cells = new Float32Array(sums.length);
  for (let p = 0; p < values.length; p++) {
    const [i, j, k] = [p % size[0], Math.floor(p / size[0]) % size[1], Math.floor(p / (size[0] * size[1]))];
    const to = Math.floor(i / factor) + counts[0] * (Math.floor(j / factor) + counts[1] * Math.floor(k / factor));
    const value = values[p] as number;
    sums[to] = (sums[to] as number) + (Number.isFinite(value) ? value : 0);
    cells[to] = (cells[to] as number) + 1;
  }
  return { values: sums.map((sum, p) => sum / (cells[p] as number)), counts, factor };
}
