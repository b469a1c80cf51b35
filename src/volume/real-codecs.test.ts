import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Dataset, parsePart10 } from "../dicom/index.ts";
import { dataRoot, hasTool } from "../testing/environment.ts";
import { createCodecs } from "./codec/codecs.ts";
import { decodeFrameOfFile } from "./decode-frame.ts";

const root = dataRoot();
const tools = ["dcmdjpeg", "dcmdjpls", "dcmdrle", "gdcmconv", "gdcmraw"].every(hasTool);
const codecs = createCodecs();

/** Files whose pixels cannot be shown, and the code that says why. */
const refused: Readonly<Record<string, string>> = {
  // Its SIZ marker holds a sequence delimiter in the place of the width.
  "JPEG2000-embedded-sequence-delimiter.dcm": "volume/pixel-data-mismatch",
  // Has no pixel data.
  "UN_sequence.dcm": "volume/no-pixel-data",
};

/** Files that the tool cannot expand: what is checked is only that they decode here. */
const unexpanded: ReadonlySet<string> = new Set([
  "JLSL_08_07_0_1F.dcm",
  "SC_rgb_jpeg.dcm",
  "emri_small_jpeg_2k_lossless_too_short.dcm",
]);

/** Files that carry the pixels of another one, where no tool expands their syntax or their colour: the twin, and how many frames. */
const twins: Readonly<Record<string, readonly [string, number]>> = {
  "liver_deflate.dcm": ["liver.dcm", 3],
  "liver_nonbyte_aligned_deflate.dcm": ["liver_nonbyte_aligned.dcm", 3],
  "liver_rle.dcm": ["liver.dcm", 3],
  "liver_nonbyte_aligned_rle.dcm": ["liver_nonbyte_aligned.dcm", 3],
  "liver_j2k.dcm": ["liver.dcm", 3],
  "liver_nonbyte_aligned_j2k.dcm": ["liver_nonbyte_aligned.dcm", 3],
  "OBXXXX1A_rle.dcm": ["OBXXXX1A.dcm", 1],
  "OBXXXX1A_rle_2frame.dcm": ["OBXXXX1A_2frame.dcm", 2],
};

/** The program that expands a transfer syntax, by its last parts. */
function expander(uid: string): string | undefined {
  const part = uid.replace("1.2.840.10008.1.2", "");
  if (part === ".5") return "dcmdrle";
  if (/^\.4\.(5[0-9]|70)$/.test(part)) return "dcmdjpeg";
  if (/^\.4\.8[01]$/.test(part)) return "dcmdjpls";
  return /^\.4\.9[01]$/.test(part) ? "gdcmconv" : undefined;
}

const lossy = (uid: string) => /\.4\.(50|51|81|91)$/.test(uid);

