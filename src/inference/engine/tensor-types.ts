import type { OnnxValue, Tensor as RuntimeTensor } from "onnxruntime-node";
import { fromHalf, toHalf } from "./half.ts";
import type { Tensor } from "./network.ts";
import type { Runtime } from "./runtime.ts";

/** A tensor in the type that the network declares for that input: recipes give float32 alone. Whole numbers are rounded. */
export function toFeed(runtime: Runtime, { data, shape }: Tensor, type: string): RuntimeTensor {
  const dims = [...shape];
  switch (type) {
    case "float32":
      return new runtime.Tensor("float32", data, dims);
    case "float16":
      return new runtime.Tensor("float16", toHalf(data), dims);
    case "float64":
      return new runtime.Tensor("float64", Float64Array.from(data), dims);
    case "uint8":
      return new runtime.Tensor("uint8", Uint8ClampedArray.from(data), dims);
    case "int8":
      return new runtime.Tensor("int8", Int8Array.from(data, Math.round), dims);
    case "int32":
      return new runtime.Tensor("int32", Int32Array.from(data, Math.round), dims);
    case "int64":
      return new runtime.Tensor("int64", wholes(data), dims);
    default:
      throw new Error(`An input of type ${type} cannot be made from an image.`);
  }
}

const wholes = (values: Float32Array) =>
  BigInt64Array.from({ length: values.length }, (_, n) => BigInt(Math.round(values[n] as number)));

/** An output as float32, whatever it was. */
export function toTensor(value: OnnxValue): Tensor {
  const { data, dims } = value as RuntimeTensor;
  if (data instanceof Float32Array) return { data, shape: dims };
  if (data instanceof Uint16Array && value.type === "float16") return { data: fromHalf(data), shape: dims };
  if (data instanceof BigInt64Array || data instanceof BigUint64Array)
    return { data: Float32Array.from({ length: data.length }, (_, n) => Number(data[n])), shape: dims };
  if (ArrayBuffer.isView(data)) return { data: Float32Array.from(data as unknown as ArrayLike<number>), shape: dims };
  throw new Error("An output is of texts, which no decoder reads.");
}
