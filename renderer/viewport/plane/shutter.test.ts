import { describe, expect, it } from "vitest";
import { hiddenPixels, overlayBit } from "./shutter.ts";

const fillRgb = [0, 0, 0] as const;
const size = { rows: 5, columns: 6 };
/** Rows as text: # hidden, . seen. */
const picture = (
  ...[shutter, aspect = 1, isSet]: [Parameters<typeof hiddenPixels>[0], number?, Parameters<typeof hiddenPixels>[3]?]
) => {
  const hidden = hiddenPixels(shutter, size, aspect, isSet);
  return Array.from({ length: size.rows }, (_, row) =>
    Array.from({ length: size.columns }, (__, column) => (hidden[row * size.columns + column] === 1 ? "#" : ".")).join(""),
  );
};

describe("a shutter", () => {
  it("of a rectangle shows its edges", () => {
    expect(picture({ rectangle: { left: 2, right: 4, upper: 2, lower: 3 }, fillRgb })).toEqual([
      "######",
      "#...##",
      "#...##",
      "######",
      "######",
    ]);
  });

  it("of a circle is one in the patient, whatever the pixels' shape", () => {
    expect(picture({ circle: { row: 3, column: 3, radius: 2 }, fillRgb })).toEqual([
      "##.###",
      "#...##",
      ".....#",
      "#...##",
      "##.###",
    ]);
    expect(picture({ circle: { row: 3, column: 3, radius: 2 }, fillRgb }, 2)).toEqual([
      "######",
      "##.###",
      ".....#",
      "##.###",
      "######",
    ]);
  });

  it("of a polygon and a rectangle shows what both do", () => {
    const polygon = [
      [1, 1],
      [1, 5],
      [5, 1],
    ] as const;
    expect(picture({ polygon, fillRgb })[0]).toBe(".....#");
    expect(picture({ polygon, fillRgb })[2]).toBe("...###");
    expect(picture({ polygon, rectangle: { left: 1, right: 2, upper: 1, lower: 5 }, fillRgb })[0]).toBe("..####");
  });

  it("of an overlay plane hides its set bits, wherever the plane lies", () => {
    const plane = {
      group: 0x6000,
      rows: 2,
      columns: 2,
      origin: [0, 2] as const,
      overlayType: "GRAPHICS" as const,
      label: "",
      description: "",
    };
    expect(picture({ overlayGroup: 0x6000, fillRgb }, 1, overlayBit(plane, Uint8Array.of(0b1100)))).toEqual([
      ".##...",
      "......",
      "......",
      "......",
      "......",
    ]);
  });
});
