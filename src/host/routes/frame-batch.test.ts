import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AreaError, silentLog } from "../../base/index.ts";
import { errorSchema, readFrameBatch, type SeriesDetail } from "../../contract/index.ts";
import { buildRulerPhantom } from "../../testing/ruler-phantom.ts";
import type { FrameCache, HeldFrame } from "../frame-cache.ts";
import { type OpenHost, openHost } from "../open-host.ts";
import { frameBatchRoutes } from "./frame-batch.ts";

const { files, seriesInstanceUid } = buildRulerPhantom("frames in groups");

describe("several frames in one answer", () => {
  let directory: string;
  let host: OpenHost;
  let detail: SeriesDetail;
  const ask = (path: string, init?: RequestInit) => host.handle(new Request(`http://localhost${path}`, init));
  const post = (frames: unknown) =>
    ask("/api/frames", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ frames }) });
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "frames-"));
    host = openHost({ dataDirectory: directory, log: silentLog, shell: "browser", version: "test", demo: false });
    host.workstation.archive.storeBatch(files);
    const read = (await (await ask(`/api/series/${seriesInstanceUid}`)).json()) as SeriesDetail;
    detail = { ...read, frames: read.frames.slice(0, 12) };
  });
  afterAll(async () => {
    await host.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it("has the bytes that each has by itself, and their lowest and highest value", async () => {
    const response = await post(detail.frames.map(({ sopInstanceUid, frameNumber }) => ({ sopInstanceUid, frameNumber })));
    const frames = readFrameBatch(await response.arrayBuffer());
    expect(frames).toHaveLength(detail.frames.length);
    for (const [index, { sopInstanceUid, frameNumber }] of detail.frames.entries()) {
      const alone = await (await ask(`/api/frames/${sopInstanceUid}/${frameNumber}`)).arrayBuffer();
      const frame = frames[index];
      expect(Buffer.from(frame?.bytes ?? []).equals(Buffer.from(alone))).toBe(true);
      const values = new Int16Array(alone);
      expect(frame?.range).toEqual({
        low: values.reduce((a, b) => Math.min(a, b)),
        high: values.reduce((a, b) => Math.max(a, b)),
      });
    }
  });

  it("has fewer columns and rows where that is asked for: means of the frame's own", async () => {
    const [first] = detail.frames;
    const { sopInstanceUid, frameNumber, columns, rows } = first as SeriesDetail["frames"][number];
    const body = JSON.stringify({ frames: [{ sopInstanceUid, frameNumber }], reduce: [3, 2] });
    const headers = { "content-type": "application/json" };
    const [reduced] = readFrameBatch(await (await ask("/api/frames", { method: "POST", headers, body })).arrayBuffer());
    const whole = new Int16Array(await (await ask(`/api/frames/${sopInstanceUid}/${frameNumber}`)).arrayBuffer());
    const found = new Int16Array(Uint8Array.from(reduced?.bytes ?? []).buffer);
    const width = Math.ceil(columns / 3);
    expect(found).toHaveLength(width * Math.ceil(rows / 2));
    const cell = [0, 1].flatMap((line) => [0, 1, 2].map((at) => whole[12 + at + columns * (20 + line)] as number));
    expect(found[4 + width * 10]).toBe(Math.round(cell.reduce((sum, value) => sum + value, 0) / 6));
    const refused = JSON.stringify({ frames: [{ sopInstanceUid, frameNumber }], reduce: [0, 99] });
    expect((await ask("/api/frames", { method: "POST", headers, body: refused })).status).toBe(400);
  });

  it("tells of one that fails, and gives the others", async () => {
    const [first, second] = detail.frames;
    const asked = [
      { sopInstanceUid: first?.sopInstanceUid, frameNumber: 9 },
      { sopInstanceUid: first?.sopInstanceUid, frameNumber: 1, version: "0123" },
      { sopInstanceUid: "1.2.3", frameNumber: 1 },
      { sopInstanceUid: second?.sopInstanceUid, frameNumber: 1 },
    ];
    const frames = readFrameBatch(await (await post(asked)).arrayBuffer());
    const codes = frames.map(({ isError, bytes }) =>
      isError ? errorSchema.parse(JSON.parse(new TextDecoder().decode(bytes))).code : "there",
    );
    expect(codes).toEqual(["not-found", "changed", "not-found", "there"]);
  });

  it("gives what was there when it was asked for, whatever is given up meanwhile", async () => {
    const [first, second] = detail.frames.map(({ sopInstanceUid, frameNumber }) => ({ sopInstanceUid, frameNumber }));
    const held = new Map<string, HeldFrame>();
    const cache: FrameCache = {
      get: (key) => held.get(key),
      // As one that is full: what comes in drives all else out.
      put(key, frame) {
        held.clear();
        held.set(key, frame);
      },
    };
    const app = frameBatchRoutes(host.workstation, cache);
    const get = async (frames: unknown) => {
      const body = JSON.stringify({ frames });
      const answer = await app.request("/frames", { method: "POST", headers: { "content-type": "application/json" }, body });
      return readFrameBatch(await answer.arrayBuffer()).map(({ isError, bytes }) => (isError ? "error" : bytes.length));
    };
    const [length] = await get([first]);
    expect(await get([first, second, first, second])).toEqual([length, length, length, length]);
  });

  it("is bounded by what is left of averaged frames, not by what they are of", async () => {
    const { seriesFrames } = host.workstation;
    const huge: typeof seriesFrames.frame = async (...asked) => {
      const header = await seriesFrames.frame(asked[0], asked[1], 1);
      return header && { ...header, columns: 16_000, rows: 16_000 };
    };
    const app = frameBatchRoutes(
      { ...host.workstation, seriesFrames: { ...seriesFrames, frame: huge } },
      { get: () => undefined, put() {} },
    ).onError((error, context) => context.text(error instanceof AreaError ? error.code : "unexpected", 400));
    // There are none of these in the files: what passes the bound costs nothing here.
    const frames = detail.frames.slice(0, 2).map(({ sopInstanceUid }) => ({ sopInstanceUid, frameNumber: 9 }));
    const get = (reduce?: readonly [number, number]) => {
      const headers = { "content-type": "application/json" };
      return app.request("/frames", { method: "POST", headers, body: JSON.stringify({ frames, reduce }) });
    };
    expect(await (await get()).text()).toBe("too-large");
    const told = readFrameBatch(await (await get([8, 8])).arrayBuffer());
    expect(told.map(({ isError }) => isError)).toEqual([true, true]);
  });

  it("is asked for within bounds", async () => {
    expect((await post([])).status).toBe(400);
    expect((await post(Array.from({ length: 33 }, () => ({ sopInstanceUid: "1.2", frameNumber: 1 })))).status).toBe(400);
  });
});
