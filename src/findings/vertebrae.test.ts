import { describe, expect, it } from "vitest";
import { codeSchema } from "./code.ts";
import { sct } from "./sct.ts";
import { labelledVertebra, neighbourVertebra, vertebraCode, vertebraNames } from "./vertebrae.ts";

describe("labels of the spine", () => {
  it("count from C1 to S1, both ways, and stop at either end", () => {
    expect(vertebraNames).toHaveLength(25);
    expect(neighbourVertebra("C7", 1)).toBe("T1");
    expect(neighbourVertebra("L1", -1)).toBe("T12");
    expect([neighbourVertebra("C1", -1), neighbourVertebra("S1", 1)]).toEqual(["C1", "S1"]);
  });

  it("are sites of a vertebra, each with a code of its own, and are read back by it", () => {
    for (const name of vertebraNames) {
      expect(codeSchema.parse(vertebraCode(name))).toEqual(vertebraCode(name));
      expect(labelledVertebra({ code: sct.vertebra, site: vertebraCode(name) })).toBe(name);
    }
    expect(new Set(vertebraNames.map((name) => vertebraCode(name).value)).size).toBe(vertebraNames.length);
    expect(labelledVertebra({ code: sct.fracture, site: vertebraCode("L1") })).toBeUndefined();
    expect(labelledVertebra({ code: sct.vertebra })).toBeUndefined();
  });
});
