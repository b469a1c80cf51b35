import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const main = join(import.meta.dirname, "main.ts");

describe("the code cache", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "hounsfield-code-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const start = (cache: string) => {
    const { NODE_COMPILE_CACHE: _, ...environment } = process.env;
    // Every system's own place, so that none of them is this computer's.
    const env = { ...environment, XDG_CACHE_HOME: cache, LOCALAPPDATA: cache, HOME: cache };
    return spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", main, "--help"], { env, encoding: "utf8" });
  };

  it("is kept in the user's own cache folder", () => {
    const { status, stdout, stderr } = start(folder);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("hounsfield");
    expect(readdirSync(folder).length).toBeGreaterThan(0);
    expect(start(folder).stdout).toBe(stdout);
  });

  it("is gone without where it cannot be written", () => {
    const file = join(folder, "a file");
    writeFileSync(file, "");
    const { status, stdout, stderr } = start(file);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("hounsfield");
    expect(existsSync(join(file, "hounsfield"))).toBe(false);
  });
});
