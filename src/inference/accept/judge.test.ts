import { describe, expect, it } from "vitest";
import { sct } from "../../findings/index.ts";
import { type Accepts, acceptsSchema } from "../contract/accepts.ts";
import { bodyRegionsIn } from "./body-region.ts";
import { contrastOf } from "./contrast.ts";
import { judgeSeries } from "./judge.ts";
import { factsOfImage, type SeriesFacts } from "./series-facts.ts";
import { siteOf } from "./site.ts";

const chest: Accepts = acceptsSchema.parse({
  modality: ["CT"],
  of: "volume",
  bodyRegion: ["chest"],
  contrast: "without",
  minSlices: 40,
  maxSliceSpacingMm: 5,
  maxSliceThicknessMm: 5,
  maxPixelSpacingMm: 2,
  minExtentMm: 100,
  photometric: ["MONOCHROME2"],
});
const facts: SeriesFacts = {
  about: { bodyPartExamined: "CHEST", descriptions: ["胸部平扫"] },
  modality: "CT",
  of: "volume",
  slices: 120,
  sliceSpacingMm: 2,
  sliceThicknessMm: 2,
  pixelSpacingMm: 0.7,
  extentMm: [360, 360, 240],
  photometricInterpretation: "MONOCHROME2",
};
const wrist: Accepts = acceptsSchema.parse({
  modality: ["DX", "CR"],
  of: "image",
  bodyRegion: ["wrist", "hand"],
  view: ["PA", "LL"],
  laterality: ["R"],
  contrast: "any",
});
const film: SeriesFacts = {
  ...facts,
  about: { bodyPartExamined: "WRIST", viewPosition: "PA ", laterality: "R" },
  modality: "DX",
  of: "image",
  slices: 1,
};

describe("what a model takes", () => {
  it("is a series inside all it asks for", () => {
    expect(judgeSeries(facts, chest)).toEqual({ accepted: true, unknown: [] });
    expect(judgeSeries(film, wrist)).toEqual({ accepted: true, unknown: [] });
  });

  const cases: [string, Partial<SeriesFacts>, Accepts, SeriesFacts, string][] = [
    ["modality", { modality: "MR" }, chest, facts, "MR"],
    ["modality", { modality: undefined }, chest, facts, "-"],
    ["not-a-volume", { of: "stack" }, chest, facts, "stack"],
    ["not-a-volume", { of: "volume" }, wrist, film, "volume"],
    ["body-region", { about: { bodyPartExamined: "ABDOMEN" } }, chest, facts, "abdomen"],
    ["body-region", { about: { descriptions: ["头颅 CT"] } }, chest, facts, "head"],
    ["contrast", { about: { ...facts.about, contrastBolusAgent: "Iohexol" } }, chest, facts, "with"],
    ["slices", { slices: 39 }, chest, facts, "39"],
    ["slice-spacing", { sliceSpacingMm: 10 }, chest, facts, "10.00 mm"],
    ["slice-thickness", { sliceThicknessMm: 7.5 }, chest, facts, "7.50 mm"],
    ["pixel-spacing", { pixelSpacingMm: 2.5 }, chest, facts, "2.50 mm"],
    ["extent", { extentMm: [360, 360, 80] }, chest, facts, "80 mm"],
    ["extent", { extentMm: [500, 500, 9000] }, chest, facts, "500 x 500 x 9000"],
    ["extent", { extentMm: [500, 500, Number.NaN] }, chest, facts, "500 x 500 x NaN"],
    ["photometric", { photometricInterpretation: "MONOCHROME1" }, chest, facts, "MONOCHROME1"],
    ["view", { about: { ...film.about, viewPosition: "OBL" } }, wrist, film, "OBL"],
    ["laterality", { about: { ...film.about, laterality: "l" } }, wrist, film, "L"],
  ];
  it.each(cases)("is refused by %s", (reason, change, accepts, base, found) => {
    expect(judgeSeries({ ...base, ...change }, accepts)).toMatchObject({ accepted: false, reason, found });
  });

  it("is a series that does not say, and the verdict says what nobody knows", () => {
    const silent = { ...facts, about: {}, sliceThicknessMm: undefined, photometricInterpretation: undefined };
    expect(judgeSeries(silent, chest)).toEqual({
      accepted: true,
      unknown: ["body-region", "contrast", "slice-thickness", "photometric"],
    });
    expect(judgeSeries({ ...film, about: {} }, wrist)).toEqual({
      accepted: true,
      unknown: ["body-region", "view", "laterality"],
    });
    expect(judgeSeries({ ...silent, about: { seen: ["chest"] } }, chest)).toMatchObject({ accepted: true });
    expect(judgeSeries({ ...silent, about: { bodyPartExamined: "WHOLEBODY" } }, chest)).toMatchObject({ accepted: true });
  });

  it("knows a radiograph by its frame", () => {
    const frame = {
      sopClassUid: "1.2.840.10008.5.1.4.1.1.1.1",
      rows: 2000,
      columns: 1500,
      pixelSpacingMm: [0.1, 0.1],
      photometricInterpretation: "MONOCHROME1",
    } as unknown as Parameters<typeof factsOfImage>[0];
    expect(factsOfImage(frame)).toMatchObject({ modality: "DX", of: "image", pixelSpacingMm: 0.1, extentMm: [200, 150] });
    expect(factsOfImage({ ...frame, sopClassUid: "1.2.840.10008.5.1.4.1.1.7" }).modality).toBe("SC");
    expect(factsOfImage({ ...frame, sopClassUid: "1.2.840.10008.5.1.4.1.1.77.1.6" }).modality).toBeUndefined();
  });
});

