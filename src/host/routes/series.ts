import { Hono } from "hono";
import type { SeriesRecord } from "../../archive/index.ts";
import { type SeriesDetail, valueTypeSchema } from "../../contract/index.ts";
import type { SeriesFrames } from "../../volume/index.ts";
import { HostError } from "../errors.ts";
import { createFrameCache, type HeldFrame } from "../frame-cache.ts";
import { calibrated, readCalibrations } from "../jobs/calibrations.ts";
import type { Workstation } from "../workstation.ts";
import { found } from "./answer.ts";
import { frameBatchRoutes } from "./frame-batch.ts";

const frameCacheBytes = 512 * 1024 * 1024;
const thumbnailCacheBytes = 16 * 1024 * 1024;

/** Series detail, thumbnails and decoded frames. */
export function seriesRoutes(workstation: Workstation): Hono {
  const { archive, seriesFrames, tasks } = workstation;
  const cache = createFrameCache(frameCacheBytes);
  const thumbnails = createFrameCache(thumbnailCacheBytes);
  /** The frame in the middle is what a viewer asks for next. */
  const decodeAhead = ({ frames }: SeriesFrames) => {
    const middle = frames[Math.floor((frames.length - 1) / 2)];
    const instance = middle && archive.instance(middle.sopInstanceUid);
    if (middle === undefined || instance === undefined) return;
    const { frameNumber, valueType } = middle;
    const key = `${instance.sha256}/${frameNumber}/${valueType}`;
    if (cache.get(key) !== undefined) return;
    tasks.run("decode-frame", { path: instance.path, frameNumber, valueType }, { priority: 4 }).then(
      ({ values, missingValues = 0, clippedValues = 0 }) => {
        const { buffer, byteOffset, byteLength } = values;
        cache.put(key, { bytes: new Uint8Array(buffer, byteOffset, byteLength), missingValues, clippedValues });
      },
      // Whoever asks for it is told.
      () => undefined,
    );
  };
  const app = new Hono();
  app.route("/", frameBatchRoutes(workstation, cache));
  app.get("/series/:uid", async (context) => {
    const series = found(archive.series(context.req.param("uid")), "This series is not in the archive.");
    const study = found(archive.study(series.studyInstanceUid), "This study is not in the archive.");
    archive.care.noteRead(study.studyInstanceUid);
    const { split, holding, frame = "1" } = context.req.query();
    const index =
      holding === undefined ? splitOf(split) : await seriesFrames.holding(series.seriesInstanceUid, holding, Number(frame));
    const frames = await seriesFrames.get(series.seriesInstanceUid, index);
    decodeAhead(frames);
    const asRead = calibrated(readCalibrations(workstation, study.studyInstanceUid));
    return context.json(describe(frames, asRead, { ...series, synthetic: study.synthetic, textGuessed: study.textGuessed }));
  });
  app.get("/series/:uid/thumbnail", async (context) => {
    const instances = archive.instancesOfSeries(context.req.param("uid"));
    if (instances.length === 0) throw new HostError("not-found", "This series is not in the archive.");
    const middle = instances[Math.floor(instances.length / 2)];
    const key = `${context.req.param("uid")}/${instances.length}/${middle?.sha256}`;
    const drawn = thumbnails.get(key);
    if (drawn) return bytes(drawn.bytes, "image/png");
    const png = await tasks.run("thumbnail", { instances, maximumPixels: 144 }, { signal: context.req.raw.signal, priority: 5 });
    thumbnails.put(key, { bytes: png, missingValues: 0, clippedValues: 0 });
    return bytes(png, "image/png");
  });
  app.get("/frames/:sop/:frame", async (context) => {
    const instance = found(archive.instance(context.req.param("sop")), "This image is not in the archive.");
    const frameNumber = Number(context.req.param("frame"));
    if (!instance.sha256.startsWith(context.req.query("version") ?? ""))
      throw new HostError("changed", "Another version of this image is shown now. Open the series again.");
    const header = found(
      await seriesFrames.frame(instance.seriesInstanceUid, instance.sopInstanceUid, frameNumber),
      "This image has no such frame.",
    );
    // The type of the values is the whole series': it may be another one once more of it has arrived, so the asker says which one it knows.
    const asked = valueTypeSchema.safeParse(context.req.query("type"));
    const valueType = asked.success ? asked.data : header.valueType;
    const key = `${instance.sha256}/${frameNumber}/${valueType}`;
    const held = cache.get(key);
    if (held) return frameAnswer(held);
    const prefetch = context.req.header("priority")?.includes("u=5") ?? false;
    const decoded = await tasks.run(
      "decode-frame",
      { path: instance.path, frameNumber, valueType },
      { signal: context.req.raw.signal, priority: prefetch ? 1 : 10 },
    );
    const raw = new Uint8Array(decoded.values.buffer, decoded.values.byteOffset, decoded.values.byteLength);
    const frame = { bytes: raw, missingValues: decoded.missingValues ?? 0, clippedValues: decoded.clippedValues ?? 0 };
    cache.put(key, frame);
    return frameAnswer(frame);
  });
  app.get("/frames/:sop/:frame/overlays/:group", async (context) => {
    const instance = found(archive.instance(context.req.param("sop")), "This image is not in the archive.");
    const [frameNumber, group] = [Number(context.req.param("frame")), Number(context.req.param("group"))];
    const key = `${instance.sha256}/${frameNumber}/overlay/${group}`;
    const held = cache.get(key);
    if (held) return bytes(held.bytes);
    const bits = await tasks.run(
      "overlay",
      { path: instance.path, frameNumber, group },
      { signal: context.req.raw.signal, priority: 8 },
    );
    cache.put(key, { bytes: bits, missingValues: 0, clippedValues: 0 });
    return bytes(bits);
  });
  return app;
}

