import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { type DcmtkPicture, drawWithDcmtk } from "../../../src/testing/dcmtk-picture.ts";
import { record } from "../../../src/testing/dicom-series.ts";
import { dataRoot, hasTool } from "../../../src/testing/environment.ts";
import { openFileSource } from "../../../src/volume/byte-source.ts";
import { decodeJpegExtended } from "../../../src/volume/codec/jpeg-extended.ts";
import { decodeFrame, readStoredSamples } from "../../../src/volume/decode-frame.ts";
import { readFrameFragments } from "../../../src/volume/fragment-table.ts";
import { type ImageFile, openImageFile } from "../../../src/volume/image-file.ts";
import { createCodecs, readSeriesFrames } from "../../../src/volume/index.ts";
import type { StoredSamples } from "../../../src/volume/stored-samples.ts";
import type { PixelValues } from "../pixels/series-pixels.ts";
import { colourSlice } from "./colour-slice.ts";
import { greyLevel } from "./grey-level.ts";
import { decodeTables, type Voi, voisOf } from "./voi.ts";
import { isInverse } from "./window.ts";

const codecs = createCodecs();

interface Drawn {
  readonly levels: Uint8Array;
  /** How dcmtk is asked for the same. */
  readonly flags: readonly string[];
  /** Where dcmtk goes another way that PS3 gives no reason for, and what is drawn that way: it must be dcmtk's picture to the last level. */
  readonly otherwise: { readonly reason: Reason; readonly levels: Uint8Array } | undefined;
}

/**
 * Where dcmtk draws other levels, and is not followed:
 * - `fractions`: it cuts values off to whole ones after the Modality LUT; output units are U = m SV + b (PS3.3 C.11.1.1.2), a window's are any
 *   numbers (C.11.2.1.2.1): a PET's or an optical density's fractions are its values.
 * - `dose`: it knows no Dose Grid Scaling (PS3.3 C.8.8.3) and draws stored values.
 * - `halves`: the same of 32 bits in big endian, whose 16-bit halves it takes the other way round.
 * - `chrominance`: it counts colour differences from 127.5 and cuts every term off; PS3.3 C.7.6.3.1.2 adds 128.
 * - `overshoot`: where lossy JPEG gives a value beyond Bits Stored it keeps the lower bits, so that the brightest pixels turn dark; they are
 *   held at the brightest here.
 */
type Reason = "fractions" | "dose" | "halves" | "chrominance" | "overshoot";

/** The first frame as a viewport draws it: through its own first window or table, else through one over all its values. */
async function draw(path: string): Promise<Drawn> {
  const source = await openFileSource(path);
  const { frames, voiLookupTables = [] } = await readSeriesFrames([record(1)], { open: async () => source });
  const frame = frames[0]!;
  const file = await openImageFile(source);
  const { values } = await decodeFrame(file, 1, { codecs, valueType: frame.valueType });
  const tables = decodeTables({
    voiLookupTables: voiLookupTables.map(({ values: entries, ...table }) => ({
      ...table,
      entries: Buffer.from(entries.buffer, entries.byteOffset, entries.byteLength).toString("base64"),
    })),
  } as unknown as Parameters<typeof decodeTables>[0]);
  const own = voisOf(frame as never, tables)[0];
  const isGrey = frame.samplesPerPixel === 1;
  const voi = isGrey ? (own ?? overAll(values)) : window(128, 256);
  const inverted = isGrey && isInverse(frame as never);
  const levelsOf = (shown: PixelValues | Float64Array, through = voi) => {
    if (shown instanceof Float64Array) return Uint8Array.from(shown, greyLevel(through, inverted));
    const out = new Uint32Array(frame.rows * frame.columns);
    colourSlice(shown, frame.samplesPerPixel, { voi: through, inverted, padding: undefined }, out);
    return new Uint8Array(out.buffer).filter((_, at) => (isGrey ? at % 4 === 0 : at % 4 !== 3));
  };
  const dose = Number(file.dataset.first("DoseGridScaling") ?? 0);
  if (dose > 0) {
    const stored = Float64Array.from(values, (value) => Math.round(value / dose));
    const through = overAll(stored);
    // The twin of this file in little endian has the values that are drawn here.
    const isSwapped = file.transferSyntaxUid === "1.2.840.10008.1.2.2";
    const shown = isSwapped ? stored.map((value) => (value % 65_536) * 65_536 + Math.floor(value / 65_536)) : stored;
    const otherwise = { reason: isSwapped ? "halves" : "dose", levels: levelsOf(shown, through) } as const;
    return { levels: levelsOf(values), flags: flagsOf(through), otherwise };
  }
  const other = await otherValues(file, values);
  return {
    levels: levelsOf(values),
    flags: isGrey ? flagsOf(voi) : ["-O"],
    otherwise: other && { reason: other.reason, levels: levelsOf(other.values) },
  };
}

