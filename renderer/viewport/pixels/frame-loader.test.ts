import { describe, expect, it, vi } from "vitest";
import type { SeriesDetail } from "../../../src/contract/index.ts";
import { ApiError } from "../../api/client.ts";
import type { FrameOfBatch } from "../../api/frame-batch.ts";
import { FrameLoader } from "./frame-loader.ts";
import { SeriesPixels } from "./series-pixels.ts";

const detail = (count: number, over: object = {}) =>
  ({
    seriesInstanceUid: "1.2",
    geometry: { kind: "stack", issues: [] },
    frames: Array.from({ length: count }, (_, at) => ({
      sopInstanceUid: String(at),
      frameNumber: 1,
      rows: 2,
      columns: 2,
      samplesPerPixel: 1,
      valueType: "int16",
      ...over,
    })),
  }) as unknown as SeriesDetail;

/** Answers when it is told to, and remembers what was asked and what was cancelled. */
function createPeer() {
  const asked: { index: number; answer: (values?: number[]) => void; fail: (error: unknown) => void; signal: AbortSignal }[] = [];
  const retrieve = (sop: string, _frame: number, { signal }: { signal: AbortSignal }) =>
    new Promise<{ bytes: ArrayBuffer; missingValues: number }>((resolve, reject) => {
      signal.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
      asked.push({
        index: Number(sop),
        signal,
        answer: (values = [1, 2, 3, Number(sop)]) => resolve({ bytes: Int16Array.from(values).buffer, missingValues: 0 }),
        fail: reject,
      });
    });
  return { asked, retrieve };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

describe("the loader", () => {
  it("asks for what is looked at first, a few at once, and puts it in", async () => {
    const { asked, retrieve } = createPeer();
    const loader = new FrameLoader(retrieve);
    const pixels = new SeriesPixels(detail(10));
    loader.look({}, pixels, { index: 4, direction: 0, whole: false });
    expect(asked.map(({ index }) => index)).toEqual([4, 3, 5]);
    asked[0]?.answer();
    await settle();
    expect([...(pixels.frame(4) as Int16Array)]).toEqual([1, 2, 3, 4]);
    expect(pixels.range).toEqual({ low: 1, high: 4 });
    expect(asked).toHaveLength(4);
  });

  it("lets the eye pass what is fetched ahead", () => {
    const { asked, retrieve } = createPeer();
    const loader = new FrameLoader(retrieve);
    const pixels = new SeriesPixels(detail(100));
    const eye = {};
    loader.look(eye, pixels, { index: 4, direction: 0, whole: false });
    loader.look(eye, pixels, { index: 50, direction: 1, whole: false });
    expect(asked.map(({ index }) => index)).toEqual([4, 3, 5, 50]);
  });

  it("gives up what is far when the eye would have to wait", async () => {
    const { asked, retrieve } = createPeer();
    const loader = new FrameLoader(retrieve);
    const pixels = new SeriesPixels(detail(100));
    const eye = {};
    for (const index of [4, 30, 50, 80]) loader.look(eye, pixels, { index, direction: 1, whole: false });
    await settle();
    expect(asked.filter(({ signal }) => signal.aborted).length).toBeGreaterThan(0);
    expect(asked.map(({ index }) => index)).toContain(80);
  });

  it("cancels a series that nobody looks at any more", () => {
    const { asked, retrieve } = createPeer();
    const loader = new FrameLoader(retrieve);
    const eye = {};
    const pixels = new SeriesPixels(detail(10));
    loader.look(eye, pixels, { index: 0, direction: 0, whole: true });
    loader.look(eye, pixels, undefined);
    expect(asked.every(({ signal }) => signal.aborted)).toBe(true);
  });

  it("marks a frame that cannot be had, and goes on with the others", async () => {
    const { asked, retrieve } = createPeer();
    const loader = new FrameLoader(retrieve);
    const pixels = new SeriesPixels(detail(3));
    loader.look({}, pixels, { index: 0, direction: 0, whole: false });
    asked[0]?.fail(new ApiError("volume", "frame-unreadable", "no"));
    asked[1]?.answer();
    await settle();
    expect([pixels.failedCount, pixels.loadedCount]).toEqual([1, 1]);
    expect(pixels.failure(0)).toBeInstanceOf(ApiError);
  });

  it("has a series read anew, once, when its files are others than its header was read from", async () => {
    const { asked, retrieve } = createPeer();
    const changed: string[] = [];
    const loader = new FrameLoader(retrieve, { onChanged: (uid) => void changed.push(uid) });
    const pixels = new SeriesPixels(detail(3));
    loader.look({}, pixels, { index: 0, direction: 0, whole: false });
    for (const request of asked) request.fail(new ApiError("host", "changed", "another version"));
    await settle();
    expect(changed).toEqual([pixels.detail.seriesInstanceUid]);
    expect(pixels.loadedCount).toBe(0);
  });

  it("takes a frame of another length for a failure", async () => {
    const { asked, retrieve } = createPeer();
    const pixels = new SeriesPixels(detail(1));
    new FrameLoader(retrieve).look({}, pixels, { index: 0, direction: 0, whole: false });
    asked[0]?.answer([1, 2]);
    await settle();
    expect(pixels.frame(0)).toBeUndefined();
  });
});

describe("pixels of a series", () => {
  it("are one buffer where frames are alike", () => {
    const pixels = new SeriesPixels(detail(3));
    pixels.put(1, Int16Array.from([9, 8, 7, 6]).buffer);
    expect([...(pixels.whole() as Int16Array)]).toEqual([0, 0, 0, 0, 9, 8, 7, 6, 0, 0, 0, 0]);
    expect((pixels.frame(1) as Int16Array).buffer).toBe((pixels.whole() as Int16Array).buffer);
  });

  it("are kept apart where they are not", () => {
    expect(new SeriesPixels(detail(2, { samplesPerPixel: 3, valueType: "uint8" })).whole()).toBeUndefined();
  });

  it("leave padding out of the range", () => {
    const pixels = new SeriesPixels(detail(1, { paddingRange: [-2000, -1500] }));
    pixels.put(0, Int16Array.from([-2000, -100, 50, -1600]).buffer);
    expect(pixels.range).toEqual({ low: -100, high: 50 });
  });
});

describe("groups", () => {
  const options = { ahead: () => 2 };
  /** Answers groups when told to. */
  function createGroups() {
    const groups: { indices: number[]; answer: (failing?: readonly number[]) => void; signal: AbortSignal }[] = [];
    const retrieveMany = (frames: readonly { sopInstanceUid: string }[], { signal }: { signal: AbortSignal }) =>
      new Promise<readonly FrameOfBatch[]>((resolve, reject) => {
        const indices = frames.map(({ sopInstanceUid }) => Number(sopInstanceUid));
        signal.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
        const one = (index: number): FrameOfBatch => ({
          bytes: new Uint8Array(Int16Array.of(index, index, index, index).buffer),
          missingValues: 0,
          range: { low: index, high: index },
        });
        groups.push({
          indices,
          signal,
          answer: (failing = []) =>
            resolve(
              indices.map((index) => (failing.includes(index) ? { error: new ApiError("volume", "corrupt", "no") } : one(index))),
            ),
        });
      });
    return { groups, retrieveMany };
  }

  it("wait for the very first image, then bring its neighbours in few requests", async () => {
    const { asked, retrieve } = createPeer();
    const { groups, retrieveMany } = createGroups();
    const loader = new FrameLoader(retrieve, { ...options, retrieveMany });
    const pixels = new SeriesPixels(detail(100));
    loader.look({}, pixels, { index: 50, direction: 1, whole: false });
    expect([asked.map(({ index }) => index), groups.length]).toEqual([[50], 0]);
    asked[0]?.answer();
    await settle();
    expect(groups).toHaveLength(2);
    expect(groups[0]?.indices.slice(0, 4)).toEqual([51, 52, 49, 53]);
    groups[0]?.answer();
    await settle();
    expect([...(pixels.frame(52) as Int16Array)]).toEqual([52, 52, 52, 52]);
    expect(pixels.frameRange(52)).toEqual({ low: 52, high: 52 });
    expect(groups).toHaveLength(3);
  });

  it("fail frame by frame", async () => {
    const { asked, retrieve } = createPeer();
    const { groups, retrieveMany } = createGroups();
    const pixels = new SeriesPixels(detail(4));
    new FrameLoader(retrieve, { ...options, retrieveMany }).look({}, pixels, { index: 0, direction: 0, whole: true });
    asked[0]?.answer();
    await settle();
    groups[0]?.answer([2]);
    await settle();
    expect([pixels.loadedCount, pixels.failedCount]).toEqual([3, 1]);
    expect(pixels.failure(2)).toBeInstanceOf(ApiError);
  });

  it("are given up when the eye has gone far", async () => {
    const { asked, retrieve } = createPeer();
    const { groups, retrieveMany } = createGroups();
    const loader = new FrameLoader(retrieve, { ...options, retrieveMany });
    const pixels = new SeriesPixels(detail(500));
    const eye = {};
    loader.look(eye, pixels, { index: 10, direction: 1, whole: false });
    asked[0]?.answer();
    await settle();
    expect(groups).toHaveLength(2);
    loader.look(eye, pixels, { index: 400, direction: 1, whole: false });
    expect(groups.every(({ signal }) => signal.aborted)).toBe(true);
    expect(asked.map(({ index }) => index)).toEqual([10, 400]);
  });

  it("come one at a time while a hand moves through the stack, and as many as before when it rests", async () => {
    const { asked, retrieve } = createPeer();
    const { groups, retrieveMany } = createGroups();
    const loader = new FrameLoader(retrieve, { ...options, retrieveMany });
    const pixels = new SeriesPixels(detail(200));
    const eye = {};
    loader.look(eye, pixels, { index: 50, direction: 0, whole: false });
    asked[0]?.answer();
    await settle();
    expect(groups).toHaveLength(2);
    const clock = vi.spyOn(performance, "now").mockReturnValue(performance.now());
    loader.look(eye, pixels, { index: 51, direction: 1, whole: false });
    groups[0]?.answer();
    await settle();
    expect(groups).toHaveLength(2);
    groups[1]?.answer();
    await settle();
    expect(groups).toHaveLength(3);
    clock.mockReturnValue(performance.now() + 1000);
    groups[2]?.answer();
    await settle();
    expect(groups).toHaveLength(5);
    clock.mockRestore();
  });

  it("come for what nobody looks at yet only when nothing else is left, and no further than its reach", async () => {
    const { asked, retrieve } = createPeer();
    const { groups, retrieveMany } = createGroups();
    const loader = new FrameLoader(retrieve, { ...options, retrieveMany });
    const [shown, prior] = [new SeriesPixels(detail(3)), new SeriesPixels(detail(60))];
    loader.look({}, shown, { index: 1, direction: 0, whole: false });
    loader.look({}, prior, { index: 30, direction: 0, whole: false, isBackground: true, reach: 2 });
    asked[0]?.answer();
    await settle();
    expect(groups.map(({ indices }) => indices)).toEqual([[0, 2]]);
    groups[0]?.answer();
    await settle();
    expect(groups[1]?.indices).toEqual([30, 29, 31, 28, 32]);
    groups[1]?.answer();
    await settle();
    expect(groups).toHaveLength(2);
    expect(loader.isIdle).toBe(true);
  });
});

describe("a series over the budget", () => {
  const bytes = 8;

  it("is no volume, and holds the frames nearest to the eye", async () => {
    const { asked, retrieve } = createPeer();
    const loader = new FrameLoader(retrieve);
    const pixels = new SeriesPixels(detail(100), 10 * bytes);
    expect(pixels.whole()).toBeUndefined();
    const eye = {};
    const answerAll = async () => {
      for (let at = 0; at < asked.length; at++) {
        asked[at]?.answer();
        await settle();
      }
    };
    loader.look(eye, pixels, { index: 50, direction: 0, whole: false });
    await answerAll();
    const held = () => Array.from({ length: 100 }, (_, index) => index).filter((index) => pixels.frame(index) !== undefined);
    expect(held()).toHaveLength(10);
    expect(held()).toEqual(expect.arrayContaining([46, 47, 48, 49, 50, 51, 52, 53, 54]));
    loader.look(eye, pixels, { index: 80, direction: 1, whole: false });
    await answerAll();
    expect(held()).toHaveLength(10);
    expect(held()).toEqual(expect.arrayContaining([79, 80, 81, 82, 83, 84, 85, 86]));
    // What was given up comes again.
    loader.look(eye, pixels, { index: 50, direction: -1, whole: false });
    await answerAll();
    expect(held()).toContain(50);
    expect(pixels.loadedCount).toBe(10);
  });
});
