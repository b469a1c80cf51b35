import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { manifestSchema } from "../contract/manifest.ts";
import { loadModel } from "../model.ts";
import { listModels } from "./list.ts";
import { readPackage } from "./read.ts";

const shipped = fileURLToPath(new URL("../../../models/lung-nodule", import.meta.url));

/** As much of a manifest as the tests change. */
interface Loose {
  contract: string;
  files: { path: string; sha256: string; bytes: number }[];
  selfTest: { outputs: Record<string, { path: string }> }[];
}

describe("a model package", () => {
  let shelf = "";
  let directory = "";
  beforeEach(() => {
    shelf = mkdtempSync(join(tmpdir(), "hounsfield-models-"));
    directory = join(shelf, "lung-nodule");
    cpSync(shipped, directory, { recursive: true, filter: (path) => !/train|evaluate/.test(path.slice(shipped.length)) });
  });
  afterEach(() => rmSync(shelf, { recursive: true, force: true }));

  const manifest = (): Loose => JSON.parse(readFileSync(join(directory, "manifest.json"), "utf8"));
  const rewrite = (change: (json: Loose) => void) => {
    const json = manifest();
    change(json);
    writeFileSync(join(directory, "manifest.json"), JSON.stringify(json));
  };
  /** Changes a file and its entry, so that only the self-test can notice. */
  const replace = (path: string, change: (bytes: Buffer) => Buffer) => {
    const bytes = change(readFileSync(join(directory, path)));
    writeFileSync(join(directory, path), bytes);
    rewrite((json) => {
      const entry = json.files.find((file) => file.path === path);
      Object.assign(entry ?? {}, { sha256: createHash("sha256").update(bytes).digest("hex"), bytes: bytes.length });
    });
  };
  const refusal = (code: string) => ({ area: "inference", code });

  it("loads as it is shipped and names its weights", async () => {
    const model = await loadModel(directory, { threads: 1 });
    expect(model.weightsSha256).toBe(readPackage(directory).weightsSha256);
    expect(model.weightsSha256).toMatch(/^[0-9a-f]{64}$/);
    expect([...model.networks.values()].every(({ provider }) => provider === "cpu")).toBe(true);
    await model.dispose();
  });

  it("falls back to the CPU where a provider is not there", async () => {
    const model = await loadModel(directory, { threads: 1, providers: ["dml"] });
    const expected = process.platform === "win32" ? ["dml", "cpu"] : ["cpu"];
    for (const { provider } of model.networks.values()) expect(expected).toContain(provider);
    await model.dispose();
  });

  it("is refused when a file was changed", async () => {
    const path = join(directory, "model.onnx");
    const bytes = readFileSync(path);
    bytes[bytes.length - 40] = (bytes[bytes.length - 40] as number) ^ 1;
    writeFileSync(path, bytes);
    await expect(loadModel(directory)).rejects.toMatchObject(refusal("hash-mismatch"));
    rmSync(path);
    await expect(loadModel(directory)).rejects.toMatchObject(refusal("hash-mismatch"));
  });

  it("is refused when its networks do not compute what was published", async () => {
    const [output] = Object.values(manifest().selfTest[0]?.outputs ?? {});
    replace(output?.path ?? "", (bytes) => {
      bytes.writeFloatLE(bytes.readFloatLE(400) + 0.5, 400);
      return bytes;
    });
    await expect(loadModel(directory, { threads: 1 })).rejects.toMatchObject(refusal("self-test-failed"));
  });

  it("is refused when onnxruntime cannot read a network", async () => {
    replace("model.onnx", () => Buffer.from("not a network"));
    await expect(loadModel(directory, { threads: 1 })).rejects.toMatchObject(refusal("load-failed"));
  });

  it("is refused with a manifest that is broken, of another contract, or that reaches out of its folder", async () => {
    writeFileSync(join(directory, "manifest.json"), "{");
    await expect(loadModel(directory)).rejects.toMatchObject(refusal("bad-manifest"));
    cpSync(join(shipped, "manifest.json"), join(directory, "manifest.json"));
    rewrite((json) => {
      json.contract = "hounsfield-model/99";
    });
    await expect(loadModel(directory)).rejects.toMatchObject(refusal("bad-manifest"));
    await expect(loadModel(join(shelf, "nowhere"))).rejects.toMatchObject(refusal("package-missing"));
    const good = JSON.parse(readFileSync(join(shipped, "manifest.json"), "utf8"));
    for (const path of ["../model.onnx", "/etc/passwd", "a/../../b", "C:\\x", ""]) {
      const files = [...good.files, { path, sha256: "0".repeat(64), bytes: 1 }];
      expect(manifestSchema.safeParse({ ...good, files }).success, path).toBe(false);
    }
    const unlisted = { ...good, files: good.files.filter((file: { path: string }) => file.path !== "model.onnx") };
    expect(manifestSchema.safeParse(unlisted).success).toBe(false);
  });

  it("is listed with the reason when it cannot be used", async () => {
    cpSync(directory, join(shelf, "changed"), { recursive: true });
    writeFileSync(join(shelf, "changed", "model.onnx"), "x");
    cpSync(join(directory, "model.onnx"), join(shelf, "empty", "model.onnx"));
    const listed = await listModels([shelf, join(shelf, "missing")]);
    expect(listed.map(({ folder, manifest: found, error }) => [folder, found?.id, error?.code])).toEqual([
      ["changed", "lung-nodule", "hash-mismatch"],
      ["empty", undefined, "package-missing"],
      ["lung-nodule", "lung-nodule", undefined],
    ]);
  });
});
