import { beforeEach, describe, expect, it } from "vitest";
import type { SeriesDetail } from "../../../src/contract/index.ts";
import type { Finding } from "../../../src/findings/index.ts";
import type { HandParts } from "../scene/hand.ts";
import { Drawing } from "./drawing.ts";
import { editHand } from "./edit-hand.ts";
import { Editing } from "./editing.ts";
import type { Revised } from "./measured.ts";
import type { Seen } from "./seen.ts";

const plane = {
  imagePositionPatient: [0, 0, 0],
  rowDirection: [1, 0, 0],
  columnDirection: [0, 1, 0],
  pixelSpacing: [1, 1],
  rows: 8,
  columns: 8,
} as const;
const frame = { sopClassUid: "1.2", sopInstanceUid: "1.3.1", frameNumber: 1, pixelSpacingSource: "patient", unit: "[hnsf'U]" };
const detail = (seriesInstanceUid: string, studyInstanceUid = "1") =>
  ({ studyInstanceUid, seriesInstanceUid, frames: [{ ...frame, plane }], geometry: { issues: [] } }) as unknown as SeriesDetail;
/** A square region; its mean is the value of all pixels. */
const sliceOf = (values: Int16Array) =>
  ({
    columns: 8,
    rows: 8,
    samplesPerPixel: 1,
    values,
    spacing: [1, 1],
    isCalibrated: true,
    plane,
    frame,
    isAcquired: true,
  }) as never;
const square = [
  [2, 2],
  [5, 2],
  [5, 5],
  [2, 5],
] as const;
const finding = {
  id: "f",
  studyInstanceUid: "1",
  seriesInstanceUid: "own",
  status: "accepted",
  provenance: { by: "person", name: "A" },
  code: { value: "111030", scheme: "DCM", meaning: "Image Region" },
  geometry: { kind: "polygon", pointsPatient: square.map(([x, y]) => [x, y, 0]) },
  measurements: [],
  caveats: [],
} as unknown as Finding;
const seen = {
  ...{ finding, shape: "polygon", points: square, view: square, handles: square },
  strokes: [{ points: square, isClosed: true }],
} as unknown as Seen;

let revised: Revised[];
const handOn = (values: Int16Array, series: SeriesDetail) => {
  const editing = new Editing(async (_id, change) => void revised.push(change));
  editing.seen = [{ seen, label: undefined }];
  const facts = { slice: sliceOf(values), viewFromPixel: [1, 0, 0, 1, 0, 0] };
  const measuring = { drawing: new Drawing(), editing, selectedFindingId: () => "f", select: () => undefined };
  const scene = { facts: () => facts, pixels: { detail: series } };
  const hand = editHand({ element: { dataset: {} }, scene, measuring } as unknown as HandParts);
  const drag = (...to: [number, number]) => hand.drag?.({ point: to, step: [0, 0], total: [1, 1] });
  return { hand, editing, drag, facts: facts as never };
};

describe("the hand that changes what is drawn", () => {
  beforeEach(() => {
    revised = [];
  });

  it("moves a finding on its own series", () => {
    const { hand, drag } = handOn(new Int16Array(64), detail("own"));
    hand.take([3.5, 2], false);
    hand.start?.([3.5, 2]);
    drag(4.5, 3);
    hand.end?.([4.5, 3], true);
    expect(revised).toHaveLength(1);
  });

  it("leaves it where it is on another series: what is measured there would be said to be of its own", () => {
    for (const [series, study] of [
      ["other", "1"],
      ["prior", "2"],
    ] as const) {
      const { hand, editing, drag, facts } = handOn(new Int16Array(64), detail(series, study));
      hand.take([3.5, 2], false);
      hand.start?.([3.5, 2]);
      drag(4.5, 3);
      hand.end?.([4.5, 3], true);
      hand.take([3.5, 2], false);
      hand.start?.([3.5, 2]);
      hand.end?.([3.5, 2], false);
      expect(editing.nudge([1, 0], facts, detail(series, study))).toBe(false);
    }
    expect(revised).toEqual([]);
  });

  it("has nothing in it any more once it was given up, however far it is dragged on", () => {
    const { hand, editing, drag } = handOn(new Int16Array(64), detail("own"));
    hand.take([3.5, 2], false);
    hand.start?.([3.5, 2]);
    drag(4.5, 3);
    hand.cancel?.();
    drag(5.5, 4);
    hand.end?.([5.5, 4], true);
    expect([revised, editing.edited()]).toEqual([[], undefined]);
  });

  it("measures what was nudged on the slice that was there: the buffer of its values is soon another slice's", () => {
    const values = new Int16Array(64).fill(100);
    const { hand, editing, facts } = handOn(values, detail("own"));
    hand.take([3.5, 2], false);
    hand.start?.([3.5, 2]);
    hand.end?.([3.5, 2], false);
    expect(editing.nudge([1, 0], facts, detail("own"))).toBe(true);
    values.fill(-900);
    editing.settle();
    const mean = revised[0]?.measurements.find(({ concept }) => concept.value === "112031" || /mean/i.test(concept.meaning));
    expect(mean?.value).toBe(100);
  });
});
