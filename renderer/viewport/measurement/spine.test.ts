import { describe, expect, it } from "vitest";
import { type Finding, sct, type VertebraName, vertebraCode } from "../../../src/findings/index.ts";
import type { ImagePlane } from "../../../src/geometry/index.ts";
import { levelOf, relabelledFrom } from "./spine.ts";

const space = { seriesInstanceUid: "1.3", frameOfReferenceUid: "1.4" };
const label = (name: VertebraName, z: number, status = "accepted") =>
  ({
    id: `${name} ${z}`,
    seriesInstanceUid: "9",
    frameOfReferenceUid: "1.4",
    status,
    code: sct.vertebra,
    site: vertebraCode(name),
    geometry: { kind: "point", pointPatient: [0, 0, z] },
  }) as unknown as Finding;
const plane = (z: number, columnDirection: ImagePlane["columnDirection"] = [0, 1, 0]) =>
  ({ imagePositionPatient: [0, 0, z], rowDirection: [1, 0, 0], columnDirection, pixelSpacing: [1, 1] }) as unknown as ImagePlane;
const lumbar = [label("L1", 120), label("L2", 90), label("L3", 60), label("L5", 0)];

describe("the level of an axial slice", () => {
  const at = (z: number) => levelOf(lumbar, space, plane(z));
  it.each([
    [62, "L3"],
    [88, "L2"],
    [75, "L2/L3"],
    [70, "L3"],
    [135, "L1"],
    [150, undefined],
    [-15, "L5"],
    // L4 has no label: what is near to L3 or L5 is theirs, the middle is nobody's.
    [45, "L3"],
    [30, undefined],
    [10, "L5"],
  ])("at %s mm", (z, name) => expect(at(z)).toBe(name));

  it("is none on other planes, of rejected labels, and in another space", () => {
    expect(levelOf(lumbar, space, plane(60, [0, 0, -1]))).toBeUndefined();
    expect(levelOf([label("L1", 60, "rejected")], space, plane(60))).toBeUndefined();
    expect(levelOf(lumbar, { seriesInstanceUid: "1.3", frameOfReferenceUid: "7" }, plane(60))).toBeUndefined();
    expect(levelOf(lumbar, space, undefined)).toBeUndefined();
  });
});

describe("relabelling from a vertebra on", () => {
  const moved = (from: VertebraName, to: VertebraName, direction: "up" | "down") =>
    relabelledFrom(lumbar, space, { from, to, direction })?.map(({ name }) => name);

  it("takes along those towards the feet, or towards the head", () => {
    expect(moved("L2", "L3", "down")).toEqual(["L3", "L4", "S1"]);
    expect(relabelledFrom(lumbar.slice(0, 3), space, { from: "L2", to: "L3", direction: "down" })).toEqual([
      { findingId: "L2 90", name: "L3" },
      { findingId: "L3 60", name: "L4" },
    ]);
    expect(moved("L2", "L1", "up")).toEqual(["T12", "L1"]);
    expect(moved("L3", "L4", "up")).toEqual(["L2", "L3", "L4"]);
  });

  it("is refused where two would have one name, or one would have none", () => {
    expect(moved("L2", "L4", "down")).toBeUndefined();
    expect(moved("L3", "L2", "down")).toBeUndefined();
    expect(moved("L3", "L5", "up")).toBeUndefined();
  });
});
