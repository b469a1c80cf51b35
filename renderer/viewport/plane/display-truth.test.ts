import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Dataset, tagOf } from "../../../src/dicom/index.ts";
import { type DcmtkPicture, drawWithDcmtk } from "../../../src/testing/dcmtk-picture.ts";
import { buildTestImage, type TestImage, words } from "../../../src/testing/dicom-image.ts";
import { record } from "../../../src/testing/dicom-series.ts";
import { dataRoot, hasTool } from "../../../src/testing/environment.ts";
import { memorySource, openFileSource } from "../../../src/volume/byte-source.ts";
import { decodeFrame } from "../../../src/volume/decode-frame.ts";
import { openImageFile } from "../../../src/volume/image-file.ts";
import { createCodecs, readSeriesFrames } from "../../../src/volume/index.ts";
import { colourSlice } from "./colour-slice.ts";
import { decodeTables, type Voi, voisOf } from "./voi.ts";
import { isInverse } from "./window.ts";

const codecs = createCodecs();

/**
 * What the viewport draws of an image's first frame: its values through one of its own windows or tables, or one that is given.
 *
 * @param cutsOff as dcmtk would draw it, which goes on with whole values after a Modality LUT that gives fractions
 */
async function drawn(image: Uint8Array | string, choose: number | Voi, cutsOff = false): Promise<Uint8Array> {
  const source = typeof image === "string" ? await openFileSource(image) : memorySource(image);
  const { frames, voiLookupTables = [] } = await readSeriesFrames([record(1)], { open: async () => source });
  const frame = frames[0]!;
  const { values } = await decodeFrame(await openImageFile(source), 1, { codecs, valueType: frame.valueType });
  const tables = decodeTables({
    voiLookupTables: voiLookupTables.map(({ values: entries, ...table }) => ({
      ...table,
      entries: Buffer.from(entries.buffer, entries.byteOffset, entries.byteLength).toString("base64"),
    })),
  } as unknown as Parameters<typeof decodeTables>[0]);
  const voi = typeof choose === "number" ? voisOf(frame as never, tables)[choose]! : choose;
  const out = new Uint32Array(frame.rows * frame.columns);
  const shown = cutsOff ? values.map(Math.trunc) : values;
  colourSlice(shown, frame.samplesPerPixel, { voi, inverted: isInverse(frame as never), padding: undefined }, out);
  return Uint8Array.from(out, (word) => word & 0xff);
}

/** The largest difference in grey levels. */
function difference(ours: Uint8Array, { data }: DcmtkPicture): number {
  expect(data.length).toBe(ours.length);
  let most = 0;
  for (let at = 0; at < ours.length; at++) most = Math.max(most, Math.abs((ours[at] as number) - (data[at] as number)));
  return most;
}

const window = (center: number, width: number, named?: "SIGMOID"): Voi => ({
  kind: "window",
  window: { center, width, function: named },
  explanation: "",
});

const ramp = (more: (dataset: Dataset) => void, image: Partial<TestImage> = {}): Uint8Array =>
  buildTestImage({
    rows: 64,
    columns: 64,
    bitsStored: 12,
    pixels: words(Array.from({ length: 4096 }, (_, at) => at)),
    more,
    ...image,
  });
const table = (descriptor: readonly number[], entries: readonly number[]) =>
  new Dataset().set("LUTDescriptor", [...descriptor]).setElement(tagOf("LUTData"), { vr: "OW", value: words(entries) });
const curve = (count: number, bits: number) =>
  Array.from({ length: count }, (_, at) => Math.round((2 ** bits - 1) * (at / (count - 1)) ** 0.6));

interface Case {
  readonly name: string;
  readonly image: Uint8Array;
  readonly choose: number | Voi;
  readonly flags: readonly string[];
  /** dcmtk cuts these values off: it draws what would be drawn of whole ones, and is a level off. */
  readonly cutsOff?: boolean;
}

const rescaled = (dataset: Dataset) => dataset.set("RescaleSlope", 1).set("RescaleIntercept", -1024);
const windowed = (center: number, width: number, named?: string) => (dataset: Dataset) => {
  rescaled(dataset).set("WindowCenter", [center, 100]).set("WindowWidth", [width, 50]);
  if (named !== undefined) dataset.set("VOILUTFunction", named);
};

