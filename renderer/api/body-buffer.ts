/** Buffers for bodies that were read and given back: the next ones are read into them. */
const spare: ArrayBuffer[] = [];
const MOST_SPARE = 3;
const LARGEST_SPARE_BYTES = 8 * 2 ** 20;

/**
 * The body of an answer, in a buffer that may be longer. Where the browser allows it bytes come straight into a buffer that was used before:
 * what `Response.arrayBuffer` makes is garbage that lies about for long, for a page's own memory is what a browser collects by.
 *
 * @throws RangeError when it is longer or shorter than the answer said; whatever reading throws
 */
export async function readBody(response: Response): Promise<ArrayBuffer> {
  const length = Number(response.headers.get("content-length") ?? 0);
  const reader = length > 0 ? byteReader(response) : undefined;
  if (reader === undefined) return response.arrayBuffer();
  let buffer = take(length);
  for (let at = 0; at < buffer.byteLength; ) {
    const { done, value } = await reader.read(new Uint8Array(buffer, at));
    if (value === undefined) throw new RangeError("A body was cancelled.");
    buffer = value.buffer;
    // Behind a body that was cut lie the bytes of the one before it.
    if (done && at < length) throw new RangeError("A body is shorter than it was said to be.");
    if (done) return buffer;
    at += value.byteLength;
  }
  // A buffer of just this length is full before the end is told.
  if (!(await reader.read(new Uint8Array(1))).done) throw new RangeError("A body is longer than it was said to be.");
  return buffer;
}

/** Takes a body's buffer back: nothing may look at it any more. */
export function giveBack(buffer: ArrayBuffer): void {
  if (spare.length < MOST_SPARE && buffer.byteLength <= LARGEST_SPARE_BYTES && !spare.includes(buffer)) spare.push(buffer);
}

function take(length: number): ArrayBuffer {
  const at = spare.findIndex(({ byteLength }) => byteLength >= length);
  if (at >= 0) return spare.splice(at, 1)[0] as ArrayBuffer;
  spare.pop();
  return new ArrayBuffer(length);
}

/** Undefined where bodies are no streams of bytes. */
function byteReader({ body }: Response): ReadableStreamBYOBReader | undefined {
  try {
    return body?.getReader({ mode: "byob" });
  } catch {
    return undefined;
  }
}
