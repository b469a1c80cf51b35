import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/findings/index.ts";
import { emptyDecisionLog, recordStep, stepBack, stepForward, toDecision } from "./decision-log.ts";

const step = (findingId: string) => ({ kind: "decision", findingId, from: "proposed", to: "accepted" }) as const;

describe("the log of decisions", () => {
  it("goes back and forward through the same steps", () => {
    const log = recordStep(recordStep(emptyDecisionLog, step("a")), step("b"));
    const back = stepBack(log);
    expect(back?.step).toMatchObject({ findingId: "b" });
    const again = stepBack(back!.log);
    expect(again?.step).toMatchObject({ findingId: "a" });
    expect(stepBack(again!.log)).toBeUndefined();
    const forward = stepForward(again!.log);
    expect(forward?.step.findingId).toBe("a");
    expect(stepForward(forward!.log)?.step.findingId).toBe("b");
  });

  it("forgets what was undone after a new decision", () => {
    const back = stepBack(recordStep(emptyDecisionLog, step("a")))!;
    expect(stepForward(recordStep(back.log, step("c")))).toBeUndefined();
  });

  it("brings a removal back once and does not make it again", () => {
    const finding = { id: "f" } as Finding;
    const back = stepBack(recordStep(emptyDecisionLog, { kind: "removal", finding }))!;
    expect(back.step).toEqual({ kind: "removal", finding });
    expect(back.log).toEqual(emptyDecisionLog);
  });

  it("takes an edited finding for an accepted one", () => {
    expect(toDecision("edited")).toBe("accepted");
    expect(toDecision("rejected")).toBe("rejected");
  });
});