it.each([
  [["CHEST"], ["chest"]],
  [["CHESTABDPELVIS"], ["chest", "abdomen", "pelvis"]],
  [["", "CT CHEST W IV CONTRAST", "LUNG 3.0  B70f"], ["chest"]],
  [["胸部+上腹部"], ["chest", "abdomen"]],
  [["LSPINE"], ["spine"]],
  [["CSPINE"], ["neck", "spine"]],
  [["HAND_WRIST"], ["wrist", "hand"]],
  [["右腕关节正侧位"], ["wrist"]],
  [["双手正位"], ["hand"]],
  [["术后复查", "手术"], []],
  [["LOWER LEG"], ["lower-leg"]],
  [["NLST-LSS", "0,OPA,TO,AQUL4,FC51,276.6,2,120,40,na,na"], []],
  [["DISTRIBUTED 3 mm"], []],
] as const)("reads the region of %j", (texts, regions) => {
  expect(bodyRegionsIn(texts)).toEqual(regions);
});

it.each([
  ["Omnipaque 350", [], "with"],
  ["NONE", ["CT chest with contrast"], "without"],
  ["", ["CT CHEST W IV CONTRAST"], "with"],
  [undefined, ["胸部增强"], "with"],
  [undefined, ["胸部平扫"], "without"],
  [undefined, ["CT CHEST W/O CONTRAST"], "without"],
  [undefined, ["non-contrast chest"], "without"],
  [undefined, ["CHEST C+"], "with"],
  [undefined, ["CHEST C-"], "without"],
  [undefined, ["LUNG 3.0 B70f"], undefined],
  [undefined, [], undefined],
] as const)("reads contrast of agent %j and %j", (agent, descriptions, contrast) => {
  expect(contrastOf(agent, descriptions)).toBe(contrast);
});

