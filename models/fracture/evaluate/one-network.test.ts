import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { loadModel } from "../../../src/inference/index.ts";
import { writeFracturePackage } from "../../../src/testing/fracture-package.ts";
import { withNetwork } from "./one-network.ts";

const folder = mkdtempSync(join(tmpdir(), "hounsfield-one-network-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("runs a package with another network, and leaves nothing behind", async () => {
  const original = join(folder, "package");
  await writeFracturePackage(original);
  const other = join(folder, "fold.onnx");
  writeFileSync(other, readFileSync(join(original, "boxes.onnx")));
  const before = await loadModel(original, { threads: 1 });
  await before.dispose();
  const seen = await withNetwork(original, { path: other, precision: "fp32" }, async (directory) => {
    const model = await loadModel(directory, { threads: 1 });
    await model.dispose();
    expect(model.manifest.findings).toEqual(before.manifest.findings);
    expect(existsSync(join(directory, "boxes.onnx"))).toBe(false);
    return directory;
  });
  expect(existsSync(seen)).toBe(false);
});
