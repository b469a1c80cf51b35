import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { buildPart10, parsePart10, sopClasses } from "../../dicom/index.ts";
import { hasTool } from "../../testing/environment.ts";
import { signedAt, testContext, testSeriesUid } from "../../testing/report-fixtures.ts";
import { toDicomInstant } from "../datetime.ts";
import { buildKo, type KeyObject } from "../ko/build-ko.ts";
import { keyObjectTitles } from "../ko/titles.ts";
import { buildGsps, type ScreenPresentation } from "./build-gsps.ts";

const folder = mkdtempSync(join(tmpdir(), "gsps-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const image = { sopClassUid: sopClasses.CTImageStorage, sopInstanceUid: "2.25.7001", frameNumbers: [] };
const signature = { signedBy: "Doe^Jane", signedAt };
const identity = { sopInstanceUid: "2.25.7100", seriesInstanceUid: "2.25.7101", seriesNumber: 9960 };

const plain: ScreenPresentation = {
  label: "Für Ärzte",
  description: "As it was read: 肺窗",
  seriesInstanceUid: testSeriesUid,
  images: [image, { ...image, sopInstanceUid: "2.25.7002" }],
  modality: { kind: "linear", slope: 1, intercept: -1024, type: "HU" },
  voi: [{ voi: { kind: "window", center: -600, width: 1500 } }],
  isInverse: false,
  rotationDegrees: 90,
  flippedHorizontally: true,
  displayedArea: { topLeft: [20, 3.4], bottomRight: [500, 512] },
  spacingMm: [0.7, 0.7],
  layers: [
    { name: "MEASUREMENTS", description: "Measurements and texts" },
    { name: "EMPTY", description: "" },
  ],
  annotations: [
    {
      sopInstanceUid: image.sopInstanceUid,
      frameNumber: 1,
      layer: "MEASUREMENTS",
      graphics: [
        {
          type: "POLYLINE",
          points: [
            [10, 10.5],
            [20, 30],
            [10, 10.5],
          ],
          filled: true,
        },
        { type: "POINT", points: [[5, 5]], filled: false },
        {
          type: "ELLIPSE",
          points: [
            [10, 10],
            [20, 10],
            [15, 5],
            [15, 15],
          ],
          filled: false,
        },
      ],
      texts: [{ text: "12.3 mm\nsecond line", anchor: [20, 30] }],
    },
  ],
};
const variants: Readonly<Record<string, ScreenPresentation>> = {
  "a window, a turn, drawings": plain,
  "no rescale, no spacing, nothing drawn": {
    ...plain,
    modality: { kind: "none" },
    spacingMm: undefined,
    annotations: [],
    isInverse: true,
  },
  "a window that is no line": { ...plain, voi: [{ voi: { kind: "window", center: 40.5, width: 400, function: "SIGMOID" } }] },
  "a table that begins below zero, and a window of its own for the other image": {
    ...plain,
    voi: [
      {
        images: [image],
        voi: {
          kind: "table",
          first: -500,
          bits: 16,
          values: Uint16Array.from({ length: 40_000 }, (_, at) => at),
          explanation: "LUNG",
        },
      },
      { images: [{ ...image, sopInstanceUid: "2.25.7002" }], voi: { kind: "window", center: 40, width: 400 } },
    ],
  },
  "a shutter and overlay planes": {
    ...plain,
    shutter: {
      rectangle: { left: 10, right: 500, upper: 12, lower: 498 },
      circle: { row: 250, column: 255, radius: 240 },
      polygon: [
        [1, 1],
        [1, 500],
        [500, 250],
      ],
      grey: 0,
    },
    overlayGroups: [0x6000, 0x6004],
  },
  "frames of a multi-frame image": {
    ...plain,
    images: [{ ...image, sopClassUid: sopClasses.EnhancedCTImageStorage, frameNumbers: [2, 3] }],
  },
};

function verify(name: string, bytes: Uint8Array): string[] {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const { stdout, stderr } = spawnSync("dciodvfy", [path], { encoding: "utf8" });
  // Empty where nobody says it: without the attribute it calls that an error.
  const ofTheStudy = /would be needed to build DICOMDIR|only permitted to be empty when actually unknown.*<Laterality>/;
  return `${stdout}\n${stderr}`.split("\n").filter((line) => /^(?:Error|Warning)/.test(line) && !ofTheStudy.test(line));
}

describe("a presentation state of a screen", () => {
  it("names its layers only where something is in them, and its label as a code string", () => {
    const state = buildGsps(plain, testContext(), identity, signature);
    expect(state.get("GraphicLayerSequence")?.map((layer) => layer.first("GraphicLayer"))).toEqual(["MEASUREMENTS"]);
    expect(state.first("ContentLabel")).toBe("F_R _RZTE");
    expect(state.get("DisplayedAreaSelectionSequence")?.[0]?.get("DisplayedAreaTopLeftHandCorner")).toEqual([20, 3]);
  });

  it("was made at an instant in the zone that it says", () => {
    const context = testContext();
    context.study.set("TimezoneOffsetFromUTC", "-0930");
    const state = buildGsps(plain, context, identity, signature);
    expect(state.first("TimezoneOffsetFromUTC")).toBe("-0930");
    const { date, time } = toDicomInstant(signedAt, -570);
    expect([state.first("PresentationCreationDate"), state.first("PresentationCreationTime")]).toEqual([date, time]);
    expect(state.first("InstanceCreationTime")).toBe(time);
  });

  it.skipIf(!hasTool("dciodvfy")).each(Object.entries(variants))("is as dciodvfy wants it: %s", (name, screen) => {
    const bytes = buildPart10(buildGsps(screen, testContext(), identity, signature));
    expect(verify(`${name}.dcm`, bytes)).toEqual([]);
  });

  it.skipIf(!hasTool("dcmpschk")).each(Object.entries(variants))("is as dcmpschk wants it: %s", (name, screen) => {
    const path = join(folder, `${name}.pr.dcm`);
    const context = testContext();
    context.study.set("PatientName", "Doe^John");
    writeFileSync(path, buildPart10(buildGsps({ ...screen, description: "As read" }, context, identity, signature)));
    const { stdout, stderr } = spawnSync("dcmpschk", [path], { encoding: "utf8" });
    expect(`${stdout}${stderr}`).toContain("Test passed");
  });
});

describe("key objects", () => {
  const objects: KeyObject[] = [
    { seriesInstanceUid: testSeriesUid, sopClassUid: sopClasses.CTImageStorage, sopInstanceUid: "2.25.7001" },
    { seriesInstanceUid: "2.25.99", sopClassUid: sopClasses.EnhancedCTImageStorage, sopInstanceUid: "2.25.7003", frameNumber: 4 },
    { seriesInstanceUid: "2.25.99", sopClassUid: sopClasses.EnhancedCTImageStorage, sopInstanceUid: "2.25.7003", frameNumber: 5 },
  ];
  it.skipIf(!hasTool("dciodvfy")).each(Object.keys(keyObjectTitles))("are as dciodvfy wants them: %s", (title) => {
    const selection = {
      title: title as keyof typeof keyObjectTitles,
      description: "4: nodule 结节",
      objects,
      language: "en" as const,
    };
    expect(verify(`${title}.dcm`, buildPart10(buildKo(selection, testContext(), identity, signature)))).toEqual([]);
  });

  it("name a frame only of an image with several, and each image once as evidence", () => {
    const selection = { title: "113004", description: "", objects, language: "zh-CN" } as const;
    const { dataset } = parsePart10(buildPart10(buildKo(selection, testContext(), identity, signature)));
    const images = (dataset.get("ContentSequence") ?? []).filter((item) => item.first("ValueType") === "IMAGE");
    expect(images.map((item) => item.get("ReferencedSOPSequence")?.[0]?.first("ReferencedFrameNumber"))).toEqual([
      undefined,
      4,
      5,
    ]);
    const series = dataset.get("CurrentRequestedProcedureEvidenceSequence")?.[0]?.get("ReferencedSeriesSequence") ?? [];
    expect(series.map((item) => item.get("ReferencedSOPSequence")?.length)).toEqual([1, 1]);
  });
});
