import { describe, expect, it } from "vitest";
import {
  indexToPatientMm,
  normalize,
  patientMmToIndex,
  pixelToPatientMm,
  planeNormal,
  sliceSpacingMm,
  type Vec3,
} from "../geometry/index.ts";
import { orderFrames } from "./frame-order.ts";
import { judgeGeometry } from "./judge-geometry.ts";
import type { FrameHeader } from "./types.ts";

const axial = { row: [1, 0, 0] as Vec3, column: [0, 1, 0] as Vec3 };

function frame(number: number, position: Vec3, change: Partial<FrameHeader> = {}, axes = axial): FrameHeader {
  const rows = change.rows ?? 512;
  const columns = change.columns ?? 512;
  return {
    sopClassUid: "1.2.840.10008.5.1.4.1.1.2",
    sopInstanceUid: `2.25.${number}`,
    frameNumber: 1,
    instanceNumber: number,
    rows,
    columns,
    samplesPerPixel: 1,
    valueType: "int16",
    photometricInterpretation: "MONOCHROME2",
    plane: {
      imagePositionPatient: position,
      rowDirection: axes.row,
      columnDirection: axes.column,
      pixelSpacing: [0.7, 0.7],
      rows,
      columns,
    },
    frameOfReferenceUid: "2.25.99",
    pixelSpacingSource: "patient",
    voi: [],
    unit: "1",
    ...change,
  };
}

/** Frames at the given positions along z. */
function stack(positions: readonly number[], change: (k: number) => Partial<FrameHeader> = () => ({})): FrameHeader[] {
  return positions.map((z, k) => frame(k + 1, [-180, -180, z], change(k)));
}

const regular = Array.from({ length: 20 }, (_, k) => -100 + 2.5 * k);
const codes = (frames: readonly FrameHeader[]) => judgeGeometry(frames).issues.map((issue) => issue.code);

