import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { Hono } from "hono";
import type { InstanceRecord } from "../../archive/index.ts";
import type { Video } from "../../contract/index.ts";
import type { VideoStream } from "../../volume/index.ts";
import { HostError } from "../errors.ts";
import type { Workstation } from "../workstation.ts";
import { found } from "./answer.ts";

/** The streams of video instances as a browser plays them: in pieces, by byte ranges. */
export function videoRoutes({ archive, tasks }: Workstation): Hono {
  const streams = new Map<string, Promise<VideoStream>>();
  const app = new Hono();

  const open = (sop: string): { instance: InstanceRecord; stream: Promise<VideoStream> } => {
    const instance = found(archive.instance(sop), "This video is not in the archive.");
    const known = streams.get(instance.path);
    const stream = known ?? tasks.run("video-stream", { path: instance.path }, { priority: 10 });
    if (!known) {
      streams.set(instance.path, stream);
      stream.catch(() => streams.delete(instance.path));
      for (const oldest of streams.keys()) if (streams.size > kept) streams.delete(oldest);
    }
    return { instance, stream };
  };

  app.get("/videos/:sop/info", async (context) => {
    const { instance, stream } = open(context.req.param("sop"));
    const { ranges: _, ...rest } = await stream;
    return context.json({ sopInstanceUid: instance.sopInstanceUid, ...rest } satisfies Video);
  });
  app.get("/videos/:sop", async (context) => {
    const { instance, stream } = open(context.req.param("sop"));
    const { ranges, byteLength, mimeType, playable } = await stream;
    if (!playable) throw new HostError("not-playable", "This video cannot be played here. Export it and play it elsewhere.");
    const wanted = parseRange(context.req.header("range"), byteLength);
    const headers = { "content-type": mimeType, "accept-ranges": "bytes" };
    if (wanted === "beyond") {
      return new Response(null, { status: 416, headers: { ...headers, "content-range": `bytes */${byteLength}` } });
    }
    const [first, last] = wanted ?? [0, byteLength - 1];
    const body = Readable.toWeb(Readable.from(readPieces(instance.path, ranges, first, last))) as ReadableStream<Uint8Array>;
    const length = { "content-length": String(last - first + 1) };
    if (wanted === undefined) return new Response(body, { headers: { ...headers, ...length } });
    return new Response(body, {
      status: 206,
      headers: { ...headers, ...length, "content-range": `bytes ${first}-${last}/${byteLength}` },
    });
  });
  return app;
}

/** Videos whose place in their file is remembered: a browser asks for one many times. */
const kept = 16;

/** One range of an RFC 9110 Range header as [first, last]; undefined where all is wanted, or what is wanted is not understood. */
function parseRange(header: string | undefined, byteLength: number): readonly [number, number] | "beyond" | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "");
  const [, from = "", to = ""] = match ?? [];
  if (match === null || (from === "" && to === "")) return undefined;
  if (from === "") return Number(to) === 0 ? "beyond" : [Math.max(0, byteLength - Number(to)), byteLength - 1];
  const first = Number(from);
  const last = to === "" ? byteLength - 1 : Math.min(byteLength - 1, Number(to));
  return first >= byteLength || last < first ? "beyond" : [first, last];
}

/** The bytes `first` to `last` of the stream that the ranges of a file make. */
async function* readPieces(path: string, ranges: VideoStream["ranges"], first: number, last: number): AsyncGenerator<Uint8Array> {
  let before = 0;
  for (const [offset, length] of ranges) {
    const from = Math.max(0, first - before);
    const to = Math.min(length - 1, last - before);
    if (from <= to) yield* createReadStream(path, { start: offset + from, end: offset + to });
    before += length;
  }
}
