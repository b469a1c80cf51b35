import { describe, expect, it } from "vitest";
import { DisplayFrames } from "./display-frames.ts";

/** A display that shows its next frame when it is told to. */
function display() {
  let asked: ((now: number) => void)[] = [];
  const frames = new DisplayFrames((tick) => asked.push(tick));
  const show = (now: number) => {
    const due = asked;
    asked = [];
    for (const tick of due) tick(now);
    return due.length;
  };
  return { frames, show };
}

describe("display frames", () => {
  it("calls all that asked in one frame, once, in their order", () => {
    const { frames, show } = display();
    const called: string[] = [];
    const [first, second] = [(now: number) => called.push(`first ${now}`), (now: number) => called.push(`second ${now}`)];
    for (const tick of [first, second, first]) frames.next(tick);
    expect(show(16)).toBe(1);
    expect(called).toEqual(["first 16", "second 16"]);
    expect(show(32)).toBe(0);
  });

  it("calls what asks within a frame in the next", () => {
    const { frames, show } = display();
    const called: number[] = [];
    const beat = (now: number) => {
      called.push(now);
      if (now < 40) frames.next(beat);
    };
    frames.next(beat);
    for (const now of [16, 32, 48, 64]) show(now);
    expect(called).toEqual([16, 32, 48]);
  });

  it("calls what is still to come in a frame no second time because of what was called before", () => {
    const { frames, show } = display();
    const called: string[] = [];
    const last = () => called.push("last");
    frames.next(() => frames.next(last));
    frames.next(last);
    show(16);
    expect(called).toEqual(["last"]);
    expect(show(32)).toBe(0);
  });

  it("leaves out what was cancelled, before the frame and within it, and asks anew afterwards", () => {
    const { frames, show } = display();
    const called: string[] = [];
    const last = () => called.push("last");
    const gone = () => called.push("gone");
    frames.next(gone);
    frames.cancel(gone);
    frames.next(() => frames.cancel(last));
    frames.next(last);
    show(16);
    expect(called).toEqual([]);
    frames.next(last);
    show(32);
    expect(called).toEqual(["last"]);
  });
});
