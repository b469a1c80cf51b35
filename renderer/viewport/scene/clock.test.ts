import { describe, expect, it } from "vitest";
import { Clock } from "./clock.ts";
import { DisplayFrames } from "./display-frames.ts";

describe("the clock of a scene", () => {
  it("draws nothing once the scene is gone, however late it is asked: the canvas is another's by then", () => {
    const frames: ((now: number) => void)[] = [];
    let drawn = 0;
    const clock = new Clock(new DisplayFrames((tick) => frames.push(tick)), () => drawn++);
    clock.invalidate();
    frames.shift()?.(0);
    expect(drawn).toBe(1);
    clock.dispose();
    clock.invalidate();
    clock.drawNow();
    clock.play({ intervalMs: () => 10, advance: () => drawn++ });
    for (const tick of frames) tick(100);
    expect(drawn).toBe(1);
  });
});
