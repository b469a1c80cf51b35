import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../../base/index.ts";
import { type KeyImagesAnswer, keyImagesAnswerSchema, presentationListSchema } from "../../contract/index.ts";
import { buildPart10, parsePart10, sopClasses } from "../../dicom/index.ts";
import { buildKo } from "../../report/index.ts";
import { buildTestPresentation } from "../../testing/drawn-objects.ts";
import { buildInstance } from "../../testing/instances.ts";
import { testContext } from "../../testing/report-fixtures.ts";
import { readKeyImages, writeKeyObjects } from "../jobs/key-images.ts";
import { type OpenHost, openHost } from "../open-host.ts";

const study = "1.2.3";
const image = (number: number) => ({
  studyInstanceUid: study,
  seriesInstanceUid: "1.2.3.8",
  sopInstanceUid: `1.2.3.8.${number}`,
  instanceNumber: number,
});
const slice = (number: number) =>
  buildInstance({
    ...image(number),
    edit: (dataset) =>
      dataset
        .set("SamplesPerPixel", 1)
        .set("PhotometricInterpretation", "MONOCHROME2")
        .set("BitsStored", 16)
        .set("HighBit", 15)
        .set("PixelRepresentation", 0)
        .set("RescaleSlope", 1)
        .set("RescaleIntercept", -1024),
  });

/** An image of several frames, in a series of its own. */
const run = buildInstance({
  ...{ studyInstanceUid: study, seriesInstanceUid: "1.2.3.9", sopInstanceUid: "1.2.3.9.1", modality: "XA" },
  edit: (dataset) => dataset.set("NumberOfFrames", 3).set("PixelData", new Uint8Array(3 * 4 * 4 * 2)),
});

