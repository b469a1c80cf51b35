import { Hono } from "hono";
import { AreaError, type ErrorRecord, toErrorRecord } from "../../base/index.ts";
import { type BatchedFrame, frameBatchRequestSchema, writeFrameBatch } from "../../contract/index.ts";
import { HostError } from "../errors.ts";
import type { FrameCache } from "../frame-cache.ts";
import { keptCount } from "../tasks/decode-frames.ts";
import type { Tasks } from "../tasks/types.ts";
import type { Workstation } from "../workstation.ts";
import { found, limitBody, parseBody } from "./answer.ts";

/** Of several frames together, as they are given: averaged ones are decoded one after the other. */
const MOST_VALUES = 128 * 1024 * 1024;
const LARGEST_BODY_BYTES = 64 * 1024;

type Wanted = Tasks["decode-frames"]["input"]["frames"][number] & { readonly key: string };
type Asked = {
  readonly sopInstanceUid: string;
  readonly frameNumber: number;
  readonly valueType?: string | undefined;
  readonly version?: string | undefined;
};

/** Several frames in one answer: a series of hundreds costs tens of requests, and a worker goes through a group without being asked. */
export function frameBatchRoutes(workstation: Workstation, cache: FrameCache): Hono {
  const { tasks } = workstation;
  return new Hono().post("/frames", limitBody(LARGEST_BODY_BYTES), async (context) => {
    const { frames, reduce, isNear } = await parseBody(context, frameBatchRequestSchema);
    const wanted = await Promise.all(
      frames.map((frame) =>
        findFrame(workstation, frame, reduce).catch((error: unknown) =>
          asError(error instanceof AreaError ? toErrorRecord(error) : unexpected),
        ),
      ),
    );
    const frameOf = new Map<string, BatchedFrame>();
    // Held from here on: what is there now may be given up for others while the rest is decoded.
    const lacking = wanted.filter((one): one is Wanted => {
      if (!("key" in one) || frameOf.has(one.key)) return false;
      const held = cache.get(one.key);
      if (held !== undefined) frameOf.set(one.key, { isError: false, range: undefined, ...held });
      return held === undefined;
    });
    const missing = [...new Map(lacking.map((one) => [one.key, one])).values()];
    // They are decoded into one piece of memory.
    if (missing.length > 1 && missing.reduce((sum, frame) => sum + keptCount(frame), 0) > MOST_VALUES)
      throw new HostError("too-large", "These frames are too large to be given together. Ask for them one by one.");
    if (missing.length > 0) {
      const { signal } = context.req.raw;
      const decoded = await tasks.run(
        "decode-frames",
        { frames: missing.map(({ key: _, ...frame }) => frame) },
        // What the eye will come to soon goes before thumbnails, the rest after them.
        { signal, priority: isNear === true ? 6 : 1 },
      );
      for (const [index, { key }] of missing.entries()) {
        const frame = frameAt(decoded, index);
        frameOf.set(key, frame);
        if (!frame.isError) cache.put(key, frame);
      }
    }
    return answer(wanted.map((one) => ("key" in one ? (frameOf.get(one.key) ?? asError(unexpected)) : one)));
  });
}

function frameAt({ values, frames }: Tasks["decode-frames"]["output"], index: number): BatchedFrame {
  const outcome = frames[index];
  if (outcome === undefined || "error" in outcome) {
    return asError(outcome === undefined || outcome.error.code === "unexpected" ? unexpected : outcome.error);
  }
  const { offset, byteLength, missingValues, clippedValues, range } = outcome;
  return { isError: false, bytes: values.subarray(offset, offset + byteLength), missingValues, clippedValues, range };
}

async function findFrame(
  { archive, seriesFrames }: Workstation,
  asked: Asked,
  reduce: readonly [number, number] | undefined,
): Promise<Wanted> {
  const instance = found(archive.instance(asked.sopInstanceUid), "This image is not in the archive.");
  if (!instance.sha256.startsWith(asked.version ?? ""))
    throw new HostError("changed", "Another version of this image is shown now. Open the series again.");
  const header = found(
    await seriesFrames.frame(instance.seriesInstanceUid, instance.sopInstanceUid, asked.frameNumber),
    "This image has no such frame.",
  );
  const valueType = (asked.valueType as Wanted["valueType"] | undefined) ?? header.valueType;
  if (reduce !== undefined && header.samplesPerPixel !== 1) throw new HostError("bad-request", "Colour images are not averaged.");
  return {
    key: `${instance.sha256}/${asked.frameNumber}/${valueType}${reduce === undefined ? "" : `/${reduce.join("x")}`}`,
    path: instance.path,
    frameNumber: asked.frameNumber,
    valueType,
    valueCount: header.rows * header.columns * header.samplesPerPixel,
    paddingRange: header.paddingRange,
    reduce: reduce && { columns: header.columns, factors: reduce },
  };
}

/** What was not foreseen may name a file: it is not told. */
const unexpected: ErrorRecord = {
  area: "base",
  code: "unexpected",
  message: "Something unexpected failed; everything else goes on.",
  details: {},
};

function asError({ area, code, message, details }: ErrorRecord): BatchedFrame {
  const bytes = new TextEncoder().encode(JSON.stringify({ area, code, message, details }));
  return { isError: true, bytes, missingValues: 0, clippedValues: 0, range: undefined };
}

function answer(frames: readonly BatchedFrame[]): Response {
  const pieces = writeFrameBatch(frames);
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = pieces[at++];
      if (piece === undefined) controller.close();
      else if (piece.length > 0) controller.enqueue(piece);
      else this.pull?.(controller);
    },
  });
  return new Response(body, { headers: { "content-type": "application/octet-stream", "content-length": String(length) } });
}
