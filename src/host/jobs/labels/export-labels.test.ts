import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "../../../base/index.ts";
import type { LabelExported, LabelState } from "../../../contract/index.ts";
import { parsePart10, sopClasses, uidFromText } from "../../../dicom/index.ts";
import { createFinding, decide, type Finding, maskVoxelCount, type Provenance, packMask, sct } from "../../../findings/index.ts";
import { indexToPatientMm } from "../../../geometry/index.ts";
import { readSeg, segmentMaskOnGrid } from "../../../report/index.ts";
import { hasTool } from "../../../testing/environment.ts";
import { buildBallSeries } from "../../../testing/geometry-phantom.ts";
import { modelProvenance } from "../../../testing/report-fixtures.ts";
import { type OpenHost, openHost } from "../../open-host.ts";

/** Everything that would tell whose images these are. */
const planted = {
  PatientName: "Zhugeliang^Kongming=诸葛亮^孔明",
  PatientID: "IDENT-4711-X",
  PatientBirthDate: "19391007",
  AccessionNumber: "ACC-99182",
  ReferringPhysicianName: "Bianque^Doctor",
  InstitutionName: "Chengdu Seventh Hospital",
  InstitutionAddress: "Wuhou Street 12",
  StationName: "STATION-K7",
  DeviceSerialNumber: "SN-552231",
  StudyDescription: "Thorax of Kongming",
  SeriesDescription: "Kongming 2 mm",
  ProtocolName: "Kongming protocol",
  OperatorsName: "Operator^Wei",
  StudyDate: "20251103",
  SeriesDate: "20251103",
  AcquisitionDate: "20251103",
  ContentDate: "20251103",
  StudyTime: "091827",
} as const;

const slices = 10;
const series = buildBallSeries({
  name: "labels ball",
  seriesNumber: 3,
  slices,
  more: (dataset) => {
    for (const [keyword, value] of Object.entries(planted)) dataset.set(keyword as "PatientName", value);
    dataset.setElement(0x00091001, { vr: "LO", value: ["Kongming private"] });
  },
});

const sopOf = (bytes: Uint8Array) => parsePart10(bytes).dataset.first("SOPInstanceUID") ?? "";

function proposal(index: number, provenance: Provenance = modelProvenance, isMasked = true): Finding {
  const centre = indexToPatientMm(series.grid, [30 + 10 * index, 40, 5]);
  const segment = packMask(
    [28 + 10 * index, 38, 4],
    [5, 5, 3],
    Uint8Array.from({ length: 75 }, (_, n) => (n % 3 === 0 ? 0 : 1)),
  );
  return createFinding(
    {
      trackingId: `Kongming ${index}`,
      studyInstanceUid: series.studyInstanceUid,
      seriesInstanceUid: series.seriesInstanceUid,
      frameOfReferenceUid: parsePart10(series.files[0] as Uint8Array).dataset.first("FrameOfReferenceUID") ?? "1.2",
      code: sct.lungNodule,
      site: sct.rightLung,
      geometry: { kind: "sphere", centerPatient: centre, diameterMm: 6 },
      reference: {
        sopClassUid: sopClasses.CTImageStorage,
        sopInstanceUid: sopOf(series.files[5] as Uint8Array),
        frameNumber: 1,
      },
      measurements: [],
      comment: "Kongming's nodule",
      ...(isMasked ? { segment } : {}),
    },
    provenance,
    { id: `00000000-0000-4000-8000-00000000000${index}`, trackingUid: `1.2.999.77.${index}` },
    "2025-11-03T09:30:00.000Z",
  );
}

const reader = "Huatuo^Reader";
const later = "2025-11-03T10:00:00.000Z";