const cases: readonly Case[] = [
  { name: "the first window of the file", image: ramp(windowed(40, 400)), choose: 0, flags: ["+Wi", "1"] },
  { name: "the second window of the file", image: ramp(windowed(40, 400)), choose: 1, flags: ["+Wi", "2"] },
  { name: "a window of width 1", image: ramp(windowed(40, 1)), choose: 0, flags: ["+Wi", "1"] },
  { name: "a sigmoid", image: ramp(windowed(40, 400, "SIGMOID")), choose: 0, flags: ["+Wi", "1", "+Wfs"] },
  { name: "a narrow sigmoid", image: ramp(windowed(-200, 20, "SIGMOID")), choose: 0, flags: ["+Wi", "1", "+Wfs"] },
  { name: "a window of the reader's", image: ramp(rescaled), choose: window(300, 1000), flags: ["+Ww", "300", "1000"] },
  {
    name: "a window over values that are not whole",
    image: ramp((dataset) => dataset.set("RescaleSlope", 0.25).set("RescaleIntercept", -10)),
    choose: window(400, 1000),
    flags: ["+Ww", "400", "1000"],
    cutsOff: true,
  },
  // Given, the shape decides; it never inverts what the photometric interpretation has inverted already.
  ...["MONOCHROME1", "MONOCHROME2"].flatMap((photometricInterpretation) =>
    [undefined, "IDENTITY", "INVERSE"].map(
      (shape): Case => ({
        name: `${photometricInterpretation} with Presentation LUT Shape ${shape}`,
        image: ramp(
          (dataset) => {
            windowed(40, 400)(dataset);
            if (shape !== undefined) dataset.set("PresentationLUTShape", shape);
          },
          { photometricInterpretation },
        ),
        choose: 0,
        flags: ["+Wi", "1"],
      }),
    ),
  ),
  {
    name: "a VOI LUT of 16 bits over signed values",
    image: ramp((dataset) => rescaled(dataset).set("VOILUTSequence", [table([2000, -500 & 0xffff, 16], curve(2000, 16))])),
    choose: 0,
    flags: ["+Wl", "1"],
  },
  {
    name: "the second VOI LUT, of 12 bits over unsigned values",
    image: ramp((dataset) =>
      dataset.set("VOILUTSequence", [table([2, 0, 16], [0, 65_535]), table([4096, 0, 12], curve(4096, 12))]),
    ),
    choose: 1,
    flags: ["+Wl", "2"],
  },
  {
    name: "a VOI LUT of 8 bits, an entry a byte",
    image: ramp((dataset) => {
      const entries = Uint8Array.from(curve(1000, 8));
      const packed = new Dataset()
        .set("LUTDescriptor", [1000, 500, 8])
        .setElement(tagOf("LUTData"), { vr: "OW", value: entries });
      dataset.set("VOILUTSequence", [packed]);
    }),
    choose: 0,
    flags: ["+Wl", "1"],
  },
  {
    name: "a VOI LUT after a Modality LUT",
    image: ramp((dataset) =>
      dataset
        .set("ModalityLUTSequence", [table([4096, 0, 12], curve(4096, 12)).set("ModalityLUTType", "US")])
        .set("VOILUTSequence", [table([4096, 0, 12], curve(4096, 12).reverse())]),
    ),
    choose: 0,
    flags: ["+Wl", "1"],
  },
];

describe.skipIf(!hasTool("dcmj2pnm"))("greys as dcmtk draws them, level for level", () => {
  it.each(cases)("$name", async ({ image, choose, flags, cutsOff }) => {
    const truth = drawWithDcmtk(image, flags);
    expect(truth).toBeDefined();
    const ours = await drawn(image, choose);
    expect(new Set(ours).size).toBeGreaterThan(1);
    expect(difference(ours, truth!)).toBeLessThanOrEqual(cutsOff === true ? 1 : 0);
    expect(difference(await drawn(image, choose, cutsOff), truth!)).toBe(0);
  });
});

const real: readonly (readonly [file: string, choose: number | Voi, flags: readonly string[]])[] = [
  ["codecs/pydicom/CT_small.dcm", window(40, 400), ["+Ww", "40", "400"]],
  ["codecs/pydicom/CT_small.dcm", window(40, 400, "SIGMOID"), ["+Ww", "40", "400", "+Wfs"]],
  ["codecs/pydicom/MR_small.dcm", 0, ["+Wi", "1"]],
  ["codecs/pydicom/MR-SIEMENS-DICOM-WithOverlays.dcm", 0, ["+Wi", "1", "-O"]],
  ["codecs/pydicom/vlut_04.dcm", 0, ["+Wl", "1"]],
  ["codecs/pydicom/mlut_18.dcm", window(128, 256), ["+Ww", "128", "256"]],
  ["codecs/pydicom/693_J2KR.dcm", window(-600, 1500), ["+Ww", "-600", "1500"]],
  ["objects/us-xa-mg-dx/dx_image.dcm", 0, ["+Wi", "1"]],
  ["objects/us-xa-mg-dx/gdcm-CR-MONO1-10-chest.dcm", window(512, 1024), ["+Ww", "512", "1024"]],
  ["objects/gsps/imageForPrLUTs.dcm", window(40, 400), ["+Ww", "40", "400"]],
];

describe.skipIf(!hasTool("dcmj2pnm") || dataRoot() === null)("real images as dcmtk draws them, level for level", () => {
  it.for(real)("%s %j", async ([file, choose, flags], { skip }) => {
    const path = join(dataRoot() as string, file);
    const truth = drawWithDcmtk(path, flags);
    if (truth === undefined) return skip("dcmtk does not decode it");
    expect(difference(await drawn(path, choose), truth)).toBe(0);
  });

  it("a PET slice, whose values are not whole", async ({ skip }) => {
    const folder = join(dataRoot() as string, "objects", "pet");
    const path = join(folder, readdirSync(folder).filter((name) => name.endsWith(".dcm"))[150] as string);
    const truth = drawWithDcmtk(path, ["+Ww", "8431", "15175"]);
    if (truth === undefined) return skip("dcmtk does not decode it");
    expect(difference(await drawn(path, window(8431, 15_175)), truth)).toBe(1);
    expect(difference(await drawn(path, window(8431, 15_175), true), truth)).toBe(0);
  });
});
