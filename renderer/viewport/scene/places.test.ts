import { describe, expect, it } from "vitest";
import { emptyCell } from "../../stores/viewport/viewport-store.ts";
import { type Place, Places, startOf } from "./places.ts";
import type { SliceSource } from "./slice-source.ts";

/** Ten slices along z, 2 mm apart. */
const source = {
  count: 10,
  within: (point: readonly number[]) => ((point[2] as number) >= 0 && (point[2] as number) <= 18 ? point : undefined),
  nearest: (point: readonly number[]) => Math.round((point[2] as number) / 2),
} as unknown as SliceSource;
const frames = Array.from({ length: 10 }, (_, at) => ({ sopInstanceUid: `1.${at}` }));
const camera = { zoom: 2, pan: [3, 4] } as const;
const place = (index: number): Place => ({ index, count: 10, pointPatient: [0, 0, index * 2], camera });
const stack = (seriesInstanceUid: string, sequence = 1) => ({
  ...emptyCell("cell-0"),
  content: { kind: "stack", seriesInstanceUid } as const,
  opening: { sequence, kind: "edge", edge: "middle" } as const,
});

describe("where a viewport begins", () => {
  it("is where the reader was, then what the opening says, then the middle", () => {
    const kept = { index: 3, count: 10, pointPatient: [0, 0, 12] as const, zoom: 2, pan: [3, 4] as const };
    const opening = { sequence: 1, kind: "place", place: kept } as const;
    expect(startOf(source, frames, place(7), opening)).toMatchObject({ index: 7, camera });
    // By its place in the patient, not by its number.
    expect(startOf(source, frames, undefined, opening)).toMatchObject({ index: 6, camera: { zoom: 2, pan: [3, 4] } });
    expect(startOf(source, frames, undefined, undefined).index).toBe(4);
    expect(startOf(source, frames, undefined, { sequence: 1, kind: "edge", edge: "last" }).index).toBe(9);
    expect(startOf(source, frames, undefined, { sequence: 1, kind: "image", sopInstanceUid: "1.8" }).index).toBe(8);
  });

  it("is kept while another viewport fills the grid, for the same content opened the same way alone", () => {
    const places = new Places();
    let now = place(2);
    const scene = {
      get place() {
        return now;
      },
      subscribe: () => () => {},
    };
    const leave = places.register(stack("1.2"), scene);
    now = place(5);
    expect(places.of(stack("1.2"))?.index).toBe(5);
    leave();
    now = place(9);
    expect(places.of(stack("1.2"))?.index).toBe(5);
    expect(places.of(stack("1.3"))).toBeUndefined();
    expect(places.of(stack("1.2", 2))).toBeUndefined();
  });
});
