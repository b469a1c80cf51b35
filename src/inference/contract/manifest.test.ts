import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spotManifest } from "../../testing/spot-package.ts";
import { manifestSchema, operatingPointOf } from "./manifest.ts";

const shipped = JSON.parse(readFileSync(new URL("../../../models/lung-nodule/manifest.json", import.meta.url), "utf8"));

type Loose = ReturnType<typeof spotManifest>;
// The tests break a manifest in ways its own type forbids.
type Change = (manifest: Loose, stage: Record<string, unknown>, input: Record<string, unknown>) => void;

function changed(change: Change): unknown {
  const manifest = structuredClone(spotManifest());
  const stage = manifest.pipeline.stages[0] as unknown as Record<string, unknown>;
  change(manifest, stage, (stage.inputs as Record<string, unknown>[])[0] as Record<string, unknown>);
  return manifest;
}

/** The first thing that is wrong, or nothing. */
function fault(manifest: unknown): string | undefined {
  const issue = manifestSchema.safeParse(manifest).error?.issues[0];
  return issue && `${issue.path.join(".")}: ${issue.message}`;
}

const segmentation = (over: object = {}) => ({
  decoder: "segmentation",
  tensor: "mask",
  activation: "sigmoid",
  labels: ["spot"],
  pick: "threshold",
  threshold: 0.5,
  components: { as: "candidates", connectivity: 26, minVolumeMm3: 10, score: "max", maxCandidates: 10 },
  ...over,
});
const slices = {
  kind: "slices",
  name: "image",
  layout: "NCHW",
  plane: "axial",
  neighbours: 3,
  spacingMm: "native",
  betweenSlicesMm: "native",
  channels: [{ of: "value", clip: [-1000, 1000], map: { kind: "none" } }],
  size: "native",
  edge: "repeat",
  outside: -1000,
  batch: 4,
};
const crops = {
  kind: "crops",
  name: "crop",
  size: [32, 48, 48],
  spacingMm: "native",
  orientation: "LPS",
  channels: [{ of: "value", clip: [-1000, 1000], map: { kind: "none" } }],
  outside: -1000,
  batch: 8,
};
const secondStage = {
  id: "second",
  on: { candidatesOf: "spots" },
  network: { variants: [{ file: "spots.onnx", precision: "fp32" }] },
  inputs: [crops],
  outputs: [{ decoder: "classification", tensor: "prob", activation: "none", labels: [null, "spot"] }],
  score: "replace",
};
const withSecond =
  (over: object): Change =>
  (manifest) => {
    manifest.pipeline.stages.push({ ...secondStage, ...over } as never);
    manifest.selfTest.push({ ...manifest.selfTest[0], stage: "second" } as never);
  };

