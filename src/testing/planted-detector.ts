import { buildOnnx, type OnnxGraph } from "./onnx-network.ts";

/** Heads of the YOLO family as their networks are exported. */
export type PlantedHead = "v5" | "v5-maps" | "v5-apart" | "v8" | "v8-turned" | "v10";

type Constant = NonNullable<OnnxGraph["constants"]>[number];

/** Pixels from one cell to the next. */
export const plantedStride = 8;

/**
 * A detector that is written, not learned: input `images`, 1 x 1 x rows x columns, whose brightest value under each cell of 8 x 8 pixels
 * is the score of a box around the cell's middle, `boxSize` [width, height] in pixels. Output `boxes`, of one class.
 *
 * `v5-maps` and `v5-apart` are undecoded: their objectness is 20 (score - 0.5), its sigmoid is to come; anchors are `boxSize`.
 */
export function plantedDetector(
  head: PlantedHead,
  [rows, columns]: readonly [number, number],
  [width, height]: readonly [number, number],
): Uint8Array {
  const [down, across] = [rows / plantedStride, columns / plantedStride];
  const cells = down * across;
  const centres = Array.from({ length: cells }, (_, n) => [
    ((n % across) + 0.5) * plantedStride,
    (Math.floor(n / across) + 0.5) * plantedStride,
  ]) as [number, number][];
  const raw = head === "v5-maps" || head === "v5-apart";
  const corners = head === "v10";
  const table = centres.map(([x, y]) =>
    corners ? [x - width / 2, y - height / 2, x + width / 2, y + height / 2] : [x, y, width, height],
  );
  const first = head === "v8" || head === "v5-maps";
  const shape = (values: number) => (first ? [1, values, cells] : [1, cells, values]);
  const filled = (name: string, values: number, of: (v: number, n: number) => number): Constant => ({
    ...{ name, shape: shape(values) },
    data: Float32Array.from({ length: values * cells }, (_, p) =>
      first ? of(Math.floor(p / cells), p % cells) : of(p % values, Math.floor(p / values)),
    ),
  });
  const constants = [
    filled("places", 4, (v, n) => (raw ? 0 : (table[n]?.[v] ?? 0))),
    // Sure of the one class; a large logit where the sigmoid is to come. Class 0 of a v10.
    filled("class", 1, () => (corners ? 0 : raw ? 40 : 1)),
    { name: "one-row", shape: [3], data: BigInt64Array.from(shape(1), BigInt) },
    { name: "half", shape: [1], data: Float32Array.of(-0.5) },
    { name: "twenty", shape: [1], data: Float32Array.of(20) },
    { name: "maps", shape: [4], data: BigInt64Array.of(1n, 6n, BigInt(down), BigInt(across)) },
    { name: "apart", shape: [5], data: BigInt64Array.of(1n, 1n, BigInt(down), BigInt(across), 6n) },
  ];
  const parts = head.startsWith("v8") ? ["places", "scores"] : ["places", "scores", "class"];
  const end = { "v5-maps": "maps", "v5-apart": "apart" }[head as string];
  const outShape =
    end === "maps" ? [1, 6, down, across] : end === "apart" ? [1, 1, down, across, 6] : shape(4 + parts.length - 1);
  return buildOnnx({
    inputs: [{ name: "images", shape: [1, 1, rows, columns] }],
    outputs: [{ name: "boxes", shape: outShape }],
    nodes: [
      {
        ...{ op: "MaxPool", inputs: ["images"], outputs: ["bright"] },
        attributes: { kernel_shape: [plantedStride, plantedStride], strides: [plantedStride, plantedStride] },
      },
      { op: "Reshape", inputs: ["bright", "one-row"], outputs: [raw ? "shares" : "scores"] },
      ...(raw
        ? [
            { op: "Add", inputs: ["shares", "half"], outputs: ["about"] },
            { op: "Mul", inputs: ["about", "twenty"], outputs: ["scores"] },
          ]
        : []),
      { op: "Concat", inputs: parts, outputs: [end ? "joined" : "boxes"], attributes: { axis: first ? 1 : 2 } },
      ...(end ? [{ op: "Reshape", inputs: ["joined", end], outputs: ["boxes"] }] : []),
    ],
    constants,
  });
}
