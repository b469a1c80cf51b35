import { describe, expect, it } from "vitest";
import { openNetwork } from "../inference/index.ts";
import { buildOnnx, type OnnxGraph } from "./onnx-network.ts";

type Nodes = OnnxGraph["nodes"];

/** Runs nodes that make `y` of `x`. */
async function run(
  nodes: Nodes,
  x: { readonly data: readonly number[]; readonly shape: readonly number[] },
  constants: OnnxGraph["constants"] = [],
): Promise<{ data: number[]; shape: readonly number[] }> {
  const axes = (letter: string, count: number) => Array.from({ length: count }, (_, axis) => `${letter}${axis}`);
  const file = buildOnnx({
    inputs: [{ name: "x", shape: axes("x", x.shape.length) }],
    outputs: [{ name: "y", shape: axes("y", x.shape.length) }],
    nodes,
    constants,
  });
  const network = await openNetwork(file, "test.onnx", { threads: 1 });
  try {
    const { y } = await network.run({ x: { data: Float32Array.from(x.data), shape: x.shape } });
    if (!y) throw new Error("no y");
    return { data: [...y.data].map((value) => Number(value.toFixed(5))), shape: y.shape };
  } finally {
    await network.dispose();
  }
}

const floats = (name: string, shape: readonly number[], values: readonly number[]) => ({
  ...{ name, shape },
  data: Float32Array.from(values),
});
const wholes = (name: string, values: readonly number[]) => ({
  ...{ name, shape: [values.length] },
  data: BigInt64Array.from(values, BigInt),
});

/** 1 x 1 x 3 x 3, 1 to 9. */
const nine = { data: [1, 2, 3, 4, 5, 6, 7, 8, 9], shape: [1, 1, 3, 3] };
const two = { data: [-1, 2], shape: [1, 2] };

describe("a written ONNX file", () => {
  it("computes what its operators say", async () => {
    const one = (op: string, attributes = {}) => [{ op, inputs: ["x"], outputs: ["y"], attributes }];
    expect((await run(one("Identity"), two)).data).toEqual([-1, 2]);
    expect((await run(one("Relu"), two)).data).toEqual([0, 2]);
    expect((await run(one("Sigmoid"), two)).data).toEqual([0.26894, 0.8808]);
    expect((await run(one("Softmax", { axis: -1 }), two)).data).toEqual([0.04743, 0.95257]);
    expect((await run(one("GlobalAveragePool"), nine)).data).toEqual([5]);
    const pooled = await run(one("MaxPool", { kernel_shape: [2, 2], strides: [1, 1] }), nine);
    expect(pooled).toEqual({ data: [5, 6, 8, 9], shape: [1, 1, 2, 2] });
    expect((await run(one("Transpose", { perm: [1, 0] }), two)).shape).toEqual([2, 1]);
    expect((await run(one("LeakyRelu", { alpha: { float: 0.25 } }), two)).data).toEqual([-0.25, 2]);
  });

  it("holds constants of both kinds", async () => {
    const both = (op: string) => [{ op, inputs: ["x", "c"], outputs: ["y"] }];
    const constant = [floats("c", [2], [10, 0.5])];
    expect((await run(both("Add"), two, constant)).data).toEqual([9, 2.5]);
    expect((await run(both("Mul"), two, constant)).data).toEqual([-10, 1]);
    expect(await run(both("Reshape"), two, [wholes("c", [2, 1])])).toEqual({ data: [-1, 2], shape: [2, 1] });
    const slice = [{ op: "Slice", inputs: ["x", "from", "to", "axis"], outputs: ["y"] }];
    const bounds = [wholes("from", [1]), wholes("to", [3]), wholes("axis", [3])];
    expect(await run(slice, nine, bounds)).toEqual({ data: [2, 3, 5, 6, 8, 9], shape: [1, 1, 3, 2] });
  });

  it("joins several nodes, with weights", async () => {
    const joined: Nodes = [
      { op: "Relu", inputs: ["x"], outputs: ["r"] },
      { op: "Concat", inputs: ["x", "r"], outputs: ["y"], attributes: { axis: 1 } },
    ];
    expect(await run(joined, two)).toEqual({ data: [-1, 2, 0, 2], shape: [1, 4] });
    const gemm: Nodes = [{ op: "Gemm", inputs: ["x", "w", "b"], outputs: ["y"], attributes: { transB: 1 } }];
    expect((await run(gemm, two, [floats("w", [1, 2], [3, 4]), floats("b", [1], [0.5])])).data).toEqual([5.5]);
    const edge: Nodes = [{ op: "Conv", inputs: ["x", "w"], outputs: ["y"], attributes: { pads: [1, 1, 1, 1] } }];
    const shift = floats("w", [1, 1, 3, 3], [0, 0, 0, 0, 0, 1, 0, 0, 0]);
    expect((await run(edge, nine, [shift])).data).toEqual([2, 3, 0, 5, 6, 0, 8, 9, 0]);
  });
});
