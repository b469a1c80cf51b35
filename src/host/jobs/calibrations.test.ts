import { describe, expect, it } from "vitest";
import { calibrated, forgetCalibrations, putCalibration, readCalibrations, removeCalibration } from "./calibrations.ts";

const one = {
  sopInstanceUid: "2.25.5",
  frameNumber: 1,
  pointsPixel: [
    [0, 0],
    [100, 0],
  ],
  knownMm: 50,
  spacingMm: [0.5, 0.5],
} as const;

function keptWorkspace() {
  const settings = new Map<string, unknown>();
  const workspace = {
    readSetting: (key: string) => settings.get(key),
    writeSetting: (key: string, value: unknown) => void settings.set(key, JSON.parse(JSON.stringify(value))),
    removeSetting: (key: string) => void settings.delete(key),
  };
  return { settings, kept: { workspace } as never };
}

describe("calibrations of a study", () => {
  it("are kept until they are taken back or the study goes", () => {
    const { settings, kept } = keptWorkspace();
    putCalibration(kept, "2.25.1", one);
    expect(readCalibrations(kept, "2.25.1")).toEqual([one]);
    expect(readCalibrations(kept, "2.25.2")).toEqual([]);
    removeCalibration(kept, "2.25.1", one);
    expect(settings.size).toBe(0);
    putCalibration(kept, "2.25.1", one);
    forgetCalibrations(kept, "2.25.1");
    expect(settings.size).toBe(0);
  });

  it("are kept frame by frame: windows that know nothing of each other keep both", () => {
    const { kept } = keptWorkspace();
    const other = { ...one, frameNumber: 2, knownMm: 20 };
    for (const calibration of [one, other, { ...one, knownMm: 60 }]) putCalibration(kept, "2.25.1", calibration);
    expect(readCalibrations(kept, "2.25.1")).toEqual([other, { ...one, knownMm: 60 }]);
    removeCalibration(kept, "2.25.1", other);
    expect(readCalibrations(kept, "2.25.1").map(({ frameNumber }) => frameNumber)).toEqual([1]);
    for (let frameNumber = 2; frameNumber <= 500; frameNumber++) putCalibration(kept, "2.25.1", { ...one, frameNumber });
    expect(putCalibration(kept, "2.25.1", { ...one, frameNumber: 501 })).toBe(false);
    expect(putCalibration(kept, "2.25.1", { ...one, knownMm: 70 })).toBe(true);
  });

  it("that no longer parse are as if there were none", () => {
    const { settings, kept } = keptWorkspace();
    settings.set("calibrations:2.25.1", { calibrations: [{ ...one, spacingMm: [0, -1] }] });
    expect(readCalibrations(kept, "2.25.1")).toEqual([]);
  });

  it("describe their frame anew, and never one with a place in the patient", () => {
    const frame = { sopInstanceUid: "2.25.5", frameNumber: 1, pixelSpacingSource: "corrected", pixelSpacingFactor: 1.2 } as never;
    const asRead = calibrated([one]);
    expect(asRead(frame)).toMatchObject({ pixelSpacingMm: [0.5, 0.5], pixelSpacingSource: "reader" });
    expect(asRead(frame)).not.toHaveProperty("pixelSpacingFactor");
    const placed = { sopInstanceUid: "2.25.5", frameNumber: 1, pixelSpacingSource: "patient", plane: {} } as never;
    expect(asRead(placed)).toBe(placed);
    const other = { sopInstanceUid: "2.25.6", frameNumber: 1, pixelSpacingSource: "none" } as never;
    expect(asRead(other)).toBe(other);
  });
});
