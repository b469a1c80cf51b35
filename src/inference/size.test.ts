import { describe, expect, it } from "vitest";
import { maskVolumeMm3, unpackMask } from "../findings/index.ts";
import { distance, indexToPatientMm, type Vec3, type VolumeGrid } from "../geometry/index.ts";
import { SIMPLE_LUNG_CENTRES, type SimpleChestOptions, simpleChest } from "../testing/simple-chest.ts";
import { delineate } from "./delineate.ts";
import type { Lungs } from "./lungs.ts";
import { buildProposal } from "./proposal.ts";
import { patientGrid } from "./resample.ts";
import { measureNodule } from "./size.ts";

const centre: Vec3 = [SIMPLE_LUNG_CENTRES.right[0] + 3.2, 5.1, 8.3];
const angle = 0.3;
/** 0.7 x 0.7 x 1.25 mm around the nodule, turned about the patient's long axis, slices from head to feet. */
const turned: VolumeGrid = {
  dimensions: [100, 100, 50],
  spacingMm: [0.7, 0.7, 1.25],
  originPatient: [centre[0] - 22, centre[1] - 46, centre[2] + 31],
  directions: [
    [Math.cos(angle), Math.sin(angle), 0],
    [-Math.sin(angle), Math.cos(angle), 0],
    [0, 0, -1],
  ],
};
/** All of the neighbourhood is lung. */
const lungs: Lungs = (() => {
  const grid = patientGrid(
    { min: [centre[0] - 60, centre[1] - 60, centre[2] - 60], max: [centre[0] + 60, centre[1] + 60, centre[2] + 60] },
    2,
  );
  const labels = new Uint8Array(61 ** 3).fill(1);
  return { grid, labels, inside: labels.map(() => 255), aerated: labels, volumeMl: { right: 1, left: 1 } };
})();

function sized(options: SimpleChestOptions, guessMm: number) {
  const volume = simpleChest({ ...options, grid: turned });
  const outline = delineate(volume, lungs, [centre[0] + 0.6, centre[1] - 0.5, centre[2] + 0.4], guessMm);
  const size = outline && measureNodule(outline);
  if (!outline || !size) throw new Error("nothing was delineated");
  return { volume, outline, size };
}

describe("delineate and measure", () => {
  it.each([
    [5, 7],
    [8, 6],
    [12, 14],
    [22, 17],
  ])("measures a solid ball of %d mm (first guess %d mm)", (diameterMm, guessMm) => {
    const { size } = sized({ nodules: [{ centerPatient: centre, diameterMm, hu: 40 }] }, guessMm);
    expect(distance(size.centerPatient, centre)).toBeLessThan(0.3);
    expect(Math.abs(size.equivalentDiameterMm - diameterMm)).toBeLessThan(0.5);
    expect(Math.abs(size.longMm - diameterMm)).toBeLessThan(0.9);
    expect(size.shortMm).toBeLessThanOrEqual(size.longMm);
    expect(size.density).toBe("solid");
    expect(size.meanHu).toBeGreaterThan(-250);
  });

  it("cuts the vessel off that runs into it", () => {
    const vessels = [{ fromPatient: centre, toPatient: [centre[0] - 30, centre[1] + 20, centre[2] + 20] as Vec3, diameterMm: 3 }];
    const { size } = sized({ nodules: [{ centerPatient: centre, diameterMm: 11, hu: 40 }], vessels }, 11);
    expect(Math.abs(size.equivalentDiameterMm - 11)).toBeLessThan(0.8);
    expect(distance(size.centerPatient, centre)).toBeLessThan(0.6);
  });

  it("tells ground glass and part-solid from solid", () => {
    const glass = { centerPatient: centre, diameterMm: 14, hu: -600 };
    expect(sized({ nodules: [glass] }, 13).size).toMatchObject({ density: "ground-glass" });
    const core = { centerPatient: centre, diameterMm: 7, hu: 0 };
    const partSolid = sized({ nodules: [glass, core] }, 9).size;
    expect(partSolid.density).toBe("part-solid");
    expect(Math.abs(partSolid.equivalentDiameterMm - 14)).toBeLessThan(1.2);
  });

  it("sees a thin halo around a core that is not dense", () => {
    const glass = { centerPatient: centre, diameterMm: 10.4, hu: -640 };
    const core = { centerPatient: centre, diameterMm: 6.4, hu: -180 };
    const { size } = sized({ nodules: [glass, core] }, 9);
    expect(size.density).toBe("part-solid");
    expect(Math.abs(size.equivalentDiameterMm - 10.4)).toBeLessThan(1.3);
  });

  it("writes a proposal whose mask lies on the series' own voxels", () => {
    const { volume, outline, size } = sized({ nodules: [{ centerPatient: centre, diameterMm: 12, hu: 40 }] }, 12);
    const provenance = {
      modelId: "m",
      modelVersion: "1.0.0",
      weightsSha256: "0".repeat(64),
      parameters: { threshold: 0.5 },
      analysisId: "a",
    };
    const code = { value: "786838002", scheme: "SCT", meaning: "Nodule of lung" };
    const proposal = buildProposal(volume, { size, outline, side: "right", score: 0.9 }, code, provenance);
    if (!proposal?.segment) throw new Error("no proposal");
    const expected = (Math.PI / 6) * 12 ** 3;
    expect(Math.abs(maskVolumeMm3(proposal.segment, turned.spacingMm as [number, number, number]) / expected - 1)).toBeLessThan(
      0.12,
    );
    const voxels = unpackMask(proposal.segment);
    const [si, sj] = proposal.segment.size;
    const [mi, mj, mk] = proposal.segment.minIndex;
    voxels.forEach((set, p) => {
      if (!set) return;
      const point = indexToPatientMm(turned, [mi + (p % si), mj + (Math.floor(p / si) % sj), mk + Math.floor(p / (si * sj))]);
      expect(distance(point, centre)).toBeLessThan(7.5);
    });
    const frame = volume.frames.findIndex(({ sopInstanceUid }) => sopInstanceUid === proposal.reference.sopInstanceUid);
    expect(Math.abs(indexToPatientMm(turned, [0, 0, frame])[2] - centre[2])).toBeLessThan(0.7);
    expect(proposal).toMatchObject({
      site: { value: "3341006" },
      laterality: { value: "24028007" },
      geometry: { kind: "sphere" },
      provenance: { by: "model", score: 0.9, parameters: { threshold: 0.5, density: "solid" } },
      caveats: [],
    });
  });
});
