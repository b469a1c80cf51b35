import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { importSource, openArchive } from "../../archive/index.ts";
import { silentLog } from "../../base/index.ts";
import { indexToPatientMm, type Vec3 } from "../../geometry/index.ts";
import { openSource } from "../../sources/index.ts";
import { dataRoot } from "../../testing/environment.ts";
import { readSeriesFrames, readVolume, type Volume } from "../../volume/index.ts";
import { type Bound, boundOf, findAnatomy, isHounsfield } from "./anatomy.ts";

const root = dataRoot();

describe.skipIf(root === null)("the body on a head MR", () => {
  const folder = mkdtempSync(join(tmpdir(), "hounsfield-body-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let volume: Volume;
  let bound: Bound;
  let litres = 0;

  beforeAll(async () => {
    const archive = openArchive(folder, { log: silentLog });
    const source = await openSource(join(root as string, "mr", "head"));
    const { studyInstanceUids } = await importSource(source, archive);
    const [series] = archive.seriesOfStudy(studyInstanceUids[0] ?? "");
    const instances = archive.instancesOfSeries(series?.seriesInstanceUid ?? "");
    volume = await readVolume(await readSeriesFrames(instances), instances);
    archive.dispose();
    const anatomy = await findAnatomy(volume, new Set(["body"]));
    bound = boundOf(anatomy, "body") as Bound;
    const { values, grid } = anatomy.body ?? { values: new Uint8Array(), grid: volume.grid };
    litres = (Array.from(values).filter((value) => value >= 128).length * grid.spacingMm[0] ** 3) / 1e6;
  }, 60_000);

  it("is that of a head and neck", () => {
    expect(isHounsfield(volume)).toBe(false);
    // By another's threshold (Li) with its largest part, closed and filled: 5.6 l, less where the coil's field ends at the neck.
    expect(litres).toBeGreaterThan(5.5);
    expect(litres).toBeLessThan(6.2);
  });

  it("holds what has signal and what lies within, and leaves the noise of the air out", () => {
    const [ni, nj, nk] = volume.grid.dimensions;
    const at = (i: number, j: number, k: number) => indexToPatientMm(volume.grid, [i, j, k] as Vec3);
    let [bright, held, air, taken] = [0, 0, 0, 0];
    for (let k = 2; k < nk; k += 5) {
      for (let j = 1; j < nj; j += 5) {
        for (let i = 1; i < ni; i += 5) {
          const value = volume.values[i + ni * (j + nj * k)] as number;
          const isHeld = bound.holds(at(i, j, k));
          if (value > 500) {
            bright++;
            if (isHeld) held++;
          }
          // The four corners of each frame: nothing of the patient reaches there but shoulders, at the feet's end.
          const isCorner = (i < 30 || i > ni - 30) && j < 150;
          if (isCorner && value < 100) {
            air++;
            if (isHeld) taken++;
          }
        }
      }
    }
    expect(bright).toBeGreaterThan(4000);
    expect(held / bright).toBeGreaterThan(0.995);
    expect(air).toBeGreaterThan(3000);
    expect(taken / air).toBeLessThan(0.005);
    // A ventricle, the sinus of the sphenoid, and the canal of an ear.
    for (const [i, j, k] of [
      [118, 68, 55],
      [128, 100, 45],
      [80, 145, 55],
    ] as const) {
      expect(bound.holds(at(i, j, k))).toBe(true);
    }
    expect(bound.holds(at(10, 10, 50))).toBe(false);
  });
});
