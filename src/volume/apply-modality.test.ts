import { describe, expect, it } from "vitest";
import { applyModality } from "./apply-modality.ts";
import type { StoredSamples } from "./stored-samples.ts";

/** The rule of PS3.3 C.11.1 for one cell, written another way than the decoder's. */
function expected(cell: number, { shift, stored, signed }: StoredSamples["bits"], slope: number, intercept: number): number {
  const value = Math.floor(cell / 2 ** shift) % 2 ** stored;
  return (signed && value >= 2 ** (stored - 1) ? value - 2 ** stored : value) * slope + intercept;
}

const everyCell = Uint16Array.from({ length: 65_536 }, (_, cell) => cell);
const held = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

describe("applyModality over every 16-bit cell", () => {
  for (const [stored, shift, signed, intercept] of [
    [12, 0, false, -1024],
    [12, 4, false, -1024],
    [12, 2, true, -24],
    [16, 0, true, 0],
    [15, 0, false, 0],
    [15, 1, true, 100],
    [16, 0, true, -1024],
    [16, 0, false, -1024],
    [1, 7, false, 3],
  ] as const) {
    it(`cuts ${stored} bits at ${shift}, ${signed ? "signed" : "unsigned"}, and adds ${intercept}`, () => {
      const bits = { stored, shift, signed };
      const transform = { kind: "linear", slope: 1, intercept, rescaleType: "" } as const;
      for (const odd of [0, 1]) {
        // Cells that begin on a whole word, and cells that do not.
        const cells = new Uint16Array(65_536 + odd).subarray(odd);
        cells.set(everyCell);
        const out = new Int16Array(65_535);
        const samples: StoredSamples = { cells, layout: "interleaved", colour: "RGB", bits, missing: 0 };
        const clipped = applyModality(samples, transform, "int16", out);
        const right = Int16Array.from(out, (_, cell) => held(expected(cell, bits, 1, intercept), -32_768, 32_767));
        expect(Buffer.compare(Buffer.from(out.buffer), Buffer.from(right.buffer))).toBe(0);
        const outside = [...out.keys()].filter((cell) => Math.abs(expected(cell, bits, 1, intercept) + 0.5) > 32_768);
        expect(clipped).toBe(outside.length);
      }
    });
  }
});
