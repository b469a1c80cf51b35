import { describe, expect, it } from "vitest";
import type { SeriesDetail } from "../../src/contract/index.ts";
import { planCell } from "./plan.ts";

const grid = {
  dimensions: [512, 512, 100],
  spacingMm: [1, 1, 1],
  originPatient: [0, 0, 0],
  directions: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
} as unknown as NonNullable<SeriesDetail["geometry"]["grid"]>;

const frame = { rows: 512, columns: 512, samplesPerPixel: 1, valueType: "int16" };
const series = (geometry: Partial<SeriesDetail["geometry"]>, frames: object[] = [frame, frame]) =>
  ({ frames, geometry: { kind: "volume", issues: [], grid, ...geometry } }) as unknown as SeriesDetail;

const able = { hasWebgl2: true };
const mpr = { kind: "mpr", seriesInstanceUid: "1", plane: "AXIAL" } as const;
const volume3d = { kind: "volume3d", seriesInstanceUid: "1", preset: "bone" } as const;

describe("the plan of a cell", () => {
  it("shows a stack whatever the geometry", () => {
    const plan = planCell({ kind: "stack", seriesInstanceUid: "1" }, series({ kind: "stack", grid: undefined }), able);
    expect(plan.kind).toBe("stack");
  });

  it("refuses planes and volumes of what is only a stack, with every reason", () => {
    const issues = [{ code: "gaps", details: {} } as const, { code: "mixed-size", details: {} } as const];
    for (const wish of [mpr, volume3d]) {
      const plan = planCell(wish, series({ kind: "stack", issues, grid: undefined }), able);
      expect(plan).toMatchObject({ kind: "refused", wish: wish.kind, refusal: { kind: "geometry", issues } });
    }
  });

  it("allows what is marked", () => {
    const issues = [{ code: "tilt", details: { degrees: 12 } } as const];
    expect(planCell(mpr, series({ kind: "marked", issues }), able)).toMatchObject({ kind: "mpr", plane: "AXIAL" });
  });

  it("refuses a volume without WebGL 2, but not planes", () => {
    const machine = { hasWebgl2: false };
    expect(planCell(volume3d, series({}), machine)).toMatchObject({ kind: "refused", refusal: { key: "noWebgl" } });
    expect(planCell(mpr, series({}), machine).kind).toBe("mpr");
  });

  it("refuses colour, and what is too large however reduced", () => {
    expect(planCell(mpr, series({}, [{ ...frame, samplesPerPixel: 3 }]), able)).toMatchObject({ refusal: { key: "colour" } });
    const huge = { ...grid, dimensions: [2048, 2048, 1024] } as unknown as typeof grid;
    expect(planCell(mpr, series({ grid: huge }), able).kind).toBe("mpr");
    expect(planCell(mpr, series({ grid: huge }), { ...able, budgetBytes: 1e6 })).toMatchObject({
      refusal: { key: "tooLarge", values: { megabytes: 8590 } },
    });
  });

  it("allows planes and volumes of more than this computer may hold: they are averaged", () => {
    const small = { ...able, budgetBytes: 512 * 512 * 100 * 2 - 1 };
    for (const wish of [mpr, volume3d]) expect(planCell(wish, series({}), small).kind).toBe(wish.kind);
    expect(planCell({ kind: "stack", seriesInstanceUid: "1" }, series({}), small).kind).toBe("stack");
  });
});
