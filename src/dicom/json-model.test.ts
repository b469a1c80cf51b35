import { describe, expect, it } from "vitest";
import { Dataset, fromDicomJson, toDicomJson } from "./index.ts";

describe("the DICOM JSON Model (PS3.18 annex F)", () => {
  const dataset = new Dataset()
    .set("StudyInstanceUID", "2.25.1")
    .set("ModalitiesInStudy", ["CT", "SR"])
    .set("AccessionNumber", [])
    .set("PatientName", "Wang^XiaoDong=王^小东")
    .set("NumberOfStudyRelatedInstances", 12)
    .set("FrameIncrementPointer", [0x00181063])
    .set("RequestAttributesSequence", [new Dataset().set("ScheduledProcedureStepID", "9")])
    .setElement(0x00091001, { vr: "UN", value: Uint8Array.of(1, 2, 255) });

  it("is written as the standard prints it", () => {
    expect(toDicomJson(dataset)).toEqual({
      "00080050": { vr: "SH" },
      "00080061": { vr: "CS", Value: ["CT", "SR"] },
      "00091001": { vr: "UN", InlineBinary: "AQL/" },
      "00100010": { vr: "PN", Value: [{ Alphabetic: "Wang^XiaoDong", Ideographic: "王^小东" }] },
      "0020000D": { vr: "UI", Value: ["2.25.1"] },
      "00201208": { vr: "IS", Value: [12] },
      "00280009": { vr: "AT", Value: ["00181063"] },
      "00400275": { vr: "SQ", Value: [{ "00400009": { vr: "SH", Value: ["9"] } }] },
    });
  });

  it("is read back to the same data set", () => {
    const read = fromDicomJson(JSON.parse(JSON.stringify(toDicomJson(dataset))));
    expect(toDicomJson(read)).toEqual(toDicomJson(dataset));
    expect(read.first("PatientName")).toBe("Wang^XiaoDong=王^小东");
  });

  it.each([
    [null],
    [[]],
    [{ x: { vr: "CS" } }],
    [{ "00080060": 1 }],
    [{ "00080060": { vr: "CS", Value: "CT" } }],
    [{ "00280010": { vr: "US", Value: ["a"] } }],
  ])("refuses %j", (json) => expect(() => fromDicomJson(json)).toThrow(expect.objectContaining({ code: "malformed" })));
});