describe("judgeGeometry", () => {
  const sheared = (degrees: number, aside: (k: number) => number = () => 0) =>
    regular.map((z, k) => frame(k + 1, [aside(k), (z + 100) * Math.tan((degrees * Math.PI) / 180), z]));

  it("calls evenly spaced parallel frames a volume, whatever their order", () => {
    const verdict = judgeGeometry(stack([...regular].reverse()));
    expect(verdict.kind).toBe("volume");
    expect(verdict.issues).toEqual([]);
    expect(verdict.grid).toEqual({
      dimensions: [512, 512, 20],
      spacingMm: [0.7, 0.7, 2.5],
      originPatient: [-180, -180, -100],
      directions: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    });
  });

  it("puts every voxel where its frame's pixel is, for an oblique, anisotropic, right-handed grid", () => {
    const row = normalize([0.8, 0.55, -0.2]);
    const other = normalize([-0.1, 0.4, 0.9]);
    const normal = normalize(planeNormal({ rowDirection: row, columnDirection: other }));
    const column = planeNormal({ rowDirection: normal, columnDirection: row });
    const frames = Array.from({ length: 7 }, (_, k) => {
      const at = (axis: 0 | 1 | 2) => 10 * axis + normal[axis] * 1.3 * k;
      const planned = frame(k + 1, [at(0), at(1), at(2)], { rows: 300, columns: 200 }, { row, column });
      return { ...planned, plane: { ...planned.plane!, pixelSpacing: [0.9, 0.6] as const } };
    });
    const verdict = judgeGeometry(frames);
    expect(verdict.kind).toBe("volume");
    for (const [i, j, k] of [
      [0, 0, 0],
      [199, 299, 6],
      [17, 250, 3],
    ] as const) {
      const here = indexToPatientMm(verdict.grid!, [i, j, k]);
      const there = pixelToPatientMm(orderFrames(frames)[k]!.plane!, i, j);
      for (const axis of [0, 1, 2] as const) expect(here[axis]).toBeCloseTo(there[axis], 6);
    }
    const [i, j, k] = verdict.grid!.directions;
    const determinant = planeNormal({ rowDirection: i, columnDirection: j }).reduce(
      (sum, part, axis) => sum + part * k[axis]!,
      0,
    );
    expect(determinant).toBeCloseTo(1, 9);
  });

  it("tolerates the rounding of written positions", () => {
    expect(judgeGeometry(stack(regular.map((z, k) => Math.round((z / 2.5) * 0.625 * 100 + (k % 2)) / 100))).kind).toBe("marked");
    expect(judgeGeometry(stack(Array.from({ length: 40 }, (_, k) => Math.round(0.625 * k * 1000) / 1000))).kind).toBe("volume");
  });

  it("says no-geometry where a frame has no place, and counts them", () => {
    const { plane: _, ...bare } = frame(3, [0, 0, 0]);
    const verdict = judgeGeometry([...stack([0, 1]), bare]);
    expect(verdict).toEqual({ kind: "stack", issues: [{ code: "no-geometry", details: { frames: 3, without: 1 } }] });
    expect(codes([])).toEqual(["no-geometry"]);
  });

  it("says single-frame", () => expect(codes(stack([0]))).toEqual(["single-frame"]));

  it("says colour", () => expect(codes(stack(regular, () => ({ samplesPerPixel: 3 })))).toEqual(["colour"]));

  it("says mixed-size with the sizes", () => {
    const [first, second] = stack([0, 1]);
    const small = frame(3, [-180, -180, 2], { rows: 256, columns: 256 });
    expect(judgeGeometry([first!, second!, small]).issues[0]).toEqual({
      code: "mixed-size",
      details: { sizes: "512 x 512, 256 x 256", count: 2 },
    });
  });

  it("says mixed-orientation with the angle, and lets rounding of the cosines pass", () => {
    const tilted = { row: [1, 0, 0] as Vec3, column: normalize([0, 1, 0.1]) };
    const frames = regular.map((z, k) => frame(k + 1, [0, 0, z], {}, k === 4 ? tilted : axial));
    expect(judgeGeometry(frames).issues).toEqual([
      { code: "mixed-orientation", details: { frames: 1, angleDegrees: expect.closeTo(5.7106, 3) } },
    ]);
    const rounded = { row: normalize([1, 0.0001, 0]), column: normalize([-0.0001, 1, 0]) };
    expect(judgeGeometry(regular.map((z, k) => frame(k + 1, [0, 0, z], {}, k === 4 ? rounded : axial))).kind).toBe("volume");
  });

  it("says mixed-frame-of-reference and refuses, but marks a series in which every frame names its own", () => {
    const two = stack(regular, (k) => ({ frameOfReferenceUid: k < 10 ? "2.25.1" : "2.25.2" }));
    expect(judgeGeometry(two)).toMatchObject({
      kind: "stack",
      issues: [{ code: "mixed-frame-of-reference", details: { count: 2 } }],
    });
    const each = stack(regular, (k) => ({ frameOfReferenceUid: `2.25.${k}` }));
    expect(judgeGeometry(each)).toMatchObject({
      kind: "marked",
      issues: [{ code: "mixed-frame-of-reference", details: { count: 20 } }],
    });
    const uneven = stack(
      regular.map((z, k) => z + 0.05 * (k % 2)),
      (k) => ({ frameOfReferenceUid: `2.25.${k}` }),
    );
    expect(judgeGeometry(uneven).kind).toBe("stack");
  });

  it("says mixed-spacing of pixels", () => {
    const frames = stack(regular);
    const plane = { ...frames[5]!.plane!, pixelSpacing: [0.71, 0.71] as const };
    expect(codes(frames.with(5, { ...frames[5]!, plane }))).toEqual(["mixed-spacing"]);
  });

  it("says duplicate-positions, and how many times every position comes", () => {
    expect(judgeGeometry([...stack(regular), frame(90, [-180, -180, regular[3]!])]).issues).toEqual([
      { code: "duplicate-positions", details: { frames: 21, positions: 20 } },
    ]);
    const phases = stack([...regular, ...regular, ...regular]);
    expect(judgeGeometry(phases).issues).toEqual([
      { code: "duplicate-positions", details: { frames: 60, positions: 20, perPosition: 3 } },
    ]);
  });

  it("says gaps with the number of slices that are missing", () => {
    const verdict = judgeGeometry(stack(regular.filter((_, k) => k !== 4 && k !== 11 && k !== 12)));
    expect(verdict).toMatchObject({
      kind: "marked",
      issues: [{ code: "gaps", details: { gaps: 2, missing: 3, spacingMm: 2.5, afterSlice: 4 } }],
      missingSlices: [4, 11, 12],
      grid: { dimensions: [512, 512, 20], spacingMm: [0.7, 0.7, 2.5] },
      maxSpacingDeviationMm: 0,
    });
  });

  it("refuses a series of which more is missing than is there, however wide the hole", () => {
    for (const far of [200, 1e7]) {
      const verdict = judgeGeometry(stack([...regular, ...regular.map((z) => z + far)]));
      expect(verdict).toMatchObject({ kind: "stack", issues: [{ code: "gaps" }] });
      expect(verdict.grid).toBeUndefined();
    }
  });

  it("leans a grid with gaps by the whole way", () => {
    const frames = sheared(15).filter((_, k) => k !== 6 && k !== 7);
    const verdict = judgeGeometry(frames);
    expect(verdict.issues.map(({ code }) => code)).toEqual(["gaps", "tilt"]);
    const there = frames[10]!.plane!.imagePositionPatient;
    const here = indexToPatientMm(verdict.grid!, [0, 0, 12]);
    for (const axis of [0, 1, 2] as const) expect(here[axis]).toBeCloseTo(there[axis], 6);
  });

  it("says uneven-spacing: marked where small, refused where the spacing changes", () => {
    const jitter = judgeGeometry(stack(regular.map((z, k) => z + (k % 2) * 0.1)));
    expect(jitter).toMatchObject({ kind: "marked", issues: [{ code: "uneven-spacing" }] });
    expect(jitter.maxSpacingDeviationMm).toBeGreaterThan(0.025);
    const changed = judgeGeometry(stack([0, 1, 2, 3, 4, 5, 6, 9, 12, 15, 18, 21]));
    expect(changed).toMatchObject({ kind: "stack", issues: [{ code: "uneven-spacing" }] });
    expect(changed.grid).toBeUndefined();
  });

  it("says tilt with its angle and leans the grid by it: every voxel lies where its frame's pixel does", () => {
    for (const degrees of [1, 15, -25]) {
      const frames = sheared(degrees);
      const verdict = judgeGeometry(frames);
      expect(verdict).toMatchObject({
        kind: "marked",
        issues: [{ code: "tilt", details: { angleDegrees: Math.abs(degrees) } }],
      });
      for (const [i, j, k] of [
        [0, 0, 0],
        [511, 0, 19],
        [17, 511, 7],
      ] as const) {
        const there = pixelToPatientMm(frames[k]!.plane!, i, j);
        const here = indexToPatientMm(verdict.grid!, [i, j, k]);
        const back = patientMmToIndex(verdict.grid!, there);
        for (const axis of [0, 1, 2] as const) {
          expect(here[axis]).toBeCloseTo(there[axis], 6);
          expect(back[axis]).toBeCloseTo([i, j, k][axis]!, 6);
        }
      }
      expect(sliceSpacingMm(verdict.grid!)).toBeCloseTo(2.5, 9);
    }
    expect(judgeGeometry(sheared(0.1)).kind).toBe("volume");
  });

  it("says sideways-shift where slices leave that lean: marked up to two pixels, refused beyond", () => {
    expect(judgeGeometry(sheared(15, (k) => (k === 7 ? 0.6 : 0)))).toMatchObject({
      kind: "marked",
      issues: [{ code: "tilt" }, { code: "sideways-shift", details: { shiftMm: 0.6 } }],
    });
    const moved = judgeGeometry(sheared(0, (k) => (k === 7 ? 20 : 0)));
    expect(moved).toMatchObject({ kind: "stack", issues: [{ code: "sideways-shift", details: { shiftMm: 20 } }] });
    expect(moved.grid).toBeUndefined();
  });

  it("survives a hundred thousand frames", () => {
    expect(judgeGeometry(stack(Array.from({ length: 100_000 }, (_, k) => 0.1 * k))).kind).toBe("volume");
  });
});

describe("orderFrames", () => {
  it("follows the normal, not the instance number, and instance numbers where there is no order in space", () => {
    const frames = [frame(1, [0, 0, 5]), frame(2, [0, 0, 0]), frame(3, [0, 0, 10])];
    expect(orderFrames(frames).map((one) => one.instanceNumber)).toEqual([2, 1, 3]);
    const { plane: _, ...bare } = frame(2, [0, 0, 0]);
    expect(orderFrames([frame(3, [0, 0, 0]), bare, frame(1, [0, 0, 9])]).map((one) => one.instanceNumber)).toEqual([1, 2, 3]);
  });

  it("keeps phases together by instance number where positions repeat", () => {
    const phases = stack([0, 1, 2, 0, 1, 2]);
    expect(orderFrames([...phases].reverse()).map((one) => one.instanceNumber)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("breaks ties by UID and frame number, so that any input order gives one result", () => {
    const same = [3, 1, 2].map((frameNumber) => ({ ...frame(1, [0, 0, 0]), frameNumber, instanceNumber: null }));
    expect(orderFrames(same).map((one) => one.frameNumber)).toEqual([1, 2, 3]);
  });
});
