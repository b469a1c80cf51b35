import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SeriesDetail } from "../../../src/contract/index.ts";
import { FrameLoader } from "../pixels/frame-loader.ts";
import { SeriesCache } from "../pixels/series-cache.ts";
import { Prefetch } from "./prefetch.ts";

const detail = (uid: string, count: number) =>
  ({
    seriesInstanceUid: uid,
    geometry: { kind: "stack", issues: [] },
    frames: Array.from({ length: count }, (_, at) => ({
      sopInstanceUid: `${uid}.${at}`,
      frameNumber: 1,
      rows: 1,
      columns: 2,
      samplesPerPixel: 1,
      valueType: "int16",
    })),
  }) as unknown as SeriesDetail;

describe("fetching what may be opened next", () => {
  let asked: string[];
  let likely: string[];
  let prefetch: Prefetch;
  let cache: SeriesCache;
  let loader: FrameLoader;
  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    likely = ["2", "3"];
    cache = new SeriesCache();
    loader = new FrameLoader(async (sop) => {
      asked.push(sop);
      return { bytes: Int16Array.of(1, 2).buffer, missingValues: 0 };
    });
    prefetch = new Prefetch({ cache, loader, wanted: () => likely, detailOf: async (uid) => detail(uid, 100) });
  });
  afterEach(() => {
    prefetch.dispose();
    cache.dispose();
    vi.useRealTimers();
  });

  it("begins when all that is on screen has come, with the middle of the likeliest series, one after the other", async () => {
    const { pixels } = cache.hold(detail("1", 3));
    loader.look({}, pixels, { index: 0, direction: 0, whole: false });
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual(["1.0", "1.1", "1.2"]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(asked.slice(3, 6).toSorted()).toEqual(["2.48", "2.49", "2.50"]);
    const [second, third] = ["2.", "3."].map((start) => asked.filter((sop) => sop.startsWith(start)));
    expect([second?.length, third?.length]).toEqual([25, 25]);
    expect(asked.findIndex((sop) => sop.startsWith("3."))).toBeGreaterThan(asked.findLastIndex((sop) => sop.startsWith("2.")));
  });

  it("gives up what is no longer likely, and holds what comes on screen", async () => {
    prefetch.wake();
    await vi.advanceTimersByTimeAsync(2000);
    const { pixels } = cache.hold(detail("2", 100));
    expect(pixels.loadedCount).toBe(25);
    likely = [];
    prefetch.wake();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(cache.hold(detail("2", 100)).pixels).toBe(pixels);
    expect(cache.hold(detail("3", 100)).pixels.loadedCount).toBe(0);
  });
});
