import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseNativeImage } from "./native-image.ts";

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
export const peerPrograms: Readonly<Record<"dcmtk" | "gdcm", readonly string[]>> = {
  dcmtk: ["dcmdump", "dcmconv", "dcmdjpeg", "dcmdjpls", "dcmdrle", "dcmj2pnm"],
  gdcm: ["gdcmdump", "gdcmconv"],
};

/** How much a peer is asked: whether it reads the header and shows the image too, or only what the expanded pixels are. */
export type PeerScope = "all" | "pixels";

/** Asks dcmtk: does dcmdump read it, does dcmj2pnm render it, and what are the expanded pixels. */
export async function askDcmtk(path: string, transferSyntaxUid: string, folder: string, scope: PeerScope): Promise<PeerReading> {
  const [rendered, expanded, native] = freshFiles(folder, "rendered.pnm", "dcmtk-expanded.dcm", "dcmtk.dcm");
  const header = scope === "all" ? await runBounded("dcmdump", ["-q", path]) : undefined;
  if (header !== undefined && header.status !== 0) return reading(header, false, native, []);
  const expander = dcmtkExpander(transferSyntaxUid);
  const first = expander === "dcmconv" ? undefined : await runBounded(expander, ["-q", path, expanded]);
  const last =
    first === undefined || first.status === 0
      ? await runBounded("dcmconv", ["-q", "+te", "+e", first === undefined ? path : expanded, native])
      : undefined;
  // dcmj2pnm itself knows no JPEG-LS: it is given what dcmdjpls expanded.
  const shownFrom = existsSync(native) ? native : path;
  const shown = scope === "all" ? await runBounded("dcmj2pnm", ["-q", "+op", shownFrom, rendered]) : undefined;
  rmSync(expanded, { force: true });
  rmSync(rendered, { force: true });
  const pixels = shown === undefined ? last?.status === 0 && holdsPixels(native) : shown.status === 0;
  return reading(header, pixels, native, [first, last, shown]);
}

/** Asks gdcm: does gdcmdump read it, and what does gdcmconv expand. dcmtk then writes the result plainly. */
export async function askGdcm(path: string, folder: string, scope: PeerScope): Promise<PeerReading> {
  const [expanded, native] = freshFiles(folder, "gdcm-expanded.dcm", "gdcm.dcm");
  const header = scope === "all" ? await runBounded("gdcmdump", [path]) : undefined;
  const raw = await runBounded("gdcmconv", ["--raw", path, expanded]);
  if (raw.status === 0 && existsSync(expanded)) await runBounded("dcmconv", ["-q", "+te", "+e", expanded, native]);
  rmSync(expanded, { force: true });
  return reading(header, raw.status === 0 && holdsPixels(native), native, [raw]);
}

/** Whether pixels came out: a header alone passes through the peers' programs too. */
function holdsPixels(native: string): boolean {
  return existsSync(native) && (parseNativeImage(readFileSync(native))?.pixels.length ?? 0) > 0;
}

function freshFiles<const Names extends readonly string[]>(folder: string, ...names: Names): { [K in keyof Names]: string } {
  const paths = names.map((name) => join(folder, name));
  for (const path of paths) rmSync(path, { force: true });
  return paths as { [K in keyof Names]: string };
}

function reading(header: Ran | undefined, pixels: boolean, native: string, others: readonly (Ran | undefined)[]): PeerReading {
  const trouble = [header, ...others].map((ran) => ran?.trouble).find((found) => found !== undefined);
  const written = existsSync(native) && statSync(native).size > 0;
  return {
    header: header === undefined ? written : header.status === 0,
    pixels,
    ...(trouble ? { trouble } : {}),
    ...(written ? { native } : {}),
  };
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
