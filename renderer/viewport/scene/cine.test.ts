import { describe, expect, it } from "vitest";
import { type Cine, restingCine } from "../../stores/viewport/display.ts";
import { CineRun } from "./cine.ts";
import type { Beat } from "./clock.ts";

const playing: Cine = { ...restingCine, playing: true, along: "stacks", framesPerSecond: 10 };

/** The viewport of one of three phases. */
function viewportOf(phase: number, before?: ReturnType<CineRun["handover"]>) {
  const asked: number[] = [];
  const run = new CineRun(
    {
      count: () => 1,
      wanted: () => 0,
      shown: () => 0,
      go: () => {},
      recommendedRate: undefined,
      frameTimeMs: () => undefined,
      onEnd: () => {},
      onNextStack: () => {
        asked.push((phase + 1) % 3);
        return phase === 2;
      },
    },
    before,
  );
  const beat = run.set(playing) as Beat;
  return { run, beat, asked };
}

describe("cine through phases", () => {
  it("goes on in the next phase's viewport, with its counts and its rate", () => {
    let viewport = viewportOf(0);
    for (let n = 0; n < 7; n++) {
      viewport.beat.advance(n * 100, 0);
      expect(viewport.asked).toEqual([(n + 1) % 3]);
      viewport = viewportOf((n + 1) % 3, viewport.run.handover());
    }
    expect(viewport.run.facts()).toMatchObject({ shown: 7, rounds: 2, dropped: 0, wishedRate: 10 });
    expect(viewport.run.facts()?.realRate).toBeCloseTo(10);
  });

  it("asks for a phase once, however long it takes, and counts what is missed after the first round", () => {
    const first = viewportOf(2);
    for (let n = 0; n < 4; n++) first.beat.advance(n * 100, 0);
    expect(first.asked).toEqual([0]);
    expect(first.run.facts()).toMatchObject({ shown: 1, rounds: 1, dropped: 3 });
  });

  it("starts from nothing when it was stopped in between", () => {
    const first = viewportOf(0);
    first.beat.advance(0, 0);
    const before = first.run.handover();
    first.run.set({ ...playing, playing: false });
    expect(first.run.handover()).toBeUndefined();
    const next = new CineRun(
      {
        count: () => 1,
        wanted: () => 0,
        shown: () => 0,
        go: () => {},
        recommendedRate: undefined,
        frameTimeMs: () => undefined,
        onEnd: () => {},
        onNextStack: () => false,
      },
      before,
    );
    next.set({ ...playing, playing: false });
    next.set(playing);
    expect(next.facts()).toMatchObject({ shown: 0, rounds: 0 });
  });
});
