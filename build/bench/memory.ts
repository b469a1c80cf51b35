import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../scripts/shell.ts";
import { type Row, row } from "./row.ts";
import { benchStudies } from "./studies.ts";

const sampleMs = 100;

/** Highest resident memory of the program and its worker processes together, while it imports and analyses a CT (Linux only). */
export async function benchMemory(): Promise<readonly Row[]> {
  if (process.platform !== "linux") {
    process.stderr.write("skipped: memory is read from /proc, which only Linux has.\n");
    return [];
  }
  const rows: Row[] = [];
  for (const { name, directory } of benchStudies()) {
    const archive = mkdtempSync(join(tmpdir(), "bench-memory-"));
    const script = [
      "--disable-warning=ExperimentalWarning",
      join(root, "src/cli/main.ts"),
      "analyse",
      directory,
      "--archive",
      archive,
      "--json",
    ];
    rows.push(row(`peak memory of import and analysis, ${name}`, (await peakKibibytes(script)) / 1024, "MiB", { atMost: 2048 }));
    rmSync(archive, { recursive: true, force: true });
  }
  return rows;
}

function peakKibibytes(args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...args], { stdio: "ignore" });
    let peak = 0;
    const timer = setInterval(() => {
      peak = Math.max(peak, residentOfTree(child.pid as number));
    }, sampleMs);
    child.on("exit", () => {
      clearInterval(timer);
      resolve(peak);
    });
  });
}

function residentOfTree(pid: number): number {
  try {
    const own = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").filter(Boolean);
    return own + children.reduce((sum, child) => sum + residentOfTree(Number(child)), 0);
  } catch {
    return 0;
  }
}
