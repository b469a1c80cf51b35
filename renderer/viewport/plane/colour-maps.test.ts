import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { colourMapNames } from "../../stores/viewport/display.ts";
import { colourMapOf } from "./colour-maps.ts";

/** Of red, green and blue of the 256 entries of the files that the standard's maker offers of its well-known palettes. */
const published = {
  HOT_IRON: "8bba464199e149c1",
  PET: "bc03f513531e405c",
  HOT_METAL_BLUE: "a421277b84abae40",
  PET_20_STEP: "6f4f77ec9646ab6c",
  SPRING: "1936eccfa8b7e627",
  SUMMER: "645c151a04c5754b",
  FALL: "3b967a693980920a",
  WINTER: "6c86dcf2f3931422",
} as const;

const levels = (word: number) => [word & 255, (word >> 8) & 255, (word >> 16) & 255];

describe("well-known palettes", () => {
  it.each(Object.entries(published))("%s has the published colours", (name, digest) => {
    const words = colourMapOf(name as keyof typeof published)?.words ?? new Uint32Array();
    const rgb = Uint8Array.from([...words].flatMap(levels));
    expect(createHash("sha256").update(rgb).digest("hex").slice(0, 16)).toBe(digest);
  });

  it("are opaque, and grey is none of them", () => {
    for (const name of colourMapNames) {
      const words = colourMapOf(name)?.words;
      if (name === "GREY") expect(words).toBeUndefined();
      else expect([...(words ?? [])].every((word) => word >>> 24 === 255)).toBe(true);
    }
  });
});
