import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { tool } from "./shell.ts";
import { countSuite, type SuiteReport } from "./tally.ts";

/** Runs vitest on files of its own, as the test command does, and counts. */
function count(files: Readonly<Record<string, string>>) {
  const directory = mkdtempSync(join(tmpdir(), "tally-"));
  try {
    const vitest = pathToFileURL(tool("vitest", "dist", "index.js")).href;
    const prelude = `import { beforeAll, describe, expect, it } from ${JSON.stringify(vitest)};\n`;
    for (const [name, source] of Object.entries(files)) writeFileSync(join(directory, `${name}.test.mjs`), prelude + source);
    writeFileSync(join(directory, "vitest.config.mjs"), 'export default { test: { include: ["*.test.mjs"] } };');
    const report = join(directory, "report.json");
    const args = ["run", "--root", directory, "--reporter=json", `--outputFile.json=${report}`];
    const { status } = spawnSync(process.execPath, [tool("vitest", "vitest.mjs"), ...args], { cwd: directory });
    return countSuite(JSON.parse(readFileSync(report, "utf8")) as SuiteReport, status ?? 1);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

describe("the count of tests", () => {
  it("counts as failed a file that does not load and one whose preparation throws, also beside a failed test", () => {
    const counted = count({
      loads: 'it("passes", () => {}); it("fails", () => expect(1).toBe(2)); it.skip("later", () => {}); it.todo("some day");',
      missing: 'import "./nowhere.mjs"; it("is never met", () => {});',
      unprepared: 'describe("a suite", () => { beforeAll(() => { throw new Error("no"); }); it("is not run", () => {}); });',
    });
    expect(counted).toEqual({ passed: 1, failed: 3, skipped: 3 });
  });

  it("counts as failed an error that no test caught, and a run that left no report", () => {
    expect(count({ late: 'it("passes", () => { Promise.reject(new Error("late")); });' })).toMatchObject({ failed: 1 });
    expect(countSuite(undefined, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});