describe.skipIf(root === null || !tools)("every compressed file against dcmtk and gdcm", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "codecs-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Pixel data as the tool expands them, with the header they then have; undefined where the tool fails. */
  function expand(path: string, tool: string): { dataset: Dataset; pixels: Uint8Array } | undefined {
    const out = join(folder, "out.dcm");
    const raw = join(folder, "out.raw");
    rmSync(out, { force: true });
    rmSync(raw, { force: true });
    const expanded = spawnSync(tool, tool === "gdcmconv" ? ["--raw", path, out] : [path, out]);
    if (expanded.status !== 0 || spawnSync("gdcmraw", ["-i", out, "-o", raw, "-t", "7fe0,0010"]).status !== 0) return undefined;
    return { dataset: parsePart10(readFileSync(out)).dataset, pixels: readFileSync(raw) };
  }

  /** Stored values of a frame in modality units, or RGB, from expanded bytes: written apart from the decoder that is tested. */
  function reference({ dataset, pixels }: { dataset: Dataset; pixels: Uint8Array }, frame: number): Float64Array {
    const samples = dataset.first("SamplesPerPixel") ?? 1;
    const size = (dataset.first("Rows") ?? 0) * (dataset.first("Columns") ?? 0);
    const bytes = (dataset.first("BitsAllocated") ?? 8) / 8;
    const stored = dataset.first("BitsStored") ?? 8;
    const signed = dataset.first("PixelRepresentation") === 1;
    const slope = samples === 1 ? (dataset.first("RescaleSlope") ?? dataset.first("DoseGridScaling") ?? 1) : 1;
    const intercept = samples === 1 ? (dataset.first("RescaleIntercept") ?? 0) : 0;
    const planar = samples === 3 && dataset.first("PlanarConfiguration") === 1;
    const start = (frame - 1) * size * samples * bytes;
    const values = new Float64Array(size * samples);
    for (let at = 0; at < values.length; at += 1) {
      const place = start + (planar ? (at % 3) * size + Math.floor(at / 3) : at) * bytes;
      let value = pixels[place] ?? 0;
      for (let byte = 1, weight = 256; byte < bytes; byte += 1, weight *= 256) value += (pixels[place + byte] ?? 0) * weight;
      if (samples === 1 && stored < 32) value %= 2 ** stored;
      if (samples === 1 && signed && value >= 2 ** (stored - 1)) value -= 2 ** stored;
      values[at] = samples === 3 ? Math.floor(value / 2 ** (stored - 8)) : value * slope + intercept;
    }
    return values;
  }

  const folders = ["codecs/pydicom", "codecs/wg04", "objects/cine", "objects/us-xa-mg-dx", "objects/seg", "mr", "ct/lung-3mm"];
  // Of a long series of one kind a few stand for all.
  const paths =
    root === null
      ? []
      : folders.flatMap((name) => someOf(filesUnder(join(root, name)), name.startsWith("codecs") ? Infinity : 12));
  for (const path of paths) {
    const name = basename(path);
    const uid = transferSyntaxOf(path);
    const tool = expander(uid);
    if (tool === undefined || name in twins) continue;
    it(`${name} (${tool})`, async () => {
      const decoding = decodeFrameOfFile(path, 1, undefined, codecs);
      if (name in refused) {
        await expect(decoding).rejects.toThrow(expect.objectContaining({ name: refused[name] }));
        return;
      }
      const frame = await decoding;
      expect(frame.missingValues).toBeUndefined();
      const expanded = expand(path, tool);
      expect(expanded === undefined, "not expanded").toBe(unexpanded.has(name));
      if (expanded === undefined) return;
      const slope = Math.abs(expanded.dataset.first("RescaleSlope") ?? 1);
      const values = reference(expanded, 1);
      expect(frame.values.length).toBe(values.length);
      const most = 2 ** (expanded.dataset.first("BitsStored") ?? 16) - 1;
      let furthest = 0;
      for (let at = 0; at < values.length; at += 1) {
        const [here, there] = [frame.values[at] as number, values[at] as number];
        // An overshoot of the compression is held at the highest stored value here; dcmtk cuts its high bits off, which makes 0 of it.
        if (tool === "dcmdjpeg" && there === 0 && here === most) continue;
        furthest = Math.max(furthest, Math.abs(here - there) / slope);
      }
      expect(furthest).toBeLessThanOrEqual(lossy(uid) ? 1.001 : 1e-3);
    });
  }

  it("gives the same pixels whatever the syntax", async () => {
    for (const [name, [twin, frames]] of Object.entries(twins)) {
      for (let frame = 1; frame <= frames; frame += 1) {
        const here = await decodeFrameOfFile(join(root as string, "codecs/pydicom", name), frame, undefined, codecs);
        const there = await decodeFrameOfFile(join(root as string, "codecs/pydicom", twin), frame, undefined, codecs);
        expect(Buffer.compare(here.values as Uint8Array, there.values as Uint8Array), `${name} frame ${frame}`).toBe(0);
      }
    }
  });
});

function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)]))
    .sort();
}

/** At most `most`, evenly taken. */
function someOf(paths: readonly string[], most: number): readonly string[] {
  const step = Math.max(1, Math.ceil(paths.length / most));
  return paths.filter((_, at) => at % step === 0);
}

function transferSyntaxOf(path: string): string {
  try {
    return parsePart10(readFileSync(path), { untilTag: 0x00280000 }).transferSyntaxUid;
  } catch {
    return "";
  }
}
