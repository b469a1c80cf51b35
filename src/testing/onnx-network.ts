/** A node of the graph: an operator of ONNX's own set. */
interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Whole numbers and lists of them become INT(S), `{ float }` a FLOAT, texts a STRING. */
  readonly attributes?: Readonly<Record<string, number | string | readonly number[] | { readonly float: number }>>;
}

interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Float32Array is FLOAT, BigInt64Array is INT64. */
  readonly data: Float32Array | BigInt64Array;
}

interface OnnxValue {
  readonly name: string;
  /** A text is the name of a size that is only known in the run. */
  readonly shape: readonly (number | string)[];
  /** Without it FLOAT. */
  readonly type?: "FLOAT16" | "INT64" | "UINT8";
}

export interface OnnxGraph {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly nodes: readonly OnnxNode[];
  readonly constants?: readonly OnnxTensor[];
}

/** Writes a network as an ONNX file (onnx.proto, IR version 8, operators of version 17): small ones whose every output is known. */
export function buildOnnx({ inputs, outputs, nodes, constants = [] }: OnnxGraph): Uint8Array {
  const graph = message(
    ...nodes.map((node) => field(1, nodeOf(node))),
    field(2, text("graph")),
    ...constants.map((tensor) => field(5, tensorOf(tensor))),
    ...inputs.map((value) => field(11, valueInfo(value))),
    ...outputs.map((value) => field(12, valueInfo(value))),
  );
  return message(whole(1, 8), field(7, graph), field(8, message(field(1, text("")), whole(2, 17))));
}

function nodeOf({ op, inputs, outputs, attributes = {} }: OnnxNode): Uint8Array {
  return message(
    ...inputs.map((name) => field(1, text(name))),
    ...outputs.map((name) => field(2, text(name))),
    field(4, text(op)),
    ...Object.entries(attributes).map(([name, value]) => field(5, attributeOf(name, value))),
  );
}

function attributeOf(name: string, value: number | string | readonly number[] | { readonly float: number }): Uint8Array {
  const key = field(1, text(name));
  if (typeof value === "number") return message(key, whole(3, value), whole(20, 2));
  if (typeof value === "string") return message(key, field(4, text(value)), whole(20, 3));
  if ("float" in value) return message(key, float(2, value.float), whole(20, 1));
  return message(key, ...value.map((each) => whole(8, each)), whole(20, 7));
}

function tensorOf({ name, shape, data }: OnnxTensor): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return message(
    ...shape.map((size) => whole(1, size)),
    whole(2, data instanceof Float32Array ? 1 : 7),
    field(8, text(name)),
    field(9, bytes),
  );
}

const elementTypes = { FLOAT: 1, UINT8: 2, INT64: 7, FLOAT16: 10 } as const;

function valueInfo({
  name,
  shape,
  type = "FLOAT",
}: Omit<OnnxValue, "type"> & { readonly type?: keyof typeof elementTypes }): Uint8Array {
  const sizes = shape.map((size) => field(1, typeof size === "number" ? whole(1, size) : field(2, text(size))));
  const tensorType = message(whole(1, elementTypes[type]), field(2, message(...sizes)));
  return message(field(1, text(name)), field(2, message(field(1, tensorType))));
}

const text = (value: string) => new TextEncoder().encode(value);
const message = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}

const whole = (number: number, value: number) => message(varint(number * 8), varint(value));
const field = (number: number, bytes: Uint8Array) => message(varint(number * 8 + 2), varint(bytes.length), bytes);

function float(number: number, value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return message(varint(number * 8 + 5), bytes);
}
