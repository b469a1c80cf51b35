import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../scripts/shell.ts";
import { type Row, row } from "./row.ts";
import { benchStudies } from "./studies.ts";

const sampleMs = 100;

/** Instances of half a megabyte: 10 GB. */
const importedInstances = 20_000;

/** Highest resident memory of the program and its worker processes together, while it imports and analyses a CT (Linux only). */
export async function benchMemory(): Promise<readonly Row[]> {
  if (process.platform !== "linux") {
    process.stderr.write("skipped: memory is read from /proc, which only Linux has.\n");
    return [];
  }
  const rows: Row[] = [...(await benchImportMemory())];
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

/**
 * Highest resident memory of a process that imports 10 GB, and how much of it came in the second half: a curve that is flat ends where
 * it was. The instances are made as they are read.
 */
async function benchImportMemory(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-import-memory-"));
  const script = ["--disable-warning=ExperimentalWarning", join(root, "build/bench/import-generated.ts"), folder];
  const samples: number[] = [];
  const started = performance.now();
  try {
    const peak = await peakKibibytes([...script, String(importedInstances)], (kibibytes) => samples.push(kibibytes));
    const seconds = (performance.now() - started) / 1000;
    const half = Math.floor(samples.length / 2);
    const [first, second] = [samples.slice(0, half), samples.slice(half)].map((part) => Math.max(...part) / 1024);
    return [
      row("peak memory of importing 10 GB", peak / 1024, "MiB", { atMost: 400 }),
      row("  in its first half", first ?? 0, "MiB"),
      row("  in its second half", second ?? 0, "MiB"),
      row("  time of it", seconds, "s"),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function peakKibibytes(args: readonly string[], onSample: (kibibytes: number) => void = () => undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args], { stdio: "ignore" });
    let peak = 0;
    const timer = setInterval(() => {
      const now = residentOfTree(child.pid as number);
      onSample(now);
      peak = Math.max(peak, now);
    }, sampleMs);
    child.on("exit", (code) => {
      clearInterval(timer);
      if (code === 0) resolve(peak);
      else reject(new Error(`The measured process ended with status ${code}.`));
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
