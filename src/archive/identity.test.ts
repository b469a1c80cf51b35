import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Dataset, isUid, type Keyword, tagOf } from "../dicom/index.ts";
import { buildInstance } from "../testing/instances.ts";
import { type Archive, openArchive } from "./index.ts";

/** The same instance without some of its elements. */
function without(keywords: readonly Keyword[], edit: (dataset: Dataset) => void = () => undefined): Uint8Array {
  return buildInstance({
    edit: (dataset) => {
      edit(dataset);
      // Written empty: SOP Instance and SOP Class UID are needed to write the file.
      for (const keyword of keywords)
        dataset.setElement(tagOf(keyword), { vr: keyword === "PixelData" ? "OW" : "UI", value: [] });
    },
  });
}

describe("an object without the UIDs that it needs", () => {
  let folder = "";
  let archive: Archive;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "identity-"));
    archive = openArchive(folder);
  });
  afterEach(() => {
    archive.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const store = (bytes: Uint8Array) => {
    const outcome = archive.store(bytes);
    if (outcome.kind !== "stored") throw new Error(outcome.kind);
    return outcome;
  };

  it("comes in under UIDs made from what it says, which are said to be made up", () => {
    const { instance, repairs } = store(without(["StudyInstanceUID", "SeriesInstanceUID"]));
    expect(repairs).toEqual(["missing-uid (0020,000D)", "missing-uid (0020,000E)"]);
    expect(instance.sopInstanceUid).toBe("1.2.3.4.1");
    expect(isUid(instance.studyInstanceUid) && isUid(instance.seriesInstanceUid)).toBe(true);
  });

  it("keeps a study and its series together, and two patients apart", () => {
    const slice = (number: number, patientId: string, seriesNumber: number) =>
      store(
        without(["StudyInstanceUID", "SeriesInstanceUID"], (dataset) => {
          dataset.set("SOPInstanceUID", `1.2.9.${number}`).set("PatientID", patientId).set("SeriesNumber", seriesNumber);
        }),
      ).instance;
    const [first, second, other, someone] = [slice(1, "A", 1), slice(2, "A", 1), slice(3, "A", 2), slice(4, "B", 1)];
    expect(second?.seriesInstanceUid).toBe(first?.seriesInstanceUid);
    expect(other?.studyInstanceUid).toBe(first?.studyInstanceUid);
    expect(other?.seriesInstanceUid).not.toBe(first?.seriesInstanceUid);
    expect(someone?.studyInstanceUid).not.toBe(first?.studyInstanceUid);
  });

  it("stays by itself where nothing tells whose it is", () => {
    const unnamed: readonly Keyword[] = ["StudyInstanceUID", "SeriesInstanceUID", "PatientID", "PatientName", "StudyDate"];
    const at = (number: number) =>
      store(without(unnamed, (dataset) => dataset.set("SOPInstanceUID", `1.2.9.${number}`))).instance.studyInstanceUid;
    expect(at(1)).not.toBe(at(2));
  });

  it("has the same UIDs when it comes in again", () => {
    const bytes = without(["StudyInstanceUID"]);
    const { instance } = store(bytes);
    expect(archive.store(bytes)).toMatchObject({ kind: "duplicate", instance: { studyInstanceUid: instance.studyInstanceUid } });
  });

  it("has another UID for one that no UID may be, the same for the same text", () => {
    const letters = (number: number) =>
      store(
        buildInstance({
          sopInstanceUid: `1.2.9.${number}`,
          studyInstanceUid: "anonymous-study",
          seriesInstanceUid: "anonymous-series",
        }),
      );
    const { instance, repairs } = letters(1);
    expect(repairs).toEqual(["invalid-uid (0020,000D)", "invalid-uid (0020,000E)"]);
    expect(isUid(instance.studyInstanceUid)).toBe(true);
    expect(letters(2).instance).toMatchObject({
      studyInstanceUid: instance.studyInstanceUid,
      seriesInstanceUid: instance.seriesInstanceUid,
    });
  });

  it("is never filed with another patient's under a text that stands in for a UID, or under nothing but a date", () => {
    const of = (number: number, patientId: string, uid: string) =>
      store(
        buildInstance({
          sopInstanceUid: `1.2.9.${number}`,
          patientId,
          patientName: "Anonymous",
          studyInstanceUid: uid,
          seriesInstanceUid: uid,
        }),
      ).instance;
    for (const [index, uid] of ["REMOVED", "0", ".", "1.2.3.x"].entries()) {
      const [one, other] = [of(10 * index, "A", uid), of(10 * index + 1, "B", uid)];
      expect(one.studyInstanceUid, uid).not.toBe(other.studyInstanceUid);
      expect(one.seriesInstanceUid, uid).not.toBe(other.seriesInstanceUid);
    }
    const dated = (number: number) =>
      store(
        without(["StudyInstanceUID", "SeriesInstanceUID", "PatientID"], (dataset) => {
          dataset.set("SOPInstanceUID", `1.2.9.9${number}`).set("PatientName", "Anonymous");
        }),
      ).instance.studyInstanceUid;
    expect(dated(1)).not.toBe(dated(2));
  });

  it("is no other version of a file that has the same text for a UID", () => {
    const of = (value: number) => store(buildInstance({ value, edit: (dataset) => dataset.set("SOPInstanceUID", "unknown") }));
    expect(of(1).instance.sopInstanceUid).not.toBe(of(2).instance.sopInstanceUid);
  });

  it("is found by its study where it is a header without pixels", () => {
    const { instance, repairs } = store(without(["PixelData"]));
    expect(repairs).toContain("missing-pixel-data (7FE0,0010)");
    expect(archive.series(instance.seriesInstanceUid)?.kind).toBe("other");
  });
});
