import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Dataset, parsePart10, sopClasses } from "../dicom/index.ts";
import { dcm, sct } from "../findings/index.ts";
import { dataRoot } from "../testing/environment.ts";
import { segmentMaskOnGrid } from "./seg/mask-on-grid.ts";
import { readSeg } from "./seg/read-seg.ts";
import { codeItem, containerItem, numberContent } from "./sr/item.ts";
import { readSr } from "./sr/read-sr.ts";

const root = dataRoot();
const open = (path: string): Dataset => parsePart10(readFileSync(join(root ?? "", path))).dataset;

describe.skipIf(root === null)("reports of others", () => {
  it("of highdicom: a circle, its area and what it is; the rest is listed", () => {
    const report = readSr(open("objects/sr/sr_document.dcm"));
    expect(report.findings).toHaveLength(1);
    expect(report.findings[0]).toMatchObject({
      trackingId: "Planar ROI Measurements",
      code: { meaning: "Spinal cord" },
      geometry: { kind: "image", shape: "circle" },
      measurements: [{ value: 1.7, unit: "cm2" }],
    });
    expect(report.notUnderstood.map(({ concept }) => concept)).toContain("121402 DCM Normality");
  });

  it("of highdicom: groups without a shape, of a circle, of an open line, of a point", () => {
    const report = readSr(open("objects/sr/sr_document_with_multiple_groups.dcm"));
    expect(report.findings.map(({ trackingId, geometry }) => [trackingId, geometry?.kind])).toEqual([
      ["Image0001", undefined],
      ["LungNodule0001", "image"],
      ["Aorta0001", "image"],
      ["Vertebra0001", "point"],
    ]);
    expect(report.findings[1]).toMatchObject({
      code: sct.nodule,
      site: { value: sct.lung.value },
      measurements: [{ value: 10, unit: "mm" }],
    });
    expect(report.findings[2]?.geometry).toMatchObject({ shape: "polyline" });
    expect(report.notUnderstood).toEqual([]);
  });

  it("of dcmqi: a segment with its measurements and what modifies them, in old codes", () => {
    const [finding, ...others] = readSr(open("objects/sr/sr-example/sr.dcm")).findings;
    expect(others).toEqual([]);
    expect(finding?.segment).toMatchObject({ segmentNumber: 1 });
    expect(finding?.measurements).toHaveLength(22);
    expect(finding?.measurements[0]).toMatchObject({
      value: 6.01529,
      modifiers: [{ value: { value: sct.mean.value, scheme: "SCT" } }],
    });
  });

  it("of dwv: rulers, angles, regions", () => {
    const kinds = Object.fromEntries(
      ["ruler", "protractor", "rectangle", "ellipse", "circle", "roi"].map((name) => {
        const [finding] = readSr(open(`objects/sr/dwv-tid1500/sr-${name}.dcm`)).findings;
        return [name, finding?.geometry?.kind === "image" ? finding.geometry.shape : undefined];
      }),
    );
    expect(kinds).toEqual({
      ruler: "length",
      protractor: "angle",
      rectangle: "polygon",
      ellipse: "ellipse",
      circle: "circle",
      roi: "polygon",
    });
  });

  it("of Sybil: a box on every slice of a lesion", () => {
    const folder = "ct/nlst-chest-2mm-sr";
    const [name = ""] = readdirSync(join(root ?? "", folder));
    const { findings, notUnderstood } = readSr(open(join(folder, name)));
    expect(findings).toHaveLength(8);
    expect(notUnderstood).toEqual([]);
    for (const finding of findings) {
      expect(finding).toMatchObject({ code: sct.lesion, geometry: { kind: "image", shape: "polygon" } });
      expect(finding.reference?.sopClassUid).toBe(sopClasses.CTImageStorage);
    }
  });
});

describe.skipIf(root === null)("segmentations of others", () => {
  /** Set pixels of each frame, as highdicom 0.28 counts them. */
  const counts: Readonly<Record<string, readonly number[]>> = {
    "liver.dcm": [36233, 35645, 35220],
    "partial_overlaps.dcm": [9602, 11888, 117, 117, 10509, 6693, 4713],
    "seg_image_ct_binary.dcm": [127, 256, 255],
    "seg_image_ct_binary_overlap.dcm": [16, 16, 16, 16, 4, 4, 4, 4],
    "seg_image_ct_binary_single_frame.dcm": [1832],
    "seg_image_ct_binary_fractional.dcm": [127, 256, 255],
    "sparse-labelmap-ppv5.dcm": [315, 315],
  };
  it.each(Object.entries(counts))("%s: the pixels that highdicom sees", (name, expected) => {
    const { frames, notUnderstood } = readSeg(open(join("objects/seg", name)));
    expect(frames.map(({ pixels }) => pixels().reduce((sum, value) => sum + value, 0))).toEqual(expected);
    expect(notUnderstood).toEqual([]);
  });

  it("on a radiograph have no place, which is said", () => {
    const seg = readSeg(open("objects/seg/seg_image_cr_binary.dcm"));
    expect(seg.notUnderstood).toEqual([{ reason: "no-place", count: 1 }]);
    expect(seg.frames[0]?.source).toBeDefined();
  });

  it("are refused where they are something else", () => {
    expect(() => readSeg(open("objects/seg/ct_image.dcm"))).toThrowError(expect.objectContaining({ code: "not-seg" }));
    expect(() => readSr(open("objects/seg/liver.dcm"))).toThrowError(expect.objectContaining({ code: "not-sr" }));
  });

  it("give a mask on the grid that they were made on, and none on another", () => {
    const seg = readSeg(open("objects/seg/liver.dcm"));
    const planes = seg.frames
      .flatMap(({ plane }) => plane ?? [])
      .sort((a, b) => a.imagePositionPatient[2] - b.imagePositionPatient[2]);
    const [first, next] = planes;
    if (first === undefined || next === undefined) throw new Error("the file has places");
    const gap = next.imagePositionPatient[2] - first.imagePositionPatient[2];
    const grid = {
      dimensions: [seg.columns, seg.rows, 3] as const,
      spacingMm: [first.pixelSpacing[1], first.pixelSpacing[0], gap] as const,
      originPatient: first.imagePositionPatient,
      directions: [first.rowDirection, first.columnDirection, [0, 0, 1] as const] as const,
    };
    expect(segmentMaskOnGrid(seg, 1, grid)?.size[2]).toBe(3);
    expect(segmentMaskOnGrid(seg, 1, { ...grid, spacingMm: [1, 1, gap] })).toBeUndefined();
    expect(segmentMaskOnGrid(seg, 1, { ...grid, originPatient: [0.3, 0, 0] })).toBeUndefined();
  });
});

