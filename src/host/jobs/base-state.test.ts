import { describe, expect, it } from "vitest";
import { Dataset } from "../../dicom/index.ts";
import { imagesOfState, namesFrame } from "./base-references.ts";
import { takeOver } from "./base-state.ts";

const all = {
  keepsGreys: true,
  keepsShutter: true,
  keepsOverlays: true,
  keepsArea: true,
  leftLayers: [],
  renewedLayers: [{ name: "MEASUREMENTS", description: "Measured" }],
};
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

  it("is for the frames that both are for", () => {
    const frames = (uid: string, ...numbers: number[]) => reference(uid).set("ReferencedFrameNumber", numbers);
    const base = stateOf(reference("1.1")).set("SoftcopyVOILUTSequence", [
      windowFor(40, frames("1.1", 1, 2, 3), frames("1.2", 4)),
      windowFor(50, reference("1.1")),
      windowFor(60, frames("1.1", 7)),
    ]);
    const state = stateOf(frames("1.1", 2, 3, 4), frames("1.2", 1));
    takeOver(state, base, all);
    const named = state
      .get("SoftcopyVOILUTSequence")
      ?.map((item) => [
        item.first("WindowCenter"),
        item.get("ReferencedImageSequence")?.map((image) => image.get("ReferencedFrameNumber")),
      ]);
    expect(named).toEqual([
      [40, [[2, 3]]],
      [50, [[2, 3, 4]]],
    ]);
    const images = imagesOfState(state);
    const named4 = (sopInstanceUid: string) => namesFrame(images, { sopInstanceUid, frameNumber: 4 });
    expect([named4("1.1"), named4("1.2"), namesFrame(imagesOfState(base), { sopInstanceUid: "1.1", frameNumber: 9 })]).toEqual([
      ...[true, false, true],
    ]);
  });

  it("are drawings over pixels, without those beside them that lie in the displayed area", () => {
    const graphic = (units: string) => new Dataset().set("GraphicAnnotationUnits", units);
    const text = (units: string) => new Dataset().set("AnchorPointAnnotationUnits", units);
    const annotation = (graphics: Dataset[], texts: Dataset[]) =>
      new Dataset().set("GraphicLayer", "MARKS").set("GraphicObjectSequence", graphics).set("TextObjectSequence", texts);
    const base = stateOf(reference("1.1")).set("GraphicAnnotationSequence", [
      annotation([graphic("PIXEL"), graphic("DISPLAY")], [text("DISPLAY")]),
      annotation([graphic("DISPLAY")], []),
    ]);
    const state = stateOf(reference("1.1"));
    takeOver(state, base, all);
    const [held, ...others] = state.get("GraphicAnnotationSequence") ?? [];
    expect(held?.get("GraphicObjectSequence")?.map((item) => item.first("GraphicAnnotationUnits"))).toEqual(["PIXEL"]);
    expect([held?.get("TextObjectSequence"), others]).toEqual([undefined, []]);
  });

  it("is a layer of others under the name of ours, beside ours; of our own it is written anew", () => {
    const marked = (text: string, manufacturer: string, name = "MEASUREMENTS") =>
      stateOf(reference("1.1"))
        .set("Manufacturer", manufacturer)
        .set("GraphicLayerSequence", [
          new Dataset().set("GraphicLayer", name).set("GraphicLayerOrder", 1).set("GraphicLayerDescription", "Measured"),
        ])
        .set("GraphicAnnotationSequence", [
          new Dataset().set("GraphicLayer", name).set("TextObjectSequence", [new Dataset().set("UnformattedTextValue", text)]),
        ]);
    const kept = (manufacturer: string, name?: string) => {
      const state = marked("new", "Ours");
      takeOver(state, marked("old", manufacturer, name), all);
      return {
        layers: state.get("GraphicLayerSequence")?.map((item) => [item.first("GraphicLayer"), item.first("GraphicLayerOrder")]),
        texts: state
          .get("GraphicAnnotationSequence")
          ?.map((item) => [item.first("GraphicLayer"), item.get("TextObjectSequence")?.[0]?.first("UnformattedTextValue")]),
      };
    };
    expect(kept("Theirs")).toEqual({
      layers: [
        ["MEASUREMENTS", 1],
        ["MEASUREMENTS_2", 2],
      ],
      texts: [
        ["MEASUREMENTS", "old"],
        ["MEASUREMENTS_2", "new"],
      ],
    });
    for (const name of ["MEASUREMENTS", "MEASUREMENTS_2"])
      expect(kept("Ours", name)).toEqual({ layers: [["MEASUREMENTS", 1]], texts: [["MEASUREMENTS", "new"]] });
  });

  it("is the displayed area of each image, but where the reader moved it", () => {
    const area = (left: number, ...references: Dataset[]) =>
      new Dataset().set("ReferencedImageSequence", references).set("DisplayedAreaTopLeftHandCorner", [left, 1]);
    const kept = (keepsArea: boolean) => {
      const base = stateOf(reference("1.1"), reference("1.2"), reference("1.3"));
      base.set(
        "DisplayedAreaSelectionSequence",
        [1, 2, 3].map((number) => area(10 * number, reference(`1.${number}`))),
      );
      const state = stateOf(reference("1.1"), reference("1.2")).set("DisplayedAreaSelectionSequence", [area(7)]);
      takeOver(state, base, { ...all, keepsArea });
      return state.get("DisplayedAreaSelectionSequence")?.map((item) => item.first("DisplayedAreaTopLeftHandCorner"));
    };
    expect([kept(true), kept(false)]).toEqual([[10, 20], [7]]);
  });
});
