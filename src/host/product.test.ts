import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { productVersion } from "./product.ts";

it("has the version of the package", () => {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  expect(productVersion).toBe((JSON.parse(text) as { version: string }).version);
});
