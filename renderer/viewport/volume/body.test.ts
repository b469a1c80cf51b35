import { describe, expect, it } from "vitest";
import type { Vec3 } from "../../../src/geometry/index.ts";
import { type Coarse, findBody, INSIDE, OUTSIDE } from "./body.ts";

const size = [150, 140, 30] as const;
const spacingMm: Vec3 = [2, 2, 3];

/** What a place of a trunk on a table is, by its place in millimetres from the middle of the picture. */
function kindAt(i: number, j: number, k: number, gapMm: number): "body" | "lung" | "air" | "table" {
  const [x, y] = [(i - 75) * 2, (j - 60) * 2];
  if ((x / 120) ** 2 + (y / 80) ** 2 <= 1) {
    const isLung = ((Math.abs(x) - 55) / 38) ** 2 + (y / 50) ** 2 <= 1 && k > 4;
    return isLung ? "lung" : "body";
  }
  if (Math.hypot(Math.abs(x) - 138, y - 10) <= 16) return "body";
  // A hollow shell of 4 mm, as wide as tables are, whose upper face bends around the back.
  const top = 80 + gapMm + (x / 200) ** 2 * -20;
  const isShell = Math.abs(x) <= 130 && y >= top && y <= top + 40 && (y <= top + 4 || y >= top + 36 || Math.abs(x) >= 126);
  return isShell ? "table" : "air";
}

function phantom(gapMm: number): Coarse & { readonly kinds: readonly string[] } {
  const kinds: string[] = [];
  for (let k = 0; k < size[2]; k++)
    for (let j = 0; j < size[1]; j++) for (let i = 0; i < size[0]; i++) kinds.push(kindAt(i, j, k, gapMm));
  return { size, spacingMm, kinds, isFilled: Uint8Array.from(kinds, (kind) => Number(kind === "body" || kind === "table")) };
}

describe.each([0, 6, 12])("a trunk that lies %d mm above a table", (gapMm) => {
  const { kinds, ...coarse } = phantom(gapMm);
  const parts = findBody(coarse);
  const share = (kind: string, isSo: (part: number) => boolean) => {
    const of = kinds.flatMap((own, at) => (own === kind ? [at] : []));
    return of.filter((at) => isSo(parts[at] as number)).length / of.length;
  };

  it("is kept whole, with its lungs", () => {
    expect(share("body", (part) => part !== OUTSIDE)).toBeGreaterThan(0.995);
    expect(share("lung", (part) => part === INSIDE)).toBeGreaterThan(0.995);
  });

  it("loses the table, but for what it touches", () => {
    expect(share("table", (part) => part === OUTSIDE)).toBeGreaterThan(gapMm === 0 ? 0.85 : 0.97);
    expect(share("air", (part) => part === INSIDE)).toBeLessThan(0.001);
  });
});

describe("two legs", () => {
  it("are both of the body, and a table under them is not", () => {
    const isFilled = new Uint8Array(size[0] * size[1] * size[2]);
    for (let k = 0, at = 0; k < size[2]; k++)
      for (let j = 0; j < size[1]; j++)
        for (let i = 0; i < size[0]; i++, at++) {
          const isLeg = Math.hypot(i - 45, j - 60) < 22 || Math.hypot(i - 105, j - 60) < 19;
          isFilled[at] = Number(isLeg || (j >= 90 && j <= 91));
        }
    const parts = findBody({ size, spacingMm, isFilled });
    const at = (i: number, j: number) => parts[i + size[0] * (j + size[1] * 10)];
    expect([at(45, 60), at(105, 60), at(75, 91)]).toEqual([INSIDE, INSIDE, OUTSIDE]);
  });
});
