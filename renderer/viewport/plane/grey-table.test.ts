import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { integerTable, spannedTable } from "./grey-table.ts";
import type { Voi } from "./voi.ts";
import { type Greys, wordOf } from "./window.ts";

const windows = fc.record({
  center: fc.double({ min: -40000, max: 70000, noNaN: true }),
  width: fc.double({ min: 1, max: 90000, noNaN: true }),
  function: fc.constantFrom("LINEAR" as const, "LINEAR_EXACT" as const, "SIGMOID" as const, undefined),
});

const greys: fc.Arbitrary<Greys> = fc.record({
  voi: fc.oneof(
    windows.map((window): Voi => ({ kind: "window", window, explanation: "" })),
    fc
      .tuple(fc.integer({ min: -40000, max: 40000 }), fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 40 }))
      .map(
        ([first, values]): Voi => ({
          kind: "table",
          table: { first, most: 255, values: Uint16Array.from(values), explanation: "" },
          explanation: "",
        }),
      ),
  ),
  inverted: fc.boolean(),
  padding: fc.option(
    fc
      .tuple(fc.integer({ min: -40000, max: 40000 }), fc.integer({ min: 0, max: 3000 }))
      .map(([low, more]) => [low, low + more] as const),
    { nil: undefined },
  ),
  palette: fc.option(
    fc.record({
      first: fc.integer({ min: 0, max: 66000 }),
      words: fc
        .array(fc.integer({ min: 0, max: 0xffffffff }), { minLength: 1, maxLength: 8 })
        .map((words) => Uint32Array.from(words)),
    }),
    { nil: undefined },
  ),
});

describe("a table of words", () => {
  it.each([
    ["int16", new Int16Array(1), (at: number) => (at > 32767 ? at - 65536 : at)],
    ["uint16", new Uint16Array(1), (at: number) => at],
    ["uint8", new Uint8Array(1), (at: number) => at],
  ] as const)("has for every %s what the greys say of it", (_name, values, valueAt) => {
    fc.assert(
      fc.property(greys, (one) => {
        const table = integerTable(values, one);
        const word = wordOf(one);
        const wrong = table.findIndex((entry, at) => entry !== word(valueAt(at)) >>> 0);
        expect(wrong).toBe(-1);
      }),
      { numRuns: 25 },
    );
  });

  it("is within a grey level of them between whole values", () => {
    fc.assert(
      fc.property(
        windows,
        fc.array(fc.double({ min: -60000, max: 100000, noNaN: true }), { minLength: 50, maxLength: 50 }),
        (window, values) => {
          const one: Greys = { voi: { kind: "window", window, explanation: "" }, inverted: false, padding: undefined };
          const { words, first, perValue } = spannedTable(one) as NonNullable<ReturnType<typeof spannedTable>>;
          const word = wordOf(one);
          for (const value of values) {
            const at = Math.min(words.length - 1, Math.max(0, Math.round((value - first) * perValue)));
            expect(Math.abs(((words[at] as number) & 0xff) - (word(value) & 0xff))).toBeLessThanOrEqual(1);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each(["LINEAR_EXACT", "SIGMOID"] as const)(
    "is so in windows of small fractions too (%s), as of diffusion in mm2/s",
    (curve) => {
      for (const [center, width] of [
        [0.00125, 0.0025],
        [0.5, 1],
        [-3e-6, 1e-6],
      ] as const) {
        const voi: Voi = { kind: "window", window: { center, width, function: curve }, explanation: "" };
        const one: Greys = { voi, inverted: false, padding: undefined };
        const { words, first, perValue } = spannedTable(one) as NonNullable<ReturnType<typeof spannedTable>>;
        const word = wordOf(one);
        for (let step = -300; step <= 300; step++) {
          const value = center + (step / 200) * width;
          const at = Math.min(words.length - 1, Math.max(0, Math.round((value - first) * perValue)));
          expect(Math.abs(((words[at] as number) & 0xff) - (word(value) & 0xff))).toBeLessThanOrEqual(1);
        }
      }
    },
  );

  it("is none where a presentation state's own Modality LUT comes first", () => {
    const one: Greys = {
      voi: { kind: "window", window: { center: 0, width: 10 }, explanation: "" },
      inverted: false,
      padding: undefined,
      stages: { input: (value) => -value },
    };
    expect(spannedTable(one)).toBeUndefined();
    expect(integerTable(new Uint16Array(1), one)[3]).toBe(wordOf(one)(3));
  });
});
