import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import en from "../../../assets/locales/en.json" with { type: "json" };
import zhCn from "../../../assets/locales/zh-CN.json" with { type: "json" };
import { silentLog } from "../../base/index.ts";
import { type Dataset, sopClasses } from "../../dicom/index.ts";
import { buildBallSeries } from "../../testing/geometry-phantom.ts";
import { listed, spotFiles, spotManifest, writeFiles } from "../../testing/spot-package.ts";
import { openLocalWorkstation, productDirectories } from "../local.ts";
import type { Workstation } from "../workstation.ts";
import { startAnalysis } from "./analyse.ts";

const SLICES = 12;

/** A series of a ball with one thing otherwise than the model asks for. */
function seriesOf(name: string, change: (dataset: Dataset, k: number) => void, slices = SLICES) {
  const more = (dataset: Dataset, k: number) => {
    dataset.set("BodyPartExamined", "CHEST").set("SeriesDescription", "Plain 2 mm");
    change(dataset, k);
  };
  return buildBallSeries({ name, seriesNumber: 1, slices, more });
}

const spread = (dataset: Dataset, k: number) => {
  const [x = 0, y = 0] = dataset.get("ImagePositionPatient") ?? [];
  dataset.set("ImagePositionPatient", [x, y, 10 * k]).set("SliceThickness", 10);
};

describe("a series that a model was not made for", () => {
  let directory: string;
  let workstation: Workstation;
  const run = async ({ files, seriesInstanceUid }: ReturnType<typeof seriesOf>) => {
    workstation.archive.storeBatch(files);
    const { finished } = await startAnalysis(workstation, { seriesInstanceUid, modelId: "bright-spots" });
    return finished;
  };

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "refusals-"));
    const files = spotFiles();
    const accepts = {
      modality: ["CT"],
      of: "volume",
      bodyRegion: ["chest"],
      contrast: "without",
      minSlices: 10,
      maxSliceSpacingMm: 5,
    };
    const manifest = { ...spotManifest(), accepts, files: listed(files) };
    const all = new Map([...files, ["manifest.json", new TextEncoder().encode(JSON.stringify(manifest))]]);
    writeFiles(join(directory, "models", "bright-spots"), all);
    const product = { ...productDirectories(), models: join(directory, "models") };
    workstation = openLocalWorkstation({ dataDirectory: join(directory, "data"), log: silentLog, product });
  });
  afterAll(async () => {
    await workstation.dispose();
    rmSync(directory, { recursive: true, force: true });
  });

  it.each([
    ["body-region", seriesOf("head", (dataset) => dataset.set("BodyPartExamined", "HEAD"))],
    ["contrast", seriesOf("contrast", (dataset) => dataset.set("ContrastBolusAgent", "Iopamidol"))],
    ["slice-spacing", seriesOf("thick", spread)],
    ["modality", seriesOf("mr", (dataset) => dataset.set("SOPClassUID", sopClasses.MRImageStorage).set("Modality", "MR"))],
    ["slices", seriesOf("few", () => undefined, 4)],
    ["not-a-volume", seriesOf("single", () => undefined, 1)],
  ] as const)("is refused with the reason %s, which both languages have words for", async (reason, series) => {
    const { state, error, findings } = await run(series);
    expect([state, error?.area, error?.code, error?.details.reason]).toEqual(["failed", "inference", "not-accepted", reason]);
    expect(findings).toEqual([]);
    expect(en.refusals["not-accepted"][reason].length).toBeGreaterThan(20);
    expect(zhCn.refusals["not-accepted"][reason]).toMatch(/\p{Script=Han}{4}/u);
    // What is found in the file is said by codes and numbers, never by its texts.
    expect(JSON.stringify(error)).not.toMatch(/Iopamidol|Plain/);
  });

  it("is told apart from one that it was made for", async () => {
    const { state, error } = await run(seriesOf("taken", () => undefined));
    expect([state, error]).toEqual(["done", undefined]);
  });
});
