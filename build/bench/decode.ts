import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { silentLog } from "../../src/base/index.ts";
import { createTaskRunner } from "../../src/host/tasks/runner.ts";
import { inParallel } from "../../src/volume/parallel.ts";
import { hasProgram } from "../scripts/shell.ts";
import { writeCtSeries } from "./ct-series.ts";
import { type Row, row, sideBySide } from "./row.ts";

const rounds = 5;
const slices = 100;
/** Peers work on one file a process, as many at once as we have workers. */
const atOnce = 2;
const leastRatio = 0.7;

interface Syntax {
  readonly name: string;
  readonly encode: readonly string[];
  readonly decode: readonly (readonly string[])[];
}

const syntaxes: readonly Syntax[] = [
  { name: "JPEG-LS", encode: ["dcmcjpls"], decode: [["dcmdjpls"], ["gdcmconv", "--raw"]] },
  { name: "JPEG 2000", encode: ["gdcmconv", "--j2k"], decode: [["gdcmconv", "--raw"]] },
  { name: "JPEG lossless", encode: ["dcmcjpeg"], decode: [["dcmdjpeg"], ["gdcmconv", "--raw"]] },
  { name: "RLE", encode: ["dcmcrle"], decode: [["dcmdrle"], ["gdcmconv", "--raw"]] },
];

/**
 * Decoding of compressed CT in the host's workers, from the file to values in Hounsfield units in the host's memory, beside tools that
 * expand the same files into other files. Both sides have two cores; the tools start a process for each file.
 */
export async function benchDecode(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-decode-"));
  const tasks = createTaskRunner({ log: silentLog });
  const rows: Row[] = [];
  try {
    const plain = await writeCtSeries(join(folder, "plain"), slices);
    for (const { name, encode, decode } of syntaxes) {
      const peers = decode.filter(([program]) => hasProgram(program as string));
      if (!hasProgram(encode[0] as string) || peers.length === 0) {
        process.stderr.write(`skipped: ${name}, for want of ${encode[0]}.\n`);
        continue;
      }
      const packed = join(folder, "packed");
      const expanded = join(folder, "expanded");
      for (const made of [packed, expanded]) mkdirSync(made);
      await each(encode, plain, packed);
      const files = plain.map((path) => join(packed, basename(path)));
      const ours = () =>
        Promise.all(files.map((path) => tasks.run("decode-frame", { path, frameNumber: 1, valueType: "int16" }))).then(
          () => undefined,
        );
      const sides = peers.map((peer) => [peer.join(" "), () => each(peer, files, expanded)] as const);
      const seconds = await sideBySide(rounds, { ours, ...Object.fromEntries(sides) });
      for (const [peer] of sides) {
        const speed = (side: string) => slices / (seconds[side] as number);
        rows.push(
          row(`decode, ${name}`, speed("ours"), "images/s", {
            peer: { name: peer, value: speed(peer) },
            ratioAtLeast: leastRatio,
          }),
        );
      }
      for (const made of [packed, expanded]) rmSync(made, { recursive: true });
    }
  } finally {
    await tasks.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
  return rows;
}

/** Runs a program over files, two processes at once; what it makes goes into a folder under the same names. */
async function each([program, ...options]: readonly string[], files: readonly string[], into: string): Promise<void> {
  await inParallel(files, atOnce, (file) => run(program as string, [...options, file, join(into, basename(file))]));
}

function run(program: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { stdio: "ignore" });
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`${program} failed with ${code}`))));
  });
}
