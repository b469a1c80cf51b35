import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Dataset, encodeDataset, sopClasses } from "../dicom/index.ts";
import { buildInstance } from "../testing/instances.ts";
import { openArchive } from "./archive.ts";
import type { Archive } from "./types.ts";

let folder = "";
let archive: Archive;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "hounsfield-archive-"));
  archive = openArchive(folder);
});
afterEach(async () => {
  archive.dispose();
  await rm(folder, { recursive: true, force: true });
});

function reopen(): Archive {
  archive.dispose();
  archive = openArchive(folder);
  return archive;
}

/** As after kill -9: the session's folder of a process that is no more. */
async function leaveDeadSession(): Promise<void> {
  await mkdir(join(folder, "incoming", "2147483646-1-00000000"), { recursive: true });
}

describe("storing", () => {
  it("keeps the original bytes and files them under study and series", async () => {
    const bytes = buildInstance({
      patientName: "Wang^XiaoDong=王^小东=",
      studyDescription: "CHEST",
      edit: (d) => d.set("SeriesNumber", 3),
    });
    const outcome = archive.store(bytes);
    expect(outcome).toMatchObject({
      kind: "stored",
      repairs: [],
      instance: { instanceNumber: 1, numberOfFrames: 1, byteLength: bytes.length },
    });
    expect(new Uint8Array(await archive.read("1.2.3.4.1"))).toEqual(bytes);
    expect(readFileSync(outcome.instance.path)).toEqual(Buffer.from(bytes));
    expect(outcome.instance.path).toBe(
      join(folder, "instances", outcome.instance.sha256.slice(0, 2), `${outcome.instance.sha256}.dcm`),
    );
    expect(reopen().study("1.2.3")).toMatchObject({
      patientName: "Wang^XiaoDong=王^小东=",
      patientId: "P1",
      modalities: ["CT"],
      seriesCount: 1,
      instanceCount: 1,
      synthetic: false,
    });
    expect(archive.seriesOfStudy("1.2.3")).toEqual([archive.series("1.2.3.4")]);
    expect(archive.series("1.2.3.4")).toMatchObject({ kind: "image", seriesNumber: 3, instanceCount: 1 });
    expect(archive.counts()).toEqual({ patients: 1, studies: 1, series: 1, instances: 1 });
  });

  it("knows a duplicate by its bytes and keeps both sides of a conflict, the first one shown", async () => {
    const [first, other] = [buildInstance({ value: 1 }), buildInstance({ value: 2 })];
    archive.store(first);
    expect(archive.store(first).kind).toBe("duplicate");
    const conflict = archive.store(other);
    expect(conflict.kind).toBe("conflict");
    expect(archive.store(other).kind).toBe("conflict");
    expect(new Uint8Array(await archive.read("1.2.3.4.1"))).toEqual(first);
    expect(archive.counts().instances).toBe(1);
    const [kept, ...more] = archive.conflicts();
    expect(more).toEqual([]);
    expect(new Uint8Array(readFileSync(kept?.path ?? ""))).toEqual(other);
    expect(conflict).toMatchObject({ keptSha256: kept?.sha256 });
    expect(await archive.verify()).toEqual({ checked: 2, flipped: [], missing: [], orphans: [] });
  });

  it("says why it leaves something out, and stores the rest of the batch", () => {
    const bare = encodeDataset(new Dataset().set("StudyDate", "20260101").set("PatientID", "P1"), "1.2.840.10008.1.2.1");
    const directory = buildInstance({ sopClassUid: sopClasses.MediaStorageDirectoryStorage });
    const batch = [
      new TextEncoder().encode("no DICOM at all, and long enough to be looked at"),
      bare,
      directory,
      buildInstance({ sopInstanceUid: "1.2.3.4.2" }),
      buildInstance({ sopInstanceUid: "1.2.3.4.3", studyInstanceUid: "9.9" }),
    ];
    const outcomes = archive.storeBatch(batch).map((outcome) => {
      if (outcome.kind !== "rejected") return outcome.kind;
      const { area, code, details } = outcome.error as { area: string; code: string; details: { attribute?: string } };
      return `${area}/${code} ${details.attribute ?? ""}`.trim();
    });
    expect(outcomes).toEqual([
      "dicom/not-dicom",
      "archive/missing-attribute SOPClassUID",
      "archive/directory-record",
      "stored",
      "archive/identity-clash",
    ]);
    expect(() => archive.store(batch[1] ?? new Uint8Array())).toThrow(expect.objectContaining({ code: "missing-attribute" }));
  });

  it("tells images, reports, waveforms, documents and the rest apart by SOP Class", () => {
    const kinds: [string, string][] = [
      [sopClasses.MRImageStorage, "image"],
      [sopClasses.EnhancedCTImageStorage, "image"],
      ["1.2.826.0.1.3680043.9999.1", "image"],
      [sopClasses.Comprehensive3DSRStorage, "report"],
      [sopClasses.XRayRadiationDoseSRStorage, "report"],
      [sopClasses.SegmentationStorage, "segmentation"],
      [sopClasses.EncapsulatedPDFStorage, "document"],
      [sopClasses.GrayscaleSoftcopyPresentationStateStorage, "presentation"],
      [sopClasses.KeyObjectSelectionDocumentStorage, "key-objects"],
      [sopClasses.TwelveLeadECGWaveformStorage, "waveform"],
      [sopClasses.RTStructureSetStorage, "structure"],
      [sopClasses.RTDoseStorage, "image"],
      [sopClasses.ParametricMapStorage, "image"],
      [sopClasses.VideoEndoscopicImageStorage, "video"],
      [sopClasses.VLWholeSlideMicroscopyImageStorage, "slide"],
      [sopClasses.RawDataStorage, "other"],
    ];
    for (const [index, [sopClassUid]] of kinds.entries()) {
      archive.store(buildInstance({ sopClassUid, sopInstanceUid: `1.9.${index}`, seriesInstanceUid: `1.8.${index}` }));
    }
    expect(kinds.map((_, index) => archive.series(`1.8.${index}`)?.kind)).toEqual(kinds.map(([, kind]) => kind));
  });

  it("fills what the first instance left empty, marks another patient's object, and sees the phantom's mark", () => {
    archive.store(buildInstance({ patientId: "", patientName: "", studyDate: "" }));
    archive.store(
      buildInstance({
        sopInstanceUid: "1.2.3.4.2",
        patientId: "P7",
        patientName: "Late^Name",
        manufacturerModelName: "Hounsfield phantom",
      }),
    );
    const third = archive.store(buildInstance({ sopInstanceUid: "1.2.3.4.3", patientId: "P8" }));
    expect(third).toMatchObject({ kind: "stored", repairs: ["patient-differs"] });
    expect(archive.study("1.2.3")).toMatchObject({
      patientId: "P7",
      patientName: "Late^Name",
      studyDate: "20260101",
      synthetic: true,
    });
    expect(archive.searchStudies({ patientName: "late", limit: 9, offset: 0 }).total).toBe(1);
  });

  it("sorts series and instances by their numbers, those without one last", () => {
    for (const [uid, number] of [
      ["1.1", 10],
      ["1.2", 2],
      ["1.3", 1],
    ] as const) {
      archive.store(buildInstance({ sopInstanceUid: uid, instanceNumber: number }));
    }
    archive.store(buildInstance({ sopInstanceUid: "1.0", edit: (dataset) => dataset.delete("InstanceNumber") }));
    expect(archive.instancesOfSeries("1.2.3.4").map(({ sopInstanceUid }) => sopInstanceUid)).toEqual([
      "1.3",
      "1.2",
      "1.1",
      "1.0",
    ]);
  });
});

