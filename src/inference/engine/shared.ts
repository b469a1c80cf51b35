import type { Threads } from "./threads.ts";

/** Memory that threads see too, where there are any. */
function bufferFor({ count }: Pick<Threads, "count">, bytes: number): ArrayBufferLike {
  return count > 0 ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes);
}

export function sharedInt16(threads: Pick<Threads, "count">, length: number): Int16Array {
  return new Int16Array(bufferFor(threads, length * 2));
}

export function sharedUint8(threads: Pick<Threads, "count">, length: number): Uint8Array {
  return new Uint8Array(bufferFor(threads, length));
}

/** The values themselves where threads see them already or there are none, else a copy that they see. */
export function asShared<T extends Int16Array | Uint8Array | Uint16Array | Float32Array>(
  { count }: Pick<Threads, "count">,
  values: T,
): T {
  if (count === 0 || values.buffer instanceof SharedArrayBuffer) return values;
  const copy = new (values.constructor as new (buffer: ArrayBufferLike) => T)(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

/** Buffers of what a task gives, each once: handed over instead of copied. What is shared, or a view of more than itself, stays. */
export function buffersOf(output: unknown, depth = 3): ArrayBuffer[] {
  if (ArrayBuffer.isView(output)) {
    const { buffer, byteLength } = output;
    return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
  }
  if (depth === 0 || typeof output !== "object" || output === null) return [];
  return [...new Set(Object.values(output).flatMap((value) => buffersOf(value, depth - 1)))];
}
