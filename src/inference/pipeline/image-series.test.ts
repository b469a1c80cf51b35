import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type WrittenModel, writeImagePackage } from "../../testing/image-package.ts";
import { boxesModel as boxes, radiograph as image } from "../../testing/radiographs.ts";
import { loadModel } from "../model.ts";
import type { AnalysisProgress } from "../types.ts";
import type { SeriesImage } from "./image-stages.ts";
import { runModelOnImages } from "./run-model.ts";

const folder = mkdtempSync(join(tmpdir(), "hounsfield-image-series-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let written = 0;
async function run(model: WrittenModel, images: readonly SeriesImage[], options: Parameters<typeof runModelOnImages>[2] = {}) {
  const directory = join(folder, String(written++));
  await writeImagePackage(directory, model);
  const loaded = await loadModel(directory, { threads: 1 });
  try {
    return await runModelOnImages(images, loaded, options);
  } finally {
    await loaded.dispose();
  }
}

describe("a model of single images over a series", () => {
  it("passes over images it does not take, and says why where it takes none", async () => {
    const pa = { accepts: { view: ["PA"] } };
    const frontal = image([[100, 60, 0.75]], { sopInstanceUid: "2.25.8" }, { viewPosition: "PA" });
    const lateral = image([[100, 60, 0.875]], { sopInstanceUid: "2.25.9" }, { viewPosition: "LL" });
    const nobody = image([[100, 60, 0.625]], { sopInstanceUid: "2.25.10" });
    const told: AnalysisProgress[] = [];
    const partial: number[] = [];
    const { proposals } = await run({ ...boxes, ...pa }, [lateral, frontal, nobody], {
      onProgress: (progress) => told.push(progress),
      onPartial: (so) => partial.push(so.length),
    });
    expect(proposals.map(({ reference }) => reference.sopInstanceUid)).toEqual(["2.25.8", "2.25.10"]);
    const unknown = proposals.map(({ provenance }) => (provenance.by === "model" ? provenance.parameters.unknown : null));
    expect(unknown).toEqual([undefined, "view"]);
    expect(partial).toEqual([1]);
    const fractions = told.map(({ fraction }) => fraction);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
    await expect(run({ ...boxes, ...pa }, [lateral])).rejects.toMatchObject({
      ...{ area: "inference", code: "not-accepted" },
      details: { reason: "view", found: "LL" },
    });
    const ct = image([], { sopClassUid: "1.2.840.10008.5.1.4.1.1.2" });
    await expect(run(boxes, [ct])).rejects.toMatchObject({ details: { reason: "modality" } });
  });

  it("stops when it is cancelled", async () => {
    const cancelling = new AbortController();
    const second = image([[100, 60, 0.75]]);
    const stopping: SeriesImage = {
      ...second,
      read: (signal) => {
        cancelling.abort();
        return second.read(signal);
      },
    };
    await expect(run(boxes, [stopping], { signal: cancelling.signal })).rejects.toMatchObject({ name: "AbortError" });
  });
});
