import type { Vec3 } from "../../geometry/index.ts";
import type { Tensor } from "../engine/network.ts";
import { InferenceError } from "../errors.ts";

/** One window's part of an output tensor: channels x z x y x x, with z of 1 where the tensor has none. */
export interface WindowTensor {
  readonly values: Float32Array;
  readonly channels: number;
  /** Cells along x, y, z. */
  readonly size: Vec3;
}

/** A window's outputs by the name of the tensor. */
export type Outputs = Readonly<Record<string, Tensor>>;

/**
 * The part of one item of a batch, batch x channels x [z x] y x x.
 *
 * Throws `inference/run-failed` where the network has no such output or one of another shape.
 */
export function windowTensor(outputs: Outputs, name: string, item: number, axes: 2 | 3): WindowTensor {
  const tensor = namedTensor(outputs, name);
  const [count = 0, channels = 0, ...spatial] = tensor.shape;
  if (spatial.length !== axes || item >= count) throw otherShape(name, tensor.shape);
  const [x = 1, y = 1, z = 1] = spatial.toReversed();
  const length = channels * x * y * z;
  return { values: tensor.data.subarray(item * length, (item + 1) * length), channels, size: [x, y, z] };
}

/** Values of one item of a batch, whatever their shape, and that shape without the batch. */
export function itemValues(outputs: Outputs, name: string, item: number): Tensor {
  const tensor = namedTensor(outputs, name);
  const [count = 0, ...shape] = tensor.shape;
  const length = shape.reduce((product, size) => product * size, 1);
  if (item >= count) throw otherShape(name, tensor.shape);
  return { data: tensor.data.subarray(item * length, (item + 1) * length), shape };
}

function namedTensor(outputs: Outputs, name: string): Tensor {
  const tensor = outputs[name];
  if (tensor && tensor.data.length === tensor.shape.reduce((product, size) => product * size, 1)) return tensor;
  throw new InferenceError(
    "run-failed",
    `The network has no output ${name} as its manifest says. Nothing was proposed; install the package again or another version.`,
    { tensor: name },
  );
}

/** The error for an output that has another shape than its decoder reads. */
export function otherShape(name: string, shape: readonly number[]): InferenceError {
  return new InferenceError(
    "run-failed",
    `The output ${name} has another shape (${shape.join(" x ")}) than its manifest says. Nothing was proposed; install the package again or another version.`,
    { tensor: name, shape: shape.join("x") },
  );
}
