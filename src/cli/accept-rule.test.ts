import { describe, expect, it } from "vitest";
import type { Finding } from "../findings/index.ts";
import { parseAcceptRule } from "./accept-rule.ts";

const scored = (score: number) => ({ provenance: { by: "model", score } }) as Finding;

describe("parseAcceptRule", () => {
  it("accepts from the stated score upwards", () => {
    const rule = parseAcceptRule("score>=0.7");
    expect([0.69, 0.7, 1].map((score) => rule.accepts(scored(score)))).toEqual([false, true, true]);
  });
  it("knows all and none", () => {
    expect(parseAcceptRule("all").accepts(scored(0))).toBe(true);
    expect(parseAcceptRule("none").accepts(scored(1))).toBe(false);
  });
  it.each(["score>0.7", "score>=7", "score>=-1", "", "score>=0.7; all"])("refuses %j", (text) => {
    expect(() => parseAcceptRule(text)).toThrow(/no rule/);
  });
});
