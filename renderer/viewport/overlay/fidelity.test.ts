import { describe, expect, it } from "vitest";
import type { SeriesDetail } from "../../../src/contract/index.ts";
import type { PlaneFacts } from "../scene/plane-facts.ts";
import { factorName, fidelityNames, planeFidelity, severityOf, volumeFidelity } from "./fidelity.ts";

const detail = (geometry: object = {}, frame: object = {}) =>
  ({ geometry: { kind: "volume", issues: [], ...geometry }, frames: [frame] }) as unknown as SeriesDetail;

const facts = (over: object = {}, slice: object = {}) =>
  ({
    slice: { isAcquired: true, slab: undefined, ...slice, frame: { ...(slice as { frame?: object }).frame } },
    framesLoaded: 10,
    framesFailed: 0,
    framesCutOff: 0,
    isCutOff: false,
    frameCount: 10,
    ...over,
  }) as unknown as PlaneFacts;

const names = (...args: Parameters<typeof planeFidelity>) => fidelityNames(planeFidelity(...args));

describe("what is said of a picture", () => {
  it("is nothing before there is one, and original when it is what was measured", () => {
    expect(planeFidelity(detail(), { ...facts(), slice: undefined }, false)).toEqual([]);
    expect(names(detail(), facts(), false)).toBe("original");
    expect(names(detail(), facts(), true)).toBe("original");
  });

  it("names a loss with its ratio where the file gives one", () => {
    expect(planeFidelity(detail(), facts({}, { frame: { lossyRatio: 12 } }), false)).toEqual([{ kind: "lossy", ratio: 12 }]);
    expect(planeFidelity(detail(), facts({}, { frame: { lossyRatio: 0 } }), false)).toEqual([
      { kind: "lossy", ratio: undefined },
    ]);
  });

  it("counts what has come of a volume, but not of a stack whose other images are only fetched ahead", () => {
    expect(planeFidelity(detail(), facts({ framesLoaded: 3 }), true)).toEqual([
      { kind: "incomplete", loaded: 3, total: 10, why: "loading" },
    ]);
    expect(names(detail(), facts({ framesLoaded: 3 }), false)).toBe("original");
  });

  it("is grave about images that are missing or cut off", () => {
    const [failed] = planeFidelity(detail(), facts({ framesFailed: 2, framesLoaded: 8 }), false);
    expect(failed).toEqual({ kind: "incomplete", loaded: 8, total: 10, why: "missing" });
    const [gap] = planeFidelity(detail({ missingSlices: [4] }), facts(), true);
    expect(gap).toEqual({ kind: "incomplete", loaded: 10, total: 11, why: "missing" });
    const [cut] = planeFidelity(detail(), facts({ isCutOff: true, framesCutOff: 1 }), false);
    expect([failed, gap, cut].map((one) => one && severityOf(one))).toEqual(["danger", "danger", "danger"]);
  });

  it("calls a plane interpolated only where values are", () => {
    const tilted = detail({ issues: [{ code: "tilt", details: {} }] });
    expect(names(tilted, facts({}, { isAcquired: false }), true)).toBe("interpolated");
    expect(names(tilted, facts(), true)).toBe("original");
    expect(names(detail(), facts({}, { isAcquired: false }), true)).toBe("original");
  });

  it("names all that is so, the gravest first", () => {
    const slab = { mode: "MIP", thicknessMm: 10, planes: 5 };
    expect(names(detail(), facts({ framesLoaded: 9 }, { slab, frame: { lossyRatio: 4 } }), true)).toBe("lossy slab incomplete");
  });

  it("tells planes of averaged voxels, and by how many along each axis", () => {
    const [one] = planeFidelity(detail(), facts({}, { reducedBy: [2, 2, 1], isAcquired: false }), true);
    expect(one).toEqual({ kind: "reduced", factors: [2, 2, 1] });
    expect([factorName([2, 2, 1]), factorName([3, 3, 3])]).toEqual(["2x2x1", "3"]);
    expect(one && severityOf(one)).toBe("warning");
  });

  it("tells a reduced volume and one that moves", () => {
    const volume = {
      framesLoaded: 10,
      framesFailed: 0,
      framesCutOff: 0,
      frameCount: 10,
      hasPicture: true,
      quality: "full" as const,
      factors: [2, 2, 2] as const,
    };
    expect(volumeFidelity(detail(), volume)).toEqual([{ kind: "reduced", factors: [2, 2, 2] }]);
    expect(fidelityNames(volumeFidelity(detail(), { ...volume, factors: [1, 1, 1], quality: "moving" }))).toBe("preview");
    expect(volumeFidelity(detail(), { ...volume, hasPicture: false })).toEqual([]);
  });
});
