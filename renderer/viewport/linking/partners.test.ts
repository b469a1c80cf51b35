import { describe, expect, it } from "vitest";
import type { ImagePlane } from "../../../src/geometry/index.ts";
import { sharedKinds } from "./partners.ts";

const axial: ImagePlane = {
  imagePositionPatient: [0, 0, 0],
  rowDirection: [1, 0, 0],
  columnDirection: [0, 1, 0],
  pixelSpacing: [1, 1],
  rows: 10,
  columns: 10,
};
const coronal: ImagePlane = { ...axial, columnDirection: [0, 0, -1] };
const all = { scroll: true, zoom: true, pan: true, byHand: [] };

describe("what a viewport does together with others", () => {
  it("is what is switched on and has somebody to be done with", () => {
    const own = { space: "a", plane: axial };
    expect(sharedKinds(own, [{ space: "a", plane: axial }], all)).toEqual(["scroll", "zoom", "pan"]);
    expect(sharedKinds(own, [{ space: "a", plane: coronal }], all)).toEqual(["zoom"]);
    expect(sharedKinds(own, [{ space: "b", plane: axial }], all)).toEqual(["zoom", "pan"]);
    expect(sharedKinds(own, [], all)).toEqual([]);
    expect(sharedKinds(own, [{ space: "a", plane: axial }], { ...all, scroll: false, zoom: false, pan: false })).toEqual([]);
  });

  it("is scrolling too where two spaces were linked by hand", () => {
    const places = [
      { space: "a", positionMm: 0 },
      { space: "b", positionMm: 12.5 },
    ];
    const byHand = [{ axis: [0, 0, 1] as const, places }];
    expect(sharedKinds({ space: "a", plane: axial }, [{ space: "b", plane: axial }], { ...all, byHand })).toContain("scroll");
    expect(sharedKinds({ space: "a", plane: coronal }, [{ space: "b", plane: coronal }], { ...all, byHand })).not.toContain(
      "scroll",
    );
  });

  it("is no scrolling of images without a place, which are moved as far", () => {
    const film = { space: "c", plane: undefined };
    expect(sharedKinds(film, [{ space: "d", plane: undefined }], all)).toEqual(["zoom", "pan"]);
    expect(sharedKinds(film, [{ space: "a", plane: axial }], all)).toEqual(["zoom"]);
  });
});
