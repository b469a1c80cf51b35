import { describe, expect, it } from "vitest";
import type { Vec3 } from "../geometry/index.ts";
import { elongationOf } from "./elongation.ts";

const dimensions: Vec3 = [40, 40, 40];

function mask(inside: (x: number, y: number, z: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 64_000 }, (_, p) =>
    inside((p % 40) - 20, (Math.floor(p / 40) % 40) - 20, Math.floor(p / 1600) - 20) ? 1 : 0,
  );
}

describe("elongationOf", () => {
  it("is 1 for a ball and large for a disc", () => {
    const ball = mask((x, y, z) => x * x + y * y + z * z <= 64);
    const disc = mask((x, y, z) => Math.abs(x + y) < 2 && x * x + y * y + z * z <= 144);
    expect(elongationOf(ball, dimensions)).toBeCloseTo(1, 1);
    expect(elongationOf(disc, dimensions)).toBeGreaterThan(5);
  });

  it("is the ratio of the axes of an ellipsoid, whatever its direction", () => {
    const turned = mask((x, y, z) => {
      const along = (x + y + z) / Math.sqrt(3);
      const across = x * x + y * y + z * z - along * along;
      return (along / 15) ** 2 + across / 36 <= 1;
    });
    expect(Math.abs(elongationOf(turned, dimensions) - 2.5)).toBeLessThan(0.1);
  });

  it("stays finite for a row of voxels and for nothing", () => {
    expect(
      elongationOf(
        mask((x, y, z) => y === 0 && z === 0 && Math.abs(x) < 8),
        dimensions,
      ),
    ).toBeGreaterThan(5);
    expect(elongationOf(new Uint8Array(64_000), dimensions)).toBe(1);
  });
});
