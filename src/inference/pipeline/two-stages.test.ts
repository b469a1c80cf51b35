import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Dataset, parsePart10 } from "../../dicom/index.ts";
import { findingSchema } from "../../findings/index.ts";
import { indexToPatientMm, pixelToPatientMm, type Vec3 } from "../../geometry/index.ts";
import { dataRoot } from "../../testing/environment.ts";
import { writeTwoStagePackage } from "../../testing/two-stage-package.ts";
import type { Volume } from "../../volume/index.ts";
import { analyse } from "../analyse.ts";
import { type LoadedModel, loadModel } from "../model.ts";
import { openModelStore } from "../package/store.ts";
import type { AnalysisProgress, Proposal } from "../types.ts";

const root = dataRoot();
const inData = (path: string) => join(root ?? "", path);
const isThere =
  root !== null && ["models", "ct/nlst-chest-2mm", "ct/nlst-chest-2mm-sr"].every((path) => existsSync(inData(path)));

/** The whole CT takes minutes on two cores; without this variable only the slices around the lesion are looked at. */
const isWhole = process.env.HOUNSFIELD_WHOLE_CT === "1";

interface Box {
  readonly min: Vec3;
  readonly max: Vec3;
}

/** The box around all regions that the structured report marks, patient millimetres. */
function markedBox(volume: Volume): Box {
  const [file = ""] = readdirSync(inData("ct/nlst-chest-2mm-sr"));
  const { dataset } = parsePart10(readFileSync(inData(`ct/nlst-chest-2mm-sr/${file}`)));
  const points: Vec3[] = [];
  const walk = (item: Dataset) => {
    const drawn = item.get("GraphicData") ?? [];
    const content = item.get("ContentSequence") ?? [];
    const image = content.flatMap((each) => each.get("ReferencedSOPSequence") ?? [])[0]?.first("ReferencedSOPInstanceUID");
    const plane = volume.frames.find(({ sopInstanceUid }) => sopInstanceUid === image)?.plane;
    // Pixels of a SCOORD count from the corner of the first one (PS3.3 C.18.6.1.2).
    for (let n = 0; plane && n + 1 < drawn.length; n += 2) {
      points.push(pixelToPatientMm(plane, (drawn[n] as number) - 0.5, (drawn[n + 1] as number) - 0.5));
    }
    content.forEach(walk);
  };
  walk(dataset);
  const each = (of: (...values: number[]) => number): Vec3 => {
    const along = (axis: 0 | 1 | 2) => of(...points.map((point) => point[axis]));
    return [along(0), along(1), along(2)];
  };
  return { min: each(Math.min), max: each(Math.max) };
}

/** As many slices of a volume from one on. */
function someSlices(volume: Volume, from: number, count: number): Volume {
  const [columns, rows] = volume.grid.dimensions;
  const grid = {
    ...volume.grid,
    dimensions: [columns, rows, count] as const,
    originPatient: indexToPatientMm(volume.grid, [0, 0, from]),
  };
  return {
    ...volume,
    grid,
    values: volume.values.slice(columns * rows * from, columns * rows * (from + count)),
    frames: volume.frames.slice(from, from + count),
    geometry: { ...volume.geometry, grid },
  };
}

function isIn({ min, max }: Box, { geometry }: Proposal, marginMm: number): boolean {
  if (geometry.kind !== "sphere") return false;
  return geometry.centerPatient.every(
    (at, axis) => at >= (min[axis] as number) - marginMm && at <= (max[axis] as number) + marginMm,
  );
}

