import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { InstanceRecord } from "../../archive/index.ts";
import { buildTestImage, type TestImage } from "../../testing/dicom-image.ts";
import { greyImage, writeImagePackage } from "../../testing/image-package.ts";
import { plantedDetector } from "../../testing/planted-detector.ts";
import { runAnalysis } from "./analyse-task.ts";
import { explainProposal } from "./explain-task.ts";

const folder = mkdtempSync(join(tmpdir(), "hounsfield-analyse-images-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const modelDirectory = join(folder, "model");

/** Images of 192 x 128 pixels into 96 x 64. */
const [ROWS, COLUMNS] = [128, 192];
const SIZE = [64, 96] as const;
const CR = "1.2.840.10008.5.1.4.1.1.1";
const DX = "1.2.840.10008.5.1.4.1.1.1.1";

beforeAll(() =>
  writeImagePackage(modelDirectory, {
    stages: [
      {
        ...{ id: "boxes", network: plantedDetector("v8", SIZE, [20, 12]), tensors: ["boxes"] },
        inputs: [{ name: "images", shape: [1, 1, ...SIZE], recipe: greyImage("images", SIZE) }],
        outputs: [
          {
            ...{ decoder: "yolo", head: "v8", tensor: "boxes", layout: "values-first", coordinates: "xywh" },
            ...{ normalised: false, labels: ["fracture"], threshold: 0.1, iou: 0.3, maxCandidates: 50 },
          },
        ],
      },
    ],
    findings: { fracture: { geometry: "box" } },
    thresholds: { fracture: 0.5 },
    accepts: { modality: ["DX", "CR", "US"], view: ["PA", "AP"] },
    explanation: { kind: "occlusion", stage: "boxes", size: [8, 8], stride: [4, 4], fill: 0 },
  }),
);

interface Radiograph {
  readonly sopClassUid: string;
  readonly view: string;
  /** Stored value of the spot around column 140, row 40, and of what lies around it. */
  readonly spot: number;
  readonly around: number;
  /** Pixels from the spot's middle to its edge. */
  readonly reach?: number;
  readonly image?: Partial<TestImage>;
  /** Window Center and Width. */
  readonly window?: readonly [number, number];
  /** Height and width of a pixel. */
  readonly aspect?: readonly [number, number];
}

let written = 0;
function instance({ sopClassUid, view, spot, around, reach = 4, image = {}, window, aspect }: Radiograph): InstanceRecord {
  const n = ++written;
  const path = join(folder, `${n}.dcm`);
  const samples = image.samplesPerPixel ?? 1;
  const count = ROWS * COLUMNS * samples;
  const narrow = image.bitsAllocated === 8;
  const values = narrow ? new Uint8Array(count).fill(around) : new Uint16Array(count).fill(around);
  for (let row = 40 - reach; row <= 40 + reach; row++) {
    values.fill(spot, (row * COLUMNS + 140 - reach) * samples, (row * COLUMNS + 141 + reach) * samples);
  }
  const bytes = buildTestImage({
    ...{ rows: ROWS, columns: COLUMNS, pixels: new Uint8Array(values.buffer), bitsStored: 12 },
    ...image,
    more: (dataset) => {
      dataset.set("SOPClassUID", sopClassUid).set("SOPInstanceUID", `2.25.${n}`).set("InstanceNumber", n);
      dataset.set("Modality", sopClassUid === DX ? "DX" : sopClassUid === CR ? "CR" : "US").set("ViewPosition", view);
      if (window) dataset.set("WindowCenter", window[0]).set("WindowWidth", window[1]);
      if (aspect) dataset.set("PixelAspectRatio", aspect);
    },
  });
  writeFileSync(path, bytes);
  const uids = { sopInstanceUid: `2.25.${n}`, sopClassUid, seriesInstanceUid: "2.25.2", studyInstanceUid: "2.25.3" };
  const more = { transferSyntaxUid: "1.2.840.10008.1.2.1", instanceNumber: n, numberOfFrames: 1, sha256: "" };
  return { ...uids, ...more, byteLength: bytes.length, path };
}

async function analysed(...instances: readonly InstanceRecord[]) {
  const input = { instances, modelDirectory, threads: 1, analysisId: "a-1" };
  return runAnalysis(input, { signal: new AbortController().signal, onProgress: () => undefined });
}

/** Image and score of each proposal. */
const told = ({ proposals }: Awaited<ReturnType<typeof analysed>>) =>
  proposals.map(({ reference, provenance }) => [
    reference.sopInstanceUid,
    provenance.by === "model" ? Number(provenance.score.toFixed(2)) : null,
  ]);

describe("a model for single images over a series", () => {
  it("sees each image as it opens: window, inverse, colour, 8 to 16 bits", async () => {
    const grey = instance({ sopClassUid: DX, view: "PA", spot: 3072, around: 0, window: [2048, 4096] });
    const inverse = instance({
      ...{ sopClassUid: CR, view: "AP", spot: 819, around: 4095, window: [2048, 4096] },
      image: { photometricInterpretation: "MONOCHROME1" },
    });
    const narrow = instance({
      ...{ sopClassUid: DX, view: "AP", spot: 179, around: 0, window: [128, 256] },
      image: { bitsAllocated: 8, bitsStored: 8 },
    });
    const coloured = instance({
      ...{ sopClassUid: "1.2.840.10008.5.1.4.1.1.6.1", view: "PA", spot: 166, around: 0 },
      image: { bitsAllocated: 8, bitsStored: 8, samplesPerPixel: 3, photometricInterpretation: "RGB", planarConfiguration: 0 },
    });
    const outcome = await analysed(grey, inverse, narrow, coloured);
    expect(told(outcome)).toEqual([
      [inverse.sopInstanceUid, 0.8],
      [grey.sopInstanceUid, 0.75],
      [narrow.sopInstanceUid, 0.7],
      [coloured.sopInstanceUid, 0.65],
    ]);
    for (const { geometry } of outcome.proposals) {
      if (geometry.kind !== "image") throw new Error("not on its frame");
      const [x, y] = [0, 1].map((axis) => geometry.pointsPixel.reduce((sum, point) => sum + (point[axis] as number), 0) / 4);
      // The middle of the cell of 16 x 16 image pixels that the spot around 140, 40 lies in.
      expect([x, y].map((at) => Number(at?.toFixed(3)))).toEqual([135.5, 39.5]);
    }
    expect(outcome.engine.stages).toMatchObject([{ stage: "boxes", file: "boxes.onnx", provider: "cpu" }]);
  });

  it("opens an image without a window by its values", async () => {
    const bare = instance({ sopClassUid: DX, view: "PA", spot: 3500, around: 500, reach: 20 });
    // Black at what lies around, white at the spot.
    expect(new Set(told(await analysed(bare)).map(([, score]) => score))).toEqual(new Set([1]));
  });

  it("sees oblong pixels as they are shown", async () => {
    const tall = { sopClassUid: DX, view: "PA", spot: 3072, around: 0, window: [2048, 4096], aspect: [2, 1] } as const;
    const [geometry] = (await analysed(instance(tall))).proposals.map((proposal) => proposal.geometry);
    if (geometry?.kind !== "image") throw new Error("not on its frame");
    // 192 x 256 as shown, four columns and two rows of the image to a pixel of the tensor: the spot's cell of 8 x 8 is 32 x 16 image pixels.
    const middle = [0, 1].map((axis) => geometry.pointsPixel.reduce((sum, point) => sum + (point[axis] as number), 0) / 4);
    expect(middle).toEqual([expect.closeTo(143.5, 3), expect.closeTo(39.5, 3)]);
  });

  it("passes over a view it does not take, and refuses a series of nothing else", async () => {
    const lateral = instance({ sopClassUid: DX, view: "LL", spot: 4000, around: 0, window: [2048, 4096] });
    const frontal = instance({ sopClassUid: DX, view: "PA", spot: 3072, around: 0, window: [2048, 4096] });
    expect(told(await analysed(lateral, frontal))).toEqual([[frontal.sopInstanceUid, 0.75]]);
    await expect(analysed(lateral)).rejects.toMatchObject({ code: "not-accepted", details: { reason: "view", found: "LL" } });
    const ct = instance({ sopClassUid: "1.2.840.10008.5.1.4.1.1.2", view: "", spot: 1, around: 0 });
    await expect(analysed(ct)).rejects.toMatchObject({ details: { reason: "modality" } });
  });

  it("says what a box rests on, on the image it was found in", async () => {
    const other = instance({ sopClassUid: DX, view: "PA", spot: 4095, around: 4095, window: [2048, 4096] });
    const own = instance({ sopClassUid: DX, view: "PA", spot: 3072, around: 0, window: [2048, 4096] });
    const { proposals } = await analysed(own);
    const [finding] = proposals;
    if (!finding) throw new Error("nothing found");
    const input = { instances: [other, own], modelDirectory, threads: 1, finding };
    const map = await explainProposal(input, { signal: new AbortController().signal, onProgress: () => undefined });
    expect(map.score).toBeCloseTo(0.75, 3);
    if (map.placement.of !== "image") throw new Error("not on an image");
    const [a, , , d, e, f] = map.placement.pixelFromGrid;
    const largest = Math.max(...map.values);
    expect(largest).toBeGreaterThan(0.5);
    for (const [n, value] of map.values.entries()) {
      const at = [a * (n % map.dimensions[0]) + e, d * Math.floor(n / map.dimensions[0]) + f] as const;
      if (value === largest) expect(Math.max(Math.abs(at[0] - 140), Math.abs(at[1] - 40))).toBeLessThan(10);
    }
    const unknown = { ...finding, code: { value: "0", scheme: "SCT", meaning: "Another" } };
    const context = { signal: new AbortController().signal, onProgress: () => undefined };
    await expect(explainProposal({ ...input, finding: unknown }, context)).rejects.toMatchObject({ code: "no-explanation" });
  });
});
