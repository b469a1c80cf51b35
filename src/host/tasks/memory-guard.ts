import { Worker } from "node:worker_threads";
import type { MemoryBound } from "./types.ts";

/**
 * Runs in a thread of its own, since a network holds up every other; as text, since a bundle has no file for it. Resident memory is the
 * one number that has native buffers in it, where a network's tensors lie.
 */
const GUARD = `
const { workerData } = require("node:worker_threads");
const { writeFileSync } = require("node:fs");
setInterval(() => {
  if (process.memoryUsage.rss() <= workerData.bytes) return;
  try { writeFileSync(workerData.notePath, "", { mode: 0o600 }); } finally { process.kill(process.pid, "SIGKILL"); }
}, 25);`;

/** Ends this process once it holds more than so many bytes, leaving the note before. */
export function guardMemory(bound: MemoryBound): void {
  new Worker(GUARD, { eval: true, workerData: bound, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 16 } }).unref();
}
