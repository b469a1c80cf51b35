import { describe, expect, it } from "vitest";
import { seededRandom } from "../testing/report-fixtures.ts";
import { maskVolumeMm3, maskVoxelCount, packMask, packTightMask, unpackMask } from "./mask.ts";

describe("packMask", () => {
  it("packs the least significant bit first", () => {
    expect(packMask([1, 2, 3], [9, 1, 1], [1, 0, 0, 0, 0, 0, 0, 1, 1])).toEqual({
      minIndex: [1, 2, 3],
      size: [9, 1, 1],
      bitsBase64: btoa("\u0081\u0001"),
    });
  });

  it.each([
    [1, 1, 1],
    [7, 3, 2],
    [8, 8, 8],
    [64, 61, 40],
  ] as const)("gives back what it was given: %i x %i x %i", (...size) => {
    const random = seededRandom(size[0]);
    const voxels = Uint8Array.from({ length: size[0] * size[1] * size[2] }, () => (random() < 0.5 ? 1 : 0));
    const mask = packMask([0, 0, 0], [...size], voxels);
    expect(unpackMask(mask)).toEqual(voxels);
    expect(maskVoxelCount(mask)).toBe(voxels.reduce((sum, voxel) => sum + voxel, 0));
  });

  it("knows its volume", () => {
    expect(maskVolumeMm3(packMask([0, 0, 0], [2, 2, 1], [1, 1, 1, 0]), [0.5, 0.5, 2])).toBe(1.5);
  });

  it("refuses bits that do not fit the box, that are no base64, and boxes too large to be true", () => {
    const bad = [
      { minIndex: [0, 0, 0], size: [4, 4, 4], bitsBase64: btoa("abc") },
      { minIndex: [0, 0, 0], size: [4, 4, 4], bitsBase64: "%%%" },
      { minIndex: [0, 0, 0], size: [100_000, 100_000, 100_000], bitsBase64: "" },
    ] as const;
    for (const mask of bad)
      expect(() => unpackMask(mask as never)).toThrowError(expect.objectContaining({ code: "invalid-mask" }));
    expect(() => packMask([0, 0, 0], [2, 2, 2], [1])).toThrowError(expect.objectContaining({ code: "invalid-mask" }));
  });
});

it("finds the box that the set voxels of a volume fill", () => {
  const voxels = new Uint8Array(5 * 4 * 3);
  for (const [i, j, k] of [
    [1, 2, 1],
    [3, 2, 2],
  ] as const)
    voxels[i + 5 * (j + 4 * k)] = 1;
  const mask = packTightMask([5, 4, 3], voxels);
  expect(mask).toMatchObject({ minIndex: [1, 2, 1], size: [3, 1, 2] });
  expect([...unpackMask(mask as NonNullable<typeof mask>)]).toEqual([1, 0, 0, 0, 0, 1]);
  expect(packTightMask([5, 4, 3], new Uint8Array(60))).toBeUndefined();
});
