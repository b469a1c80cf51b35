import { Hono } from "hono";
import type { Archive } from "../../archive/index.ts";
import {
  cutQuerySchema,
  type GraphicsAnswer,
  graphicsQuerySchema,
  type ObjectAnswer,
  type ObjectList,
  waveformQuerySchema,
} from "../../contract/index.ts";
import { type ImagePlane, sliceSpacingMm, type Vec3 } from "../../geometry/index.ts";
import { type ImagePlace, type ObjectDocument, referencedInstances } from "../../objects/index.ts";
import { HostError } from "../errors.ts";
import { areOfOnePatient } from "../same-patient.ts";
import type { Workstation } from "../workstation.ts";
import { found, parseQuery } from "./answer.ts";

const mostReferences = 20_000;

/** Objects that are no plain images: as documents, with the files and samples that they hold. */
export function objectRoutes(workstation: Workstation): Hono {
  const { archive, tasks } = workstation;
  const app = new Hono();
  const instanceOf = (sop: string) => found(archive.instance(sop), "This object is not in the archive.");
  app.get("/series/:uid/objects", (context) => {
    const series = found(archive.series(context.req.param("uid")), "This series is not in the archive.");
    const objects = archive.instancesOfSeries(series.seriesInstanceUid).map((instance) => ({
      sopInstanceUid: instance.sopInstanceUid,
      sopClassUid: instance.sopClassUid,
      instanceNumber: instance.instanceNumber,
      byteLength: instance.byteLength,
    }));
    return context.json({ objects } satisfies ObjectList);
  });
  app.get("/objects/:sop", async (context) => {
    const { path, studyInstanceUid } = instanceOf(context.req.param("sop"));
    const document = await tasks.run("read-object", { path }, { signal: context.req.raw.signal, priority: 10 });
    return context.json({ document, held: heldOf(archive, studyInstanceUid, document) } satisfies ObjectAnswer);
  });
  app.get("/objects/:sop/graphics", async (context) => {
    const { path } = instanceOf(context.req.param("sop"));
    const { image, frame } = parseQuery(context, graphicsQuerySchema);
    const place = await imagePlace(workstation, image, frame);
    const prefetch = context.req.header("priority")?.includes("u=5") ?? false;
    const graphics = await tasks.run(
      "object-graphics",
      { path, place: { image: place } },
      { signal: context.req.raw.signal, priority: prefetch ? 1 : 9 },
    );
    return context.json(graphics satisfies GraphicsAnswer);
  });
  app.get("/objects/:sop/cut", async (context) => {
    const { path } = instanceOf(context.req.param("sop"));
    const { space, plane } = parseQuery(context, cutQuerySchema);
    const cut = { plane: planeOf(plane), frameOfReferenceUid: space };
    const graphics = await tasks.run(
      "object-graphics",
      { path, place: { cut } },
      { signal: context.req.raw.signal, priority: 8 },
    );
    return context.json(graphics satisfies GraphicsAnswer);
  });
  app.get("/objects/:sop/content", async (context) => {
    const { path } = instanceOf(context.req.param("sop"));
    const { bytes, isPdf } = await tasks.run("read-content", { path }, { signal: context.req.raw.signal, priority: 10 });
    return new Response(bytes as Uint8Array<ArrayBuffer>, {
      headers: {
        // What is not a PDF by its own bytes is never given as something that a browser would open.
        "content-type": isPdf ? "application/pdf" : "application/octet-stream",
        "content-disposition": "attachment",
        "content-length": String(bytes.byteLength),
      },
    });
  });
  app.get("/objects/:sop/picture", async (context) => {
    const { path } = instanceOf(context.req.param("sop"));
    const png = await tasks.run("slide-picture", { path, maximumPixels: 1024 }, { signal: context.req.raw.signal, priority: 5 });
    return new Response(png as Uint8Array<ArrayBuffer>, {
      headers: { "content-type": "image/png", "content-length": String(png.byteLength) },
    });
  });
  app.get("/objects/:sop/waveforms/:group", async (context) => {
    const { path } = instanceOf(context.req.param("sop"));
    const group = Number(context.req.param("group"));
    if (!Number.isInteger(group) || group < 0)
      throw new HostError("bad-request", "A group is a number from 0.", { fields: "group" });
    const samples = await tasks.run(
      "read-waveform",
      { path, group, ...parseQuery(context, waveformQuerySchema) },
      { signal: context.req.raw.signal, priority: 10 },
    );
    const { values, from, count, channelCount } = samples;
    return new Response(new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength), {
      headers: {
        "content-type": "application/octet-stream",
        "content-length": String(values.byteLength),
        "hounsfield-samples": `${from} ${count} ${channelCount}`,
      },
    });
  });
  return app;
}

