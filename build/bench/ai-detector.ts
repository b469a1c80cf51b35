import { buildOnnx, type OnnxGraph } from "../../src/testing/onnx-network.ts";

/** Rows and columns that the network sees. */
export const detectorSize = [640, 640] as const;

/** Channels from one scale to the next, each half as large as the one before, and how many layers keep them. */
const scales = [
  { channels: 16, layers: 0 },
  { channels: 32, layers: 1 },
  { channels: 64, layers: 3 },
  { channels: 128, layers: 2 },
  { channels: 256, layers: 3 },
  { channels: 512, layers: 1 },
] as const;
/** Of the scales, those that boxes come from. */
const heads: ReadonlySet<number> = new Set([64, 128, 256]);

export interface BenchDetector {
  readonly bytes: Uint8Array;
  readonly parameters: number;
  /** Multiplications of one run, thousand millions. */
  readonly giga: number;
}

/**
 * A detector of the size of a small YOLO, in its layers (3 x 3 convolutions over five halvings, heads at 80, 40 and 20 cells) and in its
 * answer (v8: four values and a score for each of 8,400 places), with weights that nobody fitted: for its time, not for what it finds.
 */
export function buildBenchDetector(): BenchDetector {
  const nodes: OnnxGraph["nodes"][number][] = [];
  const constants: NonNullable<OnnxGraph["constants"]>[number][] = [];
  const random = noise();
  let parameters = 0;
  let giga = 0;
  const convolve = (from: string, to: string, [ins, outs, kernel, stride, cells]: readonly number[]) => {
    const [i, o, k, s, n] = [ins as number, outs as number, kernel as number, stride as number, cells as number];
    const spread = Math.sqrt(6 / (i * k * k));
    const weights = Float32Array.from({ length: o * i * k * k }, () => spread * random());
    constants.push({ name: `${to}.w`, shape: [o, i, k, k], data: weights });
    constants.push({ name: `${to}.b`, shape: [o], data: new Float32Array(o) });
    const pad = k >> 1;
    const attributes = { kernel_shape: [k, k], strides: [s, s], pads: [pad, pad, pad, pad] };
    nodes.push({ op: "Conv", inputs: [from, `${to}.w`, `${to}.b`], outputs: [to], attributes });
    parameters += weights.length + o;
    giga += (weights.length * n * n) / 1e9;
  };
  const layer = (from: string, to: string, shape: readonly number[]) => {
    convolve(from, `${to}.c`, shape);
    nodes.push({ op: "Sigmoid", inputs: [`${to}.c`], outputs: [`${to}.s`] });
    nodes.push({ op: "Mul", inputs: [`${to}.c`, `${to}.s`], outputs: [to] });
  };
  let last = "images";
  let before = 1;
  let cells: number = detectorSize[0];
  const outputs: string[] = [];
  const places: (readonly [x: number, y: number, size: number])[] = [];
  for (const [n, { channels, layers }] of scales.entries()) {
    cells /= 2;
    layer(last, `down${n}`, [before, channels, 3, 2, cells]);
    last = `down${n}`;
    for (let m = 0; m < layers; m++, last = `keep${n}.${m - 1}`) layer(last, `keep${n}.${m}`, [channels, channels, 3, 1, cells]);
    before = channels;
    if (!heads.has(channels)) continue;
    convolve(last, `head${n}`, [channels, 5, 1, 1, cells]);
    constants.push({ name: `flat${n}`, shape: [3], data: BigInt64Array.of(1n, 5n, BigInt(cells * cells)) });
    nodes.push({ op: "Reshape", inputs: [`head${n}`, `flat${n}`], outputs: [`values${n}`] });
    outputs.push(`values${n}`);
    const pitch = detectorSize[0] / cells;
    for (let p = 0; p < cells * cells; p++)
      places.push([((p % cells) + 0.5) * pitch, (Math.floor(p / cells) + 0.5) * pitch, 4 * pitch]);
  }
  nodes.push({ op: "Concat", inputs: outputs, outputs: ["all"], attributes: { axis: 2 } });
  nodes.push({ op: "Sigmoid", inputs: ["all"], outputs: ["unit"] });
  // Each box near its cell; a score of 0 to 1.
  const rows = [
    places.map(([x]) => x),
    places.map(([, y]) => y),
    places.map(([, , size]) => size),
    places.map(([, , size]) => size),
  ];
  const score = places.map(() => 0);
  constants.push({ name: "places", shape: [1, 5, places.length], data: Float32Array.from([...rows, score].flat()) });
  nodes.push({ op: "Add", inputs: ["unit", "places"], outputs: ["boxes"] });
  const bytes = buildOnnx({
    inputs: [{ name: "images", shape: [1, 1, ...detectorSize] }],
    outputs: [{ name: "boxes", shape: [1, 5, places.length] }],
    ...{ nodes, constants },
  });
  return { bytes, parameters, giga };
}

/** -1 to 1, the same for every run. */
function noise(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}
