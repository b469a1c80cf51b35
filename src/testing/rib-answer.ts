import type { Ribs } from "../contract/index.ts";
import type { Vec3 } from "../geometry/index.ts";

type RibStrip = Ribs["ribs"][number];

/** Numbers as an answer carries them. */
export function asBase64(values: Int16Array | Uint32Array | Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");
}

/** The host's answer to where the ribs are: one right fifth rib on an upright grid, with these parts of its own. */
export function ribAnswer(
  rib: Partial<RibStrip>,
  { pixelMm = 1, dimensions, spacingMm }: { readonly pixelMm?: number; readonly dimensions: Vec3; readonly spacingMm: Vec3 },
): Ribs {
  const bare: RibStrip = {
    ...{ side: "R", number: 5, order: 5, isCut: false, columns: 1, rows: 1 },
    ...{ valuesBase64: "", middlesBase64: "", downsBase64: "", runsBase64: "" },
  };
  return {
    seriesInstanceUid: "1.2",
    numbering: { certainty: "certain", from: "both", reasons: [] },
    pixelMm,
    grid: {
      ...{ dimensions: [...dimensions], spacingMm: [...spacingMm], originPatient: [0, 0, 0] },
      directions: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    },
    ribs: [{ ...bare, ...rib }],
  };
}
