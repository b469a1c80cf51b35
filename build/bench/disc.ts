import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildPart10, Dataset, parsePart10, sopClasses } from "../../src/dicom/index.ts";
import { benchStudies } from "./studies.ts";

const rows = 512;
const columns = 512;
const seriesLength = 300;

/** Makes instances of 512 x 512, 16 bits, uncompressed: the k-th is another one every time, and so are its pixels. */
export interface InstanceMaker {
  /** What the headers are those of: a real CT where the data are. */
  readonly origin: string;
  make(k: number): Uint8Array;
}

/** Headers of a real CT, with other UIDs and pixels; a short synthetic header where there is none. */
export function createInstanceMaker(): InstanceMaker {
  const heads = benchStudies()
    .slice(-1)
    .flatMap(({ directory }) => headsOf(directory));
  const pixels = new Uint8Array(rows * columns * 2);
  const words = new Uint32Array(pixels.buffer);
  return {
    origin: heads.length > 0 ? "headers of a real CT" : "synthetic headers",
    make(k) {
      const dataset = heads[k % heads.length] ?? syntheticHead();
      const series = Math.floor(k / seriesLength);
      // Multiplicative hashing: other pixels in every instance, at the cost of filling memory once.
      words.fill(Math.imul(k + 1, 2654435761) >>> 0);
      dataset
        .set("StudyInstanceUID", `2.25.3.${series}`)
        .set("SeriesInstanceUID", `2.25.3.${series}.1`)
        .set("SOPInstanceUID", `2.25.3.${series}.1.${k}`)
        .set("InstanceNumber", (k % seriesLength) + 1)
        .set("Rows", rows)
        .set("Columns", columns)
        .set("BitsAllocated", 16)
        .set("PixelData", pixels);
      return buildPart10(dataset);
    },
  };
}

/** Writes `count` instances into a folder, as a disc holds them. */
export function writeDisc(folder: string, count: number): string {
  mkdirSync(folder, { recursive: true });
  const maker = createInstanceMaker();
  for (let k = 0; k < count; k++) writeFileSync(join(folder, `IM${String(k).padStart(5, "0")}`), maker.make(k));
  return maker.origin;
}

function headsOf(directory: string): readonly Dataset[] {
  return readdirSync(directory).map((name) => parsePart10(readFileSync(join(directory, name))).dataset);
}

function syntheticHead(): Dataset {
  return new Dataset()
    .set("SOPClassUID", sopClasses.CTImageStorage)
    .set("PatientName", "Bench^Mark")
    .set("PatientID", "BENCH")
    .set("StudyDate", "20260101")
    .set("StudyDescription", "CHEST")
    .set("Modality", "CT")
    .set("SeriesDescription", "1 MM")
    .set("BodyPartExamined", "CHEST")
    .set("ImagePositionPatient", [0, 0, 0])
    .set("ImageOrientationPatient", [1, 0, 0, 0, 1, 0])
    .set("PixelSpacing", [0.7, 0.7])
    .set("SamplesPerPixel", 1)
    .set("PhotometricInterpretation", "MONOCHROME2")
    .set("BitsStored", 12)
    .set("HighBit", 11)
    .set("PixelRepresentation", 0);
}
