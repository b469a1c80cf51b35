import { describe, expect, it } from "vitest";
import type { Frame } from "../../../src/contract/index.ts";
import type { Finding } from "../../../src/findings/index.ts";
import { findingAnnotations, findingsOffFrames } from "./finding-graphics.ts";

/** An axial frame at z = 10 mm, pixels of half a millimetre. */
const frame = {
  ...{ sopInstanceUid: "1.2", frameNumber: 1, rows: 100, columns: 100 },
  plane: {
    ...{ rows: 100, columns: 100, pixelSpacing: [0.5, 0.5], imagePositionPatient: [0, 0, 10] },
    ...{ rowDirection: [1, 0, 0], columnDirection: [0, 1, 0] },
  },
} as unknown as Frame;
const drawn = (geometry: object, status = "accepted") =>
  ({
    ...{ status, geometry, label: "", measurements: [], caveats: [], provenance: { kind: "manual" } },
    reference: { sopInstanceUid: "1.2", frameNumber: 1, sopClassUid: "" },
  }) as unknown as Finding;
const length = (...pointsPatient: number[][]) => drawn({ kind: "length", pointsPatient });

describe("measurements of a state", () => {
  const on = length([5, 5, 10], [20, 5, 10.4]);
  const across = length([5, 5, 10], [5, 5, 60]);
  const sphere = drawn({ kind: "sphere", centerPatient: [10, 10, 10.3], diameterMm: 6 });

  it("lie on the frame they were drawn on; one of another plane is left out and counted", () => {
    const findings = [on, across, sphere, { ...across, status: "rejected" } as Finding];
    const made = findingAnnotations(findings, [frame], 1);
    expect(made.flatMap(({ graphics }) => graphics.map(({ type }) => type))).toEqual(["POLYLINE", "ELLIPSE"]);
    expect(made[0]?.graphics[0]?.points).toEqual([
      [10.5, 10.5],
      [40.5, 10.5],
    ]);
    expect(findingsOffFrames(findings, [frame], 1)).toBe(1);
    expect(findingsOffFrames(findings, [], 1)).toBe(0);
  });

  it("count as on a frame within half of the way to the next", () => {
    const off = length([5, 5, 11], [20, 5, 11]);
    expect([1, 2, 5].map((spacingMm) => findingsOffFrames([off], [frame], spacingMm))).toEqual([1, 0, 0]);
    expect(findingsOffFrames([off], [{ ...frame, sliceThicknessMm: 3 }], undefined)).toBe(0);
  });
});
