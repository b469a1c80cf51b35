import type { SeriesImage } from "../inference/index.ts";
import type { FrameHeader } from "../volume/index.ts";
import { greyImage, type WrittenModel, type WrittenStage } from "./image-package.ts";
import { plantedDetector } from "./planted-detector.ts";

/** Rows and columns of a radiograph, and of the tensor it is fitted into: scaled by 0.48 to 154 x 96, from column 3 on. */
export const radiographSize = [200, 320] as const;
export const tensorSize = [96, 160] as const;
/** Image pixels of one tensor pixel, along x and y. */
export const tensorPixel = [320 / 154, 200 / 96] as const;

export const digitalRadiograph = "1.2.840.10008.5.1.4.1.1.1.1";

/** A dark radiograph with bright squares of 9 pixels: column and row of their middle, and how bright they are. */
export function radiograph(
  bright: readonly (readonly [number, number, number])[],
  more: Partial<FrameHeader> = {},
  about: SeriesImage["about"] = {},
): SeriesImage {
  const [rows, columns] = radiographSize;
  const header: FrameHeader = {
    ...{ sopClassUid: digitalRadiograph, sopInstanceUid: "2.25.7", frameNumber: 1, instanceNumber: 1, rows, columns },
    ...{ samplesPerPixel: 1, valueType: "uint16", photometricInterpretation: "MONOCHROME2", voi: [], unit: "1" },
    ...{ pixelSpacingMm: [0.5, 0.25], pixelSpacingSource: "detector" },
    ...more,
  };
  const display = new Float32Array(rows * columns);
  for (const [x, y, value] of bright) {
    for (let j = y - 4; j <= y + 4; j++) display.fill(value, j * columns + x - 4, j * columns + x + 5);
  }
  const values = Uint16Array.from(display, (share) => share * 1000);
  return { header, about, read: async () => ({ rows, columns, samplesPerPixel: 1, values, display: () => display }) };
}

/** The one input of a network on radiographs. */
export const radiographInput = (recipe: object = greyImage("images", tensorSize)) => ({
  ...{ name: "images", shape: [1, 1, ...tensorSize], recipe },
});

/** Boxes of 20 x 12 tensor pixels around bright cells of 8 x 8. */
export const boxesStage: WrittenStage = {
  id: "boxes",
  network: plantedDetector("v8", tensorSize, [20, 12]),
  inputs: [radiographInput()],
  tensors: ["boxes"],
  outputs: [
    {
      ...{ decoder: "yolo", head: "v8", tensor: "boxes", layout: "values-first", coordinates: "xywh", normalised: false },
      ...{ labels: ["fracture"], threshold: 0.1, iou: 0.3, maxCandidates: 50 },
    },
  ],
};

export const boxesModel: WrittenModel = {
  stages: [boxesStage],
  findings: { fracture: { geometry: "box", measure: "extent" } },
  thresholds: { fracture: 0.5 },
};
