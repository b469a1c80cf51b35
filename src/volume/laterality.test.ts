import { describe, expect, it } from "vitest";
import { Dataset } from "../dicom/index.ts";
import { lateralityConflict, sideOfPosition, sideOfWords, statedSides } from "./laterality.ts";
import type { FrameHeader } from "./types.ts";

describe("sides in words", () => {
  it.each([
    ["LEFT KNEE PD", "L"],
    ["Knie rechts", "R"],
    ["GENOU GAUCHE", "L"],
    ["右膝 MRI", "R"],
    ["T1_SAG_LT_SHOULDER", "L"],
    ["RT WRIST", "R"],
    ["RT PLANNING", undefined],
    ["L SPINE", undefined],
    ["LEFT AND RIGHT HIP", undefined],
    ["双侧 左右", undefined],
    ["BRIGHT BLOOD", undefined],
    ["", undefined],
  ])("%s: %s", (words, side) => expect(sideOfWords(words, "")).toBe(side));
});

describe("sides that contradict each other", () => {
  const conflictOf = (set: (dataset: Dataset) => void) => {
    const dataset = new Dataset();
    set(dataset);
    return lateralityConflict(statedSides(dataset));
  };

  it("are found between attributes, and between an attribute and words", () => {
    expect(conflictOf((dataset) => dataset.set("Laterality", "L").set("ImageLaterality", "R"))?.details).toEqual({
      side: "L",
      source: "Laterality",
      otherSide: "R",
      otherSource: "ImageLaterality",
    });
    expect(conflictOf((dataset) => dataset.set("ImageLaterality", "R").set("SeriesDescription", "Left hand PA"))?.code).toBe(
      "laterality-conflict",
    );
    const anatomy = new Dataset().set("FrameLaterality", "R");
    const shared = new Dataset().set("FrameAnatomySequence", [anatomy]);
    expect(
      conflictOf((dataset) => dataset.set("Laterality", "L").set("SharedFunctionalGroupsSequence", [shared]))?.details,
    ).toMatchObject({ otherSource: "FrameLaterality" });
  });

  it("are not where one side, both or none is said", () => {
    expect(conflictOf(() => undefined)).toBeUndefined();
    expect(conflictOf((dataset) => dataset.set("Laterality", "L").set("SeriesDescription", "KNEE LEFT"))).toBeUndefined();
    expect(conflictOf((dataset) => dataset.set("Laterality", "B").set("SeriesDescription", "LEFT"))).toBeUndefined();
  });
});

describe("the side that images lie on", () => {
  const at = (x: number): FrameHeader =>
    ({
      plane: {
        imagePositionPatient: [x, 0, 0],
        rowDirection: [1, 0, 0],
        columnDirection: [0, 1, 0],
        pixelSpacing: [1, 1],
        rows: 100,
        columns: 100,
      },
    }) as never;
  it("is told well beside the midline only", () => {
    expect(sideOfPosition([at(50), at(60)])?.side).toBe("L");
    expect(sideOfPosition([at(-160)])?.side).toBe("R");
    expect(sideOfPosition([at(-50)])).toBeUndefined();
    expect(sideOfPosition([at(-160), at(60)])).toBeUndefined();
    expect(sideOfPosition([])).toBeUndefined();
  });
});
