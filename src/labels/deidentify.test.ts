import { describe, expect, it } from "vitest";
import { buildPart10, Dataset, dictionaryEntry, parsePart10, sopClasses, tagOf, uidFromText } from "../dicom/index.ts";
import { mappedByBasicProfile, removedByBasicProfile } from "../testing/confidentiality-profile.ts";
import { deidentify } from "./deidentify.ts";
import { dummied, keptBesides } from "./kept-attributes.ts";
import type { Pseudonyms } from "./pseudonyms.ts";

const pseudonyms: Pseudonyms = {
  uid: (uid) => uidFromText(`key ${uid}`),
  name: (kind, value) => `${kind[0]?.toUpperCase()}-${uidFromText(`key ${value}`).slice(-6)}`,
};

const strings = ["AE", "AS", "CS", "DA", "DT", "LO", "LT", "PN", "SH", "ST", "TM", "UC", "UI", "UR", "UT"];
const numbers = ["DS", "IS", "US", "UL", "FL", "FD", "SS", "SL", "AT"];

/** A value that can be found again, of the attribute's own kind. */
function planted(tag: number, vr: string): readonly string[] | readonly number[] | readonly Dataset[] | Uint8Array | undefined {
  if (vr === "UI") return [`1.2.999.${tag}`];
  if (vr === "AS") return ["077Y"];
  if (vr === "DA") return ["19451231"];
  if (vr === "TM") return ["131415"];
  if (vr === "DT") return ["19451231131415"];
  if (vr === "CS" || vr === "SH" || vr === "AE") return [`ZZ${tag.toString(16).toUpperCase()}`];
  if (strings.includes(vr)) return [`Secret ${tag.toString(16)}`];
  if (numbers.includes(vr)) return [4711];
  if (vr === "SQ") return [new Dataset().set("PatientName", `Secret ${tag.toString(16)}`).set("CodeMeaning", "SecretMeaning")];
  return vr === "OB" || vr === "UN" ? new TextEncoder().encode(`Secret ${tag.toString(16)} `) : undefined;
}

function withPlanted(tags: readonly number[], into = new Dataset()): Dataset {
  for (const tag of tags) {
    const vr = dictionaryEntry(tag)?.vr ?? "LO";
    const value = planted(tag, vr);
    if (value !== undefined) into.setElement(tag, { vr: vr as "LO", value });
  }
  return into;
}

const image = () =>
  new Dataset()
    .set("SOPClassUID", sopClasses.CTImageStorage)
    .set("SOPInstanceUID", "1.2.999.1")
    .set("Modality", "CT")
    .set("ImageType", ["ORIGINAL", "PRIMARY", "AXIAL"])
    .set("ImagePositionPatient", [1.5, -2, 3])
    .set("KVP", 120)
    .set("ConvolutionKernel", "B70f")
    .set("Rows", 2)
    .set("Columns", 2)
    .set("PixelData", new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]), "OW");

describe("an object without its patient", () => {
  it("holds nothing that the Basic Profile removes, and none of its values", () => {
    const wholly = withPlanted(removedByBasicProfile, image());
    expect(wholly.entries().length).toBeGreaterThan(560);
    const clean = deidentify(wholly, "P-1", pseudonyms);
    const own = ["PatientName", "PatientID"].map((keyword) => tagOf(keyword as "PatientName"));
    const left = removedByBasicProfile.filter((tag) => !own.includes(tag) && (clean.elementAt(tag)?.value.length ?? 0) > 0);
    // What is left are values that mean none.
    const meaningNone = new Set<unknown>(Object.values(dummied));
    expect(left.map((tag) => clean.elementAt(tag)?.value[0]).filter((value) => !meaningNone.has(value))).toEqual([]);
    const bytes = Buffer.from(buildPart10(clean)).toString("latin1");
    for (const secret of ["Secret", "4711", "19451231", "131415", "077Y", "1.2.999.", "ZZ"]) expect(bytes).not.toContain(secret);
    expect(clean.first("PatientIdentityRemoved")).toBe("YES");
    expect(clean.get("DeidentificationMethodCodeSequence")?.[0]?.first("CodeValue")).toBe("113100");
  });

  it("holds them no more within sequences, whichever hold them", () => {
    const inner = withPlanted([...removedByBasicProfile, ...mappedByBasicProfile]);
    const wholly = image()
      .set("SharedFunctionalGroupsSequence", [new Dataset().set("CTAcquisitionTypeSequence", [inner])])
      .set("RequestAttributesSequence", [inner])
      .set("ReferencedImageSequence", [inner]);
    const bytes = Buffer.from(buildPart10(deidentify(wholly, "P-1", pseudonyms))).toString("latin1");
    for (const secret of ["Secret", "4711", "19451231", "1.2.999."]) expect(bytes).not.toContain(secret);
  });

  it("has each UID mapped, the same for the same one, and those of DICOM as they are", () => {
    const wholly = withPlanted(mappedByBasicProfile, image())
      .set("ReferencedImageSequence", [new Dataset().set("ReferencedSOPInstanceUID", "1.2.999.1")])
      .set("FrameOfReferenceUID", "1.2.840.10008.1.4.1.1");
    const clean = deidentify(wholly, "P-1", pseudonyms);
    expect(clean.first("SOPClassUID")).toBe(sopClasses.CTImageStorage);
    expect(clean.first("FrameOfReferenceUID")).toBe("1.2.840.10008.1.4.1.1");
    const mapped = pseudonyms.uid("1.2.999.1");
    expect(clean.get("ReferencedImageSequence")?.[0]?.first("ReferencedSOPInstanceUID")).toBe(mapped);
    expect(Buffer.from(buildPart10(clean)).toString("latin1")).not.toContain("1.2.999.");
  });

  it("holds no private elements, overlays and curves", () => {
    const wholly = image();
    for (const tag of [0x00090010, 0x00091001, 0x60003000, 0x60000022, 0x50003000])
      wholly.setElement(tag, { vr: "LO", value: ["Secret"] });
    expect(Buffer.from(buildPart10(deidentify(wholly, "P-1", pseudonyms))).toString("latin1")).not.toContain("Secret");
  });

  it("has its pixels, its place and how it was made as before", () => {
    const clean = parsePart10(buildPart10(deidentify(image(), "P-1", pseudonyms))).dataset;
    expect(clean.get("PixelData")).toEqual(image().get("PixelData"));
    expect(clean.get("ImagePositionPatient")).toEqual([1.5, -2, 3]);
    expect([clean.first("KVP"), clean.first("ConvolutionKernel"), clean.first("PatientName")]).toEqual([120, "B70f", "P-1"]);
  });

  it("keeps no words that the Basic Profile removes", () => {
    const removed = new Set(removedByBasicProfile);
    expect(keptBesides.filter((keyword) => removed.has(tagOf(keyword)))).toEqual([]);
  });
});
