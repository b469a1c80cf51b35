import { spawn } from "node:child_process";
import { existsSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { PeerName } from "./types.ts";

/** What a peer's programs made of a file; `native` is a file with its pixels expanded, in the folder that was given. */
export interface PeerReading {
  readonly header: boolean;
  readonly pixels: boolean;
  readonly trouble?: "hung" | "crashed";
  readonly native?: string;
}

const timeoutMs = 20_000;
/** Address space in kilobytes: a peer must not take the machine down on a file that claims terabytes. */
const maxKilobytes = 4_000_000;

/** Which programs each peer is asked through. */
export const peerPrograms: Readonly<Record<PeerName, readonly string[]>> = {
  dcmtk: ["dcmdump", "dcmconv", "dcmdjpeg", "dcmdjpls", "dcmdrle", "dcmj2pnm"],
  gdcm: ["gdcmdump", "gdcmconv"],
};

/** Asks dcmtk: does dcmdump read it, does dcmj2pnm render it, and what are the expanded pixels. */
export async function askDcmtk(path: string, transferSyntaxUid: string, folder: string): Promise<PeerReading> {
  const header = await runBounded("dcmdump", ["-q", path]);
  const rendered = join(folder, "rendered.pnm");
  const expanded = join(folder, "dcmtk-expanded.dcm");
  const native = join(folder, "dcmtk.dcm");
  for (const file of [rendered, expanded, native]) rmSync(file, { force: true });
  const expander = dcmtkExpander(transferSyntaxUid);
  let steps: Ran | undefined;
  if (header.status === 0 && expander !== "dcmconv") steps = await runBounded(expander, ["-q", path, expanded]);
  const input = expander === "dcmconv" ? path : expanded;
  if (header.status === 0 && (steps === undefined || steps.status === 0))
    steps = await runBounded("dcmconv", ["-q", "+te", "+e", input, native]);
  // dcmj2pnm itself knows no JPEG-LS: it is given what dcmdjpls expanded.
  const shownFrom = existsSync(native) ? native : path;
  const shown = header.status === 0 ? await runBounded("dcmj2pnm", ["-q", "+op", shownFrom, rendered]) : header;
  rmSync(expanded, { force: true });
  rmSync(rendered, { force: true });
  return reading(header, shown.status === 0, native, [shown, steps]);
}

/** Asks gdcm: does gdcmdump read it, and what does gdcmconv expand. dcmtk then writes the result plainly. */
export async function askGdcm(path: string, folder: string): Promise<PeerReading> {
  const header = await runBounded("gdcmdump", [path]);
  const expanded = join(folder, "gdcm-expanded.dcm");
  const native = join(folder, "gdcm.dcm");
  for (const file of [expanded, native]) rmSync(file, { force: true });
  const raw = await runBounded("gdcmconv", ["--raw", path, expanded]);
  if (raw.status === 0 && existsSync(expanded)) await runBounded("dcmconv", ["-q", "+te", "+e", expanded, native]);
  rmSync(expanded, { force: true });
  return reading(header, raw.status === 0 && existsSync(native), native, [raw]);
}

function reading(header: Ran, pixels: boolean, native: string, others: readonly (Ran | undefined)[]): PeerReading {
  const trouble = [header, ...others].map((ran) => ran?.trouble).find((found) => found !== undefined);
  const written = existsSync(native) && statSync(native).size > 0;
  return { header: header.status === 0, pixels, ...(trouble ? { trouble } : {}), ...(written ? { native } : {}) };
}

function dcmtkExpander(transferSyntaxUid: string): string {
  const part = transferSyntaxUid.replace("1.2.840.10008.1.2", "");
  if (part === ".5") return "dcmdrle";
  if (/^\.4\.(5[0-9]|6[0-6]|70)$/.test(part)) return "dcmdjpeg";
  return /^\.4\.8[01]$/.test(part) ? "dcmdjpls" : "dcmconv";
}

interface Ran {
  readonly status: number | null;
  readonly trouble?: "hung" | "crashed";
}

/** Runs a program with bounds on time and memory; its output is of no interest. */
function runBounded(program: string, args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const script = `ulimit -v ${maxKilobytes}; exec "$@"`;
    const child = spawn("sh", ["-c", script, "sh", program, ...args], { stdio: "ignore" });
    let hung = false;
    const timer = setTimeout(() => {
      hung = true;
      child.kill("SIGKILL");
    }, timeoutMs);
    child.on("error", () => resolve({ status: null }));
    child.on("exit", (status, signal) => {
      clearTimeout(timer);
      if (hung) resolve({ status: null, trouble: "hung" });
      else resolve(signal === null ? { status } : { status: null, trouble: "crashed" });
    });
  });
}
