import { spawn } from "node:child_process";
import { environment, root, tool } from "./shell.ts";

export interface CheckResult {
  readonly name: string;
  readonly passed: boolean;
  readonly output: string;
}

const tsc = tool("tsc7", "bin", "tsc");
const checks: readonly (readonly [string, readonly string[]])[] = [
  ["types of the pure rooms", [tsc, "-p", "build/tsconfig.pure.json"]],
  ["types of the Node rooms and tests", [tsc, "-p", "build/tsconfig.node.json"]],
  ["types of the renderer", [tsc, "-p", "build/tsconfig.browser.json"]],
  ["types of the browser tests", [tsc, "-p", "build/tsconfig.e2e.json"]],
  ["format and lint", [tool("@biomejs", "biome", "bin", "biome"), "check", "--config-path=build/biome.config.json", "."]],
  [
    "boundaries",
    [
      tool("dependency-cruiser", "bin", "dependency-cruiser.mjs"),
      "--config",
      "build/boundaries.cjs",
      "src",
      "renderer",
      "electron",
    ],
  ],
  ["unused files, exports and packages", [tool("knip", "bin", "knip.js"), "--config", "build/knip.json"]],
];

/** Types per runtime, format and lint, boundaries, and what nobody uses. */
export async function runChecks(): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const [name, args] of checks) {
    const result = await check(name, args);
    process.stdout.write(`${result.passed ? "ok    " : "FAILED"} ${name}\n${result.passed ? "" : result.output}`);
    results.push(result);
  }
  return results;
}

function check(name: string, args: readonly string[]): Promise<CheckResult> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...args], { cwd: root, env: environment });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk) => chunks.push(chunk));
    child.stderr.on("data", (chunk) => chunks.push(chunk));
    child.on("close", (code) => resolve({ name, passed: code === 0, output: Buffer.concat(chunks).toString() }));
  });
}

if (import.meta.main) process.exitCode = (await runChecks()).every(({ passed }) => passed) ? 0 : 1;