describe("integrity", () => {
  it("finds a flipped bit, a missing file and an orphan, and changes nothing", async () => {
    const [flipped, missing] = ["1.1", "1.2", "1.3"].map(
      (sopInstanceUid) => archive.store(buildInstance({ sopInstanceUid })).instance,
    );
    const bytes = readFileSync(flipped?.path ?? "");
    bytes[200] = (bytes[200] ?? 0) ^ 1;
    writeFileSync(flipped?.path ?? "", bytes);
    rmSync(missing?.path ?? "");
    writeFileSync(join(folder, "instances", "stray.txt"), "stray");
    const report = { checked: 3, flipped: ["1.1"], missing: ["1.2"], orphans: [join("instances", "stray.txt")] };
    expect(await archive.verify()).toEqual(report);
    expect(await reopen().verify()).toEqual(report);
    await expect(archive.read("1.2")).rejects.toMatchObject({ code: "file-missing" });
    await expect(archive.read("1.7")).rejects.toMatchObject({ code: "not-found" });
  });

  it("heals a missing file when the same instance comes again", async () => {
    const bytes = buildInstance();
    rmSync(archive.store(bytes).instance.path);
    expect(archive.store(bytes).kind).toBe("duplicate");
    expect((await archive.verify()).missing).toEqual([]);
  });

  it("adopts whole files a killed process left without a row, and puts others aside", async () => {
    const { instance } = archive.store(buildInstance());
    archive.dispose();
    const db = new DatabaseSync(join(folder, "index.sqlite"));
    db.exec("DELETE FROM instances");
    db.close();
    const half = "ab".repeat(32);
    await mkdir(join(folder, "instances", "ab"), { recursive: true });
    writeFileSync(join(folder, "instances", "ab", `${half}.dcm`), "half of a file");
    await leaveDeadSession();
    reopen();
    expect(archive.instance(instance.sopInstanceUid)).toEqual(instance);
    expect(await archive.verify()).toEqual({ checked: 1, flipped: [], missing: [], orphans: [] });
    expect(await readdir(join(folder, "quarantine"))).toEqual([`${half}.damaged`]);
  });

  it("makes its index again from the originals when it is lost or damaged", async () => {
    archive.storeBatch([buildInstance(), buildInstance({ sopInstanceUid: "1.2.3.4.2" }), buildInstance({ value: 9 })]);
    const before = archive.instancesOfSeries("1.2.3.4");
    archive.dispose();
    for (const name of await readdir(folder)) if (name.startsWith("index.sqlite-")) await rm(join(folder, name));
    writeFileSync(join(folder, "index.sqlite"), "not a database, though something once was here");
    reopen();
    expect(archive.instancesOfSeries("1.2.3.4").map((each) => each.sopInstanceUid)).toEqual(
      before.map((each) => each.sopInstanceUid),
    );
    expect(archive.conflicts()).toHaveLength(1);
    expect((await readdir(folder)).filter((name) => name.startsWith("index.damaged-"))).toHaveLength(1);
    archive.dispose();
    await rename(join(folder, "index.sqlite"), join(folder, "moved"));
    expect(reopen().counts().instances).toBe(2);
  });

  it("does not touch an index from a newer version", () => {
    archive.dispose();
    const db = new DatabaseSync(join(folder, "index.sqlite"));
    db.exec("INSERT INTO migrations VALUES (99, 'later')");
    db.close();
    expect(() => openArchive(folder)).toThrow(expect.objectContaining({ area: "archive", code: "index-newer" }));
  });

  it("lets two connections write side by side", () => {
    const second = openArchive(folder);
    archive.store(buildInstance({ sopInstanceUid: "1.1" }));
    second.store(buildInstance({ sopInstanceUid: "1.2" }));
    expect(archive.counts().instances).toBe(2);
    expect(second.counts().instances).toBe(2);
    second.dispose();
  });
});
