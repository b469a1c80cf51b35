import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { InstanceRecord } from "../../archive/index.ts";
import { parsePart10, tagOf } from "../../dicom/index.ts";
import { isOfImage, sct } from "../../findings/index.ts";
import { writeFracturePackage } from "../../testing/fracture-package.ts";
import { buildPng } from "../../testing/grey-png.ts";
import { drawLimb, type LimbRecipe } from "../../testing/limb-radiograph.ts";
import { type LimbImage, limbFile } from "../../testing/limb-study.ts";
import { runAnalysis } from "./analyse-task.ts";
import { createConverter } from "./convert.ts";
import { explainProposal } from "./explain-task.ts";

const folder = mkdtempSync(join(tmpdir(), "hounsfield-radiographs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const modelDirectory = join(folder, "model");
beforeAll(() => writeFracturePackage(modelDirectory));

const field = [
  [70, 60],
  [410, 60],
  [410, 580],
  [70, 580],
] as const;
const broken: Partial<LimbRecipe> = { columns: 480, rows: 640, fractureAt: 0.6, field, surrounding: "unexposed" };
/** Where the drawn fracture is, pixel centres from 0. */
const truth = drawLimb({ columns: 480, rows: 640, ...broken }).fracture;

let written = 0;
function instanceOf(bytes: Uint8Array): InstanceRecord {
  const path = join(folder, `${++written}.dcm`);
  writeFileSync(path, bytes);
  const { dataset, transferSyntaxUid } = parsePart10(bytes, { untilTag: tagOf("PixelData") });
  const uid = (keyword: "SOPInstanceUID" | "SOPClassUID" | "SeriesInstanceUID" | "StudyInstanceUID") =>
    dataset.first(keyword) ?? "";
  return {
    ...{ sopInstanceUid: uid("SOPInstanceUID"), sopClassUid: uid("SOPClassUID"), transferSyntaxUid },
    ...{ seriesInstanceUid: uid("SeriesInstanceUID"), studyInstanceUid: uid("StudyInstanceUID") },
    ...{ instanceNumber: 1, numberOfFrames: 1, sha256: "", byteLength: bytes.length, path },
  };
}
const context = { signal: new AbortController().signal, onProgress: () => undefined };
const analysed = (...instances: readonly InstanceRecord[]) =>
  runAnalysis({ instances, modelDirectory, threads: 1, analysisId: "a-1" }, context);

/** The one box of an outcome holds the fracture's middle. */
function expectFound({ proposals }: Awaited<ReturnType<typeof analysed>>) {
  expect(proposals).toHaveLength(1);
  const [proposal] = proposals;
  if (proposal?.geometry.kind !== "image" || !truth) throw new Error("no box");
  for (const axis of [0, 1] as const) {
    const along = proposal.geometry.pointsPixel.map((point) => point[axis] as number);
    const middle = (truth.min[axis] + truth.max[axis]) / 2;
    expect(Math.min(...along)).toBeLessThan(middle);
    expect(Math.max(...along)).toBeGreaterThan(middle);
    expect(Math.max(...along) - Math.min(...along)).toBeLessThan(110);
  }
}

describe("a model of limb fractures on radiographs", () => {
  const kinds: readonly Partial<LimbImage>[] = [
    {},
    { bitsStored: 8 },
    { bitsStored: 10, voi: "several" },
    { bitsStored: 14, photometricInterpretation: "MONOCHROME1" },
    { bitsStored: 16, voi: "none" },
    { bitsStored: 12, isSigned: true, photometricInterpretation: "MONOCHROME1", voi: "SIGMOID" },
    { bitsStored: 8, voi: "table" },
    { more: (dataset) => void dataset.set("RescaleSlope", 0.5).set("RescaleIntercept", -100), voi: "none" },
  ];
  it.each(kinds)("finds what is broken however it is stored: %j", async (kind) => {
    expectFound(await analysed(instanceOf(limbFile({ name: "broken", limb: broken, ...kind }))));
  });

  it.each([
    { surrounding: "shutter" },
    { surrounding: { tone: 1 } },
    { surrounding: "unexposed", markers: [[35, 200]] },
    { field: undefined },
  ] as const)("finds it within whatever field: %j", async (change) => {
    expectFound(await analysed(instanceOf(limbFile({ name: "broken", limb: { ...broken, ...change } as Partial<LimbRecipe> }))));
  });

  it("tells of each image of a series, with side and region, and of the whole where nothing is boxed", async () => {
    const side = (value: string) => (dataset: Parameters<NonNullable<LimbImage["more"]>>[0]) =>
      void dataset.set("ImageLaterality", value);
    const left = instanceOf(limbFile({ name: "left", series: "both", limb: broken, more: side("L") }));
    const right = instanceOf(limbFile({ name: "right", series: "both", limb: { ...broken, fractureAt: 0.35 }, more: side("R") }));
    const whole = instanceOf(
      limbFile({ name: "whole", series: "both", limb: { columns: 480, rows: 640, field }, more: side("R") }),
    );
    const { proposals, imageScores = [] } = await analysed(left, right, whole);
    const of = (uid: string) => proposals.filter(({ reference }) => reference.sopInstanceUid === uid);
    expect(of(left.sopInstanceUid)).toMatchObject([{ code: sct.fracture, site: sct.forearm, laterality: sct.left }]);
    expect(of(right.sopInstanceUid)).toMatchObject([{ site: sct.forearm, laterality: sct.right }]);
    expect(of(whole.sopInstanceUid)).toEqual([]);
    expect(proposals.some((proposal) => isOfImage(proposal))).toBe(false);
    expect(imageScores.map(({ sopInstanceUid, score, threshold }) => [sopInstanceUid, score >= threshold])).toEqual([
      [left.sopInstanceUid, true],
      [right.sopInstanceUid, true],
      [whole.sopInstanceUid, false],
    ]);
  });

  it("takes a film that came as a picture, with the caveat that nothing says what it shows", async () => {
    const { columns, rows, shown } = drawLimb({ columns: 480, rows: 640, ...broken });
    const png = buildPng(
      rows,
      columns,
      Uint8Array.from(shown, (value) => Math.round(255 * value)),
    );
    const converted = await createConverter()(png);
    if (!converted) throw new Error("not converted");
    const outcome = await analysed(instanceOf(converted.bytes));
    expectFound(outcome);
    expect(outcome.unknown).toEqual(["body-region"]);
  });

  it("refuses chest, skull and spine with what they are", async () => {
    for (const [part, found] of [
      ["CHEST", "chest"],
      ["SKULL", "head"],
      ["CSPINE", "neck, spine"],
    ]) {
      const more: LimbImage["more"] = (dataset) =>
        void dataset.set("BodyPartExamined", part as string).set("StudyDescription", "");
      const image = instanceOf(limbFile({ name: `${part}`, limb: broken, more }));
      await expect(analysed(image)).rejects.toMatchObject({
        code: "not-accepted",
        details: { reason: "body-region", found },
      });
    }
  });

  it("shows what the box rests on, in the pixels of the image", async () => {
    const image = instanceOf(limbFile({ name: "explained", limb: broken }));
    const [finding] = (await analysed(image)).proposals;
    if (!finding || !truth) throw new Error("nothing found");
    const map = await explainProposal({ instances: [image], modelDirectory, threads: 1, finding }, context);
    if (map.placement.of !== "image") throw new Error("not on an image");
    const [a, , , d, e, f] = map.placement.pixelFromGrid;
    const most = map.values.indexOf(Math.max(...map.values));
    const at = [a * (most % map.dimensions[0]) + e, d * Math.floor(most / map.dimensions[0]) + f] as const;
    expect(Math.abs(at[0] - (truth.min[0] + truth.max[0]) / 2)).toBeLessThan(40);
    expect(Math.abs(at[1] - (truth.min[1] + truth.max[1]) / 2)).toBeLessThan(40);
  });
});
