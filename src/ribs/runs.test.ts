import { describe, expect, it } from "vitest";
import { runsOf } from "./runs.ts";

describe("runs of voxels", () => {
  it("end with their row", () => {
    expect([...runsOf(Uint32Array.from([8, 9, 10, 11, 13, 25]), 10)]).toEqual([8, 2, 10, 2, 13, 1, 25, 1]);
    expect([...runsOf(new Uint32Array(0), 10)]).toEqual([]);
  });
});
