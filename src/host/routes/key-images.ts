import { Hono } from "hono";
import type { InstanceRecord } from "../../archive/index.ts";
import {
  type KeyImage,
  type KeyImagesAnswer,
  type KeyObjectsSummary,
  keyImageMarkSchema,
  keyObjectsWriteSchema,
  rejectionTitles,
} from "../../contract/index.ts";
import { sopClasses } from "../../dicom/index.ts";
import type { ObjectDocument } from "../../objects/index.ts";
import { HostError } from "../errors.ts";
import { changeKeyImages, readKeyImages, writeKeyObjects } from "../jobs/key-images.ts";
import { areOfOnePatient } from "../same-patient.ts";
import type { Workstation } from "../workstation.ts";
import { found, limitBody, parseBody } from "./answer.ts";

/** Of one study, and images of one of them that are listed; of those that are withdrawn none goes unsaid. */
const mostDocuments = 200;
const mostImages = 1000;
const LARGEST_MARK_BYTES = 16 * 1024;

/** Key images: marked, changed and taken off by the reader, written as Key Object Selections, and those of others. */
export function keyImageRoutes(workstation: Workstation): Hono {
  const { archive } = workstation;
  const app = new Hono();
  const studyOf = (uid: string) => found(archive.study(uid), "This study is not in the archive.").studyInstanceUid;
  app.get("/studies/:uid/key-images", async (context) => {
    const studyInstanceUid = studyOf(context.req.param("uid"));
    const { images, written } = readKeyImages(workstation, studyInstanceUid);
    const foreign = await foreignKeyObjects(workstation, studyInstanceUid, new Set(written), context.req.raw.signal);
    return context.json({ keyImages: images, foreign } satisfies KeyImagesAnswer);
  });
  app.put("/studies/:uid/key-images/:sop/:frame", limitBody(LARGEST_MARK_BYTES), async (context) => {
    const studyInstanceUid = studyOf(context.req.param("uid"));
    const mark = await parseBody(context, keyImageMarkSchema);
    const image = await markedImage(workstation, studyInstanceUid, context.req.param("sop"), Number(context.req.param("frame")));
    const made: KeyImage = { ...image, ...mark, markedAt: workstation.now().toISOString(), writtenAt: null };
    changeKeyImages(workstation, studyInstanceUid, (images) => {
      const before = images.find((one) => isSameFrame(one, made));
      const others = before === undefined || before.title === made.title ? images : leftBy(images, before);
      return replaced(others, made);
    });
    return context.json(made);
  });
  app.delete("/studies/:uid/key-images/:sop/:frame", (context) => {
    const studyInstanceUid = studyOf(context.req.param("uid"));
    const [sop, frame] = [context.req.param("sop"), Number(context.req.param("frame"))];
    changeKeyImages(workstation, studyInstanceUid, (images) => {
      const gone = images.find((image) => isOf(image, sop, frame));
      return gone === undefined ? images : leftBy(images, gone).filter((image) => !isSameFrame(image, gone));
    });
    return context.json({});
  });
  app.get("/frames/:sop/:frame/thumbnail", async (context) => {
    const instance = found(archive.instance(context.req.param("sop")), "This image is not in the archive.");
    const frameNumber = Number(context.req.param("frame"));
    const input = { instances: [instance], maximumPixels: 144, frameNumber };
    const png = await workstation.tasks.run("thumbnail", input, { signal: context.req.raw.signal, priority: 4 });
    return new Response(png as Uint8Array<ArrayBuffer>, {
      headers: { "content-type": "image/png", "content-length": String(png.byteLength) },
    });
  });
  app.post("/studies/:uid/key-objects", async (context) => {
    const studyInstanceUid = studyOf(context.req.param("uid"));
    const body = await parseBody(context, keyObjectsWriteSchema);
    return context.json({ sopInstanceUids: await writeKeyObjects(workstation, studyInstanceUid, body) }, 201);
  });
  return app;
}

function isOf(image: KeyImage, sopInstanceUid: string, frameNumber: number): boolean {
  return image.sopInstanceUid === sopInstanceUid && image.frameNumber === frameNumber;
}

function isSameFrame(a: KeyImage, b: KeyImage): boolean {
  return isOf(a, b.sopInstanceUid, b.frameNumber);
}

/** A selection that was written has lost an image: the others of its title are written anew without it. */
function leftBy(images: readonly KeyImage[], gone: KeyImage): readonly KeyImage[] {
  return images.map((image) => (gone.writtenAt !== null && image.title === gone.title ? { ...image, writtenAt: null } : image));
}

