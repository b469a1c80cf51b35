import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Frame } from "../../../src/contract/index.ts";
import { Dataset, parsePart10, tagOf } from "../../../src/dicom/index.ts";
import { parseObject } from "../../../src/objects/index.ts";
import { buildWholeState, drawStateWithDcmtk } from "../../../src/testing/dcmtk-state.ts";
import { buildTestImage, type TestImage, words } from "../../../src/testing/dicom-image.ts";
import { record } from "../../../src/testing/dicom-series.ts";
import { dataRoot, hasTool } from "../../../src/testing/environment.ts";
import { memorySource } from "../../../src/volume/byte-source.ts";
import { decodeFrame } from "../../../src/volume/decode-frame.ts";
import { openImageFile } from "../../../src/volume/image-file.ts";
import { createCodecs, readSeriesFrames } from "../../../src/volume/index.ts";
import type { PresentationState } from "../../stores/index.ts";
import { colourSlice } from "../plane/colour-slice.ts";
import { LookReader } from "./look.ts";

const codecs = createCodecs();

/** What a viewport draws of an image shown by a state: levels, row after row, before it is turned. */
async function drawn(image: Uint8Array, state: Uint8Array): Promise<Uint8Array> {
  const source = memorySource(image);
  const { frames } = await readSeriesFrames([record(1)], { open: async () => source });
  const frame = { ...frames[0]!, ...idsOf(image) } as Frame;
  const { values } = await decodeFrame(await openImageFile(source), 1, { codecs, valueType: frame.valueType });
  const { content } = parseObject(parsePart10(state), state.length);
  const look = new LookReader().read(content as PresentationState, frame);
  expect(look?.voi).toBeDefined();
  const out = new Uint32Array(frame.rows * frame.columns);
  const greys = { voi: look!.voi!, inverted: look!.isInverse, padding: undefined, stages: look!.stages };
  colourSlice(values, 1, greys, out);
  return Uint8Array.from(out, (word) => word & 0xff);
}

function idsOf(image: Uint8Array) {
  const { dataset } = parsePart10(image);
  return { sopInstanceUid: dataset.first("SOPInstanceUID") ?? "" };
}

function drawnByDcmtk(image: Uint8Array, state: Uint8Array): Uint8Array {
  return drawStateWithDcmtk(image, state).data;
}

const ramp = (more: (dataset: Dataset) => void = () => {}, image: Partial<TestImage> = {}) =>
  buildTestImage({
    rows: 64,
    columns: 64,
    bitsStored: 12,
    pixels: words(Array.from({ length: 4096 }, (_, at) => at)),
    more: (dataset) => {
      dataset.set("StudyDate", "").set("PatientName", "A").set("PatientID", "1");
      more(dataset);
    },
    ...image,
  });

const lut = (descriptor: readonly number[], entries: readonly number[]) =>
  new Dataset().set("LUTDescriptor", [...descriptor]).setElement(tagOf("LUTData"), { vr: "OW", value: words(entries) });
const curve = (count: number, bits: number) =>
  Array.from({ length: count }, (_, at) => Math.round((2 ** bits - 1) * (at / (count - 1)) ** 0.6));
const softcopyWindow = (center: number, width: number, more: (item: Dataset) => Dataset = (item) => item) =>
  more(new Dataset().set("WindowCenter", center).set("WindowWidth", width));

const hounsfield = (dataset: Dataset) => void dataset.set("RescaleSlope", 1).set("RescaleIntercept", -1024);
const rescaled = (state: Dataset, slope = 1, intercept = -1024) =>
  state.set("RescaleSlope", slope).set("RescaleIntercept", intercept).set("RescaleType", "HU");

const cases: readonly (readonly [string, Uint8Array, (state: Dataset) => void])[] = [
  ["a window over stored values", ramp(), () => {}],
  ["a window over stored values of an image with a rescale of its own", ramp(hounsfield), () => {}],
  [
    "a window over values after the same rescale",
    ramp(hounsfield),
    (state) => rescaled(state).set("SoftcopyVOILUTSequence", [softcopyWindow(40, 400)]),
  ],
  [
    "a rescale of the state's own, in place of the image's",
    ramp(hounsfield),
    (state) => rescaled(state, 2, -100).set("SoftcopyVOILUTSequence", [softcopyWindow(3000, 4000)]),
  ],
  [
    "a Modality LUT of the state's own",
    ramp(hounsfield),
    (state) => state.set("ModalityLUTSequence", [lut([4096, 0, 12], curve(4096, 12)).set("ModalityLUTType", "US")]),
  ],
  ["an inverse shape", ramp(), (state) => state.set("PresentationLUTShape", "INVERSE")],
  ["an inverse photometric interpretation", ramp(undefined, { photometricInterpretation: "MONOCHROME1" }), () => {}],
  [
    "both inverse",
    ramp(undefined, { photometricInterpretation: "MONOCHROME1" }),
    (state) => state.set("PresentationLUTShape", "INVERSE"),
  ],
  [
    "a VOI LUT of 12 bits",
    ramp(),
    (state) =>
      state.set("SoftcopyVOILUTSequence", [new Dataset().set("VOILUTSequence", [lut([3000, 500, 12], curve(3000, 12))])]),
  ],
  [
    "a VOI LUT of 16 bits",
    ramp(),
    (state) => state.set("SoftcopyVOILUTSequence", [new Dataset().set("VOILUTSequence", [lut([4096, 0, 16], curve(4096, 16))])]),
  ],
  [
    "a Presentation LUT after a window",
    ramp(),
    (state) => state.delete("PresentationLUTShape").set("PresentationLUTSequence", [lut([256, 0, 12], curve(256, 12))]),
  ],
  [
    "a Presentation LUT after a VOI LUT",
    ramp(),
    (state) =>
      state
        .delete("PresentationLUTShape")
        .set("PresentationLUTSequence", [lut([4096, 0, 10], curve(4096, 10).reverse())])
        .set("SoftcopyVOILUTSequence", [new Dataset().set("VOILUTSequence", [lut([3000, 500, 12], curve(3000, 12))])]),
  ],
];

describe.skipIf(!hasTool("dcmp2pgm"))("presentation states as dcmtk draws them, level for level", () => {
  it.each(cases)("%s", async (_, image, more) => {
    const state = buildWholeState(more);
    const truth = drawnByDcmtk(image, state);
    const ours = await drawn(image, state);
    expect(new Set(ours).size).toBeGreaterThan(1);
    expect(differences(ours, truth)).toEqual([]);
  });

  it.skipIf(dataRoot() === null)(
    "a real one: scrambled Modality, VOI and Presentation LUTs that give a picture back",
    async () => {
      const file = (name: string) => new Uint8Array(readFileSync(join(dataRoot() as string, "objects", "gsps", name)));
      const [image, state] = [file("imageForPrLUTs.dcm"), file("prLUTs.dcm")];
      expect(differences(await drawn(image, state), drawnByDcmtk(image, state))).toEqual([]);
    },
  );
});

function differences(ours: Uint8Array, truth: Uint8Array): string[] {
  const off = [...ours.keys()].filter((at) => ours[at] !== truth[at]);
  return off.slice(0, 5).map((at) => `${at}: ${ours[at]} for ${truth[at]} (${off.length} of ${ours.length})`);
}