describe.skipIf(!isThere)("a package of two networks that others trained", () => {
  let folder = "";
  let model: LoadedModel;
  let volume: Volume;
  let marked: Box;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "hounsfield-two-stages-"));
    await writeTwoStagePackage(join(folder, "package"), inData("models"));
    const store = openModelStore({
      directory: join(folder, "models"),
      builtIn: [],
      selfTest: async (directory) => (await loadModel(directory, { threads: 2 })).dispose(),
    });
    const { directory } = await store.install(join(folder, "package"), { acceptUnsigned: true });
    model = await loadModel(directory, { threads: 2 });
    const { readFolder } = await import("../../../models/lung-nodule/evaluate/real-cases.ts");
    const whole = await readFolder(inData("ct/nlst-chest-2mm"));
    marked = markedBox(whole);
    const middle = Math.round(
      (((marked.min[2] + marked.max[2]) / 2 - whole.grid.originPatient[2]) / whole.grid.spacingMm[2]) *
        Math.sign(whole.grid.directions[2][2]),
    );
    const from = Math.max(0, Math.min(whole.grid.dimensions[2] - 24, middle - 12));
    volume = isWhole ? whole : someSlices(whole, from, 24);
  });
  afterAll(async () => {
    await model?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it("finds the lesion that a reader marked, says how far it is and what it has so far", async () => {
    const told: AnalysisProgress[] = [];
    const partial: (readonly Proposal[])[] = [];
    const started = performance.now();
    const { proposals, timingsMs } = await analyse(volume, model, {
      analysisId: "a-1",
      onProgress: (progress) => told.push(progress),
      onPartial: (soFar) => partial.push(soFar),
    });
    const seconds = (performance.now() - started) / 1000;
    const rank = proposals.findIndex((proposal) => isIn(marked, proposal, 3));
    const found = proposals[rank];
    const score = found?.provenance.by === "model" ? found.provenance.score : 0;
    process.stdout.write(
      `two stages on ${volume.grid.dimensions[2]} slices: lesion at rank ${rank + 1} of ${proposals.length}, score ${score.toFixed(4)}, ${seconds.toFixed(1)} s (${Object.entries(
        timingsMs,
      )
        .map(([step, ms]) => `${step} ${(ms / 1000).toFixed(1)} s`)
        .join(", ")})\n`,
    );
    expect(rank).toBeGreaterThanOrEqual(0);
    expect(rank).toBeLessThan(10);
    expect(found?.provenance).toMatchObject({
      ...{
        by: "model",
        modelId: "two-stages",
        modelVersion: "1.0.0",
        operatingPoint: "even",
        analysisId: "a-1",
        provider: "cpu",
      },
      weightsSha256: model.weightsSha256,
      parameters: { threshold: 0.5, within: "lungs" },
    });
    expect(found?.provenance.by === "model" && found.provenance.variants?.map(({ stage }) => stage)).toEqual([
      "candidates",
      "nodules",
    ]);
    expect(found?.segment).toBeDefined();
    for (const { code, geometry, measurements, provenance, segment, caveats, reference } of proposals) {
      const pick = {
        code: true,
        geometry: true,
        measurements: true,
        provenance: true,
        segment: true,
        caveats: true,
        reference: true,
      } as const;
      expect(
        findingSchema.pick(pick).safeParse({ code, geometry, measurements, provenance, segment, caveats, reference }).error,
      ).toBeUndefined();
    }
    expect(told.map(({ fraction }) => fraction)).toEqual(told.map(({ fraction }) => fraction).toSorted((a, b) => a - b));
    expect([...new Set(told.map(({ step }) => step))]).toEqual(["lungs", "network", "candidates", "measure"]);
    expect(partial.length).toBeGreaterThan(1);
    expect(partial.at(-1)?.length).toBe(proposals.length);
  }, 900_000);

  it("proposes less at a stricter point, and says which it was", async () => {
    // The slices around the lesion, which the network is sure of.
    const some = isWhole ? someSlices(volume, volume.grid.dimensions[2] - 29, 24) : volume;
    const { proposals } = await analyse(some, model, { operatingPoint: "strict" });
    expect(proposals.some((proposal) => isIn(marked, proposal, 3))).toBe(true);
    for (const { provenance } of proposals) {
      expect(provenance).toMatchObject({ operatingPoint: "strict" });
      expect(provenance.by === "model" && provenance.score).toBeGreaterThanOrEqual(0.97);
    }
  }, 300_000);
});
