import { describe, expect, it } from "vitest";
import { parsePart10 } from "../../../dicom/index.ts";
import { buildTestImage, type TestImage } from "../../../testing/dicom-image.ts";
import { cleanImages } from "./export-objects.ts";

const pseudonyms = {
  name: (kind: string, text: string) => `${kind}-${text.length}`,
  uid: (uid: string) => `2.25.9${uid.length}`,
};
const uids = { sopInstanceUid: "2.25.1", studyInstanceUid: "2.25.3", seriesInstanceUid: "2.25.2" };

function exported(image: TestImage) {
  const bytes = buildTestImage({
    ...image,
    more: (dataset) => {
      dataset.set("BurnedInAnnotation", "NO");
      image.more?.(dataset);
    },
  });
  const clean = cleanImages(bytes, uids, "subject-1", pseudonyms as never);
  if (!("bytes" in clean)) throw new Error(clean.leftOut);
  return { before: parsePart10(bytes).dataset, after: parsePart10(clean.bytes).dataset };
}

/** Red, green, blue and white. */
const four = new Uint8Array([255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255]);
const keywords = [
  "SamplesPerPixel",
  "PhotometricInterpretation",
  "PlanarConfiguration",
  "BitsStored",
  "Rows",
  "Columns",
] as const;
const pixelsOf = (dataset: ReturnType<typeof exported>["after"]) => dataset.element("PixelData")?.value;

describe("an image in colour that leaves with its labels", () => {
  it.each(["RGB", "YBR_FULL"])("keeps its colours: %s", (photometricInterpretation) => {
    const colour = { rows: 2, columns: 2, pixels: four, bitsAllocated: 8, samplesPerPixel: 3, planarConfiguration: 0 };
    const { before, after } = exported({ ...colour, photometricInterpretation });
    for (const keyword of keywords) expect([keyword, after.first(keyword)]).toEqual([keyword, before.first(keyword)]);
    expect(pixelsOf(after)).toEqual(pixelsOf(before));
    expect(after.first("PatientID")).toBe("subject-1");
  });

  it("keeps its palette", () => {
    const palette = { rows: 2, columns: 2, pixels: new Uint8Array([0, 1, 2, 3]), bitsAllocated: 8 };
    const tables = [
      "RedPaletteColorLookupTableData",
      "GreenPaletteColorLookupTableData",
      "BluePaletteColorLookupTableData",
    ] as const;
    const { before, after } = exported({
      ...{ ...palette, photometricInterpretation: "PALETTE COLOR" },
      more: (dataset) => {
        for (const [n, keyword] of tables.entries()) {
          dataset.set(keyword, new Uint8Array(8).map((_, at) => 10 * at + n) as never, "OW");
        }
      },
    });
    for (const keyword of tables) expect(after.element(keyword)?.value).toEqual(before.element(keyword)?.value);
    expect(after.first("PhotometricInterpretation")).toBe("PALETTE COLOR");
  });
});