describe("key images and presentation states of a study", () => {
  let directory: string;
  let host: OpenHost;
  const open = () => openHost({ dataDirectory: directory, log: silentLog, shell: "browser", version: "test", demo: false });
  const ask = (path: string, method = "GET", body?: unknown) =>
    host.handle(
      new Request(`http://localhost/api${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      }),
    );
  const marked = async (): Promise<KeyImagesAnswer> =>
    keyImagesAnswerSchema.parse(await (await ask(`/studies/${study}/key-images`)).json());
  const mark = (number: number, title = "113004", note = "") =>
    ask(`/studies/${study}/key-images/1.2.3.8.${number}/1`, "PUT", { title, note, by: "Doe^Jane" });
  const outbox = async () =>
    ((await (await ask("/outbox")).json()) as { items: { sopInstanceUid: string; sopClassUid: string }[] }).items;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "key-images-"));
    host = open();
    host.workstation.archive.storeBatch([1, 2, 3].map(slice));
  });
  afterAll(async () => {
    await host.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it("are marked, changed, kept through a restart, and taken off", async () => {
    expect((await mark(1)).status).toBe(200);
    await mark(2, "113001", "Motion");
    await mark(1, "113004", "Sign");
    await mark(3);
    await ask(`/studies/${study}/key-images/1.2.3.8.3/1`, "DELETE");
    await host.close();
    host = open();
    const { keyImages } = await marked();
    expect(keyImages.map(({ sopInstanceUid, title, note }) => [sopInstanceUid, title, note])).toEqual([
      ["1.2.3.8.1", "113004", "Sign"],
      ["1.2.3.8.2", "113001", "Motion"],
    ]);
    expect((await mark(9)).status).toBe(404);
    expect((await ask(`/studies/${study}/key-images/1.2.3.8.1/7`, "PUT", { title: "113004", note: "", by: "" })).status).toBe(
      404,
    );
    expect((await mark(1, "999")).status).toBe(400);
  });

  it("are written one selection a title, queued, and not written twice", async () => {
    const write = async () =>
      (await (await ask(`/studies/${study}/key-objects`, "POST", { by: "Doe^Jane", language: "en" })).json()) as {
        sopInstanceUids: string[];
      };
    const { sopInstanceUids } = await write();
    expect(sopInstanceUids).toHaveLength(2);
    expect((await outbox()).map(({ sopInstanceUid }) => sopInstanceUid).sort()).toEqual([...sopInstanceUids].sort());
    const { dataset } = parsePart10(await host.workstation.archive.read(sopInstanceUids[0] as string));
    expect(dataset.get("ConceptNameCodeSequence")?.[0]?.first("CodeMeaning")).toBe("For Teaching");
    expect(await write()).toEqual({ sopInstanceUids: [] });
    const { keyImages, foreign } = await marked();
    expect(keyImages.every(({ writtenAt }) => writtenAt !== null)).toBe(true);
    expect(foreign).toEqual([]);
    await mark(1, "113004", "Another word");
    expect((await write()).sopInstanceUids).toHaveLength(1);
  });

  it("that are marked while others are written wait for the next selection", async () => {
    const { archive, workspace } = host.workstation;
    const before = readKeyImages({ workspace }, study);
    await mark(1, "113009");
    const writing = writeKeyObjects(host.workstation, study, { by: "Doe^Jane", language: "en" });
    await mark(3, "113009");
    const [made] = await writing;
    const { dataset } = parsePart10(await archive.read(made as string));
    const named = dataset.get("CurrentRequestedProcedureEvidenceSequence")?.[0]?.get("ReferencedSeriesSequence")?.[0];
    const uids = named?.get("ReferencedSOPSequence")?.map((item) => item.first("ReferencedSOPInstanceUID"));
    const waiting = (await marked()).keyImages.filter(({ writtenAt }) => writtenAt === null);
    expect([uids?.includes("1.2.3.8.3"), waiting.map(({ sopInstanceUid }) => sopInstanceUid)]).toEqual([false, ["1.2.3.8.3"]]);
    workspace.writeSetting(`key-images:${study}`, before);
  });

  it("have the others of a title written anew when one of them gets another", async () => {
    const { workspace } = host.workstation;
    const before = readKeyImages({ workspace }, study);
    for (const number of [1, 2]) await mark(number, "113009");
    await writeKeyObjects(host.workstation, study, { by: "Doe^Jane", language: "en" });
    await mark(2, "113018");
    expect((await marked()).keyImages.map(({ writtenAt }) => writtenAt)).toEqual([null, null]);
    workspace.writeSetting(`key-images:${study}`, before);
  });

  it("of others lead to nobody else's images", async () => {
    const stranger = { studyInstanceUid: "1.2.9", seriesInstanceUid: "1.2.9.1", sopInstanceUid: "1.2.9.1.1", instanceNumber: 1 };
    host.workstation.archive.store(buildInstance({ ...stranger, edit: (dataset) => dataset.set("PatientID", "SOMEBODY-ELSE") }));
    const context = testContext();
    context.study.set("StudyInstanceUID", study);
    const object = { ...stranger, sopClassUid: sopClasses.CTImageStorage };
    const selection = { title: "113002", description: "", objects: [object], language: "en" } as const;
    const identity = { sopInstanceUid: "1.2.3.72.1", seriesInstanceUid: "1.2.3.72", seriesNumber: 1 };
    const signature = { signedBy: "Roe^Richard", signedAt: "2026-01-01T00:00:00.000Z" };
    host.workstation.archive.store(buildPart10(buildKo(selection, context, identity, signature)));
    const foreign = (await marked()).foreign.find(({ sopInstanceUid }) => sopInstanceUid === "1.2.3.72.1");
    expect([foreign?.images, foreign?.missing]).toEqual([[], 1]);
    const { held } = (await (await ask("/objects/1.2.3.72.1")).json()) as { held: unknown[] };
    expect(held).toEqual([]);
    host.workstation.archive.care.remove("1.2.9", "removed", "test");
  });

  it("list those of others read only, with their title and where their images lie", async () => {
    const context = testContext();
    context.study.set("StudyInstanceUID", study);
    const selection = {
      title: "113002",
      description: "Please see",
      objects: [1, 77].map((number) => ({ ...image(number), sopClassUid: sopClasses.CTImageStorage })),
      language: "en",
    } as const;
    const identity = { sopInstanceUid: "1.2.3.70.1", seriesInstanceUid: "1.2.3.70", seriesNumber: 1 };
    const signature = { signedBy: "Roe^Richard", signedAt: "2026-01-01T00:00:00.000Z" };
    host.workstation.archive.store(buildPart10(buildKo(selection, context, identity, signature)));
    const foreign = (await marked()).foreign.find(({ sopInstanceUid }) => sopInstanceUid === identity.sopInstanceUid);
    expect(foreign).toMatchObject({
      title: { value: "113002" },
      description: ["Please see"],
      observers: ["Roe^Richard"],
      missing: 1,
    });
    expect(foreign?.withdrawn).toEqual([]);
    expect(foreign?.images).toEqual([{ seriesInstanceUid: "1.2.3.8", sopInstanceUid: "1.2.3.8.1", frameNumber: 1, number: 1 }]);
  });

  it("of others that reject name every image they withdraw, however many", async () => {
    const { archive } = host.workstation;
    const many = { studyInstanceUid: "1.2.4", seriesInstanceUid: "1.2.4.8" };
    const uids = Array.from({ length: 1005 }, (_, at) => `1.2.4.8.${at + 1}`);
    archive.storeBatch(uids.map((sopInstanceUid, at) => buildInstance({ ...many, sopInstanceUid, instanceNumber: at + 1 })));
    const context = testContext();
    context.study.set("StudyInstanceUID", "1.2.4");
    const objects = uids.map((sopInstanceUid) => ({ ...many, sopInstanceUid, sopClassUid: sopClasses.CTImageStorage }));
    const [first, ...others] = objects;
    const selection = {
      title: "113001",
      description: "",
      language: "en",
      objects: [{ ...first!, frameNumber: 1 }, ...others],
    } as const;
    const identity = { sopInstanceUid: "1.2.4.70.1", seriesInstanceUid: "1.2.4.70", seriesNumber: 1 };
    archive.store(
      buildPart10(buildKo(selection, context, identity, { signedBy: "Roe^Richard", signedAt: "2026-01-01T00:00:00.000Z" })),
    );
    const { foreign } = keyImagesAnswerSchema.parse(await (await ask("/studies/1.2.4/key-images")).json());
    expect(foreign[0]?.withdrawn.slice(0, 2)).toEqual([
      { sopInstanceUid: "1.2.4.8.1", frameNumbers: [1] },
      { sopInstanceUid: "1.2.4.8.2", frameNumbers: [] },
    ]);
    expect([foreign[0]?.withdrawn.length, foreign[0]?.images.length, foreign[0]?.missing]).toEqual([1005, 1000, 0]);
    archive.care.remove("1.2.4", "removed", "test");
  });

  it("offer the states that name images of a series, and keep what is on the screen as one", async () => {
    const identity = { studyInstanceUid: study, seriesInstanceUid: "1.2.3.71", sopInstanceUid: "1.2.3.71.1" };
    host.workstation.archive.store(buildTestPresentation(identity, image(1), () => {}));
    const list = async () =>
      presentationListSchema.parse(await (await ask("/series/1.2.3.8/presentations")).json()).presentations;
    expect((await list()).map(({ sopInstanceUid, description }) => [sopInstanceUid, description])).toEqual([
      ["1.2.3.71.1", "Marks"],
    ]);
    const body = {
      label: "AS READ",
      description: "",
      by: "Doe^Jane",
      seriesInstanceUid: "1.2.3.8",
      images: [{ sopInstanceUid: "1.2.3.8.2", frameNumber: 1 }],
      window: { center: 40, width: 400 },
      inverted: false,
      rotationDegrees: 0,
      flippedHorizontally: false,
      displayedArea: { topLeft: [1, 1], bottomRight: [2, 2] },
      layers: [],
      annotations: [],
    };
    const made = await ask("/presentations", "POST", body);
    expect(made.status).toBe(201);
    const { sopInstanceUid } = (await made.json()) as { sopInstanceUid: string };
    const { dataset } = parsePart10(await host.workstation.archive.read(sopInstanceUid));
    expect([dataset.first("RescaleIntercept"), dataset.first("RescaleType")]).toEqual([-1024, "HU"]);
    expect((await list()).map(({ label }) => label)).toContain("AS READ");
    expect((await ask(`/presentations/${sopInstanceUid}/send`, "POST")).status).toBe(200);
    expect((await outbox()).some((item) => item.sopInstanceUid === sopInstanceUid)).toBe(true);
    // Nothing else leaves this way.
    expect((await ask("/presentations/1.2.3.8.1/send", "POST")).status).toBe(404);
    expect((await ask("/presentations", "POST", { ...body, images: [{ sopInstanceUid: "1.9", frameNumber: 1 }] })).status).toBe(
      400,
    );
  });

  it("keep a state for the first frame of a run as one for that frame alone", async () => {
    host.workstation.archive.store(run);
    const first = { sopInstanceUid: "1.2.3.9.1", frameNumber: 1 };
    const made = await ask("/presentations", "POST", {
      ...{ label: "FIRST", description: "", by: "Doe^Jane", seriesInstanceUid: "1.2.3.9", images: [first] },
      ...{ window: { center: 40, width: 400 }, inverted: false, rotationDegrees: 0, flippedHorizontally: false },
      displayedArea: { topLeft: [1, 1], bottomRight: [4, 4] },
      layers: [{ name: "MARKS", description: "" }],
      annotations: [{ ...first, layer: "MARKS", graphics: [{ type: "POINT", points: [[1, 1]], filled: false }], texts: [] }],
    });
    const { sopInstanceUid } = (await made.json()) as { sopInstanceUid: string };
    const { dataset } = parsePart10(await host.workstation.archive.read(sopInstanceUid));
    const framesOf = (item: typeof dataset | undefined) =>
      item?.get("ReferencedImageSequence")?.[0]?.get("ReferencedFrameNumber");
    expect(framesOf(dataset.get("ReferencedSeriesSequence")?.[0])).toEqual([1]);
    expect(framesOf(dataset.get("GraphicAnnotationSequence")?.[0])).toEqual([1]);
  });
});
