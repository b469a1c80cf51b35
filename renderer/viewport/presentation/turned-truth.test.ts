import { describe, expect, it } from "vitest";
import type { Frame } from "../../../src/contract/index.ts";
import { parsePart10 } from "../../../src/dicom/index.ts";
import { parseObject } from "../../../src/objects/index.ts";
import type { DcmtkPicture } from "../../../src/testing/dcmtk-picture.ts";
import { buildWholeState, drawStateWithDcmtk } from "../../../src/testing/dcmtk-state.ts";
import { buildTestImage, words } from "../../../src/testing/dicom-image.ts";
import { record } from "../../../src/testing/dicom-series.ts";
import { hasTool } from "../../../src/testing/environment.ts";
import { memorySource } from "../../../src/volume/byte-source.ts";
import { decodeFrame } from "../../../src/volume/decode-frame.ts";
import { openImageFile } from "../../../src/volume/image-file.ts";
import { createCodecs, readSeriesFrames } from "../../../src/volume/index.ts";
import { type PresentationState, turnOf } from "../../stores/index.ts";
import { transform } from "../plane/affine.ts";
import { restingCamera, viewFromPixel } from "../plane/camera.ts";
import { colourSlice } from "../plane/colour-slice.ts";
import { LookReader } from "./look.ts";

const codecs = createCodecs();
const [columns, rows] = [64, 48];

/** Two frames, the second the first from the other end: no two pixels of a row or a column are alike. */
const image = buildTestImage({
  ...{ rows, columns, bitsStored: 12, numberOfFrames: 2 },
  pixels: words(Array.from({ length: 2 * columns * rows }, (_, at) => (at < columns * rows ? at : 2 * columns * rows - at))),
  more: (dataset) => dataset.set("StudyDate", "").set("PatientName", "A").set("PatientID", "1"),
});

/** What a viewport shows at one device pixel an image pixel: coloured and turned. */
async function shown(stateFile: Uint8Array, frameNumber: number): Promise<Omit<DcmtkPicture, "channels">> {
  const source = memorySource(image);
  const { frames } = await readSeriesFrames([record(1)], { open: async () => source });
  const frame = { ...frames[frameNumber - 1]!, sopInstanceUid: "2.25.1" } as Frame;
  const { values } = await decodeFrame(await openImageFile(source), frameNumber, { codecs, valueType: frame.valueType });
  const state = parseObject(parsePart10(stateFile), stateFile.length).content as PresentationState;
  const look = new LookReader().read(state, frame)!;
  const out = new Uint32Array(columns * rows);
  colourSlice(values, 1, { voi: look.voi!, inverted: look.isInverse, padding: undefined, stages: look.stages }, out);
  const levels = Uint8Array.from(out, (word) => word & 0xff);
  return turnedAs(levels, turnOf(state));
}

function turnedAs(levels: Uint8Array, turn: ReturnType<typeof turnOf>): Omit<DcmtkPicture, "channels"> {
  const isAcross = turn.rotationDegrees % 180 === 90;
  const size = { width: isAcross ? rows : columns, height: isAcross ? columns : rows };
  const view = viewFromPixel({ columns, rows, spacing: [1, 1] }, size, restingCamera, turn);
  const data = new Uint8Array(columns * rows);
  for (const [at, level] of levels.entries()) {
    const [x, y] = transform(view, [at % columns, Math.floor(at / columns)]);
    data[Math.round(y - 0.5) * size.width + Math.round(x - 0.5)] = level;
  }
  return { columns: size.width, rows: size.height, data };
}

const turns = [0, 90, 180, 270].flatMap((degrees) => (["N", "Y"] as const).map((flip) => [degrees, flip] as const));

describe.skipIf(!hasTool("dcmp2pgm"))("whole pictures of presentation states as dcmtk draws them", () => {
  it.each(turns)("turned by %i degrees, flipped %s, of both frames", async (degrees, flip) => {
    const state = buildWholeState((dataset) => dataset.set("ImageRotation", degrees).set("ImageHorizontalFlip", flip));
    for (const frame of [1, 2]) expect(await shown(state, frame)).toEqual(picture(state, frame));
  });
});

function picture(state: Uint8Array, frame: number): Omit<DcmtkPicture, "channels"> {
  const { columns: width, rows: height, data } = drawStateWithDcmtk(image, state, frame);
  return { columns: width, rows: height, data };
}
