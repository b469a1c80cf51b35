import { describe, expect, it } from "vitest";
import { compareWaiting, urgencyOf, type Waiting } from "./urgency.ts";

describe("urgencyOf", () => {
  it.each([
    [{ descriptions: ["CT CHEST ROUTINE"] }, "routine", false],
    [{ descriptions: ["STAT CT head"] }, "stat", true],
    [{ descriptions: ["CT HEAD_TRAUMA"] }, "high", true],
    [{ descriptions: ["急诊头颅 CT 平扫"] }, "high", true],
    [{ descriptions: ["胸部 CT（加急）"] }, "high", false],
    [{ descriptions: ["卒中绿色通道"] }, "stat", true],
    [{ priorities: ["STAT"] }, "stat", true],
    [{ priorities: ["high "] }, "high", false],
    [{ priorities: ["LOW"], descriptions: ["urgent"] }, "high", false],
    [{ priorities: ["LOW"] }, "low", false],
    [{ priorities: ["whatever"] }, "routine", false],
    [{ modality: "DX", descriptions: ["emergency hand"] }, "high", false],
    // Words within words are not words.
    [{ descriptions: ["prostate status post", "reformatted"] }, "routine", false],
  ] as const)("%j is %s, an emergency CT: %s", (facts, urgency, isEmergencyCt) => {
    expect(urgencyOf({ modality: "CT", priorities: [], descriptions: [], ...facts })).toEqual({ urgency, isEmergencyCt });
  });
});

describe("compareWaiting", () => {
  const run = (number: number, more: Partial<Waiting> = {}): Waiting => ({
    studyInstanceUid: String(number),
    urgency: "routine",
    isEmergencyCt: false,
    isAskedFor: false,
    number,
    ...more,
  });
  it("takes the study on the screen, then the urgent, then CTs of emergencies, then the asked for, then the first", () => {
    const runs = [
      run(1),
      run(2, { isAskedFor: true }),
      run(3, { urgency: "high" }),
      run(4, { urgency: "high", isEmergencyCt: true }),
      run(5, { urgency: "stat" }),
      run(6, { urgency: "low" }),
      run(7, { urgency: "low" }),
      run(8),
    ];
    const order = runs.toSorted(compareWaiting(["7", "8"])).map(({ number }) => number);
    expect(order).toEqual([7, 8, 5, 4, 3, 2, 1, 6]);
  });
});
