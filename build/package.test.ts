import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fuseSentinel, writeStubElectron } from "./stub-electron.ts";

const root = join(import.meta.dirname, "..");
const require = createRequire(import.meta.url);

/** Packages for this system against a stub of Electron: what goes in, what stays out, what is unpacked, which fuses are set. */
describe.skipIf(process.platform !== "linux")("the package", () => {
  let output: string;
  let stub: string;
  let listed: readonly string[];

  beforeAll(() => {
    stub = mkdtempSync(join(tmpdir(), "electron-stub-"));
    output = mkdtempSync(join(tmpdir(), "package-"));
    writeStubElectron(stub, "45.4.1");
    const build = spawnSync(process.execPath, [join(root, "build/scripts/build-electron.ts")], { cwd: root });
    expect(build.status, build.stderr.toString()).toBe(0);
    if (!existsSync(join(root, "dist/renderer/index.html"))) {
      mkdirSync(join(root, "dist/renderer"), { recursive: true });
      writeFileSync(join(root, "dist/renderer/index.html"), "<!doctype html>");
    }
    const args = [
      "--linux",
      "--x64",
      "--dir",
      "--config",
      "electron-builder.yml",
      "--publish",
      "never",
      `-c.electronDist=${stub}`,
      `-c.directories.output=${output}`,
    ];
    const run = spawnSync(process.execPath, [join(root, "node_modules/electron-builder/cli.js"), ...args], {
      cwd: root,
      timeout: 400_000,
    });
    expect(run.status, run.stdout.toString() + run.stderr.toString()).toBe(0);
    const asar = require("@electron/asar") as { listPackage(path: string, options: object): string[] };
    listed = asar.listPackage(join(output, "linux-unpacked/resources/app.asar"), {});
  }, 420_000);
  afterAll(() => {
    for (const directory of [output, stub]) rmSync(directory, { recursive: true, force: true });
  });

  it("holds the shell, the worker, the screens and the texts", () => {
    for (const path of [
      "/dist/electron/main.js",
      "/dist/electron/preload.cjs",
      "/dist/electron/worker-main.js",
      "/dist/electron/inference-thread.js",
      "/dist/renderer/index.html",
    ]) {
      expect(listed).toContain(path);
    }
    expect(listed.some((path) => path.startsWith("/assets/locales/"))).toBe(true);
  });

  it("leaves out sources, tests and what the renderer's bundle already holds", () => {
    expect(
      listed.filter((path) => /^\/(src|renderer|build|electron)\//.test(path) || path.startsWith("/node_modules/react/")),
    ).toEqual([]);
  });

  it("unpacks the network's native libraries, for this system alone", () => {
    const bin = join(output, "linux-unpacked/resources/app.asar.unpacked/node_modules/onnxruntime-node/bin/napi-v6");
    expect(readdirSync(bin)).toEqual(["linux"]);
    expect(readdirSync(join(bin, "linux/x64")).some((name) => name.endsWith(".node"))).toBe(true);
    expect(readdirSync(join(bin, "linux/x64")).some((name) => name.includes(".so"))).toBe(true);
  });

  it("unpacks the models with every file their manifests list, for worker processes open them by path", () => {
    const models = join(output, "linux-unpacked/resources/app.asar.unpacked/models");
    for (const model of readdirSync(models)) {
      const { files } = JSON.parse(readFileSync(join(models, model, "manifest.json"), "utf8")) as { files: { path: string }[] };
      expect(files.filter(({ path }) => !existsSync(join(models, model, path)))).toEqual([]);
    }
    expect(readdirSync(models)).toContain("lung-nodule");
    expect(existsSync(join(models, "lung-nodule", "train"))).toBe(false);
  });

  it("sets the fuses: not plain Node, no inspector, only its own archive", () => {
    const binary = readFileSync(join(output, "linux-unpacked/hounsfield"));
    const at = binary.indexOf(fuseSentinel) + fuseSentinel.length + 2;
    const fuse = (index: number) => String.fromCharCode(binary[at + index] as number);
    // Order of the fuse wire, version 1: runAsNode, cookie encryption, NODE_OPTIONS, inspect arguments, asar integrity, only asar.
    expect([0, 1, 2, 3, 4, 5].map(fuse).join("")).toBe("010011");
  });
});
