import { describe, expect, it } from "vitest";
import { parsePart10 } from "../../dicom/index.ts";
import type { ImagePlane, Vec3 } from "../../geometry/index.ts";
import { buildTestSegmentation, buildTestStructureSet, circlePatient } from "../../testing/drawn-objects.ts";
import type { SegmentMask } from "./content.ts";
import { graphicsOnPlane, readGraphicsSource } from "./graphics-source.ts";
import { readSolid } from "./solid.ts";

const space = "1.2.3.80";
const identity = { studyInstanceUid: "1.2.3", seriesInstanceUid: "1.2.3.4", sopInstanceUid: "1.2.3.4.1" };

/** 200 by 200 pixels of half a millimetre around the origin. */
function planeOf(rowDirection: Vec3, columnDirection: Vec3, through: Vec3 = [0, 0, 0]): ImagePlane {
  const back = -49.75;
  const imagePositionPatient = [0, 1, 2].map(
    (axis) => (through[axis] as number) + back * ((rowDirection[axis] as number) + (columnDirection[axis] as number)),
  ) as unknown as Vec3;
  return { imagePositionPatient, rowDirection, columnDirection, pixelSpacing: [0.5, 0.5], rows: 200, columns: 200 };
}
const axial = (z: number) => planeOf([1, 0, 0], [0, 1, 0], [0, 0, z]);
const coronal = (y: number) => planeOf([1, 0, 0], [0, 0, -1], [0, y, 0]);
const sagittal = (x: number) => planeOf([0, 1, 0], [0, 0, -1], [x, 0, 0]);
const half = Math.SQRT1_2;
const oblique = planeOf([half, 0, half], [0, 1, 0]);

function areaMm2(mask: SegmentMask | undefined): number {
  if (mask === undefined) return 0;
  const bytes = Buffer.from(mask.data, "base64");
  let bits = 0;
  for (const byte of bytes) for (let bit = 0; bit < 8; bit++) bits += (byte >> bit) & 1;
  return bits * 0.25;
}

describe("a structure cut by a plane", () => {
  // A cylinder of radius 20 along z from -15 to 15, slices 3 mm apart, with a hole of radius 8.
  const places = Array.from({ length: 10 }, (_, n) => -13.5 + 3 * n);
  const contours = places.flatMap((z) => [
    { type: "CLOSED_PLANAR", points: circlePatient([0, 0, z], 20, 400) },
    { type: "CLOSED_PLANAR", points: circlePatient([0, 0, z], 8, 400) },
  ]);
  const source = readGraphicsSource(
    parsePart10(buildTestStructureSet(identity, space, "1.2.3.9", [{ number: 4, name: "Tube", contours }])),
  );
  const cut = (plane: ImagePlane, frameOfReferenceUid = space) =>
    graphicsOnPlane(source, { plane, frameOfReferenceUid }, undefined);

  it("is its contours where the plane lies along them, and nothing beyond half a slice of the last", () => {
    for (const z of [0.2, 14.9]) {
      const { contours: drawn, masks } = cut(axial(z));
      expect(masks).toEqual([]);
      const radii = drawn.map(({ points }) => Math.hypot((points[0] ?? 0) - 99.5, (points[1] ?? 0) - 99.5) / 2);
      expect(radii.map((radius) => Math.round(radius * 100) / 100)).toEqual([20, 8]);
    }
    expect(cut(axial(15.1)).contours).toEqual([]);
  });

  it.each([
    ["coronal", coronal, 0, 30 * (40 - 16)],
    ["coronal beside the hole", coronal, 12, 30 * 32],
    ["sagittal", sagittal, 0, 30 * (40 - 16)],
  ] as const)("is two bars or one where the plane stands across: %s", (_name, planeAt, at, area) => {
    const [mask] = cut(planeAt(at)).masks;
    expect(Math.abs(areaMm2(mask) - area) / area).toBeLessThan(0.03);
    expect(mask?.segment).toBe(4);
  });

  it("is stretched where the plane leans", () => {
    // The slab leaves 30 √2 mm of the ellipse 20 by 20 √2 along its long axis: integrated here in steps.
    let area = 0;
    for (let x = -15; x < 15; x += 0.01) {
      const chord = (radius: number) => 2 * Math.sqrt(Math.max(0, radius * radius - x * x));
      area += (chord(20) - chord(8)) * 0.01 * Math.SQRT2;
    }
    expect(Math.abs(areaMm2(cut(oblique).masks[0]) - area) / area).toBeLessThan(0.03);
  });

  it("is nothing in another frame of reference", () => {
    expect(cut(coronal(0), "1.2.3.81").masks).toEqual([]);
  });
});

describe("a segment cut by a plane", () => {
  // A block of 10 by 6 pixels of 2 mm, in 5 frames 4 mm apart; x -10 to 10, y -6 to 6, z -10 to 10.
  const isIn = (column: number, row: number) => Number(column >= 5 && column < 15 && row >= 7 && row < 13);
  const file = (type: "BINARY" | "LABELMAP") =>
    parsePart10(
      buildTestSegmentation(identity, {
        type,
        frameOfReferenceUid: space,
        seriesInstanceUid: "1.2.3.9",
        columns: 20,
        rows: 20,
        spacingMm: [2, 2],
        thicknessMm: 4,
        segments: [{ number: 3, label: "Block" }],
        frames: [-8, -4, 0, 4, 8].map((z) => ({
          ...(type === "BINARY" ? { segment: 3 } : {}),
          position: [-19, -19, z] as Vec3,
          values: (column: number, row: number) => isIn(column, row) * (type === "BINARY" ? 1 : 3),
        })),
      }),
    );

  it.each(["BINARY", "LABELMAP"] as const)("is the block's section: %s", async (type) => {
    const source = readGraphicsSource(file(type));
    if (source.kind !== "segmentation") throw new Error("no segmentation");
    const values = Array.from({ length: 400 }, (_, at) => isIn(at % 20, Math.floor(at / 20)) * (type === "BINARY" ? 1 : 3));
    const solid = await readSolid(source.index, async () => values);
    const section = (plane: ImagePlane, frameOfReferenceUid = space) =>
      graphicsOnPlane(source, { plane, frameOfReferenceUid }, solid).masks;
    expect(section(axial(1)).map((mask) => [mask.segment, areaMm2(mask)])).toEqual([[3, 240]]);
    expect(section(coronal(0.3)).map((mask) => [mask.segment, areaMm2(mask)])).toEqual([[3, 400]]);
    expect(section(sagittal(0.3)).map((mask) => [mask.segment, areaMm2(mask)])).toEqual([[3, 240]]);
    expect(section(coronal(6.3))).toEqual([]);
    expect(section(axial(10.3))).toEqual([]);
    expect(section(coronal(0), "1.2.3.81")).toEqual([]);
  });
});