async function otherValues(file: ImageFile, values: PixelValues): Promise<{ reason: Reason; values: PixelValues } | undefined> {
  const { dataset, description, pixels, transferSyntaxUid } = file;
  const isYbr = dataset.first("PhotometricInterpretation")?.startsWith("YBR") === true;
  if (isYbr && pixels.kind === "native") {
    return {
      reason: "chrominance",
      values: await readStoredSamples(file, 1, { codecs }, (samples) => otherRgb(samples, values.length)),
    };
  }
  if (/\.4\.51$/.test(transferSyntaxUid) && pixels.kind !== "native") {
    const { samples } = decodeJpegExtended(await readFrameFragments(pixels.source, pixels.table, 1));
    const isLinear = dataset.first("RescaleSlope") === undefined;
    if (isLinear && Math.max(...chunkMost(samples)) >= 2 ** description.bitsStored)
      return { reason: "overshoot", values: samples.map((sample) => sample % 2 ** description.bitsStored) };
  }
  if (!(values instanceof Float32Array)) return undefined;
  const [slope, intercept] = [Number(dataset.first("RescaleSlope") ?? 1), Number(dataset.first("RescaleIntercept") ?? 0)];
  const cut = (value: number) => Math.trunc(Math.round((value - intercept) / slope) * slope + intercept);
  return { reason: "fractions", values: values.map(cut) };
}

function* chunkMost(samples: Uint16Array): Generator<number> {
  for (let at = 0; at < samples.length; at += 4096) yield Math.max(...samples.subarray(at, at + 4096));
}

/** dcmtk's own way from YBR: whole pixels in tables where each has its own chrominance, in one sum where two share it. */
function otherRgb({ cells, layout }: StoredSamples, length: number): Uint8Array {
  const isShared = layout === "ybr422";
  const pixels = length / 3;
  const at = (pixel: number, part: 0 | 1 | 2) => {
    if (isShared) return cells[4 * (pixel >> 1) + (part === 0 ? pixel & 1 : part + 1)] as number;
    return cells[layout === "planar" ? pixel + part * pixels : 3 * pixel + part] as number;
  };
  const whole = isShared ? (value: number) => value : Math.trunc;
  const out = new Uint8ClampedArray(length);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const [y, cb, cr] = [at(pixel, 0), at(pixel, 1), at(pixel, 2)];
    out[3 * pixel] = Math.trunc(y + whole(1.402 * cr - 0.701 * 255));
    out[3 * pixel + 1] = Math.trunc(y - whole(0.3441 * cb) - whole(0.7141 * cr - 0.5291 * 255));
    out[3 * pixel + 2] = Math.trunc(y + whole(1.772 * cb - 0.8859 * 255));
  }
  return new Uint8Array(out);
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
  readonly outcome: "identical" | "explained" | "off" | "refused-here" | "refused-there";
  readonly reason?: Reason | undefined;
  readonly most: number;
  readonly share: number;
}

/** The largest difference in levels, and the share of the samples that differ. */
function difference(levels: Uint8Array, { data }: DcmtkPicture): { readonly most: number; readonly share: number } {
  let [most, count] = [0, 0];
  for (const [at, level] of levels.entries()) {
    const off = Math.abs(level - (data[at] as number));
    most = Math.max(most, off);
    if (off > 0) count += 1;
  }
  return { most, share: count / levels.length };
}

async function compare(file: string, root: string, folder: string): Promise<Outcome> {
  const nothing = { file: relative(root, file), most: 0, share: 0 };
  const ours = await draw(file).catch(() => undefined);
  if (ours === undefined) return { ...nothing, outcome: "refused-here" };
  const truth = truthOf(file, ours.flags, folder);
  if (truth === undefined || truth.data.length !== ours.levels.length) return { ...nothing, outcome: "refused-there" };
  const off = difference(ours.levels, truth);
  if (off.most === 0) return { ...nothing, outcome: "identical" };
  const { otherwise } = ours;
  const isExplained = otherwise !== undefined && difference(otherwise.levels, truth).most === 0;
  return { ...nothing, ...off, outcome: isExplained ? "explained" : "off", reason: otherwise?.reason };
}

describe.skipIf(!hasTool("dcmj2pnm") || !hasTool("gdcmconv") || dataRoot() === null)("all real images", () => {
  it("are drawn level for level as dcmtk does, or differ by a step of dcmtk's that is named", { timeout: 600_000 }, async () => {
    const root = dataRoot() as string;
    const folder = mkdtempSync(join(tmpdir(), "corpus-"));
    const outcomes: Outcome[] = [];
    for (const part of ["codecs", "objects"])
      for (const file of filesOf(join(root, part))) outcomes.push(await compare(file, root, folder));
    rmSync(folder, { recursive: true });
    const counts = [...Map.groupBy(outcomes, ({ outcome }) => outcome)].map(([outcome, list]) => `${outcome} ${list.length}`);
    process.stderr.write(`greys beside dcmtk: ${counts.join(", ")}\n`);
    const named = outcomes.filter(({ outcome }) => outcome === "explained" || outcome === "off");
    for (const { file, outcome, reason, most, share } of named)
      process.stderr.write(`  ${file}: ${outcome}, ${reason}, by ${most} at most, ${(100 * share).toFixed(2)} % of the pixels\n`);
    expect(outcomes.filter(({ outcome }) => outcome === "off")).toEqual([]);
    expect(outcomes.filter(({ outcome }) => outcome === "identical").length).toBeGreaterThan(230);
  });
});