/** Index of a stack of the series; what is no number asks for the one that a reader opens. */
function splitOf(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,6}$/.test(value) ? Number(value) : undefined;
}

/** A frame's values; what of them is not the file's own is said in headers, so that the viewer can say it too. */
function frameAnswer({ bytes: body, missingValues, clippedValues }: HeldFrame): Response {
  const response = bytes(body);
  if (missingValues > 0) response.headers.set("hounsfield-missing-values", String(missingValues));
  if (clippedValues > 0) response.headers.set("hounsfield-clipped-values", String(clippedValues));
  return response;
}

function bytes(body: Uint8Array, type = "application/octet-stream"): Response {
  return new Response(body as Uint8Array<ArrayBuffer>, {
    headers: { "content-type": type, "content-length": String(body.byteLength) },
  });
}

function base64({ buffer, byteOffset, byteLength }: Uint8Array | Uint16Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}

function describe(
  frames: SeriesFrames,
  asRead: ReturnType<typeof calibrated>,
  series: Pick<SeriesRecord, "studyInstanceUid" | "seriesNumber" | "seriesDescription" | "instanceCount"> & {
    synthetic: boolean;
    textGuessed: boolean;
  },
): SeriesDetail {
  return {
    seriesInstanceUid: frames.seriesInstanceUid,
    studyInstanceUid: series.studyInstanceUid,
    frameOfReferenceUid: frames.frameOfReferenceUid,
    modality: frames.modality,
    seriesNumber: series.seriesNumber,
    seriesDescription: series.seriesDescription,
    frames: frames.frames.map(asRead).map((frame) => ({
      ...frame,
      voi: [...frame.voi],
      paddingRange: frame.paddingRange && [frame.paddingRange[0], frame.paddingRange[1]],
    })),
    geometry: {
      ...frames.geometry,
      issues: frames.geometry.issues.map((issue) => ({ ...issue, details: { ...issue.details } })),
    },
    split: frames.split,
    splits: frames.splits.map((one) => ({ ...one, label: one.label.map((part) => ({ ...part })) })),
    overlay: frames.overlay,
    synthetic: series.synthetic,
    textGuessed: series.textGuessed,
    converted: frames.converted,
    instanceCount: series.instanceCount,
    recommendedFrameRate: frames.recommendedFrameRate,
    burnedInAnnotation: frames.burnedInAnnotation,
    voiLookupTables: frames.voiLookupTables?.map(({ values, ...table }) => ({ ...table, entries: base64(values) })),
    supplementalPalettes: frames.supplementalPalettes?.map(({ first, colours }) => ({ first, colours: base64(colours) })),
    repairs: frames.repairs.map((repair) => ({ ...repair })),
    unreadable: [...frames.unreadable],
  };
}
