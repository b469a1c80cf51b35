import { expect, it } from "vitest";
import { testSeries } from "../testing/report-fixtures.ts";
import { nearestFrame } from "./nearest-frame.ts";

it("finds the frame whose plane is nearest, and how far it is", () => {
  const { frames } = testSeries();
  expect(nearestFrame(frames, [0, 0, 12.75 + 2.5 * 4 + 1])).toEqual({
    reference: { sopClassUid: "1.2.840.10008.5.1.4.1.1.2", sopInstanceUid: "2.25.2004", frameNumber: 1 },
    index: 4,
    distanceMm: 1,
  });
  expect(nearestFrame(frames, [0, 0, 1000])?.index).toBe(11);
});

it("takes the first of equals, and nothing where no frame has a place", () => {
  const { frames } = testSeries();
  expect(nearestFrame(frames, [0, 0, 12.75 + 1.25])?.index).toBe(0);
  expect(nearestFrame([{ sopClassUid: "1", sopInstanceUid: "2", frameNumber: 1 }], [0, 0, 0])).toBeUndefined();
  expect(nearestFrame([], [0, 0, 0])).toBeUndefined();
});
