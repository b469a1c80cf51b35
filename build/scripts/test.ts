import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildRenderer } from "./build-renderer.ts";
import { runChecks } from "./check.ts";
import { installPeers } from "./peers.ts";
import { run, tool } from "./shell.ts";
import { countSuite, type SuiteReport, type Tally } from "./tally.ts";

/** Runs one vitest configuration and counts from its own report. */
async function runSuite(config: string): Promise<Tally> {
  const directory = mkdtempSync(join(tmpdir(), "hounsfield-test-"));
  const report = join(directory, "report.json");
  const args = ["run", "--config", config, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const status = await run(process.execPath, [tool("vitest", "vitest.mjs"), ...args]);
  const counted = existsSync(report) ? (JSON.parse(readFileSync(report, "utf8")) as SuiteReport) : undefined;
  rmSync(directory, { recursive: true, force: true });
  return countSuite(counted, status);
}

installPeers();
const one = (passed: boolean): Tally => ({ passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 });
const tallies = (await runChecks()).map(({ passed }) => one(passed));
const built = (await buildRenderer()) === 0;
tallies.push(one(built), await runSuite("build/vitest.config.ts"));
if (built) tallies.push(await runSuite("build/vitest.e2e.config.ts"));
const tally = tallies.reduce((sum, { passed, failed, skipped }) => ({
  passed: sum.passed + passed,
  failed: sum.failed + failed,
  skipped: sum.skipped + skipped,
}));
process.stdout.write(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped\n`);
process.exitCode = tally.failed === 0 ? 0 : 1;
