import { expect, it } from "vitest";
import { isSameName } from "./patient-name.ts";

it("tells names apart that are another patient's, or the same one's by then", () => {
  expect(isSameName("Roe^Jane", "ROE^JANE^^")).toBe(true);
  expect(isSameName("Müller^Eva", "Muller, Eva")).toBe(true);
  expect(isSameName("Wang^XD=王^小东", "Ong^S T=王^小东")).toBe(true);
  expect(isSameName("", "Roe^Jane")).toBe(true);
  expect(isSameName("Wang^Xiaodong", "=王^小东")).toBe(true);
  expect(isSameName("Roe^Jane", "Smith^Jane")).toBe(false);
  expect(isSameName("Roe^Jane", "Smith^Mary")).toBe(false);
});
