import { errorSchema, readFrameBatch } from "../../src/contract/index.ts";
import { giveBack, readBody } from "./body-buffer.ts";
import { ApiError, requestBytes } from "./client.ts";

/** A frame of several that came together: its values as a single one has them, or why it did not come. */
export type FrameOfBatch =
  | {
      /** A view of the whole answer: to be copied, not kept. */
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly missingValues: number;
      readonly range: { readonly low: number; readonly high: number } | undefined;
    }
  | { readonly error: ApiError };

/** What is asked for of one frame (see `frameBatchRequestSchema`). */
export interface AskedFrame {
  readonly sopInstanceUid: string;
  readonly frameNumber: number;
  readonly valueType?: string | undefined;
  readonly version?: string | undefined;
}

/** Fetches several frames in one request, at most 32; the answer has them in the order asked. @throws ApiError, RangeError */
export async function retrieveFrames(
  frames: readonly AskedFrame[],
  options: {
    readonly signal?: AbortSignal;
    readonly priority?: RequestPriority;
    /** Columns and rows that the host averages into one. */
    readonly reduce?: readonly [number, number];
  } = {},
): Promise<readonly FrameOfBatch[]> {
  const response = await requestBytes("/api/frames", options.signal, options.priority, {
    frames,
    reduce: options.reduce,
    isNear: options.priority !== "low",
  });
  const found = readFrameBatch(await readBody(response));
  if (found.length !== frames.length) throw new RangeError("An answer of several frames has not as many as were asked for.");
  return found.map(({ isError, bytes, missingValues, range }): FrameOfBatch => {
    if (!isError) return { bytes: bytes as Uint8Array<ArrayBuffer>, missingValues, range };
    const told = errorSchema.safeParse(parsedJson(bytes));
    if (!told.success) return { error: new ApiError("api", "bad-answer", "The host's answer is not of the agreed form.") };
    const { area, code, message, details } = told.data;
    return { error: new ApiError(area, code, message, details) };
  });
}

/** Takes frames back that have been copied: others are read into their memory. */
export function giveBackFrames(frames: readonly FrameOfBatch[]): void {
  const frame = frames.find((one) => "bytes" in one);
  if (frame !== undefined) giveBack(frame.bytes.buffer);
}

function parsedJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
