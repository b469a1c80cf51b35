import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildPart10, Dataset, sopClasses, tagOf, uidFromText } from "../../src/dicom/index.ts";
import { createCodecs, createFrameReader } from "../../src/volume/index.ts";
import { benchStudies } from "./studies.ts";

const size = 512;

/** UIDs of what is written under a name. */
export const studyUidOf = (name: string): string => uidFromText(`${name} study`);
export const seriesUidOf = (name: string): string => uidFromText(`${name} series`);

/**
 * Writes an uncompressed CT of 512 x 512 as a clinic sends it (explicit little endian, 12 bits, 1 mm), one file a slice: pixels of a real
 * CT where one is here, else of a drawn one with noise. Returns the files in order.
 */
export async function writeCtSeries(directory: string, slices: number, name = "bench ct"): Promise<readonly string[]> {
  mkdirSync(directory, { recursive: true });
  const pixels = await pixelSource();
  const files: string[] = [];
  for (let slice = 0; slice < slices; slice += 1) {
    const path = join(directory, `${String(slice + 1).padStart(4, "0")}.dcm`);
    writeFileSync(
      path,
      buildPart10(sliceDataset(name, slice, await pixels(slice)), { transferSyntaxUid: "1.2.840.10008.1.2.1" }),
    );
    files.push(path);
  }
  return files;
}

async function pixelSource(): Promise<(slice: number) => Promise<Uint16Array>> {
  const [study] = benchStudies();
  if (study === undefined) return async (slice) => drawnSlice(slice);
  const files = readdirSync(study.directory).map((file) => join(study.directory, file));
  const reader = createFrameReader(createCodecs());
  return async (slice) => {
    const { values } = await reader.decode(files[slice % files.length] as string, 1, "int16");
    return Uint16Array.from(values, (value) => Math.min(4095, Math.max(0, value + 1024)));
  };
}

/** A body with noise of about 20 HU, the same for every run. */
function drawnSlice(slice: number): Uint16Array {
  let state = slice + 1;
  return Uint16Array.from({ length: size * size }, (_, at) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const [x, y] = [(at % size) / size - 0.5, Math.floor(at / size) / size - 0.5];
    const body = x * x + 1.4 * y * y < 0.2 ? 1064 + Math.round(60 * Math.sin(20 * x + slice / 9)) : 24;
    return body + ((state >>> 26) % 40);
  });
}

function sliceDataset(name: string, slice: number, pixels: Uint16Array): Dataset {
  return new Dataset()
    .set("SOPClassUID", sopClasses.CTImageStorage)
    .set("SOPInstanceUID", uidFromText(`${name} ${slice}`))
    .set("StudyInstanceUID", studyUidOf(name))
    .set("SeriesInstanceUID", seriesUidOf(name))
    .set("FrameOfReferenceUID", uidFromText(`${name} frame of reference`))
    .set("PatientID", name === "bench ct" ? "BENCH" : name.toUpperCase())
    .set("PatientName", "Bench^CT")
    .set("Modality", "CT")
    .set("InstanceNumber", slice + 1)
    .set("ImagePositionPatient", [-180, -180, slice])
    .set("ImageOrientationPatient", [1, 0, 0, 0, 1, 0])
    .set("PixelSpacing", [0.7, 0.7])
    .set("SliceThickness", 1)
    .set("Rows", size)
    .set("Columns", size)
    .set("SamplesPerPixel", 1)
    .set("PhotometricInterpretation", "MONOCHROME2")
    .set("BitsAllocated", 16)
    .set("BitsStored", 12)
    .set("HighBit", 11)
    .set("PixelRepresentation", 0)
    .set("RescaleIntercept", -1024)
    .set("RescaleSlope", 1)
    .set("WindowCenter", 40)
    .set("WindowWidth", 400)
    .setElement(tagOf("PixelData"), { vr: "OW", value: new Uint8Array(pixels.buffer) });
}
