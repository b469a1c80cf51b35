import { expect, it } from "vitest";
import { codeSchema } from "./code.ts";
import { dcm } from "./dcm.ts";
import { sct } from "./sct.ts";
import { ucum, unitCode } from "./ucum.ts";

it.each([
  ["SCT", sct],
  ["DCM", dcm],
] as const)("%s: every code can be written and names one concept", (scheme, codes) => {
  const all = Object.values(codes);
  for (const code of all) {
    expect(codeSchema.parse(code)).toEqual(code);
    expect(code.scheme).toBe(scheme);
    expect(code.value).toMatch(/^\d{3,18}$/);
  }
  expect(new Set(all.map(({ value }) => value)).size).toBe(all.length);
});

it("names every unit that is written, and an unknown one by itself", () => {
  for (const unit of Object.values(ucum)) expect(unitCode(unit).meaning).not.toBe("");
  expect(unitCode("furlong")).toEqual({ value: "furlong", scheme: "UCUM", meaning: "furlong" });
});
