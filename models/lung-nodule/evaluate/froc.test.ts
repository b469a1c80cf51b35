import { describe, expect, it } from "vitest";
import type { Proposal } from "../../../src/inference/index.ts";
import { atThreshold, meanSensitivity, scoreScan, sensitivityAt } from "./froc.ts";

const proposal = (x: number, score: number, diameterMm = 8): Proposal => ({
  code: { value: "786838002", scheme: "SCT", meaning: "Nodule of lung" },
  geometry: { kind: "sphere", centerPatient: [x, 0, 0], diameterMm },
  reference: { sopClassUid: "1.2", sopInstanceUid: "1.3", frameNumber: 1 },
  measurements: [],
  provenance: {
    by: "model",
    modelId: "m",
    modelVersion: "1.0.0",
    weightsSha256: "0".repeat(64),
    parameters: {},
    score,
    analysisId: "",
  },
  caveats: [],
});
const nodule = (x: number) => ({ centerPatient: [x, 0, 0] as const, diameterMm: 6, kind: "solid", attachment: "isolated" });

describe("scoring a scan", () => {
  const scan = scoreScan(
    [proposal(0.5, 0.9), proposal(-2, 0.4), proposal(50, 0.8), proposal(100, 0.7), proposal(200, 0.3)],
    [nodule(0), nodule(30), nodule(200)],
    [{ centerPatient: [100, 0, 0], radiusMm: 5 }],
  );

  it("takes the best proposal in a nodule, counts others as false and known places apart", () => {
    expect(scan.hits.map(({ score }) => score)).toEqual([0.9, null, 0.3]);
    expect(scan.hits[0]?.diameterMm).toBeCloseTo(8);
    expect(scan.falsePositives).toEqual([0.8]);
    expect(scan.known).toEqual([0.7]);
  });

  it("gives sensitivity against false positives per scan", () => {
    expect(atThreshold([scan], 0.5)).toEqual({ sensitivity: 1 / 3, nodules: 3, perScan: 1 });
    expect(sensitivityAt([scan], 0.5)).toBeCloseTo(1 / 3);
    expect(sensitivityAt([scan], 1)).toBeCloseTo(2 / 3);
  });

  it("averages the seven points of the LUNA16 score", () => {
    expect(meanSensitivity([scan])).toBeCloseTo((3 * (1 / 3) + 4 * (2 / 3)) / 7);
  });

  it("tells a nodule that no candidate lies in from one that was scored too low", () => {
    const seen = scoreScan([], [nodule(0), nodule(30)], [], [{ centerPatient: [1, 0, 0], score: 0.2 }]);
    expect(seen.hits.map(({ candidateScore, score }) => [candidateScore, score])).toEqual([
      [0.2, null],
      [null, null],
    ]);
  });
});