/** In the order of marking; a changed one keeps its place and its time. */
function replaced(images: readonly KeyImage[], made: KeyImage): readonly KeyImage[] {
  const isSame = (image: KeyImage) => isSameFrame(image, made);
  if (!images.some(isSame)) return [...images, made];
  return images.map((image) => (isSame(image) ? { ...made, markedAt: image.markedAt } : image));
}

/** @throws HostError not-found, bad-request where the image is of another study */
async function markedImage(
  { archive, seriesFrames }: Workstation,
  studyInstanceUid: string,
  sop: string,
  frameNumber: number,
): Promise<Omit<KeyImage, "title" | "note" | "by" | "markedAt" | "writtenAt">> {
  const instance = found(archive.instance(sop), "This image is not in the archive.");
  if (instance.studyInstanceUid !== studyInstanceUid)
    throw new HostError("bad-request", "The image is of another study.", { fields: "studyInstanceUid" });
  const { seriesInstanceUid, sopInstanceUid, sopClassUid, instanceNumber } = instance;
  found(await seriesFrames.frame(seriesInstanceUid, sopInstanceUid, frameNumber), "This image has no such frame.");
  const isMultiFrame =
    frameNumber > 1 || (await seriesFrames.frame(seriesInstanceUid, sopInstanceUid, 2).catch(() => undefined)) !== undefined;
  return { seriesInstanceUid, sopInstanceUid, sopClassUid, instanceNumber, frameNumber, isMultiFrame };
}

async function foreignKeyObjects(
  { archive, tasks }: Workstation,
  studyInstanceUid: string,
  own: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<KeyObjectsSummary[]> {
  const instances = archive
    .seriesOfStudy(studyInstanceUid)
    .filter(({ kind }) => kind !== "image")
    .flatMap(({ seriesInstanceUid }) => archive.instancesOfSeries(seriesInstanceUid))
    .filter(({ sopClassUid, sopInstanceUid }) => {
      return sopClassUid === sopClasses.KeyObjectSelectionDocumentStorage && !own.has(sopInstanceUid);
    });
  const documents = await Promise.all(
    instances.slice(0, mostDocuments).map((instance) =>
      tasks
        .run("read-object", { path: instance.path }, { signal, priority: 4 })
        .then((document) => summaryOf(archive, instance, document))
        .catch(() => undefined),
    ),
  );
  signal.throwIfAborted();
  return documents.filter((document) => document !== undefined);
}

function summaryOf(
  archive: Workstation["archive"],
  { sopInstanceUid, seriesInstanceUid, studyInstanceUid }: InstanceRecord,
  { content, contentDate }: ObjectDocument,
): KeyObjectsSummary | undefined {
  if (content.kind !== "key-objects") return undefined;
  const rejects = rejectionTitles.some((title) => title === content.purpose?.value);
  const held = content.references.slice(0, rejects ? undefined : mostImages).flatMap((reference) => {
    const instance = archive.instance(reference.sopInstanceUid);
    // A selection that names images of somebody else must not lead there.
    if (instance === undefined || !areOfOnePatient(archive, studyInstanceUid, instance.studyInstanceUid)) return [];
    return [{ instance, frameNumbers: reference.frameNumbers.map((number) => Math.max(1, Math.trunc(number))) }];
  });
  const images = held.flatMap(({ instance, frameNumbers }) => {
    const place = { seriesInstanceUid: instance.seriesInstanceUid, sopInstanceUid: instance.sopInstanceUid };
    const frames = frameNumbers.length === 0 ? [1] : frameNumbers;
    return frames.map((frameNumber) => ({ ...place, frameNumber, number: instance.instanceNumber }));
  });
  const heldUids = new Set(held.map(({ instance }) => instance.sopInstanceUid));
  return {
    sopInstanceUid,
    seriesInstanceUid,
    ...(content.purpose === undefined ? {} : { title: content.purpose }),
    description: content.description,
    observers: content.observers,
    contentDate,
    images: images.slice(0, mostImages),
    missing: content.references.filter((reference) => !heldUids.has(reference.sopInstanceUid)).length,
    withdrawn: rejects
      ? held.map(({ instance, frameNumbers }) => ({ sopInstanceUid: instance.sopInstanceUid, frameNumbers }))
      : [],
  };
}
