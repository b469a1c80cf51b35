import { expect, it } from "vitest";
import { restingRendering } from "../../stores/viewport/rendering.ts";
import { hiddenNotes } from "./hidden-notes.ts";

const text = ((key: string, values: Record<string, string> = {}) => `${key} ${values.percent ?? ""}`.trim()) as never;
const said = (change: Partial<typeof restingRendering>, body?: "found" | "failed") =>
  hiddenNotes({ ...restingRendering, ...change }, body, text).map((note) => note.text);

it("says what a rendering leaves out, and nothing where it shows all", () => {
  expect(said({})).toEqual([]);
  expect(said({ clip: { low: [0, 0, 0], high: [1, 1, 1], isOn: true } })).toEqual([]);
  expect(said({ clip: { low: [0, 0.5, 0], high: [1, 1, 0.999], isOn: true } })).toEqual(["note.clipped 49"]);
  expect(said({ clip: { low: [0, 0.5, 0], high: [1, 1, 1], isOn: false } })).toEqual([]);
  expect(said({ clip: { low: [0.5, 0.5, 0.5], high: [0.5, 0.6, 0.6], isOn: true } })).toEqual(["note.clipped < 1"]);
  expect(said({ withoutTable: true }, "found")).toEqual(["note.bodyOnly"]);
  expect(said({ withoutTable: true }, "failed")).toEqual([]);
});
