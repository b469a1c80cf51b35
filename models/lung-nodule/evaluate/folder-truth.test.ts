import { describe, expect, it } from "vitest";
import { parseTruth } from "./folder-truth.ts";

const nodule = { centerPatient: [1, -2, 3.5], diameterMm: 6, kind: "", attachment: "" };

describe("the truth of a folder", () => {
  it.each([
    [[{ centerPatient: [1, -2, 3.5], diameterMm: 6 }]],
    [[{ "centre mm": [1, -2, 3.5], "diameter mm": 6 }]],
    [[{ center_mm: [1, -2, 3.5], diameter_mm: 6 }]],
    [[{ centrePatientMm: [1, -2, 3.5], diameter: 6 }]],
    [{ nodules: [{ coordX: 1, coordY: -2, coordZ: 3.5, diameter_mm: 6 }] }],
  ])("is a list of nodules however its fields are spelt: %j", (given) => {
    expect(parseTruth(JSON.stringify(given)).get("")).toEqual([nodule]);
  });

  it("is told apart by the UIDs of scans, of which one may hold nothing", () => {
    const given = { centre: nodule.centerPatient, diameter: 6 };
    const byCase = parseTruth(JSON.stringify({ cases: { "1.2": [given], "1.3": [] } }));
    expect([...byCase]).toEqual([
      ["1.2", [nodule]],
      ["1.3", []],
    ]);
    const byField = parseTruth(JSON.stringify([{ ...given, seriesuid: "1.2" }]));
    expect([...byField]).toEqual([["1.2", [nodule]]]);
  });

  it.each(["{", "[{}]", '[{"centre":[1,2],"diameter":3}]', '[{"centre":[1,2,3],"diameter":-3}]', "3", '[{"centre":[1,2,3]}]'])(
    "is refused where a nodule has no place or size: %s",
    (text) => expect(() => parseTruth(text)).toThrow(),
  );
});