describe("labels that are exported", () => {
  let directory: string;
  let host: OpenHost;
  const out = () => join(directory, "out");
  const ask = async <T>(path: string, body?: unknown): Promise<{ status: number; body: T }> => {
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const response = await host.handle(new Request(`http://localhost${path}`, init));
    return { status: response.status, body: (await response.json()) as T };
  };
  const wish = { formats: ["csv", "coco", "seg"], withImages: true, consent: true, by: "Reader" } as const;
  const send = (more: object = {}) =>
    ask<LabelExported & { code: string }>("/api/labels/export", { ...wish, directory: out(), ...more });
  const filesOf = (folder: string) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "labels-"));
    host = openHost({ dataDirectory: join(directory, "data"), log: silentLog, shell: "browser", version: "test", demo: false });
    host.workstation.archive.storeBatch(series.files);
    host.workstation.workspace.putFindings([
      decide(proposal(1), "accepted", reader, later),
      decide(proposal(2), "rejected", reader, later),
      proposal(3),
      proposal(4, { by: "person", name: reader }, false),
    ]);
  });
  afterEach(async () => {
    await host.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it("hold no value of the study that tells whose it is, in name or bytes", async () => {
    const { status, body } = await send();
    expect([status, body]).toMatchObject([
      201,
      { studies: 1, findings: 3, decisions: 3, segments: 1, images: slices, leftOut: [] },
    ]);
    const files = filesOf(out());
    expect(files.map(({ name }) => name.split("/")[0])).toEqual(
      expect.arrayContaining(["labels.csv", "coco.json", "seg", "images"]),
    );
    const { dataset } = parsePart10(series.files[0] as Uint8Array);
    const uids = series.files.map(sopOf);
    const telling = [
      ...Object.values(planted).flatMap((value) => [value, ...value.split(/[\^= ]/)]),
      ...["Kongming", "Huatuo", "孔明", "2025-11", "1.2.999", series.studyInstanceUid, series.seriesInstanceUid, ...uids],
      dataset.first("FrameOfReferenceUID") ?? "",
    ].filter((value) => value.length > 3 && !["Doctor", "Operator", "protocol", "Reader"].includes(value));
    expect(telling.length).toBeGreaterThan(30);
    for (const { name, bytes } of files) {
      const encodings = [bytes.toString("latin1"), bytes.toString("utf8"), name];
      for (const value of telling) {
        const text = Buffer.from(value, "utf8").toString("latin1");
        expect(encodings.some((held) => held.includes(value) || held.includes(text)) ? `${name} ${value}` : "").toBe("");
      }
    }
  });

  it("refer to each other by UIDs that are the same in every export", async () => {
    await send();
    await send({ directory: join(directory, "again") });
    const names = (folder: string) => filesOf(folder).map(({ name }) => name);
    expect(names(join(directory, "again"))).toEqual(names(out()));
    const images = new Set(names(out()).filter((name) => name.startsWith("images/")));
    const coco = JSON.parse(readFileSync(join(out(), "coco.json"), "utf8"));
    expect(coco.images).toHaveLength(3);
    for (const { file_name } of coco.images) expect(images).toContain(file_name);
    const [seg] = filesOf(join(out(), "seg"));
    const read = readSeg(parsePart10(seg?.bytes as Uint8Array).dataset);
    const sources = read.frames.map(({ source }) => `images/${source?.sopInstanceUid}.dcm`);
    for (const source of sources) expect(images).toContain(source);
    const [image] = filesOf(join(out(), "images"));
    const header = parsePart10(image?.bytes as Uint8Array).dataset;
    expect(read.sourceSeriesInstanceUids).toEqual([header.first("SeriesInstanceUID")]);
    expect(read.studyInstanceUid).toBe(header.first("StudyInstanceUID"));
    expect(read.segments).toMatchObject([
      { algorithmName: "lung-nodule", trackingId: expect.stringMatching(/^L-[0-9a-f]{12}$/) },
    ]);
  });

  it("are the very voxels and pixels", async () => {
    await send();
    const [seg] = filesOf(join(out(), "seg"));
    const mask = segmentMaskOnGrid(readSeg(parsePart10(seg?.bytes as Uint8Array).dataset), 1, series.grid);
    expect(mask && maskVoxelCount(mask)).toBe(50);
    const coco = JSON.parse(readFileSync(join(out(), "coco.json"), "utf8"));
    const masked = coco.annotations.filter(({ segmentation }: { segmentation: { counts?: number[] } }) => segmentation.counts);
    expect(masked.reduce((sum: number, { area }: { area: number }) => sum + area, 0)).toBe(50);
    const byPixels = (bytes: Uint8Array) =>
      Buffer.from(parsePart10(bytes).dataset.get("PixelData") as Uint8Array).toString("base64");
    const sent = filesOf(join(out(), "images")).map(({ bytes }) => byPixels(bytes));
    expect(sent.sort()).toEqual(series.files.map(byPixels).sort());
  });

  it.skipIf(!hasTool("dciodvfy"))("are valid as dciodvfy sees them", async () => {
    const complaints = (path: string) =>
      spawnSync("dciodvfy", [path], { encoding: "utf8" })
        .stderr.split("\n")
        .filter((line) => line.startsWith("Error"));
    await send();
    const paths = filesOf(out())
      .filter(({ name }) => name.endsWith(".dcm"))
      .map(({ name }) => join(out(), name));
    const original = join(directory, "original.dcm");
    writeFileSync(original, series.files[0] as Uint8Array);
    const before = complaints(original);
    for (const path of paths) {
      const after = complaints(path);
      expect(path.includes("/seg/") ? after : after.filter((line) => !before.includes(line))).toEqual([]);
    }
  });

  it("leave only with consent, into an empty folder, and where there is something", async () => {
    for (const consent of [false, undefined, "yes"]) expect((await send({ consent })).status).toBe(400);
    expect((await send({ directory: "somewhere" })).body.code).toBe("folder-not-usable");
    mkdirSync(out());
    writeFileSync(join(out(), "mine.txt"), "mine");
    expect((await send()).body.code).toBe("folder-not-empty");
    expect(readdirSync(out())).toEqual(["mine.txt"]);
    expect((await send({ studyInstanceUids: ["1.2.3"], directory: join(directory, "b") })).body.code).toBe("nothing-decided");
    expect(readdirSync(directory).sort()).toEqual(["data", "out"]);
  });

  it("are journalled here: who, when, what, and the hash of each file", async () => {
    const { body } = await send({ formats: ["csv"], withImages: false });
    const journal = readFileSync(join(directory, "data", "exports", "labels.jsonl"), "utf8");
    expect(JSON.parse(journal.trim())).toMatchObject({
      by: "Reader",
      consent: true,
      directory: body.directory,
      studyInstanceUids: [series.studyInstanceUid],
      files: { "labels.csv": expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    const { body: state } = await ask<LabelState>(`/api/labels?studyInstanceUid=${series.studyInstanceUid}`);
    expect(state).toMatchObject({
      ofStudy: { findings: 3, decisions: 3 },
      ofAll: { studies: 1 },
      exports: [{ by: "Reader", studies: 1, formats: ["csv"] }],
    });
  });

  it("leave out images that bear words, and say so", async () => {
    const burnt = buildBallSeries({
      name: "burnt ball",
      seriesNumber: 4,
      slices: 3,
      more: (dataset) => dataset.set("BurnedInAnnotation", "YES"),
    });
    host.workstation.archive.storeBatch(burnt.files);
    const at = { sopClassUid: sopClasses.CTImageStorage, sopInstanceUid: sopOf(burnt.files[1] as Uint8Array), frameNumber: 1 };
    const { segment: _, ...plain } = proposal(5, { by: "person", name: reader });
    const moved = { ...plain, seriesInstanceUid: burnt.seriesInstanceUid, reference: at };
    const gone = { ...proposal(6, { by: "person", name: reader }), seriesInstanceUid: uidFromText("gone") };
    host.workstation.workspace.putFindings([moved, gone]);
    const { body } = await send();
    expect(body.leftOut).toEqual(
      expect.arrayContaining([
        { reason: "burned-in", count: 3 },
        { reason: "series-missing", count: 1 },
      ]),
    );
    expect(body.images).toBe(slices);
  });
});
