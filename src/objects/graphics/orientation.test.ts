import { describe, expect, it } from "vitest";
import { parsePart10 } from "../../dicom/index.ts";
import { cross, dot, type ImagePlane, normalize, patientMmToPixel, pixelToPatientMm, type Vec3 } from "../../geometry/index.ts";
import { buildTestSegmentation } from "../../testing/drawn-objects.ts";
import { seededRandom } from "../../testing/report-fixtures.ts";
import type { SegmentMask } from "./content.ts";
import { graphicsOnImage, graphicsOnPlane, readGraphicsSource } from "./graphics-source.ts";
import { readSolid } from "./solid.ts";

const space = "1.2.3.80";
const identity = { studyInstanceUid: "1.2.3", seriesInstanceUid: "1.2.3.4", sopInstanceUid: "1.2.3.4.1" };
const [columns, rows, slices] = [12, 9, 5];
const spacingMm = [1.5, 0.8] as const;
const random = seededRandom(11);

interface Grid {
  readonly rowDirection: Vec3;
  readonly columnDirection: Vec3;
  readonly thicknessMm: number;
}
const grids: readonly (readonly [string, Grid])[] = [
  ["axial, thick slices", { rowDirection: [1, 0, 0], columnDirection: [0, 1, 0], thicknessMm: 10 }],
  ["coronal", { rowDirection: [1, 0, 0], columnDirection: [0, 0, -1], thicknessMm: 2 }],
  ["sagittal", { rowDirection: [0, 1, 0], columnDirection: [0, 0, -1], thicknessMm: 2 }],
  ["head first, turned", { rowDirection: [-1, 0, 0], columnDirection: [0, -1, 0], thicknessMm: 3 }],
  ["oblique", { rowDirection: normalize([2, 1, 0]), columnDirection: normalize([-1, 2, 3]), thicknessMm: 2.5 }],
];

const values = Array.from({ length: slices }, () => Array.from({ length: columns * rows }, () => Number(random() < 0.4)));

function placesOf({ rowDirection, columnDirection, thicknessMm }: Grid) {
  const normal = cross(rowDirection, columnDirection);
  const planes = Array.from({ length: slices }, (_, k): ImagePlane => {
    const imagePositionPatient = [7, -3, 20].map(
      (at, axis) => at + k * thicknessMm * (normal[axis] as number),
    ) as unknown as Vec3;
    return { imagePositionPatient, rowDirection, columnDirection, pixelSpacing: spacingMm, rows, columns };
  });
  const file = buildTestSegmentation(identity, {
    type: "BINARY",
    frameOfReferenceUid: space,
    seriesInstanceUid: "1.2.3.9",
    ...{ columns, rows, spacingMm, thicknessMm, orientation: [...rowDirection, ...columnDirection] },
    segments: [{ number: 1, label: "Noise" }],
    frames: planes.map(({ imagePositionPatient }, k) => ({
      segment: 1,
      position: imagePositionPatient,
      values: (column: number, row: number) => values[k]?.[row * columns + column] ?? 0,
    })),
  });
  return { planes, normal, source: readGraphicsSource(parsePart10(file)) };
}

/** Whether a mask has the point of an image (pixels, the centre of the first 0, 0). */
function has(mask: SegmentMask | undefined, [x, y]: readonly [number, number]): boolean {
  if (mask === undefined) return false;
  const [a, b, c, d, e, f] = mask.imageFromBox;
  const determinant = a * d - b * c;
  const u = Math.floor((d * (x - e) - c * (y - f)) / determinant);
  const v = Math.floor((a * (y - f) - b * (x - e)) / determinant);
  if (u < 0 || v < 0 || u >= mask.columns || v >= mask.rows) return false;
  const bit = v * mask.columns + u;
  return (((Buffer.from(mask.data, "base64")[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1;
}

describe("a segmentation of noise", () => {
  it.each(grids)(
    "lies pixel by pixel on images of its own grid, also finer ones with edges of their own: %s",
    async (_, grid) => {
      const { planes, source } = placesOf(grid);
      if (source.kind !== "segmentation") throw new Error("no segmentation");
      for (const [k, plane] of planes.entries()) {
        // Three pixels of the image for one of the frame, and an edge of its own.
        const fine = { ...plane, pixelSpacing: [0.5, 0.4] as const, rows: 40, columns: 40 };
        const image = {
          sopInstanceUid: "1.5.1",
          frameNumber: 1,
          rows: 40,
          columns: 40,
          halfSpacingMm: grid.thicknessMm / 2,
          pixelAspect: 1,
        };
        const place = { ...image, plane: fine, frameOfReferenceUid: space };
        const answer = await graphicsOnImage(source, place, async (frameNumber) => values[frameNumber - 1] ?? []);
        const [mask] = answer.masks;
        for (let row = 0; row < rows; row++) {
          for (let column = 0; column < columns; column++) {
            const [x, y] = patientMmToPixel(fine, pixelToPatientMm(plane, column, row));
            expect(has(mask, [x, y])).toBe(values[k]?.[row * columns + column] === 1);
            // Just inside of each of its edges.
            expect(has(mask, [x + 0.99, y - 1.49])).toBe(values[k]?.[row * columns + column] === 1);
          }
        }
      }
    },
  );

  it.each(grids)("is cut voxel by voxel by planes of any orientation: %s", async (_, grid) => {
    const { planes, normal, source } = placesOf(grid);
    if (source.kind !== "segmentation") throw new Error("no segmentation");
    const solid = await readSolid(source.index, async (frameNumber) => values[frameNumber - 1] ?? []);
    const first = planes[0] as ImagePlane;
    for (let n = 0; n < 6; n++) {
      const rowDirection = normalize([random() - 0.5, random() - 0.5, random() - 0.5]);
      const columnDirection = normalize(cross([random(), random(), 1], rowDirection));
      const middle = pixelToPatientMm(planes[2] as ImagePlane, 6, 4);
      const corner = middle.map((at, axis) => at - 12 * ((rowDirection[axis] as number) + (columnDirection[axis] as number)));
      const plane: ImagePlane = {
        ...{ imagePositionPatient: corner as unknown as Vec3, rowDirection, columnDirection },
        ...{ pixelSpacing: [0.4, 0.4] as const, rows: 60, columns: 60 },
      };
      const [mask] = graphicsOnPlane(source, { plane, frameOfReferenceUid: space }, solid).masks;
      for (let at = 0; at < 3600; at++) {
        const point = pixelToPatientMm(plane, at % 60, Math.floor(at / 60));
        const away = point.map((value, axis) => value - (first.imagePositionPatient[axis] as number)) as unknown as Vec3;
        const index = [
          dot(away, grid.rowDirection) / spacingMm[1],
          dot(away, grid.columnDirection) / spacingMm[0],
          dot(away, normal) / grid.thicknessMm,
        ];
        // On an edge between two voxels either is right.
        if (index.some((value) => Math.abs(value - Math.floor(value) - 0.5) < 1e-3)) continue;
        const [i = 0, j = 0, k = 0] = index.map(Math.round);
        const isInside = i >= 0 && j >= 0 && k >= 0 && i < columns && j < rows && k < slices;
        expect(has(mask, [at % 60, Math.floor(at / 60)])).toBe(isInside && values[k]?.[j * columns + i] === 1);
      }
    }
  });
});
