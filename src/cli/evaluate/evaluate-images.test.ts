import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../../base/index.ts";
import { buildTestImage } from "../../testing/dicom-image.ts";
import { dataRoot } from "../../testing/environment.ts";
import { buildPng } from "../../testing/grey-png.ts";
import { greyImage, writeImagePackage } from "../../testing/image-package.ts";
import { buildOnnx } from "../../testing/onnx-network.ts";
import { plantedDetector } from "../../testing/planted-detector.ts";
import { seededRandom } from "../../testing/report-fixtures.ts";
import { runCli } from "../run.ts";

const folder = mkdtempSync(join(tmpdir(), "hounsfield-evaluate-images-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Images of 192 x 320 pixels into 96 x 160, in cells of 8: 12 x 20. */
const [ROWS, COLUMNS] = [192, 320];
const SIZE = [96, 160] as const;
/** Of the boxes that are found, tensor pixels. */
const BOX = [20, 12] as const;

const values = greyImage("images", SIZE, {
  intensity: "modality",
  channels: [{ of: "value", clip: [0, 255], map: { kind: "unit" } }],
});
const input = { name: "images", shape: [1, 1, ...SIZE], recipe: values };

beforeAll(() =>
  writeImagePackage(join(folder, "model"), {
    stages: [
      {
        ...{ id: "boxes", network: plantedDetector("v8", SIZE, BOX), inputs: [input], tensors: ["boxes"] },
        outputs: [
          {
            ...{ decoder: "yolo", head: "v8", tensor: "boxes", layout: "values-first", coordinates: "xywh" },
            ...{ normalised: false, labels: ["fracture"], threshold: 0.1, iou: 0.3, maxCandidates: 50 },
          },
        ],
      },
      {
        // The brightest value, halved: as a score of the whole.
        ...{ id: "whole", inputs: [input], tensors: ["out"] },
        network: buildOnnx({
          inputs: [{ name: "images", shape: [1, 1, ...SIZE] }],
          outputs: [{ name: "out", shape: [1, 1] }],
          nodes: [
            { op: "GlobalMaxPool", inputs: ["images"], outputs: ["most"] },
            { op: "Flatten", inputs: ["most"], outputs: ["flat"], attributes: { axis: 1 } },
            { op: "Mul", inputs: ["flat", "half"], outputs: ["out"] },
          ],
          constants: [{ name: "half", shape: [1], data: Float32Array.of(0.5) }],
        }),
        outputs: [{ decoder: "classification", tensor: "out", activation: "none", labels: ["fractured"] }],
      },
    ],
    findings: { fracture: { geometry: "box" }, fractured: { geometry: "image" } },
    // The whole is flagged at twice the score of its brightest box: the lowest threshold of all would flag more.
    thresholds: { fracture: 0.7, fractured: 0.45 },
    accepts: { modality: ["DX", "CR", "SC"] },
  }),
);

interface Planted {
  readonly name: string;
  /** Column and row of a cell, and the score of the box around it. */
  readonly marks: readonly (readonly [number, number, number])[];
  /** Shares of the image: centre and size. */
  readonly boxes: readonly (readonly [number, number, number, number])[];
  readonly region: string;
  readonly hardware: boolean;
}

/** Radiographs with bright places: most on what is there, some a little beside it, some where nothing is. */
function planted(): readonly Planted[] {
  const random = seededRandom(41);
  return Array.from({ length: 30 }, (_, n): Planted => {
    const marks: [number, number, number][] = [];
    const boxes: [number, number, number, number][] = [];
    const free = Array.from({ length: 15 }, (_, at) => [1 + 4 * (at % 5), 2 + 4 * Math.floor(at / 5)] as const);
    const place = () => free.splice(Math.floor(random() * free.length), 1)[0] as readonly [number, number];
    for (let left = n % 3 === 0 ? 0 : 1 + Math.floor(random() * 2); left > 0; left--) {
      const [column, row] = place();
      const [x, y] = [(column + 0.5) / 20 + (random() - 0.5) * 0.08, (row + 0.5) / 12 + (random() - 0.5) * 0.08];
      boxes.push([x, y, (BOX[0] / SIZE[1]) * (0.8 + 0.4 * random()), (BOX[1] / SIZE[0]) * (0.8 + 0.4 * random())]);
      if (random() < 0.8) marks.push([column, row, 0.45 + 0.5 * random()]);
    }
    for (let left = Math.floor(random() * 3); left > 0; left--) marks.push([...place(), 0.15 + 0.7 * random()]);
    const region = ["hand", "leg", "hip+leg+mixed"][n % 3 === 0 ? Math.floor(n / 3) % 3 : n % 2] ?? "hand";
    return { name: n === 4 ? "IMG4.dcm" : `IMG${n}.png`, marks, boxes, region, hardware: n % 5 === 0 };
  });
}

/** Most as pictures, one as a computed radiograph. */
function picture({ name, marks }: Planted): Uint8Array {
  const samples = new Uint8Array(ROWS * COLUMNS).fill(10);
  for (const [column, row, score] of marks) {
    // 8 pixels in the middle of a cell of 16.
    for (let y = 0; y < 8; y++) {
      const from = (row * 16 + 4 + y) * COLUMNS + column * 16 + 4;
      samples.fill(Math.round(score * 255), from, from + 8);
    }
  }
  if (name.endsWith(".png")) return buildPng(ROWS, COLUMNS, samples);
  return buildTestImage({
    ...{ rows: ROWS, columns: COLUMNS, pixels: samples, bitsAllocated: 8 },
    more: (dataset) => dataset.set("SOPClassUID", "1.2.840.10008.5.1.4.1.1.1").set("Modality", "CR"),
  });
}

async function models(...args: readonly string[]) {
  const printed = { out: "", err: "" };
  const streams = { out: (text: string) => (printed.out += text), err: (text: string) => (printed.err += text) };
  const argv = ["models", ...args, "--archive", join(folder, "data")];
  const status = await runCli(argv, streams, silentLog, new AbortController().signal);
  return { status, ...printed };
}

const heading =
  "image\tsplit\tfractured\tregion\thardware\toriginal_width\toriginal_height\tboxes (centre x, centre y, width, height)";

describe("a model of radiographs over a labelled folder", () => {
  const images = planted();
  const directory = join(folder, "radiographs");
  const labels = join(directory, "labels.tsv");
  let rows: readonly { readonly name: string; readonly value: number }[] = [];
  let answer: Record<string, unknown> = {};
  const value = (name: string) => rows.find((row) => row.name === name)?.value;

  beforeAll(async () => {
    mkdirSync(join(directory, "images"), { recursive: true });
    const lines = images.map((image, n) => {
      writeFileSync(join(directory, "images", image.name), picture(image));
      const boxes = image.boxes.map((box) => box.map((share) => share.toFixed(4)).join(" ")).join(";");
      const split = n < 27 ? "valid" : "train";
      return [image.name, split, image.boxes.length > 0 ? 1 : 0, image.region, Number(image.hardware), 320, 192, boxes].join(
        "\t",
      );
    });
    writeFileSync(join(directory, "images", "broken.png"), new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
    lines.push("broken.png\tvalid\t0\thand\t0\t0\t0\t", "gone.png\tvalid\t0\thand\t0\t0\t0\t");
    writeFileSync(labels, `${[heading, ...lines].join("\n")}\n`);
    expect(await models("install", join(folder, "model"), "--accept-unsigned")).toMatchObject({ status: 0 });
    const { out, status } = await models(
      ...["evaluate", "written-image", "--images", directory, "--labels", labels, "--split", "valid", "--json"],
    );
    expect(status).toBe(0);
    answer = JSON.parse(out);
    rows = answer.rows as typeof rows;
  }, 120_000);

  it("says what it scored, by which weights and thresholds, and what it could not read", () => {
    expect(answer).toMatchObject({
      model: { id: "written-image", operatingPoint: "only", thresholds: { fracture: 0.7, fractured: 0.45 } },
      refused: [{ name: "broken.png" }],
      missing: 1,
    });
    expect(Object.keys(rows[0] ?? {})).toEqual(["name", "value", "unit", "peer", "peerValue", "ratio", "target", "met"]);
    const own = images.slice(0, 27);
    expect(value("images")).toBe(27);
    expect(value("positive images")).toBe(own.filter(({ boxes }) => boxes.length > 0).length);
    expect(value("boxes")).toBe(own.flatMap(({ boxes }) => boxes).length);
    expect(value("time per case, median")).toBeGreaterThan(0);
  });

  it("gives the whole-image numbers that are counted by hand", () => {
    const best = (image: Planted) => Math.max(10 / 255, ...image.marks.map(([, , score]) => Math.round(score * 255) / 255));
    const own = images.slice(0, 27);
    const [ill, well] = [own.filter(({ boxes }) => boxes.length > 0), own.filter(({ boxes }) => boxes.length === 0)];
    const pairs = ill.flatMap((a) => well.map((b) => (best(a) > best(b) ? 1 : best(a) === best(b) ? 0.5 : 0)));
    expect(value("image AUC")).toBeCloseTo(pairs.reduce<number>((sum, one) => sum + one, 0) / pairs.length, 9);
    // Flagged by a box from 0.7 on, or as a whole from 0.9 on: so by its brightest place from 0.7 on.
    const share = (group: readonly Planted[]) => group.filter((image) => best(image) >= 0.7).length / group.length;
    expect(value("image sensitivity at the operating point")).toBeCloseTo(share(ill), 9);
    expect(value("image specificity at the operating point")).toBeCloseTo(1 - share(well), 9);
  });

  // pycocotools 2.0.11 (COCOeval, maxDets 100, IoU 0.5) on the same boxes; the curve from its own matches, threshold by threshold.
  it.each([
    ["", 0.278545193229, [0.13793103448, 0.24137931034, 0.51724137931], 0.20689655172, 0.25925925926],
    [", hand", 0.316310578426, [0.14285714286, 0.14285714286, 0.5], 0.21428571429, 0.33333333333],
    [", with hardware", 0.168316831683, [0, 0, 0.5], 0, 0.5],
  ])("gives what pycocotools gives%s", (group, precision, curve, sensitivity, falsePositives) => {
    expect(value(`mAP50${group}`)).toBeCloseTo(precision, 9);
    for (const [at, level] of [0.1, 0.3, 1].entries()) {
      expect(value(`sensitivity at ${level} false positives per image${group}`)).toBeCloseTo(curve[at] ?? -1, 9);
    }
    expect(value(`sensitivity at the operating point${group}`)).toBeCloseTo(sensitivity, 9);
    expect(value(`false positives per image at the operating point${group}`)).toBeCloseTo(falsePositives, 9);
  });

  it("gives the boxes' numbers with their intervals, and those of each region, with and without hardware", () => {
    for (const name of ["mAP50", ...[0.1, 0.3, 1].map((level) => `sensitivity at ${level} false positives per image`)]) {
      expect(value(`${name}, 95 % from`)).toBeLessThanOrEqual(value(name) ?? -1);
      expect(value(`${name}, 95 % to`)).toBeGreaterThanOrEqual(value(name) ?? 2);
    }
    const own = images.slice(0, 27);
    const count = (isMeant: (image: Planted) => boolean) => own.filter(isMeant).length;
    for (const region of ["hand", "hip", "leg", "mixed"]) {
      expect(value(`images, ${region}`)).toBe(count((image) => image.region.split("+").includes(region)));
    }
    expect(value("mAP50, hand")).toBeDefined();
    expect(value("images, with hardware")).toBe(count(({ hardware }) => hardware));
    expect(value("images, without hardware")).toBe(count(({ hardware }) => !hardware));
    expect(value("sensitivity at 0.3 false positives per image, with hardware")).toBeDefined();
  });
});

describe("a model of radiographs over real ones", () => {
  const data = dataRoot();
  const labels = data && join(data, "radiographs", "labels.tsv");

  it.skipIf(labels === null)(
    "takes JPEG films by their list",
    async () => {
      // A few lines of the list: reading is tried here, the numbers of a written network mean nothing.
      const [head, ...lines] = readFileSync(labels as string, "utf8")
        .trim()
        .split("\n");
      const some = [...lines.filter((line) => line.includes("\ttrain\t1\t")).slice(0, 3), ...lines.slice(0, 3)];
      const file = join(folder, "some.tsv");
      writeFileSync(file, `${[head, ...some].join("\n")}\n`);
      await models("install", join(folder, "model"), "--accept-unsigned");
      const { out, status } = await models(
        ...["evaluate", "written-image", "--images", join(data as string, "radiographs"), "--labels", file, "--json"],
      );
      expect(status).toBe(0);
      const { rows, refused, missing } = JSON.parse(out);
      expect([refused, missing]).toEqual([[], 0]);
      expect(rows.find(({ name }: { name: string }) => name === "images")?.value).toBe(6);
      expect(rows.find(({ name }: { name: string }) => name === "positive images")?.value).toBe(3);
    },
    120_000,
  );
});