describe("hostile objects", () => {
  const group = (children: Dataset[]) =>
    containerItem({ value: "125007", scheme: "DCM", meaning: "Measurement Group" }, children);
  const report = (children: Dataset[]) =>
    containerItem({ value: "126000", scheme: "DCM", meaning: "Imaging Measurement Report" }, children);

  it("nested too deep are refused", () => {
    let item = containerItem(sct.lung, []);
    for (let depth = 0; depth < 60; depth++) item = containerItem(sct.lung, [item]);
    expect(() => readSr(item)).toThrowError(expect.objectContaining({ code: "too-large" }));
  });

  it("with shapes that are none, numbers without value, items without name: listed, and the rest is read", () => {
    const nan = new Dataset()
      .set("ValueType", "SCOORD3D")
      .set("RelationshipType", "CONTAINS")
      .set("GraphicType", "POINT")
      .set("GraphicData", [1, Number.NaN, 3]);
    const odd = new Dataset().set("ValueType", "SCOORD").set("GraphicType", "POLYLINE").set("GraphicData", [1, 2, 3]);
    const empty = numberContent(sct.length, 1, "mm").set("MeasuredValueSequence", []);
    const good = numberContent(sct.area, 12.5, "mm2");
    const { findings, notUnderstood } = readSr(report([group([nan, odd, empty, good, new Dataset()])]));
    expect(findings[0]?.measurements).toEqual([{ concept: sct.area, value: 12.5, unit: "mm2" }]);
    expect(findings[0]?.geometry).toBeUndefined();
    expect(notUnderstood.map(({ reason }) => reason)).toEqual(["unknown-shape", "unknown-shape", "no-value", "unknown-item"]);
  });

  it("an attenuation with its derivation is read by its own code", () => {
    const derived = new Dataset()
      .set("RelationshipType", "HAS CONCEPT MOD")
      .set("ValueType", "CODE")
      .set("ConceptNameCodeSequence", [codeItem({ value: "121401", scheme: "DCM", meaning: "Derivation" })])
      .set("ConceptCodeSequence", [codeItem(sct.mean)]);
    const { findings } = readSr(report([group([numberContent(dcm.attenuation, -12, "[hnsf'U]", [derived])])]));
    expect(findings[0]?.measurements).toEqual([{ concept: dcm.meanAttenuation, value: -12, unit: "[hnsf'U]" }]);
  });

  it("a segmentation whose pixels are fewer than it says, or compressed, or of no known type", () => {
    const seg = (type: string, bits: number, data: Uint8Array) =>
      new Dataset()
        .set("Rows", 100)
        .set("Columns", 100)
        .set("NumberOfFrames", 3)
        .set("BitsAllocated", bits)
        .set("SegmentationType", type)
        .set("SegmentSequence", [new Dataset().set("SegmentNumber", 1)])
        .set("PerFrameFunctionalGroupsSequence", [new Dataset(), new Dataset(), new Dataset()])
        .set("PixelData", data, "OB");
    expect(readSeg(seg("BINARY", 1, new Uint8Array(10))).notUnderstood).toContainEqual({ reason: "missing-pixels", count: 1 });
    expect(readSeg(seg("HOLOGRAM", 8, new Uint8Array(30_000))).notUnderstood).toContainEqual({
      reason: "unknown-type",
      count: 1,
    });
    expect(() => readSeg(seg("BINARY", 1, new Uint8Array(10)).set("NumberOfFrames", 2_000_000))).toThrowError(
      expect.objectContaining({ code: "too-large" }),
    );
  });
});

it.skipIf(root === null)("no report or segmentation among the files built to break parsers gets past the known errors", () => {
  const folder = join(root ?? "", "broken/fuzz-v2");
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }) : [];
  for (const name of files.filter((file) => file.endsWith(".dcm"))) {
    let dataset: Dataset;
    try {
      dataset = parsePart10(readFileSync(join(folder, name))).dataset;
    } catch {
      continue;
    }
    for (const read of [readSr, readSeg]) {
      try {
        read(dataset);
      } catch (error) {
        expect((error as { area?: string }).area, name).toMatch(/^(?:report|dicom)$/);
      }
    }
  }
});