describe("a manifest", () => {
  it("is taken as the shipped model and the example have it, and two stages on slices and crops", () => {
    expect(fault(shipped)).toBeUndefined();
    expect(fault(spotManifest())).toBeUndefined();
    const twoStages = changed((manifest, stage, input) => {
      Object.assign(stage, { inputs: [slices], outputs: [segmentation()] });
      withSecond({})(manifest, stage, input);
    });
    expect(fault(twoStages)).toBeUndefined();
  });

  it("names its operating points", () => {
    const manifest = manifestSchema.parse(shipped);
    expect(operatingPointOf(manifest)?.id).toBe("second-reader");
    expect(operatingPointOf(manifest, "none")).toBeUndefined();
  });

  it("explains nodules by the second look, by occlusion", () => {
    const explained = (change: object) => fault({ ...shipped, explanation: { ...shipped.explanation, ...change } });
    expect(explained({})).toBeUndefined();
    expect(explained({ stage: "candidates" })).toMatch(/the stage classifier explains/);
    expect(fault({ ...shipped, explanation: { kind: "class-activation", stage: "classifier", tensor: "cam" } })).toMatch(
      /explains by occlusion/,
    );
  });

  const cases: [string, Change, RegExp][] = [
    ["a field nobody knows", (m) => Object.assign(m, { author: "x" }), /author/],
    ["a file that is not listed", (m) => m.files.splice(4, 1), /spots\.onnx is used/],
    ["a file listed twice", (m) => m.files.push({ ...(m.files[0] as (typeof m.files)[0]), path: "card.MD" }), /listed twice/],
    ["a file in a file", (m) => m.files.push({ ...(m.files[0] as (typeof m.files)[0]), path: "CARD.md/x" }), /lies in a file/],
    [
      "its own hash",
      (m) => m.files.push({ ...(m.files[0] as (typeof m.files)[0]), path: "manifest.json" }),
      /cannot hold its own hash/,
    ],
    [
      "more bytes than a package may have",
      (m) =>
        m.files.push(...Array.from({ length: 3 }, (_, n) => ({ path: `x${n}`, sha256: "0".repeat(64), bytes: 2 ** 31 - 1 }))),
      /together/,
    ],
    [
      "a label nobody declared",
      (_, s) => Object.assign((s.outputs as object[])[0] as object, { labels: ["other"] }),
      /label other/,
    ],
    ["a label nothing gives", (m) => Object.assign(m.findings, { other: m.findings.spot }), /no output gives/],
    [
      "a label from the prototype",
      (_, s) => Object.assign((s.outputs as object[])[0] as object, { labels: ["constructor"] }),
      /constructor is not declared/,
    ],
    [
      "a threshold of an unknown label",
      (m) => Object.assign(m.operatingPoints[0]?.thresholds as object, { x: 0.5 }),
      /x is not declared/,
    ],
    ["an operating point that is not there", (m) => Object.assign(m, { defaultOperatingPoint: "x" }), /no operating point/],
    ["an operating point named twice", (m) => m.operatingPoints.push(m.operatingPoints[0] as never), /named twice/],
    [
      "an explanation of no stage",
      (m) => Object.assign(m, { explanation: { kind: "class-activation", stage: "x", tensor: "t" } }),
      /no stage x/,
    ],
    [
      "an explanation with parts of other axes than its input",
      (m) => Object.assign(m, { explanation: { kind: "occlusion", stage: "spots", size: [4, 4], stride: [4, 4], fill: 0 } }),
      /input has 3 axes/,
    ],
    ["a self-test of no stage", (m) => Object.assign(m.selfTest[0] as object, { stage: "x" }), /no stage x/],
    ["no tolerance for its precision", (m) => Object.assign(m.selfTest[0] as object, { tolerance: { int8: 1 } }), /no tolerance/],
    [
      "a tensor of other size",
      (m) => Object.assign(m.selfTest[0]?.inputs.image as object, { shape: [1, 8] }),
      /its shape needs 32/,
    ],
    [
      "a stage nobody tests",
      (m, s, i) => {
        withSecond({})(m, s, i);
        m.selfTest.pop();
      },
      /second has no self-test/,
    ],
    ["a stage that points forwards", withSecond({ on: { candidatesOf: "second" } }), /no earlier stage second/],
    ["a stage named twice", withSecond({ id: "spots" }), /named twice/],
    ["crops of nothing", withSecond({ on: "series", score: undefined }), /need the candidates/],
    ["candidates looked at in slices", withSecond({ inputs: [slices] }), /in crops/],
    ["candidates without a word on their score", withSecond({ score: undefined }), /must be said/],
    ["a score where there was none", (_, s) => Object.assign(s, { score: "mean" }), /no earlier score/],
    [
      "candidates of a mask",
      (m, s, i) => {
        s.outputs = [segmentation({ components: undefined })];
        withSecond({})(m, s, i);
      },
      /gives no candidates/,
    ],
    ["inputs of two kinds", (_, s, i) => Object.assign(s, { inputs: [i, { ...slices, name: "b" }] }), /of one kind/],
    ["inputs of one name", (_, s, i) => Object.assign(s, { inputs: [i, i] }), /named twice/],
    [
      "a volume's recipe on images",
      (m) => Object.assign(m.accepts, { of: "image", minSlices: undefined, maxSliceSpacingMm: undefined }),
      /takes images/,
    ],
    ["slices of an image", (m) => Object.assign(m.accepts, { of: "image" }), /no slices/],
    [
      "boxes in a volume",
      (_, s) =>
        Object.assign(s, {
          outputs: [
            {
              decoder: "yolo",
              head: "v8",
              tensor: "o",
              layout: "values-first",
              coordinates: "xywh",
              normalised: false,
              labels: ["spot"],
              threshold: 0.1,
              iou: 0.5,
              maxCandidates: 10,
            },
          ],
        }),
      /two-dimensional/,
    ],
    [
      "a stride of two axes in a volume",
      (_, s) => Object.assign((s.outputs as object[])[0] as object, { stride: [1, 1] }),
      /3 axes/,
    ],
    [
      "a plane's connectivity in a volume",
      (_, s) =>
        Object.assign(s, {
          outputs: [segmentation({ components: { as: "mask", connectivity: 4, score: "max", maxCandidates: 1 } })],
        }),
      /connectivity/,
    ],
    [
      "classes of patches put together nohow",
      (_, s) =>
        Object.assign(s, { outputs: [{ decoder: "classification", tensor: "p", activation: "softmax", labels: ["spot"] }] }),
      /over/,
    ],
    ["an orientation that names an axis twice", (_, __, i) => Object.assign(i, { orientation: "LRS" }), /orientation/],
    [
      "a clip upside down",
      (_, __, i) => Object.assign(i, { channels: [{ of: "value", clip: [1, 0], map: { kind: "unit" } }] }),
      /lower/,
    ],
    [
      "a map to a range nobody gave",
      (_, __, i) => Object.assign(i, { channels: [{ of: "value", map: { kind: "unit" } }] }),
      /needs a clip/,
    ],
    ["more values than memory has", (_, __, i) => Object.assign(i, { patch: [1024, 1024, 1024] }), /at once/],
    ["no end of numbers", (_, __, i) => Object.assign(i, { outside: Number.NaN }), /outside/],
  ];
  it.each(cases)("is refused with %s", (_, change, message) => {
    expect(fault(changed(change))).toMatch(message);
  });

  it("is never anything but taken or refused, whatever part of it is replaced by whatever", () => {
    const paths = places(spotManifest());
    const place = fc.constantFrom(...paths);
    fc.assert(
      fc.property(fc.array(fc.tuple(place, fc.anything()), { minLength: 1, maxLength: 4 }), (changes) => {
        const manifest = structuredClone(spotManifest());
        for (const [path, value] of changes) replaceAt(manifest, path, value);
        const parsed = manifestSchema.safeParse(manifest);
        if (parsed.success) expect(manifestSchema.parse(parsed.data)).toEqual(parsed.data);
      }),
      { numRuns: 500 },
    );
  });
});

/** Every place in a JSON value, by its keys. */
function places(value: unknown, at: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, inner]) => places(inner, [...at, key]))].filter(({ length }) => length > 0);
}

function replaceAt(root: unknown, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path;
  if (typeof root !== "object" || root === null || key === undefined) return;
  const holder = root as Record<string, unknown>;
  if (rest.length === 0) holder[key] = value;
  else replaceAt(holder[key], rest, value);
}
