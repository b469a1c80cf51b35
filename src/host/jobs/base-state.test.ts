import { describe, expect, it } from "vitest";
import { Dataset } from "../../dicom/index.ts";
import { takeOver } from "./base-state.ts";

const all = { keepsGreys: true, keepsShutter: true, keepsOverlays: true, leftLayers: [] };
const reference = (uid: string) => new Dataset().set("ReferencedSOPInstanceUID", uid);
const stateOf = (...references: Dataset[]) =>
  new Dataset().set("ReferencedSeriesSequence", [new Dataset().set("ReferencedImageSequence", references)]);
const windowFor = (center: number, ...references: Dataset[]) =>
  new Dataset().set("ReferencedImageSequence", references).set("WindowCenter", [center]).set("WindowWidth", [400]);

describe("what is taken over of the state that images are shown by", () => {
  it("is the window of each image, inverted where the screen is", () => {
    const base = stateOf(reference("1.1"), reference("1.2"))
      .set("SoftcopyVOILUTSequence", [windowFor(40, reference("1.1")), windowFor(-600, reference("1.2"))])
      .set("PresentationLUTShape", "IDENTITY");
    const state = stateOf(reference("1.1"), reference("1.2")).set("PresentationLUTShape", "INVERSE");
    takeOver(state, base, all);
    expect(state.get("SoftcopyVOILUTSequence")?.map((item) => item.first("WindowCenter"))).toEqual([40, -600]);
    expect(state.first("PresentationLUTShape")).toBe("INVERSE");
    takeOver(state, base.delete("PresentationLUTShape").set("PresentationLUTSequence", [new Dataset()]), all);
    expect([state.get("PresentationLUTSequence")?.length, state.first("PresentationLUTShape")]).toEqual([1, undefined]);
  });
});
