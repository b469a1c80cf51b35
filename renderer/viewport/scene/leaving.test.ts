import { describe, expect, it } from "vitest";
import { onSliceLeft } from "./leaving.ts";

type Shown = { readonly slice: { readonly frame: object; readonly plane?: object } | undefined };
const frame = (frameNumber: number) => ({ slice: { frame: { sopInstanceUid: "1", frameNumber } } });
const cut = (y: number) => {
  const plane = { imagePositionPatient: [0, y, 0], rowDirection: [1, 0, 0], columnDirection: [0, 0, -1] };
  return { slice: { frame: { sopInstanceUid: "1", frameNumber: 1 }, plane } };
};

describe("leaving a slice", () => {
  it("is told whoever takes the reader away, and not while another picture of the same slice is drawn", () => {
    let [facts, left]: [Shown, number] = [frame(1), 0];
    let listener = () => {};
    const scene = {
      facts: () => facts,
      subscribe(told: () => void) {
        listener = told;
        return () => undefined;
      },
    };
    const count = () => {
      left += 1;
    };
    const last = { shown: undefined };
    const bind = () => onSliceLeft(scene as never, last, count);
    bind();
    const show = (next: Shown) => {
      facts = next;
      listener();
      return left;
    };
    expect(show(frame(1))).toBe(0);
    expect(show(frame(2))).toBe(1);
    expect(show({ slice: undefined })).toBe(1);
    expect(show(frame(2))).toBe(1);
    expect(show(cut(5))).toBe(2);
    expect(show(cut(6))).toBe(3);
    // A scene made anew for the same images, on the same plane and then on another one.
    bind();
    expect(left).toBe(3);
    facts = cut(7);
    bind();
    expect(left).toBe(4);
  });
});
