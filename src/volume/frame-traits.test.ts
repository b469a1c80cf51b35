import { describe, expect, it } from "vitest";
import { Dataset } from "../dicom/index.ts";
import { bValueOf } from "./b-value.ts";
import { parseFrameTraits } from "./frame-traits.ts";

const item = (set: (dataset: Dataset) => void): Dataset => {
  const dataset = new Dataset();
  set(dataset);
  return dataset;
};

describe("what a frame says of its stack", () => {
  it("is read from the functional groups of an enhanced MR image, per frame before shared", () => {
    const frame = (time: number, b: number) =>
      item((dataset) =>
        dataset
          .set("FrameContentSequence", [
            item((content) =>
              content.set("StackID", "2").set("TemporalPositionIndex", time).set("FrameAcquisitionDateTime", "20240101101500"),
            ),
          ])
          .set("MRDiffusionSequence", [
            item((diffusion) =>
              diffusion
                .set("DiffusionBValue", b)
                .set("DiffusionDirectionality", "DIRECTIONAL")
                .set("DiffusionGradientDirectionSequence", [
                  item((direction) => direction.set("DiffusionGradientOrientation", [0, 0.6, 0.8])),
                ]),
            ),
          ]),
      );
    const dataset = item((image) =>
      image
        .set("Modality", "MR")
        .set("NumberOfFrames", 2)
        .set("SOPInstanceUID", "1.2.3")
        .set("PerFrameFunctionalGroupsSequence", [frame(1, 0), frame(2, 1000)])
        .set("SharedFunctionalGroupsSequence", [
          item((shared) =>
            shared
              .set("MREchoSequence", [item((echo) => echo.set("EffectiveEchoTime", 4.6))])
              .set("MRTimingAndRelatedParametersSequence", [item((timing) => timing.set("FlipAngle", 15))])
              .set("MRImageFrameTypeSequence", [
                item((type) =>
                  type.set("FrameType", ["ORIGINAL", "PRIMARY", "DIFFUSION", "NONE"]).set("ComplexImageComponent", "PHASE"),
                ),
              ]),
          ),
        ]),
    );
    expect(parseFrameTraits(dataset, 2)).toEqual({
      kind: "phase",
      values: {
        stack: "2",
        time: 2,
        "b-value": 1000,
        "diffusion-direction": "0.000 0.600 0.800",
        "echo-time": 4.6,
        "flip-angle": 15,
        "image-type": "ORIGINAL PRIMARY DIFFUSION NONE",
        instance: "1.2.3",
        "acquisition-time": "20240101101500",
      },
      timing: { acquiredMs: Date.UTC(2024, 0, 1, 10, 15) },
    });
    expect(parseFrameTraits(dataset, 1).values).toMatchObject({ time: 1, "b-value": 0 });
  });

  it("is read from an instance's own attributes", () => {
    const dataset = item((image) =>
      image
        .set("Modality", "MR")
        .set("ImageType", ["ORIGINAL", "PRIMARY", "M", "ND"])
        .set("EchoNumbers", 2)
        .set("EchoTime", 9.2)
        .set("InversionTime", 400)
        .set("TriggerTime", 31.5)
        .set("TemporalPositionIdentifier", 7)
        .set("AcquisitionNumber", 3)
        .set("AcquisitionDate", "20240101")
        .set("AcquisitionTime", "101500.25"),
    );
    expect(parseFrameTraits(dataset, 1)).toEqual({
      kind: "original",
      values: {
        echo: 2,
        "echo-time": 9.2,
        "inversion-time": 400,
        "trigger-time": 31.5,
        time: 7,
        acquisition: 3,
        "image-type": "ORIGINAL PRIMARY M ND",
        "acquisition-time": "20240101101500.25",
      },
      timing: { acquiredMs: Date.UTC(2024, 0, 1, 10, 15, 0, 250) },
    });
  });

  it("is read from the vectors of nuclear medicine", () => {
    const dataset = item((image) =>
      image
        .set("Modality", "NM")
        .set("NumberOfFrames", 4)
        .set("DetectorVector", [1, 1, 2, 2])
        .set("EnergyWindowVector", [1, 2, 1, 2])
        .set("TimeSlotVector", [1, 1, 1, 2]),
    );
    expect(parseFrameTraits(dataset, 4).values).toEqual({ detector: 2, "energy-window": 2, "time-slot": 2 });
  });

  it.each([
    ["CT", ["ORIGINAL", "PRIMARY", "LOCALIZER"], "localizer"],
    ["CT", ["DERIVED", "SECONDARY", "MIP"], "projection"],
    ["MR", ["DERIVED", "SECONDARY", "PROJECTION IMAGE"], "projection"],
    ["MR", ["ORIGINAL", "PRIMARY", "P", "ND"], "phase"],
    ["MR", ["DERIVED", "PRIMARY", "W", "W", "DERIVED"], "water"],
    ["MR", ["DERIVED", "PRIMARY", "OPP_PHASE"], "opposed-phase"],
    ["CR", ["ORIGINAL", "PRIMARY", "P"], "original"],
    ["CT", ["ORIGINAL", "PRIMARY", "AXIAL"], "original"],
    ["MR", [], "original"],
  ] as const)("tells the kind of a %s image of type %s: %s", (modality, type, kind) => {
    const dataset = item((image) => {
      image.set("Modality", modality);
      if (type.length > 0) image.set("ImageType", [...type]);
    });
    expect(parseFrameTraits(dataset, 1).kind).toBe(kind);
  });
});

describe("the b-value", () => {
  const privately = (
    group: number,
    creator: string,
    element: number,
    vr: "IS" | "FL" | "UN",
    value: readonly string[] | readonly number[] | Uint8Array,
  ) =>
    item((dataset) =>
      dataset
        .setElement(group * 0x10000 + 0x10, { vr: "LO", value: [creator] })
        .setElement(group * 0x10000 + 0x1000 + element, { vr, value: value as never }),
    );
  it.each([
    ["the attribute", item((dataset) => dataset.set("DiffusionBValue", 800)), 800],
    ["Siemens", privately(0x0019, "SIEMENS MR HEADER", 0x0c, "IS", ["1000"]), 1000],
    ["Siemens as UN", privately(0x0019, "SIEMENS MR HEADER", 0x0c, "UN", new TextEncoder().encode("1000 ")), 1000],
    ["GE", privately(0x0043, "GEMS_PARM_01", 0x39, "IS", ["1000000700", "8", "0", "0"]), 700],
    ["GE as UN", privately(0x0043, "GEMS_PARM_01", 0x39, "UN", new TextEncoder().encode("700\\8\\0\\0")), 700],
    ["Philips", privately(0x2001, "Philips Imaging DD 001", 0x03, "FL", [50]), 50],
    ["Philips as UN", privately(0x2001, "Philips Imaging DD 001", 0x03, "UN", new Uint8Array(new Float32Array([50]).buffer)), 50],
    ["another creator", privately(0x0019, "SOMEONE ELSE", 0x0c, "IS", ["1000"]), undefined],
    ["nonsense", privately(0x0019, "SIEMENS MR HEADER", 0x0c, "IS", ["-5"]), undefined],
    ["nothing", new Dataset(), undefined],
  ] as const)("of %s", (_, dataset, value) => expect(bValueOf(dataset)).toBe(value));
});