describe("a radiograph for a model of limbs", () => {
  const limbs = acceptsSchema.parse({
    modality: ["DX", "CR", "SC"],
    of: "image",
    bodyRegion: [
      "shoulder",
      "upper-arm",
      "elbow",
      "forearm",
      "wrist",
      "hand",
      "hip",
      "thigh",
      "knee",
      "lower-leg",
      "ankle",
      "foot",
    ],
    contrast: "any",
  });
  const of = (about: SeriesFacts["about"], change: Partial<SeriesFacts> = {}) =>
    judgeSeries({ ...film, about, ...change }, limbs);

  it.each([
    [{ bodyPartExamined: "CHEST" }, "chest"],
    [{ bodyPartExamined: "SKULL" }, "head"],
    [{ bodyPartExamined: "LSPINE" }, "spine"],
    [{ anatomicRegions: [{ value: "122494005", scheme: "SCT", meaning: "Cervical spine" }] }, "neck, spine"],
    [{ descriptions: ["胸部正位"] }, "chest"],
    [{ descriptions: ["颈椎张口位"] }, "neck, spine"],
    [{ descriptions: ["鼻骨侧位"] }, "head"],
    [{ viewMeanings: ["Waters"] }, "head"],
    [{ viewPosition: "TOWNE" }, "head"],
    [{ studyDescription: "腰椎正侧位" }, "spine"],
    [{ descriptions: ["腹部立位 KUB"] }, "abdomen"],
    // The study holds a wrist too; this image is of the chest.
    [{ bodyPartExamined: "CHEST", studyDescription: "胸部正位+左腕关节正侧位" }, "chest"],
  ] as const)("is refused as %j", (about, found) => {
    expect(of(about)).toMatchObject({ accepted: false, reason: "body-region", found });
  });

  it.each([
    { bodyPartExamined: "HAND" },
    { anatomicRegions: [{ value: "49076000", scheme: "SCT", meaning: "Knee joint" }], studyDescription: "CHEST AND KNEE" },
    { descriptions: ["股骨头、股骨颈"] },
    { descriptions: ["Radial head view, elbow"] },
    { descriptions: ["Femoral neck AP"] },
    { descriptions: ["肩关节外展位 abduction"] },
    { descriptions: ["双足正斜位"] },
  ])("is taken as %j", (about) => expect(of(about)).toEqual({ accepted: true, unknown: [] }));

  it("is taken with a caveat where nothing says what it shows", () => {
    expect(of({ bodyPartExamined: "", descriptions: ["X-RAY"] })).toEqual({ accepted: true, unknown: ["body-region"] });
    expect(of({ modality: "OT", descriptions: ["Converted from JPEG"] }, { modality: "SC" })).toEqual({
      accepted: true,
      unknown: ["body-region"],
    });
  });

  it("is refused where another modality's screen was captured", () => {
    expect(of({ modality: "CT", bodyPartExamined: "WRIST" }, { modality: "SC" })).toMatchObject({
      reason: "modality",
      found: "CT",
    });
    expect(of({ modality: "CR", bodyPartExamined: "WRIST" }, { modality: "SC" })).toEqual({ accepted: true, unknown: [] });
  });
});

describe("the site of a finding on a single image", () => {
  const radius = { value: "62413002", scheme: "SCT", meaning: "Radius" };
  it.each([
    [{ bodyPartExamined: "WRIST", laterality: "L" }, sct.wrist, sct.left],
    [{ descriptions: ["右腕关节正侧位"], laterality: "R " }, sct.wrist, sct.right],
    [{ bodyPartExamined: "WRIST", anatomicRegions: [radius] }, radius, undefined],
    [{ bodyPartExamined: "FOOT", laterality: "B" }, sct.foot, sct.bilateral],
    [{ bodyPartExamined: "HAND_WRIST", laterality: "U" }, undefined, undefined],
    [{ bodyPartExamined: "CHEST", anatomicRegions: [{ ...radius, meaning: "Chest" }] }, undefined, undefined],
    [{ anatomicRegions: [{ ...radius, scheme: "99LOCAL" }], laterality: "L" }, sct.forearm, sct.left],
    [{}, undefined, undefined],
  ] as const)("of %j", (about, site, laterality) => {
    expect(siteOf(about)).toEqual({ ...(site && { site }), ...(laterality && { laterality }) });
  });
});
