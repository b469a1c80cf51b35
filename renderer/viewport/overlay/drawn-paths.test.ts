import { describe, expect, it } from "vitest";
import type { GraphicsAnswer } from "../../../src/contract/index.ts";
import { pathsOf } from "./drawn-paths.ts";

const answer = (more: Partial<GraphicsAnswer>): GraphicsAnswer => ({
  sopInstanceUid: "1.2",
  contours: [],
  masks: [],
  drawings: [],
  texts: [],
  omitted: 0,
  unplaced: 0,
  ...more,
});
const base64 = (...bytes: number[]) => Buffer.from(bytes).toString("base64");
const imageFromBox: GraphicsAnswer["masks"][number]["imageFromBox"] = [1, 0, 0, 1, 0, 0];

describe("what an object draws, as paths", () => {
  it("joins the contours of a structure, closed ones closed, and keeps points apart", () => {
    const { paths, points, parts } = pathsOf(
      answer({
        contours: [
          { structure: 3, kind: "closed", points: [0, 0, 4, 0, 4, 4] },
          { structure: 3, kind: "open", points: [9, 9, 8, 8] },
          { structure: 4, kind: "points", points: [5, 6] },
        ],
      }),
    );
    expect(paths).toMatchObject([{ part: 3, d: "M0 0L4 0L4 4ZM9 9L8 8", stroke: 1, fillOpacity: 0 }]);
    expect(points).toEqual([{ part: 4, at: [5, 6] }]);
    expect([...parts]).toEqual([3, 4]);
  });

  it("outlines and fills the bits of a segment", () => {
    const { paths } = pathsOf(
      answer({ masks: [{ segment: 2, columns: 3, rows: 2, bits: 1, data: base64(0b011_011), imageFromBox }] }),
    );
    expect(paths).toEqual([{ part: 2, d: "M0 0H2V2H0Z", imageFromPath: imageFromBox, stroke: 1, fillOpacity: 0.22 }]);
  });

  it("fills shares step by step, the more the denser, and draws the line at a half", () => {
    const { paths } = pathsOf(
      answer({ masks: [{ segment: 2, columns: 4, rows: 1, bits: 8, data: base64(10, 60, 150, 255), imageFromBox }] }),
    );
    expect(paths.map(({ d, stroke }) => `${d} ${stroke}`)).toEqual([
      "M1 0H4V1H1Z 0",
      "M2 0H4V1H2Z 0",
      "M3 0H4V1H3Z 0",
      "M3 0H4V1H3Z 0",
      "M2 0H4V1H2Z 1",
    ]);
  });
});
