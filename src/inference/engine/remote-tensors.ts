import { z } from "zod";
import { fromHalf, toHalf } from "./half.ts";
import type { Tensor } from "./network.ts";
import { remoteFailed } from "./remote-http.ts";

/** Datatypes of the protocol that an image can be sent as, or that a decoder can read. */
const BYTES = { FP16: 2, FP32: 4, FP64: 8, UINT8: 1, INT8: 1, INT32: 4, INT64: 8, BOOL: 1 } as const;
type Datatype = keyof typeof BYTES;

const nameSchema = z.string().min(1).max(200);
/** A tensor as the server's metadata describes it; -1 is any size. */
export const remoteSpecSchema = z.object({
  name: nameSchema,
  datatype: z.string().max(16),
  shape: z
    .array(
      z.coerce
        .number()
        .int()
        .min(-1)
        .max(2 ** 31),
    )
    .max(8),
});
export type RemoteSpec = z.infer<typeof remoteSpecSchema>;

const answerTensorSchema = z.object({
  name: nameSchema,
  datatype: z.string().max(16),
  shape: z
    .array(
      z
        .number()
        .int()
        .min(0)
        .max(2 ** 31),
    )
    .max(8),
  data: z.unknown().optional(),
  parameters: z
    .object({
      binary_data_size: z
        .number()
        .int()
        .min(0)
        .max(2 ** 31)
        .optional(),
    })
    .loose()
    .optional(),
});
const answerSchema = z.object({ outputs: z.array(answerTensorSchema).max(64) });

export interface Request {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Tensors as one request, in JSON or with the binary tensor data extension. Throws remote-failed: other-inputs. */
export function buildRequest(
  tensors: Readonly<Record<string, Tensor>>,
  inputs: readonly RemoteSpec[],
  isBinary: boolean,
): Request {
  const given = Object.entries(tensors);
  if (given.length !== inputs.length) throw remoteFailed("other-inputs");
  const parts = given.map(([name, tensor]) => {
    const spec = inputs.find((input) => input.name === name);
    if (!spec || !fits(tensor.shape, spec.shape)) throw remoteFailed("other-inputs", name);
    const about = { name, shape: tensor.shape, datatype: spec.datatype };
    if (!isBinary) return { head: { ...about, data: jsonValues(tensor, spec) }, bytes: new Uint8Array(0) };
    const bytes = binaryValues(tensor, spec);
    return { head: { ...about, parameters: { binary_data_size: bytes.length } }, bytes };
  });
  const parameters = isBinary ? { parameters: { binary_data_output: true } } : {};
  const head = Buffer.from(JSON.stringify({ inputs: parts.map((part) => part.head), ...parameters }));
  if (!isBinary) return { headers: { "content-type": "application/json" }, body: new Uint8Array(head) };
  return {
    headers: { "content-type": "application/octet-stream", "inference-header-content-length": String(head.length) },
    body: new Uint8Array(Buffer.concat([head, ...parts.map(({ bytes }) => bytes)])),
  };
}

/** The answer's tensors as float32, in either form. Throws remote-failed: bad-answer, other-outputs. */
export function readAnswer(
  body: Uint8Array,
  headerLength: string | null,
  outputs: readonly RemoteSpec[],
): Readonly<Record<string, Tensor>> {
  const length = headerLength === null ? body.length : Number(headerLength);
  if (!Number.isInteger(length) || length < 0 || length > body.length) throw remoteFailed("bad-answer");
  const parsed = answerSchema.safeParse(parseJson(body.subarray(0, length)));
  if (!parsed.success) throw remoteFailed("bad-answer");
  const tensors: Record<string, Tensor> = {};
  let at = length;
  for (const { name, datatype, shape, data, parameters } of parsed.data.outputs) {
    const spec = outputs.find((output) => output.name === name);
    if (!spec || spec.datatype !== datatype || !fits(shape, spec.shape) || Object.hasOwn(tensors, name))
      throw remoteFailed("other-outputs", name);
    const count = shape.reduce((product, size) => product * size, 1);
    const size = parameters?.binary_data_size;
    tensors[name] = {
      shape,
      data: size === undefined ? fromJson(data, count) : fromBinary(body.subarray(at, at + size), datatype, count),
    };
    at += size ?? 0;
  }
  return tensors;
}

export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function fits(shape: readonly number[], declared: readonly number[]): boolean {
  return shape.length === declared.length && shape.every((size, axis) => declared[axis] === -1 || declared[axis] === size);
}

const isDatatype = (datatype: string): datatype is Datatype => Object.hasOwn(BYTES, datatype);

function jsonValues({ data }: Tensor, { name, datatype }: RemoteSpec): readonly number[] {
  // The protocol has no half precision in JSON.
  if (!isDatatype(datatype) || datatype === "FP16" || datatype === "BOOL") throw remoteFailed("other-inputs", name);
  return datatype.startsWith("FP") ? Array.from(data) : Array.from(data, Math.round);
}

function binaryValues({ data }: Tensor, { name, datatype }: RemoteSpec): Uint8Array {
  const array = typedValues(data, datatype);
  if (!array) throw remoteFailed("other-inputs", name);
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function typedValues(data: Float32Array, datatype: string): ArrayBufferView | undefined {
  switch (datatype) {
    case "FP32":
      return data;
    case "FP16":
      return toHalf(data);
    case "FP64":
      return Float64Array.from(data);
    case "UINT8":
      return Uint8ClampedArray.from(data);
    case "INT8":
      return Int8Array.from(data, Math.round);
    case "INT32":
      return Int32Array.from(data, Math.round);
    case "INT64":
      return BigInt64Array.from({ length: data.length }, (_, n) => BigInt(Math.round(data[n] as number)));
    default:
      return undefined;
  }
}

/** A list of numbers, nested along the shape or not. */
function fromJson(data: unknown, count: number): Float32Array {
  const flat = Array.isArray(data) ? (data.flat(8) as unknown[]) : [];
  const isNumber = (value: unknown) => typeof value === "number" || typeof value === "boolean";
  if (flat.length !== count || !flat.every(isNumber)) throw remoteFailed("bad-answer");
  return Float32Array.from(flat as number[], Number);
}

function fromBinary(bytes: Uint8Array, datatype: string, count: number): Float32Array {
  if (!isDatatype(datatype) || bytes.length !== count * BYTES[datatype]) throw remoteFailed("bad-answer");
  // A copy: what it is a view of need not lie on a multiple of its size.
  const { buffer } = new Uint8Array(bytes);
  switch (datatype) {
    case "FP32":
      return new Float32Array(buffer);
    case "FP16":
      return fromHalf(new Uint16Array(buffer));
    case "FP64":
      return Float32Array.from(new Float64Array(buffer));
    case "UINT8":
    case "BOOL":
      return Float32Array.from(new Uint8Array(buffer));
    case "INT8":
      return Float32Array.from(new Int8Array(buffer));
    case "INT32":
      return Float32Array.from(new Int32Array(buffer));
    case "INT64": {
      const whole = new BigInt64Array(buffer);
      return Float32Array.from({ length: count }, (_, n) => Number(whole[n]));
    }
  }
}
