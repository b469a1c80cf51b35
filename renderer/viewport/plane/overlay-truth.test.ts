import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { OverlayPlane } from "../../../src/contract/index.ts";
import type { Dataset } from "../../../src/dicom/index.ts";
import { drawWithDcmtk } from "../../../src/testing/dcmtk-picture.ts";
import { buildTestImage, words } from "../../../src/testing/dicom-image.ts";
import { record } from "../../../src/testing/dicom-series.ts";
import { dataRoot, hasTool } from "../../../src/testing/environment.ts";
import { memorySource, openFileSource } from "../../../src/volume/byte-source.ts";
import { readOverlay } from "../../../src/volume/decode-frame.ts";
import { openImageFile } from "../../../src/volume/image-file.ts";
import { createCodecs, readSeriesFrames } from "../../../src/volume/index.ts";
import { overlayBit } from "./shutter.ts";

const codecs = createCodecs();

/** Set pixels of all overlay planes over the first frame, 1 or 0, row after row. */
async function overlaid(image: Uint8Array | string): Promise<Uint8Array> {
  const source = typeof image === "string" ? await openFileSource(image) : memorySource(image);
  const { frames } = await readSeriesFrames([record(1)], { open: async () => source });
  const { rows, columns, overlays = [] } = frames[0]!;
  const file = await openImageFile(source);
  const planes = await Promise.all(
    overlays.map(async (plane) => overlayBit(plane as OverlayPlane, await readOverlay(file, 1, plane.group, { codecs }))),
  );
  return Uint8Array.from({ length: rows * columns }, (_, at) =>
    Number(planes.some((isSet) => isSet(Math.floor(at / columns), at % columns))),
  );
}

/** The same as dcmtk draws them: what differs between a black and a white foreground. */
function overlaidByDcmtk(image: Uint8Array | string): Uint8Array {
  const [black, white] = ["0", "1"].map((density) =>
    drawWithDcmtk(image, ["+Ww", "128", "256", "+O", "0", "+Omr", "+Osf", density]),
  );
  return Uint8Array.from(white!.data, (level, at) => Number(level !== black!.data[at]));
}

const [rows, columns] = [40, 56];
interface Plane {
  readonly group: number;
  readonly rows: number;
  readonly columns: number;
  /** Row and column of its first pixel, from 1. */
  readonly origin: readonly [number, number];
  readonly type?: "G" | "R";
}

/** A plane with a border and a diagonal. */
function addPlane(dataset: Dataset, plane: Plane): void {
  const bits = new Uint8Array(Math.ceil((plane.rows * plane.columns) / 16) * 2);
  for (let row = 0; row < plane.rows; row++) {
    for (let column = 0; column < plane.columns; column++) {
      const at = row * plane.columns + column;
      const isBorder = row === 0 || column === 0 || row === plane.rows - 1 || column === plane.columns - 1;
      if (isBorder || row === column) bits[at >> 3] = (bits[at >> 3] as number) | (1 << (at & 7));
    }
  }
  const tag = (element: number) => plane.group * 0x10000 + element;
  dataset
    .setElement(tag(0x10), { vr: "US", value: [plane.rows] })
    .setElement(tag(0x11), { vr: "US", value: [plane.columns] })
    .setElement(tag(0x40), { vr: "CS", value: [plane.type ?? "G"] })
    .setElement(tag(0x50), { vr: "SS", value: [...plane.origin] })
    .setElement(tag(0x100), { vr: "US", value: [1] })
    .setElement(tag(0x102), { vr: "US", value: [0] })
    .setElement(tag(0x3000), { vr: "OW", value: bits });
}

const image = (...planes: Plane[]) =>
  buildTestImage({
    ...{ rows, columns, bitsStored: 12 },
    pixels: words(Array.from({ length: rows * columns }, (_, at) => at % 200)),
    more: (dataset) => {
      for (const plane of planes) addPlane(dataset, plane);
    },
  });

const cases: readonly (readonly [string, Uint8Array])[] = [
  ["as large as the image", image({ group: 0x6000, rows, columns, origin: [1, 1] })],
  ["inside of it, of an odd width", image({ group: 0x6000, rows: 13, columns: 17, origin: [9, 5] })],
  ["over its upper left corner", image({ group: 0x6000, rows: 13, columns: 17, origin: [-3, -5] })],
  ["over its lower right corner", image({ group: 0x6002, rows: 30, columns: 30, origin: [25, 40] })],
  [
    "two, one of a region",
    image(
      { group: 0x6000, rows: 10, columns: 10, origin: [3, 3] },
      { group: 0x6004, rows: 12, columns: 20, origin: [20, 20], type: "R" },
    ),
  ],
];

describe.skipIf(!hasTool("dcmj2pnm"))("overlay planes as dcmtk draws them, pixel for pixel", () => {
  it.each(cases)("%s", async (_, file) => {
    const ours = await overlaid(file);
    expect(ours.includes(1)).toBe(true);
    expect(ours).toEqual(overlaidByDcmtk(file));
  });

  it.skipIf(dataRoot() === null).each(["examples_overlay.dcm", "MR-SIEMENS-DICOM-WithOverlays.dcm"])("%s", async (name) => {
    const path = join(dataRoot() as string, "codecs", "pydicom", name);
    const ours = await overlaid(path);
    expect(ours.includes(1)).toBe(true);
    expect(ours).toEqual(overlaidByDcmtk(path));
  });
});
