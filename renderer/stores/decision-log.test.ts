import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/findings/index.ts";
import { type DecisionStep, emptyDecisionLog, recordStep, stepBack, stepForward, toDecision } from "./decision-log.ts";

const step = (id: string): DecisionStep => ({
  kind: "decision",
  name: "accept",
  finding: { id } as Finding,
  from: "proposed",
  to: "accepted",
});

describe("the log of decisions", () => {
  it("goes back and forward through the same steps", () => {
    const log = recordStep(recordStep(emptyDecisionLog, step("a")), step("b"));
    const back = stepBack(log);
    expect(back?.step.finding.id).toBe("b");
    const again = stepBack(back!.log);
    expect(again?.step.finding.id).toBe("a");
    expect(stepBack(again!.log)).toBeUndefined();
    const forward = stepForward(again!.log);
    expect(forward?.step.finding.id).toBe("a");
    expect(stepForward(forward!.log)?.step.finding.id).toBe("b");
  });

  it("forgets what was undone after a new decision", () => {
    const back = stepBack(recordStep(emptyDecisionLog, step("a")))!;
    expect(stepForward(recordStep(back.log, step("c")))).toBeUndefined();
  });

  it("keeps the newest steps of a long sitting", () => {
    let log = emptyDecisionLog;
    for (let index = 0; index < 600; index++) log = recordStep(log, step(String(index)));
    expect([log.done.length, log.done.at(-1)?.finding.id]).toEqual([500, "599"]);
  });

  it("takes an edited finding for an accepted one", () => {
    expect(toDecision("edited")).toBe("accepted");
    expect(toDecision("rejected")).toBe("rejected");
  });
});
