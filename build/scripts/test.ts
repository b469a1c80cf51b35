import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildRenderer } from "./build-renderer.ts";
import { runChecks } from "./check.ts";
import { installPeers } from "./peers.ts";
import { run, tool } from "./shell.ts";

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** Runs one vitest configuration and counts from its own report. */
async function runSuite(config: string, tally: Tally): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "hounsfield-test-"));
  const report = join(directory, "report.json");
  const args = ["run", "--config", config, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const status = await run(process.execPath, [tool("vitest", "vitest.mjs"), ...args]);
  const counted = existsSync(report) ? (JSON.parse(readFileSync(report, "utf8")) as Record<string, number>) : undefined;
  rmSync(directory, { recursive: true, force: true });
  const failed = counted?.numFailedTests ?? 0;
  tally.passed += counted?.numPassedTests ?? 0;
  tally.skipped += (counted?.numPendingTests ?? 0) + (counted?.numTodoTests ?? 0);
  // A suite that could not even load has no failed test of its own, yet it did not pass.
  tally.failed += status !== 0 && failed === 0 ? 1 : failed;
}

const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
installPeers();
for (const { passed } of await runChecks()) tally[passed ? "passed" : "failed"] += 1;
const built = (await buildRenderer()) === 0;
tally[built ? "passed" : "failed"] += 1;
await runSuite("build/vitest.config.ts", tally);
if (built) await runSuite("build/vitest.e2e.config.ts", tally);
process.stdout.write(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped\n`);
process.exitCode = tally.failed === 0 ? 0 : 1;
