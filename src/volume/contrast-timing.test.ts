import { describe, expect, it } from "vitest";
import { Dataset } from "../dicom/index.ts";
import { contrastTimingOf, secondsAfterContrast } from "./contrast-timing.ts";

const ct = (acquisitionTime: string, contrastStart: string) =>
  new Dataset()
    .set("AcquisitionDate", "20260105")
    .set("AcquisitionTime", acquisitionTime)
    .set("ContrastBolusStartTime", contrastStart);
const seconds = (acquisitionTime: string, contrastStart: string) =>
  secondsAfterContrast(contrastTimingOf(ct(acquisitionTime, contrastStart), 1));

describe("seconds after the injection", () => {
  it.each([
    ["101535.5", "101500", 35.5],
    ["101500", "101535", -35],
    ["000010", "235930", 40],
    ["235930", "000010", -40],
    ["180000", "100000", undefined],
    ["101535", "", undefined],
    ["", "101500", undefined],
    ["101535", "soon", undefined],
  ])("acquired at %s, injected at %s: %s", (acquired, start, expected) => expect(seconds(acquired, start)).toBe(expected));

  it("are read of an enhanced frame from its own time and the agent's first administration", () => {
    const item = (make: (dataset: Dataset) => Dataset) => [make(new Dataset())];
    const dataset = new Dataset()
      .set(
        "ContrastBolusAgentSequence",
        item((agent) =>
          agent.set(
            "ContrastAdministrationProfileSequence",
            item((profile) => profile.set("ContrastBolusStartTime", "101500")),
          ),
        ),
      )
      .set(
        "PerFrameFunctionalGroupsSequence",
        item((frame) =>
          frame.set(
            "FrameContentSequence",
            item((content) => content.set("FrameAcquisitionDateTime", "20260105101612")),
          ),
        ),
      );
    expect(secondsAfterContrast(contrastTimingOf(dataset, 1))).toBe(72);
  });
});
