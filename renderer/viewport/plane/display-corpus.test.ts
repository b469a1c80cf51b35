import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { type DcmtkPicture, drawWithDcmtk } from "../../../src/testing/dcmtk-picture.ts";
import { record } from "../../../src/testing/dicom-series.ts";
import { dataRoot, hasTool } from "../../../src/testing/environment.ts";
import { type ByteSource, openFileSource } from "../../../src/volume/byte-source.ts";
import { decodeFrame } from "../../../src/volume/decode-frame.ts";
import { openImageFile } from "../../../src/volume/image-file.ts";
import { createCodecs, readSeriesFrames } from "../../../src/volume/index.ts";
import { colourSlice } from "./colour-slice.ts";
import { decodeTables, type Voi, voisOf } from "./voi.ts";
import { isInverse } from "./window.ts";

const codecs = createCodecs();

interface Drawn {
  readonly levels: Uint8Array;
  /** How dcmtk is asked for the same. */
  readonly flags: readonly string[];
  /** Why dcmtk may draw other levels; undefined where it must not. */
  readonly reason: Reason | undefined;
}

/**
 * What is not the display's doing: dcmtk goes on with whole values after a Modality LUT that gives fractions; decoders of lossy JPEG round
 * as they like; so does dcmtk from YBR to RGB.
 */
type Reason = "fractions" | "lossy" | "ybr";

/** The first frame as a viewport draws it: through its own first window or table, else through one over all its values. */
async function draw(path: string): Promise<Drawn> {
  const source = await openFileSource(path);
  const { frames, voiLookupTables = [] } = await readSeriesFrames([record(1)], { open: async () => source });
  const frame = frames[0]!;
  const { values } = await decodeFrame(await openImageFile(source), 1, { codecs, valueType: frame.valueType });
  const tables = decodeTables({
    voiLookupTables: voiLookupTables.map(({ values: entries, ...table }) => ({
      ...table,
      entries: Buffer.from(entries.buffer, entries.byteOffset, entries.byteLength).toString("base64"),
    })),
  } as unknown as Parameters<typeof decodeTables>[0]);
  const own = voisOf(frame as never, tables)[0];
  const isGrey = frame.samplesPerPixel === 1;
  const voi = isGrey ? (own ?? overAll(values)) : window(128, 256);
  const greys = { voi, inverted: isGrey && isInverse(frame as never), padding: undefined };
  const out = new Uint32Array(frame.rows * frame.columns);
  colourSlice(values, frame.samplesPerPixel, greys, out);
  const bytes = new Uint8Array(out.buffer);
  return {
    levels: bytes.filter((_, at) => (isGrey ? at % 4 === 0 : at % 4 !== 3)),
    flags: isGrey ? flagsOf(voi) : ["-O"],
    reason: values instanceof Float32Array ? "fractions" : await reasonOf(source),
  };
}

async function reasonOf(source: ByteSource): Promise<Reason | undefined> {
  const { transferSyntaxUid, dataset } = await openImageFile(source);
  if (/\.4\.5[01]$/.test(transferSyntaxUid)) return "lossy";
  return dataset.first("PhotometricInterpretation")?.startsWith("YBR") === true ? "ybr" : undefined;
}

const window = (center: number, width: number): Voi => ({ kind: "window", window: { center, width }, explanation: "" });

function overAll(values: ArrayLike<number>): Voi {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < values.length; at++) [low, high] = [Math.min(low, values[at]!), Math.max(high, values[at]!)];
  return window(Math.round((low + high + 1) / 2), Math.max(2, Math.round(high - low + 1)));
}

function flagsOf(voi: Voi): string[] {
  if (voi.kind === "table") return ["-O", "+Wl", "1"];
  const { center, width, function: named } = voi.window;
  return ["-O", "+Ww", String(center), String(width), ...(named === "SIGMOID" ? ["+Wfs"] : [])];
}

/** dcmtk's picture; what it does not decode is expanded by another first. */
function truthOf(path: string, flags: readonly string[], folder: string): DcmtkPicture | undefined {
  const first = ["+F", "1", ...flags];
  const direct = drawWithDcmtk(path, first);
  if (direct !== undefined) return direct;
  const expanded = join(folder, "expanded.dcm");
  const ways: readonly (readonly [string, ...string[]])[] = [
    ["dcmdjpls", path, expanded],
    ["gdcmconv", "--raw", path, expanded],
  ];
  for (const [program, ...args] of ways) {
    rmSync(expanded, { force: true });
    if (spawnSync(program, args, { stdio: "ignore" }).status !== 0) continue;
    const picture = drawWithDcmtk(expanded, first);
    if (picture !== undefined) return picture;
  }
  return undefined;
}

/** Every image file of the folder; of a long series a few slices. */
function filesOf(root: string): string[] {
  const all = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const folders = Map.groupBy(all, ({ parentPath }) => parentPath);
  return [...folders].flatMap(([folder, files]) => {
    const step = folder.includes("objects") ? Math.ceil(files.length / 8) : 1;
    const sorted = files.map(({ name }) => join(folder, name)).toSorted();
    return sorted.filter((_, at) => at % step === 0);
  });
}

interface Outcome {
  readonly file: string;
  readonly outcome: "identical" | "off" | "refused-here" | "refused-there";
  readonly reason?: Reason | undefined;
  readonly most: number;
  readonly share: number;
}

async function compare(file: string, root: string, folder: string): Promise<Outcome> {
  const nothing = { file: relative(root, file), most: 0, share: 0 };
  const ours = await draw(file).catch(() => undefined);
  if (ours === undefined) return { ...nothing, outcome: "refused-here" };
  const truth = truthOf(file, ours.flags, folder);
  if (truth === undefined || truth.data.length !== ours.levels.length) return { ...nothing, outcome: "refused-there" };
  let [most, count] = [0, 0];
  for (const [at, level] of ours.levels.entries()) {
    const off = Math.abs(level - (truth.data[at] as number));
    most = Math.max(most, off);
    if (off > 0) count += 1;
  }
  if (most === 0) return { ...nothing, outcome: "identical" };
  return { ...nothing, outcome: "off", reason: ours.reason, most, share: count / ours.levels.length };
}

describe.skipIf(!hasTool("dcmj2pnm") || !hasTool("gdcmconv") || dataRoot() === null)("all real images", () => {
  it("are drawn level for level as dcmtk does, but for what is not the display's doing", { timeout: 600_000 }, async () => {
    const root = dataRoot() as string;
    const folder = mkdtempSync(join(tmpdir(), "corpus-"));
    const outcomes: Outcome[] = [];
    for (const part of ["codecs", "objects"])
      for (const file of filesOf(join(root, part))) outcomes.push(await compare(file, root, folder));
    rmSync(folder, { recursive: true });
    const off = outcomes.filter(({ outcome }) => outcome === "off");
    const counts = [...Map.groupBy(outcomes, ({ outcome }) => outcome)].map(([outcome, list]) => `${outcome} ${list.length}`);
    process.stderr.write(`greys beside dcmtk: ${counts.join(", ")}\n`);
    for (const { file, reason, most, share } of off)
      process.stderr.write(`  ${file}: ${reason}, by ${most} at most, ${(100 * share).toFixed(1)} % of the pixels\n`);
    expect(off.filter(({ reason }) => reason === undefined)).toEqual([]);
    expect(outcomes.filter(({ outcome }) => outcome === "identical").length).toBeGreaterThan(150);
  });
});