/** A plane from its 13 numbers, as `cutQuerySchema` checked them. */
function planeOf(numbers: readonly number[]): ImagePlane {
  const vector = (from: number) => numbers.slice(from, from + 3) as unknown as Vec3;
  const [betweenRows = 1, betweenColumns = 1, rows = 1, columns = 1] = numbers.slice(9);
  return {
    imagePositionPatient: vector(0),
    rowDirection: vector(3),
    columnDirection: vector(6),
    pixelSpacing: [betweenRows, betweenColumns],
    rows,
    columns,
  };
}

/** Where the frame of an image lies, and how far from the next one. @throws HostError not-found */
async function imagePlace({ archive, seriesFrames }: Workstation, sop: string, frameNumber: number): Promise<ImagePlace> {
  const { seriesInstanceUid, sopInstanceUid } = found(archive.instance(sop), "This image is not in the archive.");
  const split = await seriesFrames.holding(seriesInstanceUid, sopInstanceUid, frameNumber);
  const header = found(await seriesFrames.frame(seriesInstanceUid, sopInstanceUid, frameNumber), "This image has no such frame.");
  const { geometry, frameOfReferenceUid } = await seriesFrames.get(seriesInstanceUid, split);
  const spacingMm = geometry.grid === undefined ? header.sliceThicknessMm : sliceSpacingMm(geometry.grid);
  const [betweenRows, betweenColumns] = header.plane?.pixelSpacing ?? header.pixelSpacingMm ?? header.pixelAspectRatio ?? [1, 1];
  return {
    sopInstanceUid,
    frameNumber,
    rows: header.rows,
    columns: header.columns,
    plane: header.plane,
    frameOfReferenceUid: header.frameOfReferenceUid ?? frameOfReferenceUid,
    halfSpacingMm: (spacingMm !== undefined && spacingMm > 0 ? spacingMm : 1) / 2,
    pixelAspect: betweenRows / betweenColumns,
  };
}

/** Where the instances that a document speaks of lie, so that the screen can go there. */
function heldOf(archive: Archive, own: string, { content }: ObjectDocument): ObjectAnswer["held"] {
  const kinds = new Map<string, boolean>();
  const studies = new Map<string, boolean>();
  // A document that names images of somebody else must not lead there.
  const isOfPatient = (studyInstanceUid: string) => {
    const isIt = studies.get(studyInstanceUid) ?? areOfOnePatient(archive, own, studyInstanceUid);
    studies.set(studyInstanceUid, isIt);
    return isIt;
  };
  const isImage = (seriesInstanceUid: string) => {
    const known = kinds.get(seriesInstanceUid) ?? archive.series(seriesInstanceUid)?.kind === "image";
    kinds.set(seriesInstanceUid, known);
    return known;
  };
  return referencedInstances(content)
    .slice(0, mostReferences)
    .flatMap((sopInstanceUid) => {
      const instance = archive.instance(sopInstanceUid);
      if (instance === undefined || !isOfPatient(instance.studyInstanceUid)) return [];
      const { seriesInstanceUid, instanceNumber } = instance;
      return [{ sopInstanceUid, seriesInstanceUid, isImage: isImage(seriesInstanceUid), number: instanceNumber }];
    });
}
